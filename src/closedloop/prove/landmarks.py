"""Days that conditions compare with today, and how many days a duration can be, by the calendar.

A landmark is the day of something (the start of the stay, the last day of its limit, the last time of an event, a date
in a field), moved by a duration. `closedloop.prove.dated` follows how far today lies from each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from attrs import frozen

from closedloop.calendars import Calendar
from closedloop.model.durations import Duration
from closedloop.model.expressions import (
    Arith,
    Compare,
    CompareSpan,
    Const,
    ElapsedSpan,
    Expr,
    FieldRef,
    RemainingSpan,
    SinceSpan,
    Today,
)
from closedloop.model.process import Process, Rule
from closedloop.prove.reads import inside
from closedloop.prove.terms import Num, Term

Base = tuple[str, ...]
"""`STAY`, `DUE`, `NOW`, `("slot", index)` or `("field", name)`."""

STAY: Base = ("stay",)
DUE: Base = ("due",)
NOW: Base = ("now",)
Op = Literal["=", "!=", "<", "<=", ">", ">="]
MIRRORED: dict[str, Op] = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@frozen
class Landmark:
    """The day of `base`, later (`sign` 1) or earlier (-1) by the duration, if there is one."""

    base: Base
    duration: Duration | None = None
    sign: Literal[1, -1] = 1


@frozen
class Against:
    """Today against a landmark: `today op landmark`."""

    op: Op
    landmark: Landmark


def against_today(expr: Expr, dates: frozenset[str]) -> Against | None:
    """What a comparison says of today; None where it is about anything else. `dates`: the fields that hold dates."""
    if isinstance(expr, CompareSpan):
        return _span(expr)
    if not isinstance(expr, Compare) or expr.order:
        return None
    for left, right, op in ((expr.left, expr.right, expr.op), (expr.right, expr.left, MIRRORED[expr.op])):
        if isinstance(left, Today):
            found = dated(right, dates)
            if found is not None:
                return Against(op, found)
        counted = _days_between(left, right, op, dates)
        if counted is not None:
            return counted
    return None


def _span(expr: CompareSpan) -> Against | None:
    if not isinstance(expr.duration, Const) or not isinstance(expr.duration.value, Duration):
        return None
    length = expr.duration.value
    match expr.span:
        case ElapsedSpan():
            return Against(expr.op, Landmark(STAY, length))
        case SinceSpan():
            return Against(expr.op, Landmark(("slot", str(expr.span.slot)), length))
        case RemainingSpan():
            return Against(MIRRORED[expr.op], Landmark(DUE, length, -1))
    return None


def dated(expr: Expr, dates: frozenset[str]) -> Landmark | None:
    """A date made from a field and at most one duration."""
    match expr:
        case FieldRef() if expr.name in dates:
            return Landmark(("field", expr.name))
        case Arith(op="+" | "-", left=FieldRef() as field, right=Const(value=Duration() as moved)) if (
            field.name in dates
        ):
            return Landmark(("field", field.name), moved, 1 if expr.op == "+" else -1)
    return None


def _days_between(left: Expr, right: Expr, op: Op, dates: frozenset[str]) -> Against | None:
    """`today - date` or `date - today` against a number of days."""
    if not isinstance(left, Arith) or left.op != "-" or not isinstance(right, Const) or type(right.value) is not int:
        return None
    one, other, days = left.left, left.right, right.value
    if isinstance(one, Today) and isinstance(other, FieldRef) and other.name in dates:
        return Against(op, _by_days(other.name, days))
    if isinstance(other, Today) and isinstance(one, FieldRef) and one.name in dates:
        return Against(MIRRORED[op], _by_days(one.name, -days))
    return None


def _by_days(field: str, days: int) -> Landmark:
    if not days:
        return Landmark(("field", field))
    return Landmark(("field", field), Duration(((abs(days), "days"),)), 1 if days > 0 else -1)


KEPT, TODAY = 0, 1
"""What a clock is set to: nothing new; today. Other codes are those of `Days.codes`; below 0: a day that nobody knows.
"""


@frozen
class About:
    """What a guess decides: today against a landmark. `at`: what the clock of the landmark's base had been set to by
    then in the same command (a code).
    """

    against: Against
    at: Term


class Days:
    """What is followed of days: the fields that hold dates, and what clocks are set to, by code."""

    def __init__(self, process: Process) -> None:
        self.dates = date_fields(process)
        self.codes: dict[int, Landmark] = {}
        self._unknown = 0

    def anything(self) -> int:
        """The code of a day that nobody knows, another one each time."""
        self._unknown -= 1
        return self._unknown

    def set_to(self, expr: Expr, dated_now: Mapping[str, Term]) -> int:
        """The code of what a date is set to; `dated_now`: what clocks were set to before, in the same command."""
        if isinstance(expr, Today):
            return TODAY
        found = dated(expr, self.dates)
        if found is not None:
            before = dated_now.get(clock(found.base), Num(KEPT))
            if before == Num(TODAY):
                found = Landmark(NOW, found.duration, found.sign)
            elif before != Num(KEPT):
                return self.anything()
        if found == Landmark(NOW):
            return TODAY
        if found is None and isinstance(expr, Arith) and expr.op in "+-" and isinstance(expr.left, Today):
            moved = expr.right.value if isinstance(expr.right, Const) else None
            found = Landmark(NOW, moved, 1 if expr.op == "+" else -1) if isinstance(moved, Duration) else None
        if found is None:
            return self.anything()
        for code, known in self.codes.items():
            if known == found:
                return code
        code = TODAY + 1 + len(self.codes)
        self.codes[code] = found
        return code


def clock(base: Base) -> str:
    """The name of a base's clock."""
    return ":".join(base)


def date_fields(process: Process) -> frozenset[str]:
    return frozenset(field.name for field in process.fields if field.type.kind == "date")


def landmarks_of(process: Process, rule: Rule | None = None) -> Iterator[Landmark]:
    """All that the process, or one of its rules, compares with today."""
    dates = date_fields(process)
    for part in inside(rule or process):
        if isinstance(part, (Compare, CompareSpan)):
            found = against_today(part, dates)
            if found is not None:
                yield found.landmark


# -------------------------------------------------------------------------------------------------- lengths in days

YEARS = 4
"""After so many years the lengths of months repeat, but for three centuries in four."""


class Lengths:
    """How many days durations have, at least and at most, wherever they begin in the calendar's coverage."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._known: dict[Duration, tuple[int, int]] = {}
        first, last = calendar.coverage or (date(2001, 1, 1), date(2001, 1, 28))
        days = (date.fromordinal(each) for each in range(first.toordinal(), last.toordinal() + 1))
        self._working = [day.toordinal() for day in days if calendar.is_working_day(day)]

    def of(self, duration: Duration) -> tuple[int, int]:
        if duration not in self._known:
            low = high = 0
            for amount, unit in duration.parts:
                least, most = self._of_part(amount, unit)
                low, high = low + least, high + most
            self._known[duration] = low, high
        return self._known[duration]

    def _of_part(self, amount: int, unit: str) -> tuple[int, int]:
        match unit:
            case "years":
                return _of_months(12 * amount)
            case "months":
                return _of_months(amount)
            case "weeks":
                return 7 * amount, 7 * amount
            case "days":
                return amount, amount
            case "working_days":
                return self._of_working_days(amount)
            case "hours":
                return amount // 24, amount // 24 + 2  # a day of the clock may have 23 or 25 hours
            case "minutes":
                return amount // 1440, amount // 1440 + 2
        return 0, BEYOND

    def _of_working_days(self, amount: int) -> tuple[int, int]:
        """From any day to the `amount`-th working day after it."""
        days = self._working
        if amount >= len(days):
            return amount, BEYOND
        gaps = [days[index + amount] - days[index] for index in range(len(days) - amount)]
        shortest = min(days[index + amount - 1] - days[index] + 1 for index in range(len(days) - amount))
        return min(shortest, *gaps), max(gaps)

    @property
    def roll(self) -> int:
        """How far a last day moves, at most."""
        return max(
            (after - before - 1 for before, after in zip(self._working, self._working[1:], strict=False)), default=0
        )


BEYOND = 1 << 30
"""More days than anything is compared with."""


def _of_months(amount: int) -> tuple[int, int]:
    """From the same day of a month, clipped to its end."""
    found = []
    for month in range(12 * YEARS):
        first, later = _first_of(month), _first_of(month + amount)
        length, ends = (_first_of(month + 1) - first).days, (_first_of(month + amount + 1) - later).days
        found += [(later - first).days + min(day, ends - 1) - day for day in (0, length - 1)]
    return min(found), max(found) + amount // 1200  # a century may have one leap year more or less


def _first_of(month: int) -> date:
    return date(2000 + month // 12, month % 12 + 1, 1)
