"""Where things stand in a TOML text: for every key the characters of the key and of its value.

The text must be TOML that `tomllib` reads; this adds only the places.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from attrs import frozen

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2}(?!"))|' r"'''.*?'''(?:'{0,2}(?!'))|" r'"(?:[^"\\\n]|\\.)*"|' r"'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}#\n]*")


@frozen
class Where:
    """Half-open ranges of characters."""

    key: tuple[int, int]
    value: tuple[int, int]


def places(text: str) -> Mapping[Path, Where]:
    """The place of every table and key; elements of lists have their number in the path."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.found


class _Scanner:
    def __init__(self, text: str) -> None:
        self.found: dict[Path, Where] = {}
        self._text = text
        self._at = 0

    def document(self) -> None:
        table: Path = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _sees(self, signs: str) -> bool:
        return self._text.startswith(signs, self._at)

    def _header(self) -> Path:
        brackets = 2 if self._sees("[[") else 1
        self._at += brackets
        path, span = self._key(())
        self._at += brackets
        for length in range(1, len(path) + 1):
            self.found.setdefault(path[:length], Where(span, span))
        return path

    def _key(self, table: Path) -> tuple[Path, tuple[int, int]]:
        """The path of a dotted key and where its last part stands."""
        path = table
        while True:
            self._skip(_SPACE)
            part = _KEY.match(self._text, self._at)
            if part is None:
                raise ValueError("no TOML")
            path = (*path, _unquoted(part[0]))
            self._at = part.end()
            self._skip(_SPACE)
            if not self._sees("."):
                return path, part.span()
            self.found.setdefault(path, Where(part.span(), part.span()))
            self._at += 1

    def _pair(self, table: Path) -> None:
        path, span = self._key(table)
        self._at += 1  # =
        self._skip(_SPACE)
        start = self._at
        self._value(path)
        self.found[path] = Where(span, (start, self._at))

    def _value(self, path: Path) -> None:
        if self._sees("["):
            self._list(path)
        elif self._sees("{"):
            self._inline(path)
        elif self._text[self._at] in "\"'":
            self._skip(_STRING)
        else:
            self._skip(_BARE)
            while self._text[self._at - 1] in " \t\r":
                self._at -= 1

    def _list(self, path: Path) -> None:
        self._at += 1
        self._skip(_BLANK)
        number = 0
        while not self._sees("]"):
            start = self._at
            self._value((*path, number))
            self.found[(*path, number)] = Where((start, self._at), (start, self._at))
            number += 1
            self._between()
        self._at += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        self._skip(_BLANK)
        while not self._sees("}"):
            self._pair(path)
            self._between()
        self._at += 1

    def _between(self) -> None:
        self._skip(_BLANK)
        if self._sees(","):
            self._at += 1
            self._skip(_BLANK)


def _unquoted(key: str) -> str:
    return str(tomllib.loads(f"x = {key}")["x"]) if key[0] in "\"'" else key
