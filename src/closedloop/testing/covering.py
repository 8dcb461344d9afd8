"""Which routes and rungs the records of a journal took, found by replaying it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from closedloop.kernel.case import Case
from closedloop.kernel.evolving import evolve
from closedloop.kernel.expressions import Compiler
from closedloop.kernel.machine import Machine
from closedloop.kernel.values import Reason, Record
from closedloop.kernel.work import Work
from closedloop.model.process import Offer, Process, Step
from closedloop.testing.coverage import Key, offers_at, rung_key


def covered_by_journal(machine: Machine, journal: Sequence[Record], before: Case | None = None) -> Iterator[Key]:
    """The keys of everything that the case's records took or performed. `before`: the case that the first of them
    found, None at the opening.
    """
    program = {machine.process.name: machine}
    compiler = Compiler(machine.process, machine.calendar)
    steps = {step.name: step for step in machine.process.steps}
    case = before
    for record in journal:
        after = evolve(program, case, record)
        if record.kind == "event":
            yield from _by_event(machine, compiler, after, record)
        elif case is not None and record.step in steps:
            yield from _by_itself(steps[record.step], case, record)
        case = after


class Covering:
    """What single steps of a process take, found as they are made."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._compiler = Compiler(machine.process, machine.calendar)
        self._steps = {step.name: step for step in machine.process.steps}

    def of(self, records: Sequence[Record], before: Case | None, after: Case | None) -> Iterator[Key]:
        """The keys of these records, which made the case `after` of the case `before`."""
        if before is None or after is None or not self._alike(records):
            yield from covered_by_journal(self._machine, records, before)
            return
        for record in records:
            if record.kind == "event":
                yield from _by_event(self._machine, self._compiler, after, record)
            elif record.step in self._steps:
                yield from _by_itself(self._steps[record.step], before, record)

    def _alike(self, records: Sequence[Record]) -> bool:
        """Whether all that they look at in a case is as it was before them, or after."""
        return len(records) == 1 or all(record.kind != "event" and record.timer != "then" for record in records)


def _by_event(machine: Machine, compiler: Compiler, after: Case, record: Record) -> Iterator[Key]:
    if record.event == "reopen":
        for number, reopen in enumerate(machine.process.reopens):
            if record.role in reopen.by and reopen.end in (None, record.step) and reopen.to == record.to:
                yield ("reopen", number)
                return
    taken = _offer(machine.process, record)
    if taken is None:
        return
    key, offer = taken
    if record.to is None:
        yield (*key, "route", None)
        return
    candidates = [number for number, route in enumerate(offer.routes) if route.to == record.to]
    if len(candidates) > 1:
        candidates = [n for n in candidates if _holds(machine, compiler, offer, n, after, record)] or candidates
    if candidates:
        yield (*key, "route", candidates[0])


def _offer(process: Process, record: Record) -> tuple[Key, Offer] | None:
    """The first offer by the role used: an earlier one with that role would have been taken."""
    for key, offer in offers_at(process, record.step):
        if offer.event == record.event and record.role in offer.by:
            return key, offer
    return None


def _holds(machine: Machine, compiler: Compiler, offer: Offer, number: int, after: Case, record: Record) -> bool:
    condition = offer.routes[number].when
    if condition is None:
        return True
    work = Work(machine, after)
    work.begin(record.at, record.person, record.party, record.role, record.params)
    work.replay(record)
    return compiler.test(condition)(work)


def _by_itself(step: Step, before: Case, record: Record) -> Iterator[Key]:
    kind, _, index = (record.timer or "").partition(":")
    if record.kind == "route":
        number = next((n for n, soon in enumerate(step.as_soon) if soon.to == record.to), None)
        if number is not None:
            yield ("as_soon", step.name, number)
    elif kind == "then" and before.stay.limit is not None:
        yield ("then", step.name, before.stay.limit)
    elif kind == "rung":
        yield rung_key(step, int(index))
    elif kind == "every":
        yield ("every", step.name, int(index))


def covered_by_refusal(
    process: Process, place: str, event: str, roles: Sequence[str], reasons: Sequence[Reason]
) -> Iterator[Key]:
    """The keys of the requirements that refused the event at the step. `roles`: those in which the actor might have
    acted.
    """
    named = {reason.requirement for reason in reasons if reason.requirement is not None}
    for key, offer in offers_at(process, place):
        if offer.event == event and any(role in offer.by for role in roles):
            for number, require in enumerate(offer.requires):
                if named & {require.message, require.text}:
                    yield (*key, "require", number)
            return
