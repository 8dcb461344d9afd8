"""The loop on objects bound by `closedloop.embed.transitions`: a machine of the library, enforced by the kernel.

Includes what `with_desk.py` includes, for it is the same process, and what the library adds: trigger methods, states,
its callbacks (none is given). Records stay in the machine and stand for audit entries.
"""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import contest

import closedloop
from closedloop.embed.transitions import EventRefused, ProcessMachine

TEXT = Path(__file__).parent.parent / "nine.loop"
DIRECTORY = {"ann": ["intake"], "bob": ["office"], "ida": ["inspector"]}


class Matter:
    """The model of a case."""


class Embedded:
    """The contestant."""

    name = "closedloop.embed.transitions"
    version = version("closedloop")

    def __init__(self) -> None:
        self.machine = ProcessMachine(closedloop.load(TEXT), directory=DIRECTORY)

    def open(self, number: int, at: datetime) -> Any:
        matter = Matter()
        self.machine.add_model(matter, at=at)
        return matter

    def take(self, case: Any, steps: contest.Steps) -> None:
        for event, who, at, params in steps:
            getattr(case, event)(who, at=at, **params)

    def state(self, case: Any) -> str:
        return str(case.state)

    def entries(self, case: Any) -> int:
        return len(case.closedloop.journal) - 1  # the first says that the case was opened

    def refuses(self, case: Any, step: contest.Step) -> bool:
        event, who, at, params = step
        try:
            getattr(case, event)(who, at=at, **params)
        except EventRefused:
            return True
        return False


if __name__ == "__main__":
    contest.main(Embedded)
