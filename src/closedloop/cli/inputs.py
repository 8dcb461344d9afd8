"""The files that commands are given: found, read, compiled; what is wrong with them is shown once, in one place."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from closedloop.cli.failures import FOUND, Failure, Stop, unreadable
from closedloop.cli.screen import in_colour, width_of_screen
from closedloop.messages import Language, UsageError
from closedloop.messages.values import AnyOf

if TYPE_CHECKING:
    from closedloop.lower.compiling import Compiled
    from closedloop.model.process import Process
    from closedloop.program import Program

STDIN = "-"


def expanded(paths: Sequence[str]) -> list[str]:
    """The files, each once, in order; a directory stands for all `.loop` files in it and below."""
    found: dict[str, None] = {}
    for path in paths:
        if path != STDIN and Path(path).is_dir():
            inside = sorted(str(file) for file in Path(path).rglob("*.loop") if file.is_file())
            if not inside:
                raise Failure("CL660", path=path)
            found.update(dict.fromkeys(inside))
        else:
            found[path] = None
    return list(found)


def read_bytes(path: str) -> bytes:
    """The content of the file, or of standard input."""
    try:
        return sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None


def name_of(path: str) -> str:
    """What messages call it."""
    return "<stdin>" if path == STDIN else path


def compiled(path: str) -> Compiled:
    """The text of the file with all that there is to say about it."""
    from closedloop.lower.compiling import compile_bytes

    return compile_bytes(read_bytes(path), name_of(path))


def program_of(path: str, lang: Language) -> Program:
    """The program in a `.loop` file or in a compiled one (`.json`). Errors in a text are shown and end the command."""
    if path.lower().endswith(".json"):
        return _compiled_program(path)
    from closedloop.text import render_text

    result = compiled(path)
    if result.program is None:
        colour = in_colour(sys.stderr)
        print(
            render_text(result.diagnostics, result.source, lang, colour=colour, width=width_of_screen()),
            file=sys.stderr,
        )
        raise Stop(FOUND)
    return result.program


def _compiled_program(path: str) -> Program:
    from closedloop.model.json_form import NO_PROCESS, program_from_json
    from closedloop.program import Program

    try:
        return Program(program_from_json(read_bytes(path).decode("utf-8-sig")))
    except (UsageError, UnicodeDecodeError) as error:
        raise Failure("CL664", path=path, why=str(error).removeprefix(NO_PROCESS)) from None


def process_named(program: Program, name: str | None, path: str) -> Process | None:
    """The process of this name; without a name the only one, or None where there are several."""
    if not program.processes:
        raise Failure("CL667", path=name_of(path))
    if name is None:
        return program.processes[0] if len(program.processes) == 1 else None
    if name not in program:
        raise Failure("CL665", name=name, choices=AnyOf(tuple(program)))
    return program[name]
