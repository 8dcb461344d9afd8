"""A process as a machine of the library `transitions`, bound to any objects of the application.

The library gives trigger methods, callbacks, queues and diagrams; whether something happens is decided by the kernel
alone. `ProcessMachine` is a `transitions.Machine`; `GraphProcessMachine` and the locked ones are what the library calls
`GraphMachine` and `LockedMachine`. `model.closedloop` is the `Binding` of a model to its case. A refusal is raised as
`EventRefused`. Importing this module needs the library; `LibraryMissing` says so.
"""

from __future__ import annotations

from closedloop.embed.errors import EmbeddingError, LibraryMissing, NotBound

try:
    import transitions as _library  # noqa: F401
except ImportError as _problem:
    if _problem.name not in ("transitions", "six"):
        raise
    raise LibraryMissing("CL770") from None

from closedloop.embed.transitions.binding import Binding
from closedloop.embed.transitions.events import ActData, EventRefused
from closedloop.embed.transitions.machine import ProcessMachine
from closedloop.embed.transitions.variants import (
    GraphProcessMachine,
    LockedGraphProcessMachine,
    LockedProcessMachine,
)

__all__ = [
    "ActData",
    "Binding",
    "EmbeddingError",
    "EventRefused",
    "GraphProcessMachine",
    "LibraryMissing",
    "LockedGraphProcessMachine",
    "LockedProcessMachine",
    "NotBound",
    "ProcessMachine",
]
