"""closedloop: a language, a checker and an enforcing state machine for processes that must not be dropped.

`load` or `loads` a program, keep cases at a `Desk`. The names are resolved when they are first used, so that
importing the package costs nothing and a deployed engine never loads the language.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from closedloop.engine.desk import Desk
    from closedloop.kernel.case import Case
    from closedloop.kernel.values import Accepted, Actor, Record, Refused
    from closedloop.messages import ClosedLoopError, CompileError, InternalError, UsageError
    from closedloop.model.process import Process
    from closedloop.program import Program, load, loads

_PLACES = {
    "Accepted": "closedloop.kernel.values",
    "Actor": "closedloop.kernel.values",
    "Case": "closedloop.kernel.case",
    "ClosedLoopError": "closedloop.messages",
    "CompileError": "closedloop.messages",
    "Desk": "closedloop.engine.desk",
    "InternalError": "closedloop.messages",
    "Process": "closedloop.model.process",
    "Program": "closedloop.program",
    "Record": "closedloop.kernel.values",
    "Refused": "closedloop.kernel.values",
    "UsageError": "closedloop.messages",
    "load": "closedloop.program",
    "loads": "closedloop.program",
}

__all__ = [
    "Accepted",
    "Actor",
    "Case",
    "ClosedLoopError",
    "CompileError",
    "Desk",
    "InternalError",
    "Process",
    "Program",
    "Record",
    "Refused",
    "UsageError",
    "load",
    "loads",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_PLACES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
