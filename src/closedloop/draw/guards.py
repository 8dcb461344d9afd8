"""The rules of a process, numbered, and what each of them may refuse: shown as `§` at events and ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from closedloop.draw.graph import place_id
from closedloop.model.expressions import Atom, EventAtom, StepAtom
from closedloop.model.process import (
    Before,
    Bounded,
    DifferentParties,
    Never,
    OnAtom,
    Process,
    Prop,
    SameParty,
)


def guards(process: Process) -> tuple[Mapping[str, tuple[int, ...]], Mapping[str, tuple[int, ...]]]:
    """The numbers of the rules (from 1, in the order of the file) that may refuse an event, by its name, and the entry
    of a step or end, by its id. What is judged at every end (an answer still owed) is not repeated at each of them.
    """
    events: dict[str, dict[int, None]] = {}
    places: dict[str, dict[int, None]] = {}
    for number, rule in enumerate(process.rules, 1):
        for atom in _refused(rule.prop):
            if isinstance(atom, EventAtom):
                events.setdefault(atom.event, {})[number] = None
            elif isinstance(atom, StepAtom):
                places.setdefault(place_id(atom.step), {})[number] = None
    return _numbers(events), _numbers(places)


def _refused(prop: Prop) -> Iterator[Atom]:
    if isinstance(prop, (Never, OnAtom)):
        yield prop.atom
    elif isinstance(prop, Before):
        yield prop.later
    elif isinstance(prop, Bounded):
        if prop.before is not None:
            yield prop.before
        elif prop.bound != "at_least":
            yield prop.atom
    elif isinstance(prop, (DifferentParties, SameParty)):
        yield from prop.atoms


def _numbers(found: Mapping[str, Mapping[int, None]]) -> Mapping[str, tuple[int, ...]]:
    return {name: tuple(numbers) for name, numbers in found.items()}
