"""Steps, ends and what they offer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from closedloop.check import names
from closedloop.check.elaboration import AS_SOON_AS, EFFECT, Context
from closedloop.check.expressions import condition
from closedloop.check.scope import Scope
from closedloop.check.types import duration
from closedloop.lower.effects import lower_block, lower_blocks
from closedloop.lower.limits import Rungs, ladder_of, lower_limits
from closedloop.model import process as model
from closedloop.syntax import tree
from closedloop.text import Related

N = TypeVar("N", bound=tree.Node)


def lower_step(step: tree.Step, rungs: Rungs, scope: Scope) -> model.Step:
    """A step with its ladder inlined; its offers carry the roles that may submit them."""
    by = names.roles(step.by, scope)
    entering = [each.block for each in _all(step.items, tree.OnEnter)]
    leaving = [each.block for each in _all(step.items, tree.OnLeave)]
    return model.Step(
        name=step.name.text,
        title=step.title,
        cite=step.cite,
        by=by,
        limits=lower_limits(step.items, scope),
        rungs=ladder_of(step, rungs, scope),
        every=tuple(_every(each, scope) for each in _all(step.items, tree.Every)),
        on_enter=lower_blocks(entering, EFFECT, scope),
        on_leave=lower_blocks(leaving, EFFECT, scope),
        as_soon=tuple(_as_soon(each, scope) for each in _all(step.items, tree.AsSoonAs)),
        offers=tuple(lower_offer(each, by, scope) for each in _all(step.items, tree.Offer)),
        at=scope.report.at(step.name.span),
    )


def lower_end(end: tree.End, scope: Scope) -> model.End:
    return model.End(
        name=end.name.text,
        title=end.title,
        on_enter=lower_blocks(end.on_enter, EFFECT, scope),
        at=scope.report.at(end.name.span),
    )


def lower_anywhere(node: tree.Anywhere, scope: Scope) -> model.Anywhere:
    return model.Anywhere(
        offers=tuple(lower_offer(each, (), scope) for each in node.offers),
        but=names.each_once(node.but, scope, names.step),
        while_suspended=node.while_suspended,
        at=scope.report.at(node.span),
    )


def _all(items: Iterable[tree.StepItem], kind: type[N]) -> list[N]:
    return [each for each in items if isinstance(each, kind)]


def _every(node: tree.Every, scope: Scope) -> model.Every:
    acts = lower_block(node.block, EFFECT, scope)
    return model.Every(duration(node.period), acts, at=scope.report.at(node.period.span))


def _as_soon(node: tree.AsSoonAs, scope: Scope) -> model.AsSoonAs:
    when = condition(node.condition, AS_SOON_AS, scope)
    return model.AsSoonAs(when, names.step_or_end(node.to, scope), at=scope.report.at(node.span))


# ------------------------------------------------------------------------------------------------------------ offers


def lower_offer(offer: tree.Offer, inherited: tuple[str, ...], scope: Scope) -> model.Offer:
    """An offer; without a `by` of its own it has that of its step, and without either it is reported."""
    by = names.roles(offer.by, scope) if offer.by else inherited
    if not by:
        scope.report.error("CL146", offer.event.span, name=offer.event.text)
    signature = scope.event(offer.event.text)
    deciding = Context("place.require", event=signature, actor=True)
    return model.Offer(
        event=offer.event.text,
        by=by,
        requires=tuple(_require(each, deciding, scope) for each in offer.requires),
        acts=lower_block(offer.do, deciding, scope),
        routes=_routes(offer, deciding, scope),
        title=offer.title,
        cite=offer.cite,
        at=scope.report.at(offer.event.span),
    )


def _require(node: tree.Require, context: Context, scope: Scope) -> model.Require:
    return model.Require(
        condition(node.condition, context, scope),
        message=node.message,
        cite=node.cite,
        text=scope.report.excerpt(node.condition.span),
        at=scope.report.at(node.condition.span),
    )


def _routes(offer: tree.Offer, context: Context, scope: Scope) -> tuple[model.Route, ...]:
    made = []
    always: tree.Route | None = None
    for route in offer.routes:
        if always is not None:
            related = (Related(always.span, "related.earlier"),)
            scope.report.error("CL234", route.span, related=related)
        when = None if route.when is None else condition(route.when, context, scope)
        made.append(model.Route(names.step_or_end(route.to, scope), when, at=scope.report.at(route.span)))
        if route.when is None and always is None:
            always = route
    return tuple(made)
