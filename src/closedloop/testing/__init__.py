"""Tests made from a process: runs that take everything it can do, and machines that drive an application through it.

The names are resolved when they are first used. What draws at random (`machine_for`, the strategies) needs Hypothesis.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from closedloop.testing.applications import (
        UNTOLD,
        Answer,
        Application,
        CallableApplication,
        DeskApplication,
        State,
        TransitionsApplication,
    )
    from closedloop.testing.drawing import cases, journals, submissions
    from closedloop.testing.machines import Disagreement, machine_for
    from closedloop.testing.path_finding import Act, Path, Paths, paths

_PLACES = {
    "Act": "path_finding",
    "Answer": "applications",
    "Application": "applications",
    "CallableApplication": "applications",
    "DeskApplication": "applications",
    "Disagreement": "machines",
    "Path": "path_finding",
    "Paths": "path_finding",
    "State": "applications",
    "TransitionsApplication": "applications",
    "UNTOLD": "applications",
    "cases": "drawing",
    "journals": "drawing",
    "machine_for": "machines",
    "paths": "path_finding",
    "submissions": "drawing",
}

__all__ = [
    "UNTOLD",
    "Act",
    "Answer",
    "Application",
    "CallableApplication",
    "DeskApplication",
    "Disagreement",
    "Path",
    "Paths",
    "State",
    "TransitionsApplication",
    "cases",
    "journals",
    "machine_for",
    "paths",
    "submissions",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"closedloop.testing.{_PLACES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
