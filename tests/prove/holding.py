"""Holds a system against the kernel: every case that the kernel makes is a state that the system reaches."""

from __future__ import annotations

from datetime import date
from itertools import product

from attrs import frozen

from closedloop.kernel.case import Case
from closedloop.kernel.values import Refused
from closedloop.model.process import CountSlot
from closedloop.prove.building import Built, Scope, built
from closedloop.prove.exploring import Budget, explore
from closedloop.prove.signs import UNKNOWN, sign
from closedloop.prove.system import State
from tests.property.comparing import Kernel, compile_process, lowered
from tests.strategies.runs import Run

TODAY = date(2024, 3, 4)


@frozen
class Missing:
    """A case that the kernel made and the system says cannot be."""

    act: int
    state: dict[str, int]


def abstracted(made: Built, case: Case) -> list[State]:
    """The states in which the case may be (a sign may be unknown to the system); none where it cannot be told from the
    case alone.
    """
    values: list[tuple[int, ...]] = []
    for variable in made.system.variables:
        value = _value(made, case, variable.name)
        if value is None:
            return []
        values.append((value, UNKNOWN) if variable.name.startswith("sign:") else (value,))
    return list(product(*values))


def _value(made: Built, case: Case, name: str) -> int | None:
    kind, _, of = name.partition(":")
    if name == "place":
        return made.system.places.index(case.step)
    if name == "limit":
        return 0 if case.stay.limit is None or case.ended else case.stay.limit + 1
    if name == "expired":
        tracked = any(command.name == "due" for command in made.system.commands[case.step])
        return int(case.stay.expired and tracked)
    if kind == "rung":
        followed = any(command.name == name for command in made.system.commands[case.step])
        performed = case.stay.performed
        return int(followed and int(of) < len(performed) and performed[int(of)] is not None)
    if kind == "field":
        return made.reads.domain(("field", of)).code(case.fields.get(of))
    if kind == "sign":
        pair = next(each for each in made.reads.pairs if each.name == name)
        return sign(pair, case.fields) or 0
    if kind == "slot":
        slot = made.reads.process.slots[int(of)]
        value = case.slots[int(of)]
        domain = made.reads.domain(("slot", of))
        if isinstance(slot, CountSlot) and domain.kind == "opaque":
            return 1
        return domain.code(value)  # type: ignore[arg-type]
    if kind == "role":
        return int(of in case.bindings) if not made.reads.parties else None
    return None


def missing(run: Run, budget: Budget) -> Missing | None:
    """The first case of the run that the system of its process does not reach."""
    process = lowered(run.process)
    made = built(process, Scope())
    explored = explore(made.system, budget)
    if not explored.finished:
        return None
    reached = {packed for level in explored.levels for packed in level}
    kernel = Kernel(compile_process(process))
    for number, step in enumerate(run.steps):
        kernel.does(step.act)
        if kernel.case is None:
            return None
        states = abstracted(made, kernel.case)
        if states and not any(explored.packing.pack(state) in reached for state in states):
            names = [each.name for each in made.system.variables]
            return Missing(number, dict(zip(names, states[0], strict=True)))
    return None


def disproved(run: Run, proved: frozenset[str]) -> str | None:
    """A rule that is called proved and is broken, or would be, in this run."""
    kernel = Kernel(compile_process(lowered(run.process)))
    for step in run.steps:
        outcome = kernel.does(step.act)
        for record in outcome.records:
            for name in record.breaches:
                if name in proved:
                    return name
        if isinstance(outcome, Refused):
            for reason in outcome.reasons:
                if reason.rule in proved:
                    return reason.rule
        if kernel.case is None:
            break
    return None
