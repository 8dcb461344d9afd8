"""`date + duration`, `time - duration`: what conditions, scenarios and hosts move by the calendar, never rolled."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Literal, overload

from closedloop.calendars.days import Calendar
from closedloop.calendars.deadlines import day_back, last_day, move_back, move_forward
from closedloop.calendars.moments import local_to_utc, to_local
from closedloop.model.durations import Duration


@overload
def moved(cal: Calendar, value: datetime, duration: Duration, sign: Literal[1, -1]) -> datetime: ...
@overload
def moved(cal: Calendar, value: date, duration: Duration, sign: Literal[1, -1]) -> date: ...
def moved(cal: Calendar, value: date, duration: Duration, sign: Literal[1, -1]) -> date:
    """The day or moment later (1) or earlier (-1) by the duration.

    A moment (a UTC one comes back) keeps its local clock time through the day parts. A day moved by hours or minutes
    counts from its 00:00 and gives the day they end on. Beyond the coverage working days are those of the plain week:
    a date in a condition is not a deadline, so it carries no mark.
    """
    if isinstance(value, datetime):
        return (move_forward if sign > 0 else move_back)(cal, value.astimezone(UTC), duration)[0]
    if not duration.exact:
        return (last_day if sign > 0 else day_back)(cal, value, duration)[0]
    midnight = local_to_utc(cal, datetime.combine(value, time(0)))
    return to_local(cal, moved(cal, midnight, duration, sign)).date()
