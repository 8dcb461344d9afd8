"""A calendar: which days are working days, when its office is open, in which zone, and how far that is known.

Guarantees: every answer is a pure function of the calendar's data, and costs the same wherever in time it is asked (the
working days are ranked once, then looked up). Beyond its coverage a calendar answers by its plain week, and `covers`
says that it did: whoever counts makes a provisional result of it (`closedloop.calendars.deadlines`).
"""

from __future__ import annotations

from array import array
from datetime import date, time
from itertools import accumulate
from zoneinfo import ZoneInfo

from attrs import field, frozen

from closedloop.messages import UsageError

MONDAY_TO_FRIDAY = frozenset(range(5))

EARLIEST, LATEST = date(1, 1, 4), date(9999, 12, 28)
"""Counting stops here: far enough from the ends of Python's years that any zone can still convert the moment."""

_FIRST, _LAST = EARLIEST.toordinal(), LATEST.toordinal()


def day_of(ordinal: int) -> date:
    """The day with this ordinal, or the nearest day between `EARLIEST` and `LATEST`."""
    return date.fromordinal(min(max(ordinal, _FIRST), _LAST))


class Ranks:
    """The number of working days up to each day of all time, and back.

    The plain week is counted by arithmetic; between `first` and `last` a table takes its place.
    """

    __slots__ = ("_after", "_before", "_days", "_first", "_last", "_per_week", "_places", "_prefix", "_table")

    def __init__(
        self, week: frozenset[int], first: int, last: int, holidays: frozenset[date], extra: frozenset[date]
    ) -> None:
        self._places = tuple(sorted(week))
        self._per_week = len(self._places)
        self._prefix = tuple(accumulate(int(day in week) for day in range(7)))
        self._first, self._last = first, last
        self._before = self._weekly(first - 1)
        free = {day.toordinal() for day in holidays}
        worked = {day.toordinal() for day in extra}
        works = [
            ordinal in worked or ((ordinal - 1) % 7 in week and ordinal not in free)
            for ordinal in range(first, last + 1)
        ]
        self._table = array("q", accumulate(works, initial=self._before))[1:]
        self._days = array("q", (first + index for index, working in enumerate(works) if working))
        self._after = self._before + len(self._days) - self._weekly(last) if works else 0

    def _weekly(self, ordinal: int) -> int:
        weeks, day = divmod(ordinal - 1, 7)  # ordinal 1 is a Monday
        return weeks * self._per_week + self._prefix[day]

    def upto(self, ordinal: int) -> int:
        """How many working days there are up to this day, itself included."""
        if self._first <= ordinal <= self._last:
            return self._table[ordinal - self._first]
        return self._weekly(ordinal) + (self._after if ordinal > self._last else 0)

    def day(self, rank: int) -> int:
        """The ordinal of the working day with this rank (the first has rank 1)."""
        inside = rank - self._before
        if 0 < inside <= len(self._days):
            return self._days[inside - 1]
        weeks, place = divmod(rank - 1 - (self._after if inside > 0 else 0), self._per_week)
        return weeks * 7 + self._places[place] + 1


@frozen(eq=False)
class Calendar:
    """Working days of one office or country. Two calendars are the same only if they are one object.

    `zone` is a key of the IANA database; a "day" is a day there. `office_hours` are local times in order, the same on
    every working day; a closing time of 00:00 is the end of the day. `coverage` is the first and the last day for which
    `holidays` and `working_weekends` are complete, None if the plain `week` (0 is Monday) holds for all time.
    `version` names the state of the data; a deadline is recorded with it.
    """

    name: str
    version: str
    zone: str
    office_hours: tuple[tuple[time, time], ...]
    coverage: tuple[date, date] | None = None
    week: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: frozenset[date] = field(default=frozenset(), repr=False)
    working_weekends: frozenset[date] = field(default=frozenset(), repr=False)
    tzinfo: ZoneInfo = field(init=False, repr=False)
    _ranks: Ranks = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        _refuse_nonsense(self)
        first, last = (day.toordinal() for day in self.coverage) if self.coverage else (1, 0)
        ranks = Ranks(self.week, first, last, self.holidays, self.working_weekends)
        object.__setattr__(self, "tzinfo", ZoneInfo(self.zone))
        object.__setattr__(self, "_ranks", ranks)

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on this day; by the plain week where the day is not covered."""
        ordinal = day.toordinal()
        return self._ranks.upto(ordinal) != self._ranks.upto(ordinal - 1)

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day`, or the -n-th before it; `day` itself, working or not, for 0.

        Never later than `LATEST` nor earlier than `EARLIEST`.
        """
        if n == 0:
            return day
        ordinal = day.toordinal()
        rank = self._ranks.upto(ordinal) + n if n > 0 else self._ranks.upto(ordinal - 1) + n + 1
        return day_of(self._ranks.day(rank))

    def working_days_between(self, after: date, through: date) -> int:
        """How many working days d there are with `after` < d <= `through`; negative if `through` is the earlier."""
        return self._ranks.upto(through.toordinal()) - self._ranks.upto(after.toordinal())

    def working_day_from(self, day: date) -> date:
        """The first working day on or after `day`."""
        return day_of(self._ranks.day(self._ranks.upto(day.toordinal() - 1) + 1))

    def covers(self, after: date, through: date) -> bool:
        """Whether all days d with `after` < d <= `through` are covered."""
        if self.coverage is None or after >= through:
            return True
        return self.coverage[0].toordinal() - 1 <= after.toordinal() and through <= self.coverage[1]


def _refuse_nonsense(cal: Calendar) -> None:
    exceptions = cal.holidays | cal.working_weekends
    if not cal.week or not cal.week <= frozenset(range(7)):
        raise UsageError(f"the week of calendar `{cal.name}` needs at least one day from 0 (Monday) to 6")
    if cal.coverage is None and exceptions:
        raise UsageError(f"calendar `{cal.name}` has holidays and must say which years it covers")
    if cal.coverage is not None:
        first, last = cal.coverage
        if first > last:
            raise UsageError(f"the coverage of calendar `{cal.name}` ends before it begins")
        outside = sorted(day for day in exceptions if not first <= day <= last)
        if outside:
            raise UsageError(f"calendar `{cal.name}` has {outside[0].isoformat()} outside its coverage")
    closed = time(0)
    for opens, closes in cal.office_hours:
        if opens < closed or (closes <= opens and closes != time(0)):
            raise UsageError(f"the office hours of calendar `{cal.name}` must be in order and may not overlap")
        closed = closes if closes != time(0) else time.max
    if not cal.office_hours:
        raise UsageError(f"calendar `{cal.name}` needs office hours")
