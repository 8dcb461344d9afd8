"""A system as Python source: for each place a function that takes states, each packed into one whole number, to the
states that follow.

The source is made of numbers and of names of this module only; nothing an author wrote gets into it. What it does is
what `closedloop.prove.system.edges` does, which the tests hold it against; it is there for speed. So each command is
one pass over all the states (no call, no assignment for each of them); a variable is looked at where it lies, without
being taken out; what is certain in a place, or by what was asked before, is not asked again; and most commands only
add a number that is known beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import CodeType
from typing import Any

from attrs import evolve, frozen

from closedloop.prove.narrowing import Known, learned, narrowed
from closedloop.prove.system import PLACE, Choice, Command, Emit, State, Stop, System
from closedloop.prove.system import Node as Way
from closedloop.prove.terms import FALSE, Num, Op, Term, Var, negated, variables

Expand = Callable[
    [Sequence[int], set[int], Mapping[int, Callable[[Iterable[int]], object]], Callable[[int, int, int], object]], None
]
"""States of one place, the set of all seen, what takes new states (by their places), and what takes a broken rule with
the first state and the number of the command in its place: twice the rule's number where a submission would break it,
one more where time does.
"""

Follow = Callable[[Sequence[int], Callable[[Iterable[tuple[int, int]], int], object]], None]
"""States of one place, and what takes edges: pairs of states, and the number of their command in its place."""


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
        self._spans = {each.name: (0, each.size - 1) for each in system.variables}
        self._expand: dict[int, Expand] = {}
        self._follow: dict[int, Follow] = {}

    def expand(self, place: int) -> Expand:
        """What finds the new states after states of the place."""
        if place not in self._expand:
            self._expand[place] = _function(self.source(place))
        return self._expand[place]

    def follow(self, place: int) -> Follow:
        """What lists the edges from states of the place."""
        if place not in self._follow:
            self._follow[place] = _function(self.source(place, edges=True))
        return self._follow[place]

    def source(self, place: int, *, edges: bool = False) -> str:
        """The source of the function that finds new states (`edges`: that lists edges)."""
        return _Place(self._system, self.packing, self._spans, place, edges).source()


def _function(source: str) -> Any:
    space: dict[str, Any] = {}
    exec(_code(source), space)
    return space["expand"]


@lru_cache(maxsize=4096)
def _code(source: str) -> CodeType:
    """Systems of one process have many places in common."""
    return compile(source, "<system>", "exec")


@frozen
class _Flow:
    """The states that come to one point of a command, as the head of a comprehension. `taken`: what each item of
    `origin` is: the state and the choices made so far; `clauses`: what follows; `known`: of the variables and choices.
    """

    origin: str
    taken: tuple[str, ...]
    known: Known
    clauses: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()

    @property
    def each(self) -> tuple[str, ...]:
        return (*self.taken, *self.opened)

    def listed(self, what: str, *more: str) -> str:
        head = f"for {', '.join(self.taken)} in {self.origin}"
        return f"[{' '.join((what, head, *self.clauses, *more))}]"


class _Place:
    """The function of one place."""

    def __init__(
        self, system: System, packed: Packing, spans: Mapping[str, tuple[int, int]], code: int, edges: bool
    ) -> None:
        self._edges = edges
        self._packed = packed
        self._code = code
        self._commands = system.commands[system.places[code]]
        self._rules = {name: index for index, name in enumerate(system.rules)}
        self._known = {**spans, PLACE: (code, code)}
        self._top = packed.names[-1]
        self._lines: list[str] = []
        self._made = 0

    def source(self) -> str:
        wanted = "states, edges" if self._edges else "states, seen, new, broken"
        self._lines = [f"def expand({wanted}):"]
        for number, command in enumerate(self._commands):
            self._command(number, command)
        if len(self._lines) == 1:
            self._line("return")
        elif not self._edges:
            self._lines.insert(1, "    update = seen.update")
        return "\n".join(self._lines) + "\n"

    def _line(self, text: str) -> None:
        self._lines.append("    " + text)

    # ---------------------------------------------------------------------------------------------------- commands

    def _command(self, number: int, command: Command) -> None:
        self._number = number
        self._chosen = {choice.name: f"c{index}" for index, choice in enumerate(command.choices)}
        spans = {choice.name: (min(choice.codes), max(choice.codes)) for choice in command.choices}
        flow = _Flow("states", ("s",), {**self._known, **spans})
        self._way(command, command.body, flow, command.choices)

    def _way(self, command: Command, way: Way, flow: _Flow, pending: tuple[Choice, ...]) -> None:
        """Choices are made as late as possible: what does not depend on one is asked before."""
        if isinstance(way, Emit):
            self._emit(command, way, flow, pending)
            return
        if isinstance(way, Stop):
            return
        condition = narrowed(way.condition, flow.known)
        if isinstance(condition, Num):
            self._way(command, way.yes if condition.value else way.no, flow, pending)
            return
        flow, pending = self._choose(set(variables(condition)), flow, pending)
        if not isinstance(way.no, Stop) and not isinstance(way.yes, Stop):
            flow = self._kept(flow)
        for side, holds in ((way.yes, True), (way.no, False)):
            if not isinstance(side, Stop):
                self._way(command, side, self._where(flow, condition, holds), pending)

    def _choose(self, wanted: set[str], flow: _Flow, pending: tuple[Choice, ...]) -> tuple[_Flow, tuple[Choice, ...]]:
        for choice in pending:
            if choice.name in wanted:
                name = self._chosen[choice.name]
                clause = f"for {name} in {choice.codes!r}"
                flow = evolve(flow, clauses=(*flow.clauses, clause), opened=(*flow.opened, name))
        return flow, tuple(choice for choice in pending if choice.name not in wanted)

    def _where(self, flow: _Flow, condition: Term, holds: bool) -> _Flow:
        asked = condition if holds else negated(condition)
        known = learned(condition, flow.known, holds)
        return evolve(flow, clauses=(*flow.clauses, f"if {self._truth(asked)}"), known=known)

    def _kept(self, flow: _Flow) -> _Flow:
        """The states are listed once where they are looked at more than once."""
        if not flow.clauses:
            return flow
        self._made += 1
        name = f"p{self._made}"
        each = ", ".join(flow.each)
        self._line(f"{name} = {flow.listed(each if len(flow.each) == 1 else f'({each})')}")
        return _Flow(name, flow.each, flow.known)

    # -------------------------------------------------------------------------------------------------------- ends

    def _emit(self, command: Command, emit: Emit, flow: _Flow, pending: tuple[Choice, ...]) -> None:
        breaks = [(rule, narrowed(term, flow.known)) for rule, term in emit.breaks]
        breaks = [(rule, term) for rule, term in breaks if term != FALSE]
        updates = [(name, narrowed(term, flow.known)) for name, term in emit.updates]
        wanted = {each for _, term in (*breaks, *updates) for each in variables(term)}
        flow, _ = self._choose(wanted, flow, pending)
        if breaks:
            flow = self._kept(flow)
        refusing = command.kind == "event"
        for rule, term in breaks if not self._edges else ():  # each, also where another is broken by the same
            which = 2 * self._rules[rule] + (not refusing)
            self._line(f"b = {self._where(flow, term, True).listed('s')}")
            self._line(f"if b: broken({which}, b[0], {self._number})")
        for _, term in breaks if refusing else ():
            flow = self._where(flow, term, False)
        self._arrive(updates, flow)

    def _arrive(self, updates: Sequence[tuple[str, Term]], flow: _Flow) -> None:
        changed, place, apart = self._changed(updates, flow.known)
        if self._edges:
            self._line(f"edges({flow.listed(f'(s, {changed})')}, {self._number})")
            return
        if changed == "s":
            return
        found = flow.listed("n", f"for n in [{changed}]", "if n not in seen")
        self._line(f"f = {found if apart and len(flow.each) == 1 else f'dict.fromkeys({found})'}")
        self._line(f"if f: update(f); new[{place}](f)")

    def _changed(self, updates: Sequence[tuple[str, Term]], known: Known) -> tuple[str, int, bool]:
        """The new state, its place, and whether different states lead to different ones.

        What gets a value of its own is blanked out; what is raised or known before only has its difference added.
        """
        place, blank, added = self._code, 0, 0
        parts: list[str] = []
        for name, left in updates:
            low, high = known[name]
            shift = self._packed.shifts[name]
            if left == Var(name) or (isinstance(left, Num) and low == high == left.value):
                continue
            if name == PLACE:
                assert isinstance(left, Num), "a command says where it leads"
                place = left.value
                added += (place - self._code) << shift
            elif isinstance(left, Num) and low == high:
                added += (left.value - low) << shift
            elif (
                isinstance(left, Op) and left.op == "+" and left.args[0] == Var(name) and isinstance(left.args[1], Num)
            ):
                added += left.args[1].value << shift
            else:
                blank |= self._packed.masks[name] << shift
                if isinstance(left, Num):
                    added += left.value << shift
                else:
                    parts.append(f"({self._number_of(left)} << {shift})" if shift else self._number_of(left))
        start = f"(s & {self._all & ~blank})" if blank else "s"
        shown = [start, *([str(added)] if added else []), *parts]
        return " + ".join(shown).replace("+ -", "- "), place, not blank

    @property
    def _all(self) -> int:
        return (1 << self._packed.shifts[self._top] + self._packed.masks[self._top].bit_length()) - 1

    # ------------------------------------------------------------------------------------------------------- terms

    def _field(self, name: str) -> tuple[str, int] | None:
        """The state with all but this variable blanked out, and how far its value is shifted there; None if it is a
        choice, or alone by being shifted.
        """
        if name in self._chosen:
            return None
        shift = self._packed.shifts[name]
        return f"s & {self._packed.masks[name] << shift}", shift

    def _number_of(self, term: Term) -> str:
        """The term as a number."""
        if isinstance(term, Num):
            return str(term.value)
        if isinstance(term, Var):
            return self._value(term.name)
        match term.op:
            case "if":
                condition, then, otherwise = term.args
                return f"({self._number_of(then)} if {self._truth(condition)} else {self._number_of(otherwise)})"
            case "min":
                left, right = (self._number_of(each) for each in term.args)
                return f"({left} if {left} < {right} else {right})"
            case "+":
                return f"({self._number_of(term.args[0])} + {self._number_of(term.args[1])})"
        return f"(1 if {self._truth(term)} else 0)"

    def _value(self, name: str) -> str:
        if name in self._chosen:
            return self._chosen[name]
        shift, mask = self._packed.shifts[name], self._packed.masks[name]
        if name == self._top:
            return f"(s >> {shift})" if shift else "s"
        return f"(s >> {shift} & {mask})" if shift else f"(s & {mask})"

    def _truth(self, term: Term) -> str:
        """The term as something of which only the truth is asked."""
        if isinstance(term, Num):
            return str(bool(term.value))
        if isinstance(term, Var):
            field = self._field(term.name)
            return self._chosen[term.name] if field is None else f"({field[0]})"
        match term.op:
            case "and":
                return "(" + " and ".join(self._all_of(term.args)) + ")"
            case "or":
                return "(" + " or ".join(self._truth(each) for each in term.args) + ")"
            case "not":
                return f"(not {self._truth(term.args[0])})"
            case "=" | "<" | "<=":
                return self._compared(term)
            case "if":
                condition, then, otherwise = (self._truth(each) for each in term.args)
                return f"({then} if {condition} else {otherwise})"
        return self._number_of(term)

    def _all_of(self, terms: Sequence[Term]) -> Iterator[str]:
        """Two bounds of a variable, one after the other, are asked at once."""
        waiting = list(terms)
        while waiting:
            match waiting:
                case [Op("<=", (Num(low), Var(name))), Op("<=", (Var(again), Num(high))), *waiting] if (
                    name == again and name not in self._chosen
                ):
                    shift = self._packed.shifts[name]
                    yield f"({low << shift} <= s & {self._packed.masks[name] << shift} <= {high << shift})"
                case [first, *waiting]:
                    yield self._truth(first)

    def _compared(self, term: Op) -> str:
        """A variable is compared where it lies, with the constant moved there."""
        sign = "==" if term.op == "=" else term.op
        left, right = term.args
        for one, other, turned in ((left, right, False), (right, left, True)):
            field = self._field(one.name) if isinstance(one, Var) else None
            if field is not None and isinstance(other, Num):
                moved = str(other.value << field[1])
                return f"({moved} {sign} {field[0]})" if turned else f"({field[0]} {sign} {moved})"
        return f"({self._number_of(left)} {sign} {self._number_of(right)})"
