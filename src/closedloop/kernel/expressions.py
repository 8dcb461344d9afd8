"""Conditions and values as Python closures over a `Work`: built once per process, total, free of Python names.

Every closure returns a value of the language or None for unset. What unset does to each operator is in the reference,
"Values and unset".
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from closedloop.calendars import Calendar
from closedloop.kernel import numbers
from closedloop.kernel.arithmetic import ARITHMETIC, FOLDS, is_number
from closedloop.kernel.limits import is_over
from closedloop.kernel.spans import compare_span
from closedloop.kernel.work import Work
from closedloop.model.expressions import (
    ActorNow,
    And,
    Arith,
    Compare,
    CompareSpan,
    Const,
    Expr,
    FieldRef,
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
    ScoreOf,
    SlotValue,
    Today,
    Value,
)
from closedloop.model.process import Process

Run = Callable[[Work], Any]
"""Value of an expression: None if unset."""

Test = Callable[[Work], bool]
"""A condition: an unset one does not hold."""


ALWAYS_BOOL = (Not, And, Or, Compare, CompareSpan, In, IsSet, OverdueNow)
"""Never unset."""


class Compiler:
    """Compiles the expressions of one process."""

    def __init__(self, process: Process, calendar: Calendar) -> None:
        self.calendar = calendar
        self.global_roles = frozenset(role.name for role in process.roles if not role.assigned)
        self.lists = {each.name: each.values for each in process.lists}

    def test(self, expr: Expr) -> Test:
        """Whether the condition holds."""
        run = self.run(expr)
        return run if isinstance(expr, ALWAYS_BOOL) else lambda w: run(w) is True

    def maybe(self, expr: Expr | None) -> Test | None:
        """`test`, or None where there is no condition."""
        return None if expr is None else self.test(expr)

    def run(self, expr: Expr) -> Run:
        """The value of the expression."""
        build: Callable[[Compiler, Any], Run] = BUILDERS[type(expr)]
        return build(self, expr)


def _const(c: Compiler, e: Const) -> Run:
    value = e.value
    return lambda w: value


def _field(c: Compiler, e: FieldRef) -> Run:
    name = e.name
    return lambda w: w.fields.get(name)


def _role(c: Compiler, e: RoleRef) -> Run:
    name = e.name
    if name in c.global_roles:
        return lambda w: name
    return lambda w: w.bindings.get(name)


def _param(c: Compiler, e: ParamRef) -> Run:
    name = e.name
    return lambda w: w.params.get(name)


def _list(c: Compiler, e: ListRef) -> Run:
    values = c.lists[e.name]
    return lambda w: values


def _slot(c: Compiler, e: SlotValue) -> Run:
    index = e.slot
    return lambda w: w.slots[index]


def _score(c: Compiler, e: ScoreOf) -> Run:
    party, ever = c.run(e.party), e.ever

    def score(w: Work) -> int | None:
        name = party(w)
        return None if name is None else w.score(name, ever)

    return score


def _not(c: Compiler, e: Not) -> Run:
    test = c.test(e.operand)
    return lambda w: not test(w)


def _and(c: Compiler, e: And) -> Run:
    tests = tuple(map(c.test, e.items))
    if len(tests) == 2:
        left, right = tests
        return lambda w: left(w) and right(w)
    return lambda w: all(test(w) for test in tests)


def _or(c: Compiler, e: Or) -> Run:
    tests = tuple(map(c.test, e.items))
    if len(tests) == 2:
        left, right = tests
        return lambda w: left(w) or right(w)
    return lambda w: any(test(w) for test in tests)


def _if(c: Compiler, e: If) -> Run:
    condition, then, otherwise = c.test(e.condition), c.run(e.then), c.run(e.otherwise)
    return lambda w: then(w) if condition(w) else otherwise(w)


def _is_set(c: Compiler, e: IsSet) -> Run:
    operand = c.run(e.operand)
    return lambda w: operand(w) is not None


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _compare(c: Compiler, e: Compare) -> Run:
    left, right, op = c.run(e.left), c.run(e.right), COMPARISONS[e.op]
    if e.order and e.op not in ("=", "!="):
        rank = {choice: index for index, choice in enumerate(e.order)}
        left, right = _ranked(left, rank), _ranked(right, rank)

    def compare(w: Work) -> bool:
        a, b = left(w), right(w)
        if a is None or b is None:
            return False
        try:
            return op(a, b)
        except TypeError:  # kinds without an order: the checker keeps them out
            return False

    return compare


def _ranked(run: Run, rank: dict[str, int]) -> Run:
    return lambda w: rank.get(run(w))


def _compare_span(c: Compiler, e: CompareSpan) -> Run:
    return compare_span(e.op, e.span, c.run(e.duration))


def _in(c: Compiler, e: In) -> Run:
    operand, wanted = c.run(e.operand), not e.negated
    if e.among is not None:
        among = c.run(e.among)

        def in_list(w: Work) -> bool:
            value, values = operand(w), among(w)
            return value is not None and (value in (values or ())) is wanted

        return in_list
    if all(isinstance(item, Const) for item in e.items):
        known = tuple(item.value for item in e.items if isinstance(item, Const))
        return lambda w: (value := operand(w)) is not None and (value in known) is wanted
    items = tuple(map(c.run, e.items))

    def in_items(w: Work) -> bool:
        value = operand(w)
        return value is not None and any(value == item(w) for item in items) is wanted

    return in_items


def _arith(c: Compiler, e: Arith) -> Run:
    left, right, calculate = c.run(e.left), c.run(e.right), ARITHMETIC[e.op]
    calendar = c.calendar

    def arith(w: Work) -> Value:
        a, b = left(w), right(w)
        return None if a is None or b is None else calculate(calendar, a, b)

    return arith


def _neg(c: Compiler, e: Neg) -> Run:
    operand = c.run(e.operand)

    def neg(w: Work) -> Value:
        value = operand(w)
        return numbers.negate(value) if is_number(value) else None

    return neg


def _list_op(c: Compiler, e: ListOp) -> Run:
    values, where = c.run(e.list), c.maybe(e.where)
    fold = FOLDS[e.op]
    picks = e.op in ("count", "sum")

    def list_op(w: Work) -> Value:
        items = values(w) or ()
        if where is None:
            return fold(items)
        outer = w.it
        flags = []
        for item in items:
            w.it = item
            flags.append(where(w))
        w.it = outer
        return fold([item for item, flag in zip(items, flags, strict=True) if flag] if picks else flags)

    return list_op


BUILDERS: dict[type, Callable[[Compiler, Any], Run]] = {
    Const: _const,
    FieldRef: _field,
    RoleRef: _role,
    ParamRef: _param,
    ListRef: _list,
    It: lambda c, e: lambda w: w.it,
    Not: _not,
    And: _and,
    Or: _or,
    Neg: _neg,
    Arith: _arith,
    Compare: _compare,
    CompareSpan: _compare_span,
    In: _in,
    IsSet: _is_set,
    If: _if,
    SlotValue: _slot,
    ScoreOf: _score,
    ActorNow: lambda c, e: lambda w: w.party,
    OverdueNow: lambda c, e: is_over,
    Today: lambda c, e: lambda w: w.today(),
    Now: lambda c, e: lambda w: w.now,
    ListOp: _list_op,
}
