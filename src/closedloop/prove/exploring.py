"""Exploration of a system, level by level: all states that a case can reach, and the first that breaks each rule.

Guarantees: breadth first, so that what is found is found on a shortest way; every state of a finished exploration was
visited, none is kept by a hash alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from attrs import field, frozen

from closedloop.prove.python_form import Packing, compiled
from closedloop.prove.system import PLACE, Edge, State, System, edges, opened


@frozen
class Budget:
    """How much may be spent: states in all, seconds of wall clock (None: no bound)."""

    states: int = 5_000_000
    seconds: float | None = None


Found = tuple[int, int]


@frozen
class Explored:
    """`levels`: the packed states, by the number of steps from the opening; `finished`: whether there are no more.

    `refusing`: for each rule that a submission would break the first state (packed) where one does, and the number of
    steps to it; `breaking`: the same where time breaks it.
    """

    system: System
    packing: Packing
    levels: tuple[tuple[int, ...], ...]
    finished: bool
    refusing: Mapping[str, Found] = field(factory=dict)
    breaking: Mapping[str, Found] = field(factory=dict)

    @property
    def states(self) -> int:
        return sum(map(len, self.levels))


Progress = Callable[[int], None]


def explore(
    system: System,
    budget: Budget | None = None,
    *,
    progress: Progress | None = None,
) -> Explored:
    """All reachable states."""
    budget = budget or Budget()
    packed, expand = compiled(system)
    mask = packed.masks[PLACE]
    start = [packed.pack(edge.to) for edge in opened(system) if edge.to is not None]
    level = list(dict.fromkeys(start))
    seen = set(level)
    levels: list[tuple[int, ...]] = []
    broken: dict[int, tuple[int, int]] = {}
    ends = time.monotonic() + budget.seconds if budget.seconds is not None else None
    finished = True
    while level:
        levels.append(tuple(level))
        if len(seen) > budget.states or (ends is not None and time.monotonic() > ends):
            finished = False
            break
        depth = len(levels) - 1
        note = lambda rule, state, depth=depth: broken.setdefault(rule, (state, depth))  # noqa: E731
        by_place: dict[int, list[int]] = {}
        for state in level:
            by_place.setdefault(state & mask, []).append(state)
        following: list[int] = []
        for place, states in by_place.items():
            expand[place](states, seen, following.append, note)
        if progress is not None:
            progress(len(seen))
        level = following
    refusing = {system.rules[rule // 2]: found for rule, found in broken.items() if rule % 2 == 0}
    breaking = {system.rules[rule // 2]: found for rule, found in broken.items() if rule % 2}
    return Explored(system, packed, tuple(levels), finished, refusing, breaking)


def way_to(explored: Explored, state: int, depth: int) -> tuple[Edge, ...]:
    """A shortest way from before the opening to the state, found backwards through the levels."""
    system, packed = explored.system, explored.packing
    target = packed.unpack(state)
    way: list[Edge] = []
    for level in range(depth - 1, -1, -1):
        before, edge = _step_to(explored, target, explored.levels[level])
        way.append(edge)
        target = before
    first = next(edge for edge in opened(system) if edge.to == target)
    return (first, *reversed(way))


def _step_to(explored: Explored, target: State, level: tuple[int, ...]) -> tuple[State, Edge]:
    found: tuple[State, Edge] | None = None
    for packed in level:
        state = explored.packing.unpack(packed)
        for edge in edges(explored.system, state):
            if edge.to == target:
                if edge.command.sure:
                    return state, edge
                found = found or (state, edge)
    assert found is not None, "a state of a level follows from one of the level before"
    return found
