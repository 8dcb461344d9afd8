"""The loop in `transitions`: one Machine, each case a model added to it, as its documentation advises for many.

Includes the route, the guard (`conditions`), the counter (`after`), an audit entry by `after_state_change`.
`auto_transitions=False` leaves out the `to_STATE` methods, which saves it time and memory. Lacks deadlines, roles,
rules and checks of parameters.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import contest
from transitions import EventData, Machine, MachineError
from transitions.version import __version__

STATES = ["received", "accepted", "assigned", "handling", "answered", "assessing", "revisiting", "closed"]
ROUTES: list[dict[str, Any]] = [
    {"trigger": "accept", "source": "received", "dest": "accepted"},
    {"trigger": "assign", "source": "accepted", "dest": "assigned"},
    {"trigger": "start", "source": "assigned", "dest": "handling"},
    {"trigger": "reply", "source": "handling", "dest": "answered"},
    {"trigger": "satisfied", "source": "answered", "dest": "assessing"},
    {
        "trigger": "unsatisfied",
        "source": "answered",
        "dest": "handling",
        "conditions": "may_rework",
        "after": "count",
    },
    {"trigger": "assess", "source": "assessing", "dest": "revisiting"},
    {"trigger": "revisit", "source": "revisiting", "dest": "closed"},
]


class Matter:
    """The model of a case."""

    def __init__(self) -> None:
        self.times_unsatisfied = 0
        self.audit: list[tuple[Any, ...]] = []

    def may_rework(self, event: EventData) -> bool:
        return self.times_unsatisfied < 2

    def count(self, event: EventData) -> None:
        self.times_unsatisfied += 1

    def note(self, event: EventData) -> None:
        route, said = event.transition, event.kwargs
        self.audit.append((event.event.name, route.source, route.dest, said["who"], said["at"], said["params"]))


class WithTransitions:
    """The contestant."""

    name = "transitions"
    version = __version__

    def __init__(self) -> None:
        self.machine = Machine(
            model=None,
            states=STATES,
            transitions=ROUTES,
            initial="received",
            auto_transitions=False,
            send_event=True,
            after_state_change="note",
        )

    def open(self, number: int, at: datetime) -> Any:
        matter = Matter()
        self.machine.add_model(matter)
        return matter

    def take(self, case: Any, steps: contest.Steps) -> None:
        for event, who, at, params in steps:
            getattr(case, event)(who=who, at=at, params=params)

    def state(self, case: Any) -> str:
        return str(case.state)

    def entries(self, case: Any) -> int:
        return len(case.audit)

    def refuses(self, case: Any, step: contest.Step) -> bool:
        event, who, at, params = step
        try:
            return not getattr(case, event)(who=who, at=at, params=params)
        except MachineError:
            return True


if __name__ == "__main__":
    contest.main(WithTransitions)
