"""Collects what is found in a file, and cuts the author's words out of it.

Guarantees: findings keep the order in which they were made (sorting is the caller's); an excerpt is one line, and empty
for a node that no text stands behind.
"""

from __future__ import annotations

from typing import Any

from attrs import Factory, define

from closedloop.model.process import At
from closedloop.text import NOWHERE, Diagnostic, Related, Source, Span, advice, error, warning


@define
class Report:
    """The findings of one file; `source` is None for a tree that was not read from a text."""

    source: Source | None = None
    found: list[Diagnostic] = Factory(list)

    def error(self, code: str, span: Span, *, related: tuple[Related, ...] = (), **params: Any) -> None:
        self.found.append(error(code, span, related=related, **params))

    def warning(self, code: str, span: Span, *, related: tuple[Related, ...] = (), **params: Any) -> None:
        self.found.append(warning(code, span, related=related, **params))

    def advice(self, code: str, span: Span, *, related: tuple[Related, ...] = (), **params: Any) -> None:
        self.found.append(advice(code, span, related=related, **params))

    @property
    def broken(self) -> bool:
        """Whether there is an error among the findings."""
        return any(each.severity == "error" for each in self.found)

    def excerpt(self, span: Span) -> str:
        """What stands there, on one line."""
        if self.source is None or span == NOWHERE:
            return ""
        return " ".join(self.source.excerpt(span).split())

    def at(self, span: Span) -> At:
        """The place as the compiled process keeps it."""
        if self.source is None or span == NOWHERE:
            return None
        place = self.source.position(span.start)
        return (place.line, place.column, span.start, span.end)
