"""Comparisons: of values, of spans of time with durations, and membership.

Guarantees: a bare choice is read as one of the enumeration on the other side, whichever side that is; what cannot be
compared is reported with what both sides are.
"""

from __future__ import annotations

from typing import Literal

from closedloop.check.elaboration import NOT_TYPED, Context, Typed, elaborate, form
from closedloop.check.history import SPANS, span_of
from closedloop.check.references import enum_with, type_beside
from closedloop.check.scope import UNKNOWN, Scope
from closedloop.check.types import fit, fits, in_words, mismatch
from closedloop.model import expressions as ex
from closedloop.model.process import Type
from closedloop.model.types import BOOL, DURATION, NUMBERS
from closedloop.syntax import tree

Op = Literal["=", "!=", "<", "<=", ">", ">="]
_FLIPPED: dict[Op, Op] = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ORDERED = (*NUMBERS, "date", "time", "enum")


def compared(op: Op, node: tree.Binary, context: Context, scope: Scope) -> Typed:
    """`a op b`."""
    left_span, right_span = _is_span(node.left, node.right), _is_span(node.right, node.left)
    if left_span and right_span:
        words = scope.report.excerpt(node.left.span), scope.report.excerpt(node.right.span)
        scope.report.error("CL207", node.span, one=words[0], other=words[1])
        return NOT_TYPED
    if left_span or right_span:
        return _compared_span(op, node, left_span, context, scope)
    (left, left_type), (right, right_type) = _sides(node, context, scope)
    if UNKNOWN in (left_type, right_type):
        return NOT_TYPED[0], BOOL
    return _compared_values(op, node, (left, left_type), (right, right_type), scope)


def _is_span(node: tree.Expr, beside: tree.Expr) -> bool:
    """`overdue` alone is a condition, and may be compared as one."""
    if isinstance(node, tree.Overdue):
        return not isinstance(beside, tree.Boolean)
    return isinstance(node, SPANS)


def _compared_span(op: Op, node: tree.Binary, span_left: bool, context: Context, scope: Scope) -> Typed:
    span_node, other = (node.left, node.right) if span_left else (node.right, node.left)
    span = span_of(span_node, context, scope)
    duration, kind = elaborate(other, context, scope, DURATION)
    if span is None or kind == UNKNOWN:
        return NOT_TYPED[0], BOOL
    if kind != DURATION:
        words = scope.report.excerpt(span_node.span), scope.report.excerpt(other.span)
        scope.report.error("CL206", other.span, measure=words[0], text=words[1], actual=in_words(kind))
        return NOT_TYPED[0], BOOL
    if context.by_itself and not isinstance(span, ex.FromToSpan) and not isinstance(duration, ex.Const):
        scope.report.error("CL216", other.span, text=scope.report.excerpt(other.span))
    return ex.CompareSpan(op if span_left else _FLIPPED[op], span, duration), BOOL


def _sides(node: tree.Binary, context: Context, scope: Scope) -> tuple[Typed, Typed]:
    """Both sides, each with the other's enumeration in view."""
    beside = type_beside(node.left, context, scope), type_beside(node.right, context, scope)
    if _is_enum(beside[1]):
        left = elaborate(node.left, context, scope, beside[1])
        return left, elaborate(node.right, context, scope, left[1])
    if beside[0] is None and _may_be_choice(node.left) and (beside[1] is not None or _is_choice(node.left, scope)):
        right = elaborate(node.right, context, scope)
        return elaborate(node.left, context, scope, right[1]), right
    left = elaborate(node.left, context, scope)
    return left, elaborate(node.right, context, scope, left[1])


def _is_enum(kind: Type | None) -> bool:
    return kind is not None and kind.kind == "enum"


def _is_choice(node: tree.Expr, scope: Scope) -> bool:
    return isinstance(node, tree.Ref) and enum_with(node.name.text, scope) is not None


def _may_be_choice(node: tree.Expr) -> bool:
    return isinstance(node, (tree.Ref, tree.IfElse))


def _compared_values(op: Op, node: tree.Binary, left: Typed, right: Typed, scope: Scope) -> Typed:
    kind = _common(left, right)
    if kind is None or kind.kind == "list":
        mismatch("CL202", node.span, (node.left, left[1]), (node.right, right[1]), scope)
        return NOT_TYPED[0], BOOL
    if op not in ("=", "!=") and kind.kind not in _ORDERED:
        scope.report.error("CL203", node.span, op=op, kind=in_words(kind))
        return NOT_TYPED[0], BOOL
    order = kind.choices if kind.kind == "enum" and op not in ("=", "!=") else ()
    one = _literal_as(left, kind, node.left, scope)
    return ex.Compare(op, one, _literal_as(right, kind, node.right, scope), order), BOOL


def _common(left: Typed, right: Typed) -> Type | None:
    """The type in which both can be compared."""
    if fits(left[1], right[1]):
        return right[1]
    if fits(right[1], left[1]):
        return left[1]
    for one, other in ((left, right), (right, left)):
        if isinstance(one[0], ex.Const) and one[1].kind == "text" and other[1].kind in ("party", "file"):
            return other[1]
    return None


def _literal_as(side: Typed, kind: Type, node: tree.Expr, scope: Scope) -> ex.Expr:
    if isinstance(side[0], ex.Const) and side[1].kind == "text":
        return fit(side, kind, node.span, scope)
    return side[0]


@form(tree.In)
def _membership(node: tree.In, context: Context, scope: Scope, expected: Type | None) -> Typed:
    among = node.group[0]
    if node.bare and isinstance(among, tree.Ref):
        return _in_list(node, among, context, scope)
    operand, kind = _operand(node, context, scope)
    items = []
    for each in node.group:
        item = elaborate(each, context, scope, kind)
        common = _common((operand, kind), item)
        if common is None:
            mismatch("CL202", each.span, (node.operand, kind), (each, item[1]), scope)
            continue
        items.append(_literal_as(item, common, each, scope))
    return ex.In(operand, tuple(items), negated=node.negated), BOOL


def _operand(node: tree.In, context: Context, scope: Scope) -> Typed:
    """What is looked for; a bare choice takes its enumeration from the group."""
    if _may_be_choice(node.operand) and type_beside(node.operand, context, scope) is None:
        for each in node.group:
            beside = type_beside(each, context, scope)
            if beside is not None:
                return elaborate(node.operand, context, scope, beside)
    return elaborate(node.operand, context, scope)


def _in_list(node: tree.In, among: tree.Ref, context: Context, scope: Scope) -> Typed:
    listed, kind = elaborate(among, context, scope)
    if kind.kind not in ("list", "unknown"):
        scope.report.error("CL218", among.span, text=scope.report.excerpt(among.span), actual=in_words(kind))
        return NOT_TYPED[0], BOOL
    item = kind.item or UNKNOWN
    operand, operand_type = elaborate(node.operand, context, scope, item)
    if not _may_be_in(operand_type, item):
        mismatch("CL219", node.operand.span, (node.operand, operand_type), (among, kind), scope)
        return NOT_TYPED[0], BOOL
    return ex.In(operand, among=listed, negated=node.negated), BOOL


def _may_be_in(operand: Type, item: Type) -> bool:
    """A declared list of texts may name parties and files; one of choices may list some of an enumeration's."""
    if operand.kind == "enum" and item.kind == "enum":
        return set(item.choices) <= set(operand.choices) or set(operand.choices) <= set(item.choices)
    if operand.kind in ("party", "file") and item.kind == "text":
        return True
    return fits(operand, item) or fits(item, operand)
