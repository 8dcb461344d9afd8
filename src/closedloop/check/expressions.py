"""Conditions and arithmetic, typed from the tree into the model.

Importing this module completes `check.elaboration`: every node of the tree then has somebody who elaborates it.
"""

from __future__ import annotations

from closedloop.check import literals
from closedloop.check.comparisons import compared
from closedloop.check.elaboration import NOT_TYPED, Context, Typed, elaborate, form
from closedloop.check.references import look_up
from closedloop.check.scope import UNKNOWN, Scope
from closedloop.check.types import condition, duration, fits, in_words, mismatch
from closedloop.model import expressions as ex
from closedloop.model.process import Type
from closedloop.model.types import BOOL, DECIMAL, INT, NUMBERS
from closedloop.syntax import tree

__all__ = ["condition", "elaborate"]


@form(tree.Unary)
def _unary(node: tree.Unary, context: Context, scope: Scope, expected: Type | None) -> Typed:
    if node.op == "neg":
        return literals.negated(node, context, scope)
    return ex.Not(condition(node.operand, context, scope)), BOOL


@form(tree.Binary)
def _binary(node: tree.Binary, context: Context, scope: Scope, expected: Type | None) -> Typed:
    match node.op:
        case "and" | "or":
            return _joined(node, context, scope), BOOL
        case "+" | "-" | "*" | "/":
            return _computed(node, context, scope)
        case op:
            return compared(op, node, context, scope)


def _joined(node: tree.Binary, context: Context, scope: Scope) -> ex.Expr:
    """`a and b and c` as one list, however long."""
    pending: list[tree.Expr] = [node]
    items: list[ex.Expr] = []
    while pending:
        each = pending.pop()
        if isinstance(each, tree.Binary) and each.op == node.op:
            pending += (each.right, each.left)
        else:
            items.append(condition(each, context, scope))
    return ex.And(tuple(items)) if node.op == "and" else ex.Or(tuple(items))


def _computed(node: tree.Binary, context: Context, scope: Scope) -> Typed:
    left, left_type = elaborate(node.left, context, scope)
    right, right_type = elaborate(node.right, context, scope)
    if UNKNOWN in (left_type, right_type):
        return NOT_TYPED
    result = _result(node, left_type, right_type)
    if result is None:
        mismatch("CL210", node.span, (node.left, left_type), (node.right, right_type), scope, op=node.op)
        return NOT_TYPED
    if left_type.kind == "date" and _is_exact(node.right):
        scope.report.error("CL211", node.right.span, text=scope.report.excerpt(node.right.span))
        return NOT_TYPED
    assert node.op in ("+", "-", "*", "/")
    return ex.Arith(node.op, left, right), result


def _is_exact(node: tree.Expr) -> bool:
    return isinstance(node, tree.Duration) and duration(node).exact


def _result(node: tree.Binary, left: Type, right: Type) -> Type | None:
    """The type of what comes out; None where there is no such operation."""
    if left.kind in NUMBERS and right.kind in NUMBERS:
        return INT if left.kind == right.kind == "int" and node.op != "/" else DECIMAL
    if left.kind in ("date", "time") and right.kind == "duration" and node.op in ("+", "-"):
        return left
    if left.kind == right.kind == "date" and node.op == "-":
        return INT
    return None


@form(tree.IsSet)
def _is_set(node: tree.IsSet, context: Context, scope: Scope, expected: Type | None) -> Typed:
    operand, _ = elaborate(node.operand, context, scope)
    return (ex.Not(ex.IsSet(operand)) if node.negated else ex.IsSet(operand)), BOOL


@form(tree.IfElse)
def _if_else(node: tree.IfElse, context: Context, scope: Scope, expected: Type | None) -> Typed:
    test = condition(node.condition, context, scope)
    then, then_type = elaborate(node.then, context, scope, expected)
    otherwise, other_type = elaborate(node.otherwise, context, scope, expected or then_type)
    if not fits(then_type, other_type) and not fits(other_type, then_type):
        mismatch("CL220", node.otherwise.span, (node.then, then_type), (node.otherwise, other_type), scope)
        return NOT_TYPED
    if UNKNOWN in (then_type, other_type):
        return NOT_TYPED
    return ex.If(test, then, otherwise), other_type if fits(then_type, other_type) else then_type


@form(tree.It)
def _it(node: tree.It, context: Context, scope: Scope, expected: Type | None) -> Typed:
    if context.item is None:
        scope.report.error("CL227", node.span)
        return NOT_TYPED
    return ex.It(), context.item


@form(tree.ListOp)
def _list_op(node: tree.ListOp, context: Context, scope: Scope, expected: Type | None) -> Typed:
    result = INT if node.op == "count" else BOOL
    listed = _listed(node, context, scope)
    if listed is None:
        return (NOT_TYPED[0], result) if node.op != "sum" else NOT_TYPED
    item = listed[1].item or UNKNOWN
    where = None if node.where is None else condition(node.where, context.with_item(item), scope)
    if node.op == "sum":
        if item.kind not in (*NUMBERS, "unknown"):
            scope.report.error("CL228", node.list.span, name=node.list.text, item=in_words(item))
            return NOT_TYPED
        result = item if item == UNKNOWN else INT if item.kind == "int" else DECIMAL
    return ex.ListOp(node.op, listed[0], where), result


def _listed(node: tree.ListOp, context: Context, scope: Scope) -> Typed | None:
    name = node.list.text
    found = look_up(name, context, scope)
    if found is None:
        known = [*scope.lists, *(each for each, one in scope.fields.items() if one.value.type.kind == "list")]
        scope.report.error("CL126", node.list.span, name=name, suggestion=scope.nearest(name, known))
        return None
    if found[1].kind not in ("list", "unknown"):
        scope.report.error("CL218", node.list.span, text=name, actual=in_words(found[1]))
        return None
    return found if found[1].kind == "list" else None
