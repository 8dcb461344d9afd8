"""A system as Python source: one function per place that takes states, each packed into one whole number, to the
states that follow.

The source is made of numbers and of names of this module only; nothing an author wrote gets into it. What it does is
what `closedloop.prove.system.edges` does, which the tests hold it against; it is there for speed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import frozen

from closedloop.prove.system import PLACE, Branch, Command, Emit, State, Stop, System
from closedloop.prove.system import Node as Way
from closedloop.prove.terms import Num, Op, Term, Var, variables

Expand = Callable[[Iterable[int], set[int], Callable[[int], object], Callable[[int, int], object]], None]
"""States of one place, the set of all seen, what takes a new state, and what takes a broken rule with its state: twice
its number where a submission would break it, one more where time does.
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


Follow = Callable[[Iterable[int], Callable[[int, int, int], object]], None]
"""States of one place, and what takes each edge: from, to, and the number of the command in its place."""


def source(system: System, packed: Packing | None = None, *, edges: bool = False) -> str:
    """The source of all places: functions `expand_0`, `expand_1` …, by the codes of places (`edges`: to list edges)."""
    packed = packed or packing(system)
    return "\n".join(_Place(system, packed, code, edges).source() for code in range(len(system.places)))


def compiled(system: System) -> tuple[Packing, tuple[Expand, ...]]:
    """The functions of all places that find new states."""
    packed = packing(system)
    return packed, _functions(system, source(system, packed))


def compiled_edges(system: System) -> tuple[Follow, ...]:
    """The functions of all places that list edges."""
    return _functions(system, source(system, edges=True))


def _functions(system: System, text: str) -> tuple[Any, ...]:
    space: dict[str, Any] = {}
    exec(compile(text, f"<system of {system.process!r}>", "exec"), space)
    return tuple(space[f"expand_{code}"] for code in range(len(system.places)))


class _Place:
    """The function of one place."""

    def __init__(self, system: System, packed: Packing, code: int, edges: bool) -> None:
        self._edges = edges
        self._system = system
        self._packed = packed
        self._code = code
        self._commands = system.commands[system.places[code]]
        self._local = {name: f"v{index}" for index, name in enumerate(packed.names)}
        self._rules = {name: index for index, name in enumerate(system.rules)}
        self._lines: list[str] = []

    def source(self) -> str:
        wanted = "states, edge" if self._edges else "states, seen, new, broken"
        self._line(0, f"def expand_{self._code}({wanted}):")
        if not self._commands:
            self._line(1, "return")
            return "\n".join(self._lines)
        if not self._edges:
            self._line(1, "add = seen.add")
        self._line(1, "for s in states:")
        used = {name for command in self._commands for name in _read(command.body)} & set(self._local)
        for name in self._packed.names:
            if name in used and name != PLACE:
                self._line(2, f"{self._local[name]} = s >> {self._packed.shifts[name]} & {self._packed.masks[name]}")
        for number, command in enumerate(self._commands):
            self._number = number
            self._command(command)
        return "\n".join(self._lines)

    def _line(self, depth: int, text: str) -> None:
        self._lines.append("    " * depth + text)

    def _command(self, command: Command) -> None:
        chosen = {choice.name: f"c{index}" for index, choice in enumerate(command.choices)}
        used = set(_read(command.body))
        loops = [choice for choice in command.choices if choice.name in used]
        pending = list(loops)
        self._nested(command, command.body, pending, chosen, 2)

    def _nested(self, command: Command, way: Way, pending: list, chosen: dict[str, str], depth: int) -> None:  # type: ignore[type-arg]
        """Loops are opened as late as possible: what does not depend on a choice is asked before it is made."""
        match way:
            case Stop():
                self._line(depth, "pass")
            case Branch():
                depth = self._loops(command, set(variables(way.condition)), pending, chosen, depth)
                self._line(depth, f"if {self._term(way.condition, chosen)}:")
                self._nested(command, way.yes, list(pending), chosen, depth + 1)
                if not isinstance(way.no, Stop):
                    self._line(depth, "else:")
                    self._nested(command, way.no, list(pending), chosen, depth + 1)
            case Emit():
                depth = self._loops(command, set(_read(way)), pending, chosen, depth)
                self._emit(command, way, chosen, depth)

    def _loops(self, command: Command, used: set[str], pending: list, chosen: dict[str, str], depth: int) -> int:  # type: ignore[type-arg]
        for choice in [each for each in pending if each.name in used]:
            pending.remove(choice)
            self._line(depth, f"for {chosen[choice.name]} in {choice.codes!r}:")
            depth += 1
        return depth

    def _emit(self, command: Command, emit: Emit, chosen: dict[str, str], depth: int) -> None:
        for index, (rule, term) in enumerate(emit.breaks):
            word = "if" if index == 0 or command.kind != "event" else "elif"
            which = 2 * self._rules[rule] + (command.kind != "event")
            then = "pass" if self._edges else f"broken({which}, s)"
            self._line(depth, f"{word} {self._term(term, chosen)}: {then}")
        if emit.breaks and command.kind == "event":
            self._line(depth, "else:")
            depth += 1
        changed = self._changed(emit, chosen)
        if self._edges:
            self._line(depth, f"edge(s, {changed}, {self._number})")
            return
        if changed == "s":
            self._line(depth, "pass")
            return
        self._line(depth, f"n = {changed}")
        self._line(depth, "if n not in seen: add(n); new(n)")

    def _changed(self, emit: Emit, chosen: dict[str, str]) -> str:
        """The new state: the old one with differences added, known numbers taken together."""
        known = 0
        parts: list[str] = []
        for name, term in emit.updates:
            shift = self._packed.shifts[name]
            if term == Var(name):
                continue
            if name == PLACE and isinstance(term, Num):
                known += (term.value - self._code) << shift
            elif (
                isinstance(term, Op) and term.op == "+" and term.args[0] == Var(name) and isinstance(term.args[1], Num)
            ):
                known += term.args[1].value << shift
            else:
                parts.append(f"({self._term(term, chosen)} - {self._value(name, chosen)} << {shift})")
        return " + ".join(["s", *([str(known)] if known else []), *parts]).replace("+ -", "- ")

    def _value(self, name: str, chosen: dict[str, str]) -> str:
        if name == PLACE:
            return str(self._code)
        return chosen.get(name) or self._local[name]

    def _term(self, term: Term, chosen: dict[str, str]) -> str:
        if isinstance(term, Num):
            return str(term.value)
        if isinstance(term, Var):
            return self._value(term.name, chosen)
        args = [self._term(arg, chosen) for arg in term.args]
        match term.op:
            case "if":
                return f"({args[1]} if {args[0]} else {args[2]})"
            case "not":
                return f"(not {args[0]})"
            case "min":
                return f"({args[0]} if {args[0]} < {args[1]} else {args[1]})"
            case "=":
                return f"({args[0]} == {args[1]})"
            case op:
                return "(" + f" {op} ".join(args) + ")"


def _read(way: Way) -> Iterable[str]:
    """The names that a way looks at, and those that it changes by a difference."""
    if isinstance(way, Branch):
        yield from variables(way.condition)
        yield from _read(way.yes)
        yield from _read(way.no)
    elif isinstance(way, Emit):
        for name, term in way.updates:
            yield from variables(term)
            if not (isinstance(term, Op) and term.op == "+" and term.args[0] == Var(name)):
                yield name
        for _, term in way.breaks:
            yield from variables(term)
