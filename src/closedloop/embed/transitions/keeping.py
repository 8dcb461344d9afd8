"""The cases of one machine: decided by the kernel, changed by records only, like those at a desk.

Where the application stores records itself (`store`), it has them before they count: what it cannot store has not
happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from attrs import evolve

from closedloop import kernel
from closedloop.embed.errors import EmbeddingError
from closedloop.embed.transitions.binding import Binding
from closedloop.engine.asking import Asking
from closedloop.engine.errors import DeskError, JournalCorrupt
from closedloop.engine.ports import Clock, Delivery, Directory, EffectKey
from closedloop.engine.scores import Scores
from closedloop.kernel.case import Case
from closedloop.kernel.machine import compile_process
from closedloop.kernel.timers import first_due
from closedloop.kernel.values import (
    CLOCK,
    Accepted,
    Actor,
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
Store = Callable[[Any, tuple[Record, ...]], None]
"""Takes the records of one decision, with their model."""
Read = Callable[[str], Readings]
"""What a decision in the case of this name reads outside of it."""
Decision = TypeVar("Decision", Accepted, Refused, Accepted | Refused)


class Keeping:
    """`decisions` grows with every one that was recorded, so that one made earlier is known to be out of date."""

    def __init__(
        self,
        process: Process,
        clock: Clock,
        directory: Directory | Mapping[str, Iterable[str]] | None,
        store: Store | None,
        readings: Read | None,
    ) -> None:
        self.machine = compile_process(process)
        self.machines = {process.name: self.machine}
        self.asking = Asking(clock, directory)
        self.bindings: dict[str, Binding] = {}
        self.unconfirmed: dict[EffectKey, Delivery] = {}
        self.decisions = 0
        self._store = store
        self._read = readings
        self._scores = Scores()
        self._opened = 0

    # ------------------------------------------------------------------------------------------------------ deciding

    def opened(self, case: str | None, at: datetime | None, actor: Actor | str | None) -> Accepted | Refused:
        """What opening a case of this name, or of the next free one, comes to."""
        name = self._next_id() if case is None else self.free(self.asking.name("case", case))
        moment = self.asking.moment("at", at, self.machine)
        who = NOBODY if actor is None else self.asking.actor(actor)
        asked = Opening(name, self.machine.process.name, moment, who)
        return kernel.decide(self.machines, (), asked, self._readings(name, None))

    def submission(self, binding: Binding, event: str, args: tuple[Any, ...], given: Mapping[str, Any]) -> Submission:
        """What a trigger was called with, in order: the actor, then the event's parameters by name."""
        params = dict(given)
        at, occurred, role, more = (params.pop(name, None) for name in ("at", "occurred", "role", "params"))
        if len(args) > 1:
            raise EmbeddingError("CL779", event=event)
        actor = args[0] if args else params.pop("actor", None)
        moment = self.asking.moment
        return Submission(
            case=binding.case.id,
            event=self.asking.name("event", event),
            at=moment("at", at, self.machine),
            actor=self.asking.actor(actor),
            params={**params, **self.asking.params(more)} if more is not None else params,
            occurred=None if occurred is None else moment("occurred", occurred, self.machine),
            role=role,
        )

    def decided(self, binding: Binding, asked: Submission | Tick) -> Accepted | Refused:
        """What it comes to; nothing is recorded."""
        return kernel.decide(self.machines, (binding.case,), asked, self._readings(binding.case.id, binding.case))

    def offers(self, binding: Binding, actor: Actor | str, at: datetime | None) -> tuple[Possible, ...]:
        moment = self.asking.moment("at", at, self.machine)
        reads = self._readings(binding.case.id, binding.case)
        return kernel.offers(self.machines, binding.case, self.asking.actor(actor), moment, reads)

    def due(self, binding: Binding, until: datetime) -> datetime | None:
        """When time is to be looked at first in this case, if that is by `until`."""
        case = binding.case
        due = first_due(case.stay_timers, case.rule_timers)
        if case.calendar != self.machine.calendar.version:
            due = until
        return None if due is None or due > until else due

    def _readings(self, name: str, case: Case | None) -> Readings:
        return self._read(name) if self._read is not None else Readings(scores=self._scores.without(case))

    # ------------------------------------------------------------------------------------------------------- keeping

    def keep(self, binding: Binding, decision: Decision) -> Decision:
        """What was decided is so: stored, then the case moves; of a refusal, what time had brought about before."""
        if not decision.records:
            return decision
        if self._store is not None:
            self._store(binding.model, decision.records)
        else:
            self._remember(binding, decision.records)
        self._changed(binding, decision.cases[0])
        return decision

    def _remember(self, binding: Binding, records: tuple[Record, ...]) -> None:
        if binding.kept is None:
            binding.kept = []
        binding.kept += records
        for record in records:
            for effect in record.effects:
                key = EffectKey(record.case, record.seq, effect.index)
                self.unconfirmed[key] = Delivery(key, record.at, effect)

    def _changed(self, binding: Binding, case: Case) -> None:
        self._scores.changed(binding.case if case.id in self.bindings else None, case)
        self.bindings[case.id] = binding
        binding.case = case
        self.decisions += 1

    def effects(self) -> tuple[Delivery, ...]:
        """What nobody has confirmed yet, in order."""
        if self._store is not None:
            raise EmbeddingError("CL778")
        return tuple(self.unconfirmed.values())

    def take_in(self, binding: Binding) -> None:
        """A case that was open before goes on here. Its effects up to now count as done."""
        case, process = binding.case, self.machine.process
        if (case.process, case.version) != (process.name, process.version):
            raise EmbeddingError("CL777", case=case.id, process=case.process, version=case.version)
        self.free(case.id)
        if self._store is None and binding.kept is None:
            binding.kept = []
        self._changed(binding, case)

    def replayed(self, records: Iterable[Record]) -> tuple[Case, list[Record] | None]:
        """The case that these records tell of; `JournalCorrupt` where one does not follow the one before it."""
        case: Case | None = None
        kept: list[Record] = []
        for record in records:
            try:
                case = kernel.evolve(self.machines, case, record)
            except UsageError as problem:
                raise JournalCorrupt("CL611", case=record.case, seq=record.seq, problem=str(problem)) from None
            kept.append(record)
        if case is None:
            raise DeskError("CL600", case="")
        return case, kept if self._store is None else None

    def leave(self, binding: Binding) -> None:
        """The case is kept elsewhere from now on: its scores no longer count here."""
        self._scores.changed(binding.case, evolve(binding.case, scores={}))
        del self.bindings[binding.case.id]

    def free(self, name: str) -> str:
        if name in self.bindings:
            raise DeskError("CL603", case=name)
        return name

    def _next_id(self) -> str:
        while True:
            self._opened += 1
            name = f"{self.machine.process.name}-{self._opened}"
            if name not in self.bindings:
                return name
