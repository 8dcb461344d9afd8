"""`different parties for A, B, …` and `the same party for A, B, …`. What the clock does takes no part."""

from __future__ import annotations

from typing import ClassVar, cast

from attrs import frozen

from closedloop.rules.observations import LooksAt, Moment, Monitor, Observation, State

Names = tuple[frozenset[str], ...]
"""For each atom, the persons and parties that acted in observations of it."""


@frozen
class Different(Monitor):
    """State: `Names`. `in_one_stay`: what lies before the last entry is forgotten; the entry belongs to the new
    stay.
    """

    looks_at: ClassVar[LooksAt] = "parties"

    in_one_stay: bool = False

    def start(self, moment: Moment) -> State:
        return (frozenset[str](),) * len(self.atoms)

    def observe(self, state: State, hits: int, bites: bool, seen: Observation) -> tuple[State, bool]:
        if self.in_one_stay and seen.kind == "entered":
            state = self.start(seen.moment)
        if not hits or seen.person is None or seen.party is None:
            return state, False
        names, acting = cast(Names, state), frozenset((seen.person, seen.party))
        return _added(names, acting, hits), bites and _elsewhere(names, acting, hits)


def _elsewhere(names: Names, acting: frozenset[str], hits: int) -> bool:
    """Whether somebody is known from an atom other than one that is hit now (any, if several are)."""
    return any(hits & ~(1 << index) and not acting.isdisjoint(known) for index, known in enumerate(names))


def _added(names: Names, acting: frozenset[str], hits: int) -> Names:
    if all(acting <= known or not hits >> index & 1 for index, known in enumerate(names)):
        return names
    return tuple(known | acting if hits >> index & 1 else known for index, known in enumerate(names))


@frozen
class Same(Monitor):
    """State: the party of the first observation of the round."""

    looks_at: ClassVar[LooksAt] = "parties"

    def observe(self, state: State, hits: int, bites: bool, seen: Observation) -> tuple[State, bool]:
        if not hits or seen.party is None:
            return state, False
        if state is None:
            return seen.party, False
        return state, bites and state != seen.party
