"""`never A`, `on A, C` and `always C`: broken by what is observed, or by how the case rests; no memory."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from closedloop.rules.observations import LooksAt, Monitor, Observation, State


@frozen
class Occurrence(Monitor):
    """Broken whenever its atom is observed and it bites (for `on` its condition has then failed)."""

    looks_at: ClassVar[LooksAt] = "nothing"

    def observe(self, state: State, hits: int, bites: bool, seen: Observation) -> tuple[State, bool]:
        return state, bites and hits != 0


@frozen
class Rest(Monitor):
    """Broken whenever the case comes to rest and it bites: its condition has then failed."""

    looks_at: ClassVar[LooksAt] = "nothing"

    def unfulfilled(self, state: State) -> bool:
        return True
