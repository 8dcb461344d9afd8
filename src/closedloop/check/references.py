"""What a bare name in an expression stands for.

Guarantees the order of the reference (semantics, 1.3): a choice of the enumeration beside it, the event's own
parameter, a field, a role, a list.
"""

from __future__ import annotations

from collections.abc import Iterator

from closedloop.check import meant, names
from closedloop.check.elaboration import NOT_TYPED, Context, Typed, form
from closedloop.check.scope import UNKNOWN, Declared, Scope
from closedloop.check.types import written_out
from closedloop.model import expressions as ex
from closedloop.model.process import Field, Type
from closedloop.model.types import BOOL, PARTY
from closedloop.syntax import tree
from closedloop.text import Related


@form(tree.Ref)
def _reference(node: tree.Ref, context: Context, scope: Scope, expected: Type | None) -> Typed:
    name = node.name.text
    if expected is not None and expected.kind == "enum" and name in expected.choices:
        return ex.Const(name, "enum"), expected
    if context.constant:
        return _constant(node, context, scope, expected)
    found = look_up(name, context, scope)
    if found is None:
        _report_unknown(node, context, scope, expected)
        return NOT_TYPED
    return found


def look_up(name: str, context: Context, scope: Scope) -> Typed | None:
    """What the name stands for, choices aside; None if it is nothing. Notes the use."""
    parameter = context.event.param(name) if context.event else None
    if parameter is not None and parameter.use == "own":
        return ex.ParamRef(name), parameter.type
    if name in scope.fields:
        scope.use("field", name)
        return ex.FieldRef(name), scope.fields[name].value.type
    if name in scope.roles:
        scope.use("role", name)
        return ex.RoleRef(name), PARTY
    if name in scope.lists:
        scope.use("list", name)
        return ex.ListRef(name), scope.lists[name].value
    return None


def type_beside(node: tree.Expr, context: Context, scope: Scope) -> Type | None:
    """The type of a bare name, for choosing what stands beside it; None for what is no name or not declared."""
    if not isinstance(node, tree.Ref) or context.constant:
        return None
    found = look_up(node.name.text, context, scope)
    return found[1] if found else None


def _constant(node: tree.Ref, context: Context, scope: Scope, expected: Type | None) -> Typed:
    name = node.name.text
    if expected is None or expected.kind == "unknown":
        return NOT_TYPED
    if expected.kind == "party":
        return ex.Const(name, "party"), PARTY
    if expected.kind == "enum":
        _report_choice(node, scope, expected)
    else:
        written_out(node, expected, scope)
    return NOT_TYPED


def _report_unknown(node: tree.Ref, context: Context, scope: Scope, expected: Type | None) -> None:
    if expected == UNKNOWN:  # beside what has been reported already it may be a choice
        return
    name = node.name.text
    known = list(_known(context, scope))
    if expected is not None and expected.kind == "enum" and _sooner_choice(name, expected, known, scope):
        _report_choice(node, scope, expected)
        return
    owner = next((each for each in scope.events.values() if each.param(name)), None)
    enum = enum_with(name, scope)
    other = names.kind_of(name, scope)
    if owner is not None:
        related = (Related(owner.span, "related.declared"),)
        scope.report.error("CL213", node.span, related=related, name=name, event=owner.name)
    elif enum is not None:
        related = (Related(enum.span, "related.declared"),)
        scope.report.error("CL121", node.span, related=related, name=name, field=enum.value.name)
    elif other is not None:
        scope.report.error("CL122", node.span, name=name, kind=other)
    else:
        suggestion = _meant(name, known, context, scope, expected)
        scope.report.error("CL120", node.span, name=name, suggestion=suggestion)


def _meant(name: str, known: list[str], context: Context, scope: Scope, expected: Type | None) -> str | None:
    """What the name was meant for: a word for a truth value, words written together, a misspelt name, an event."""
    found = meant.yes_or_no(name, scope) if expected is None or expected == BOOL else None
    found = found or meant.apart(name, _valued(context, scope), expected, scope) or scope.nearest(name, known)
    return found or (meant.happened(name, scope) if expected == BOOL else None)


def _valued(context: Context, scope: Scope) -> dict[str, Type]:
    fields = {name: each.value.type for name, each in scope.fields.items()}
    params = context.event.params if context.event is not None else ()
    return fields | {each.name: each.type for each in params if each.use == "own"}


def enum_with(name: str, scope: Scope) -> Declared[Field] | None:
    """The first field that has this choice."""
    return next((each for each in scope.fields.values() if name in each.value.type.choices), None)


def _sooner_choice(name: str, enum: Type, known: list[str], scope: Scope) -> bool:
    """Whether the name is rather a misspelt choice than a misspelt name."""
    return scope.nearest(name, enum.choices) is not None or scope.nearest(name, known) is None


def _report_choice(node: tree.Ref, scope: Scope, enum: Type) -> None:
    name = node.name.text
    suggestion = scope.nearest(name, enum.choices)
    scope.report.error("CL123", node.span, name=name, choices=enum.choices, suggestion=suggestion)


def _known(context: Context, scope: Scope) -> Iterator[str]:
    if context.event is not None:
        yield from (each.name for each in context.event.params)
    yield from scope.fields
    yield from scope.roles
    yield from scope.lists
