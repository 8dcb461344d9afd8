"""A desk keeps cases in memory: the smallest engine, for tests, scripts and whoever stores journals otherwise.

Guarantees: one decision at a time (a lock); cases change only by records; timers of several cases fire in order of
time. The kernel decides, this module asks the clock and the directory, and remembers.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from threading import RLock
from typing import Any, TypeVar

from closedloop import kernel
from closedloop.engine.asking import Asking
from closedloop.engine.errors import DeskError, JournalCorrupt
from closedloop.engine.ports import Clock, Delivery, Directory, EffectKey
from closedloop.engine.scores import Scores
from closedloop.kernel.case import Case
from closedloop.kernel.deciding import decide_generally
from closedloop.kernel.machine import Machine, compile_process
from closedloop.kernel.proved import needless
from closedloop.kernel.shortcuts import shortcut
from closedloop.kernel.timers import first_due
from closedloop.kernel.values import (
    CLOCK,
    Accepted,
    Actor,
    Effect,
    Opening,
    Possible,
    Readings,
    Record,
    Refused,
    Submission,
    Tick,
)
from closedloop.messages import UsageError
from closedloop.model.process import Process

NOBODY = Actor(CLOCK, CLOCK)
Decision = TypeVar("Decision", Accepted, Refused, Accepted | Refused)


def utc_now() -> datetime:
    return datetime.now(UTC)


def _processes(program: object) -> tuple[Process, ...]:
    processes = tuple(program.values()) if isinstance(program, Mapping) else ()
    if not processes or not all(isinstance(each, Process) for each in processes):
        raise DeskError("CL609", given=repr(program))
    return processes


class Desk:
    """Cases of one program, kept in memory.

    `program`: what `closedloop.load` gives, or one `Process`. `clock`: the present moment, for calls that name none.
    `directory`: the global roles of persons and parties. A moment without an offset is local time in the zone of the
    case's process. A rule of which the compiled process carries a valid proof is not watched
    (`closedloop.kernel.proved`): journals that are loaded must then be of cases of that very process. All mistakes of
    the calling program are `UsageError`; what an actor may not do is a `Refused` value.
    """

    def __init__(
        self,
        program: Mapping[str, Process] | Process,
        *,
        clock: Clock = utc_now,
        directory: Directory | Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        processes = (program,) if isinstance(program, Process) else _processes(program)
        self.machines: Mapping[str, Machine] = {
            each.name: compile_process(each, unwatched=needless(each)) for each in processes
        }
        self._asking = Asking(clock, directory)
        self._cases: dict[str, Case] = {}
        self._journals: dict[str, list[Record]] = {}
        self._scores = Scores()
        self._unconfirmed: dict[tuple[str, int, int], tuple[datetime, Effect]] = {}
        self._opened = 0
        self._lock = RLock()

    def open(
        self,
        process: str | None = None,
        case: str | None = None,
        at: datetime | None = None,
        actor: Actor | str | None = None,
    ) -> Accepted | Refused:
        """Opens a case; without an id it gets the name of its process and a number.

        `process` may be left out where the program has only one. Opening needs no role; without an actor the clock has
        opened it. `Refused` where a rule would be broken at once.
        """
        machine = self._asking.machine(self.machines, process)
        name = None if case is None else self._asking.name("case", case)
        moment = self._asking.moment("at", at, machine)
        who = NOBODY if actor is None else self._asking.actor(actor)
        with self._lock:
            if name in self._cases:
                raise DeskError("CL603", case=name)
            asked = Opening(name or self._next_id(machine), machine.process.name, moment, who)
            return self._keep(kernel.decide(self.machines, (), asked, self._readings(None)))

    def _next_id(self, machine: Machine) -> str:
        while True:
            self._opened += 1
            name = f"{machine.process.name}-{self._opened}"
            if name not in self._cases:
                return name

    def submit(
        self,
        case: str,
        event: str,
        actor: Actor | str,
        params: Mapping[str, Any] | None = None,
        *,
        at: datetime | None = None,
        occurred: datetime | None = None,
        role: str | None = None,
    ) -> Accepted | Refused:
        """An actor asks that an event be accepted in a case, now or at `at`.

        `params` by name, as JSON gives them or typed. `occurred`: when it really happened, if earlier. `role`: the
        role to act in, for who holds several. Timers due by then fire first and stay recorded even if the event is
        refused.
        """
        with self._lock:
            before = self._case(case)
            machine = self.machines[before.process]
            name = self._asking.name("event", event)
            moment = self._asking.moment("at", at, machine)
            who = self._asking.actor(actor)
            given = self._asking.params(params)
            if occurred is None:
                taken = shortcut(machine, before, name, moment, who, given, role)
                if taken is not None:
                    return self._keep_one(before, *taken)
            else:
                occurred = self._asking.moment("occurred", occurred, machine)
            asked = Submission(case, name, moment, who, given, occurred, role)
            return self._keep(decide_generally(self.machines, (before,), asked, self._readings(before)))

    def tick(self, at: datetime | None = None) -> tuple[Record, ...]:
        """Time has reached `at`: everything due by then fires, over all cases in order of time. What was recorded."""
        records: list[Record] = []
        with self._lock:
            waiting = [entry for case in self._cases.values() if (entry := self._waiting(case, at))]
            heapq.heapify(waiting)
            while waiting:
                due, _, name, until = heapq.heappop(waiting)
                case = self._cases[name]
                ticked = kernel.decide(self.machines, (case,), Tick(name, due), self._readings(case))
                accepted = self._keep(ticked)
                records.extend(accepted.records)
                later = [timer.due for timer in accepted.timers if timer.due <= until]
                if later and (accepted.records or min(later) > due):
                    heapq.heappush(waiting, (max(min(later), due), len(records), name, until))
        return tuple(records)

    def _waiting(self, case: Case, at: datetime | None) -> tuple[datetime, int, str, datetime] | None:
        """When the case is to be looked at first, if that is by `at`."""
        until = self._asking.moment("at", at, self.machines[case.process])
        machine = self.machines[case.process]
        due = first_due(case.stay_timers, case.rule_timers)
        if case.calendar != machine.calendar.version:
            due = until
        return None if due is None or due > until else (due, 0, case.id, until)

    def case(self, case: str) -> Case:
        """The case as it stands after its last record."""
        with self._lock:
            return self._case(case)

    def cases(self) -> tuple[Case, ...]:
        """All cases, in order of opening."""
        with self._lock:
            return tuple(self._cases.values())

    def journal(self, case: str) -> tuple[Record, ...]:
        """The records of a case, in order."""
        with self._lock:
            self._case(case)
            return tuple(self._journals[case])

    def offers(self, case: str, actor: Actor | str, at: datetime | None = None) -> tuple[Possible, ...]:
        """The events that the actor may submit now, with JSON Schemas of their parameters. Nothing is recorded."""
        with self._lock:
            known = self._case(case)
            moment = self._asking.moment("at", at, self.machines[known.process])
            return kernel.offers(self.machines, known, self._asking.actor(actor), moment, self._readings(known))

    def effects(self) -> tuple[Delivery, ...]:
        """The effects that nobody has confirmed yet, in order. A host does them, then says `confirm`."""
        with self._lock:
            return tuple(Delivery(EffectKey(*key), at, effect) for key, (at, effect) in self._unconfirmed.items())

    def confirm(self, *keys: EffectKey) -> None:
        """These effects were done; unknown keys are passed over, so that it can be said twice."""
        with self._lock:
            for key in keys:
                self._unconfirmed.pop((key.case, key.seq, key.index), None)

    def load_journal(self, records: Iterable[Record]) -> None:
        """Restores cases from their records (of several cases in any interleaving), or continues them.

        All or nothing: `JournalCorrupt` where a record does not follow the one before it. The effects of what is loaded
        count as done.
        """
        with self._lock:
            cases: dict[str, Case] = {}
            loaded: list[Record] = []
            for record in records:
                before = cases.get(record.case, self._cases.get(record.case))
                try:
                    cases[record.case] = kernel.evolve(self.machines, before, record)
                except UsageError as problem:
                    raise JournalCorrupt("CL611", case=record.case, seq=record.seq, problem=str(problem)) from None
                loaded.append(record)
            for record in loaded:
                self._journals.setdefault(record.case, []).append(record)
            for case in cases.values():
                self._put(case)

    def _case(self, name: str) -> Case:
        known = self._cases.get(name)
        if known is None:
            raise DeskError("CL600", case=name, suggestion=self._asking.nearest(name, self._cases))
        return known

    def _readings(self, case: Case | None) -> Readings:
        return Readings(scores=self._scores.without(case))

    def _keep(self, decision: Decision) -> Decision:
        """Remembers what was recorded, of a refusal the timers that fired before."""
        for record in decision.records:
            self._journals.setdefault(record.case, []).append(record)
            self._hand_out(record)
        if decision.records:
            for case in decision.cases:
                self._put(case)
        return decision

    def _keep_one(self, before: Case, record: Record, after: Case) -> Accepted:
        """The same for a single record."""
        self._journals[record.case].append(record)
        if record.effects:
            self._hand_out(record)
        if after.scores is not before.scores:
            self._scores.changed(before, after)
        self._cases[record.case] = after
        return Accepted((record,), (after,))

    def _hand_out(self, record: Record) -> None:
        for effect in record.effects:
            self._unconfirmed[record.case, record.seq, effect.index] = record.at, effect

    def _put(self, case: Case) -> None:
        self._scores.changed(self._cases.get(case.id), case)
        self._cases[case.id] = case
