"""Tests made from a process: runs that take everything it can do, and machines that drive an application through it.

The names are resolved when they are first used. What draws at random (`machine_for`, the strategies) needs Hypothesis.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from closedloop.testing.path_finding import Act, Path, Paths, paths

_PLACES = {
    "Act": "closedloop.testing.path_finding",
    "Path": "closedloop.testing.path_finding",
    "Paths": "closedloop.testing.path_finding",
    "paths": "closedloop.testing.path_finding",
}

__all__ = ["Act", "Path", "Paths", "paths"]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_PLACES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
