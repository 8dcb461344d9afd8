"""The library's events, whose outcome is the kernel's: what a trigger carries, and what is raised if it is refused."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import evolve
from transitions import Event, EventData, MachineError, State

from closedloop.kernel.values import Accepted, Record, Refused
from closedloop.messages import ClosedLoopError, Language

if TYPE_CHECKING:
    from closedloop.embed.transitions.machine import ProcessMachine


class EventRefused(ClosedLoopError, MachineError):
    """The process does not allow it. `refused` has the reasons, what is possible instead, and the records of the
    timers that fired before (they stand); the state is what those have made it.
    """

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.explain())
        self.refused = refused

    @property
    def reasons(self) -> tuple[Any, ...]:
        return self.refused.reasons

    def explain(self, lang: Language = "en") -> str:
        """All reasons, a line each with its hint, and what is possible instead."""
        return self.refused.explain(lang)

    def after(self, fired: tuple[Record, ...]) -> EventRefused:
        """The same refusal, after these timers."""
        return EventRefused(evolve(self.refused, records=fired + self.refused.records)) if fired else self

    def __str__(self) -> str:
        return self.explain()

    def __reduce__(self) -> tuple[type[EventRefused], tuple[Refused]]:
        return type(self), (self.refused,)


class ActData(EventData):
    """What callbacks get where the machine was made with `send_event=True`.

    `decision`: what was decided, in callbacks before a change what is about to be recorded; None where nothing is yet.
    `record`: the record that is told of, None before it is kept.
    """

    decision: Accepted | None = None
    record: Record | None = None


class ProcessEvent(Event):
    """An event of the process, or one that it does not know."""

    machine: ProcessMachine

    def trigger(self, model: object, *args: Any, **kwargs: Any) -> bool:
        """Submits the event in the case of the model: the actor, then parameters by name. True if it was accepted.

        `EventRefused` if not; False where a condition of the application was not met, or the machine ignores what is
        not offered. In a queued machine always True for what is triggered by a callback.
        """
        return self.machine._process(partial(self._trigger, ActData(None, self, self.machine, model, args, kwargs)))

    def _process(self, event_data: EventData) -> bool:
        assert isinstance(event_data, ActData)
        return self.machine._acting.submit(event_data)

    def _is_valid_source(self, state: State) -> bool:
        return True  # the kernel says what may be submitted where


class PassingOfTime(ProcessEvent):
    """Nobody's event: what was due by the moment `at` happens."""

    def _process(self, event_data: EventData) -> bool:
        assert isinstance(event_data, ActData)
        return self.machine._acting.passed(event_data)
