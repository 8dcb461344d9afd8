"""What may be asked of a case next, concretely: moments, people, values; and which cases need not be told apart.

Where the systems of `building` guess, this asks the kernel: every case that is met here was really made. What is met is
not everything: of the values and moments that conditions do not tell apart one each is tried.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import product
from typing import Any

from attrs import evolve, frozen

from closedloop import calendars
from closedloop.kernel import decide
from closedloop.kernel.case import Case
from closedloop.kernel.expressions import Compiler, Test
from closedloop.kernel.machine import Machine
from closedloop.kernel.offering import ASK_EXTENSION, DENY, EVENT, GRANT, REOPEN, Offering
from closedloop.kernel.values import CLOCK, Accepted, Actor, Opening, Record, Refused, Submission, Tick
from closedloop.kernel.work import Work
from closedloop.model.expressions import (
    ActorNow,
    Compare,
    CompareSpan,
    Const,
    FromToSpan,
    In,
    RoleRef,
    SinceSpan,
    SlotValue,
    Value,
)
from closedloop.model.process import ActorSlot, CountSlot, DifferentParties, Param, Process, Rule, SameParty
from closedloop.prove.building import Scope, built
from closedloop.prove.people import plain
from closedloop.prove.reads import inside
from closedloop.prove.replaying import CASE, Asked, Replayer
from closedloop.prove.signs import sign
from closedloop.rules import Moment

MOST_VALUES = 12
"""How many combinations of values are tried for one event."""

AMOUNTS = (1, 1000, 0)
"""Tried for numbers that no constants tell apart."""


@frozen
class Standing:
    """A case, and the moment that it is: at `now` all that time brings about has happened. `waited`: whether the
    moment was chosen by waiting; else the next thing is asked on the next day.
    """

    case: Case
    now: datetime
    waited: bool = False


@frozen
class Took:
    """What was asked, what came of it, and where that leads. `to` is None where it was refused."""

    asked: Asked
    outcome: Accepted | Refused
    to: Standing | None

    @property
    def records(self) -> tuple[Record, ...]:
        return self.outcome.records


class Stepper:
    """Takes one step after the other through one process.

    `thorough`: whether everything is told apart that rules look at and how far each stay has come, and suspending,
    resuming and what concerns extensions is asked as well; else only what leads to other places.
    """

    def __init__(self, process: Process, *, thorough: bool = True) -> None:
        rules = process.rules if thorough else ()
        self.process = process
        self.reads = built(process, Scope(rules)).reads
        self._replayer = Replayer(process)
        self.machine: Machine = self._replayer.machine
        self.program = self._replayer.program
        self._kinds = {EVENT, REOPEN} | ({"suspend", "resume", ASK_EXTENSION, GRANT, DENY} if thorough else set())
        self._parties = _tells_parties(process, rules)
        self._global_roles = tuple(role.name for role in process.roles if not role.assigned)
        self._thorough = thorough
        self._questions = _questions(process, rules, self.machine)
        self._data = tuple(sorted(node for node in self.reads.relevant if node[0] in ("field", "slot")))
        self._last_calm: tuple[object, bool] = (None, True)

    def open(self, at: datetime) -> Took:
        """The opening of a case; the first thing is asked at the same moment."""
        asked = Opening(CASE, self.process.name, at, Actor(CLOCK, CLOCK))
        outcome = decide(self.program, (), asked)
        refused = isinstance(outcome, Refused)
        return Took(asked, outcome, None if refused else Standing(outcome.cases[0], at, waited=True))

    # ---------------------------------------------------------------------------------------------------------- asking

    def asks(self, standing: Standing) -> Iterator[Submission]:
        """Everything that somebody may try here, by the roles that are asked for it."""
        at = self.soon(standing)
        for offered in self._offered(standing.case):
            for role in offered.by:
                actor = self.actor(standing.case, role)
                if actor is None:
                    continue
                for params in self.values(offered, standing.case, at):
                    yield Submission(CASE, offered.event, at, actor, params)

    def soon(self, standing: Standing) -> datetime:
        """The next morning; at once if the moment was chosen, or if before that time would do something or change how
        a comparison comes out.
        """
        case, now = standing.case, standing.now
        if standing.waited:
            return now
        morning = self._replayer.next_morning(now)
        if any(timer.due <= morning for timer in case.armed):
            return now
        return morning if self._calm(case, now, morning) else now

    def _calm(self, case: Case, now: datetime, morning: datetime) -> bool:
        key = (case.stay.since, case.slots, now)
        if self._last_calm[0] != key:
            changes = (each for each in self._replayer.around_spans(evolve(case, at=now)))
            self._last_calm = (key, not any(now < each < morning for each in changes))
        return self._last_calm[1]

    def _offered(self, case: Case) -> Iterator[Offering]:
        place = self.machine.places[case.step]
        for offers in (place.offers if not case.suspended else place.while_suspended).values():
            yield from (each for each in offers if each.kind in self._kinds)

    def actor(self, case: Case, role: str) -> Actor | None:
        """Somebody who holds the role: a global one a party of its name."""
        if role in self.machine.assigned:
            bound = case.bindings.get(role)
            return None if bound is None else Actor(bound, bound, frozenset({bound} & set(self._global_roles)))
        return Actor(role, role, frozenset((role,)))

    def waits(self, standing: Standing) -> Iterator[datetime]:
        """The mornings on which, if nobody acts, something has changed: by a timer, or in a comparison of times."""
        case, found = standing.case, set()
        dues = (timer.due for timer in case.armed)
        for each in (*dues, *self._replayer.around_spans(evolve(case, at=standing.now))):
            day = calendars.local_date(self.machine.calendar, each)
            morning = calendars.local_to_utc(self.machine.calendar, datetime(day.year, day.month, day.day, 9))
            found.add(morning if morning >= each else self._replayer.next_morning(each))
        yield from sorted(each for each in found if each > standing.now)

    def submit(self, standing: Standing, submission: Submission) -> Took:
        outcome = decide(self.program, (standing.case,), submission)
        to = None if isinstance(outcome, Refused) else Standing(outcome.cases[0], submission.at)
        return Took(submission, outcome, to)

    def waited(self, standing: Standing, told: Hashable) -> Took | None:
        """Nobody acts until something has changed of what is told; where nothing will, until all has been done; None
        where nothing is.
        """
        last: Took | None = None
        for until in self.waits(standing):
            took = self.wait(standing, until)
            if took.to is not None and self.told(took.to) != told:
                return took
            last = took if took.records else last
        return last

    def wait(self, standing: Standing, until: datetime) -> Took:
        asked = Tick(CASE, until)
        outcome = decide(self.program, (standing.case,), asked)
        return Took(asked, outcome, Standing(outcome.cases[0], until, waited=True))

    # ---------------------------------------------------------------------------------------------------------- values

    def values(self, offered: Offering, case: Case, at: datetime) -> Iterator[dict[str, Any]]:
        """Parameters to try: for each that conditions look at a value of each kind that they tell apart."""
        params = offered.plan.params
        vague = any(self._vague(offered.event, each) for each in params)
        seen = []
        for amount in AMOUNTS if vague else (None,):
            columns = [tuple(self._choices(offered.event, each, case, at, amount)) for each in params]
            for number, row in enumerate(product(*columns)):
                given = {each.name: value for each, value in zip(params, row, strict=True) if value is not None}
                if number < MOST_VALUES and given not in seen:
                    seen.append(given)
                    yield given

    def some_value(self, event: str, param: Param, at: datetime) -> Value:
        """A value that fits the parameter."""
        samples = self.samples(event, param)
        if samples:
            return samples[0]
        if param.use == "binds" or param.type.kind == "party":
            return f"{param.name} A"
        if param.type.kind in ("date", "time"):
            return calendars.local_date(self.machine.calendar, at) if param.type.kind == "date" else at
        return plain(param.type)

    def _vague(self, event: str, param: Param) -> bool:
        """Whether a number is looked at that is not told apart by constants."""
        node = self.reads.param(event, param.name)
        if param.type.kind not in ("int", "decimal") or node not in self.reads.relevant:
            return False
        return self.reads.domain(node).kind == "opaque" or any(node[-1] in pair.fields for pair in self.reads.pairs)

    def _choices(self, event: str, param: Param, case: Case, at: datetime, amount: int | None) -> Iterator[Value]:
        node = self.reads.param(event, param.name)
        relevant = node in self.reads.relevant
        if param.use == "binds" or param.type.kind == "party":
            yield from self._names(param, case)
        elif relevant and amount is not None and self._vague(event, param):
            yield self._fitting(param, amount)
            yield from self.samples(event, param) if amount == AMOUNTS[0] else ()
        elif relevant and (samples := self.samples(event, param)):
            yield from samples
        elif param.type.kind == "date":
            yield calendars.local_date(self.machine.calendar, at)
        elif param.type.kind == "time":
            yield at
        elif not param.optional or relevant:
            yield plain(param.type)
        if param.optional:
            yield None

    def samples(self, event: str, param: Param) -> tuple[Value, ...]:
        """A value of each kind that conditions tell apart; none where they tell nothing apart."""
        if self.reads.param(event, param.name) not in self.reads.relevant:
            return ()
        domain = self.reads.domain(self.reads.param(event, param.name))
        codes = domain.within(param.type)
        ends = codes if len(codes) <= MOST_VALUES else (*codes[: MOST_VALUES // 2], *codes[-MOST_VALUES // 2 :])
        return tuple(each for code in ends if (each := domain.sample(code, param.type)) is not None)

    @staticmethod
    def _fitting(param: Param, amount: int) -> Value:
        """The amount, moved into the range of the type."""
        low, high = param.type.low, param.type.high
        amount = amount if low is None else max(low, amount)
        return amount if high is None else min(high, amount)

    def _names(self, param: Param, case: Case) -> Iterator[str]:
        chinese = self.process.dialect.startswith("zh")
        yield f"{param.name}甲" if chinese else f"{param.name} A"
        if self._parties:
            yield f"{param.name}乙" if chinese else f"{param.name} B"
            yield from self._global_roles
            yield from (each for role, each in case.bindings.items() if role != param.name)

    # ------------------------------------------------------------------------------------------------------ telling

    def told(self, standing: Standing) -> Hashable:
        """The same for cases in which, as far as conditions can tell, the same may follow."""
        case, stay = standing.case, standing.case.stay
        return (
            case.step,
            case.suspended,
            frozenset(case.bindings.items()) if self._parties else frozenset(case.bindings),
            tuple(self._code(node, case) for node in self._data),
            tuple(sign(pair, case.fields) for pair in self.reads.pairs),
            stay.limit,
            stay.expired,
            self._answers(standing),
            self._closer(case) if self._thorough else None,
        )

    @staticmethod
    def _closer(case: Case) -> Hashable:
        """How far the stay has come, and what rules remember."""
        stay = case.stay
        return (
            stay.granted,
            stay.request is None,
            tuple(each is not None for each in stay.performed),
            tuple(bool(each) for each in stay.repeated),
            frozenset(timer.name for timer in case.rule_timers),
            tuple(map(_timeless, case.monitors)),
        )

    def _code(self, node: tuple[str, ...], case: Case) -> Hashable:
        value: Any = case.fields.get(node[1]) if node[0] == "field" else case.slots[int(node[1])]
        if isinstance(value, (datetime, Moment)):
            return True
        domain = self.reads.domain(node)
        code = domain.code(value) if isinstance(value, (bool, int, str)) or value is None else None
        if code is None and node[0] == "slot" and isinstance(self.process.slots[int(node[1])], CountSlot):
            return min(int(value), 3)
        return code if code is not None else True if domain.kind in ("opaque", "ranges") else str(value)

    def _answers(self, standing: Standing) -> tuple[bool, ...]:
        """How comparisons of times come out for whoever acts next."""
        questions = self._questions.get(standing.case.step, ())
        if not questions:
            return ()
        work = Work(self.machine, standing.case)
        work.begin(max(self.soon(standing), standing.case.at), CLOCK, CLOCK, None)
        return tuple(question(work) for question in questions)


def _questions(process: Process, rules: tuple[Rule, ...], machine: Machine) -> Mapping[str, tuple[Test, ...]]:
    """What time changes in conditions, by step: what is counted from a stay is asked in that step alone."""
    compiler = Compiler(process, machine.calendar)
    places: Iterable[object] = (*process.steps, *process.anywhere, *process.slots, *rules)
    lasting = [part for part in _spans(places) if isinstance(part.span, (SinceSpan, FromToSpan))]
    found = {}
    for step in process.steps:
        own = [part for part in _spans((step, *process.anywhere, *rules)) if part not in lasting]
        found[step.name] = tuple(compiler.test(each) for each in dict.fromkeys((*lasting, *own)))
    return found


def _spans(places: Iterable[object]) -> Iterator[CompareSpan]:
    parts = (part for place in places for part in inside(place))
    return (part for part in parts if isinstance(part, CompareSpan) and isinstance(part.duration, Const))


def _tells_parties(process: Process, rules: tuple[Rule, ...]) -> bool:
    """Whether it matters who is who."""
    places = (*process.steps, *process.anywhere, *rules)
    parts = [part for place in places for part in inside(place)]
    compared = (part for part in parts if isinstance(part, (Compare, In)))
    named = (isinstance(part, (ActorNow, RoleRef)) or _an_actor(process, part) for x in compared for part in inside(x))
    return any(isinstance(part, (DifferentParties, SameParty)) for part in parts) or any(named)


def _an_actor(process: Process, part: object) -> bool:
    return isinstance(part, SlotValue) and isinstance(process.slots[part.slot], ActorSlot)


def _timeless(state: Any) -> Hashable:
    """The state of a rule, without when."""
    if isinstance(state, (datetime, Moment)):
        return True
    if isinstance(state, tuple):
        return tuple(map(_timeless, state))
    return state  # type: ignore[no-any-return]
