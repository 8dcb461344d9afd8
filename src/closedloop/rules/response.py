"""`A leads to B or C [within D]`. State: None where nothing is unanswered, else since when, and whether D has passed.

`atoms` are A and then the answers. An observation that is both answers first and asks then; an A for which the rule
does not bite asks for nothing.
"""

from __future__ import annotations

from typing import NamedTuple, cast

from attrs import frozen

from closedloop.rules.observations import Moment, Monitor, Observation, State

TRIGGER = 1


class Unanswered(NamedTuple):
    since: Moment
    late: bool = False


@frozen
class Response(Monitor):
    def observe(self, state: State, hits: int, bites: bool, seen: Observation) -> tuple[State, bool]:
        if hits & ~TRIGGER:
            state = None
        if hits & TRIGGER and bites and state is None:
            state = Unanswered(seen.moment)
        return state, False

    def unfulfilled(self, state: State) -> bool:
        return state is not None

    def waiting(self, state: State) -> Moment | None:
        unanswered = cast(Unanswered | None, state)
        return None if self.period is None or unanswered is None or unanswered.late else unanswered.since

    def passed(self, state: State) -> State:
        return cast(Unanswered, state)._replace(late=True)
