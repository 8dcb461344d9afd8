r"""How a keyword is written: the canonical spelling of a terminal, read from its pattern.

Of alternatives the first is taken, of a set of characters the first; what is optional is written, but not after the
number 1 (`3 days`, `1 day`); `\s+` is one blank; look-arounds are not written. A dialect may use nothing else in the
patterns of its words.
"""

from __future__ import annotations

import re
from typing import NoReturn

from attrs import frozen

_PIECE = re.compile(r"\\s\+|\\(?P<escaped>[^\w\s])|\[(?P<set>[^\]\\^-][^\]\\]*)\]|(?P<plain>[^\\()\[\]{}|?*+.^$])")
_LOOK_AROUND = ("(?!", "(?=", "(?<!", "(?<=")


@frozen
class Spelling:
    """`usual`, and what is written right after the number 1."""

    usual: str
    after_one: str


def spelling(name: str, pattern: str) -> Spelling:
    """The spelling of the terminal of that name; `ValueError` if the pattern is not a plain one."""
    reader = _Reader(name, pattern)
    usual, after_one = reader.alternatives()
    if reader.at != len(pattern):
        reader.fail()
    return Spelling(usual, after_one)


class _Reader:
    """Reads a pattern from left to right; every piece gives its text, and its text after the number 1."""

    def __init__(self, name: str, pattern: str) -> None:
        self.name = name
        self.pattern = pattern
        self.at = 0

    def alternatives(self) -> tuple[str, str]:
        first = self.sequence()
        while self._skip("|"):
            self.sequence()
        return first

    def sequence(self) -> tuple[str, str]:
        usual = after_one = ""
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            text, single = self.piece()
            if self._skip("?"):
                single = ""
            usual += text
            after_one += single
        return usual, after_one

    def piece(self) -> tuple[str, str]:
        for opening in _LOOK_AROUND:
            if self._skip(opening):
                self._group()
                return "", ""
        if self._skip("(?:") or self._skip("("):
            return self._group()
        found = _PIECE.match(self.pattern, self.at)
        if found is None:
            self.fail()
        self.at = found.end()
        text = found["escaped"] or (found["set"] or "")[:1] or found["plain"] or " "
        return text, text

    def _group(self) -> tuple[str, str]:
        start = self.at
        if self.pattern.startswith("\\w)", start):  # of look-arounds only this one is not plain
            self.at += 3
            return "", ""
        inside = self.alternatives()
        if not self._skip(")"):
            self.fail()
        return inside

    def _skip(self, text: str) -> bool:
        if not self.pattern.startswith(text, self.at):
            return False
        self.at += len(text)
        return True

    def fail(self) -> NoReturn:
        raise ValueError(f"the spelling of {self.name} cannot be read from its pattern {self.pattern} at {self.at}")
