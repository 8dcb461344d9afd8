"""Every example in the documents runs.

A fence ```` ```loop ```` is a whole file; ```` ```loop declaration ````, `step`, `offer` and `scenario` stand in a
skeleton (see `skeletons`), the Chinese one in documents named `.zh.md`.

The other fences of a document run in its order, in an empty folder that holds a copy of the examples:
```` ```csv events.csv ```` writes that file (in any language), ```` ```diff mine.loop ```` changes lines of one,
```` ```python ```` fences share one namespace (a module that the page has written is imported anew in each),
```` ```console ```` fences run their `$ closedloop …`, `$ cd …` and `$ mkdir …` lines. Where output is shown, it must
be what is printed; a line `…` stands for any lines.
"""

from __future__ import annotations

import importlib
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from attrs import frozen
from click.testing import CliRunner

import closedloop
from closedloop.lower import compiling
from closedloop.lower.compiling import Compiled, compile_bytes
from closedloop.syntax import parse
from closedloop.syntax.parse import Parsed, parse_text

from .skeletons import PLACES, completed

ROOT = Path(__file__).parent.parent.parent
FENCE = re.compile(r"^```(?P<language>\w+)(?: (?P<place>[^\s`]+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (?P<command>.*)\n(?P<shown>(?:(?!\$ ).*\n)*)", re.MULTILINE)
DOCUMENTS = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/*.md")]
    if "diagnostics" not in path.parts
)


@frozen
class Fence:
    document: Path
    line: int
    language: str
    place: str | None
    text: str

    @property
    def is_file(self) -> bool:
        return self.place is not None and "." in self.place

    def __str__(self) -> str:
        return f"{self.document.relative_to(ROOT)}:{self.line}"


def fences(document: Path) -> Iterator[Fence]:
    text = document.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Fence(document, line, found["language"], found["place"], found["text"])


def in_chinese(document: Path) -> bool:
    return ".zh." in document.name


LOOPS = [fence for path in DOCUMENTS for fence in fences(path) if fence.language == "loop"]
RUNNING = [path for path in DOCUMENTS if any(each.language in ("python", "console") for each in fences(path))]


@pytest.mark.parametrize("fence", LOOPS, ids=str)
def test_every_loop_example_compiles(fence: Fence) -> None:
    text = fence.text
    if fence.place in PLACES:
        text = completed(text, fence.place, in_chinese(fence.document))
    assert len(closedloop.loads(text)) >= 1


@cache
def compiled_once(data: bytes, name: str) -> Compiled:
    return compile_bytes(data, name)


@cache
def parsed_once(text: str, *, name: str = "<text>") -> Parsed:
    return parse_text(text, name=name)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(compiling, "compile_bytes", compiled_once)  # dozens of pages show the same examples
    monkeypatch.setattr(parse, "parse_text", parsed_once)
    elsewhere = modules_of(ROOT / "examples")  # other tests have imported them from there
    forget_modules_of(ROOT / "examples")
    yield tmp_path
    forget_modules_of(tmp_path)
    sys.modules.update(elsewhere)


@pytest.mark.parametrize("path", RUNNING, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_does_what_it_shows(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8" if in_chinese(path) else "en_US.UTF-8")
    if path.parent.parent.name == "examples":
        monkeypatch.chdir(folder / "examples" / path.parent.name)
    namespace: dict[str, object] = {"__name__": "__document__"}
    for fence in fences(path):
        if fence.language == "diff" and fence.is_file:
            change(fence)
        elif fence.is_file:
            write(fence)
        elif fence.language == "python":
            forget_modules_of(folder)
            exec(compile("\n" * fence.line + fence.text, str(path), "exec"), namespace)
        elif fence.language == "console":
            run(fence)


def write(fence: Fence) -> None:
    file = Path(fence.place or "")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(fence.text, encoding="utf-8")


def forget_modules_of(folder: Path) -> None:
    """What a page has written is imported as it is now, not as it was before a change or on another page."""
    for name in modules_of(folder):
        del sys.modules[name]
    importlib.invalidate_caches()


def modules_of(folder: Path) -> dict[str, ModuleType]:
    found, within = {}, f"{folder}{os.sep}"
    for name, module in list(sys.modules.items()):
        places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
        if any(str(place).startswith(within) for place in places if place):
            found[name] = module
    return found


def change(fence: Fence) -> None:
    """Replaces the `-` lines, which must stand in the file once, by the `+` lines."""
    file = Path(fence.place or "")
    before = file.read_text(encoding="utf-8")
    lines = [(line[:1], line[1:]) for line in fence.text.splitlines(keepends=True)]
    old = "".join(text for sign, text in lines if sign != "+")
    new = "".join(text for sign, text in lines if sign != "-")
    assert before.count(old) == 1, f"{fence}: not once in {file}"
    file.write_text(before.replace(old, new), encoding="utf-8")


def run(fence: Fence) -> None:
    from closedloop.cli import main

    for found in COMMAND.finditer(fence.text):
        program, *arguments = shlex.split(found["command"])
        if program == "cd":
            os.chdir(*arguments)
        elif program == "mkdir":
            Path(*arguments).mkdir()
        if program != "closedloop":
            continue
        result = CliRunner().invoke(main, arguments)
        shown = found["shown"].strip("\n")
        assert result.exit_code == 0 or shown, f"{fence}: {result.output}"
        assert result.exit_code in (0, 1), f"{fence}: {result.output}"
        pattern = ".*".join(map(re.escape, re.split(r"^…\n?", shown, flags=re.MULTILINE)))
        assert re.search(pattern, result.output, re.DOTALL), f"{fence}: {found['command']} printed\n{result.output}"
