"""Strategies of Hypothesis made from a process: what may be asked, cases that it leads to, and their journals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from attrs import frozen
from hypothesis import strategies as st

from closedloop.calendars import local_to_utc
from closedloop.kernel.case import Case
from closedloop.kernel.values import NOTHING, Actor, Record, Refused, Submission
from closedloop.model.durations import Duration
from closedloop.model.expressions import Value
from closedloop.model.process import Param, Process, Type
from closedloop.prove.stepping import Standing, Stepper

FIRST_DAY = date(2024, 3, 4)
PARTIES = ("unit A", "unit B")
MOST_STEPS = 12


@frozen
class World:
    """Who there is. `people`: who acts when a global role does, or a party (by default somebody of that name);
    `parties`: who may be bound to assigned roles.
    """

    process: Process
    people: Mapping[str, Actor]
    parties: Sequence[str]

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(role.name for role in self.process.roles)

    def actor(self, role: str, case: Case) -> Actor:
        """Who acts in the role. As long as nobody is bound to it that is a stranger of its name."""
        assigned = any(each.name == role and each.assigned for each in self.process.roles)
        if not assigned:
            return self.people.get(role, Actor(role, role, frozenset((role,))))
        party = case.bindings.get(role)
        if party is None:
            return self.people.get("", Actor("stranger", "stranger"))
        held = frozenset({party} & {each.name for each in self.process.roles if not each.assigned})
        return self.people.get(party, Actor(party, party, held))


class Values:
    """Strategies for the parameters of a process's events: mostly what its conditions tell apart."""

    def __init__(self, process: Process, parties: Sequence[str] = PARTIES) -> None:
        self.stepper = Stepper(process, thorough=False)
        self._parties = tuple(parties)

    def given(self, event: str) -> st.SearchStrategy[dict[str, Value]]:
        """The parameters of an event, by name."""
        plan = self.stepper.machine.events[event]
        return st.fixed_dictionaries(
            {each.name: self._value(event, each) for each in plan.params if not each.optional},
            optional={each.name: self._value(event, each) for each in plan.params if each.optional},
        )

    def _value(self, event: str, param: Param) -> st.SearchStrategy[Value]:
        if param.use == "binds" or param.type.kind == "party":
            return st.sampled_from(self._parties)
        any_value = of_type(param.type)
        samples = self.stepper.samples(event, param)
        return st.one_of(st.sampled_from(samples), any_value) if samples else any_value


def of_type(type_: Type) -> st.SearchStrategy[Any]:
    """Values of a type, small and readable."""
    match type_.kind:
        case "bool":
            return st.booleans()
        case "int":
            low = type_.low if type_.low is not None else 0
            return st.integers(low, type_.high if type_.high is not None else low + 1000)
        case "decimal":
            return st.integers(0, 1000).map(Decimal)
        case "enum":
            return st.sampled_from(type_.choices)
        case "date":
            return st.integers(0, 400).map(lambda days: FIRST_DAY + timedelta(days=days))
        case "time":
            return st.integers(0, 400).map(lambda days: datetime(2024, 3, 4, 1, tzinfo=UTC) + timedelta(days=days))
        case "duration":
            return st.integers(1, 3).map(lambda months: Duration(((months, "months"),)))
        case "list":
            assert type_.item is not None
            return st.lists(of_type(type_.item), max_size=2).map(tuple)
        case _:
            return st.sampled_from(("a", "b.pdf"))


def submissions(
    process: Process,
    *,
    case: Case | None = None,
    people: Mapping[str, Actor] = NOTHING,
    parties: Sequence[str] = PARTIES,
) -> st.SearchStrategy[Submission]:
    """Anything that somebody may try: any event, in any role, with well-typed parameters, allowed or not.

    `case`: the one that it is about (else a new one); moments lie up to ten days after its last. `people`, `parties`:
    see `World`.
    """
    values = Values(process, parties)
    world = World(process, people, parties)
    about = case or _opened(values.stepper).case
    events = tuple(values.stepper.machine.events)

    @st.composite
    def draw_one(draw: Callable[..., Any]) -> Submission:
        event = draw(st.sampled_from(events))
        actor = world.actor(draw(st.sampled_from(world.roles)), about)
        at = about.at + timedelta(hours=draw(st.integers(0, 240)))
        return Submission(about.id, event, at, actor, draw(values.given(event)))

    return draw_one()


def cases(process: Process, *, most_steps: int = MOST_STEPS) -> st.SearchStrategy[Case]:
    """Cases that the process can lead to."""
    return _runs(process, most_steps).map(lambda run: run[0])


def journals(process: Process, *, most_steps: int = MOST_STEPS) -> st.SearchStrategy[tuple[Record, ...]]:
    """The records of such cases, from the opening on."""
    return _runs(process, most_steps).map(lambda run: run[1])


def _runs(process: Process, most_steps: int) -> st.SearchStrategy[tuple[Case, tuple[Record, ...]]]:
    stepper = Stepper(process)

    @st.composite
    def run(draw: Callable[..., Any]) -> tuple[Case, tuple[Record, ...]]:
        opened = stepper.open(_morning(stepper))
        assert opened.to is not None, "a rule refuses every opening"
        standing, records = opened.to, list(opened.records)
        for _ in range(draw(st.integers(0, most_steps))):
            tried = list(stepper.asks(standing))
            number = draw(st.integers(0, len(tried)))
            if number < len(tried):
                took = stepper.submit(standing, tried[number])
            else:
                waits = list(stepper.waits(standing))[:4]
                if not waits:
                    continue
                took = stepper.wait(standing, draw(st.sampled_from(waits)))
            records += took.records
            standing = took.to or _still(standing, took.outcome)
        return standing.case, tuple(records)

    return run()


def _still(standing: Standing, outcome: object) -> Standing:
    """Where it was refused, with what time did before."""
    cases_ = outcome.cases if isinstance(outcome, Refused) else ()
    return Standing(cases_[0], standing.now) if cases_ else standing


def _morning(stepper: Stepper) -> datetime:
    return local_to_utc(stepper.machine.calendar, datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 9))


def _opened(stepper: Stepper) -> Standing:
    opened = stepper.open(_morning(stepper))
    assert opened.to is not None, "a rule refuses every opening"
    return opened.to
