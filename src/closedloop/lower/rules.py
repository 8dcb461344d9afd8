"""Rules."""

from __future__ import annotations

from collections.abc import Iterable

from closedloop.check import names
from closedloop.check.elaboration import CONDITION
from closedloop.check.expressions import condition
from closedloop.check.history import atom
from closedloop.check.scope import Scope
from closedloop.check.types import duration
from closedloop.model import expressions as ex
from closedloop.model import process as model
from closedloop.syntax import tree

_NOTHING = ex.StepAtom("")
"""Stands for an atom that has been reported."""


def lower_rule(rule: tree.Rule, scope: Scope) -> model.Rule:
    """The rule; nested `when C,` become one conjunction."""
    conditions: list[ex.Expr] = []
    prop = rule.prop
    while isinstance(prop, tree.WhenProp):
        conditions.append(condition(prop.condition, CONDITION, scope))
        prop = prop.prop
    when = None if not conditions else conditions[0] if len(conditions) == 1 else _all_of(conditions)
    return model.Rule(
        name=rule.name.text,
        prop=_prop(prop, scope),
        when=when,
        title=rule.title,
        cite=rule.cite,
        text=scope.report.excerpt(rule.prop.span),
        at=scope.report.at(rule.name.span),
    )


def _all_of(conditions: Iterable[ex.Expr]) -> ex.Expr:
    return ex.And(tuple(item for each in conditions for item in (each.items if isinstance(each, ex.And) else (each,))))


def _prop(prop: tree.Prop, scope: Scope) -> model.Prop:
    match prop:
        case tree.Never():
            return model.Never(_atom(prop.atom, scope))
        case tree.Always():
            return model.Always(condition(prop.condition, CONDITION, scope))
        case tree.OnAtom():
            return model.OnAtom(_atom(prop.atom, scope), condition(prop.condition, CONDITION, scope))
        case tree.Before():
            return model.Before(_atom(prop.earlier, scope), _atom(prop.later, scope), prop.each)
        case tree.LeadsTo():
            within = None if prop.within is None else duration(prop.within)
            return model.LeadsTo(_atom(prop.trigger, scope), _atoms(prop.responses, scope), within)
        case tree.Bounded():
            return _bounded(prop, scope)
        case tree.Recurs():
            return model.Recurs(_atom(prop.atom, scope), duration(prop.every), names.step(prop.step, scope))
        case tree.DifferentParties():
            return model.DifferentParties(_parties(prop, scope), prop.in_one_stay)
        case tree.SameParty():
            return model.SameParty(_parties(prop, scope))
        case tree.EveryCaseEnds():
            return model.EveryCaseEnds(None if prop.within is None else duration(prop.within))
        case tree.WhenProp():
            return _prop(prop.prop, scope)


def _atom(node: tree.Atom, scope: Scope) -> ex.Atom:
    return atom(node, scope) or _NOTHING


def _atoms(nodes: Iterable[tree.Atom], scope: Scope) -> tuple[ex.Atom, ...]:
    return tuple(_atom(each, scope) for each in nodes)


def _bounded(prop: tree.Bounded, scope: Scope) -> model.Prop:
    return model.Bounded(
        _atom(prop.atom, scope),
        prop.bound,
        prop.times,
        before=None if prop.before is None else _atom(prop.before, scope),
        per=None if prop.per is None else names.step(prop.per, scope),
        ever=prop.ever,
    )


def _parties(prop: tree.DifferentParties | tree.SameParty, scope: Scope) -> tuple[ex.Atom, ...]:
    """Atoms that somebody stands behind: the clock has no party."""
    for each in prop.atoms:
        if each.kind == "expiry":
            scope.report.warning("CL236", each.span, name=each.name.text)
    if isinstance(prop, tree.DifferentParties) and len(prop.atoms) < 2:
        scope.report.error("CL245", prop.span)
    return _atoms(prop.atoms, scope)
