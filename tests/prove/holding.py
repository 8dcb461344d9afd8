"""Holds a system against the kernel: every case that the kernel makes is a state that the system reaches."""

from __future__ import annotations

from datetime import date, datetime
from itertools import product

from attrs import frozen

from closedloop import calendars
from closedloop.calendars import Calendar, calendar
from closedloop.kernel.case import Case
from closedloop.kernel.values import Refused
from closedloop.model.process import Process
from closedloop.prove.abstracting import code_of
from closedloop.prove.building import Built, Scope, built
from closedloop.prove.dated import Dated, explore_days
from closedloop.prove.day_clocks import follows_days
from closedloop.prove.exploring import Budget, explore
from closedloop.prove.landmarks import DUE, STAY, Base, Landmark
from closedloop.prove.signs import UNKNOWN
from closedloop.prove.system import State
from closedloop.prove.zones import Zone
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
        value = code_of(made, case, variable.name)
        if value is None:
            return []
        values.append((value, UNKNOWN) if variable.name.startswith("sign:") else (value,))
    return list(product(*values))


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


class Zones:
    """The days in which each state of a process can be."""

    def __init__(self, process: Process, made: Built, dated: Dated) -> None:
        self._made, self._dated = made, dated
        self._calendar = calendar(process.calendar, process.zone)
        limits = (limit for step in process.steps for limit in step.limits)
        self._stands = process.suspend is None and not any(limit.extension for limit in limits)
        self._zones: dict[State, list[Zone]] = {}
        for node in dated.nodes:
            self._zones.setdefault(node.state, []).append(node.zone)

    def missing(self, case: Case) -> dict[str, int] | None:
        """How far today lies from each day, if the case can be in none of the zones of its state."""
        days = [0, *(self._days_since(case, clock) for clock in self._dated.clocks)]
        states = abstracted(self._made, case)
        if not states or any(_inside(days, zone) for state in states for zone in self._zones.get(state, ())):
            return None
        known = zip(self._dated.clocks, days[1:], strict=True)
        return {"place": states[0][0], **{str(clock): day for clock, day in known if day is not None}}

    def _days_since(self, case: Case, clock: Base | Landmark) -> int | None:
        """None of a limit that may be moved: where it lies is not followed."""
        return _days_since(self._calendar, case, clock) if self._stands or clock != DUE else None


def zones(process: Process, budget: Budget) -> Zones | None:
    """None where nothing depends on days, or where there are too many."""
    made = built(process, Scope(days=True))
    if not explore(made.system, budget).finished or not follows_days(made):
        return None
    dated = explore_days(process, made, budget)
    return Zones(process, made, dated) if dated.finished else None


def _days_since(cal: Calendar, case: Case, clock: Base | Landmark) -> int | None:
    """How long ago the day was, None if there is none."""
    landmark = clock if isinstance(clock, Landmark) else Landmark(clock)
    kind, *name = landmark.base
    found: object = case.fields.get(name[0]) if kind == "field" else None
    if landmark.base == STAY:
        found = case.stay.since.at
    elif landmark.base == DUE:
        found = case.stay.deadline.last_day if case.stay.deadline is not None and not case.ended else None
    elif kind == "slot":
        found = case.slots[int(name[0])]
    day = calendars.local_date(cal, found) if isinstance(found, datetime) else found
    if not isinstance(day, date):
        return None
    if landmark.duration is not None:
        day = calendars.moved(cal, day, landmark.duration, landmark.sign)
    return (calendars.local_date(cal, case.at) - day).days


def _inside(days: list[int | None], zone: Zone) -> bool:
    size = len(days)
    return all(
        one is None or other is None or one - other <= zone[row * size + column]
        for row, one in enumerate(days)
        for column, other in enumerate(days)
    )
