"""What an actor may do now: events with their parameters as JSON Schema, for forms, menus and agents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import attrs

from closedloop.kernel.admission import may
from closedloop.kernel.case import Case
from closedloop.kernel.firing import fire
from closedloop.kernel.machine import Machine
from closedloop.kernel.offering import ASK_EXTENSION, Offering
from closedloop.kernel.requiring import OWN
from closedloop.kernel.values import Actor, Possible, Readings
from closedloop.kernel.work import NO_READINGS, Work
from closedloop.messages import UsageError
from closedloop.model.expressions import FieldRef, ParamRef, RoleRef


def offers(
    program: Mapping[str, Machine], case: Case, actor: Actor, at: datetime, readings: Readings = NO_READINGS
) -> tuple[Possible, ...]:
    """The events that the actor would be admitted to at `at`, in order of writing, timers due by then considered.

    Left out is what cannot be accepted whatever the parameters: a requirement that reads none of them fails.
    Requirements that read them, routes and rules are only judged when the event is submitted.
    """
    machine = program.get(case.process)
    if machine is None:
        raise UsageError(f"there is no process `{case.process}` in the program")
    at = max(at.astimezone(UTC), case.at)
    case, _, _ = fire(machine, case, at, readings)
    w = Work(machine, case, readings)
    w.begin(at, actor.person, actor.party, None)
    place = w.place
    found = (may(w, actor, event) for event in (place.offers if not case.suspended else place.while_suspended))
    return tuple(
        Possible(offered.event, role, offered.title, deepcopy(offered.plan.schema))
        for offered, role in filter(None, found)
        if may_be_accepted(w, offered)
    )


def may_be_accepted(w: Work, offered: Offering) -> bool:
    """Whether no requirement fails that looks at none of the parameters."""
    own = OWN.get(offered.kind)
    if own is not None and not (offered.kind == ASK_EXTENSION and offered.plan.params) and any(own(w, offered)):
        return False
    given = frozenset(param.name for param in offered.plan.params)
    return all(each.test(w) or _reads(each.require.condition, given) for each in offered.requires)


def _reads(node: Any, given: frozenset[str]) -> bool:
    """Whether the condition depends on what will be submitted."""
    return any(
        isinstance(each, ParamRef) or (isinstance(each, (FieldRef, RoleRef)) and each.name in given)
        for each in _nodes(node)
    )


def _nodes(node: Any) -> Iterator[Any]:
    if isinstance(node, tuple):
        for item in node:
            yield from _nodes(item)
    elif attrs.has(type(node)):
        yield node
        for attribute in attrs.fields(type(node)):
            yield from _nodes(getattr(node, attribute.name))
