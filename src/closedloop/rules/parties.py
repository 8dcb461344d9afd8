"""`different parties for A, B, …` and `the same party for A, B, …`. What the clock does takes no part.

Persons are compared with persons and parties with parties.
"""

from __future__ import annotations

from typing import NamedTuple, cast

from attrs import frozen

from closedloop.rules.observations import Moment, Monitor, Observation, State


class Seen(NamedTuple):
    """Who acted in observations of each atom: one set for each of them."""

    persons: tuple[frozenset[str], ...]
    parties: tuple[frozenset[str], ...]


@frozen
class Different(Monitor):
    """`in_one_stay`: what lies before the last entry of a step is forgotten; the entry belongs to the new stay."""

    in_one_stay: bool = False

    def start(self, moment: Moment) -> State:
        nobody = (frozenset[str](),) * len(self.atoms)
        return Seen(nobody, nobody)

    def observe(self, state: State, hits: int, bites: bool, seen: Observation) -> tuple[State, bool]:
        if self.in_one_stay and seen.kind == "entered":
            state = self.start(seen.moment)
        if not hits or seen.person is None or seen.party is None:
            return state, False
        before = cast(Seen, state)
        broken = bites and (
            _elsewhere(before.persons, seen.person, hits) or _elsewhere(before.parties, seen.party, hits)
        )
        return Seen(_added(before.persons, seen.person, hits), _added(before.parties, seen.party, hits)), broken


def _elsewhere(sets: tuple[frozenset[str], ...], name: str, hits: int) -> bool:
    """Whether the name is known from an atom other than one that is hit now (any, if several are)."""
    return any(name in names and hits & ~(1 << index) for index, names in enumerate(sets))


def _added(sets: tuple[frozenset[str], ...], name: str, hits: int) -> tuple[frozenset[str], ...]:
    if all(name in names or not hits >> index & 1 for index, names in enumerate(sets)):
        return sets
    return tuple(names | {name} if hits >> index & 1 else names for index, names in enumerate(sets))


@frozen
class Same(Monitor):
    """State: the party of the first observation of the round."""

    def observe(self, state: State, hits: int, bites: bool, seen: Observation) -> tuple[State, bool]:
        if not hits or seen.party is None:
            return state, False
        if state is None:
            return seen.party, False
        return state, bites and state != seen.party
