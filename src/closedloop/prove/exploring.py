"""Exploration of a system, level by level: all states that a case can reach, and the first that breaks each rule.

Guarantees: breadth first, so that what is found is found on a shortest way; every state of a finished exploration was
visited, none is kept by a hash alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from attrs import field, frozen

from closedloop.prove.python_form import Follow, Packing, compiled, compiled_edges
from closedloop.prove.system import PLACE, Edge, System, edges, opened


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

    _following: list[tuple[Follow, ...]] = field(factory=list, eq=False, repr=False)

    @property
    def states(self) -> int:
        return sum(map(len, self.levels))

    def follow(self, packed: int, edge: Callable[[int, int, int], object]) -> None:
        """Lists the edges of a state: from, to, and the number of the command in its place."""
        if not self._following:
            self._following.append(compiled_edges(self.system))
        self._following[0][packed & self.packing.masks[PLACE]]((packed,), edge)


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
    way: list[Edge] = []
    for level in range(depth - 1, -1, -1):
        state, edge = _step_to(explored, state, explored.levels[level])
        way.append(edge)
    first = next(edge for edge in opened(explored.system) if edge.to == explored.packing.unpack(state))
    return (first, *reversed(way))


def _step_to(explored: Explored, target: int, level: tuple[int, ...]) -> tuple[int, Edge]:
    """A state of the level with an edge to the target, without a guess if there is one."""
    found: dict[int, None] = {}

    def edge(state: int, to: int, number: int) -> None:
        if to == target:
            found[state] = None

    for packed in level:
        explored.follow(packed, edge)
    wanted = explored.packing.unpack(target)
    guessed: tuple[int, Edge] | None = None
    for packed in found:
        for each in edges(explored.system, explored.packing.unpack(packed)):
            if each.to == wanted and each.command.sure:
                return packed, each
            if each.to == wanted and guessed is None:
                guessed = packed, each
    assert guessed is not None, "a state of a level follows from one of the level before"
    return guessed
