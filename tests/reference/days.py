"""Counting time (paragraph 4), by walking from day to day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import chinese_calendar

from closedloop.syntax.tree import UNITS, Duration

DAY = timedelta(days=1)
EXACT = ("hours", "working_hours", "minutes")

OFFICE = {"weekdays": ((time(9), time(17)),), "china": ((time(8, 30), time(12)), (time(14, 30), time(17, 30)))}
ZONES = {"weekdays": "UTC", "china": "Asia/Shanghai"}


@cache
def _china(day: date) -> bool | None:
    """Whether it is a working day in China; None in a year without a notice."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


class Calendar:
    def __init__(self, name: str, zone: str | None = None) -> None:
        self.name = name
        self.zone = ZoneInfo(zone or ZONES[name])

    def covers(self, day: date) -> bool:
        return self.name != "china" or _china(day) is not None

    def works(self, day: date) -> bool:
        """4.7: where the calendar does not reach, Monday to Friday are shown."""
        known = _china(day) if self.name == "china" else None
        return day.weekday() < 5 if known is None else known

    # local days and moments

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock).replace(tzinfo=self.zone, fold=0).astimezone(UTC)

    def begin(self, day: date) -> datetime:
        return self.moment(day, time(0))

    def end(self, day: date) -> datetime:
        """24:00 of the day: the first moment that is too late (4.2)."""
        return self.begin(day + DAY)


def parts(duration: Duration) -> dict[str, int]:
    amounts = dict.fromkeys(UNITS, 0)
    for amount, unit in duration.parts:
        amounts[unit] += amount
    return amounts


def is_exact(duration: Duration) -> bool:
    return any(unit in EXACT for _, unit in duration.parts)


def in_working_days(duration: Duration) -> bool:
    return any(unit == "working_days" for _, unit in duration.parts)


def only_working_days(duration: Duration) -> bool:
    return all(unit == "working_days" for _, unit in duration.parts)


def added(one: Duration, other: Duration) -> Duration:
    """The sum unit by unit (9.3)."""
    mine, yours = parts(one), parts(other)
    return Duration(tuple((mine[u] + yours[u], u) for u in UNITS if mine[u] + yours[u]))


def times(duration: Duration, k: int) -> Duration:
    return Duration(tuple((amount * k, unit) for amount, unit in duration.parts))


# ------------------------------------------------------------------------------------------------ day by day (4.1, 4.2)


def same_day_of_month(day: date, months: int) -> date:
    """N months later: the same day of that month, clipped to its last day."""
    month, number = day.replace(day=1), day.day
    step = DAY if months > 0 else -DAY
    for _ in range(abs(months)):
        month = (month + 32 * DAY).replace(day=1) if step == DAY else (month - DAY).replace(day=1)
    while True:
        try:
            return month.replace(day=number)
        except ValueError:
            number -= 1


def walk_working_days(cal: Calendar, day: date, n: int) -> tuple[date, bool]:
    """The n-th working day after `day` (before it, if n is negative), and whether the calendar knew all days passed."""
    sure, step = True, DAY if n > 0 else -DAY
    while n:
        day += step
        sure = sure and cal.covers(day)
        if cal.works(day):
            n -= 1 if n > 0 else -1
    return day, sure


def last_day(
    cal: Calendar, start: date, duration: Duration, *, own_day: bool = False, days: int = 0, working_days: int = 0
) -> tuple[date, bool]:
    """The unrolled last day of the duration's day parts, moved by suspended days (4.1, 4.2, 4.5); whether sure."""
    amounts = parts(duration)
    months = amounts["years"] * 12 + amounts["months"]
    plain = amounts["weeks"] * 7 + amounts["days"]
    day, sure = start, True
    if months:
        day = same_day_of_month(start, months)
        if own_day and day.day == start.day:
            day -= DAY
        own_day = False
    if plain:
        day += plain * DAY
        if own_day:
            day -= DAY
        own_day = False
    if amounts["working_days"]:
        if own_day:
            day -= DAY
        day, sure = walk_working_days(cal, day, amounts["working_days"] + working_days)
    else:
        day += days * DAY
    return day, sure


def rolled(cal: Calendar, day: date, duration: Duration) -> tuple[date, bool]:
    """4.3"""
    if in_working_days(duration) or is_exact(duration):
        return day, True
    sure = cal.covers(day)
    while not cal.works(day):
        day += DAY
        sure = sure and cal.covers(day)
    return day, sure


def days_before(cal: Calendar, day: date, duration: Duration) -> tuple[date, bool]:
    """The day that lies the duration before `day`, units in the same order."""
    amounts = parts(duration)
    months = amounts["years"] * 12 + amounts["months"]
    if months:
        day = same_day_of_month(day, -months)
    day -= (amounts["weeks"] * 7 + amounts["days"]) * DAY
    return walk_working_days(cal, day, -amounts["working_days"])


# ------------------------------------------------------------------------------------------------- exact times (4.4)


def _open(cal: Calendar, day: date) -> list[tuple[datetime, datetime]]:
    if not cal.works(day):
        return []
    return [(cal.moment(day, opens), cal.moment(day, closes)) for opens, closes in OFFICE[cal.name]]


def office_between(cal: Calendar, begin: datetime, finish: datetime) -> timedelta:
    passed, day = timedelta(0), cal.day(begin)
    while day <= cal.day(finish):
        for opens, closes in _open(cal, day):
            passed += max(min(closes, finish) - max(opens, begin), timedelta(0))
        day += DAY
    return passed


def add_office(cal: Calendar, moment: datetime, span: timedelta) -> tuple[datetime, bool]:
    if not span:
        return moment, True
    day, sure = cal.day(moment), True
    while True:
        sure = sure and cal.covers(day)
        for opens, closes in _open(cal, day):
            opens = max(opens, moment)
            if opens < closes:
                if span <= closes - opens:
                    return opens + span, sure
                span -= closes - opens
        day += DAY


def take_office(cal: Calendar, moment: datetime, span: timedelta) -> tuple[datetime, bool]:
    """The last moment from which so much office time passes until `moment`."""
    if not span:
        return moment, True
    day, sure = cal.day(moment), True
    while True:
        sure = sure and cal.covers(day)
        for opens, closes in reversed(_open(cal, day)):
            closes = min(closes, moment)
            if opens < closes:
                if span <= closes - opens:
                    return closes - span, sure
                span -= closes - opens
        day -= DAY


def _clock(cal: Calendar, moment: datetime) -> time:
    return moment.astimezone(cal.zone).time()


def after(
    cal: Calendar,
    moment: datetime,
    duration: Duration,
    real: timedelta = timedelta(0),
    office: timedelta = timedelta(0),
) -> tuple[datetime, bool]:
    """`duration` later to the moment: day parts keep the clock time, hours are real (4.4); moved by suspended time."""
    amounts = parts(duration)
    sure = True
    if any(amounts[unit] for unit in UNITS if unit not in EXACT):
        day, sure = last_day(cal, cal.day(moment), duration)
        moment = cal.moment(day, _clock(cal, moment))
    moment += timedelta(hours=amounts["hours"], minutes=amounts["minutes"])
    if amounts["working_hours"]:
        moment, covered = add_office(cal, moment, timedelta(hours=amounts["working_hours"]) + office)
        return moment, sure and covered
    return moment + real, sure


def before(cal: Calendar, moment: datetime, duration: Duration) -> tuple[datetime, bool]:
    amounts = parts(duration)
    sure = True
    if any(amounts[unit] for unit in UNITS if unit not in EXACT):
        day, sure = days_before(cal, cal.day(moment), duration)
        moment = cal.moment(day, _clock(cal, moment))
    moment -= timedelta(hours=amounts["hours"], minutes=amounts["minutes"])
    moment, covered = take_office(cal, moment, timedelta(hours=amounts["working_hours"]))
    return moment, sure and covered


def month_day(day: date, month: int, number: int) -> date:
    """5.2: the first such day on or after `day`."""
    while (day.month, day.day) != (month, number):
        day += DAY
    return day


# -------------------------------------------------------------------------------------------- suspended time (4.5)

Suspensions = list[tuple[datetime, datetime]]


class Shift:
    """What the suspensions after `anchor` add, in each measure."""

    def __init__(
        self, cal: Calendar, suspensions: Suspensions, anchor: datetime, anchor_day: date | None = None
    ) -> None:
        self.days = self.working_days = 0
        self.real = self.office = timedelta(0)
        anchor_day = anchor_day or cal.day(anchor)
        for paused, resumed in suspensions:
            day = max(cal.day(paused), anchor_day)
            while day < cal.day(resumed):
                day += DAY
                self.days += 1
                self.working_days += cal.works(day)
            begun = max(paused, anchor)
            if begun < resumed:
                self.real += resumed - begun
                self.office += office_between(cal, begun, resumed)


class Due:
    """A due moment: `last` is the rolled last day and `unrolled` the one before rolling, both None if it is exact."""

    def __init__(self, at: datetime, last: date | None, unrolled: date | None, sure: bool) -> None:
        self.at, self.last, self.unrolled, self.sure = at, last, unrolled, sure


def due(
    cal: Calendar, start: datetime, duration: Duration, shift: Shift, *, own_day: bool = False, roll: bool = True
) -> Due:
    """`duration` from `start`, counted like a limit."""
    if is_exact(duration):
        at, sure = after(cal, start, duration, shift.real, shift.office)
        return Due(at, None, None, sure)
    unrolled, sure = last_day(
        cal, cal.day(start), duration, own_day=own_day, days=shift.days, working_days=shift.working_days
    )
    last, covered = rolled(cal, unrolled, duration) if roll else (unrolled, True)
    return Due(cal.end(last), last, unrolled, sure and covered)


def compare(op: str, at_least: bool, at_most: bool) -> bool:
    """4.6: `<`, `>` and `!=` are the negations."""
    return {
        ">=": at_least,
        "<=": at_most,
        "=": at_least and at_most,
        "<": not at_least,
        ">": not at_most,
        "!=": not (at_least and at_most),
    }[op]


def span_holds(cal: Calendar, op: str, begin: datetime, now: datetime, duration: Duration, shift: Shift) -> bool:
    """`elapsed`, `time since` and `time from … to` (4.6)."""
    limit = due(cal, begin, duration, shift, roll=False)
    if limit.last is None:
        return compare(op, now >= limit.at, now <= limit.at)
    return compare(op, now >= cal.begin(limit.last), now < limit.at)
