"""The judge's cases as states of the prover's system, and what the system says can happen among them."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from closedloop.model.expressions import EventAtom, ExpiryAtom, StepAtom
from closedloop.model.process import ActorSlot, CountSlot, LastSlot, PreviousSlot, Process
from closedloop.prove.building import Built, Scope, built
from closedloop.prove.exploring import Budget, explore
from closedloop.prove.reads import PARTY
from closedloop.prove.system import PLACE, State
from closedloop.syntax import tree
from tests.prove.enumerating import OPENING, Cases, Label, history_of
from tests.reference import story
from tests.reference.judge import _undecided
from tests.reference.story import Record

Step = tuple[State | None, Label, State]


@frozen
class Graph:
    """States and steps between them (None: from before the opening)."""

    states: frozenset[State]
    steps: frozenset[Step]


class NotFollowed(Exception):
    """The system looks at something that cannot be read off the judge's records."""


def whole(process: Process) -> Built:
    """The system of the process with everything that it offers."""
    return built(process, Scope((), extensions=True, suspension=True))


def named_parties(made: Built) -> tuple[str, ...]:
    """The parties that the system tells apart; none if it does not."""
    return tuple(map(str, made.reads.domain(PARTY).cells)) if made.reads.parties else ()


def of_system(made: Built, budget: Budget) -> Graph | None:
    """What the prover explores; None if it does not come to an end."""
    explored = explore(made.system, budget)
    if not explored.finished:
        return None
    unpack, mask = explored.packing.unpack, explored.packing.masks[PLACE]
    states = frozenset(unpack(packed) for level in explored.levels for packed in level)
    steps: set[Step] = {(None, OPENING, unpack(packed)) for packed in explored.levels[0]}

    def step(before: int, after: int, number: int) -> None:
        command = made.system.commands[made.system.places[before & mask]][number]
        steps.add((unpack(before), (command.kind, command.name, command.role), unpack(after)))

    for level in explored.levels:
        explored.follow_all(level, step)
    return Graph(states, frozenset(steps))


def of_judge(made: Built, process: tree.Process, cases: Cases) -> Graph:
    """What the judge does, as far as the system looks at it. What the system does not follow must change nothing."""
    projection = Projection(made, process, cases)
    states = {key: projection.state(journal) for key, journal in cases.journals.items()}
    steps: set[Step] = {(None, OPENING, states[key]) for key in cases.opened}
    for way in cases.ways:
        before, after = states[way.before], states[way.after]
        followed = {each.name for each in made.system.commands[made.system.places[before[projection.place]]]}
        if way.label[0] == "event" or way.label[1] in followed or before != after:
            steps.add((before, way.label, after))
    return Graph(frozenset(states.values()), frozenset(steps))


class Projection:
    """Reads the variables of a system off the judge's records."""

    def __init__(self, made: Built, process: tree.Process, cases: Cases) -> None:
        self.made = made
        self.judge = cases.judge
        self.book = cases.judge.book
        self.history = history_of(process)
        self.names = [each.name for each in made.system.variables]
        self.place = self.names.index(PLACE)

    def state(self, records: list[Record]) -> State:
        return tuple(self._value(records, name) for name in self.names)

    def _value(self, records: list[Record], name: str) -> int:
        kind, _, of = name.partition(":")
        where = story.where(records)
        if kind == "place":
            return self.made.system.places.index(where)
        if kind == "suspended":
            return int(story.suspended(self.book, records))
        if kind == "field":
            return self._code(("field", of), self.judge.fields(records)[of])
        if kind == "slot":
            return self._code(("slot", of), self._slot(records, int(of)))
        if kind == "role":
            party = story.roles(records).get(of)
            return self._code(("role", of), party)
        if kind in ("limit", "expired", "rung", "granted", "request"):
            return 0 if where in self.book.ends else self._of_stay(records, name, of)
        raise NotFollowed(name)

    def _of_stay(self, records: list[Record], name: str, of: str) -> int:
        where = story.where(records)
        clock = self.judge._clock(records, records[-1]["at"])
        followed = {each.name for each in self.made.system.commands[where]}
        fired = {record["timer"] for record in clock.own_records}
        if name == "limit":
            limits = self.book.items(self.book.steps[where], (tree.Within, tree.DueOn))
            return 0 if clock.chosen is None else limits.index(clock.chosen["node"]) + 1
        if name == "granted":
            return len(clock.granted())
        if name == "request":
            return int(_undecided(clock) is not None)
        timer = "due" if name == "expired" else name
        return int(timer in followed and timer in fired)

    def _slot(self, records: list[Record], index: int) -> Any:
        slot = self.made.reads.process.slots[index]
        view = self.judge._view(records, records[-1]["at"])
        found = [each for each in self.history if _same(slot, each)]
        if len(found) != 1:
            raise NotFollowed(str(slot))
        return view.value(found[0])

    def _code(self, node: tuple[str, ...], value: Any) -> int:
        domain = self.made.reads.domain(node)
        if value is None:
            return 0
        if domain.kind == "names" and domain.individual:
            return domain.cells.index(value) + 1
        code = domain.code(value)
        if code is None:
            raise NotFollowed(f"{node} = {value}")
        return code


def _same(slot: object, written: tree.Expr) -> bool:
    """Whether the slot is what is written (conditions are told only by whether there is one)."""
    match slot, written:
        case CountSlot(), tree.Count(atom, since, ever):
            of = slot.atom
            about = (slot.since, slot.ever) == (since.text if since else None, ever)
            if isinstance(of, ExpiryAtom):
                return about and atom.kind == "expiry" and of.step == atom.name.text
            condition = (of.condition is None) == (atom.condition is None)
            if isinstance(of, StepAtom):
                return about and condition and atom.kind != "expiry" and of.step == atom.name.text
            assert isinstance(of, EventAtom)
            by = of.by == (atom.by.text if atom.by else None)
            return about and condition and by and of.event == atom.name.text
        case LastSlot(), tree.Last(event, param, ever):
            return (slot.event, slot.param, slot.ever) == (event.text, param.text, ever)
        case PreviousSlot(), tree.Previous(name):
            return slot.field == name.text
        case ActorSlot(), tree.ActorOf(event, ever):
            return (slot.event, slot.ever) == (event.text, ever)
    return False
