"""Enters what a process declares into the tables of its scope, and reports what is declared twice.

Guarantees: after `declare` every name of the process can be looked up, wherever it stands; the first declaration of a
name counts. Types and signatures are made out, defaults and conditions are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from typing import Any

from closedloop.check import names
from closedloop.check.calendars import zone_of
from closedloop.check.declared_types import item_type, type_of
from closedloop.check.scope import UNKNOWN, Declared, Scope
from closedloop.check.signatures import EXTEND, asking_event, declare_events
from closedloop.messages import Phrase
from closedloop.model import process as model
from closedloop.model.process import Type
from closedloop.syntax import tree
from closedloop.text import Related, Span

DEFAULT_COLOURS = ("green", "yellow", "red")


def declare(process: tree.Process, scope: Scope) -> None:
    """Fills the tables."""
    scope.zone = zone_of([each for each in process.items if isinstance(each, tree.Calendar)], scope)
    for item in process.items:
        _declare_item(item, scope)
    if not scope.colours:
        scope.colours.update(dict.fromkeys(DEFAULT_COLOURS))
    for item in process.items:
        if isinstance(item, tree.EffectDecl) and item.name.text in scope.effects:
            _effect_params(item, scope)
    _choice_clashes(scope, process)
    _once_each(process, scope)
    _allow(process, scope)
    declare_events(process, scope)


def _declare_item(item: tree.Item, scope: Scope) -> None:
    match item:
        case tree.Step() | tree.End():
            _place(item, scope)
        case tree.Role():
            if _free(item.name, "role", scope):
                scope.roles[item.name.text] = Declared(item, item.name.span)
        case tree.FieldDecl():
            kind = type_of(item.type, scope)
            if _free(item.name, "field", scope):
                field = model.Field(item.name.text, kind, item.title, cite=item.cite)
                scope.fields[item.name.text] = Declared(field, item.name.span)
        case tree.ListDecl():
            kind = Type("list", item=item_type(item, scope))
            if _free(item.name, "list", scope):
                scope.lists[item.name.text] = Declared(kind, item.name.span)
        case tree.Colour():
            _enter(item.name, "colour", scope.colours, item.name.span, scope)
        case tree.EffectDecl():
            _enter(item.name, "effect", scope.effects, Declared((), item.name.span), scope)
        case tree.Escalation():
            _enter(item.name, "escalation", scope.escalations, item.name.span, scope)
        case _:
            pass


# ------------------------------------------------------------------------------------------------------------- names


def _place(item: tree.Step | tree.End, scope: Scope) -> None:
    if names.is_builtin(item.name):
        scope.report.error("CL105", item.name.span, name=item.name.text)
    _enter(item.name, "place", scope.steps, Declared(item, item.name.span), scope)


def _enter(name: tree.Name, kind: str, table: MutableMapping[str, Any], entry: Any, scope: Scope) -> None:
    if name.text in table:
        earlier = table[name.text]
        span = earlier.span if isinstance(earlier, Declared) else earlier
        twice(name, kind, span, scope)
        return
    table[name.text] = entry


def twice(name: tree.Name, kind: str, earlier: Span, scope: Scope) -> None:
    """Report a second declaration."""
    what = Phrase(f"bare.{kind}")
    scope.report.error("CL101", name.span, related=(Related(earlier),), name=name.text, what=what)


def _free(name: tree.Name, kind: str, scope: Scope) -> bool:
    """Fields, roles and lists share their names."""
    tables: Iterable[tuple[str, MutableMapping[str, Declared[Any]]]] = (
        ("field", scope.fields),
        ("role", scope.roles),
        ("list", scope.lists),
    )
    for other, table in tables:
        if name.text in table and other == kind:
            twice(name, kind, table[name.text].span, scope)
            return False
        if name.text in table:
            related = (Related(table[name.text].span),)
            kinds = {"kind": Phrase(f"bare.{kind}"), "other": Phrase(f"bare.{other}")}
            scope.report.error("CL102", name.span, related=related, name=name.text, **kinds)
            return False
    return True


def _once_each(process: tree.Process, scope: Scope) -> None:
    """Rules and metrics have names of their own."""
    metrics: dict[str, Span] = {}
    for item in process.items:
        if isinstance(item, tree.Rule):
            _enter(item.name, "rule", scope.rules, item.name.span, scope)
        elif isinstance(item, tree.Metric):
            _enter(item.name, "metric", metrics, item.name.span, scope)


def _choice_clashes(scope: Scope, process: tree.Process) -> None:
    """A choice named like a field could not be told from it beside another field of the same kind."""
    for choice in _choices(process):
        field = scope.fields.get(choice.name.text)
        if field is not None:
            scope.report.error("CL103", choice.name.span, related=(Related(field.span),), name=choice.name.text)


def _choices(process: tree.Process) -> Iterator[tree.Choice]:
    for item in process.items:
        if isinstance(item, tree.FieldDecl):
            yield from _choices_of(item.type)
        for offer in offers_in(item):
            for param in offer.params:
                if param.type is not None:
                    yield from _choices_of(param.type)


def _choices_of(kind: tree.TypeExpr) -> Iterator[tree.Choice]:
    if isinstance(kind, tree.ListType):
        kind = kind.item
    if isinstance(kind, tree.EnumType):
        yield from kind.choices


def offers_in(item: tree.Item) -> Iterator[tree.Offer]:
    """The events that a step or an `anywhere` offers."""
    if isinstance(item, tree.Step):
        yield from (each for each in item.items if isinstance(each, tree.Offer))
    elif isinstance(item, tree.Anywhere):
        yield from item.offers


def _effect_params(item: tree.EffectDecl, scope: Scope) -> None:
    """The parameters of a declared effect: each needs its type."""
    found: dict[str, model.Param] = {}
    for param in item.params:
        if param.type is None:
            scope.report.error("CL134", param.span, name=param.name.text, effect=item.name.text)
        if param.name.text in found:
            scope.report.error("CL133", param.name.span, name=param.name.text, event=item.name.text)
            continue
        kind = UNKNOWN if param.type is None else type_of(param.type, scope)
        found[param.name.text] = model.Param(param.name.text, "own", kind, param.optional)
    declared = scope.effects[item.name.text]
    if declared.span == item.name.span:
        scope.effects[item.name.text] = Declared(tuple(found.values()), declared.span)


# --------------------------------------------------------------------------------------------------- what is allowed


def _allow(process: tree.Process, scope: Scope) -> None:
    """Which events of the language can happen at all."""
    for item in process.items:
        if isinstance(item, tree.AllowSuspend):
            scope.allowed |= {"suspend", "resume"}
        elif isinstance(item, tree.AllowReopen):
            scope.allowed.add("reopen")
        elif isinstance(item, tree.Step):
            for limit in item.items:
                if isinstance(limit, (tree.Within, tree.DueOn)) and limit.extendable is not None:
                    if asking_event(limit.extendable) == EXTEND:
                        scope.allowed.add(EXTEND)
                    if limit.extendable.approved_by:
                        scope.allowed |= {"grant_extension", "deny_extension"}
