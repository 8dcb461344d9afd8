"""The exceptions of the library; which of them means what is told in each docstring.

An author's mistakes are `Diagnostic` values and an actor's are `Refused` values: neither is an exception until the edge
of the API.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Finding(Protocol):
    """What is known here of a diagnostic (`closedloop.text.Diagnostic`), which this layer may not import."""

    @property
    def code(self) -> str: ...

    @property
    def severity(self) -> str: ...


class ClosedLoopError(Exception):
    """Whatever this library raises on purpose."""


class UsageError(ClosedLoopError, ValueError):
    """The calling program asked for something that has no meaning: a mistake in that program."""


class CompileError(ClosedLoopError):
    """A text is not a process. `diagnostics` says what is wrong and where; `str()` shows it with its excerpts."""

    def __init__(self, diagnostics: Sequence[Finding], rendered: str) -> None:
        super().__init__(rendered)
        self.diagnostics = tuple(diagnostics)
        self.rendered = rendered

    def __str__(self) -> str:
        return self.rendered

    def __reduce__(self) -> tuple[type[CompileError], tuple[tuple[Finding, ...], str]]:
        return type(self), (self.diagnostics, self.rendered)


class InternalError(ClosedLoopError):
    """A defect of this library. The message names the place and asks for a report."""

    def __init__(self, place: str) -> None:
        super().__init__(f"internal error in {place}; this is a defect of closedloop: please report it")
        self.place = place

    def __reduce__(self) -> tuple[type[InternalError], tuple[str]]:
        return type(self), (self.place,)
