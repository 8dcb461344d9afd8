"""Where something stands in a source text."""

from __future__ import annotations

from attrs import frozen


@frozen(order=True)
class Span:
    """Half-open range of character offsets in the text *as written* (before any normalisation)."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The range from the start of this one to the end of the other."""
        return Span(min(self.start, other.start), max(self.end, other.end))


NOWHERE = Span(-1, -1)
"""The span of a node that no text stands behind (built by a program, or by a test)."""
