"""Conditions of `as soon as`, of limits and of exemptions that always or never hold, and steps that nothing may ever
leave.

Guarantees: as in `closedloop.check.flow.decisions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from closedloop.check.flow.dataflow import Flow
from closedloop.check.flow.facts import Facts
from closedloop.check.flow.finding import Finding, warning
from closedloop.check.flow.formulas import Formula, negation
from closedloop.check.flow.walk import offers_of
from closedloop.check.flow.witness import anything, can_hold, witness
from closedloop.model import process as model


def check_waiting(flow: Flow) -> Iterator[Finding]:
    """All steps that can be reached."""
    for name, rest in flow.rest.items():
        step = flow.steps.get(name)
        if step is not None:
            yield from _as_soon(flow, step, rest)
            yield from _limits(flow, step)
    yield from _exemptions(flow)


def _as_soon(flow: Flow, step: model.Step, rest: Facts) -> Iterator[Finding]:
    earlier: list[Formula] = []
    for each in step.as_soon:
        formula = flow.transfer.conditions.formula(each.condition, None)
        if not can_hold(rest, *earlier, formula):
            yield warning("CL256", each.at, to=each.to, step=step.name)
        elif not earlier and not can_hold(flow.entry[step.name], negation(formula)):
            yield warning("CL257", each.at, to=each.to, step=step.name)
        earlier.append(negation(formula))
    if earlier and not _something_else(flow, step):
        yield from _stuck(flow, step, rest, earlier)


def _something_else(flow: Flow, step: model.Step) -> bool:
    """Whether anything but its `as soon as` can leave the step, or change what they ask for."""
    if any(move.kind != "as soon" for move in flow.moves.from_place[step.name]):
        return True
    offers = (*flow.moves.offers[step.name], *flow.moves.built_in[step.name])
    return any(map(flow.changes, offers)) or bool(step.every or step.rungs)


def _stuck(flow: Flow, step: model.Step, rest: Facts, none: list[Formula]) -> Iterator[Finding]:
    tracked = flow.transfer.variables.tracked
    if all(var < tracked for each in none for var in each.vars):
        data = witness(rest, *none)
        if data is not None:
            yield warning("CL277", step.at, step=step.name, data=data)


def _limits(flow: Flow, step: model.Step) -> Iterator[Finding]:
    earlier: list[Formula] = []
    for limit in step.limits:
        if limit.when is None:
            return
        formula = flow.transfer.conditions.formula(limit.when, None)
        if not can_hold(flow.entry[step.name], *earlier, formula):
            yield warning("CL258", limit.at, step=step.name)
        earlier.append(negation(formula))


def _exemptions(flow: Flow) -> Iterator[Finding]:
    top = anything(flow.transfer.variables)
    for acts, event in _blocks(flow.process):
        for act in acts:
            if act.unless is not None:
                formula = flow.transfer.conditions.formula(act.unless, event)
                if not can_hold(top, negation(formula)):
                    yield warning("CL259", act.at)


def _blocks(process: model.Process) -> Iterable[tuple[tuple[model.AnyAct, ...], str | None]]:
    for _, offer in offers_of(process):
        yield offer.acts, offer.event
    for step in process.steps:
        ladder, repeated = (each.acts for each in step.rungs), (each.acts for each in step.every)
        for acts in (step.on_enter, step.on_leave, *ladder, *repeated):
            yield acts, None
    for end in process.ends:
        yield end.on_enter, None
