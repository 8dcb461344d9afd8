"""The events of a process: one signature each, wherever it is offered.

Guarantees: a parameter named like a field writes it, like an assigned role binds it, any other has a type and is the
event's own. Two offers of one event that differ are reported with both signatures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from closedloop.check import names
from closedloop.check.declared_types import type_of
from closedloop.check.scope import UNKNOWN, Scope, Signature
from closedloop.model import process as model
from closedloop.model.types import PARTY
from closedloop.syntax import tree
from closedloop.text import Related, Span

EXTEND = "extend"
BY = "by"


def declare_events(process: tree.Process, scope: Scope) -> None:
    """Enters every event that a step, an `anywhere` or an extension offers."""
    asking: dict[str, Span] = {}
    for item in process.items:
        for extendable in _extensions(item):
            name = asking_event(extendable)
            asking.setdefault(name, _asking_span(extendable))
            _enter_asking(extendable, scope)
    offered: dict[str, Span] = {}
    for offers in _offered_together(process):
        _offered_once(offers, scope)
        for offer in offers:
            offered.setdefault(offer.event.text, offer.event.span)
            if names.is_builtin(offer.event):
                scope.report.error("CL105", offer.event.span, name=offer.event.text)
            elif offer.event.text in asking:
                related = (Related(asking[offer.event.text], "related.used"),)
                scope.report.error("CL136", offer.event.span, related=related, name=offer.event.text)
            else:
                _enter(offer.event.text, offer.event.span, offer.params, offer.title, scope)


def asking_event(extendable: tree.Extendable) -> str:
    """The event that asks for an extension."""
    return EXTEND if extendable.event is None else extendable.event.text


def _asking_span(extendable: tree.Extendable) -> Span:
    return extendable.span if extendable.event is None else extendable.event.span


def _extensions(item: tree.Item) -> Iterator[tree.Extendable]:
    if isinstance(item, tree.Step):
        for each in item.items:
            if isinstance(each, (tree.Within, tree.DueOn)) and each.extendable is not None:
                yield each.extendable


def _offered_together(process: tree.Process) -> Iterator[Sequence[tree.Offer]]:
    for item in process.items:
        if isinstance(item, tree.Step):
            yield [each for each in item.items if isinstance(each, tree.Offer)]
        elif isinstance(item, tree.Anywhere):
            yield item.offers


def _offered_once(offers: Sequence[tree.Offer], scope: Scope) -> None:
    first: dict[str, tree.Offer] = {}
    for offer in offers:
        earlier = first.setdefault(offer.event.text, offer)
        if earlier is not offer:
            related = (Related(earlier.event.span, "related.earlier"),)
            scope.report.error("CL135", offer.event.span, related=related, name=offer.event.text)


def _enter_asking(extendable: tree.Extendable, scope: Scope) -> None:
    """The asking event; where an extension has no length of its own, the event says it in `by: duration`."""
    name = asking_event(extendable)
    if name in tree.BUILTIN_EVENTS and name != EXTEND:
        scope.report.error("CL105", _asking_span(extendable), name=name)
        return
    params = list(extendable.params)
    given = next((each for each in params if each.name.text == BY), None)
    if extendable.by is None and given is None:
        params.append(tree.Param(tree.Name(BY, span=_asking_span(extendable)), tree.SimpleType("duration")))
    elif extendable.by is None and given is not None and not _says_length(given):
        scope.report.error("CL231", given.span)
    _enter(name, _asking_span(extendable), params, None, scope)


def _says_length(param: tree.Param) -> bool:
    return param.type == tree.SimpleType("duration") and not param.optional


def _enter(name: str, span: Span, params: Sequence[tree.Param], title: str | None, scope: Scope) -> None:
    words = f"{name}({', '.join(_words(each, scope) for each in params)})"
    earlier = scope.events.get(name)
    if earlier is None:
        made = _params(name, params, scope)
        scope.events[name] = Signature(name, made, span, words, title)
        return
    made = _params(name, params, scope, quiet=_written_alike(words, earlier.words))
    if not _alike(made, earlier.params):
        related = (Related(earlier.span, "related.signature", {"words": earlier.words}),)
        scope.report.error("CL137", span, related=related, name=name, one=words, other=earlier.words)
    elif earlier.title is None and title is not None:
        scope.events[name] = Signature(name, earlier.params, earlier.span, earlier.words, title)


def _written_alike(one: str, other: str) -> bool:
    """What is wrong with the parameters has then been said at the first offer."""
    return one == other and "…" not in one


def _words(param: tree.Param, scope: Scope) -> str:
    optional = "?" if param.optional else ""
    if param.type is None:
        return param.name.text + optional
    return f"{param.name.text}{optional}: {scope.report.excerpt(param.type.span) or _plain(param.type)}"


def _plain(kind: tree.TypeExpr) -> str:
    return kind.kind if isinstance(kind, tree.SimpleType) else "…"


def _alike(one: Sequence[model.Param], other: Sequence[model.Param]) -> bool:
    if len(one) != len(other):
        return False
    pairs = list(zip(one, other, strict=True))
    return all(
        a.name == b.name
        and (UNKNOWN in (a.type, b.type) or ((a.use, a.optional) == (b.use, b.optional) and _same_type(a.type, b.type)))
        for a, b in pairs
    )


def _same_type(one: model.Type, other: model.Type) -> bool:
    if (one.kind, one.low, one.high, one.choices) != (other.kind, other.low, other.high, other.choices):
        return False
    return one.item == other.item or (
        one.item is not None and other.item is not None and _same_type(one.item, other.item)
    )


def _params(event: str, params: Sequence[tree.Param], scope: Scope, *, quiet: bool = False) -> tuple[model.Param, ...]:
    found: dict[str, model.Param] = {}
    before = len(scope.report.found)
    for param in params:
        if param.name.text in found:
            scope.report.error("CL133", param.name.span, name=param.name.text, event=event)
            continue
        found[param.name.text] = _typed(param, scope) if param.type is not None else _bare(param, scope)
    if quiet:
        del scope.report.found[before:]
    return tuple(found.values())


def _typed(param: tree.Param, scope: Scope) -> model.Param:
    """`note: text`: the event's own; it may not be named like what fields, roles and lists have taken."""
    name = param.name.text
    taken = next((t[name].span for t in (scope.fields, scope.roles, scope.lists) if name in t), None)
    if taken is not None:
        kind = names.kind_of(name, scope)
        code = "CL138" if name in scope.lists else "CL131"
        scope.report.error(code, param.name.span, related=(Related(taken, "related.declared"),), name=name, kind=kind)
    assert param.type is not None
    return model.Param(name, "own", type_of(param.type, scope), param.optional)


def _bare(param: tree.Param, scope: Scope) -> model.Param:
    name = param.name.text
    if name in scope.fields:
        scope.use("field", name)
        return model.Param(name, "writes", scope.fields[name].value.type, param.optional)
    if name in scope.roles:
        scope.use("role", name)
        if not scope.roles[name].value.assigned:
            related = (Related(scope.roles[name].span, "related.declared"),)
            scope.report.error("CL132", param.name.span, related=related, name=name)
        return model.Param(name, "binds", PARTY, param.optional)
    assigned = [each for each, role in scope.roles.items() if role.value.assigned]
    suggestion = scope.nearest(name, [*scope.fields, *assigned])
    scope.report.error("CL130", param.name.span, name=name, suggestion=suggestion)
    return model.Param(name, "own", UNKNOWN, param.optional)
