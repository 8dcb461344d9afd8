"""Numbers of the language: whole ones that every JSON reader reads, decimals of 28 digits, no exception ever.

What lies beyond the bounds is unset (None); so is a division by zero.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

GREATEST_INT = 2**53 - 1
GREATEST_DECIMAL = Decimal(10) ** 28
CONTEXT = Context(prec=28, rounding=ROUND_HALF_EVEN, Emin=-28, Emax=60, traps=[])

Number = int | Decimal


def bounded(value: Number) -> Number | None:
    """The number, or None where it is greater than its kind can be."""
    if isinstance(value, int):
        return value if -GREATEST_INT <= value <= GREATEST_INT else None
    return value if value.is_finite() and abs(value) < GREATEST_DECIMAL else None


def add(left: Number, right: Number) -> Number | None:
    if isinstance(left, int) and isinstance(right, int):
        return bounded(left + right)
    return bounded(CONTEXT.add(left, right))


def subtract(left: Number, right: Number) -> Number | None:
    if isinstance(left, int) and isinstance(right, int):
        return bounded(left - right)
    return bounded(CONTEXT.subtract(left, right))


def multiply(left: Number, right: Number) -> Number | None:
    if isinstance(left, int) and isinstance(right, int):
        return bounded(left * right)
    return bounded(CONTEXT.multiply(left, right))


def divide(left: Number, right: Number) -> Number | None:
    return None if right == 0 else bounded(CONTEXT.divide(left, right))


def negate(value: Number) -> Number | None:
    return -value if isinstance(value, int) else bounded(CONTEXT.minus(value))
