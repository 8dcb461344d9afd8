"""A system as Promela, so that SPIN, a tool that others wrote and trust, can say whether it finds the same.

Guarantees: SPIN stores exactly the states that exploration here reaches. Its state vector holds the variables of the
system and nothing else: one process, which is always at the head of its only loop; each way through a command one
indivisible step, for each choice one of its own. A case is open from the beginning; only where it can be opened in
several ways is there one state more, before it is (`states_before`).

Rules: an assertion fails where one breaks, and nothing else changes: by a submission, which is refused and leads
nowhere, or by time. With `-DRULE=n` the breaches of the rule n are remembered in one more variable, and its two claims
can be had as LTL: never by time, and never at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from closedloop.prove.narrowing import Known, learned, narrowed
from closedloop.prove.system import PLACE, Branch, Choice, Command, Edge, Emit, Node, Stop, System, opened
from closedloop.prove.terms import FALSE, TRUE, Num, Term, Var, both, equal, negated, variables

INDENT = "    "
TAKEN = ("process", "broken")
"""Names that the model uses itself."""


def promela(system: System) -> str:
    """The text of the model."""
    return "\n".join(_Model(system).lines()) + "\n"


def states_before(system: System) -> int:
    """How many states SPIN stores besides ours: one before the opening where it can go several ways."""
    return int(len(_openings(system)) != 1)


def by_submission(rule: int) -> str:
    """What the assertion that fails says where a submission would break the rule of this number."""
    return f"submission_breaks_{rule}"


def by_time(rule: int) -> str:
    """The same where time breaks it."""
    return f"time_breaks_{rule}"


def _openings(system: System) -> tuple[Edge, ...]:
    return tuple({edge.to: edge for edge in opened(system) if edge.to is not None}.values())


class _Model:
    def __init__(self, system: System) -> None:
        self._system = system
        self._names = _identifiers([each.name for each in system.variables])
        self._rules = {name: index for index, name in enumerate(system.rules)}
        self._spans = {each.name: (0, each.size - 1) for each in system.variables}
        self._kept = 0

    def lines(self) -> Iterator[str]:
        commands = list(self._commands())
        yield from self._head()
        yield from self._variables()
        yield ""
        yield "active proctype process() {"
        yield "end: do"
        yield from commands or [f"{INDENT}:: false"]
        yield f"{INDENT}od"
        yield "}"
        yield from self._claims()

    def _head(self) -> Iterator[str]:
        yield f"/* The process `{_said(self._system.process)}`, as closedloop explores it."
        yield f"   SPIN stores {_more(states_before(self._system))}, if it is called like this"
        yield "   (-o2: without it SPIN forgets what nothing reads; -DNOREDUCE: it looks at every order of events):"
        yield "     spin -o2 -a FILE; gcc -O2 -DSAFETY -DNOREDUCE -o pan pan.c; ./pan -c0 -m10000000"
        if self._rules:
            yield "   An assertion fails where a rule breaks: by a submission, which is refused, or by time. As LTL,"
            yield "   with N the number of the rule and CLAIM either not_by_time or never_broken:"
            yield "     spin -o2 -DRULE=N -a FILE; gcc -O2 -DNOREDUCE -o pan pan.c; ./pan -a -m10000000 -N CLAIM"
        for name, index in self._rules.items():
            yield f"   rule {index}: {_said(name)}"
        yield "*/"

    # --------------------------------------------------------------------------------------------------- variables

    def _variables(self) -> Iterator[str]:
        openings = _openings(self._system)
        first = openings[0].to if len(openings) == 1 else None
        for index, each in enumerate(self._system.variables):
            values = ", ".join(f"{code} {_said(value)}" for code, value in enumerate(each.values))
            if values:
                yield f"/* {_said(each.name)}: {values} */"
            at = first[index] if first is not None else each.initial
            if each.name == PLACE and first is None:
                at = len(self._system.places)
            yield f"{_type(max(each.size, at + 1))} {self._names[each.name]} = {at};"
        for kept in range(self._kept):
            yield f"hidden int k{kept};"
        for index in self._rules.values():
            yield f"hidden byte {by_submission(index)} = 1;"
            yield f"hidden byte {by_time(index)} = 1;"
        if self._rules:
            yield from (
                "#ifdef RULE",
                "byte broken = 0; /* 1: a submission that is refused for it; 2: time */",
                "#endif",
            )

    def _claims(self) -> Iterator[str]:
        if self._rules:
            yield from (
                "",
                "#ifdef RULE",
                "ltl not_by_time { [] (broken != 2) }",
                "ltl never_broken { [] (broken == 0) }",
            )
            yield "#endif"

    # ---------------------------------------------------------------------------------------------------- commands

    def _commands(self) -> Iterator[str]:
        openings = _openings(self._system)
        if len(openings) > 1:
            yield from self._opening(openings)
        for code, place in enumerate(self._system.places):
            yield f"{INDENT}/* {_said(place)} */"
            for command in self._system.commands[place]:
                yield from self._command(code, command)

    def _opening(self, openings: Iterable[Edge]) -> Iterator[str]:
        for edge in openings:
            assert edge.to is not None
            sets = "; ".join(f"{name} = {value}" for name, value in zip(self._names.values(), edge.to, strict=True))
            yield f"{INDENT}:: d_step {{ {self._names[PLACE]} == {len(self._system.places)} -> {sets} }}"

    def _command(self, code: int, command: Command) -> Iterator[str]:
        """One indivisible step for each way through the command and everything that can be chosen on it: a choice made
        in the midst of a step would be a state of its own.
        """
        choices = {choice.name: (min(choice.codes), max(choice.codes)) for choice in command.choices}
        known: Known = {**self._spans, PLACE: (code, code), **choices}
        told: set[str] = set()
        for guard, emit, learnt in _ways(command.body, (equal(Var(PLACE), Num(code)),), known, command.choices):
            shown = "\n".join(self._emit(command, emit, both(*guard), learnt))
            if shown not in told:
                told.add(shown)
                yield shown

    def _emit(self, command: Command, emit: Emit, guard: Term, known: Known) -> Iterator[str]:
        updates = [(name, narrowed(term, known)) for name, term in emit.updates]
        breaks = [(self._rules[rule], narrowed(term, known)) for rule, term in emit.breaks]
        breaks = [(rule, term) for rule, term in breaks if term != FALSE]
        title = f"/* {_said(_title(command))} */"
        if command.kind == "event":
            for rule, term in breaks:  # each, also where another is broken by the same
                yield f"{INDENT}:: d_step {{ {self._term(both(guard, term))} -> {title}"
                yield from self._breach(rule, by_submission(rule), 1, 2)
                yield f"{INDENT}}}"
            guard = both(guard, *(negated(term) for _, term in breaks))
            if guard != FALSE:
                yield from self._step(guard, (), updates, known, title)
            return
        yield from self._step(guard, breaks, updates, known, title)

    def _step(
        self,
        guard: Term,
        breaks: Sequence[tuple[int, Term]],
        updates: Sequence[tuple[str, Term]],
        known: Known,
        title: str,
    ) -> Iterator[str]:
        yield f"{INDENT}:: d_step {{ {self._term(guard)} -> {title}"
        for rule, term in breaks:
            yield f"{INDENT * 2}if :: {self._term(term)} ->"
            yield from self._breach(rule, by_time(rule), 2, 3)
            yield f"{INDENT * 2}:: else -> skip fi;"
        yield from self._updates(updates, known, 2)
        yield f"{INDENT}}}"

    def _breach(self, rule: int, flag: str, how: int, depth: int) -> Iterator[str]:
        pad = INDENT * depth
        yield "#ifdef RULE"
        yield f"{pad}if :: RULE == {rule} && broken < {how} -> broken = {how} :: else -> skip fi"
        yield "#else"
        yield f"{pad}assert(!{flag})"
        yield "#endif"

    def _updates(self, updates: Sequence[tuple[str, Term]], known: Known, depth: int) -> Iterator[str]:
        """All at once: what a later term reads is not written before; where that cannot be, it is kept aside."""
        pad = INDENT * depth
        waiting = [(name, term) for name, term in updates if term != Var(name) and not _already(name, term, known)]
        lines: list[str] = []
        renamed: dict[str, str] = {}
        kept = 0
        while waiting:
            free = next((each for each in waiting if not _read_elsewhere(each, waiting)), None)
            if free is None:
                free = waiting[0]
                renamed[free[0]] = f"k{kept}"
                lines.append(f"{pad}k{kept} = {self._names[free[0]]}")
                kept += 1
            waiting.remove(free)
            lines.append(f"{pad}{self._names[free[0]]} = {self._term(free[1], renamed)}")
        self._kept = max(self._kept, kept)
        yield from _sequence(lines or [f"{pad}skip"])

    # ------------------------------------------------------------------------------------------------------- terms

    def _term(self, term: Term, renamed: Mapping[str, str] | None = None) -> str:
        if isinstance(term, Num):
            return str(term.value)
        if isinstance(term, Var):
            if renamed and term.name in renamed:
                return renamed[term.name]
            return self._names[term.name]
        args = [self._term(arg, renamed) for arg in term.args]
        match term.op:
            case "if":
                return f"({args[0]} -> {args[1]} : {args[2]})"
            case "min":
                return f"({args[0]} < {args[1]} -> {args[0]} : {args[1]})"
            case "not":
                return f"(!{args[0]})"
            case "and" | "or" | "=":
                sign = {"and": " && ", "or": " || ", "=": " == "}[term.op]
                return "(" + sign.join(args) + ")"
            case op:
                return f"({args[0]} {op} {args[1]})"


def _ways(
    way: Node, guard: tuple[Term, ...], known: Known, pending: Sequence[Choice]
) -> Iterator[tuple[tuple[Term, ...], Emit, Known]]:
    """The ends of a command: what must hold for each, and what is known there, each choice by its code."""
    if isinstance(way, Stop):
        return
    condition = narrowed(way.condition, known) if isinstance(way, Branch) else TRUE
    if isinstance(way, Branch) and isinstance(condition, Num):
        yield from _ways(way.yes if condition.value else way.no, guard, known, pending)
        return
    wanted = set(_looked_at(way, known) if isinstance(way, Emit) else variables(condition))
    choice = next((each for each in pending if each.name in wanted), None)
    if choice is not None:
        rest = [each for each in pending if each is not choice]
        for code in choice.codes:
            yield from _ways(way, guard, {**known, choice.name: (code, code)}, rest)
    elif isinstance(way, Emit):
        yield guard, way, known
    else:
        yield from _ways(way.yes, (*guard, condition), learned(condition, known, True), pending)
        yield from _ways(way.no, (*guard, negated(condition)), learned(condition, known, False), pending)


def _looked_at(emit: Emit, known: Known) -> Iterator[str]:
    for _, term in (*emit.updates, *emit.breaks):
        yield from variables(narrowed(term, known))


def _read_elsewhere(update: tuple[str, Term], updates: Sequence[tuple[str, Term]]) -> bool:
    return any(update[0] in set(variables(term)) for name, term in updates if name != update[0])


def _already(name: str, term: Term, known: Known) -> bool:
    """Whether the variable has that value for certain."""
    low, high = known[name]
    return isinstance(term, Num) and low == high == term.value


def _sequence(statements: Sequence[str]) -> Iterator[str]:
    yield from (f"{each};" for each in statements[:-1])
    yield statements[-1]


def _type(size: int) -> str:
    return "bit" if size <= 2 else "byte" if size <= 256 else "short" if size <= 1 << 15 else "int"


def _title(command: Command) -> str:
    return command.name if command.role is None else f"{command.name} by {command.role}"


def _said(name: str) -> str:
    """An author's word, inside a comment, on one line."""
    return re.sub(r"\s+", " ", name).replace("*/", "* /").replace("/*", "/ *")


def _more(states: int) -> str:
    return (
        "one state more than closedloop finds (before the opening)" if states else "as many states as closedloop finds"
    )


def _identifiers(names: Sequence[str]) -> dict[str, str]:
    """For each variable a name that Promela takes: its own where it can be, else a number."""
    found: dict[str, str] = {}
    for index, name in enumerate(names):
        plain = re.sub(r"[^A-Za-z0-9]+", "_", name) if name.isascii() else f"v{index}"
        plain = f"{plain}_{index}" if plain in (*found.values(), *TAKEN) else plain
        found[name] = plain
    return found
