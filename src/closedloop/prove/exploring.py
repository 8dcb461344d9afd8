"""Exploration of a system, level by level: all states that a case can reach, and the first that breaks each rule.

Guarantees: breadth first, so that what is found is found on a shortest way; every state of a finished exploration was
visited, none is kept by a hash alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from attrs import field, frozen

from closedloop.prove.python_form import Broken, Compiled, Packing
from closedloop.prove.system import PLACE, Edge, System, edges, opened


@frozen
class Budget:
    """How much may be spent: states in all, seconds of wall clock (None: no bound)."""

    states: int = 5_000_000
    seconds: float | None = None


Found = tuple[int, int]
"""A state (packed), and the number of steps to it."""


@frozen
class Break:
    """Where a rule is broken: a first state from which some command of its place does it."""

    found: Found
    number: int


@frozen
class Explored:
    """`levels`: the packed states, by the number of steps from the opening; `finished`: whether there are no more.

    `refusing`: for each rule that a submission would break the first state where each command does, the nearest first;
    `breaking`: the same where time breaks it.
    """

    system: System
    packing: Packing
    levels: tuple[tuple[int, ...], ...]
    finished: bool
    refusing: Mapping[str, tuple[Break, ...]] = field(factory=dict)
    breaking: Mapping[str, tuple[Break, ...]] = field(factory=dict)

    compiled: Compiled = field(eq=False, repr=False, kw_only=True)
    listed: Mapping[int, Sequence[tuple[int, int]]] = field(eq=False, repr=False, kw_only=True)
    """Where edges lead from each state, with the numbers of their commands; empty where there are too many."""

    @property
    def states(self) -> int:
        return sum(map(len, self.levels))

    def follow(self, packed: int, edge: Callable[[int, int, int], object]) -> None:
        """Lists the edges of a state: from, to, and the number of the command in its place."""
        self.follow_all((packed,), edge)

    def follow_all(self, states: Iterable[int], edge: Callable[[int, int, int], object]) -> None:
        """Lists the edges of many states, place by place: much quicker than one by one."""

        left = []
        for state in states:
            if state in self.listed:
                for to, number in self.listed[state]:
                    edge(state, to, number)
            else:
                left.append(state)
        for place, each in by_place(left, self.packing.masks[PLACE]).items():
            for at in range(0, len(each), AT_ONCE):
                found: dict[int, list[tuple[int, int]]] = {}
                self.compiled.follow(place)(each[at : at + AT_ONCE], found, lambda *_: None)
                for state, following in found.items():
                    for to, number in following:
                        edge(state, to, number)


def by_place(states: Iterable[int], mask: int) -> Mapping[int, Sequence[int]]:
    """Packed states by their places."""
    found: dict[int, list[int]] = {}
    for state in states:
        found.setdefault(state & mask, []).append(state)
    return found


Progress = Callable[[int], None]


def explore(
    system: System,
    budget: Budget | None = None,
    *,
    progress: Progress | None = None,
) -> Explored:
    """All reachable states."""
    budget = budget or Budget()
    compiled = Compiled(system)
    packed, mask = compiled.packing, compiled.packing.masks[PLACE]
    start = [packed.pack(edge.to) for edge in opened(system) if edge.to is not None]
    seen = set(start)
    level = by_place(dict.fromkeys(start), mask)
    levels: list[tuple[int, ...]] = []
    listed: dict[int, list[tuple[int, int]]] = {}
    noted = _Noted(mask)
    ends = time.monotonic() + budget.seconds if budget.seconds is not None else None
    finished = True
    while level:
        levels.append(tuple(chain.from_iterable(level.values())))
        if len(seen) > budget.states or (ends is not None and time.monotonic() > ends):
            finished = False
            break
        noted.depth = len(levels) - 1
        if len(seen) <= MOST_LISTED:
            level = _next_listed(compiled, level, seen, noted.note, listed)
        else:
            listed = {}
            level = _next_level(compiled, level, seen, noted.note)
        if progress is not None:
            progress(len(seen))
    return Explored(
        system, packed, tuple(levels), finished, noted.of(True), noted.of(False), compiled=compiled, listed=listed
    )


class _Noted:
    """The first state where each command in each place breaks each rule. `depth`: how far the search has come."""

    def __init__(self, mask: int) -> None:
        self._mask = mask
        self._found: dict[tuple[str, bool, int, int], Found] = {}
        self.depth = 0

    def note(self, rule: str, refusing: bool, state: int, number: int) -> None:
        self._found.setdefault((rule, refusing, state & self._mask, number), (state, self.depth))

    def of(self, refusing: bool) -> Mapping[str, tuple[Break, ...]]:
        """By rule, what submissions would break, or what time breaks."""
        kept: dict[str, tuple[Break, ...]] = {}
        for (rule, refused, _, number), found in self._found.items():
            if refused == refusing:
                kept[rule] = (*kept.get(rule, ()), Break(found, number))
        return kept


AT_ONCE = 1 << 13
"""How many states are expanded at once: what they lead to should fit into the processor's memory."""

MOST_LISTED = 5_000
"""Up to how many states edges are listed while they are found. What finds states alone is several times as quick for
each of them, but has to be written and compiled besides.
"""


def _next_listed(
    compiled: Compiled,
    level: Mapping[int, Sequence[int]],
    seen: set[int],
    note: Broken,
    listed: dict[int, list[tuple[int, int]]],
) -> Mapping[int, Sequence[int]]:
    new: dict[int, None] = {}
    for place, states in level.items():
        compiled.follow(place)(states, listed, note)
        new.update((to, None) for state in states for to, _ in listed[state] if to not in seen)
    seen.update(new)
    return by_place(new, compiled.packing.masks[PLACE])


def _next_level(
    compiled: Compiled, level: Mapping[int, Sequence[int]], seen: set[int], note: Broken
) -> Mapping[int, Sequence[int]]:
    new = _Arrivals()
    for place, states in level.items():
        expand = compiled.expand(place)
        for at in range(0, len(states), AT_ONCE):
            expand(states[at : at + AT_ONCE], seen, new, note)
    return new.found


class _Arrivals(dict[int, Callable[[Iterable[int]], object]]):
    """For each place what takes the new states there; `found`: those places that got some, with them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[int, list[int]] = {}

    def __missing__(self, place: int) -> Callable[[Iterable[int]], object]:
        states: list[int] = []
        self.found[place] = states
        self[place] = states.extend
        return self[place]


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
    wanted = explored.packing.unpack(target)
    guessed: tuple[int, Edge] | None = None
    for packed in _leading_to(explored, target, level):
        for each in edges(explored.system, explored.packing.unpack(packed)):
            if each.to == wanted and each.command.sure:
                return packed, each
            if each.to == wanted and guessed is None:
                guessed = packed, each
    assert guessed is not None, "a state of a level follows from one of the level before"
    return guessed


def _leading_to(explored: Explored, target: int, level: tuple[int, ...]) -> Iterable[int]:
    """The states of the level with an edge to the target, those first from which one needs no guess, if it is known."""
    listed, mask = explored.listed, explored.packing.masks[PLACE]
    if all(state in listed for state in level):
        ways = [(state, number) for state in level for to, number in listed[state] if to == target]
        sure = explored.compiled.sure
        ways.sort(key=lambda way: not sure[way[0] & mask][way[1]])
        return dict.fromkeys(state for state, _ in ways)
    found: dict[int, None] = {}

    def edge(state: int, to: int, number: int) -> None:
        if to == target:
            found[state] = None

    explored.follow_all(level, edge)
    return found
