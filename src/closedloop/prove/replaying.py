"""A way through a system, walked on the kernel with dates, people and values: nothing is shown that was not replayed.

Guarantees: what is returned was decided by the kernel, record by record; where the way cannot be walked with any of the
dates that are tried (what the system guessed is not so), None is returned.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from datetime import date, datetime, timedelta

from attrs import evolve, frozen

from closedloop import calendars
from closedloop.calendars import Calendar
from closedloop.kernel import compile_process
from closedloop.kernel.case import Case
from closedloop.kernel.deciding import decide_generally
from closedloop.kernel.machine import Machine
from closedloop.kernel.values import Accepted, Actor, Opening, Record, Refused, Submission, Tick
from closedloop.model.durations import Duration
from closedloop.model.expressions import CompareSpan, Const
from closedloop.model.process import Process, Rule, TimeSlot
from closedloop.prove.building import Built
from closedloop.prove.landmarks import landmarks_of
from closedloop.prove.people import People, asked_of_items
from closedloop.prove.reads import inside
from closedloop.prove.system import PLACE, Edge, System

CASE = "case"
TRIES = 600
"""How many decisions one replay may take before it is given up."""

BARREN = 30
"""From how many walks one after the other an act may be impossible at any moment before the way is given up."""

RULED = 5
"""As how many of these counts one where nothing but rules stands in the way: they seldom look at the time of day."""

REFUSAL = 0.25
"""What a refusal counts: less, since other moments and amounts are tried by the dozen."""

Asked = Opening | Submission | Tick


@frozen
class Replay:
    """What was asked of the kernel, in order, and what it recorded. `process`: the one that decided (with the watch of
    the rule in question switched off). `refused`: the answer of the process as it is, where it refuses the last.
    """

    process: Process
    asked: tuple[Asked, ...]
    records: tuple[Record, ...]
    refused: Refused | None = None


@frozen
class Walk:
    """Somewhere on the way: the case, what was asked and recorded so far."""

    case: Case | None
    asked: tuple[Asked, ...]
    records: tuple[Record, ...]


def without_rule(process: Process, rule: Rule) -> Process:
    """The process with that rule no longer watched."""
    return evolve(process, rules=tuple(each for each in process.rules if each.name != rule.name))


class Replayer:
    """Walks ways of one process."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.machine: Machine = compile_process(process, fast=False)
        self.program = {process.name: self.machine}
        self._spans = tuple(sorted(_span_lengths(process), key=str))
        self._landmarks = tuple(
            sorted((each for each in set(landmarks_of(process)) if each.base[0] == "field"), key=str)
        )
        self._items = tuple(asked_of_items(process))
        self._times = tuple(index for index, slot in enumerate(process.slots) if isinstance(slot, TimeSlot))
        self._left = 0.0
        self._because: set[str | None] = set()
        self.stopped: set[str] = set()
        """Rules for which something on the way was refused."""

    def again(self) -> Replayer:
        """Another one for the same process, for which nothing was refused yet."""
        other = copy(self)
        other.stopped = set()
        return other

    def over(self, process: Process) -> Replayer:
        """One for the process with fewer rules watched, which still acts around what all of them compare."""
        other = self.again()
        other.process, other.machine = process, compile_process(process, fast=False)
        other.program = {process.name: other.machine}
        return other

    def decide(self, cases: tuple[Case, ...], asked: Asked) -> Accepted | Refused:
        """What the process answers; a refusal does not say what is possible instead."""
        return decide_generally(self.program, cases, asked, advise=False)

    @property
    def calendar(self) -> Calendar:
        return self.machine.calendar

    def walks(
        self, built: Built, way: tuple[Edge, ...], opened: datetime, late: frozenset[int] = frozenset()
    ) -> Iterator[Walk]:
        """All walks of the way that are found, those first that act soon (at the numbers in `late`: late)."""
        self._left = max(TRIES, 20 * len(way))
        self._late = late
        system, reads = built.system, built.reads
        people = People(self.process, reads, self.calendar, way, self._items)
        first = self.decide((), Opening(CASE, self.process.name, opened, Actor(CLOCK, CLOCK)))
        if isinstance(first, Refused):
            self.stopped |= {reason.rule for reason in first.reasons if reason.rule is not None}
            return
        asked = Opening(CASE, self.process.name, opened, Actor(CLOCK, CLOCK))
        place = _place(system, way[0])
        walk = Walk(first.cases[0], (asked,), first.records)
        if walk.case is not None and walk.case.step == place:
            yield from self._on(system, people, way, walk)

    def _on(self, system: System, people: People, way: tuple[Edge, ...], first: Walk) -> Iterator[Walk]:
        if len(way) == 1:
            yield first
            return
        begun = [(1, self._steps(system, people, way, 1, first))]
        barren: dict[int, int] = {}
        came = False
        while begun and self._left >= 0:
            at, steps = begun[-1]
            self._because = set()
            walk, done = next(steps, (None, 0))
            if walk is None:
                begun.pop()
                ruled = bool(self._because) and None not in self._because
                barren[at] = 0 if came else barren.get(at, 0) + (RULED if ruled else 1)
                if barren[at] > BARREN:
                    return
                came = True  # to where it goes on from here
                continue
            came = False
            self._left -= 1
            if at + done == len(way):
                yield walk
                came = True
            else:
                begun.append((at + done, self._steps(system, people, way, at + done, walk)))

    def _steps(
        self, system: System, people: People, way: tuple[Edge, ...], at: int, walk: Walk
    ) -> Iterator[tuple[Walk, int]]:
        """The walks one act further, each with how many edges that is: timers of one moment fire together."""
        edge = way[at]
        if edge.command.kind != "event":
            yield from self._time(system, way[at:], walk)
            return
        for after in self._event(people, edge, walk, late=at in self._late):
            if edge.to is None or (after.case is not None and after.case.step == _place(system, edge)):
                yield after, 1

    # -------------------------------------------------------------------------------------------------------- events

    def _event(self, people: People, edge: Edge, walk: Walk, *, late: bool) -> Iterator[Walk]:
        assert walk.case is not None
        moments = dict.fromkeys(self.moments(walk.case))
        for at in sorted(moments, reverse=True) if late else moments:
            for amount in people.amounts(edge):
                after = self.submit(walk, people.submission(edge, walk.case, at, amount))
                if after is not None:
                    yield after

    def submit(self, walk: Walk, submission: Submission) -> Walk | None:
        """The walk with the submission accepted and nothing but it recorded in between that leads elsewhere."""
        assert walk.case is not None
        outcome = self.decide((walk.case,), submission)
        if isinstance(outcome, Refused):
            self._left -= REFUSAL
            self._because |= {reason.rule for reason in outcome.reasons}
            self.stopped |= {reason.rule for reason in outcome.reasons if reason.rule is not None}
            return None
        return Walk(outcome.cases[0], (*walk.asked, submission), (*walk.records, *outcome.records))

    def moments(self, case: Case) -> Iterator[datetime]:
        """When to act: the next day, at once, and around the timers that come (before them, after those that go
        unseen)."""
        morning = self.next_morning(case.at)
        due = [timer.due for timer in case.armed if timer.due > case.at]
        first = min(due, default=None)
        if first is None or morning < first:
            yield morning
        yield case.at
        for each in sorted(due):
            before = self.last_morning(each, case.at)
            if before is not None:
                yield before
            yield each
        if due:
            yield self.next_morning(max(due))
        yield from self.around_spans(case)

    def around_spans(self, case: Case) -> Iterator[datetime]:
        """The mornings around which a comparison of today with a day changes."""
        begun = {case.stay.since.at, *(each for i in self._times if isinstance(each := case.slots[i], datetime))}
        overs = {
            calendars.deadline(self.calendar, since, length, roll=False).at for since in begun for length in self._spans
        }
        for landmark in self._landmarks:
            day = case.fields.get(landmark.base[1])
            if isinstance(day, date):
                if landmark.duration is not None:
                    day = calendars.moved(self.calendar, day, landmark.duration, landmark.sign)
                overs.add(calendars.end_of_day(self.calendar, day))
        for over in sorted(overs):
            before = self.last_morning(over, case.at)
            if before is not None:
                yield before
            for each in (over, self.next_morning(over)):
                if each >= case.at:
                    yield each

    def next_morning(self, moment: datetime) -> datetime:
        """09:00 of the next day."""
        day = calendars.local_date(self.calendar, moment) + timedelta(days=1)
        return calendars.local_to_utc(self.calendar, datetime(day.year, day.month, day.day, 9))

    def last_morning(self, due: datetime, after: datetime) -> datetime | None:
        """09:00 of the last day before `due`, or as late as an exact limit allows; None if that is before `after`."""
        day = calendars.local_date(self.calendar, due - timedelta(minutes=1))
        morning = calendars.local_to_utc(self.calendar, datetime(day.year, day.month, day.day, 9))
        if after <= morning < due:
            return morning
        late = due - timedelta(minutes=1)
        return late if late >= after else None

    # ---------------------------------------------------------------------------------------------------------- time

    def _time(self, system: System, way: tuple[Edge, ...], walk: Walk) -> Iterator[tuple[Walk, int]]:
        """Time passes until the timer of the first edge has fired; others that nobody follows may fire before."""
        seen: set[datetime] = set()
        while walk.case is not None:
            due = min((timer.due for timer in walk.case.armed), default=None)
            if due is None or due in seen:
                return
            seen.add(due)
            self._left -= 1
            if self._left < 0:
                return
            outcome = self.decide((walk.case,), Tick(CASE, due))
            assert isinstance(outcome, Accepted)
            walk = Walk(outcome.cases[0], (*walk.asked, Tick(CASE, due)), (*walk.records, *outcome.records))
            done = _walked(system, way, outcome.records)
            if done == len(way) or (done and outcome.cases[0].step == _place(system, way[done - 1])):
                yield walk, done
            if any(name == way[0].command.name for name, _ in _fired(outcome.records)):
                return

    def pass_time(self, walk: Walk, until: datetime) -> Walk:
        """Nobody does anything until then."""
        assert walk.case is not None
        outcome = self.decide((walk.case,), Tick(CASE, until))
        return Walk(outcome.cases[0], (*walk.asked, Tick(CASE, until)), (*walk.records, *outcome.records))


CLOCK = "clock"


def _walked(system: System, way: tuple[Edge, ...], records: tuple[Record, ...]) -> int:
    """How many edges of the way the timers of one moment were. What nobody follows may have fired among them."""
    left = iter(_fired(records))
    for done, edge in enumerate(way):
        if not any(name == edge.command.name and _place(system, edge) in places for name, places in left):
            return done
    return len(way)


def _fired(records: tuple[Record, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The timers, each with where the case was after it (what it made the case do by itself belongs to it)."""
    for index, record in enumerate(records):
        own = [record]
        for later in records[index + 1 :]:
            if later.kind != "route":
                break
            own.append(later)
        places = tuple(each.to or each.step or "" for each in own)
        if record.kind == "timer" and record.timer is not None:
            yield record.timer, places
        elif record.kind == "route":
            yield "ask", places


def _place(system: System, edge: Edge) -> str:
    index = next(i for i, each in enumerate(system.variables) if each.name == PLACE)
    assert edge.to is not None
    return system.places[edge.to[index]]


def _span_lengths(process: Process) -> set[Duration]:
    """The durations with which the process compares spans of time."""
    compared = (part for part in inside(process) if isinstance(part, CompareSpan))
    return {each.duration.value for each in compared if isinstance(each.duration, Const)}  # type: ignore[misc]
