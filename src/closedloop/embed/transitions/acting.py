"""One act from its call to its callbacks: a trigger, a question whether one may, time that passes.

The order, for a trigger: what time has brought about is kept and told; `prepare_event`; the kernel decides; `prepare`
and conditions of the transition; `before_state_change` and `before`; the record is kept; then it is told (`telling`).
Whatever is kept was decided on the case as it then stood: if a callback has triggered something, it is decided again.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from attrs import define
from transitions import Transition

from closedloop.embed.transitions.binding import Binding
from closedloop.embed.transitions.events import ActData, EventRefused
from closedloop.embed.transitions.keeping import Keeping
from closedloop.embed.transitions.telling import Telling
from closedloop.kernel.values import CLOCK, Accepted, Record, Refused, Submission, Tick

if TYPE_CHECKING:
    from closedloop.embed.transitions.machine import ProcessMachine

NOT_OFFERED = {"CL503", "CL505"}
"""The refusals that the library's `ignore_invalid_triggers` is about."""
MISSING = {"CL512"}


@define
class Attempt:
    """A submission, decided anew whenever something was recorded since."""

    keeping: Keeping
    binding: Binding
    asked: Submission
    made: int = -1
    decision: Accepted | Refused | None = None

    def decided(self) -> Accepted | Refused:
        if self.decision is None or self.made != self.keeping.decisions:
            self.decision = self.keeping.decided(self.binding, self.asked)
            self.made = self.keeping.decisions
        return self.decision


class Acting:
    """Acts in the cases of one machine."""

    def __init__(self, machine: ProcessMachine, keeping: Keeping) -> None:
        self._machine = machine
        self._keeping = keeping
        self._telling = Telling(machine)

    def tell(self, binding: Binding, records: Iterable[Record], data: ActData) -> None:
        """The state follows the records, and callbacks are told."""
        self._telling.tell(binding, records, data)

    # ------------------------------------------------------------------------------------------------------- an event

    def submit(self, data: ActData) -> bool:
        """`EventRefused` if the kernel refuses it; False if a condition of the application does not hold."""
        machine, binding = self._machine, self._machine.binding(data.model)
        attempt = self._attempt(binding, data)
        fired = self._time_before(attempt, data)
        data.state = machine.states[binding.state]
        machine.callbacks(machine.prepare_event, data)
        transition = self._accepted(attempt, data, fired)
        if transition is None:
            return False
        machine.callbacks(transition.prepare, data)
        if not transition._eval_conditions(data):
            return False
        machine.callbacks(chain(machine.before_state_change, transition.before), data)
        if self._accepted(attempt, data, fired) is None:
            return False
        accepted = self._keeping.keep(binding, attempt.decided())
        data.result = True
        self._telling.tell(binding, accepted.records, data)
        return True

    def may(self, data: ActData) -> bool:
        """Whether it would be accepted now; where required parameters are not given, whether it is offered."""
        binding = self._machine.binding(data.model)
        attempt = self._attempt(binding, data)
        decision = attempt.decided()
        if isinstance(decision, Refused):
            asked = attempt.asked
            if {reason.code for reason in decision.reasons} != MISSING:
                return False
            offers = self._keeping.offers(binding, asked.actor, asked.at)
            return any(possible.event == asked.event for possible in offers)
        return self._conditions_hold(data, self._taken(decision, data))

    def _conditions_hold(self, data: ActData, transition: Transition) -> bool:
        machine = self._machine
        try:
            machine.callbacks(chain(machine.prepare_event, transition.prepare), data)
            return transition._eval_conditions(data)
        except BaseException as error:
            if not machine.on_exception:
                raise
            data.error = error  # type: ignore[assignment]
            machine.callbacks(machine.on_exception, data)
            return False

    def _attempt(self, binding: Binding, data: ActData) -> Attempt:
        assert data.event is not None
        asked = self._keeping.submission(binding, data.event.name, tuple(data.args), data.kwargs)
        return Attempt(self._keeping, binding, asked)

    def _time_before(self, attempt: Attempt, data: ActData) -> tuple[Record, ...]:
        """The timers due by then: kept and told before anybody is asked about the event."""
        records = attempt.decided().records
        if not records or records[0].kind == "event":
            return ()
        return self._pass(attempt.binding, attempt.asked.at, data).records

    def _accepted(self, attempt: Attempt, data: ActData, fired: tuple[Record, ...]) -> Transition | None:
        """The transition that the event takes; None if it is not offered and the machine ignores that."""
        decision = attempt.decided()
        if isinstance(decision, Accepted):
            return self._taken(decision, data)
        if decision.records:  # a callback has made something due
            self._telling.tell(attempt.binding, self._keeping.keep(attempt.binding, decision).records, data)
        if {reason.code for reason in decision.reasons} <= NOT_OFFERED and self._ignores(data):
            return None
        raise EventRefused(decision).after(fired)

    def _taken(self, decision: Accepted, data: ActData) -> Transition:
        data.decision = decision
        submitted = next(record for record in decision.records if record.kind == "event")
        data.transition = self._machine.transition_of(submitted)
        return data.transition

    def _ignores(self, data: ActData) -> bool:
        state = self._machine.get_model_state(data.model)
        own = state.ignore_invalid_triggers
        return bool(self._machine.ignore_invalid_triggers if own is None else own)

    # ----------------------------------------------------------------------------------------------------------- time

    def _pass(self, binding: Binding, at: datetime, data: ActData) -> Accepted | Refused:
        decision = self._keeping.decided(binding, Tick(binding.case.id, at))
        self._keeping.keep(binding, decision)
        self._telling.tell(binding, decision.records, data)
        return decision

    def passed(self, data: ActData) -> bool:
        """What was due in the case by the moment `at` is kept and told."""
        binding, at = self._machine.binding(data.model), data.kwargs["at"]
        decision = self._keeping.decided(binding, Tick(binding.case.id, at))
        assert isinstance(decision, Accepted)
        data.decision = self._keeping.keep(binding, decision)
        data.result = bool(decision.records)
        self._telling.tell(binding, decision.records, data)
        return data.result

    def tick(self, data: ActData, until: datetime, bindings: list[Binding], found: list[Record]) -> bool:
        """All these cases in order of time. `found` gets the records."""
        waiting = [
            (due, number, binding)
            for number, binding in enumerate(bindings)
            if (due := self._keeping.due(binding, until)) is not None
        ]
        heapq.heapify(waiting)
        while waiting:
            due, number, binding = heapq.heappop(waiting)
            if binding.machine is not self._machine:  # a callback has removed its model
                continue
            later = self._next(binding, due, until, found)
            if later is not None:
                heapq.heappush(waiting, (max(later, due), number, binding))
        return True

    def _next(self, binding: Binding, due: datetime, until: datetime, found: list[Record]) -> datetime | None:
        """Lets the time of one case reach `due`; when it is to be looked at again."""
        machine = self._machine
        data = ActData(None, machine.by_time, machine, binding.model, (CLOCK,), {"at": due})
        try:
            machine.by_time._trigger(data)
        finally:
            decision = data.decision
            found += () if decision is None else decision.records
        if decision is None:
            return None
        if decision.records and decision.cases[0] is not binding.case:  # a callback has gone on with it
            return self._keeping.due(binding, until)
        later = min((timer.due for timer in decision.timers if timer.due <= until), default=None)
        return later if later is not None and (decision.records or later > due) else None
