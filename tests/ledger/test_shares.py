"""Exact arithmetic of reports."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closedloop.ledger.shares import mean, number_text, percent_text, percentile, rounded, share


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (135, 230, "58.7 %"),
        (85, 230, "37.0 %"),
        (10, 230, "4.3 %"),
        (176, 230, "76.5 %"),
        (1, 2000, "0.1 %"),
        (0, 3, "0.0 %"),
    ],
)
def test_shares_have_one_decimal_half_up(part: int, whole: int, text: str) -> None:
    found = share(part, whole)
    assert found is not None
    assert percent_text(found) == text


def test_the_share_of_nothing_is_none() -> None:
    assert share(0, 0) is None
    assert mean([]) is None
    assert percentile([], 50) is None


@given(st.decimals(-10_000, 10_000, places=4), st.integers(0, 3))
def test_rounding_is_half_up_away_from_zero(value: Decimal, places: int) -> None:
    assert rounded(Fraction(value), places) == value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=30), st.integers(1, 100))
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(values: list[int], percent: int) -> None:
    enough = [v for v in values if sum(other <= v for other in values) * 100 >= percent * len(values)]
    assert percentile([Fraction(v) for v in values], percent) == min(enough)


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(3), "3"), (Fraction(1, 3), "0.33"), (Fraction(-5, 2), "-2.5"), (Fraction(999, 1000), "1")],
)
def test_numbers_have_at_most_two_decimals(value: Fraction, text: str) -> None:
    assert number_text(value) == text
