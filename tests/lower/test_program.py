"""The public names: loading programs, and what they are."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

import closedloop
from closedloop.lower.compiling import compile_bytes, compile_text
from closedloop.model.json_form import program_to_json

GOOD = "process p { role r start s step s { by r within 3 days, then -> e go() -> e } end e }"
ADVISED = GOOD.replace("role r", "role r role unused")
BAD = GOOD.replace("-> e }", "-> f }")


def test_a_program_is_a_mapping_of_its_processes() -> None:
    program = closedloop.loads(GOOD + GOOD.replace("process p", "process q"))
    assert list(program) == ["p", "q"]
    assert (program["q"].name, len(program), "r" in program) == ("q", 2, False)
    with pytest.raises(KeyError):
        program["r"]
    with pytest.raises(closedloop.UsageError, match="`p`, `q`"):
        _ = program.process


def test_the_only_process_is_at_hand() -> None:
    program = closedloop.loads(GOOD)
    assert program.process is program["p"]


def test_advice_does_not_keep_from_running_and_is_kept() -> None:
    program = closedloop.loads(ADVISED)
    assert [each.code for each in program.diagnostics] == ["CL351"]
    assert program.diagnostics[0].source == "<text>"


def test_a_text_with_errors_raises_with_all_of_them() -> None:
    with pytest.raises(closedloop.CompileError) as caught:
        closedloop.loads(BAD.replace("start s", "start t"), name="bad.loop")
    assert [each.code for each in caught.value.diagnostics] == ["CL111", "CL110"]
    assert "bad.loop:1:26" in str(caught.value)


def test_half_a_text_yields_only_what_is_wrong_with_reading_it() -> None:
    compiled = compile_text(BAD[:-20])
    assert compiled.program is None
    assert compiled.diagnostics
    assert all(each.code < "CL100" for each in compiled.diagnostics)


def test_bytes_that_are_no_text_are_a_diagnostic() -> None:
    compiled = compile_bytes(b"process p \xff")
    assert [each.code for each in compiled.diagnostics] == ["CL001"]


def test_a_file_is_loaded_as_text_or_compiled(tmp_path: Path) -> None:
    text, compiled = tmp_path / "p.loop", tmp_path / "p.json"
    text.write_text(GOOD, encoding="utf-8")
    compiled.write_text(program_to_json(closedloop.loads(GOOD).processes), encoding="utf-8")
    assert closedloop.load(text) == closedloop.load(str(compiled)) == closedloop.loads(GOOD)


@pytest.mark.parametrize(
    "content", [b"{}", b"\xff\xfe", b"[", b'{"closedloop": "program", "processes": [{"schema": 99}]}']
)
def test_a_json_that_is_no_process_is_a_usage_error_with_its_path(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(content)
    with pytest.raises(closedloop.UsageError, match=r"p\.json"):
        closedloop.load(path)


def test_a_file_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        closedloop.load(tmp_path / "none.loop")


def test_public_names_resolve_and_others_do_not() -> None:
    for name in closedloop.__all__:
        assert getattr(closedloop, name).__name__ == name
        assert name in dir(closedloop)
    with pytest.raises(AttributeError, match="nothing"):
        closedloop.nothing  # noqa: B018


def test_every_public_name_has_a_docstring() -> None:
    for name in closedloop.__all__:
        assert getattr(closedloop, name).__doc__
    assert importlib.import_module("closedloop").__doc__
