"""What the terminal is like: whether it shows colours, how wide it is."""

from __future__ import annotations

import os
import shutil
from typing import IO

WIDEST = 120


def in_colour(stream: IO[str]) -> bool:
    """Whether to colour what goes to the stream: only a terminal, and not where NO_COLOR is set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width_of_screen() -> int:
    """The width in cells, within reason; 100 where there is no terminal."""
    return max(40, min(shutil.get_terminal_size((100, 24)).columns, WIDEST))


def heading(text: str, stream: IO[str]) -> str:
    """The text in bold, where there are colours."""
    return f"\x1b[1m{text}\x1b[0m" if in_colour(stream) else text


def warned(text: str, stream: IO[str]) -> str:
    """The text in red, where there are colours."""
    return f"\x1b[31m{text}\x1b[0m" if in_colour(stream) else text
