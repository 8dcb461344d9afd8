"""From a record to the case after it: no decision is taken anew, nothing is refused, nobody is asked.

`evolve` walks the same way as `decide`, with the choices that the record holds. What a record says outweighs what the
process would now make of it (values written, deadlines, readings).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import evolve as changed

from closedloop.kernel import carrying
from closedloop.kernel.case import Case, Timer
from closedloop.kernel.freezing import freeze, unopened
from closedloop.kernel.machine import Machine
from closedloop.kernel.offering import Offering
from closedloop.kernel.values import Record
from closedloop.kernel.watching import new_round
from closedloop.kernel.work import Work
from closedloop.messages import UsageError


def evolve(program: Mapping[str, Machine], case: Case | None, record: Record) -> Case:
    """The case after the record; `case` is None for the first.

    `UsageError` where the record does not follow: another case, a gap in the numbers, a name that the process does
    not have.
    """
    machine = _machine(program, case, record)
    before = unopened(machine, record.case, record.at) if case is None else case
    _follows(before, record)
    w = Work(machine, before)
    w.begin(record.at, record.person, record.party, record.role, record.params)
    w.replay(record)
    carrying.pass_over(w, _order(before, record))
    REPLAY[record.kind](w, record)
    _overlay(w, record)
    carrying.close(w, record.kind, timer=record.timer)
    return freeze(w)


def _machine(program: Mapping[str, Machine], case: Case | None, record: Record) -> Machine:
    name = record.process if case is None else case.process
    if name is None or name not in program:
        raise UsageError(f"record {record.seq} of case `{record.case}` needs the process `{name}`, which is not there")
    return program[name]


def _follows(case: Case, record: Record) -> None:
    opening = record.kind == "opened"
    if record.case != case.id or record.seq != case.seq + 1 or opening != (case.seq == 0) or record.at < case.at:
        raise UsageError(
            f"record {record.seq} (`{record.kind}`) of case `{record.case}` does not follow record {case.seq} of case"
            f" `{case.id}`"
        )


def _order(case: Case, record: Record) -> tuple[datetime, int, int]:
    """Where the record stands among the timers of its moment."""
    if record.timer is not None:
        timer = _timer(case, record)
        return timer[:3]
    if record.kind == "route" and record.at == case.at:
        return case.opened, -1, 0  # it follows at once: no timer came between
    return record.at, carrying.AFTER_ALL_TIMERS, 0


def _timer(case: Case, record: Record) -> Timer:
    for timer in (*case.stay_timers, *case.rule_timers):
        if timer.name == record.timer:
            return timer
    raise UsageError(f"record {record.seq} of case `{record.case}`: no timer `{record.timer}` is armed")


def _opened(w: Work, record: Record) -> None:
    new_round(w)
    carrying.enter(w, w.place.name)


def _event(w: Work, record: Record) -> None:
    offered = _offered(w, record)
    given = offered.plan.sorted(record.params)
    before = w.fields
    w.submit_values(given.writes, given.binds)
    carrying.submitted(w, offered, before, given)
    _moved(w, record)


def _offered(w: Work, record: Record) -> Offering:
    """The first offer by the role used: an earlier one with that role would have been taken."""
    offers = w.place.offers if w.suspended_at is None else w.place.while_suspended
    for offered in offers.get(record.event or "", ()):
        if record.role in offered.by and offered.stands(w):
            return offered
    raise UsageError(
        f"record {record.seq} of case `{record.case}`: `{record.event}` by `{record.role}` is not offered in"
        f" `{w.place.name}`"
    )


def _moved(w: Work, record: Record) -> None:
    if record.to is not None:
        if record.to not in w.machine.places:
            raise UsageError(f"record {record.seq} of case `{record.case}`: there is no step or end `{record.to}`")
        carrying.move(w, record.to)


def _fired(w: Work, record: Record) -> None:
    kind, _, index = str(record.timer).partition(":")
    if kind == "due":
        carrying.expired(w)
    elif kind == "rung":
        carrying.performed(w, int(index))
    elif kind == "every":
        carrying.repeated(w, int(index))
    elif kind == "lapse":
        carrying.lapsed(w)
    _moved(w, record)


def _breached(w: Work, record: Record) -> None:
    name = str(record.timer).partition(":")[2]
    for index, watched in enumerate(w.machine.watched):
        if watched.rule.name == name:
            carrying.passed(w, index)


def _recalculated(w: Work, record: Record) -> None:
    carrying.recalculated(w)


REPLAY = {
    "opened": _opened,
    "event": _event,
    "route": _moved,
    "timer": _fired,
    "breach": _breached,
    "recalculated": _recalculated,
}


def _overlay(w: Work, record: Record) -> None:
    for name, value in record.writes.items():
        if w.fields.get(name) != value:
            w.write(name, value)
    if record.deadline is not None and record.deadline != w.stay.deadline:
        w.stay = changed(w.stay, deadline=record.deadline)
        w.stay_changed = True
