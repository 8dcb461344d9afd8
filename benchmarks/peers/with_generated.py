"""The loop on the class that `closedloop compile benchmarks/nine.loop --to python` writes.

Includes what `with_desk.py` includes but the directory: the application says which roles an actor has, here by a look
at a dictionary for each event. No desk is around the cases: one object is one case and keeps its own records.
"""

from __future__ import annotations

import importlib.util
import tempfile
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import contest

from closedloop import Actor
from closedloop.cli.compile import compile_file

TEXT = Path(__file__).parent.parent / "nine.loop"
ROLES = {"ann": ["intake"], "bob": ["office"], "ida": ["inspector"], "water": [], "cao": []}
ACTORS = {name: Actor(name, name, frozenset(roles)) for name, roles in ROLES.items()}


def module() -> Any:
    """The module as it is written, imported."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "nine.py"
        compile_file(str(TEXT), "python", None, str(path), "en")
        spec = importlib.util.spec_from_file_location("nine", path)
        assert spec is not None
        assert spec.loader is not None
        made = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(made)
        return made


class Generated:
    """The contestant."""

    name = "generated module"
    version = version("closedloop")

    def __init__(self) -> None:
        self.case = module().Nine

    def open(self, number: int, at: datetime) -> Any:
        return self.case.open(f"case-{number}", at=at)

    def take(self, case: Any, steps: contest.Steps) -> None:
        for event, who, at, params in steps:
            getattr(case, event)(ACTORS[who], at=at, **params)

    def state(self, case: Any) -> str:
        return str(case.step)

    def entries(self, case: Any) -> int:
        return len(case.records) - 1  # the first says that the case was opened

    def refuses(self, case: Any, step: contest.Step) -> bool:
        event, who, at, params = step
        return getattr(case, event)(ACTORS[who], at=at, **params) is not None


if __name__ == "__main__":
    contest.main(Generated)
