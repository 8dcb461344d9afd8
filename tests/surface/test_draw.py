"""`closedloop draw`: what is written, told and returned."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.surface.conftest import Run
from tests.surface.test_run import EVENTS


@pytest.fixture
def events(tmp_path: Path) -> str:
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    return "events.csv"


def texts(path: str) -> list[str]:
    root = ElementTree.parse(path).getroot()
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_picture_is_written_whole_and_dated(run: Run, process: str) -> None:
    assert run("draw", process, "-o", "p.svg", "--date", "2024-05-06").exit_code == 0
    assert {"Received", "Being handled", "Answered"} <= set(texts("p.svg"))
    assert any("version 1 · 2024-05-06" in text for text in texts("p.svg"))
    assert run("draw", process, "--date", "2024-05-06").stdout == Path("p.svg").read_text(encoding="utf-8")


def test_the_words_are_those_of_the_file_unless_the_command_line_says_otherwise(
    run: Run, process: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOSEDLOOP_LANG", "zh")
    assert "somebody acts" in run("draw", process).stdout
    assert "有人办理" in run("draw", process, "--lang", "zh").stdout
    assert "有人办理" in run("--lang", "zh", "draw", process).stdout


def test_a_scenario_is_laid_over_the_picture_and_told(run: Run, process: str) -> None:
    from closedloop import load

    [title, *_] = [scenario.title for scenario in load(process).process.scenarios]
    result = run("draw", process, "-o", "p.svg", "--run", title)
    assert result.exit_code == 0
    assert result.stdout.startswith("·  2024-")
    assert "\n1  2024-" in result.stdout
    assert "the way of the run" in texts("p.svg")
    to_stdout = run("draw", process, "--run", title)
    assert to_stdout.stdout.startswith("<?xml")
    assert "\n1  2024-" in to_stdout.stderr


def test_a_scenario_that_comes_out_otherwise_is_drawn_and_said(run: Run, process: str) -> None:
    text = Path(process).read_text(encoding="utf-8").rstrip().removesuffix("}")
    wrong = '  scenario "wrong" {\n    2024-03-01  desk  decline(reason: "no")\n    expect received\n  }\n}\n'
    Path("wrong.loop").write_text(text + wrong, encoding="utf-8")
    result = run("draw", "wrong.loop", "-o", "p.svg", "--run", "wrong")
    assert result.exit_code == 1
    assert "CL755" in result.stderr
    assert "1  2024-03-01 09:00" in result.stdout


def test_a_case_of_a_journal_is_laid_over_the_picture(run: Run, process: str, events: str) -> None:
    run("run", process, events, "--journal", "journal.jsonl")
    result = run("draw", process, "-o", "p.svg", "--run", "A", "--journal", "journal.jsonl")
    assert result.exit_code == 0
    assert "water" in result.stdout
    assert {"1", "2", "3"} <= set(texts("p.svg"))
    missing = run("draw", process, "-o", "p.svg", "--run", "Z", "--journal", "journal.jsonl")
    assert (missing.exit_code, "CL752" in missing.stderr) == (2, True)


def test_a_journal_and_the_events_it_came_from_count_the_same(run: Run, process: str, events: str) -> None:
    run("run", process, events, "--as-of", "2024-03-08", "--journal", "journal.jsonl")
    for name, source in (("e.svg", events), ("j.svg", "journal.jsonl")):
        result = run("draw", process, "-o", name, "--counts", source, "--as-of", "2024-03-08")
        assert (result.exit_code, result.stdout) == (0, "")
    assert Path("e.svg").read_bytes() == Path("j.svg").read_bytes()
    assert any("as of 2024-03-08" in text for text in texts("e.svg"))
    assert "numbers: cases" in texts("e.svg")


def test_counts_are_of_the_day_asked_for(run: Run, process: str, events: str) -> None:
    run("run", process, events, "--as-of", "2024-04-30", "--journal", "journal.jsonl")
    run("draw", process, "-o", "early.svg", "--counts", "journal.jsonl", "--as-of", "2024-03-02")
    run("draw", process, "-o", "fed.svg", "--counts", events, "--as-of", "2024-03-02")
    assert Path("early.svg").read_bytes() == Path("fed.svg").read_bytes()
    run("draw", process, "-o", "late.svg", "--counts", "journal.jsonl")
    assert any("as of 2024-04-" in text for text in texts("late.svg"))


def test_lines_that_cannot_be_read_are_said_and_the_rest_is_counted(run: Run, process: str, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text(EVENTS + "E,yesterday,assign,desk,,,,,\n", encoding="utf-8")
    result = run("draw", process, "-o", "p.svg", "--counts", "events.csv")
    assert result.exit_code == 1
    assert "CL675" in result.stderr
    assert "numbers: cases" in texts("p.svg")
    (tmp_path / "none.csv").write_text("case,when\nA,2024\n", encoding="utf-8")
    assert run("draw", process, "-o", "q.svg", "--counts", "none.csv").exit_code == 1
    assert not Path("q.svg").exists()


def test_a_damaged_journal_is_said_with_its_line(run: Run, process: str, events: str) -> None:
    run("run", process, events, "--journal", "journal.jsonl")
    lines = Path("journal.jsonl").read_text(encoding="utf-8").splitlines()
    Path("journal.jsonl").write_text("\n".join([*lines[:2], "{", *lines[2:]]), encoding="utf-8")
    result = run("draw", process, "-o", "p.svg", "--counts", "journal.jsonl")
    assert result.exit_code == 1
    assert "line 3 of the journal" in result.stderr


@pytest.mark.parametrize(("form", "begins"), [("mermaid", "---\ntitle"), ("dot", "digraph ")])
def test_other_formats(run: Run, process: str, form: str, begins: str) -> None:
    assert run("draw", process, "--format", form).stdout.startswith(begins)
    result = run("draw", process, "--format", form, "--paper", "a3")
    assert (result.exit_code, "CL753" in result.stderr) == (2, True)


def test_paper_is_filled_and_not_left(run: Run, process: str) -> None:
    for paper, sides in (("a4", (190, 277)), ("a3", (277, 400))):
        run("draw", process, "-o", "p.svg", "--paper", paper)
        root = ElementTree.parse("p.svg").getroot()
        width, height = (float(root.get(side, "").removesuffix("mm")) for side in ("width", "height"))
        assert min(width, height) <= sides[0]
        assert max(width, height) <= sides[1]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--run", "nothing of the kind"], "CL750"),
        (["--journal", "x"], "CL754"),
        (["--as-of", "2024-03-01"], "CL754"),
        (["--process", "other"], "CL665"),
        (["--counts", "missing.csv"], "CL657"),
        (["--run", "A", "--journal", "missing.jsonl"], "CL657"),
        (["--paper", "a5"], "CL653"),
        (["-o", "no/such/place.svg"], "CL659"),
    ],
)
def test_what_cannot_be_drawn_is_said(run: Run, process: str, arguments: list[str], code: str) -> None:
    result = run("draw", process, *arguments)
    assert (result.exit_code, code in result.stderr) == (2, True), result.output


def test_several_processes_and_none_with_scenarios(run: Run) -> None:
    one = "process NAME { role r start s step s { by r go() -> e } end e }"
    Path("two.loop").write_text("\n".join(one.replace("NAME", name) for name in ("a", "b")), encoding="utf-8")
    assert "CL666" in run("draw", "two.loop").stderr
    assert run("draw", "two.loop", "--process", "b").exit_code == 0
    assert "CL751" in run("draw", "two.loop", "--process", "b", "--run", "x").stderr
