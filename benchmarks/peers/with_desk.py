"""The loop at a `closedloop.Desk`: the public way, with everything that the process says.

Includes the route and the guard; a deadline on every step, counted by China's working days and by months, with its
escalation; the role of every event, two of them assigned in the case; five rules, one of them with a deadline of its
own; checks of parameters; the record of every event.
"""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import contest

import closedloop

TEXT = Path(__file__).parent.parent / "nine.loop"
DIRECTORY = {"ann": ["intake"], "bob": ["office"], "ida": ["inspector"]}


class AtDesk:
    """The contestant."""

    name = "Desk.submit"
    version = version("closedloop")

    def __init__(self) -> None:
        self.desk = closedloop.Desk(closedloop.load(TEXT), directory=DIRECTORY)

    def open(self, number: int, at: datetime) -> str:
        name = f"case-{number}"
        self.desk.open(case=name, at=at)
        return name

    def take(self, case: str, steps: contest.Steps) -> None:
        submit = self.desk.submit
        for event, who, at, params in steps:
            submit(case, event, who, params, at=at)

    def state(self, case: str) -> str:
        return str(self.desk.case(case).step)

    def entries(self, case: str) -> int:
        return len(self.desk.journal(case)) - 1  # the first says that the case was opened

    def refuses(self, case: str, step: contest.Step) -> Any:
        event, who, at, params = step
        return isinstance(self.desk.submit(case, event, who, params, at=at), closedloop.Refused)


if __name__ == "__main__":
    contest.main(AtDesk)
