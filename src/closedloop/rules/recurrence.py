"""`A every D in S` and `every case ends within D`: rules that nothing but their own deadline breaks.

State: since when the time runs; None while it does not run, or has passed and waits for the next A or round.
"""

from __future__ import annotations

from typing import cast

from attrs import frozen

from closedloop.rules.observations import Moment, Monitor, Observation, State


@frozen
class Recurrence(Monitor):
    """`step` is S. The event that leaves S belongs to the stay, but then nothing runs any more."""

    step: str = ""

    def observe(self, state: State, hits: int, bites: bool, seen: Observation) -> tuple[State, bool]:
        if seen.step != self.step:
            return state, False
        if seen.kind == "left":
            return None, False
        return (seen.moment, False) if hits or seen.kind == "entered" else (state, False)

    def waiting(self, state: State) -> Moment | None:
        return cast(Moment | None, state)

    def passed(self, state: State) -> State:
        return None


@frozen
class Ending(Monitor):
    """Time runs from the beginning of the round; at an end nothing fires, so it need not be stopped there."""

    def start(self, moment: Moment) -> State:
        return moment

    def waiting(self, state: State) -> Moment | None:
        return cast(Moment | None, state)

    def passed(self, state: State) -> State:
        return None
