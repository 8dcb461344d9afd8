"""Which of two durations is shorter, against counting both in the calendars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from closedloop.calendars import calendar, deadline, every_point
from closedloop.check.flow.durations import surely_not_longer, surely_over_before, surely_shorter
from closedloop.model.durations import Duration, Unit

UNITS: tuple[tuple[Unit, tuple[int, ...]], ...] = (
    ("minutes", (30, 3000)),
    ("hours", (1, 5, 24, 25)),
    ("working_hours", (4, 8)),
    ("days", (1, 2, 3, 10, 40)),
    ("working_days", (1, 2, 3, 5, 10, 20)),
    ("weeks", (1, 5)),
    ("months", (1, 2, 3)),
    ("years", (1,)),
)
DURATIONS = [Duration(((amount, unit),)) for unit, amounts in UNITS for amount in amounts]
DURATIONS += [Duration(((1, "months"), (10, "days"))), Duration(((2, "days"), (3, "hours")))]
STARTS = [datetime(2024, 1, 1, 1, tzinfo=UTC) + timedelta(days=step * 6.7) for step in range(60)]


@pytest.mark.parametrize("name", ["china", "weekdays"])
def test_what_is_surely_shorter_ends_first_whenever_both_begin(name: str) -> None:
    cal = calendar(name)
    for start in STARTS:
        due = {each: deadline(cal, start, each).at for each in DURATIONS}
        for one, other in product(DURATIONS, DURATIONS):
            if surely_shorter(one, other):
                assert due[one] < due[other], (start, one, other)
            if surely_not_longer(one, other):
                assert due[one] <= due[other], (start, one, other)
            if surely_over_before(one, other):
                assert due[one] < every_point(cal, start, other, 1).at, (start, one, other)


def test_what_is_sure_is_not_nothing() -> None:
    def days(amount: int, unit: Unit = "working_days") -> Duration:
        return Duration(((amount, unit),))

    assert surely_shorter(days(5), days(6))
    assert surely_shorter(days(5), days(2, "months"))
    assert not surely_shorter(days(5), days(5))
    assert not surely_shorter(days(5, "days"), days(6, "days"))
    assert surely_not_longer(days(5), days(5))
    assert not surely_not_longer(days(5, "days"), days(5, "days"))
    assert surely_over_before(days(5), days(10))
    assert not surely_over_before(days(5), days(6))
