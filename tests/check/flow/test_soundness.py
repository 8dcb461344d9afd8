"""What the flow says can never be never is: random runs in the kernel stay within the facts of their steps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from closedloop.check.flow import check_flow
from closedloop.check.flow.dataflow import Flow
from closedloop.check.flow.knowledge import implications
from closedloop.check.flow.ladders import comes_after_limit, comes_after_then, left_by
from closedloop.check.flow.witness import can_hold
from closedloop.kernel import Case, compile_process
from closedloop.kernel.values import Record
from closedloop.model import process as model
from tests.property.comparing import Kernel, lowered
from tests.property.frequencies import drawn
from tests.strategies.runs import Run

SEEDS = 120
SLOW_SEEDS = 2_000
AT_ONCE = 40


def outside(flow: Flow, case: Case) -> Iterator[str]:
    """What the case holds and the facts of its step do not allow."""
    if case.step not in flow.rest:
        yield f"{case.step} is reached"
        return
    variables, rest = flow.transfer.variables, flow.rest[case.step]
    held = [(name, case.fields.get(name)) for name in variables.fields]
    held += [(name, case.bindings.get(name)) for name in variables.assigned]
    for name, value in held:
        var = variables.tracked_name(name)
        if not rest.of(var) & variables.domains[var].holding(value):
            yield f"{name} = {value} in {case.step}"
    for number, slot in enumerate(flow.process.slots):
        if not isinstance(slot, (model.FromToSlot, model.TimeSlot)):
            var = variables.slot(number)
            if not rest.of(var) & variables.domains[var].holding(case.slots[number]):
                yield f"{slot} = {case.slots[number]} in {case.step}"
        elif isinstance(slot, model.TimeSlot) and (case.slots[number] is None) and rest.is_set(variables.slot(number)):
            yield f"{slot} never happened in {case.step}"


def denied(flow: Flow, record: Record) -> Iterator[str]:
    """What was recorded and is said never to happen."""
    step = flow.steps.get(record.step or "")
    if step is None:
        return
    if record.kind == "event":
        yield from denied_event(flow, record)
    elif record.kind == "route" and not led(flow, record, "as soon"):
        yield f"{step.name} is left for {record.to} by itself"
    elif record.kind == "timer":
        kind, _, number = (record.timer or "").partition(":")
        if kind == "rung" and never_reached(step.rungs[int(number)], step):
            yield f"{record.timer} fires in {step.name}"
        leaves = all(each.then for each in step.limits)
        if kind == "every" and leaves and comes_after_limit(step.every[int(number)], step):
            yield f"{record.timer} fires in {step.name}"
        if record.to is not None and not led(flow, record, "then" if kind == "then" else "rung"):
            yield f"{record.timer} leads from {step.name} to {record.to}"


def never_reached(rung: model.Rung, step: model.Step) -> bool:
    return comes_after_then(rung, step) or left_by(rung, step) is not None


def led(flow: Flow, record: Record, kind: str) -> bool:
    assert record.step is not None
    moves = flow.exits(record.step, flow.rest[record.step])
    return any(move.kind == kind and move.target == record.to for move, _ in moves)


def denied_event(flow: Flow, record: Record) -> Iterator[str]:
    seen = [each for each in flow.seen if (each.step, each.offer.event) == (record.step, record.event)]
    if not seen:
        return
    possible = [each for each in seen if can_hold(each.run.asked, *each.run.requires) and each.run.recorded]
    if not possible:
        yield f"{record.event} is accepted in {record.step}"
    elif record.to is not None and not led(flow, record, "event"):
        yield f"{record.event} leads from {record.step} to {record.to}"


def mistakes(run: Run) -> Iterator[str]:
    process = lowered(run.process)
    plain = Flow(process)
    names = {*plain.transfer.variables.fields, *plain.transfer.variables.assigned}
    for flow in (plain, Flow(process, implications(plain, names))):
        kernel = Kernel(compile_process(process))
        for step in run.steps:
            result = kernel.does(step.act)
            for record in result.records:
                yield from denied(flow, record)
            if kernel.case is not None:
                yield from outside(flow, kernel.case)


def nobody_does_what_never_happens(seeds: range) -> None:
    for seed in seeds:
        found = list(mistakes(drawn(seed)))
        assert not found, (seed, found[:3])


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_no_run_does_what_the_flow_says_never_happens(first: int) -> None:
    nobody_does_what_never_happens(range(first, first + AT_ONCE))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(SEEDS, SLOW_SEEDS, AT_ONCE))
def test_none_of_many_runs_does_what_the_flow_says_never_happens(first: int) -> None:
    nobody_does_what_never_happens(range(first, first + AT_ONCE))


@pytest.mark.parametrize("seed", range(20))
def test_findings_do_not_depend_on_when_they_are_made(seed: int) -> None:
    process = lowered(drawn(seed).process)
    assert list(check_flow(process)) == list(check_flow(process))
