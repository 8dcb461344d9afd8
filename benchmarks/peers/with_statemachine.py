"""The loop in python-statemachine: a `StateMachine` class, an instance for each case.

Includes the route, the guard (`cond`), the counter (`on`), an audit entry by `after_transition`. Lacks deadlines,
roles, rules and checks of parameters.
"""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version
from typing import Any

import contest
from statemachine import State, StateMachine
from statemachine.exceptions import TransitionNotAllowed


def machine() -> type[StateMachine]:
    """The class of the cases."""

    class Matter(StateMachine):
        """A case."""

        received = State(initial=True)
        accepted = State()
        assigned = State()
        handling = State()
        answered = State()
        assessing = State()
        revisiting = State()
        closed = State(final=True)

        accept = received.to(accepted)
        assign = accepted.to(assigned)
        start = assigned.to(handling)
        reply = handling.to(answered)
        satisfied = answered.to(assessing)
        unsatisfied = answered.to(handling, cond="may_rework", on="count")
        assess = assessing.to(revisiting)
        revisit = revisiting.to(closed)

        def __init__(self) -> None:
            self.times_unsatisfied = 0
            self.audit: list[tuple[Any, ...]] = []
            super().__init__()

        def may_rework(self) -> bool:
            return self.times_unsatisfied < 2

        def count(self) -> None:
            self.times_unsatisfied += 1

        def after_transition(
            self, event: str, source: State, target: State, who: str, at: datetime, params: dict[str, Any]
        ) -> None:
            self.audit.append((event, source.id, target.id, who, at, params))

    return Matter


class WithStateMachine:
    """The contestant."""

    name = "python-statemachine"
    version = version("python-statemachine")

    def __init__(self) -> None:
        self.case = machine()

    def open(self, number: int, at: datetime) -> Any:
        return self.case()

    def take(self, case: Any, steps: contest.Steps) -> None:
        for event, who, at, params in steps:
            case.send(event, who=who, at=at, params=params)

    def state(self, case: Any) -> str:
        return str(next(iter(case.configuration)).id)

    def entries(self, case: Any) -> int:
        return len(case.audit)

    def refuses(self, case: Any, step: contest.Step) -> bool:
        event, who, at, params = step
        try:
            case.send(event, who=who, at=at, params=params)
        except TransitionNotAllowed:
            return True
        return False


if __name__ == "__main__":
    contest.main(WithStateMachine)
