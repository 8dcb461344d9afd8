"""How wide a text is when drawn, without asking any font.

Wide characters (East Asian Width W and F) take one em; Latin ones the widths of Helvetica, with a little added, so
that any usual sans-serif face stays inside what was measured. Assumes the fonts named in `closedloop.draw.svg`.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

FIRST = 32
HELVETICA = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
"""Thousandths of an em for the printable ASCII characters from the blank on, as Adobe's font metrics publish them."""

SPARE = 1.04
"""Faces differ: Arial and Liberation Sans have Helvetica's widths, others are a little wider."""

BOLDER = 1.07


def text_width(text: str, size: float, bold: bool = False) -> float:
    """The width in the unit of `size`."""
    return sum(_width(character, bold) for character in text) * size / 1000


@lru_cache(maxsize=4096)
def _width(character: str, bold: bool) -> float:
    code = ord(" " if character == "\u00a0" else character) - FIRST
    if 0 <= code < len(HELVETICA):
        return HELVETICA[code] * SPARE * (BOLDER if bold else 1)
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    width = unicodedata.east_asian_width(character)
    if width in "WF":
        return 1000
    if width == "A" and not character.isalpha():
        return 1000  # quotes, dashes and signs: a Chinese face draws them in a whole square
    return (780 if character.isupper() else 640) * (BOLDER if bold else 1)


def is_wide(character: str) -> bool:
    """Whether a line may break on either side of the character: Chinese has no blanks between words."""
    return unicodedata.east_asian_width(character) in "WF"
