"""The states, events and transitions of a process as those of a `transitions` machine, and no others.

Guarantees: after it is made none can be added or taken away, and no state is set; callbacks can be added at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from transitions import Event, Machine, Transition

from closedloop.embed.errors import EmbeddingError
from closedloop.embed.transitions.arrows import BY_TIME, arrows
from closedloop.embed.transitions.events import PassingOfTime, ProcessEvent
from closedloop.kernel.values import Record
from closedloop.model.process import End, Process, Step

NOT_OPTIONS = ("states", "transitions", "initial", "auto_transitions", "ordered_transitions")
"""Options of the library that the process has decided."""


class Sealed(Machine):
    """The machine of a process, without models. `process`: what it was made from."""

    event_cls = ProcessEvent
    time_cls = PassingOfTime
    _sealed = False

    def __init__(self, process: Process, options: Mapping[str, Any]) -> None:
        for name in NOT_OPTIONS:
            if name in options:
                raise EmbeddingError("CL774", name=f"{name}=…")
        self.process = process
        self._by_record: dict[tuple[str, str | None, str | None], Transition] = {}
        super().__init__(
            model=None,
            states=_states(process),
            initial=process.start,
            auto_transitions=False,
            **{"name": process.name, **options},
        )
        self.by_time: ProcessEvent = self.time_cls(BY_TIME, self)
        self.events[BY_TIME] = self.by_time
        self._add_arrows()
        self._sealed = True

    def _add_arrows(self) -> None:
        """`label` is what diagrams show."""
        places: tuple[Step | End, ...] = (*self.process.steps, *self.process.ends)
        for place in places:
            vars(self.states[place.name])["label"] = place.title or place.name
        titles = {event.name: event.title for event in self.process.events}
        for arrow in arrows(self.process):
            transition = self._create_transition(arrow.source, arrow.to)
            vars(transition)["label"] = arrow.label or titles.get(arrow.event) or arrow.event
            self._event(arrow.event).add_transition(transition)
            self._by_record[arrow.event, arrow.source, arrow.to] = transition

    def _event(self, name: str) -> Event:
        """Made here, as the library takes no event that is called like the attribute of the state."""
        if name not in self.events:
            self.events[name] = self._create_event(name, self)
        return self.events[name]

    def process_events(self) -> list[str]:
        """The events that somebody may submit somewhere."""
        return [name for name in self.events if name != BY_TIME]

    def transition_of(self, record: Record) -> Transition:
        """The library's transition that a record took."""
        event = record.event if record.kind == "event" and record.event is not None else BY_TIME
        return self._by_record[event, record.step, record.to]

    def get_triggers(self, *args: Any) -> list[str]:
        """The events that some actor may submit in these states, as far as the process says so."""
        return [name for name in super().get_triggers(*args) if name != BY_TIME]

    # ----------------------------------------------------------------------------------------- what would go round it

    def add_transition(self, trigger: str, source: Any, dest: Any = None, *args: Any, **kwargs: Any) -> None:
        self._refuse("add_transition")

    def remove_transition(self, trigger: str, source: Any = "*", dest: Any = "*") -> None:
        self._refuse("remove_transition")

    def add_states(self, states: Any, *args: Any, **kwargs: Any) -> None:
        self._refuse("add_states")
        super().add_states(states, *args, **kwargs)

    def set_state(self, state: Any, model: Any = None) -> None:
        self._refuse("set_state")

    def _refuse(self, name: str) -> None:
        if self._sealed:
            raise EmbeddingError("CL774", name=name)

    def __deepcopy__(self, memo: Any) -> Sealed:
        """The machine itself: who copies a model that refers to it copies no machine."""
        return self


def _states(process: Process) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = [{"name": step.name} for step in process.steps]
    return steps + [{"name": end.name, "final": True} for end in process.ends]
