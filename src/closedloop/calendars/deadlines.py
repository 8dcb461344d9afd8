"""From a moment and a duration to a last day and a due moment: the one place where limits are counted.

Guarantees: pure, total for every duration, the same answer for the same calendar. What depends on whether some day is
a working day and needs a day that the calendar does not cover is computed by the plain week and marked provisional.
The rules are those of `docs/reference/semantics.md`, "Counting time"; `closedloop.calendars.points` counts rungs and
repetitions and `closedloop.calendars.spans` compares.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypedDict

from attrs import frozen

from closedloop.calendars.days import EARLIEST, LATEST, Calendar
from closedloop.calendars.moments import (
    LAST_MOMENT,
    ZERO,
    add_days,
    add_months,
    add_time,
    end_of_day,
    local_date,
    local_to_utc,
    to_local,
)
from closedloop.calendars.office import add_office_time, office_time_between
from closedloop.model.durations import Duration

_ONE_DAY = timedelta(days=1)
_MOST_SECONDS = 400_000_000_000
"""More than all of the time that can be counted, and a span that Python can still hold."""


@frozen
class Deadline:
    """`at` (UTC) is the first moment that is too late: 24:00 local time of `last_day`, which is None for an exact
    limit.

    `provisional`: a day that mattered lies beyond the calendar's coverage; the date is shown and nothing fires.
    """

    last_day: date | None
    at: datetime
    provisional: bool


class Shifts(TypedDict, total=False):
    """Suspended time, in each measure by which a limit may be counted; see `suspended`."""

    shift_days: int
    shift_working_days: int
    shift_exact: timedelta
    shift_office: timedelta


@frozen
class Amounts:
    """A duration sorted by how it is counted; `real` and `office` are exact."""

    months: int
    days: int
    working_days: int
    real: timedelta
    office: timedelta


@lru_cache(maxsize=1024)
def amounts(duration: Duration) -> Amounts:
    """The parts of the duration, years as 12 months and weeks as 7 days."""
    of = {unit: amount for amount, unit in duration.parts}
    return Amounts(
        months=of.get("years", 0) * 12 + of.get("months", 0),
        days=of.get("weeks", 0) * 7 + of.get("days", 0),
        working_days=of.get("working_days", 0),
        real=_seconds(of.get("hours", 0) * 3600 + of.get("minutes", 0) * 60),
        office=_seconds(of.get("working_hours", 0) * 3600),
    )


def _seconds(amount: int) -> timedelta:
    return timedelta(seconds=min(amount, _MOST_SECONDS))


def deadline(
    cal: Calendar,
    start: datetime,
    duration: Duration,
    *,
    roll: bool = True,
    own_day: bool = False,
    shift_days: int = 0,
    shift_working_days: int = 0,
    shift_exact: timedelta = ZERO,
    shift_office: timedelta = ZERO,
) -> Deadline:
    """When `duration` from the moment `start` (UTC) has passed.

    `roll`: a last day that is no working day moves to the next one (never for durations with a part in working days,
    nor for exact ones). `own_day`: the day of `start` is day one, where it counts (has no meaning for exact
    durations). The shifts are suspended time: of them the one is used that is in the duration's own measure.
    """
    if duration.exact:
        at, known = move_forward(cal, start, duration, shift_exact, shift_office)
        return Deadline(None, at, not known)
    last, known = last_day(cal, local_date(cal, start), duration, own_day, shift_days, shift_working_days)
    if roll and not duration.in_working_days:
        rolled = cal.working_day_from(last)
        known = known and cal.covers(last - _ONE_DAY, rolled)
        last = rolled
    return Deadline(last, end_of_day(cal, last), not known)


def fixed_deadline(cal: Calendar, day: date, extension: Duration | None = None) -> Deadline:
    """The deadline of `due on day`: its end, not rolled; with granted extensions (in one sum), that much later."""
    end = Deadline(day, end_of_day(cal, day), False)
    if extension is None:
        return end
    if extension.exact:
        at, known = move_forward(cal, end.at, extension)
        return Deadline(None, at, not known)
    last, known = last_day(cal, day, extension)
    return Deadline(last, end_of_day(cal, last), not known)


def last_day(
    cal: Calendar,
    day: date,
    duration: Duration,
    own_day: bool = False,
    shift_days: int = 0,
    shift_working_days: int = 0,
) -> tuple[date, bool]:
    """The unrolled last day of the duration's day parts counted from `day`; whether all that mattered is covered."""
    span = amounts(duration)
    last, own = day, int(own_day)
    if span.months:
        last, own = (_months_counting_own_day(day, span.months) if own_day else add_months(day, span.months)), 0
    if span.days:
        last, own = add_days(last, span.days - own), 0
    if not span.working_days:
        last = add_days(last, shift_days)
        return last, last != LATEST
    after = add_days(last, -own)
    last = cal.add_working_days(after, span.working_days + shift_working_days)
    return last, last != LATEST and cal.covers(after, last)


def _months_counting_own_day(day: date, months: int) -> date:
    """The day before the same day of the month, `months` later; where that month has no such day, its last day."""
    later = add_months(day, months)
    return add_days(later, -1) if later.day == day.day else later


def move_forward(
    cal: Calendar,
    moment: datetime,
    duration: Duration,
    shift_exact: timedelta = ZERO,
    shift_office: timedelta = ZERO,
) -> tuple[datetime, bool]:
    """The moment later by the duration (day parts keep the clock time), and whether all that mattered is covered.

    Of suspended time the office time moves a duration with working hours, the real time any other.
    """
    span = amounts(duration)
    known = True
    if span.months or span.days or span.working_days:
        local = to_local(cal, moment)
        day, known = last_day(cal, local.date(), duration)
        moment = local_to_utc(cal, datetime.combine(day, local.time()))
    moment = add_time(moment, span.real)
    if span.office:
        moment, covered = add_office_time(cal, moment, span.office + shift_office)
        return moment, known and covered
    moment = add_time(moment, shift_exact)
    return moment, known and moment != LAST_MOMENT


def day_back(cal: Calendar, day: date, duration: Duration) -> tuple[date, bool]:
    """The day that lies the duration's day parts before `day` (same order of units); whether that is covered."""
    span = amounts(duration)
    earlier = add_days(add_months(day, -span.months), -span.days)
    if not span.working_days:
        return earlier, True
    first = cal.add_working_days(earlier, -span.working_days)
    return first, first != EARLIEST and cal.covers(first - _ONE_DAY, earlier - _ONE_DAY)


def move_back(cal: Calendar, moment: datetime, duration: Duration) -> tuple[datetime, bool]:
    """The moment earlier by the duration, and whether all that mattered is covered."""
    span = amounts(duration)
    known = True
    if span.months or span.days or span.working_days:
        local = to_local(cal, moment)
        day, known = day_back(cal, local.date(), duration)
        moment = local_to_utc(cal, datetime.combine(day, local.time()))
    moment = add_time(moment, -span.real)
    moment, covered = add_office_time(cal, moment, -span.office)
    return moment, known and covered


def suspended(cal: Calendar, paused: datetime, resumed: datetime) -> Shifts:
    """What a suspension adds to the limits it stops: the day of `paused` counts as run, that of `resumed` does not."""
    first, last = local_date(cal, paused), local_date(cal, resumed)
    return Shifts(
        shift_days=(last - first).days,
        shift_working_days=cal.working_days_between(first, last),
        shift_exact=resumed - paused,
        shift_office=office_time_between(cal, paused, resumed),
    )
