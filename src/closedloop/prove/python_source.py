"""What a case can do in one place, as Python source.

The source is made of numbers and of names of this module only; nothing an author wrote gets into it. A variable is
looked at where it lies in the packed state, without being taken out; what is certain in a place, or by what was asked
before, is not asked again; and most commands only add a number that is known beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from closedloop.prove.narrowing import Known, learned, narrowed
from closedloop.prove.system import PLACE, STOP, Branch, Command, Emit, Node, Stop
from closedloop.prove.terms import FALSE, Num, Op, Term, Var, either, negated, variables

MOST_LOOPS = 12
"""How many choices stand in one another: Python allows twenty loops."""

DEEPEST = 60
"""How far lines are moved in: Python allows a hundred times."""

Choices = tuple[tuple[str, tuple[int, ...]], ...]
Terms = list[tuple[str, Term]]


@frozen
class Field:
    """Where a variable lies in a packed state, and its largest value."""

    shift: int
    mask: int
    most: int


@frozen
class Part:
    """What counts of a command."""

    refusing: bool
    choices: Choices
    body: Node
    looked_at: frozenset[str]

    @classmethod
    def of(cls, command: Command) -> Part:
        choices = tuple((each.name, each.codes) for each in command.choices)
        return cls(command.kind == "event", choices, command.body, frozenset(_names(command.body)))


def _names(node: Node) -> Iterator[str]:
    """The names that are looked at or written."""
    if isinstance(node, Branch):
        yield from node.looked_at
        yield from _names(node.yes)
        yield from _names(node.no)
    elif isinstance(node, Emit):
        yield from node.looked_at
        yield from (name for name, _ in node.updates)


@frozen
class Place:
    """All that the functions of a place depend on."""

    code: int
    commands: tuple[Part, ...]
    fields: tuple[tuple[str, Field], ...]


def place_of(code: int, commands: Sequence[Command], fields: Mapping[str, Field]) -> Place:
    parts = tuple(map(Part.of, commands))
    names = fields.keys() & {PLACE}.union(*(each.looked_at for each in parts))
    return Place(code, parts, tuple((name, fields[name]) for name in sorted(names)))


class _Writer:
    """Writes a function of one place. `rules`: the names that it tells by number."""

    def __init__(self, place: Place) -> None:
        self._code = place.code
        self._commands: dict[Part, list[int]] = {}
        """Each with the numbers of all commands that do the same."""
        for number, command in enumerate(place.commands):
            self._commands.setdefault(command, []).append(number)
        self._fields = dict(place.fields)
        self._known = {**{name: (0, each.most) for name, each in place.fields}, PLACE: (place.code, place.code)}
        self._chosen: dict[str, str] = {}
        self._made = 0
        self.rules: list[str] = []

    def _begin(self, command: Part) -> Known:
        """What is known before a command: of the variables and of its choices, which get names of their own."""
        self._chosen = {name: f"c{index}" for index, (name, _) in enumerate(command.choices)}
        return {**self._known, **{name: (min(codes), max(codes)) for name, codes in command.choices}}

    def _ending(self, emit: Emit, known: Known) -> tuple[Terms, Terms, set[str]]:
        """What breaks and what is written, as far as it is not certain, and the names that it takes."""
        breaks = [(rule, narrowed(term, known)) for rule, term in emit.breaks]
        breaks = [(rule, term) for rule, term in breaks if term != FALSE]
        updates = [(name, narrowed(term, known)) for name, term in emit.updates]
        return breaks, updates, variables(*(term for _, term in (*breaks, *updates)))

    def _broken(self, rule: str, refusing: bool, state: str, number: int) -> str:
        if not self.rules or self.rules[-1] != rule:
            self.rules.append(rule)
        return f"broken(rules[{len(self.rules) - 1}], {refusing}, {state}, {number})"

    def _changed(self, updates: Sequence[tuple[str, Term]], known: Known) -> tuple[str, int, bool]:
        """The new state, its place, and whether different states lead to different ones.

        What gets a value of its own is blanked out; what is raised or known before only has its difference added.
        """
        place, blank, added = self._code, 0, 0
        parts: list[str] = []
        for name, left in updates:
            low, high = known[name]
            shift = self._fields[name].shift
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
                blank |= self._fields[name].mask << shift
                if isinstance(left, Num):
                    added += left.value << shift
                else:
                    parts.append(f"({self._number_of(left)} << {shift})" if shift else self._number_of(left))
        start = f"s - (s & {blank})" if blank else "s"
        shown = [start, *([str(added)] if added else []), *parts]
        return " + ".join(shown).replace("+ -", "- "), place, not blank

    # ------------------------------------------------------------------------------------------------------- terms

    def _field(self, name: str) -> tuple[str, int] | None:
        """The state with all but this variable blanked out, and how far its value is shifted there; None if it is a
        choice, or alone by being shifted.
        """
        if name in self._chosen:
            return None
        at = self._fields[name]
        return f"s & {at.mask << at.shift}", at.shift

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
        at = self._fields[name]
        return f"(s >> {at.shift} & {at.mask})" if at.shift else f"(s & {at.mask})"

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
                    at = self._fields[name]
                    yield f"({low << at.shift} <= s & {at.mask << at.shift} <= {high << at.shift})"
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


class Finder(_Writer):
    """Finds the states that are new. Each command is one pass over all states, with no call and no assignment for each
    of them.
    """

    def source(self) -> str:
        self._lines = ["def expand(states, seen, new, broken):"]
        for command, numbers in self._commands.items():
            self._numbers = numbers
            self._way(command, command.body, _Flow("states", ("s",), self._begin(command)), command.choices)
        self._lines.insert(1, "    update = seen.update")
        return "\n".join(self._lines) + "\n"

    def _line(self, text: str) -> None:
        self._lines.append("    " + text)

    def _way(self, command: Part, way: Node, flow: _Flow, pending: Choices) -> None:
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
        flow, pending = self._choose(variables(condition), flow, pending)
        if not isinstance(way.no, Stop) and not isinstance(way.yes, Stop):
            flow = self._kept(flow)
        for side, holds in ((way.yes, True), (way.no, False)):
            if not isinstance(side, Stop):
                self._way(command, side, self._where(flow, condition, holds), pending)

    def _choose(self, wanted: set[str], flow: _Flow, pending: Choices) -> tuple[_Flow, Choices]:
        for choice, codes in pending:
            if choice in wanted:
                if len(flow.opened) >= MOST_LOOPS:
                    flow = self._kept(flow)
                name = self._chosen[choice]
                clause = f"for {name} in {codes!r}"
                flow = evolve(flow, clauses=(*flow.clauses, clause), opened=(*flow.opened, name))
        return flow, tuple(each for each in pending if each[0] not in wanted)

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

    def _emit(self, command: Part, emit: Emit, flow: _Flow, pending: Choices) -> None:
        breaks, updates, wanted = self._ending(emit, flow.known)
        flow, _ = self._choose(wanted, flow, pending)
        if breaks:
            flow = self._kept(flow)
        for rule, term in breaks:  # each, also where another is broken by the same
            self._line(f"b = {self._where(flow, term, True).listed('s')}")
            for number in self._numbers:
                self._line(f"if b: {self._broken(rule, command.refusing, 'b[0]', number)}")
        for _, term in breaks if command.refusing else ():
            flow = self._where(flow, term, False)
        changed, place, apart = self._changed(updates, flow.known)
        if changed != "s":
            found = flow.listed("n", f"for n in [{changed}]", "if n not in seen")
            self._line(f"f = {found if apart and len(flow.each) == 1 else f'dict.fromkeys({found})'}")
            self._line(f"if f: update(f); new[{place}](f)")


class Lister(_Writer):
    """Lists what follows each state, one state after the other: quickly written and compiled."""

    def source(self) -> str:
        self._lines: list[str] = []
        self._waiting: list[tuple[str, _Point]] = []
        self._line(1, "for s in states:")
        self._line(2, "e = found[s] = []")
        for command, numbers in self._commands.items():
            self._way(_Point(numbers, command, command.body, self._begin(command), command.choices), 2)
        while self._waiting:
            name, point = self._waiting.pop()
            self._begin(point.command)
            self._line(1, f"for {', '.join(point.taken)} in {name}:")
            self._line(2, "e = found[s]")
            self._way(point, 2)
        kept = [f"    p{number} = []" for number in range(1, self._made + 1)]
        return "\n".join(("def expand(states, found, broken):", *kept, *self._lines)) + "\n"

    def _line(self, depth: int, text: str) -> None:
        self._lines.append("    " * depth + text)

    def _way(self, at: _Point, depth: int, loops: int = 1) -> None:
        """Choices are made as late as possible. `depth`: how far the lines are moved in."""
        if isinstance(at.way, Stop) or (isinstance(at.way, Branch) and at.way.yes == at.way.no == STOP):
            return
        if isinstance(at.way, Emit):
            breaks, updates, wanted = self._ending(at.way, at.known)
        else:
            condition = narrowed(at.way.condition, at.known)
            if isinstance(condition, Num):
                self._way(at.on(at.way.yes if condition.value else at.way.no, at.known), depth, loops)
                return
            wanted = variables(condition)
        for choice, codes in at.pending:
            if choice in wanted:
                if depth >= DEEPEST or loops >= MOST_LOOPS:
                    self._later(at, depth)
                    return
                self._line(depth, f"for {self._chosen[choice]} in {codes!r}:")
                depth, loops, at = depth + 1, loops + 1, at.chosen(choice, self._chosen[choice])
        if isinstance(at.way, Emit):
            self._emit(at, breaks, updates, depth)
        elif depth >= DEEPEST:
            self._later(at, depth)
        elif isinstance(at.way, Branch):
            self._branch(at, at.way, condition, depth, loops)

    def _later(self, at: _Point, depth: int) -> None:
        """What would stand too deep is gone on with after the loop."""
        self._made += 1
        name, each = f"p{self._made}", ", ".join(at.taken)
        self._line(depth, f"{name}.append({each if len(at.taken) == 1 else f'({each})'})")
        self._waiting.append((name, at))

    def _branch(self, at: _Point, way: Branch, condition: Term, depth: int, loops: int) -> None:
        asked = False
        for side, holds in ((way.yes, True), (way.no, False)):
            if not isinstance(side, Stop):
                self._line(
                    depth, "else:" if asked else f"if {self._truth(condition if holds else negated(condition))}:"
                )
                asked, before = True, len(self._lines)
                self._way(at.on(side, learned(condition, at.known, holds)), depth + 1, loops)
                if len(self._lines) == before:
                    self._line(depth + 1, "pass")

    def _emit(self, at: _Point, breaks: Terms, updates: Terms, depth: int) -> None:
        known, refusing = at.known, at.command.refusing
        for rule, term in breaks:  # each, also where another is broken by the same
            self._line(depth, f"if {self._truth(term)}:")
            for number in at.numbers:
                self._line(depth + 1, self._broken(rule, refusing, "s", number))
        if breaks and refusing:
            self._line(depth, f"if {self._truth(negated(either(*(term for _, term in breaks))))}:")
            depth += 1
        for _, term in breaks if refusing else ():
            known = learned(term, known, False)
        changed, _, _ = self._changed(updates, known)
        if len(at.numbers) == 1:
            self._line(depth, f"e.append(({changed}, {at.numbers[0]}))")
        else:
            self._line(depth, f"n = {changed}")
            self._line(depth, f"e += {', '.join(f'(n, {number})' for number in at.numbers)}")


@frozen
class _Point:
    """A point of a command. `numbers`: of all commands that do the same; `known`: of the variables and choices;
    `pending`: the choices that are not made yet; `taken`: the state, and those that are.
    """

    numbers: Sequence[int]
    command: Part
    way: Node
    known: Known
    pending: Choices
    taken: tuple[str, ...] = ("s",)

    def on(self, way: Node, known: Known) -> _Point:
        return _Point(self.numbers, self.command, way, known, self.pending, self.taken)

    def chosen(self, choice: str, name: str) -> _Point:
        pending = tuple(each for each in self.pending if each[0] != choice)
        return _Point(self.numbers, self.command, self.way, self.known, pending, (*self.taken, name))
