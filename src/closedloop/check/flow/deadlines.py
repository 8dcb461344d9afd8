"""Limits that have no consequence, steps that nobody watches, extensions that can never be asked for or granted.

Guarantees: a limit has a consequence if it leads somewhere, if a ladder counts from it, or if anything asks for it: a
condition in the step, a rule, a metric.
"""

from __future__ import annotations

from collections.abc import Iterator

from closedloop.check.flow.dataflow import Flow
from closedloop.check.flow.durations import surely_shorter
from closedloop.check.flow.finding import Finding, advice, warning
from closedloop.check.flow.walk import atoms_of, places, within
from closedloop.model import expressions as ex
from closedloop.model import process as model

Qualifier = model.With | model.Without | model.InStep | model.EndedAt


def check_deadlines(flow: Flow) -> Iterator[Finding]:
    """Every step that is reached."""
    steps = [flow.steps[name] for name in flow.rest if name in flow.steps]
    asked = _asked(flow)
    for step in steps:
        for limit in step.limits:
            if limit.then is None and not step.rungs and step.name not in asked:
                yield warning("CL300", limit.at, step=step.name)
            if limit.then == step.name:
                yield advice("CL310", limit.at, step=step.name)
            yield from _extension(limit)
    yield from _unwatched(flow, steps)


# --------------------------------------------------------------------------------------------------------- who asks


def _asked(flow: Flow) -> frozenset[str]:
    """The steps whose limit something asks for."""
    asked: set[str] = set()
    for place in places(flow.process):
        if any(_asks(each) for each in within(place.expr)):
            asked |= {place.step} if place.step is not None else set(flow.steps)
    for atom in _atoms(flow.process):
        if isinstance(atom, ex.ExpiryAtom):
            asked.add(atom.step)
    on_time = {each.event for each in _on_time(flow.process) if isinstance(each, ex.EventAtom)}
    for name, offers in flow.moves.offers.items():
        if any(offer.event in on_time for offer in offers):
            asked.add(name)
    return frozenset(asked)


def _asks(expr: ex.Expr) -> bool:
    if isinstance(expr, ex.CompareSpan):
        return isinstance(expr.span, (ex.RemainingSpan, ex.OverdueSpan))
    return isinstance(expr, ex.OverdueNow)


def _atoms(process: model.Process) -> Iterator[ex.Atom]:
    for slot in process.slots:
        yield from atoms_of(slot)
    for rule in process.rules:
        yield from atoms_of(rule.prop)
    for qualifier in _qualifiers(process):
        yield from atoms_of(qualifier)


def _on_time(process: model.Process) -> Iterator[ex.Atom]:
    for qualifier in _qualifiers(process):
        if isinstance(qualifier, model.With) and qualifier.on_time:
            yield qualifier.atom


def _qualifiers(process: model.Process) -> Iterator[Qualifier]:
    for metric in process.metrics:
        yield from qualifiers_of(metric)
    for breakdown in process.breakdowns:
        yield from qualifiers_of(breakdown)


def qualifiers_of(metric: model.Metric | model.Breakdown) -> Iterator[Qualifier]:
    """All `with`, `without`, `in` and `ended` of the sets of cases that it counts."""
    if isinstance(metric, model.Breakdown):
        yield from metric.cases.qualifiers
    elif isinstance(metric.value, model.Ratio):
        yield from metric.value.numerator.qualifiers
        yield from metric.value.denominator.qualifiers
    else:
        yield from metric.value.cases.qualifiers


# ------------------------------------------------------------------------------------------------------- extensions


def _extension(limit: model.Limit) -> Iterator[Finding]:
    extension = limit.extension
    if extension is None or limit.length is None:
        return
    if extension.asked_before is not None and surely_shorter(limit.length, extension.asked_before):
        yield warning("CL311", extension.at, limit=limit.length, before=extension.asked_before)
    if extension.in_all is not None and extension.by is not None and not limit.own_day:
        longest = limit.length.plus(extension.by)
        if surely_shorter(extension.in_all, longest):
            yield warning("CL312", extension.at, in_all=extension.in_all, extended=longest)


# --------------------------------------------------------------------------------------------------------- watching


def _unwatched(flow: Flow, steps: list[model.Step]) -> Iterator[Finding]:
    """Steps without a limit; once for all if there is no limit in the whole process."""
    if _ends_in_time(flow.process):
        return
    waiting = [each for each in steps if each.offers and not each.limits and not _recurs(flow.process, each)]
    if waiting and not any(each.limits for each in flow.process.steps):
        yield advice("CL302", waiting[0].at)
        return
    for step in waiting:
        yield advice("CL301", step.at, step=step.name)


def _ends_in_time(process: model.Process) -> bool:
    return any(isinstance(each.prop, model.EveryCaseEnds) and each.prop.within is not None for each in process.rules)


def _recurs(process: model.Process, step: model.Step) -> bool:
    """Whether something else in the step or about it counts time: `every`, `elapsed`, a rule."""
    if step.every or any(isinstance(each.prop, model.Recurs) and each.prop.step == step.name for each in process.rules):
        return True
    conditions = [each.condition for each in step.as_soon]
    return any(isinstance(each, ex.CompareSpan) for condition in conditions for each in within(condition))
