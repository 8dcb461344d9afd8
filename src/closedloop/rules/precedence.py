"""`A before B` and `A before each B`. State: whether an A counts for the next B.

`atoms` are A and B. An observation is never earlier than itself, nor since itself.
"""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from closedloop.rules.observations import LooksAt, Moment, Monitor, Observation, State

EARLIER, LATER = 1, 2


@frozen
class Precedence(Monitor):
    looks_at: ClassVar[LooksAt] = "nothing"
    each: bool = False

    def start(self, moment: Moment) -> State:
        return False

    def observe(self, state: State, hits: int, bites: bool, seen: Observation) -> tuple[State, bool]:
        broken = bool(hits & LATER) and bites and not state
        if self.each and hits & LATER:
            return False, broken
        return bool(state or hits & EARLIER), broken
