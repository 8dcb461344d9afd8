"""`A at most | at least | exactly N times`, also `before B`, `per S`, `ever`. State: how many As, None outside of S.

`atoms` are A and, if it is given, B. The count goes no further than N + 1: more is not told apart.
"""

from __future__ import annotations

from typing import ClassVar, Literal, cast

from attrs import frozen

from closedloop.rules.observations import LooksAt, Moment, Monitor, Observation, State

COUNTED, JUDGED = 1, 2


@frozen
class Count(Monitor):
    looks_at: ClassVar[LooksAt] = "nothing"
    bound: Literal["at_most", "at_least", "exactly"] = "at_most"
    times: int = 0
    before: bool = False
    per: str | None = None

    def start(self, moment: Moment) -> State:
        return 0 if self.per is None else None

    def observe(self, state: State, hits: int, bites: bool, seen: Observation) -> tuple[State, bool]:
        if self.per == seen.step and seen.kind == "left":
            return None, self._too_few(state) and bites and not self.before
        if self.per == seen.step and seen.kind == "entered":
            state = 0
        if state is None or (self.per is not None and self.per != seen.step):
            return state, False
        count = cast(int, state)
        if self.before:
            broken = bool(hits & JUDGED) and bites and (self._too_few(count) or self._too_many(count))
            return self._more(count, hits), broken
        count = self._more(count, hits)
        return count, bool(hits & COUNTED) and bites and self._too_many(count)

    def _more(self, count: int, hits: int) -> int:
        return min(count + 1, self.times + 1) if hits & COUNTED else count

    def _too_few(self, count: State) -> bool:
        return self.bound != "at_most" and count is not None and cast(int, count) < self.times

    def _too_many(self, count: int) -> bool:
        return self.bound != "at_least" and count > self.times

    def unfulfilled(self, state: State) -> bool:
        return self._too_few(state)
