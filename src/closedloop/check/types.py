"""What fits where: types in words, values as their types want them.

Guarantees: an int fits where a decimal is wanted and becomes one; a text literal fits where a party or a file is
wanted; nothing else changes its type. `UNKNOWN` fits everywhere.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from attrs import evolve

from closedloop.check.elaboration import CONSTANT, Context, Typed, elaborate
from closedloop.check.meant import yes_or_no
from closedloop.check.scope import BROKEN, UNKNOWN, Scope
from closedloop.messages import AnyOf, Phrase
from closedloop.model import expressions as ex
from closedloop.model.durations import Duration
from closedloop.model.process import Type
from closedloop.model.types import BOOL, choices_alike
from closedloop.syntax import tree
from closedloop.text import Span

_MANY = 6


def in_words(kind: Type) -> Phrase:
    """The type as messages speak of it: `a whole number`, `one of …`."""
    if kind.kind == "enum" and len(kind.choices) <= _MANY:
        return Phrase("type.one_of", {"choices": AnyOf(kind.choices)})
    if kind.kind == "list" and kind.item is not None:
        return Phrase("type.list_of", {"item": in_words(kind.item)})
    return Phrase(f"type.{kind.kind}")


def fits(actual: Type, wanted: Type) -> bool:
    """Whether a value of the one type may stand where the other is wanted."""
    if UNKNOWN in (actual, wanted):
        return True
    if actual.kind == "enum" and wanted.kind == "enum":
        return choices_alike(actual, wanted)
    if actual.kind == "list" and wanted.kind == "list":
        return actual.item is None or wanted.item is None or fits(actual.item, wanted.item)
    return actual.kind == wanted.kind or (actual.kind, wanted.kind) == ("int", "decimal")


def fit(typed: Typed, wanted: Type, span: Span, scope: Scope) -> ex.Expr:
    """The expression as one of the wanted type; reported where it is none."""
    expr, actual = typed
    literal = _as_wanted(expr, wanted)
    if literal is not None:
        _in_range(literal, wanted, span, scope)
        return literal
    if not fits(actual, wanted):
        words = scope.report.excerpt(span)
        scope.report.error("CL201", span, text=words, actual=in_words(actual), wanted=in_words(wanted))
        return BROKEN
    return expr


def wanted(node: tree.Expr | tree.Listing, kind: Type, context: Context, scope: Scope) -> ex.Expr:
    """Elaborates what must be of this type."""
    if isinstance(node, tree.Listing):
        return _listed(node, kind, scope)
    return fit(elaborate(node, context, scope, kind), kind, node.span, scope)


def _listed(node: tree.Listing, kind: Type, scope: Scope) -> ex.Expr:
    if kind.kind != "list":
        if kind != UNKNOWN:
            text, actual = scope.report.excerpt(node.span), Phrase("type.list")
            scope.report.error("CL201", node.span, text=text, actual=actual, wanted=in_words(kind))
        return BROKEN
    item = UNKNOWN if kind.item is None else kind.item
    return ex.Const(tuple(constant(each, item, scope) for each in node.items), "list")


def condition(node: tree.Expr, context: Context, scope: Scope) -> ex.Expr:
    """Elaborates what must hold or not hold."""
    expr, actual = elaborate(node, context, scope, BOOL if isinstance(node, tree.Ref) else None)
    if not fits(actual, BOOL):
        scope.report.error("CL204", node.span, text=scope.report.excerpt(node.span), actual=in_words(actual))
        return BROKEN
    return expr


def constant(node: tree.Expr | tree.Listing, kind: Type, scope: Scope) -> ex.Value:
    """The value of a literal where this type is wanted; None where it was reported."""
    expr = wanted(node, kind, CONSTANT, scope)
    if isinstance(expr, ex.Const):
        return expr.value
    if not isinstance(node, tree.Listing):
        written_out(node, kind, scope)
    return None


def written_out(node: tree.Expr, kind: Type, scope: Scope) -> None:
    """Report that a literal is wanted."""
    suggestion = yes_or_no(node.name.text, scope) if isinstance(node, tree.Ref) and kind == BOOL else None
    text = scope.report.excerpt(node.span)
    scope.report.error("CL242", node.span, text=text, wanted=in_words(kind), suggestion=suggestion)


def mismatch(
    code: str, span: Span, left: tuple[tree.Expr, Type], right: tuple[tree.Expr, Type], scope: Scope, **params: Any
) -> None:
    """Report two that do not go together, with what each is."""
    scope.report.error(
        code,
        span,
        left=scope.report.excerpt(left[0].span),
        left_type=in_words(left[1]),
        right=scope.report.excerpt(right[0].span),
        right_type=in_words(right[1]),
        **params,
    )


def duration(node: tree.Duration) -> Duration:
    """The duration as the model keeps it."""
    return Duration(node.parts)


def _as_wanted(expr: ex.Expr, wanted: Type) -> ex.Const | None:
    if not isinstance(expr, ex.Const) or expr is BROKEN:
        return None
    if expr.type == "int" and wanted.kind == "decimal" and isinstance(expr.value, int):
        return ex.Const(Decimal(expr.value), "decimal")
    if expr.type == "text" and wanted.kind in ("party", "file"):
        return evolve(expr, type=wanted.kind)
    return expr if expr.type == wanted.kind != "enum" else None


def _in_range(literal: ex.Const, wanted: Type, span: Span, scope: Scope) -> None:
    value = literal.value
    if wanted.kind != "int" or not isinstance(value, int):
        return
    if (wanted.low is not None and value < wanted.low) or (wanted.high is not None and value > wanted.high):
        scope.report.error("CL208", span, value=value, low=wanted.low, high=wanted.high)
