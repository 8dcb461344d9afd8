"""The clock of a stay: its limit, its extensions and the moments that hang on them (paragraphs 5, 6 and 9.3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil

from closedloop.syntax import tree

from . import story
from .book import Book
from .days import (
    Calendar,
    Due,
    Shift,
    add_office,
    added,
    after,
    before,
    compare,
    days_before,
    due,
    is_exact,
    last_day,
    office_between,
    only_working_days,
    parts,
    span_holds,
    times,
    walk_working_days,
)
from .story import Record

MICROSECOND = timedelta(microseconds=1)
NO_SHIFT = timedelta(0)


class Clock:
    """The clock of the present stay, seen at `now`."""

    def __init__(self, book: Book, cal: Calendar, records: list[Record], now: datetime) -> None:
        self.book, self.cal, self.records, self.now = book, cal, records, now
        self.first = story.stay(records)
        self.entry = records[self.first]
        self.start: datetime = self.entry["at"]
        self.suspensions = story.suspensions(book, records, now)
        self.own_records = records[self.first + 1 :]
        self.chosen = self.entry["_limit"]
        self.limit = self._limit() if self.chosen is not None else None

    def shift(self, anchor: datetime, anchor_day: date | None = None) -> Shift:
        """All that was suspended since `anchor`."""
        return Shift(self.cal, self.suspensions, anchor, anchor_day)

    # the limit

    def granted(self) -> list[tree.Duration]:
        return [record["_granted"] for record in self.own_records if record["_granted"] is not None]

    def length(self) -> tree.Duration | None:
        """The limit with all granted extensions, unit by unit (9.3); None for `due on`."""
        total = self.chosen["length"]
        for more in self.granted():
            total = added(total, more) if total is not None else None
        return total

    def own_day(self) -> bool:
        node = self.chosen["node"]
        return isinstance(node, tree.Within) and node.own_day

    def is_fixed(self) -> bool:
        return self.chosen["date"] is not None

    def counted(self, length: tree.Duration, suspensions: list[tuple[datetime, datetime]]) -> Due:
        shift = Shift(self.cal, suspensions, self.start)
        return due(self.cal, self.start, length, shift, own_day=self.own_day())

    def _limit(self) -> Due:
        if self.is_fixed():
            return self.fixed(self.granted())
        length = self.length()
        assert length is not None
        # 4.5: suspensions move the limit until it has run out
        counting: list[tuple[datetime, datetime]] = []
        for paused, resumed in self.suspensions:
            if resumed <= self.start:
                continue
            so_far = self.counted(length, counting)
            if so_far.sure and so_far.at <= paused:
                break
            counting.append((paused, resumed))
        self.moved_by = counting
        return self.counted(length, counting)

    def fixed(self, extensions: list[tree.Duration]) -> Due:
        """`due on`: never rolled, moved by extensions only (5.2, 9.3)."""
        day: date = self.chosen["date"]
        total = None
        for more in extensions:
            total = added(total, more) if total is not None else more
        if total is None:
            return Due(self.cal.end(day), day, day, True)
        if is_exact(total):
            at, sure = after(self.cal, self.cal.end(day), total)
            return Due(at, None, None, sure)
        last, sure = last_day(self.cal, day, total)
        return Due(self.cal.end(last), last, last, sure)

    def firm(self) -> bool:
        return self.limit is not None and self.limit.sure

    def overdue(self) -> bool:
        """5.3: from the due moment on."""
        return self.firm() and self.now >= self.limit.at

    def expired(self) -> bool:
        """Whether the limit's expiry is recorded, or due by now."""
        return self.overdue() or any(record["timer"] == "due" for record in self.own_records)

    def deadline(self) -> dict[str, object] | None:
        if self.limit is None:
            return None
        return {
            "at": self.limit.at,
            "last_day": self.limit.last,
            "provisional": not self.limit.sure,
            "calendar": self.cal.name,
        }

    # spans (4.6)

    def elapsed(self, op: str, duration: tree.Duration) -> bool:
        return span_holds(self.cal, op, self.start, self.now, duration, self.shift(self.start))

    def overdue_for(self, duration: tree.Duration) -> Due:
        """When `duration` has been overdue: counted from the last day, unrolled; exactly, if either is exact."""
        limit = self.limit
        assert limit is not None
        if limit.last is None or is_exact(duration):
            shift = self.shift(max(limit.at, self.start))
            at, sure = after(self.cal, limit.at, duration, shift.real, shift.office)
            return Due(at, None, None, sure)
        shift = self.shift(max(limit.at, self.start), max(limit.last, self.cal.day(self.start)))
        day, sure = last_day(self.cal, limit.last, duration, days=shift.days, working_days=shift.working_days)
        return Due(self.cal.end(day), day, day, sure)

    def overdue_compares(self, op: str, duration: tree.Duration) -> bool:
        if not self.overdue():
            return False
        passed = self.overdue_for(duration)
        if passed.last is None:
            return compare(op, self.now >= passed.at, self.now <= passed.at)
        return compare(op, self.now >= self.cal.begin(passed.last), self.now < passed.at)

    def remaining(self, op: str, duration: tree.Duration) -> bool:
        limit = self.limit
        if limit is None:
            return False
        if limit.last is None or is_exact(duration):
            at, _ = before(self.cal, limit.at, duration)
            return compare(op, self.now <= at, self.now >= at)
        day, _ = last_day(self.cal, self.cal.day(self.now), duration)
        return compare(op, day <= limit.last, day >= limit.last)

    # rungs and repetitions (6)

    def rung(self, rung: tree.Rung) -> tuple[datetime, bool]:
        """When the rung's own moment comes, not before the start (6.1, 6.2); and whether that is firm."""
        assert self.limit is not None
        at, sure = self._rung(rung)
        return max(at, self.start), sure and self.limit.sure

    def _rung(self, rung: tree.Rung) -> tuple[datetime, bool]:
        limit = self.limit
        match rung.at:
            case tree.AtShare(percent):
                return self._share(Fraction(percent))
            case tree.AtBefore(duration):
                if limit.last is None or is_exact(duration):
                    return before(self.cal, limit.at, duration)
                day, sure = days_before(self.cal, limit.last, duration)
                return self.cal.begin(day), sure
            case tree.AtOverdue(None):
                return limit.at, True
            case tree.AtOverdue(duration):
                passed = self.overdue_for(duration)
                return passed.at, passed.sure

    def _share(self, percent: Fraction) -> tuple[datetime, bool]:
        start_day = self.cal.day(self.start)
        if self.is_fixed():
            if self.limit.last is None:
                return self._exact_share(percent, NO_SHIFT)
            k = ceil(percent * (self.limit.last - start_day).days / 100)
            return (self.cal.begin(start_day + k * timedelta(days=1)) if k > 0 else self.start), True
        length = self.length()
        shift = Shift(self.cal, self.moved_by, self.start)
        if is_exact(length):
            return self._exact_share(percent, shift.real)
        if only_working_days(length):
            number = sum(amount for amount, _ in length.parts)
        else:
            unrolled = self.counted(length, []).unrolled
            number = (unrolled - start_day).days + (1 if self.own_day() else 0)
        k = ceil(percent * number / 100)
        if k == 0:
            return self.start, True
        if self.own_day():
            start_day -= timedelta(days=1)
        if only_working_days(length):
            day, sure = walk_working_days(self.cal, start_day, k + shift.working_days)
            return self.cal.begin(day), sure
        day = start_day + k * timedelta(days=1)
        if any(unit == "working_days" for _, unit in length.parts):
            day, sure = walk_working_days(self.cal, day, shift.working_days)
            return self.cal.begin(day), sure
        return self.cal.begin(day + shift.days * timedelta(days=1)), True

    def _exact_share(self, percent: Fraction, shift: timedelta) -> tuple[datetime, bool]:
        whole = self.counted(self.length(), []) if not self.is_fixed() else self.limit
        if not self.is_fixed() and parts(self.length())["working_hours"]:
            office = Fraction(office_between(self.cal, self.start, whole.at) // MICROSECOND)
            share = ceil(office * percent / 100) * MICROSECOND
            return add_office(self.cal, self.start, share + Shift(self.cal, self.moved_by, self.start).office)
        micro = Fraction((whole.at - self.start) // MICROSECOND)
        return self.start + ceil(micro * percent / 100) * MICROSECOND + shift, True

    def every(self, period: tree.Duration, k: int) -> tuple[datetime, bool]:
        """6.5: the beginning of the day that k × D after the start falls on; exact: exactly."""
        passed = due(self.cal, self.start, times(period, k), self.shift(self.start), roll=False)
        if passed.last is None:
            return passed.at, passed.sure
        return max(self.cal.begin(passed.last), self.start), passed.sure
