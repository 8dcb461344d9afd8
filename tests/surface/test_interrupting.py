"""The keyboard interrupts a long command: what is decided is shown, and no working process is left."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="asks a terminal how far the command is")

ROOT = Path(__file__).parents[2]
DEPUTIES = ROOT / "examples" / "deputy_proposals" / "process.loop"
SLOW = pytest.mark.slow
FINES = ROOT / "examples" / "traffic_fines" / "process.loop"
AMENDED = ('      require happened plan               "a reply needs a plan first"\n', "")


def interrupted(*arguments: str, when: str) -> tuple[int, str, str]:
    """The exit code and what the command wrote, interrupted (as a terminal does it: all its processes) when it says
    on the terminal what `when` looks for. Both outputs end only with the last process that has them: if one were left
    behind, this would wait for it.
    """
    screen, terminal = pty.openpty()
    command = [sys.executable, "-m", "closedloop.cli", *arguments]
    running = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=terminal,
        env=_environment(),
        start_new_session=True,
        preexec_fn=_interruptible,
    )
    os.close(terminal)
    said = _read(screen, until=when)
    os.killpg(running.pid, signal.SIGINT)
    output, _ = running.communicate()
    said += _read(screen)
    os.close(screen)
    return running.returncode, output.decode(), said


def _interruptible() -> None:
    """What a shell runs in the background ignores the keyboard, and so would all that the tests start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _environment() -> dict[str, str]:
    paths = (str(ROOT / "src"), os.environ.get("PYTHONPATH", ""))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "NO_COLOR": "1", "COLUMNS": "100"}


def _read(screen: int, until: str | None = None) -> str:
    """What is said up to there, or to the end."""
    said = b""
    while until is None or not re.search(until, said.decode(errors="ignore")):
        try:
            part = os.read(screen, 1000)
        except OSError:  # nobody has the terminal any more
            break
        if not part:
            break
        said += part
    assert until is None or re.search(until, said.decode(errors="ignore")), said.decode()
    return said.decode()


def silent(said: str) -> bool:
    """Whether nothing but the lines that say how far it is was ever on the terminal, and the last of them is gone."""
    return "\n" not in said.replace("^C", "") and said.endswith("\r\x1b[2K")


@pytest.mark.parametrize(
    ("lang", "when", "told"),
    [
        pytest.param("en", "3 of 19", r"interrupted: (\d+) of 19 rules are decided", marks=SLOW),
        ("zh", "第 3 项，共 19 项", r"已中断：19 条规则中已有 (\d+) 条得出结论"),
    ],
)
def test_a_proof_that_is_interrupted(lang: str, when: str, told: str) -> None:
    code, output, said = interrupted("verify", str(FINES), "--lang", lang, when=when)
    found = re.search(told, output)
    assert found is not None
    assert 2 <= int(found[1]) < 19
    assert "not_forgotten" in output
    assert (code, silent(said)) == (1, True), "one of the rules that are decided by then is refuted"


@SLOW
def test_a_proof_that_is_interrupted_before_anything_is_refuted() -> None:
    code, output, said = interrupted("verify", str(DEPUTIES), "--lang", "en", when="2 of 6")
    assert (code, silent(said)) == (3, True)
    assert "interrupted: " in output


@pytest.mark.parametrize("jobs", [pytest.param("1", marks=SLOW), "2"])
@pytest.mark.parametrize(
    ("lang", "when", "told"),
    [
        ("en", r"leaving out sentences \d+/27", r"interrupted: (\d+) of 27 sentences are judged"),
        pytest.param("zh", r"逐句略去 \d+/27", r"已中断：27 句中已判定 (\d+) 句", marks=SLOW),
    ],
)
def test_sentences_left_out_until_interrupted(lang: str, when: str, told: str, jobs: str) -> None:
    code, output, said = interrupted("mutate", str(DEPUTIES), "--jobs", jobs, "--lang", lang, when=when)
    found = re.search(told, output)
    assert found is not None
    assert 1 <= int(found[1]) < 27
    assert (code, silent(said)) == (130, True)


@SLOW
def test_programs_are_told_of_an_interruption() -> None:
    code, output, _ = interrupted("mutate", str(DEPUTIES), "--jobs", "2", "--format", "json", when=r" \d+/27")
    [form] = json.loads(output)
    assert (code, form["interrupted"], 1 <= len(form["mutants"]) < 27) == (130, True, True)


@pytest.mark.parametrize(
    ("lang", "when", "told"),
    [
        ("zh", r"已查看案件 \d\d\d\d 对", ["只有新版本准许：", "已中断：以上未必齐全", "未查完"]),
        *(
            pytest.param("en", when, ["only the new version allows:", "interrupted: there may be more"], marks=SLOW)
            for when in (r"pairs of cases looked at: \d\d\d\d", "3 of 6")
        ),
    ],
)
def test_versions_compared_until_interrupted(lang: str, when: str, told: list[str], tmp_path: Path) -> None:
    draft = tmp_path / "draft.loop"
    draft.write_text(DEPUTIES.read_text(encoding="utf-8").replace(*AMENDED), encoding="utf-8")
    options = ("--lang", lang, *(("--max-cases", "300") if "of 6" in when else ()))
    code, output, said = interrupted("diff", str(DEPUTIES), str(draft), *options, when=when)
    assert (code, silent(said)) == (130, True)
    for each in told:
        assert each in output
    assert "no verdict on a rule has changed" not in output
