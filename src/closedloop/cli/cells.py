"""How wide a text is on a screen: a Chinese character takes two cells, a combining mark none."""

from __future__ import annotations

import unicodedata


def width_of(text: str) -> int:
    """The width in cells."""
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pad(text: str, width: int, *, right: bool = False) -> str:
    """The text with blanks up to `width` cells, in front of it if `right`."""
    blanks = " " * max(0, width - width_of(text))
    return blanks + text if right else text + blanks
