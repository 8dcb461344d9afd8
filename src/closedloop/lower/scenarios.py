"""Scenarios."""

from __future__ import annotations

from closedloop.check import names
from closedloop.check.history import possible_event
from closedloop.check.scope import Scope, Signature
from closedloop.check.types import constant, duration
from closedloop.lower.effects import paired
from closedloop.model import process as model
from closedloop.model.durations import Duration
from closedloop.model.expressions import Value
from closedloop.syntax import tree
from closedloop.text import Related


def lower_scenario(node: tree.Scenario, scope: Scope) -> model.Scenario:
    """A scenario; its first line says when the case is opened."""
    if node.lines and not _dated(node.lines[0]):
        scope.report.error("CL147", node.lines[0].span)
    lines: list[model.Happens | model.Nothing | model.Expect] = []
    for line in node.lines:
        if isinstance(line, tree.Expect):
            lines += (_expect(item, scope) for item in line.items)
        elif isinstance(line, tree.Nothing):
            lines.append(model.Nothing(_moment(line.moment), at=scope.report.at(line.span)))
        else:
            lines.append(_happens(line, scope))
    return model.Scenario(node.title, tuple(lines), at=scope.report.at(node.span))


def _dated(line: tree.Happens | tree.Nothing | tree.Expect) -> bool:
    return not isinstance(line, tree.Expect) and not isinstance(line.moment, tree.Plus)


def _moment(node: tree.Date | tree.Moment | tree.Plus) -> str | Duration:
    return duration(node.duration) if isinstance(node, tree.Plus) else node.iso


def _happens(line: tree.Happens, scope: Scope) -> model.Happens:
    signature = names.event(line.event, scope) if line.refused else possible_event(line.event, scope)
    params = () if signature is None else _arguments(line, signature, scope)
    return model.Happens(
        moment=_moment(line.moment),
        actor=_actor(line.actor, scope),
        event=line.event.text,
        params=params,
        refused=line.refused,
        dated=None if line.dated is None else line.dated.iso,
        because=line.because,
        role=names.role(line.actor.role, scope) if isinstance(line.actor, tree.InRole) else None,
        person=_person(line, scope),
        at=scope.report.at(line.span),
    )


def _actor(node: tree.Name | tree.String | tree.InRole, scope: Scope) -> str:
    return node.party if isinstance(node, tree.InRole) else _party(node, scope)


def _person(line: tree.Happens, scope: Scope) -> str | None:
    """Who acts for the actor of the line; somebody who acts for themselves need not be named twice."""
    if line.person is None:
        return None
    person = _party(line.person, scope)
    if person == _text(line.actor):
        scope.report.advice("CL352", line.person.span, name=person)
    return person


def _text(node: tree.Name | tree.String | tree.InRole) -> str:
    match node:
        case tree.Name():
            return node.text
        case tree.String():
            return node.value
        case tree.InRole():
            return node.party


def _party(node: tree.Name | tree.String, scope: Scope) -> str:
    """A role's name, or a party's; a bare name that nearly is a role's was probably meant to be one."""
    if isinstance(node, tree.String):
        return node.value
    if node.text in scope.roles:
        scope.use("role", node.text)
    else:
        suggestion = scope.nearest(node.text, scope.roles)
        if suggestion is not None and len(node.text) > 3:
            scope.report.advice("CL350", node.span, name=node.text, suggestion=suggestion)
    return node.text


def _arguments(line: tree.Happens, signature: Signature, scope: Scope) -> tuple[tuple[str, Value], ...]:
    related = () if signature.builtin else (Related(signature.span, "related.declared"),)
    given: dict[str, Value] = {}
    for param, arg in paired(line.args, signature.params, signature.name, related, scope):
        given[param.name] = constant(arg.value, param.type, scope)
    missing = [each.name for each in signature.params if each.name not in given and not each.optional]
    if missing and not line.refused and len(given) == len(line.args):
        scope.report.error("CL232", line.event.span, related=related, event=signature.name, missing=missing)
    return tuple((each.name, given[each.name]) for each in signature.params if each.name in given)


def _expect(item: tree.Expectation, scope: Scope) -> model.Expect:
    at = scope.report.at(item.span)
    match item:
        case tree.ExpectStep():
            return model.Expect("step", names.step_or_end(item.name, scope), at=at)
        case tree.ExpectField():
            name = names.field(item.name, scope)
            declared = scope.fields.get(name)
            value = None if declared is None else constant(item.value, declared.value.type, scope)
            return model.Expect("field", name, value, at=at)
        case tree.ExpectScore():
            return model.Expect("score", _party(item.party, scope), item.amount, at=at)
        case tree.ExpectMark():
            return model.Expect("mark", names.colour(item.colour, scope), at=at)
        case tree.ExpectOverdue():
            return model.Expect("overdue", at=at)
        case tree.ExpectDue():
            return model.Expect("due", value=item.at.iso, at=at)
        case tree.ExpectBreach():
            return model.Expect("breach", names.rule(item.rule, scope), at=at)
