"""The ordinary way of an event, taken by straight code where there is some.

Guarantees: what is answered is what the general kernel would have answered; `None` leaves the decision to it. Straight
code is made, and the generator loaded, only for what comes up again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from closedloop.kernel.case import Case
    from closedloop.kernel.machine import Machine
    from closedloop.kernel.straight.loading import Loaded
    from closedloop.kernel.values import Actor, Record

Way = Callable[["Case", datetime, "Actor", Mapping[str, Any], "str | None"], "tuple[Record, Case] | None"]
Key = tuple[str, str]
"""Step and event."""

WORTH_IT = 8
"""How often an event comes up in a step before straight code is made for it: making it costs some forty decisions."""


def no_way(case: Case, at: datetime, actor: Actor, params: Mapping[str, Any], role: str | None) -> None:
    """Of an event that never has an ordinary way."""
    return


class Shortcuts:
    """What is known of the ordinary ways of one machine. It holds nothing of any case."""

    __slots__ = ("_after", "_counts", "_loaded", "ways")

    def __init__(self, after: int) -> None:
        self._after = after
        self._counts: dict[Key, int] = {}
        self._loaded: Loaded | None = None
        self.ways: dict[Key, Way] = {}

    def worth(self, machine: Machine, key: Key) -> Way:
        """The way of an event that came up once more; so far unknown."""
        count = self._counts[key] = self._counts.get(key, 0) + 1
        if count <= self._after:
            return no_way
        from closedloop.kernel.straight.loading import Loaded

        if self._loaded is None:
            self._loaded = Loaded(machine)
        way = self.ways[key] = self._loaded.function(*key) or no_way
        return way


def shortcut(
    machine: Machine, case: Case, event: str, at: datetime, actor: Actor, params: Mapping[str, Any], role: str | None
) -> tuple[Record, Case] | None:
    """The record of the event and the case after it, where all is as usual. `at` is UTC; nobody is `clock`."""
    shortcuts = machine.shortcuts
    if shortcuts is None:
        return None
    key = case.step, event
    way = shortcuts.ways.get(key) or shortcuts.worth(machine, key)
    try:
        return way(case, at, actor, params, role)
    except TypeError:  # a value of another kind than declared, which only a case made by hand can hold
        return None
