"""Programs of files, compiled once for all the tests that only read them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import closedloop
from closedloop import Program


@cache
def program(path: Path) -> Program:
    """The program in the file as it was when it was asked for first; `CompileError` as often as it is none."""
    return closedloop.load(path)
