"""A text with a name: lines and columns of offsets.

Lines end with LF, CR LF or CR. Lines and columns count from 1; a column counts characters (code points), whatever their
width on a screen.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from attrs import define, frozen

from closedloop.text.spans import Span

_LINE_END = re.compile(r"\r\n|\n|\r")


@frozen(order=True)
class Position:
    line: int
    column: int


@define(frozen=True, slots=False)
class Source:
    """What was read, and under which name (a path, or `<text>`); `text` is as written, without a byte order mark."""

    name: str
    text: str

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return (0, *(match.end() for match in _LINE_END.finditer(self.text)))

    @property
    def line_count(self) -> int:
        """How many lines there are; an empty text has one."""
        return len(self._starts)

    def position(self, offset: int) -> Position:
        """Line and column of an offset; one beyond the text is the end of the text, one before it the beginning."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def offset(self, position: Position) -> int:
        """The inverse of `position`; beyond the end of a line is its end, beyond the last line the end of the text."""
        if position.line > self.line_count:
            return len(self.text)
        line = self.line_span(position.line)
        return min(line.start + max(position.column, 1) - 1, line.end)

    def line_span(self, line: int) -> Span:
        """Where the line stands, without its line end."""
        start = self._starts[line - 1]
        end = self._starts[line] if line < self.line_count else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return Span(start, end)

    def line(self, line: int) -> str:
        """The line's text, without its line end."""
        span = self.line_span(line)
        return self.text[span.start : span.end]

    def excerpt(self, span: Span) -> str:
        """The text that the span covers."""
        return self.text[max(span.start, 0) : max(span.end, 0)]
