"""The loop in sismic: a statechart in YAML, an interpreter for each case.

Includes the route, the guard and the counter as the statechart's own code, an audit entry by a listener on
`transition processed`. Sismic knows time (`after`) and contracts, but neither calendars nor roles nor checks of
parameters: none are used here, and contracts are left out (`ignore_contract`), which saves it time.
"""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version
from typing import Any

import contest
from sismic.interpreter import Interpreter
from sismic.io import import_from_yaml

STATECHART = """
statechart:
  name: nine
  preamble: unsatisfied = 0
  root state:
    name: matter
    initial: received
    states:
      - name: received
        transitions:
          - {event: accept, target: accepted}
      - name: accepted
        transitions:
          - {event: assign, target: assigned}
      - name: assigned
        transitions:
          - {event: start, target: handling}
      - name: handling
        transitions:
          - {event: reply, target: answered}
      - name: answered
        transitions:
          - {event: satisfied, target: assessing}
          - {event: unsatisfied, target: handling, guard: unsatisfied < 2, action: unsatisfied += 1}
      - name: assessing
        transitions:
          - {event: assess, target: revisiting}
      - name: revisiting
        transitions:
          - {event: revisit, target: closed}
      - name: closed
"""


class Matter:
    """A case: its interpreter and its audit entries."""

    __slots__ = ("audit", "interpreter")

    def __init__(self, chart: Any) -> None:
        self.audit: list[tuple[Any, ...]] = []
        self.interpreter = Interpreter(chart, ignore_contract=True)
        self.interpreter.attach(self.note)
        self.interpreter.execute_once()

    def note(self, meta: Any) -> None:
        if meta.name == "transition processed":
            event = meta.event
            self.audit.append((event.name, meta.source, meta.target, event.who, event.at, event.params))


class WithSismic:
    """The contestant."""

    name = "sismic"
    version = version("sismic")

    def __init__(self) -> None:
        self.chart = import_from_yaml(STATECHART)

    def open(self, number: int, at: datetime) -> Matter:
        return Matter(self.chart)

    def take(self, case: Matter, steps: contest.Steps) -> None:
        interpreter = case.interpreter
        for event, who, at, params in steps:
            interpreter.queue(event, who=who, at=at, params=params).execute_once()

    def state(self, case: Matter) -> str:
        return str(case.interpreter.configuration[-1])

    def entries(self, case: Matter) -> int:
        return len(case.audit)

    def refuses(self, case: Matter, step: contest.Step) -> bool:
        event, who, at, params = step
        macro = case.interpreter.queue(event, who=who, at=at, params=params).execute_once()
        return not macro.transitions


if __name__ == "__main__":
    contest.main(WithSismic)
