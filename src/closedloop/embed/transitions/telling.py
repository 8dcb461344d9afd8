"""After the record is kept: the state follows, and the library's callbacks are told, record by record.

What is still to be told stands in one queue per model. So a callback that triggers the next event of its own model sees
the rest told first, and nothing is told twice or out of order. If a callback raises, the rest is left out and the state
is that of the case: what was recorded stays.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from transitions import State, Transition

from closedloop.embed.transitions.binding import Binding
from closedloop.embed.transitions.events import ActData
from closedloop.kernel.values import CLOCK, Record

if TYPE_CHECKING:
    from closedloop.embed.transitions.machine import ProcessMachine


class Telling:
    """Tells the models of one machine."""

    def __init__(self, machine: ProcessMachine) -> None:
        self._machine = machine

    def tell(self, binding: Binding, records: Iterable[Record], data: ActData) -> None:
        """`data`: what was triggered; its event is told with it, moves that nobody asked for with their own."""
        untold = binding.untold = binding.untold or deque()
        for record in records:
            if record.kind == "event":
                data.record = record
                self._add(binding, record, data)
            elif record.to is not None and record.kind != "opened":
                self._add(binding, record, self._by_time(binding, record))
        try:
            while untold:
                untold.popleft()()
        except BaseException:
            untold.clear()
            self._moved(binding, binding.state, binding.case.step)
            raise
        finally:
            if not untold:
                binding.untold = None

    def _by_time(self, binding: Binding, record: Record) -> ActData:
        machine = self._machine
        data = ActData(None, machine.by_time, machine, binding.model, (CLOCK,), {"at": record.at})
        data.record = record
        data.result = True
        return data

    def _add(self, binding: Binding, record: Record, data: ActData) -> None:
        assert binding.untold is not None
        transition = self._machine.transition_of(record)
        data.transition = transition
        if record.to is not None and record.step is not None:
            source, dest = self._machine.states[record.step], self._machine.states[record.to]
            binding.untold.append(partial(self._left, source, data))
            binding.untold.append(partial(self._entered, binding, source, dest, data))
        binding.untold.append(partial(self._done, transition, data))

    def _left(self, state: State, data: ActData) -> None:
        data.state = state
        state.exit(data)
        self._own("on_exit", state.on_exit, state, data)

    def _entered(self, binding: Binding, source: State, dest: State, data: ActData) -> None:
        self._moved(binding, source.name, dest.name)
        data.state = dest
        dest.enter(data)
        self._own("on_enter", dest.on_enter, dest, data)
        if dest.final:
            self._machine.callbacks(self._machine.on_final, data)

    def _done(self, transition: Transition, data: ActData) -> None:
        self._machine.callbacks(chain(transition.after, self._machine.after_state_change), data)

    def _own(self, kind: str, listed: Sequence[object], state: State, data: ActData) -> None:
        """The model's own method of that name, if it is not among the state's callbacks anyway."""
        name = f"{kind}_{self._machine.spelling.of(state.name)}"
        if name not in listed and callable(getattr(type(data.model), name, None)):
            self._machine.callback(name, data)

    def _moved(self, binding: Binding, source: str, dest: str) -> None:
        binding.state = dest
        self._machine._show(binding.model, dest)
        self._machine._redraw(binding.model, source, dest)
