"""Calculating with values whose kinds are known at run time only: numbers, dates with durations, lists.

Total: what has no meaning is unset (None); the checker keeps it out of processes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from closedloop.calendars import Calendar, moved
from closedloop.kernel import numbers
from closedloop.model.durations import Duration
from closedloop.model.expressions import Value


def is_number(value: Any) -> bool:
    return isinstance(value, numbers.Number) and not isinstance(value, bool)


def _plus(calendar: Calendar, a: Any, b: Any) -> Value:
    if isinstance(b, Duration) and isinstance(a, date):
        return moved(calendar, a, b, 1)
    return numbers.add(a, b) if is_number(a) and is_number(b) else None


def _minus(calendar: Calendar, a: Any, b: Any) -> Value:
    if isinstance(b, Duration) and isinstance(a, date):
        return moved(calendar, a, b, -1)
    if isinstance(a, date) and isinstance(b, date):
        return None if isinstance(a, datetime) or isinstance(b, datetime) else (a - b).days
    return numbers.subtract(a, b) if is_number(a) and is_number(b) else None


def _times(calendar: Calendar, a: Any, b: Any) -> Value:
    return numbers.multiply(a, b) if is_number(a) and is_number(b) else None


def _over(calendar: Calendar, a: Any, b: Any) -> Value:
    return numbers.divide(a, b) if is_number(a) and is_number(b) else None


ARITHMETIC: dict[str, Callable[[Calendar, Any, Any], Value]] = {"+": _plus, "-": _minus, "*": _times, "/": _over}


def _sum(items: Any) -> Value:
    total: Any = 0
    for item in items:
        if total is None or not is_number(item):
            return None
        total = numbers.add(total, item)
    return total  # type: ignore[no-any-return]


FOLDS: dict[str, Callable[[Any], Value]] = {
    "any": lambda flags: any(flag is True for flag in flags),
    "all": lambda flags: all(flag is True for flag in flags),
    "count": len,
    "sum": _sum,
}
