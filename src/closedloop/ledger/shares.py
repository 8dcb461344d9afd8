"""Exact arithmetic of reports: shares, means and percentiles as fractions, rounded once, when they are written.

Rounding is half up (away from zero), as in reports of offices: 135 of 230 is 58.7 %, 1 of 8 with no decimals 13 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


def exact(value: int | Decimal) -> Fraction:
    """The number as a fraction, with nothing lost."""
    return Fraction(value)


def share(part: int, whole: int) -> Fraction | None:
    """`part` of `whole`; None of nothing."""
    return Fraction(part, whole) if whole else None


def mean(values: Sequence[Fraction]) -> Fraction | None:
    """The arithmetic mean; None of nothing."""
    return sum(values, Fraction(0)) / len(values) if values else None


def percentile(values: Sequence[Fraction], percent: int) -> Fraction | None:
    """By nearest rank: the smallest value that at least `percent` % of all values do not exceed; None of nothing."""
    if not values:
        return None
    rank = max(1, -(-percent * len(values) // 100))
    return sorted(values)[min(rank, len(values)) - 1]


def rounded(value: Fraction, places: int) -> Decimal:
    """The fraction with so many decimals, half up (away from zero)."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-places)


def percent_text(value: Fraction, places: int = 1) -> str:
    """`58.7 %`."""
    return f"{format(rounded(value * 100, places), 'f')} %"


def number_text(value: Fraction, places: int = 2) -> str:
    """A whole number as it is, any other with at most `places` decimals, half up."""
    if value.denominator == 1:
        return str(value.numerator)
    text = format(rounded(value, places), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
