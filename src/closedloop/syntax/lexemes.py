"""The text in pieces that every dialect has: words, numbers, texts, marks; and how they lie in lines.

The automaton's own lexer knows only what may come next; recovery needs to look around. Offsets are those of the parsed
text. Made once per text, and only where there is something to recover from.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import Literal

from attrs import frozen

Sort = Literal["word", "number", "text", "mark", "unknown", "end"]

_PIECE = re.compile(
    r"""(?P<blank>\s+|\#[^\n]*)
      | (?P<text>"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"?)
      | (?P<word>[^\W\d]\w*|`[^`\n]+`)
      | (?P<number>\d+(?:[.:-]\d+)*%?)
      | (?P<mark>[-=—–~]*>|:=|==?|!=|<=|<>|=<|&&|\|\||\.\.|[→≥≤≠{}()\[\],:;.|+*/<=!?-])
      | (?P<unknown>[^\s\w"`\#{}()\[\],:;.|+*/<=>!?→≥≤≠&-]+|.)""",
    re.VERBOSE,
)


@frozen
class Lexeme:
    """`first`: the first one on its line; `indent`: of its line, in characters."""

    sort: Sort
    text: str
    start: int
    end: int
    first: bool
    indent: int


class Lexemes:
    """All pieces of a text, the end of the text last."""

    def __init__(self, text: str) -> None:
        self.all: list[Lexeme] = []
        line_start, indent, first = 0, 0, True
        for found in _PIECE.finditer(text):
            sort = found.lastgroup
            if sort == "blank":
                if "\n" in found[0]:
                    line_start, first = found.start() + found[0].rindex("\n") + 1, True
                continue
            if first:
                indent = found.start() - line_start
            self.all.append(Lexeme(sort, found[0], found.start(), found.end(), first, indent))  # type: ignore[arg-type]
            first = False
        self.all.append(Lexeme("end", "", len(text), len(text), True, 0))
        self._starts = [lexeme.start for lexeme in self.all]

    def index(self, offset: int) -> int:
        """The index of the piece at the offset, or of the next one behind it."""
        index = bisect_left(self._starts, offset)
        if index and self.all[index - 1].end > offset:
            return index - 1
        return min(index, len(self.all) - 1)

    def at(self, offset: int) -> Lexeme:
        """The piece at the offset, or the next one behind it; what is left of a word that was cut is a piece."""
        lexeme = self.all[self.index(offset)]
        if lexeme.start < offset:
            text = lexeme.text[offset - lexeme.start :]
            return Lexeme(lexeme.sort, text, offset, lexeme.end, False, lexeme.indent)
        return lexeme

    def line_first(self, offset: int) -> Lexeme:
        """The first piece on the line of the piece at the offset."""
        index = bisect_right(self._starts, offset) - 1
        while index > 0 and not self.all[index].first:
            index -= 1
        return self.all[max(index, 0)]

    def after(self, lexeme: Lexeme) -> Lexeme:
        """The next piece."""
        return self.all[min(self.index(lexeme.start) + 1, len(self.all) - 1)]
