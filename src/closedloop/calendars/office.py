"""Office time: what passes only while the office is open.

All of it goes by the wall clock of the calendar's zone (clocks are changed at night). What begins outside office hours
begins to count at the next opening. Moments are mapped to the office time since a far zero point and back, so that a
year of it costs no more than an hour.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import lru_cache

from closedloop.calendars.days import EARLIEST, LATEST, Calendar
from closedloop.calendars.moments import MICROSECOND, ZERO, local_date, local_to_utc, to_local

_DAY = timedelta(days=1)


def office_time_between(cal: Calendar, begin: datetime, end: datetime) -> timedelta:
    """How long the office is open from one moment to another; negative if `end` is the earlier."""
    return _passed(cal, end) - _passed(cal, begin)


def add_office_time(cal: Calendar, moment: datetime, span: timedelta) -> tuple[datetime, bool]:
    """The first moment at which `span` of office time has passed since `moment`, and whether all days in between are
    covered.

    For a negative span the last moment from which it passes until `moment`; for none the moment itself.
    """
    if span == ZERO:
        return moment, True
    windows = _windows(cal.office_hours)
    per_day = sum((closes - opens for opens, closes in windows), ZERO)
    goal = max(_passed(cal, moment) + span, MICROSECOND)
    if span > ZERO:
        days, within = divmod(goal - MICROSECOND, per_day)
        clock = _when_passed(windows, within + MICROSECOND)
    else:
        days, within = divmod(goal, per_day)
        clock = _last_before(windows, within)
    day = cal.add_working_days(EARLIEST, days + 1)
    result = local_to_utc(cal, datetime.combine(day, time(0)) + clock)
    first, last = sorted((local_date(cal, moment), day))
    return result, day != LATEST and cal.covers(first - _DAY, last)


@lru_cache(maxsize=64)
def _windows(hours: tuple[tuple[time, time], ...]) -> tuple[tuple[timedelta, timedelta], ...]:
    return tuple((_since_midnight(opens), _since_midnight(closes) or _DAY) for opens, closes in hours)


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond)


def _passed(cal: Calendar, moment: datetime) -> timedelta:
    """The office time from `EARLIEST` to the moment."""
    local = to_local(cal, moment)
    day, clock = local.date(), _since_midnight(local.time())
    windows = _windows(cal.office_hours)
    per_day = sum((closes - opens for opens, closes in windows), ZERO)
    full = cal.working_days_between(EARLIEST, day)
    if not cal.is_working_day(day):
        return full * per_day
    today = sum((min(max(clock, opens), closes) - opens for opens, closes in windows), ZERO)
    return (full - 1) * per_day + today


def _when_passed(windows: tuple[tuple[timedelta, timedelta], ...], span: timedelta) -> timedelta:
    """The first clock time at which `span` (more than none) of the day's office time has passed."""
    for opens, closes in windows:
        if span <= closes - opens:
            return opens + span
        span -= closes - opens
    return windows[-1][1]


def _last_before(windows: tuple[tuple[timedelta, timedelta], ...], span: timedelta) -> timedelta:
    """The last clock time at which no more than `span` (less than a day's) of the office time has passed."""
    for opens, closes in windows:
        if span < closes - opens:
            return opens + span
        span -= closes - opens
    return windows[-1][1]
