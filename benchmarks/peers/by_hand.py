"""The loop as one writes it by hand: a dictionary from state and event to what follows.

Includes the route, the guard on the counter, an audit entry for each event. Lacks deadlines, roles, rules, checks of
parameters, messages: an unknown event is a KeyError.
"""

from __future__ import annotations

import platform
from datetime import datetime
from typing import Any

import contest

ROUTES = {
    ("received", "accept"): "accepted",
    ("accepted", "assign"): "assigned",
    ("assigned", "start"): "handling",
    ("handling", "reply"): "answered",
    ("answered", "satisfied"): "assessing",
    ("answered", "unsatisfied"): "handling",
    ("assessing", "assess"): "revisiting",
    ("revisiting", "revisit"): "closed",
}


class TooOften(Exception):
    """A rework that is not allowed any more."""


class Matter:
    """A case: its state, how often its answer did not satisfy, its audit entries."""

    __slots__ = ("audit", "state", "unsatisfied")

    def __init__(self) -> None:
        self.state = "received"
        self.unsatisfied = 0
        self.audit: list[tuple[Any, ...]] = []

    def fire(self, event: str, who: str, at: datetime, params: dict[str, Any]) -> None:
        """Let an event happen."""
        source = self.state
        target = ROUTES[source, event]
        if event == "unsatisfied":
            if self.unsatisfied >= 2:
                raise TooOften
            self.unsatisfied += 1
        self.state = target
        self.audit.append((event, source, target, who, at, params))


class ByHand:
    """The contestant."""

    name = "dict dispatch by hand"
    version = platform.python_version()

    def open(self, number: int, at: datetime) -> Matter:
        return Matter()

    def take(self, case: Matter, steps: contest.Steps) -> None:
        for event, who, at, params in steps:
            case.fire(event, who, at, params)

    def state(self, case: Matter) -> str:
        return case.state

    def entries(self, case: Matter) -> int:
        return len(case.audit)

    def refuses(self, case: Matter, step: contest.Step) -> bool:
        try:
            case.fire(*step)
        except TooOften:
            return True
        return False


if __name__ == "__main__":
    contest.main(ByHand)
