"""Times of a log as moments: ISO 8601 in all its spellings, local times by a zone, days by the morning of the day.

Guarantees: a text always means the same moment, whatever stands around it. A time without an offset is local time of
the zone; one that the clocks skip or show twice is resolved as `calendars.moments` does. A day without a clock time
means 09:00 of that day in the zone, as in files of events. Nothing is guessed: what is neither is None.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

from closedloop.calendars import EARLIEST, LATEST
from closedloop.ledger.event_lines import MORNING, read_moment

_MIDNIGHT_AT_THE_END = re.compile(r"(?P<day>.{8,10}[T ])24:00(?P<rest>(?::00(?:[.,]0+)?)?\s*(?:Z|[+-][\d:]{2,6})?)")
_BASIC = re.compile(r"(?P<day>\d{8})(?:T\d{4,6}(?:[.,]\d+)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?", re.ASCII)
_ZONED_DAY = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_HOURS_ONLY = re.compile(r"(?P<moment>.*\d\d:\d\d.*)(?P<offset>[+-]\d\d)")
_BETWEEN = ("T", " ")
_DAY = timedelta(days=1)


class OutOfRange(ValueError):
    """The moment is too near to the ends of time to be counted with."""


class Clock:
    """Reads the times of one log. `time_format` as of `datetime.strptime`; without it ISO 8601, years first.

    `by_day`: clock times mean nothing; all that counts is the day in the zone.
    """

    def __init__(self, zone: tzinfo, time_format: str | None = None, *, by_day: bool = False) -> None:
        self.zone = zone
        self._read: Callable[[str], datetime | None] = iso_moment if time_format is None else _formatted(time_format)
        self._plain = time_format is None and not by_day
        self._dated = by_day or (time_format is not None and not has_clock(time_format))

    def read(self, text: str) -> datetime | None:
        """The moment in UTC; None where the text is no time. `OutOfRange` where it cannot be counted with."""
        if self._plain and text[10:11] in _BETWEEN:  # as nearly all logs have it
            try:
                found = datetime.fromisoformat(text)
                if found.tzinfo is not None and EARLIEST.year + 1 < found.year < LATEST.year - 1:
                    return found.astimezone(UTC)
            except ValueError:
                pass
        read = self._read(text)
        return None if read is None else self._moment(read)

    def written(self, text: str) -> datetime | None:
        """The time as written, in the format of the log or in ISO 8601; naive where no offset is."""
        return self._read(text) or iso_moment(text)

    def _moment(self, found: datetime) -> datetime:
        try:
            if self._dated:
                local = found if found.tzinfo is None else found.astimezone(self.zone)
                found = datetime(local.year, local.month, local.day, MORNING)
            moment = (found.replace(tzinfo=self.zone) if found.tzinfo is None else found).astimezone(UTC)
        except (OverflowError, ValueError):
            raise OutOfRange from None
        if EARLIEST.year < moment.year < LATEST.year:
            return moment
        raise OutOfRange

    def to_moment(self, moment: datetime) -> datetime:
        """A moment that was read elsewhere, by the zone where it is local; for the cells of parameters."""
        return (moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment).astimezone(UTC)


def iso_moment(text: str) -> datetime | None:
    """The time as written: aware where an offset is. A day alone is its morning."""
    if text[10:11] in _BETWEEN:  # of other signs between day and time Python would take any
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    if len(text) == 10 and text[4] == text[7] == "-":
        try:
            return datetime.fromisoformat(text).replace(hour=MORNING)
        except ValueError:
            pass
    return _slowly(text.strip())


def _slowly(text: str) -> datetime | None:
    late = _MIDNIGHT_AT_THE_END.fullmatch(text)
    if late is not None:
        found = iso_moment(f"{late['day']}00:00{late['rest']}")
        try:
            return None if found is None else found + _DAY
        except OverflowError:
            return None
    basic = _BASIC.fullmatch(text)
    if basic is not None:
        return _basic(text, basic["day"])
    zoned = _ZONED_DAY.fullmatch(text)
    if zoned is not None:
        return read_moment(zoned["day"])
    short = _HOURS_ONLY.fullmatch(text)
    return read_moment(f"{short['moment']}{short['offset']}:00" if short else text)


def _basic(text: str, day: str) -> datetime | None:
    if text == day:
        return read_moment(f"{day[:4]}-{day[4:6]}-{day[6:]}")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def has_clock(time_format: str) -> bool:
    """Whether a format of times says more than a day."""
    return any(sign in time_format for sign in ("%H", "%I", "%c", "%X", "%M", "%S", "%T", "%s"))


def _formatted(time_format: str) -> Callable[[str], datetime | None]:
    def read(text: str) -> datetime | None:
        try:
            return datetime.strptime(text.strip(), time_format)
        except ValueError:
            return None

    return read


def is_format(time_format: str) -> bool:
    """Whether it is a format of times that says at least the day."""
    sample = datetime(2021, 3, 4, 13, 45, 59, 123456, UTC)
    try:
        again = datetime.strptime(sample.strftime(time_format), time_format)
    except (ValueError, UnicodeError, re.error):
        return False
    return (again.year, again.month, again.day) == (sample.year, sample.month, sample.day)
