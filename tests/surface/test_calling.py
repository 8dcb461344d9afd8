"""How the command line is called: help, languages, mistakes, exit codes, and what it loads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from closedloop.cli.cells import width_of
from closedloop.cli.commands import COMMANDS
from closedloop.messages.phrases import PHRASES
from tests.surface.conftest import Run


def test_help_lists_every_command_in_both_languages(run: Run) -> None:
    for lang, column in (("en", 0), ("zh", 1)):
        result = run("--help", "--lang", lang)
        assert result.exit_code == 0
        for name in COMMANDS:
            assert PHRASES[f"usage.{name}"][column] in result.output


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_command_explains_itself_within_the_width(run: Run, name: str, lang: str) -> None:
    result = run("--lang", lang, name, "--help")
    assert result.exit_code == 0
    assert f"closedloop {name}" in result.output
    assert all(width_of(line) <= 100 for line in result.output.splitlines())
    assert any("\u4e00" <= character <= "\u9fff" for character in result.output) == (lang == "zh")


def test_no_arguments_show_the_help(run: Run) -> None:
    assert run().output == run("--help").output


def test_the_language_is_looked_for_in_options_environment_and_locale(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "there is no command" in run("nonsense").output
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "没有命令" in run("nonsense").output
    assert "there is no command" in run("--lang=en", "nonsense").output
    monkeypatch.setenv("CLOSEDLOOP_LANG", "en")
    assert "there is no command" in run("nonsense").output
    assert "没有命令" in run("nonsense", "--lang", "zh").output


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["chekc"], "CL650", "did you mean `check`?"),
        (["check", "--formt", "json", "x"], "CL651", "did you mean `--format`?"),
        (["check"], "CL652", "`FILE...` is missing"),
        (["check", "--format", "xml", "x"], "CL653", "`text`, `json` or `sarif`"),
        (["check", "--lang", "fr", "x"], "CL653", "`--lang`"),
        (["run", "a", "b", "--as-of", "2024-02-30"], "CL653", "`YYYY-MM-DD`"),
        (["fmt", "x", "--dialect", "klingon"], "CL653", "`--dialect`"),
        (["explain", "CL101", "CL102"], "CL654", "`CL102`"),
        (["compile", "x", "-o"], "CL655", "`-o`"),
        (["run", "-", "-"], "CL656", "standard input"),
        (["check", "missing.loop"], "CL657", "`missing.loop`"),
        (["run", "missing.loop", "events.csv"], "CL657", "`missing.loop`"),
        (["check", "."], "CL660", "`.`"),
        (["explain", "CL999"], "CL668", "`CL999`"),
        (["new", "2x"], "CL669", "`2x`"),
    ],
)
def test_a_wrong_call_gets_one_message_and_exit_code_2(run: Run, arguments: list[str], code: str, words: str) -> None:
    english, chinese = run(*arguments), run("--lang=zh", *arguments) if "--lang" not in arguments else None
    assert english.exit_code == 2
    assert f"error[{code}]" in english.stderr
    assert words in english.stderr
    assert english.stdout == ""
    if chinese is not None:
        assert chinese.exit_code == 2
        assert f"错误[{code}]" in chinese.stderr


def test_unreadable_and_unwritable_files_say_why(run: Run, process: str, tmp_path: Path) -> None:
    result = run("run", process, ".")
    assert (result.exit_code, "CL658" in result.stderr, "it is a directory" in result.stderr) == (2, True, True)
    result = run("compile", process, "-o", "nowhere/x.json")
    assert (result.exit_code, "CL659" in result.stderr) == (2, True)
    assert "its directory is not there" in result.stderr
    assert run("check", "nul\0byte").exit_code == 2


def test_an_exception_that_nobody_expected_asks_for_a_report(
    run: Run, process: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*arguments: object, **options: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("closedloop.lower.compiling.compile_bytes", fails)
    result = run("check", process)
    assert result.exit_code == 70
    assert "CL699" in result.stderr
    assert "ZeroDivisionError, cli/inputs.py:" in result.stderr
    monkeypatch.setattr("closedloop.lower.compiling.compile_bytes", _interrupted)
    assert run("check", process).exit_code == 130


def _interrupted(*arguments: object, **options: object) -> None:
    raise KeyboardInterrupt


# ------------------------------------------------------------------------------------------- as a process of its own


def python(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "LC_ALL": "C.UTF-8", **environment}
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=settings)


HEAVY = ("lark", "rich", "cattrs", "chinese_calendar", "closedloop.syntax", "closedloop.kernel", "closedloop.lower")
LOADS = """
import sys
from closedloop.cli.application import run
code = run(sys.argv[1:])
print(sorted(set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in COMMANDS), ["explain", "CL657"]])
def test_help_loads_nothing_that_is_slow(arguments: list[str]) -> None:
    result = python(LOADS, *arguments)
    assert result.stdout
    loaded = result.stderr
    assert not [name for name in HEAVY if f"'{name}'" in loaded]


def test_running_a_compiled_process_does_not_load_the_language(run: Run, process: str, tmp_path: Path) -> None:
    assert run("compile", process, "-o", "requests.json").exit_code == 0
    (tmp_path / "events.csv").write_text("case,time,event,party\n", encoding="utf-8")
    result = python(LOADS, "run", str(tmp_path / "requests.json"), str(tmp_path / "events.csv"))
    assert "A request and its answer" in result.stdout
    assert not [name for name in ("lark", "closedloop.syntax", "closedloop.lower") if f"'{name}'" in result.stderr]


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_a_closed_pipe_is_no_error(run: Run, process: str) -> None:
    command = f"{sys.executable} -m closedloop.cli schema 2>err.txt; echo $? >code.txt"
    subprocess.run(["bash", "-c", f"({command}) | head -c 1 >/dev/null"], check=True)
    assert Path("err.txt").read_text() == ""
    assert Path("code.txt").read_text().strip() in ("0", "141")
    closed = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m closedloop.cli schema >&-"], capture_output=True, text=True
    )
    assert "Traceback" not in closed.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", ["schema", "--help", "explain CL010"])
def test_a_full_disk_behind_standard_output_is_no_defect(arguments: str) -> None:
    result = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m closedloop.cli --lang en {arguments} >/dev/full"],
        capture_output=True,
        text=True,
    )
    assert result.returncode == 2
    assert result.stderr == "error[CL659]: `<stdout>` cannot be written: there is no space left\n"


def test_an_interruption_while_the_command_loads_is_silent() -> None:
    code = """
import sys
class Interrupting:
    def find_spec(self, name, *rest):
        if name == "click":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
from closedloop.cli import main
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (130, "")


def test_completion_knows_commands_and_options() -> None:
    words = {"COMP_WORDS": "closedloop c", "COMP_CWORD": "1", "_CLOSEDLOOP_COMPLETE": "bash_complete"}
    found = python("from closedloop.cli import main; main()", **words)
    assert {"plain,check", "plain,compile"} == set(found.stdout.split())
    words = {"COMP_WORDS": "closedloop check --fo", "COMP_CWORD": "2", "_CLOSEDLOOP_COMPLETE": "bash_complete"}
    assert python("from closedloop.cli import main; main()", **words).stdout.split() == ["plain,--format"]
