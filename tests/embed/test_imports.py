"""The library is loaded by who asks for it; who has none is told so in both languages."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from closedloop.embed.errors import LibraryMissing


def said_by(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("module", ["closedloop", "closedloop.embed", "closedloop.embed.errors", "closedloop.engine"])
def test_nothing_else_loads_the_library(module: str) -> None:
    assert said_by(f"import {module}, sys; print('transitions' in sys.modules)") == "False\n"


def test_the_machine_loads_no_language_and_no_diagrams_of_other_libraries() -> None:
    code = "import closedloop.embed.transitions, sys; print(*sorted(sys.modules), sep='\\n')"
    loaded = set(said_by(code).splitlines())
    assert "transitions" in loaded
    assert not {"lark", "closedloop.lower", "closedloop.syntax", "closedloop.check", "closedloop.text"} & loaded
    assert not {"graphviz", "pygraphviz"} & loaded


def test_without_the_library_it_is_said_in_both_languages() -> None:
    code = """
import sys
sys.modules["transitions"] = None
try:
    import closedloop.embed.transitions
except ImportError as problem:
    print(type(problem).__name__, problem.code)
    print(problem)
"""
    assert said_by(code).splitlines() == [
        "LibraryMissing CL770",
        "the library `transitions` is not installed (run `pip install 'closedloop[transitions]'`)",
        "未安装 `transitions` 库（请运行 `pip install 'closedloop[transitions]'`）",
    ]
    problem = pickle.loads(pickle.dumps(LibraryMissing("CL770")))
    assert problem.explain("zh") in str(problem)
