"""How many cases wait in each step and how their deadlines stand: what a picture shows as `●`, `▲` and `■`.

A case is *overdue* when its limit has run out; its deadline is *near* when 70 % of the limit have gone by, or a rung
that comes before the end was performed; otherwise it is *fine*. Overdue cases are told apart by their marks. Days are
those of the process's calendar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from attrs import frozen

from closedloop.calendars import share_point
from closedloop.draw.shapes import State
from closedloop.kernel.case import Case
from closedloop.kernel.limits import deadline_now, is_over, limit_of
from closedloop.kernel.machine import Machine
from closedloop.kernel.work import Work
from closedloop.model.process import Process

NEAR = Decimal(70)
"""Percent of a limit."""


@frozen
class Tallied:
    """So many cases of one state; `mark` tells overdue cases apart."""

    state: State
    number: int
    mark: str | None = None


Counts = Mapping[str, tuple[Tallied, ...]]
"""By step or end; worst first."""

_ORDER: tuple[State, ...] = ("overdue", "near", "fine", "ended")


def count_cases(machine: Machine, cases: Iterable[Case], at: datetime) -> Counts:
    """The cases of the machine's process as they stand at `at` (UTC): timers due by then must have fired."""
    process = machine.process
    colours = [colour.name for colour in process.colours]
    found: dict[str, Counter[tuple[State, str | None]]] = {}
    for case in cases:
        if case.process == process.name:
            state = state_of(machine, case, at)
            mark = case.mark if state == "overdue" and case.mark in colours else None
            found.setdefault(case.step, Counter())[state, mark] += 1
    return {step: tuple(_in_order(counter, colours)) for step, counter in found.items()}


def _in_order(counter: Counter[tuple[State, str | None]], colours: list[str]) -> Iterable[Tallied]:
    severity = {mark: place for place, mark in enumerate(colours)}

    def key(kind: tuple[State, str | None]) -> tuple[int, int]:
        state, mark = kind
        return _ORDER.index(state), -severity.get(mark or "", -1)

    return (Tallied(kind[0], counter[kind], kind[1]) for kind in sorted(counter, key=key))


def state_of(machine: Machine, case: Case, at: datetime) -> State:
    """How the deadline of the case stands at that moment (UTC)."""
    if case.ended:
        return "ended"
    work = Work(machine, case)
    work.begin(at, "", "", None)
    if is_over(work):
        return "overdue"
    return "near" if _is_near(work) else "fine"


def _is_near(w: Work) -> bool:
    stay, deadline = w.stay, deadline_now(w)
    if deadline is None or deadline.provisional:
        return False
    if any(done is not None for done in stay.performed):
        return True
    start = stay.since.at
    if stay.length is not None:
        length = stay.length if stay.added is None else stay.length.plus(stay.added)
        own_day = limit_of(w).own_day
        shifts = w.shifts_since(stay.since)
        point = share_point(w.machine.calendar, start, length, NEAR, own_day=own_day, **shifts)
        return not point.provisional and point.at <= w.now
    if deadline.last_day is not None:
        return share_point(w.machine.calendar, start, deadline.last_day, NEAR).at <= w.now
    return (deadline.at - start) * 7 <= (w.now - start) * 10


def ended_apart(process: Process, counts: Counts) -> tuple[int, int]:
    """How many cases are open, and how many have ended."""
    ends = {end.name for end in process.ends}
    numbers = {name: sum(each.number for each in tallies) for name, tallies in counts.items()}
    ended = sum(number for name, number in numbers.items() if name in ends)
    return sum(numbers.values()) - ended, ended
