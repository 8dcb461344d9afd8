"""A system as Python: for each place functions that take states, each packed into one whole number, to the states that
follow. What they do is what `closedloop.prove.system.edges` does, which the tests hold them against; they are there
for speed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from attrs import frozen

from closedloop.prove.python_source import Field, Finder, Lister, Place, place_of
from closedloop.prove.system import State, System

Broken = Callable[[str, bool, int, int], object]
"""Takes a rule that is broken, whether by a submission, a state, and the number of the command in its place."""

Expand = Callable[[Sequence[int], set[int], Mapping[int, Callable[[Iterable[int]], object]], Broken], None]
"""States of one place, the set of all seen, what takes new states (by their places), and what takes broken rules with
the first state of these.
"""

Follow = Callable[[Sequence[int], dict[int, list[tuple[int, int]]], Broken], None]
"""States of one place, where to list for each of them the states that follow, with the numbers of their commands in the
place, and what takes broken rules with each state.
"""


@frozen
class Packing:
    """Where each variable lies in a packed state: its lowest bit and its mask. The place lies lowest."""

    names: tuple[str, ...]
    shifts: Mapping[str, int]
    masks: Mapping[str, int]

    def pack(self, state: State) -> int:
        return sum(value << self.shifts[name] for name, value in zip(self.names, state, strict=True))

    def unpack(self, packed: int) -> State:
        return tuple(packed >> self.shifts[name] & self.masks[name] for name in self.names)


def packing(system: System) -> Packing:
    shifts: dict[str, int] = {}
    masks: dict[str, int] = {}
    at = 0
    for variable in system.variables:
        bits = max(1, (variable.size - 1).bit_length())
        shifts[variable.name], masks[variable.name] = at, (1 << bits) - 1
        at += bits
    return Packing(tuple(each.name for each in system.variables), shifts, masks)


class Compiled:
    """A system in compiled form; each place is compiled when it is first asked for."""

    def __init__(self, system: System) -> None:
        self.packing = packing(system)
        self._system = system
        self._fields = {
            each.name: Field(self.packing.shifts[each.name], self.packing.masks[each.name], each.size - 1)
            for each in system.variables
        }
        self.sure = [[command.sure for command in system.commands[place]] for place in system.places]
        """For each command in each place whether it needs no guess."""
        self._expand: dict[int, Expand] = {}
        self._follow: dict[int, Follow] = {}

    def expand(self, place: int) -> Expand:
        """What finds the new states after states of the place."""
        if place not in self._expand:
            self._expand[place] = _function(self._place(place), Finder)
        return self._expand[place]

    def follow(self, place: int) -> Follow:
        """What lists the edges from states of the place."""
        if place not in self._follow:
            self._follow[place] = _function(self._place(place), Lister)
        return self._follow[place]

    def source(self, place: int, *, edges: bool = False) -> str:
        """The source of the function that finds new states (`edges`: that lists edges)."""
        return (Lister if edges else Finder)(self._place(place)).source()

    def _place(self, code: int) -> Place:
        return place_of(code, self._system.commands[self._system.places[code]], self._fields)


@lru_cache(maxsize=4096)
def _function(place: Place, writer: type[Finder | Lister]) -> Any:
    """Systems of one process have many places in common."""
    space: dict[str, Any] = {}
    written = writer(place)
    exec(compile(written.source(), "<system>", "exec"), space)
    space["rules"] = written.rules
    return space["expand"]
