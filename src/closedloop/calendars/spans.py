"""Spans of time against durations: is it `<= 10 working days` since then, are `>= 3 days` left?

Against a duration in days a span is looked at by local days: with L the last day of the duration, counted unrolled
from the span's beginning, the span is `<= D` before the end of L, `>= D` from the beginning of L and `= D` during L.
Against an exact duration the moments are compared. `<`, `>` and `!=` are the negations. The `*_thresholds` are the
only moments at which a comparison can change while time passes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, datetime, timedelta
from typing import Literal, Unpack

from closedloop.calendars.days import EARLIEST, LATEST, Calendar, day_of
from closedloop.calendars.deadlines import Deadline, Shifts, last_day, move_back, move_forward
from closedloop.calendars.moments import (
    MICROSECOND,
    ZERO,
    end_of_day,
    local_date,
    start_of_day,
)
from closedloop.calendars.points import Point
from closedloop.model.durations import Duration

Op = Literal["=", "!=", "<", "<=", ">", ">="]


def span_compare(
    cal: Calendar, start: datetime, now: datetime, op: Op, duration: Duration, **shifts: Unpack[Shifts]
) -> bool:
    """`elapsed`, `time since`, `time from … to`: the time from `start` to `now` without suspensions, against D."""
    reached, passed = span_thresholds(cal, start, duration, **shifts)
    return _holds(op, at_least=now >= reached.at, at_most=now < passed.at)


def span_thresholds(
    cal: Calendar, start: datetime, duration: Duration, **shifts: Unpack[Shifts]
) -> tuple[Point, Point]:
    """From the first moment on the span is `>= D`, from the second on it is no longer `<= D`."""
    if duration.exact:
        at, known = _moment(cal, start, duration, shifts)
        return _exactly(at, known)
    return _during(cal, *_last_day(cal, local_date(cal, start), duration, shifts))


def overdue_compare(
    cal: Calendar, due: Deadline, now: datetime, op: Op, duration: Duration, **shifts: Unpack[Shifts]
) -> bool:
    """`overdue` of a limit against a duration; the caller knows that the limit has run out.

    Counted from the limit's last day (exact D or limit: from the due moment); the shifts are what was suspended since.
    """
    reached, passed = overdue_thresholds(cal, due, duration, **shifts)
    return _holds(op, at_least=now >= reached.at, at_most=now < passed.at)


def overdue_thresholds(
    cal: Calendar, due: Deadline, duration: Duration, **shifts: Unpack[Shifts]
) -> tuple[Point, Point]:
    """As `span_thresholds`, for `overdue`; provisional if the limit is."""
    if due.last_day is None or duration.exact:
        at, known = _moment(cal, due.at, duration, shifts)
        return _exactly(at, known and not due.provisional)
    day, known = _last_day(cal, due.last_day, duration, shifts)
    return _during(cal, day, known and not due.provisional)


def remaining_compare(cal: Calendar, now: datetime, due: Deadline, op: Op, duration: Duration) -> bool:
    """`remaining` of a limit against a duration: `>= D` if D, counted from today, ends no later than the limit's last
    day.

    For an exact D or limit: if this moment is no later than the one that lies D before the due moment.
    """
    if due.last_day is None or duration.exact:
        at, _ = move_back(cal, due.at, duration)
        return _holds(op, at_least=now <= at, at_most=now >= at)
    day, _ = last_day(cal, local_date(cal, now), duration)
    return _holds(op, at_least=day <= due.last_day, at_most=day >= due.last_day)


def remaining_thresholds(cal: Calendar, due: Deadline, duration: Duration) -> tuple[Point, Point]:
    """From the first moment on the rest is `<= D`, from the second on it is no longer `>= D`."""
    if due.last_day is None or duration.exact:
        at, known = move_back(cal, due.at, duration)
        return _exactly(at, known and not due.provisional)
    end = due.last_day

    def ends(ordinal: int) -> date:
        return last_day(cal, date.fromordinal(ordinal), duration)[0]

    days = range(EARLIEST.toordinal(), LATEST.toordinal())
    first = day_of(days.start + bisect_left(days, end, key=ends))
    after = day_of(days.start + bisect_right(days, end, key=ends))
    covered = not duration.in_working_days or cal.covers(first - timedelta(days=1), end)
    provisional = due.provisional or not covered
    return Point(start_of_day(cal, first), provisional), Point(start_of_day(cal, after), provisional)


def _last_day(cal: Calendar, day: date, duration: Duration, shifts: Shifts) -> tuple[date, bool]:
    return last_day(cal, day, duration, False, shifts.get("shift_days", 0), shifts.get("shift_working_days", 0))


def _moment(cal: Calendar, start: datetime, duration: Duration, shifts: Shifts) -> tuple[datetime, bool]:
    return move_forward(cal, start, duration, shifts.get("shift_exact", ZERO), shifts.get("shift_office", ZERO))


def _during(cal: Calendar, day: date, known: bool) -> tuple[Point, Point]:
    return Point(start_of_day(cal, day), not known), Point(end_of_day(cal, day), not known)


def _exactly(at: datetime, known: bool) -> tuple[Point, Point]:
    return Point(at, not known), Point(at + MICROSECOND, not known)


def _holds(op: Op, at_least: bool, at_most: bool) -> bool:
    match op:
        case ">=":
            return at_least
        case "<=":
            return at_most
        case "<":
            return not at_least
        case ">":
            return not at_most
        case "=":
            return at_least and at_most
        case "!=":
            return not (at_least and at_most)
