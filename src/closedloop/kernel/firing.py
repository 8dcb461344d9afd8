"""Timers that are due fire, each as an instant of its own, in the order of their moments."""

from __future__ import annotations

from datetime import datetime

from closedloop.kernel import carrying
from closedloop.kernel.case import ASK, DUE, EVERY, LAPSE, RULE, RUNG, Case, Timer
from closedloop.kernel.freezing import freeze
from closedloop.kernel.limits import limit_of
from closedloop.kernel.machine import Machine
from closedloop.kernel.settling import Made, settle
from closedloop.kernel.timers import first_due
from closedloop.kernel.values import CLOCK, Readings, Record
from closedloop.kernel.work import Work

Quiet = set[Timer]
"""Timers that were looked at and have nothing to say as the case stands."""


def fire(machine: Machine, case: Case, until: datetime, readings: Readings) -> tuple[Case, list[Record], Quiet]:
    """Everything due at or before `until`; the case afterwards, what was recorded, and which timers stay silent."""
    records: list[Record] = []
    if case.calendar != machine.calendar.version:
        case = _counted_anew(machine, case)
    case, quiet = _fire_all(machine, case, until, readings, records)
    if _is_outdated(machine, case) and until >= case.at:
        case = _recalculate(machine, case, until, readings, records)
        case, quiet = _fire_all(machine, case, until, readings, records)
    return case, records, quiet


def _fire_all(
    machine: Machine, case: Case, until: datetime, readings: Readings, records: list[Record]
) -> tuple[Case, Quiet]:
    quiet: Quiet = set()
    while True:
        first = first_due(case.stay_timers, case.rule_timers)
        if first is None or first > until:
            return case, quiet
        timer = next((each for each in case.armed if each.due <= until and each not in quiet), None)
        if timer is None:
            return case, quiet
        fired = _fire(machine, case, timer, readings)
        if fired is None:
            quiet.add(timer)
        else:
            case, made = fired
            records.extend(made)
            quiet = set()


def _fire(machine: Machine, case: Case, timer: Timer, readings: Readings) -> tuple[Case, list[Record]] | None:
    """The case after the timer; None if nothing comes of it as things stand."""
    w = Work(machine, case, readings)
    w.begin(max(timer.due, case.at), CLOCK, CLOCK, None)
    to = _route(w, timer)
    if to is not None and w.now == case.at and case.step in case.left_now:
        return None
    if timer.kind == RULE and not machine.watched[timer.which].bites_late(w):
        return None
    carrying.pass_over(w, timer[:3])
    w.due = carrying.due_now(w)
    made: Made = []
    if timer.kind != ASK:
        _happen(w, timer)
        if to is not None:
            carrying.move(w, to)
        made.append(carrying.close(w, "breach" if timer.kind == RULE else "timer", timer=timer.name))
        if timer.kind == RULE:
            made[0][1].add(timer.which)
    settle(w, made)
    if not made:
        return None
    return freeze(w), [carrying.with_breaches(w, record, broken) for record, broken in made]


def _route(w: Work, timer: Timer) -> str | None:
    if timer.kind == RUNG:
        return w.place.rungs[timer.which].rung.to
    if timer.kind in (ASK, DUE, EVERY, LAPSE, RULE):
        return None
    return limit_of(w).then


def _happen(w: Work, timer: Timer) -> None:
    if timer.kind == DUE:
        carrying.expired(w)
    elif timer.kind == RUNG:
        carrying.performed(w, timer.which)
    elif timer.kind == EVERY:
        carrying.repeated(w, timer.which)
    elif timer.kind == LAPSE:
        carrying.lapsed(w)
    elif timer.kind == RULE:
        carrying.passed(w, timer.which)


def _is_outdated(machine: Machine, case: Case) -> bool:
    deadline = case.stay.deadline
    if deadline is None or not deadline.provisional or case.ended or case.suspended:
        return False
    return (deadline.calendar, deadline.version) != (machine.calendar.name, machine.calendar.version)


def _recalculate(machine: Machine, case: Case, now: datetime, readings: Readings, records: list[Record]) -> Case:
    w = Work(machine, case, readings)
    w.begin(now, CLOCK, CLOCK, None)
    carrying.pass_over(w, (now, carrying.AFTER_ALL_TIMERS, 0))
    carrying.recalculated(w)
    made: Made = [carrying.close(w, "recalculated")]
    settle(w, made)
    records.extend(carrying.with_breaches(w, record, broken) for record, broken in made)
    return freeze(w)


def _counted_anew(machine: Machine, case: Case) -> Case:
    """The timers of the case by the calendar in use: some that were provisional may be firm now."""
    w = Work(machine, case)
    w.stay_changed = w.rules_changed = True
    return freeze(w)
