"""What a text compiles to: one or several processes, ready to run.

Guarantees: loading a compiled JSON imports neither the front side nor lark.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from closedloop.messages import UsageError
from closedloop.model.process import Process

if TYPE_CHECKING:
    from closedloop.text import Diagnostic


@frozen
class Program(Mapping[str, Process]):
    """The processes of one file, by name, in the order of the file.

    `diagnostics` are the warnings and the advice of the compiler; none for a program that was loaded compiled. Two
    programs are equal if their processes are.
    """

    processes: tuple[Process, ...]
    diagnostics: tuple[Diagnostic, ...] = field(default=(), eq=False, repr=False)

    def __getitem__(self, name: str) -> Process:
        """The process of this name; `KeyError` if there is none."""
        for process in self.processes:
            if process.name == name:
                return process
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (process.name for process in self.processes)

    def __len__(self) -> int:
        return len(self.processes)

    @property
    def process(self) -> Process:
        """The only process; `UsageError` if there are several."""
        if len(self.processes) != 1:
            names = ", ".join(f"`{name}`" for name in self)
            raise UsageError(f"the program has several processes ({names}): name the one you mean")
        return self.processes[0]


def load(path: str | os.PathLike[str]) -> Program:
    """The program in a file: a `.loop` text, or the JSON that `closedloop compile` writes (named `.json`).

    `CompileError` where the text is no process, `UsageError` where the JSON is no compiled process, `OSError` where
    the file cannot be read.
    """
    place = Path(path)
    if place.suffix.lower() == ".json":
        return _load_compiled(place)
    from closedloop.lower.compiling import compile_bytes, required

    return required(compile_bytes(place.read_bytes(), str(path)))


def loads(text: str, name: str = "<text>") -> Program:
    """The program that the text is; `CompileError` where it is none. `name` is what messages call the text."""
    from closedloop.lower.compiling import compile_text, required

    return required(compile_text(text, name))


def _load_compiled(place: Path) -> Program:
    from closedloop.model.json_form import program_from_json

    try:
        return Program(program_from_json(place.read_text(encoding="utf-8")))
    except UnicodeDecodeError:
        raise UsageError(f"{place}: this is no compiled process: it is not UTF-8") from None
    except UsageError as problem:
        raise UsageError(f"{place}: {problem}") from None
