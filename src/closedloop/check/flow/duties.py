"""Duties that no two parties could satisfy: events that must be done by different parties, but are for one and the
same.

Guarantees: reported only if nothing on any way between the two can bind the role to somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from closedloop.check.flow.dataflow import Flow
from closedloop.check.flow.finding import Finding, warning
from closedloop.check.flow.occurrences import Occurrences
from closedloop.model import expressions as ex
from closedloop.model import process as model

Places = list[tuple[str, model.Offer]]


def check_duties(flow: Flow) -> Iterator[Finding]:
    """Every rule `different parties`."""
    occurrences = Occurrences(flow)
    for rule in flow.process.rules:
        if not isinstance(rule.prop, model.DifferentParties):
            continue
        for one, other in combinations(rule.prop.atoms, 2):
            role = _conflict(flow, occurrences, one, other, rule.prop.in_one_stay)
            if role is not None:
                assert isinstance(one, ex.EventAtom)
                assert isinstance(other, ex.EventAtom)
                yield warning("CL325", rule.at, rule=rule.name, one=one.event, other=other.event, role=role)


def _conflict(flow: Flow, occurrences: Occurrences, one: ex.Atom, other: ex.Atom, one_stay: bool) -> str | None:
    """The assigned role that alone may do both, and stays bound to the same party from one to the other."""
    if not isinstance(one, ex.EventAtom) or not isinstance(other, ex.EventAtom) or one.event == other.event:
        return None
    places = list(occurrences.where(one)), list(occurrences.where(other))
    role = _only_role(one, places[0])
    if role is None or role != _only_role(other, places[1]) or role not in flow.transfer.variables.assigned:
        return None
    meets = False
    for first, _ in places[0]:
        for second, _ in places[1]:
            if one_stay and first != second:
                continue
            if _rebound_between(flow, role, first, second, one_stay):
                return None
            meets = meets or second in _reached(flow, first) or first in _reached(flow, second)
    return role if meets else None


def _only_role(atom: ex.EventAtom, places: Places) -> str | None:
    roles = {role for _, offer in places for role in offer.by if atom.by in (None, role)}
    return roles.pop() if len(roles) == 1 else None


def _rebound_between(flow: Flow, role: str, first: str, second: str, one_stay: bool) -> bool:
    for step in flow.rest:
        if not any(_binds(flow, offer, role) for offer in flow.moves.offers.get(step, ())):
            continue
        if one_stay:
            if step == first:
                return True
            continue
        onward = _reached(flow, step)
        if (step in _reached(flow, first) and second in onward) or (step in _reached(flow, second) and first in onward):
            return True
    return False


def _binds(flow: Flow, offer: model.Offer, role: str) -> bool:
    event = flow.transfer.events.get(offer.event)
    return event is not None and any(each.use == "binds" and each.name == role for each in event.params)


def _reached(flow: Flow, step: str) -> frozenset[str]:
    return flow.moves.reached_from(step)
