"""From offsets in the text as parsed to offsets in the text as written.

Normalising mostly puts one character in place of one; where it does not (composed accents, `≥`, a quote that was
missing), an edit is kept here. Every span that leaves the front end refers to the text as written.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from attrs import frozen


@frozen
class Edit:
    """The text as written has `text[start:end]` where the parsed text has `new`."""

    start: int
    end: int
    new: str


class Offsets:
    """The map of a list of edits: in order, not overlapping, in offsets of the text as written."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._parsed: list[int] = []
        self._edits: list[Edit] = []
        shift = 0
        for edit in edits:
            if len(edit.new) == edit.end - edit.start:
                continue
            self._parsed.append(edit.start + shift)
            self._edits.append(edit)
            shift += len(edit.new) - (edit.end - edit.start)

    def start(self, offset: int) -> int:
        """Where the character at `offset` of the parsed text begins in the text as written."""
        if not self._edits or offset < self._parsed[0]:
            return offset
        index = bisect_right(self._parsed, offset) - 1
        edit, inside = self._edits[index], offset - self._parsed[index]
        return edit.start if inside < len(edit.new) else edit.end + inside - len(edit.new)

    def end(self, offset: int) -> int:
        """Where the character before `offset` of the parsed text ends in the text as written."""
        if not self._edits or offset <= self._parsed[0]:
            return offset
        index = bisect_right(self._parsed, offset - 1) - 1
        edit, inside = self._edits[index], offset - self._parsed[index]
        return edit.end if inside <= len(edit.new) else edit.end + inside - len(edit.new)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made."""
    pieces = []
    done = 0
    for edit in edits:
        pieces += [text[done : edit.start], edit.new]
        done = edit.end
    return "".join((*pieces, text[done:]))
