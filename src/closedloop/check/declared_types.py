"""Types as they are written, made out."""

from __future__ import annotations

from typing import Any

from closedloop.check.scope import UNKNOWN, Scope
from closedloop.messages import Phrase
from closedloop.model.process import Type
from closedloop.syntax import tree
from closedloop.text import Related


def type_of(node: tree.TypeExpr, scope: Scope) -> Type:
    """The type that is written."""
    match node:
        case tree.SimpleType():
            return Type(node.kind)
        case tree.IntType():
            if node.low is not None and node.high is not None and node.low > node.high:
                scope.report.error("CL209", node.span, low=node.low, high=node.high)
                return Type("int")
            return Type("int", node.low, node.high)
        case tree.EnumType():
            return _enum(node, scope)
        case tree.ListType():
            if isinstance(node.item, tree.ListType):
                scope.report.error("CL229", node.item.span)
                return Type("list", item=UNKNOWN)
            return Type("list", item=type_of(node.item, scope))


def _enum(node: tree.EnumType, scope: Scope) -> Type:
    found: dict[str, tree.Choice] = {}
    for choice in node.choices:
        if choice.name.text in found:
            related = (Related(found[choice.name.text].name.span),)
            scope.report.error("CL104", choice.name.span, related=related, name=choice.name.text)
        else:
            found[choice.name.text] = choice
    return Type("enum", choices=tuple(found), titles=tuple(each.title for each in found.values()))


def item_type(node: tree.ListDecl, scope: Scope) -> Type:
    """What a declared list holds: what all its values are, choices where they are bare names."""
    kinds = {_kind_of_value(each): each for each in reversed(node.values)}
    if set(kinds) == {"int", "decimal"}:
        return Type("decimal")
    if len(kinds) > 1:
        first = _kind_of_value(node.values[0])
        odd = next(each for each in node.values if _kind_of_value(each) != first)
        types = {"first": Phrase(f"type.{first}"), "other": Phrase(f"type.{_kind_of_value(odd)}")}
        scope.report.error("CL230", odd.span, related=(Related(node.values[0].span, "related.earlier"),), **types)
        return UNKNOWN
    kind = next(iter(kinds))
    if kind == "enum":
        return Type(
            "enum", choices=tuple(dict.fromkeys(each.name.text for each in node.values if isinstance(each, tree.Ref)))
        )
    return Type(kind)


_KINDS: dict[type[Any], str] = {
    tree.String: "text",
    tree.Boolean: "bool",
    tree.Date: "date",
    tree.Moment: "time",
    tree.Duration: "duration",
    tree.Ref: "enum",
}


def _kind_of_value(node: tree.Literal) -> str:
    if isinstance(node, tree.Unary) and isinstance(node.operand, tree.Number):
        node = node.operand
    if isinstance(node, tree.Number):
        return "decimal" if node.decimal else "int"
    return _KINDS.get(type(node), "unknown")
