"""Events that nobody can submit because the role that may is not bound.

Who may act is asked when somebody acts, so an event may wait for its role as long as something in the same step can
bind it.
"""

from __future__ import annotations

from collections.abc import Iterator

from closedloop.check.flow.dataflow import Flow, Seen
from closedloop.check.flow.finding import Finding, error, warning
from closedloop.check.flow.ways import Ways
from closedloop.model import process as model


def check_roles(flow: Flow) -> Iterator[Finding]:
    """`by` of every event, and who decides on extensions."""
    ways = Ways(flow)
    elsewhere: dict[int, list[Seen]] = {}
    for seen in flow.seen:
        if seen.anywhere:
            elsewhere.setdefault(id(seen.offer), []).append(seen)
        else:
            yield from _by(flow, ways, seen)
    for group in elsewhere.values():
        yield from _by_anywhere(flow, group)
    for name in flow.rest:
        if name in flow.steps:
            yield from _approved_by(flow, ways, flow.steps[name])


def _by(flow: Flow, ways: Ways, seen: Seen) -> Iterator[Finding]:
    waiting = _perhaps_unbound(flow, seen.step, seen.offer.by)
    if not waiting or any(_binds(flow, seen.step, role) for role in waiting):
        return
    step = flow.steps[seen.step]
    at = step.at if seen.offer.by == step.by else seen.offer.at
    role = waiting[0]
    path = ways.unset(flow.transfer.variables.tracked_name(role), seen.step)
    make = error if len(waiting) == 1 else warning
    yield make("CL261", at, step=seen.step, role=role, path=path)


def _perhaps_unbound(flow: Flow, step: str, roles: tuple[str, ...]) -> tuple[str, ...]:
    """The roles, if each of them is assigned and may be unbound in the step; nothing if somebody can certainly act."""
    variables, rest = flow.transfer.variables, flow.rest[step]
    for role in roles:
        if role not in variables.assigned or rest.is_set(variables.tracked_name(role)):
            return ()
    return roles


def _binds(flow: Flow, step: str, role: str) -> bool:
    """Whether an event that somebody else may submit in the step binds the role."""
    return any(
        offer.by != (role,)
        and (event := flow.transfer.events.get(offer.event)) is not None
        and any(each.use == "binds" and each.name == role for each in event.params)
        for offer in flow.moves.offers[step]
    )


def _by_anywhere(flow: Flow, group: list[Seen]) -> Iterator[Finding]:
    variables = flow.transfer.variables
    offer = group[0].offer
    if all(role in variables.assigned for role in offer.by):
        bound = (flow.rest[each.step].of(variables.tracked_name(role)) & ~1 for each in group for role in offer.by)
        if not any(bound):
            yield error("CL263", offer.at, event=offer.event, role=offer.by[0])


def _approved_by(flow: Flow, ways: Ways, step: model.Step) -> Iterator[Finding]:
    for limit in step.limits:
        if limit.extension is not None and limit.extension.approved_by:
            waiting = _perhaps_unbound(flow, step.name, limit.extension.approved_by)
            if waiting and not any(_binds(flow, step.name, role) for role in waiting):
                path = ways.unset(flow.transfer.variables.tracked_name(waiting[0]), step.name)
                yield error("CL262", limit.extension.at, role=waiting[0], path=path)
