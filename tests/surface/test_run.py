"""`closedloop run`: what is printed, written and returned."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest

from closedloop import Desk, load
from closedloop.cli.progress import tracked
from closedloop.engine.journals import read_journal
from tests.surface.conftest import Run

EVENTS = """\
case,time,event,party,handler,topic,answer,letter,note
A,2024-03-01 09:00,assign,desk,water,lamps,,,
A,2024-03-02 09:00,visit,water,,,,,seen
A,2024-03-03 09:00,reply,water,,,granted,a.pdf,
B,2024-03-01 10:00,assign,desk,roads,holes,,,
B,2024-03-05 09:00,reply,roads,,,granted,b.pdf,
C,2024-03-04,decline,desk,,,,,
D,2024-03-05 10:00,assign,desk,roads,ruts,,,
"""


@pytest.fixture
def events(tmp_path: Path) -> str:
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    return "events.csv"


REPORT = """\
7 lines: 5 accepted, 2 refused, 0 bad

refused
  line 6: case B, reply by roads
    [CL520] an answer needs a visit first
    possible: visit, extend
"""

LEDGER = """\
A request and its answer · version 1 · 4 cases · as of 2024-04-30 (UTC)

where the cases are
  step                     cases  overdue  suspended
  received  Received           1        1          —
  handling  Being handled      2        2          —
  open                         3        3          0

  end                 cases   share
  answered  Answered      1  25.0 %
  declined  Declined      0   0.0 %
  ended                   1  25.0 %

overdue, by mark
  mark                  cases
  yellow  overdue           0
  red     long overdue      3

metrics
  metric              value  of
  Answered           33.3 %  1 of 3
  Answered on time  100.0 %  1 of 1
    water           100.0 %  1 of 1

Answers
  answer    cases    share
  granted       1  100.0 %
  rejected      0    0.0 %
  all           1  100.0 %
"""


def test_the_report_as_a_whole(run: Run, process: str, events: str) -> None:
    result = run("run", process, events, "--as-of", "2024-04-30")
    assert result.exit_code == 0
    assert result.stdout.startswith(REPORT)
    assert LEDGER in result.stdout


def test_without_a_date_the_ledger_is_of_the_last_event(run: Run, process: str, events: str) -> None:
    result = run("run", process, events)
    assert "4 cases · as of 2024-03-05 10:00 (UTC)" in result.stdout
    assert "overdue, by mark" not in result.stdout


def test_the_day_asked_for_is_not_over_before_its_end(run: Run, process: str, events: str) -> None:
    """C was received on Monday, 4 March: three working days end with the 7th."""
    for day, overdue in (("2024-03-07", 0), ("2024-03-08", 1)):
        found = json.loads(run("run", process, events, "--as-of", day, "--format", "json").stdout)
        [ledger] = found["ledgers"]
        assert next(step for step in ledger["steps"] if step["step"] == "received")["overdue"] == overdue


def test_events_after_the_day_asked_for_are_counted_and_left_out(run: Run, process: str, events: str) -> None:
    result = run("run", process, events, "--as-of", "2024-03-02")
    assert "3 accepted" in result.stdout
    assert "4 lines lie after the date asked for and were left out" in result.stdout
    assert "2 cases · as of 2024-03-02" in result.stdout


def test_refusals_and_bad_lines_decide_the_exit_code(run: Run, process: str, events: str, tmp_path: Path) -> None:
    assert run("run", process, events, "--fail-on-refused").exit_code == 1
    (tmp_path / "events.csv").write_text(EVENTS + "E,yesterday,assign,desk,,,,,\n", encoding="utf-8")
    result = run("run", process, events)
    assert result.exit_code == 1
    assert "bad lines\n  line 9: [CL675] `yesterday` is no time (`time`)" in result.stdout


def test_no_more_is_listed_than_asked_for(run: Run, process: str, events: str) -> None:
    assert "… and 1 more" in run("run", process, events, "--most", "1").stdout
    assert "more" not in run("run", process, events, "--most", "0").stdout


def test_the_journal_is_in_order_of_time_and_can_be_read_back(run: Run, process: str, events: str) -> None:
    assert run("run", process, events, "--as-of", "2024-04-30", "--journal", "journal.jsonl").exit_code == 0
    desk = Desk(load(process))
    records = read_journal(desk.machines, Path("journal.jsonl").read_text(encoding="utf-8").splitlines())
    assert [record.at for record in records] == sorted(record.at for record in records)
    desk.load_journal(records)
    assert {case.id: case.step for case in desk.cases()} == {
        "A": "answered",
        "B": "handling",
        "C": "received",
        "D": "handling",
    }
    assert sum(record.kind == "event" for record in records) == 5
    assert any(record.kind == "timer" for record in records)


def test_json_says_what_the_text_says(run: Run, process: str, events: str) -> None:
    found = json.loads(run("run", process, events, "--as-of", "2024-04-30", "--format", "json").stdout)
    assert (found["lines"], found["accepted"], found["opened"], found["bad"]) == (7, 5, 4, [])
    assert [(refusal["line"], refusal["case"]) for refusal in found["refused"]] == [(6, "B"), (7, "C")]
    assert found["refused"][0]["reasons"][0]["code"] == "CL520"
    [ledger] = found["ledgers"]
    rate, on_time = ledger["metrics"]
    assert (rate["numerator"], rate["denominator"], rate["percent"]) == (1, 3, "33.3")
    assert on_time["groups"] == [{"group": "water", "numerator": 1, "denominator": 1, "percent": "100.0"}]
    assert [case["case"] for case in ledger["cases"]] == ["A", "B", "C", "D"]
    assert ledger["overdue"] == [
        {"mark": "yellow", "cases": 0},
        {"mark": "red", "cases": 3},
        {"mark": None, "cases": 0},
    ]


def test_csv_is_one_line_per_case(run: Run, process: str, events: str) -> None:
    result = run("run", process, events, "--as-of", "2024-04-30", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["case"], row["step"], row["mark"], row["handler"], row["answer"]) for row in rows] == [
        ("A", "answered", "", "water", "granted"),
        ("B", "handling", "red", "roads", ""),
        ("C", "received", "red", "", ""),
        ("D", "handling", "red", "roads", ""),
    ]
    assert rows[1]["due"] == "2024-04-01"


def test_standard_input_gzip_and_a_compiled_process(run: Run, process: str, tmp_path: Path) -> None:
    plain = run("run", process, "-", stdin=EVENTS).stdout
    (tmp_path / "events.csv.gz").write_bytes(gzip.compress(EVENTS.encode()))
    assert run("run", process, "events.csv.gz").stdout == plain
    run("compile", process, "-o", "requests.json")
    assert run("run", "requests.json", "events.csv.gz").stdout == plain


def test_the_same_report_in_chinese(run: Run, process: str, events: str) -> None:
    result = run("--lang", "zh", "run", process, events, "--as-of", "2024-04-30")
    assert "共 7 行：准许 5，不予准许 2，读不出 0" in result.stdout
    assert "第 6 行：案件 B，roads reply" in result.stdout
    assert "可办：visit、延期\n" in result.stdout
    assert "33.3%" in result.stdout
    columns = [line for line in result.stdout.splitlines() if line.startswith("  received")]
    assert columns == ["  received  Received          1     1     —"]
    form = json.loads(run("--lang", "zh", "run", process, events, "--format", "json").stdout)
    assert form["refused"][0]["possible"] == ["visit", "extend"]


def test_a_process_with_errors_is_shown_and_nothing_runs(run: Run, broken: str, events: str) -> None:
    result = run("run", broken, events, "--journal", "journal.jsonl")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "broken.loop:" in result.stderr
    assert not Path("journal.jsonl").exists()


def test_several_processes_in_one_file(run: Run, process: str, tmp_path: Path) -> None:
    text = Path(process).read_text(encoding="utf-8")
    (tmp_path / "two.loop").write_text(text + text.replace("process requests", "process others"), encoding="utf-8")
    rows = ["case,time,event,party,process,handler,topic"]
    rows += [f"{case},2024-03-01,assign,desk,{name},water,x" for case, name in (("A", "requests"), ("B", "others"))]
    (tmp_path / "events.csv").write_text("\n".join(rows), encoding="utf-8")
    result = run("run", "two.loop", "events.csv")
    assert result.stdout.count("1 case ·") == 2
    assert run("run", "two.loop", "events.csv", "--format", "csv").exit_code == 2
    wrong = run("run", "two.loop", "events.csv", "--process", "thirds")
    assert (wrong.exit_code, "CL665" in wrong.stderr) == (2, True)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_shows_on_a_terminal_only_and_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    items = list(range(50))
    for terminal, patience, shown in ((False, -1.0, False), (True, 60.0, False), (True, -1.0, True)):
        stderr = _Terminal() if terminal else io.StringIO()
        monkeypatch.setattr("sys.stderr", stderr)
        monkeypatch.setattr("closedloop.cli.progress.PATIENCE", patience)
        assert list(tracked(items, "events")) == items
        assert ("events" in stderr.getvalue()) is shown


def test_colours_only_on_a_terminal_that_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from closedloop.cli.screen import heading

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert heading("x", io.StringIO()) == "x"
    assert heading("x", _Terminal()) == "\x1b[1mx\x1b[0m"
    monkeypatch.setenv("NO_COLOR", "1")
    assert heading("x", _Terminal()) == "x"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "CL670"),
        ("案件,时间,事项\n".encode("gbk"), "CL678"),
        ("case,time,event\n".encode("utf-16"), "CL678"),
        (b"case,when,event\nA,2024-03-01,assign\n", "CL671"),
    ],
)
def test_of_a_file_that_is_none_of_events_only_that_is_said(
    run: Run, process: str, tmp_path: Path, content: bytes, code: str
) -> None:
    (tmp_path / "events.csv").write_bytes(content)
    for form in ("text", "csv"):
        result = run("run", process, "events.csv", "--format", form, "--journal", "journal.jsonl")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.splitlines()[0].startswith(f"  line 1: [{code}]")
        assert not Path("journal.jsonl").exists()
    result = run("run", process, "events.csv", "--as-of", "2024-03-05", "--format", "json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["lines"], found["ledgers"]) == (1, 0, [])
    assert found["bad"][0]["code"] == code
