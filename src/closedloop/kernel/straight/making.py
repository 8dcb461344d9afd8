"""One function in the making: what its parts share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from attrs import define, evolve, field

from closedloop.kernel.machine import Machine
from closedloop.kernel.straight.expressions import Names, Scope
from closedloop.kernel.straight.naming import Constants, name_of
from closedloop.kernel.straight.writing import Lines, Way
from closedloop.model.process import Type


@define
class Making:
    """`used`: the locals that the code looks at, to be loaded first. `role`: the source of the role that acts;
    `step`: where.
    `params`: the locals of the event's parameters, with their types; `own`: those that belong to the event alone.
    """

    machine: Machine
    names: Names
    constants: Constants
    params: dict[str, tuple[str, Type]]
    own: frozenset[str]
    role: str
    step: str
    lines: Lines = field(factory=Lines)
    used: set[str] = field(factory=set)

    def scope(self) -> Scope:
        """What expressions look at while the event is recorded."""
        return Scope(self.names, self.constants, self.params, "party", self.used)

    def scope_of_clock(self) -> Scope:
        """What an `as soon as` looks at."""
        return Scope(self.names, self.constants, {}, "'clock'", self.used)

    def local(self, name: str) -> str:
        self.used.add(name)
        return name

    @contextmanager
    def maybe(self, way: Way, test: str | None) -> Iterator[None]:
        """What is done inside is done where the test holds; before, what it may change is made ready for that."""
        if test is None:
            yield
            return
        self.keep_writes(way)
        self.keep_effects(way)
        surely, always_set = set(way.surely), set(way.always_set)
        with self.lines.block(f"if {test}:"):
            yield
        way.surely, way.always_set = surely, way.always_set & always_set

    def keep_writes(self, way: Way) -> None:
        """From here on the fields written are kept in a local mapping."""
        if not way.writes_local:
            written = ", ".join(f"{name!r}: {self.names.fields[name]}" for name in way.writes)
            self.lines.add(f"writes = {{{written}}}")
            way.writes_local = True

    def keep_effects(self, way: Way) -> None:
        """From here on the effects are kept in a local list."""
        if not way.effects_local:
            self.lines.add(f"effects = [{', '.join(way.effects)}]")
            way.effects_local = True

    def write(self, way: Way, name: str, value: str, is_set: bool) -> None:
        """A field gets a value; `is_set`: one that is never unset."""
        if is_set and (name in way.always_set or name not in way.writes):
            way.always_set.add(name)
        else:
            way.always_set.discard(name)
        local = self.local(self.names.fields[name])
        previous = self.machine.previous.get(name)
        if previous is not None and name not in way.surely:
            slot = self.slot(way, previous)
            self.lines.add(f"value = {value}")
            value = "value"
            replaced = f"{slot} = {local}"
            self.lines.add(f"if {name!r} not in writes: {replaced}" if name in way.writes else replaced)
        self.lines.add(f"{local} = {value}")
        if name not in way.assigned:
            way.assigned.append(name)
        if name not in way.writes:
            way.writes.append(name)
        way.surely.add(name)
        if way.writes_local:
            self.lines.add(f"writes[{name!r}] = {local}")

    def slot(self, way: Way, index: int) -> str:
        """The local of a slot that changes."""
        way.slots.add(index)
        return self.local(f"h{index}")

    def monitor(self, index: int) -> str:
        return self.local(f"m{index}")

    def fork(self, lines: Lines) -> Making:
        return evolve(self, lines=lines)


def param_names(params: tuple[str, ...]) -> dict[str, str]:
    return {name: name_of("p", name, index) for index, name in enumerate(params)}
