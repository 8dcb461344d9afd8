"""The moments that hang on a limit: a share of it, a while before, a while overdue, every so often.

Pure like `closedloop.calendars.deadlines`, whose counting they use. Nothing here rolls. A point knows by itself
whether it is provisional: `at 50%` of a limit may be certain while the limit's end is not.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import Unpack

from attrs import frozen

from closedloop.calendars.days import LATEST, Calendar
from closedloop.calendars.deadlines import (
    Deadline,
    Shifts,
    amounts,
    day_back,
    deadline,
    last_day,
    move_back,
    move_forward,
)
from closedloop.calendars.moments import (
    MICROSECOND,
    ZERO,
    add_days,
    add_time,
    days_in_month,
    end_of_day,
    local_date,
    start_of_day,
)
from closedloop.calendars.office import add_office_time, office_time_between
from closedloop.messages import UsageError
from closedloop.model.durations import Duration

_ONE_DAY = timedelta(days=1)


@frozen
class Point:
    """A moment (UTC); `provisional` as in `Deadline`."""

    at: datetime
    provisional: bool


def share_point(
    cal: Calendar,
    start: datetime,
    limit: Duration | date,
    percent: Decimal,
    *,
    own_day: bool = False,
    **shifts: Unpack[Shifts],
) -> Point:
    """`at P%` of a limit that began at `start`: the beginning of day k, k = P % of the limit's days, rounded up.

    The days are working days if the limit has nothing else, otherwise calendar days up to its unrolled last day.
    Suspended time moves the point, not k. A date as limit (`due on`) is that last day and not moved. Of an exact limit
    it is the exact share of its real time, of one in working hours of its office time. No share is `start` itself.
    """
    if percent <= 0:
        return Point(start, False)
    if isinstance(limit, date):
        total = (limit - local_date(cal, start)).days
        days = _rounded_up(percent, total)
        return _calendar_day(cal, start, days, 0) if days else Point(start, False)
    if limit.exact:
        return _exact_share(cal, start, limit, percent, shifts)
    if _only_working_days(limit):
        total = amounts(limit).working_days
    else:
        first = local_date(cal, start)
        total = (last_day(cal, first, limit, own_day)[0] - first).days + int(own_day)
    return day_number(cal, start, limit, _rounded_up(percent, total), own_day=own_day, **shifts)


def day_number(
    cal: Calendar, start: datetime, limit: Duration, k: int, *, own_day: bool = False, **shifts: Unpack[Shifts]
) -> Point:
    """The beginning of day k of a limit in days that began at `start`, moved like the limit by suspended time.

    The k-th working day if the limit has nothing but working days, else the k-th calendar day; `start` for k = 0.
    """
    if k == 0:
        return Point(start, False)
    if not _only_working_days(limit):
        days = k - int(own_day)
        if not limit.in_working_days:
            return _calendar_day(cal, start, days, shifts.get("shift_days", 0))
        before = add_days(local_date(cal, start), days)
        return _working_day(cal, before, shifts.get("shift_working_days", 0))
    before = add_days(local_date(cal, start), -int(own_day))
    return _working_day(cal, before, k + shifts.get("shift_working_days", 0))


def _calendar_day(cal: Calendar, start: datetime, days: int, shift_days: int) -> Point:
    return Point(start_of_day(cal, add_days(local_date(cal, start), days + shift_days)), False)


def _working_day(cal: Calendar, before: date, n: int) -> Point:
    day = cal.add_working_days(before, n)
    return Point(start_of_day(cal, day), not cal.covers(before, day))


def _only_working_days(limit: Duration) -> bool:
    return all(unit == "working_days" for _, unit in limit.parts)


def _rounded_up(percent: Decimal, total: int) -> int:
    return max(int((percent * total / 100).to_integral_value(ROUND_CEILING)), 0)


def _exact_share(cal: Calendar, start: datetime, limit: Duration, percent: Decimal, shifts: Shifts) -> Point:
    due = deadline(cal, start, limit)
    if not amounts(limit).office:
        real = add_time(start, _part(percent, due.at - start))
        return Point(add_time(real, shifts.get("shift_exact", ZERO)), due.provisional)
    office = _part(percent, office_time_between(cal, start, due.at))
    at, covered = add_office_time(cal, start, office + shifts.get("shift_office", ZERO))
    return Point(at, not covered)


def _part(percent: Decimal, whole: timedelta) -> timedelta:
    return -(-(whole // MICROSECOND) * Fraction(percent) // 100) * MICROSECOND


def before_point(cal: Calendar, due: Deadline, duration: Duration) -> Point:
    """`at D before`: the beginning of the day D before the last day; exact D or limit: D before the due moment."""
    if due.last_day is None or duration.exact:
        at, known = move_back(cal, due.at, duration)
    else:
        day, known = day_back(cal, due.last_day, duration)
        at = start_of_day(cal, day)
    return Point(at, due.provisional or not known)


def overdue_point(cal: Calendar, due: Deadline, duration: Duration, **shifts: Unpack[Shifts]) -> Point:
    """`overdue D`: the end of D counted from the last day, unrolled; exact D or limit: D after the due moment.

    The shifts are what was suspended since the limit ran out; what was before is in `due` already.
    """
    if due.last_day is None or duration.exact:
        at, known = move_forward(cal, due.at, duration, *_exact_shifts(shifts))
    else:
        day, known = last_day(cal, due.last_day, duration, False, *_day_shifts(shifts))
        at = end_of_day(cal, day)
    return Point(at, due.provisional or not known)


def every_point(cal: Calendar, start: datetime, period: Duration, k: int, **shifts: Unpack[Shifts]) -> Point:
    """`every D`, the k-th time: the beginning of the day that k × D after `start` falls on; exact D: exactly.

    Always counted from `start`, so that months do not drift: after 31 January come 28 February and 31 March.
    """
    if k == 0:
        return Point(start, False)
    span = period.times(k)
    if span.exact:
        at, known = move_forward(cal, start, span, *_exact_shifts(shifts))
        return Point(at, not known)
    day, known = last_day(cal, local_date(cal, start), span, False, *_day_shifts(shifts))
    return Point(start_of_day(cal, day), not known)


def _day_shifts(shifts: Shifts) -> tuple[int, int]:
    return shifts.get("shift_days", 0), shifts.get("shift_working_days", 0)


def _exact_shifts(shifts: Shifts) -> tuple[timedelta, timedelta]:
    return shifts.get("shift_exact", ZERO), shifts.get("shift_office", ZERO)


def next_month_day(day: date, month: int, day_of_month: int) -> date:
    """The first such day of a year on or after `day`; 29 February waits for a year that has one."""
    if not (1 <= month <= 12 and 1 <= day_of_month <= days_in_month(2000, month)):
        raise UsageError(f"{month:02}-{day_of_month:02} is no day of any year")
    for year in range(day.year, min(day.year + 9, LATEST.year)):
        if day_of_month <= days_in_month(year, month) and date(year, month, day_of_month) >= day:
            return date(year, month, day_of_month)
    return LATEST
