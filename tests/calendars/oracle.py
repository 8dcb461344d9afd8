"""A slow oracle that walks from day to day, and moments and durations in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import chinese_calendar

from closedloop.calendars import Calendar, Deadline, deadline, local_to_utc, parse_duration, to_local

Works = Callable[[date], bool]


def works_in_china(day: date) -> bool:
    """By the package's own answer; by the plain week where it refuses to answer."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def walk(day: date, n: int, works: Works) -> date:
    """The n-th working day after (before, if negative) the day, one day at a time."""
    step = timedelta(days=1 if n > 0 else -1)
    for _ in range(abs(n)):
        day += step
        while not works(day):
            day += step
    return day


def last_covered(cal: Calendar) -> date:
    assert cal.coverage is not None
    return cal.coverage[1]


def at(cal: Calendar, local: str) -> datetime:
    """The moment of a local time such as `2025-01-20 10:00`."""
    return local_to_utc(cal, datetime.fromisoformat(local))


def shown(cal: Calendar, moment: datetime) -> str:
    """The moment as the calendar's zone shows it, to the minute."""
    return to_local(cal, moment).strftime("%Y-%m-%d %H:%M")


def due(cal: Calendar, local: str, duration: str, **options: Any) -> Deadline:
    """The deadline of a duration in words from a local time."""
    return deadline(cal, at(cal, local), parse_duration(duration), **options)
