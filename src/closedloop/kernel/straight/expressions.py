"""Conditions and values as Python expressions over local variables.

Guarantees: what `closedloop.kernel.expressions` means, operator by operator; an expression that needs more than a
look at locals calls the same functions as the closures there. What is too rare to be worth it is `Unusual`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import evolve, field, frozen

from closedloop.kernel.expressions import ALWAYS_BOOL
from closedloop.kernel.straight.naming import Constants, Unusual, literal, name_of, tuple_of
from closedloop.model.expressions import (
    ActorNow,
    And,
    Arith,
    Compare,
    CompareSpan,
    Const,
    Expr,
    FieldRef,
    FromToSpan,
    If,
    In,
    IsSet,
    It,
    ListOp,
    ListRef,
    Neg,
    Not,
    Now,
    Or,
    OverdueNow,
    ParamRef,
    RoleRef,
    SinceSpan,
    SlotValue,
    Today,
)
from closedloop.model.process import CountSlot, Process, Type

OPERATORS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
NAMES_OF_OPERATORS = {"=": "EQ", "!=": "NE", "<": "LT", "<=": "LE", ">": "GT", ">=": "GE"}
CALCULATIONS = {"+": "plus", "-": "minus", "*": "times", "/": "over"}
ORDERED = ("int", "decimal", "date", "time")


@frozen
class Names:
    """The names that one process gives its locals: fields, assigned roles; and what kinds of values fields hold."""

    fields: dict[str, str]
    roles: dict[str, str]
    kinds: dict[str, str]
    lists: dict[str, tuple[Any, ...]]
    counts: frozenset[int]


def names_of(process: Process) -> Names:
    return Names(
        fields={each.name: name_of("f", each.name, index) for index, each in enumerate(process.fields)},
        roles={each.name: name_of("r", each.name, index) for index, each in enumerate(process.roles) if each.assigned},
        kinds={each.name: each.type.kind for each in process.fields},
        lists={each.name: each.values for each in process.lists},
        counts=frozenset(index for index, slot in enumerate(process.slots) if isinstance(slot, CountSlot)),
    )


@frozen
class Scope:
    """What an expression may look at where it stands. `params`: the locals of the event's parameters, with their
    types; `actor`: the source of the party that acts; `used`: collects the names that were looked at; `depth`: of
    lists within lists.
    """

    names: Names
    constants: Constants
    params: dict[str, tuple[str, Type]]
    actor: str
    used: set[str] = field(factory=set)
    depth: int = 0

    # ------------------------------------------------------------------------------------------------- as source

    def test(self, expr: Expr) -> str:
        """Whether the condition holds, as the source of a `bool`."""
        source = self.run(expr)
        return source if isinstance(expr, ALWAYS_BOOL) else f"({source} is True)"

    def run(self, expr: Expr) -> str:
        """The value of the expression, None if unset; an atom or in parentheses."""
        build = BUILDERS.get(type(expr))
        if build is None:
            raise Unusual(type(expr).__name__)
        return build(self, expr)

    # ------------------------------------------------------------------------------------------------- of locals

    def field(self, name: str) -> str:
        local = self.names.fields.get(name)
        if local is None:
            raise Unusual(name)
        self.used.add(local)
        return local

    def role(self, name: str) -> str:
        local = self.names.roles.get(name)
        if local is None:
            return repr(name)
        self.used.add(local)
        return local

    def slot(self, index: int) -> str:
        self.used.add(f"h{index}")
        return f"h{index}"

    def local(self, name: str) -> str:
        self.used.add(name)
        return name

    def kind(self, expr: Expr) -> str:
        """The kind of value, as far as it shows; empty if it does not."""
        match expr:
            case Const():
                return expr.type
            case FieldRef():
                return self.names.kinds.get(expr.name, "")
            case ParamRef():
                return self.params[expr.name][1].kind if expr.name in self.params else ""
            case SlotValue():
                return "int" if expr.slot in self.names.counts else ""
            case Today():
                return "date"
            case Now():
                return "time"
            case Arith():
                kinds = {self.kind(expr.left), self.kind(expr.right)}
                return "int" if kinds == {"int"} and expr.op != "/" else ""
        return ""

    def never_unset(self, expr: Expr) -> bool:
        if isinstance(expr, Const):
            return expr.value is not None
        if isinstance(expr, SlotValue):
            return expr.slot in self.names.counts
        return isinstance(expr, (Today, Now, ActorNow, *ALWAYS_BOOL))


def is_simple(source: str) -> bool:
    """Whether it may be written twice: a name or a plain constant."""
    return source.replace("_", "").replace(".", "").isalnum() or source[:1] in "'\""


def _role(s: Scope, e: RoleRef) -> str:
    return s.role(e.name)


def _param(s: Scope, e: ParamRef) -> str:
    return s.params[e.name][0] if e.name in s.params else "None"


def _list(s: Scope, e: ListRef) -> str:
    return s.constants.of("LIST", tuple_of(literal(each) for each in s.names.lists[e.name]))


def _const(s: Scope, e: Const) -> str:
    source = literal(e.value)
    return source if is_simple(source) or source.startswith("-") else s.constants.of("VALUE", source)


def _and(s: Scope, e: And) -> str:
    return f"({' and '.join(map(s.test, e.items))})" if e.items else "True"


def _or(s: Scope, e: Or) -> str:
    return f"({' or '.join(map(s.test, e.items))})" if e.items else "False"


def _if(s: Scope, e: If) -> str:
    return f"({s.run(e.then)} if {s.test(e.condition)} else {s.run(e.otherwise)})"


def _compare(s: Scope, e: Compare) -> str:
    left, right, op = s.run(e.left), s.run(e.right), OPERATORS[e.op]
    if e.order and e.op not in ("=", "!="):
        ranks = s.constants.of("RANK", repr({choice: rank for rank, choice in enumerate(e.order)}))
        return f"ordered({op!r}, {ranks}.get({left}), {ranks}.get({right}))"
    kinds = {s.kind(e.left), s.kind(e.right)}
    alike = len(kinds) == 1 or kinds == {"int", "decimal"}
    inline = e.op in ("=", "!=") or (alike and kinds <= set(ORDERED))
    if not inline or not is_simple(left) or not is_simple(right):
        return f"ordered({op!r}, {left}, {right})"
    checks = [
        f"{source} is not None"
        for source, side in ((left, e.left), (right, e.right))
        if not s.never_unset(side) and not (e.op == "=" and s.never_unset(e.right if side is e.left else e.left))
    ]
    return f"({' and '.join([*dict.fromkeys(checks), f'{left} {op} {right}'])})"


def _compare_span(s: Scope, e: CompareSpan) -> str:
    duration = s.run(e.duration)
    if isinstance(e.span, SinceSpan):
        return f"since({s.local('CALENDAR')}, {s.slot(e.span.slot)}, {s.local('at')}, {e.op!r}, {duration})"
    if isinstance(e.span, FromToSpan):
        return f"from_to({s.local('CALENDAR')}, {s.slot(e.span.slot)}, {e.op!r}, {duration})"
    name = f"{type(e.span).__name__.removesuffix('Span').upper()}_{NAMES_OF_OPERATORS[e.op]}"
    against = s.constants.of(name, f"against({e.op!r}, {type(e.span).__name__}())")
    return f"compare_span({against}, MACHINE, {s.local('stay')}, {s.local('at')}, {s.local('paused')}, {duration})"


def _in(s: Scope, e: In) -> str:
    operand, word = s.run(e.operand), "not in" if e.negated else "in"
    if e.among is not None:
        return f"among({operand}, {s.run(e.among)}, {not e.negated})"
    if all(isinstance(item, Const) for item in e.items):
        known = s.constants.of("AMONG", tuple_of(literal(item.value) for item in e.items if isinstance(item, Const)))
    else:
        known = tuple_of(map(s.run, e.items))
    if is_simple(operand):
        return f"({operand} is not None and {operand} {word} {known})"
    return f"among({operand}, {known}, {not e.negated})"


def _arith(s: Scope, e: Arith) -> str:
    left, right = s.run(e.left), s.run(e.right)
    if e.op in "+-" and isinstance(e.right, Const) and s.kind(e.left) == s.kind(e.right) == "int":
        if s.never_unset(e.left):
            return f"whole({left} {e.op} {right})"
        if is_simple(left):
            return f"(whole({left} {e.op} {right}) if {left} is not None else None)"
    return f"{CALCULATIONS[e.op]}({s.local('CALENDAR')}, {left}, {right})"


def _list_op(s: Scope, e: ListOp) -> str:
    values = s.run(e.list)
    if e.where is None:
        return f"FOLDS[{e.op!r}]({values} or ())"
    item = f"it{s.depth + 1}"
    inner = evolve(s, depth=s.depth + 1)
    test = inner.test(e.where)
    if e.op in ("count", "sum"):
        return f"FOLDS[{e.op!r}]([{item} for {item} in {values} or () if {test}])"
    return f"FOLDS[{e.op!r}]([{test} for {item} in {values} or ()])"


def _it(s: Scope, e: It) -> str:
    return f"it{s.depth}" if s.depth else "None"


BUILDERS: dict[type, Callable[[Scope, Any], str]] = {
    Const: _const,
    FieldRef: lambda s, e: s.field(e.name),
    RoleRef: _role,
    ParamRef: _param,
    ListRef: _list,
    It: _it,
    Not: lambda s, e: f"(not {s.test(e.operand)})",
    And: _and,
    Or: _or,
    Neg: lambda s, e: f"negated({s.run(e.operand)})",
    Arith: _arith,
    Compare: _compare,
    CompareSpan: _compare_span,
    In: _in,
    IsSet: lambda s, e: f"({s.run(e.operand)} is not None)",
    If: _if,
    SlotValue: lambda s, e: s.slot(e.slot),
    ActorNow: lambda s, e: s.actor,
    OverdueNow: lambda s, e: f"is_over({s.local('stay')}, {s.local('at')})",
    Today: lambda s, e: f"{s.local('day')}.date",
    Now: lambda s, e: s.local("at"),
    ListOp: _list_op,
}
"""Scores are not here: they read what other cases contributed."""
