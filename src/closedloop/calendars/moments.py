"""Between moments (aware, UTC) and local days of a calendar's zone.

Guarantees: every local time has exactly one moment. A local time that the clocks skip stands for as much after the
gap as it lies within it (02:30 in a gap from 02:00 to 03:00 is 03:30); one that the clocks show twice stands for its
first occurrence. A day begins with its first moment, also where midnight is skipped. A moment without a zone is
refused, never guessed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from closedloop.calendars.days import EARLIEST, LATEST, Calendar, day_of
from closedloop.messages import UsageError

FIRST_MOMENT = datetime.combine(EARLIEST, time(0), UTC)
LAST_MOMENT = datetime.combine(LATEST, time(0), UTC) + timedelta(days=1)
ZERO = timedelta(0)
MICROSECOND = timedelta(microseconds=1)


def to_local(cal: Calendar, moment: datetime) -> datetime:
    """The moment as the calendar's zone shows it (aware)."""
    if moment.tzinfo is None:
        raise UsageError(f"the moment {moment.isoformat()} says no time zone or offset")
    return min(max(moment, FIRST_MOMENT), LAST_MOMENT).astimezone(cal.tzinfo)


def local_date(cal: Calendar, moment: datetime) -> date:
    """The local day on which the moment lies."""
    return to_local(cal, moment).date()


def local_to_utc(cal: Calendar, naive: datetime) -> datetime:
    """The moment (UTC) of a local time; see above for skipped and repeated ones."""
    return naive.replace(tzinfo=cal.tzinfo, fold=0).astimezone(UTC)


def start_of_day(cal: Calendar, day: date) -> datetime:
    """The first moment (UTC) of the local day: 00:00 there."""
    return local_to_utc(cal, datetime.combine(min(max(day, EARLIEST), LATEST), time(0)))


def end_of_day(cal: Calendar, day: date) -> datetime:
    """24:00 of the local day (UTC): the first moment that no longer belongs to it."""
    return local_to_utc(cal, datetime.combine(min(max(day, EARLIEST), LATEST), time(0)) + timedelta(days=1))


def add_days(day: date, n: int) -> date:
    """The day n days later (earlier, if negative), kept within what can be counted."""
    return day_of(day.toordinal() + n)


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later (earlier, if negative), clipped to the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not EARLIEST.year <= year <= LATEST.year:
        return LATEST if months > 0 else EARLIEST
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def add_time(moment: datetime, span: timedelta) -> datetime:
    """The moment later (earlier) by a real span, kept within what can be counted."""
    try:
        return min(max(moment + span, FIRST_MOMENT), LAST_MOMENT)
    except OverflowError:
        return LAST_MOMENT if span > ZERO else FIRST_MOMENT
