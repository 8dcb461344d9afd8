"""What a place offers: an event with who may submit it, what it requires, does and where it leads.

The events of the language are offered like the author's, told apart by `kind`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

from closedloop.kernel.acts import Acts, Perform
from closedloop.kernel.events import EventPlan
from closedloop.kernel.expressions import Compiler, Test
from closedloop.kernel.values import Actor
from closedloop.model.process import Offer, Reopen, Require

if TYPE_CHECKING:
    from closedloop.kernel.work import Work

EVENT, SUSPEND, RESUME, REOPEN = "event", "suspend", "resume", "reopen"
ASK_EXTENSION, GRANT, DENY = "extend", "grant_extension", "deny_extension"


@frozen
class Requirement:
    test: Test
    require: Require


@frozen
class Offering:
    """`limit`: the limit of the step that an event about extensions is about. `reopen`: what allows a reopening."""

    event: str
    kind: str
    by: tuple[str, ...]
    plan: EventPlan
    title: str | None = None
    requires: tuple[Requirement, ...] = ()
    acts: tuple[Perform, ...] = ()
    routes: tuple[tuple[Test | None, str], ...] = ()
    offer: Offer | None = None
    limit: int | None = None
    reopen: Reopen | None = None

    def stands(self, w: Work) -> bool:
        """Whether it is offered in this stay: extensions only of the limit that holds, answers only to a request."""
        if self.limit is None:
            return True
        return w.stay.limit == self.limit and (self.kind == ASK_EXTENSION or w.stay.request is not None)


class Offerings:
    """Offers in the making, by event and in order."""

    def __init__(self) -> None:
        self._by_event: dict[str, list[Offering]] = {}

    def add(self, offered: Offering) -> None:
        self._by_event.setdefault(offered.event, []).append(offered)

    def by_event(self) -> Mapping[str, tuple[Offering, ...]]:
        return {event: tuple(each) for event, each in self._by_event.items()}


def offering(offer: Offer, kind: str, events: Mapping[str, EventPlan], compiler: Compiler, acts: Acts) -> Offering:
    """One of the author's offers."""
    plan = events[offer.event]
    own = frozenset(param.name for param in plan.params if param.use == "own")
    return Offering(
        event=offer.event,
        kind=kind,
        by=offer.by,
        plan=plan,
        title=offer.title or plan.title,
        requires=tuple(Requirement(compiler.test(each.condition), each) for each in offer.requires),
        acts=acts.compiled(offer.acts, own=own),
        routes=tuple((compiler.maybe(route.when), route.to) for route in offer.routes),
        offer=offer,
    )


def built_in(
    kind: str, by: tuple[str, ...], events: Mapping[str, EventPlan], event: str | None = None, **parts: Any
) -> Offering:
    """One of the language's own; the event that asks for an extension may have a name of its own."""
    plan = events[event or kind]
    return Offering(event=plan.name, kind=kind, by=by, plan=plan, title=plan.title, **parts)


def role_held(w: Work, offered: Offering, actor: Actor, role: str | None) -> str | None:
    """The first role of the offer that the actor holds (the one named, if one is), None without any."""
    for name in offered.by:
        if (role is None or role == name) and holds(w, actor, name):
            return name
    return None


def holds(w: Work, actor: Actor, role: str) -> bool:
    """Global roles are the directory's word; an assigned one is held by the party or person bound to it."""
    if role in w.machine.assigned:
        bound = w.bindings.get(role)
        return bound is not None and bound in (actor.party, actor.person)
    return role in actor.roles
