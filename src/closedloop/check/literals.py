"""Literals, and the values they stand for.

Guarantees: a moment is taken in the zone of the process and kept in UTC; `70%` is the number 0.7.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from closedloop.check.elaboration import NOT_TYPED, Context, Typed, elaborate, form
from closedloop.check.scope import UNKNOWN, Scope
from closedloop.check.types import duration, in_words
from closedloop.model import expressions as ex
from closedloop.model.process import Type
from closedloop.model.types import BOOL, DATE, DECIMAL, DURATION, INT, NUMBERS, TEXT, TIME
from closedloop.syntax import tree


@form(tree.Number)
def _number(node: tree.Number, context: Context, scope: Scope, expected: Type | None) -> Typed:
    if node.decimal:
        return ex.Const(node.value, "decimal"), DECIMAL
    return ex.Const(int(node.value), "int"), INT


@form(tree.Percent)
def _percent(node: tree.Percent, context: Context, scope: Scope, expected: Type | None) -> Typed:
    return ex.Const(node.value.scaleb(-2), "decimal"), DECIMAL


@form(tree.String)
def _string(node: tree.String, context: Context, scope: Scope, expected: Type | None) -> Typed:
    return ex.Const(node.value, "text"), TEXT


@form(tree.Boolean)
def _boolean(node: tree.Boolean, context: Context, scope: Scope, expected: Type | None) -> Typed:
    return ex.Const(node.value, "bool"), BOOL


@form(tree.Date)
def _date(node: tree.Date, context: Context, scope: Scope, expected: Type | None) -> Typed:
    return ex.Const(date.fromisoformat(node.iso), "date"), DATE


@form(tree.Moment)
def _moment(node: tree.Moment, context: Context, scope: Scope, expected: Type | None) -> Typed:
    local = datetime.fromisoformat(node.iso).replace(tzinfo=scope.zone)
    try:
        return ex.Const(local.astimezone(UTC), "time"), TIME
    except OverflowError:  # the first and the last day of Python's years
        scope.report.error("CL241", node.span, moment=node.iso)
        return NOT_TYPED


@form(tree.Duration)
def _duration(node: tree.Duration, context: Context, scope: Scope, expected: Type | None) -> Typed:
    return ex.Const(duration(node), "duration"), DURATION


def negated(node: tree.Unary, context: Context, scope: Scope) -> Typed:
    """`-x`; of a literal the negative literal."""
    expr, kind = elaborate(node.operand, context, scope)
    if kind == UNKNOWN:
        return NOT_TYPED
    if kind.kind not in NUMBERS:
        words = scope.report.excerpt(node.operand.span)
        scope.report.error("CL205", node.operand.span, text=words, actual=in_words(kind), op="-")
        return NOT_TYPED
    plain = INT if kind.kind == "int" else DECIMAL
    if isinstance(node.operand, tree.Number):
        value = node.operand.value
        return ex.Const(value.copy_negate() if node.operand.decimal else -int(value), plain.kind), plain
    return ex.Neg(expr), plain
