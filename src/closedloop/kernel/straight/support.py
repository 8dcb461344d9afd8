"""What generated code calls: the few things that are not worth writing out at every place.

Guarantees: nothing here decides anything anew. Values come from the functions by which the general kernel calculates,
deadlines and timers from its clocks, answers of rules from their monitors; what is remembered is remembered by all
that it depends on.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from closedloop.calendars import Calendar, end_of_day, local_date, span_compare, start_of_day
from closedloop.kernel.arithmetic import ARITHMETIC, FOLDS, is_number
from closedloop.kernel.case import ALWAYS, NEVER, RULE, Case, Fresh, Stay, Timer
from closedloop.kernel.clocks import NO_LIMIT, Begun, deadline_of, fresh_of
from closedloop.kernel.limits import fixed_day
from closedloop.kernel.machine import Machine, Place
from closedloop.kernel.numbers import bounded, negate
from closedloop.kernel.reading import Unreadable
from closedloop.kernel.spans import against
from closedloop.kernel.timers import due_of_rule, first_due, stay_timers
from closedloop.kernel.values import NOTHING, Deadline, Effect, Recipient, Record
from closedloop.kernel.wording import written
from closedloop.kernel.work import Work
from closedloop.model.durations import Duration
from closedloop.model.expressions import ElapsedSpan, OverdueSpan, RemainingSpan
from closedloop.rules import Moment, Observation, Paused

__all__ = [
    "ALWAYS",
    "CALCULATE",
    "FOLDS",
    "NEVER",
    "NOTHING",
    "UTC",
    "WITHOUT_CLOCK",
    "Case",
    "Days",
    "Decimal",
    "Duration",
    "Effect",
    "ElapsedSpan",
    "Moment",
    "Observation",
    "OverdueSpan",
    "Recipient",
    "Record",
    "RemainingSpan",
    "RuleTimers",
    "Starts",
    "Stay",
    "Told",
    "against",
    "among",
    "calm",
    "compare_span",
    "date",
    "datetime",
    "fitted",
    "from_to",
    "given",
    "is_over",
    "minus",
    "negated",
    "ordered",
    "over",
    "plus",
    "reader_of",
    "scores_with",
    "since",
    "times",
    "whole",
    "written",
]

# ------------------------------------------------------------------------------------------------------------ values

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def ordered(op: str, left: Any, right: Any) -> bool:
    """A comparison of two values of any kind; false where one is unset."""
    if left is None or right is None:
        return False
    try:
        return COMPARISONS[op](left, right)
    except TypeError:  # kinds without an order: the checker keeps them out
        return False


def among(value: Any, values: Any, wanted: bool) -> bool:
    """Whether a value that is set is among others (or is not, if `wanted` is false)."""
    return value is not None and (value in (values or ())) is wanted


def whole(number: int) -> int | None:
    """The whole number, unset beyond its bounds."""
    return bounded(number)  # type: ignore[return-value]


def CALCULATE(op: str) -> Callable[[Calendar, Any, Any], Any]:
    calculate = ARITHMETIC[op]

    def calculated(calendar: Calendar, left: Any, right: Any) -> Any:
        return None if left is None or right is None else calculate(calendar, left, right)

    return calculated


plus, minus, times, over = map(CALCULATE, "+-*/")


def negated(value: Any) -> Any:
    return negate(value) if is_number(value) else None


# ------------------------------------------------------------------------------------------------------------- spans


def since(calendar: Calendar, moment: datetime | None, now: datetime, op: Any, duration: Any) -> bool:
    """`time since` against a duration."""
    return moment is not None and duration is not None and span_compare(calendar, moment, now, op, duration)


def from_to(calendar: Calendar, slot: Any, op: Any, duration: Any) -> bool:
    """`time from … to …` against a duration."""
    span = slot[1]
    return span is not None and duration is not None and span_compare(calendar, span[0], span[1], op, duration)


def looking(machine: Machine, stay: Stay, at: datetime, paused: Paused) -> Work:
    """As much of a case in the making as spans and clocks look at."""
    w = Work.__new__(Work)
    w.machine, w.stay, w.paused = machine, stay, paused
    w.now = w.at = at
    w.suspended_at = None
    return w


def compare_span(
    compare: Callable[[Work, Duration], bool], machine: Machine, stay: Stay, at: datetime, paused: Paused, duration: Any
) -> bool:
    """`elapsed`, `remaining` and `overdue` against a duration."""
    return duration is not None and compare(looking(machine, stay, at, paused), duration)


def is_over(stay: Stay, at: datetime) -> bool:
    """Whether the limit has run out, in a case that is not suspended."""
    deadline = stay.deadline
    return deadline is not None and not deadline.provisional and (stay.expired or at >= deadline.at)


# -------------------------------------------------------------------------------------------------------- parameters


def reader_of(machine: Machine, event: str, param: str) -> Callable[[Any], Any]:
    """Reads a parameter; None for what does not fit, which the general kernel then says."""
    read = machine.events[event].readers[param]

    def read_or_none(raw: Any) -> Any:
        try:
            return read(raw)
        except Unreadable:
            return None

    return read_or_none


def fitted(machine: Machine, field: str) -> Callable[[Any], Any]:
    """What an assignment to the field stores."""
    from closedloop.kernel.acts import fitting

    types = {each.name: each.type for each in machine.process.fields}
    return fitting(types.get(field))


def given(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is unset."""
    return {name: value for name, value in values.items() if value is not None}


def scores_with(
    scores: Mapping[tuple[str, int], int], party: str, year: int, amount: int
) -> dict[tuple[str, int], int]:
    """The scores of a case with one more."""
    return {**scores, (party, year): scores.get((party, year), 0) + amount}


# -------------------------------------------------------------------------------------------------------------- days


class Start(NamedTuple):
    """How a stay begins: its limit, what that was read as, what follows; `calm` as in `Case`, `due` as in `Record`."""

    limit: int | None
    length: Duration | None
    day: date | None
    deadline: Deadline | None
    timers: tuple[Timer, ...]
    performed: tuple[None, ...]
    repeated: tuple[int, ...]
    calm: datetime
    due: datetime | None

    def stay(self, since: Moment) -> Stay:
        return Stay(
            since,
            self.limit,
            self.length,
            self.day,
            self.deadline,
            None,
            0,
            None,
            False,
            None,
            self.performed,
            self.repeated,
        )


WITHOUT_CLOCK = Start(None, None, None, None, (), (), (), ALWAYS, None)
"""How a stay begins where nothing hangs on the clock."""


class Day:
    """A local day, from its first moment to that of the next; `starts`: how stays begin that begin on it."""

    __slots__ = ("begins", "date", "ends", "rules", "starts")

    def __init__(self, calendar: Calendar, day: date) -> None:
        self.date = day
        self.begins = start_of_day(calendar, day)
        self.ends = end_of_day(calendar, day)
        self.starts: dict[str, Start] = {}
        self.rules: dict[int, datetime | None] = {}


MOST_DAYS = 512


class Days:
    """The local days that were asked about last, by the calendar of one machine."""

    __slots__ = ("_calendar", "_known", "last")

    def __init__(self, machine: Machine) -> None:
        self._calendar = machine.calendar
        self._known: dict[date, Day] = {}
        self.last = self.of(datetime(2000, 1, 1, tzinfo=UTC))

    def of(self, at: datetime) -> Day:
        """The local day on which the moment lies."""
        date_of = local_date(self._calendar, at)
        day = self._known.get(date_of)
        if day is None:
            if len(self._known) >= MOST_DAYS:
                self._known.clear()
            day = self._known[date_of] = Day(self._calendar, date_of)
        self.last = day
        return day


# ------------------------------------------------------------------------------------------------------------- clocks


class Starts:
    """How stays in one place begin."""

    def __init__(self, machine: Machine, place: str) -> None:
        self._machine = machine
        self._place: Place = machine.places[place]

    def none(self, at: datetime, paused: Paused) -> Start | None:
        """Without a limit."""
        return self._start(NO_LIMIT, at, paused)

    def length(self, index: int, length: Any, at: datetime, paused: Paused) -> Start | None:
        """Under the limit at `index` of this length; without a limit where it is unset."""
        return self._start(NO_LIMIT if length is None else Begun(index, length), at, paused)

    def day(self, index: int, due: Any, at: datetime, paused: Paused) -> Start | None:
        """Under the limit at `index` that is due on this date."""
        return self._start(NO_LIMIT if due is None else Begun(index, None, due), at, paused)

    def written(self, index: int, due: str, day: Day, at: datetime, paused: Paused) -> Start | None:
        """Under the limit at `index` that is due on a date, or on a day of any year."""
        return self.day(index, fixed_day(self._machine, due, day.date), at, paused)

    def _start(self, begun: Begun, at: datetime, paused: Paused) -> Start | None:
        w = looking(self._machine, Stay(Moment(at, paused)), at, paused)
        w.place = self._place
        has_clock = self._place.limits or self._place.every
        return self._counted(w, begun, fresh_of(w, begun) if has_clock else None)

    def _counted(self, w: Work, begun: Begun, fresh: Fresh | None) -> Start | None:
        """None where something is due at once: that is for the general kernel."""
        place = self._place
        deadline = deadline_of(w, begun) if fresh is None else fresh.deadline
        performed = place.not_performed if begun.limit is not None else ()
        repeated = place.never_repeated if place.limits or place.every else ()
        due = None if deadline is None else deadline.at
        start = Start(*begun, deadline, (), performed, repeated, NEVER, due)
        w.stay, w.fresh = start.stay(w.stay.since), fresh
        timers = stay_timers(w)
        if timers and timers[0].due <= w.at:
            return None
        provisional = deadline is not None and deadline.provisional
        calm = NEVER if provisional else timers[0].due if timers else ALWAYS
        return start._replace(timers=timers, calm=calm)


def calm(stays: tuple[Timer, ...], rules: tuple[Timer, ...]) -> datetime:
    """The first moment of all that is armed."""
    first = first_due(stays, rules)
    return ALWAYS if first is None else first


class RuleTimers:
    """The deadlines that rules wait for."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def changed(
        self, armed: tuple[Timer, ...], index: int, state: Any, at: datetime, paused: Paused, day: Day
    ) -> tuple[Timer, ...]:
        """What is armed after the state of this rule has changed."""
        watched = self._machine.watched[index]
        kept = [timer for timer in armed if timer.which != index]
        since = watched.monitor.waiting(state)
        if since is not None:
            due = self._due(index, since, at, paused, day)
            if due is not None:
                kept.append(Timer(due, RULE, index, f"rule:{watched.rule.name}"))
        return tuple(sorted(kept))

    def _due(self, index: int, since: Moment, at: datetime, paused: Paused, day: Day) -> datetime | None:
        period = self._machine.watched[index].monitor.period
        assert period is not None
        if since.at is not at or period.exact:
            return due_of_rule(looking(self._machine, Stay(since), at, paused), since, period)
        if index not in day.rules:
            day.rules[index] = due_of_rule(looking(self._machine, Stay(since), at, paused), since, period)
        return day.rules[index]


# -------------------------------------------------------------------------------------------------------------- rules

MOST_TOLD = 1024


class Told(dict[Any, Any]):
    """What a rule that looks at parties answered to observations at one place of the code: by its state, what was
    hit, whether it bites, person and party.
    """

    def __init__(self, machine: Machine, index: int, kind: Any, step: str) -> None:
        self._monitor = machine.watched[index].monitor
        self._kind = kind
        self._step = step

    def __missing__(self, key: tuple[Any, int, bool, str, str]) -> tuple[Any, bool]:
        state, hits, bites, person, party = key
        seen = Observation(self._kind, self._step, Moment(NEVER), person, party)
        answer = self._monitor.observe(state, hits, bites, seen)
        if len(self) >= MOST_TOLD:
            self.clear()
        self[key] = answer
        return answer
