"""A first mapping: what is recognised, and that it can be read back with the process it was written for."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import closedloop
from closedloop.cli import main
from closedloop.logs import load_mapping, read_log_bytes
from closedloop.logs.drafting import draft
from closedloop.logs.profile import profile
from closedloop.logs.reading import read_table
from closedloop.messages import LANGUAGES, Language

from .samples import LETTERS, ROOT

ROWS = """case_id;Activity;Complete Timestamp;Resource;Sum;art
1;Letter accepted;01.03.2024 09:30;ann;1.5;paper
1;Closed;02.03.2024 09:30;bob;;
2;Letter accepted;03.03.2024 09:31;ann;2.5;mail
2;Lost;04.03.2024 09:30;;;
"""


def drafted(content: str, lang: Language = "en", *, process: bool = True) -> str:
    return draft(profile(read_table(content.encode())), "log.csv", lang, LETTERS if process else None)


def test_columns_formats_and_activities_are_recognised() -> None:
    text = drafted(ROWS)
    data = tomllib.loads(text)
    assert data["process"] == "letters"
    assert data["log"] == {
        "case": "case_id",
        "activity": "Activity",
        "time": "Complete Timestamp",
        "time_format": "%d.%m.%Y %H:%M",
        "person": "Resource",
    }
    assert data["events"] == {"accept": {"activity": "Letter accepted"}, "close": {"activity": "Closed"}}
    assert data["ignore"] == {"activities": []}
    assert data["roles"] == {"desk": {"anybody": True}, "office": {"anybody": True}}
    for said in (
        "with 4 rows",
        "# Times: 01.03.2024 09:30 to 04.03.2024 09:30.",
        'activity = "Letter accepted"  # 2 times, 01.03.2024 09:30 to 03.03.2024 09:31\n',
        'activity = "Closed"  # 1 times, 02.03.2024 09:30 to 02.03.2024 09:30; a guess\n',
        '  # "Lost",  # 1 times, 04.03.2024 09:30 to 04.03.2024 09:30\n',
        '# params.amount = "…"  # not recognised',
        '#   "Sum": 2 different: `1.5`, `2.5`\n',
    ):
        assert said in text


def test_it_reads_the_log_it_was_written_from() -> None:
    mapping, findings = load_mapping(drafted(ROWS), LETTERS)
    assert [(each.code, each.severity) for each in findings] == [("CL713", "warning")]
    log = read_log_bytes(ROWS.encode(), LETTERS, mapping)
    assert [issue.code for issue in log.issues] == ["CL726"]
    assert [len(case.entries) for case in log.cases] == [2, 1]


def test_without_a_process_activities_make_names_and_columns_that_only_some_have_are_offered() -> None:
    text = drafted(ROWS, process=False)
    assert tomllib.loads(text)["events"] == {
        "letter_accepted": {"activity": "Letter accepted"},
        "closed": {"activity": "Closed"},
        "lost": {"activity": "Lost"},
    }
    assert '# params.sum = "Sum"' in text
    assert "# params.activity" not in text


def test_a_status_in_the_lifecycle_belongs_to_the_activity() -> None:
    text = drafted("case,concept:name,time,lifecycle:transition\nA,Accepted,2024-03-01T10:00Z,In Progress\n")
    assert tomllib.loads(text)["log"]["activity"] == ["concept:name", "lifecycle:transition"]


def test_stages_of_a_task_are_no_status() -> None:
    rows = "A,close,2024-03-01T10:00Z,start\nA,close,2024-03-01T11:00Z,complete\n"
    log = tomllib.loads(drafted(f"case,activity,time,lifecycle:transition\n{rows}"))["log"]
    assert (log["activity"], log["keep"]) == ("activity", {"lifecycle:transition": ["complete"]})
    log = tomllib.loads(drafted("case,activity,time,lifecycle\nA,close,2024-03-01T11:00Z,complete\n"))["log"]
    assert "keep" not in log


@pytest.mark.parametrize(
    ("times", "by_day"),
    [
        (["2024-03-01", "2024-03-02"], True),
        (["2024-03-01T00:00:00+01:00", "2024-07-02T00:00:00+02:00"], True),
        (["2024-03-01 10:00", "2024-03-02 11:00"], False),
        (["2024-03-01", "2024-03-02 11:00"], False),
    ],
)
def test_day_resolution_is_recognised(times: list[str], by_day: bool) -> None:
    text = drafted("case,activity,time\n" + "".join(f"A,close,{time}\n" for time in times))
    assert ("resolution" in tomllib.loads(text)["log"]) == by_day


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("13/03/2024 10:00", "%d/%m/%Y %H:%M"),
        ("03/13/2024 10:00:00 PM", "%m/%d/%Y %I:%M:%S %p"),
        ("2024-03-13 10:00", None),
        ("13-Mar-2024", "%d-%b-%Y"),
        ("never", None),
    ],
)
def test_formats_of_times_are_recognised(written: str, expected: str | None) -> None:
    log = tomllib.loads(drafted(f"case,activity,time\nA,close,{written}\n"))["log"]
    assert log.get("time_format") == expected


def test_date_and_time_in_two_columns_and_a_column_of_order() -> None:
    log = tomllib.loads(drafted("case,activity,date,time,.order\nA,close,2024-03-13,10:00,1\n"))["log"]
    assert (log["time"], log["order"]) == (["date", "time"], ".order")


def test_what_is_not_recognised_is_a_remark() -> None:
    text = drafted("a,b,c\n1,2,3\n")
    assert text.count('= "…"  # not recognised') == 3
    assert tomllib.loads(text)["log"] == {}


def test_a_role_is_recognised_by_its_name_among_the_parties() -> None:
    rows = "case,activity,time,department\nA,close,2024-03-01,Office\nA,close,2024-03-01,u1\n"
    roles = tomllib.loads(drafted(rows))["roles"]
    assert roles == {"desk": {"anybody": True}, "office": {"column": "department", "values": ["Office"]}}


TEXTS = st.text(max_size=6).filter(lambda text: "\x00" not in text)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=4), st.booleans(), st.sampled_from(LANGUAGES))
def test_it_is_always_a_mapping(rows: list[tuple[str, str, str]], process: bool, lang: Language) -> None:
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["case", "activity", "time", rows[0][0]])
    writer.writerows((one, two, "2024-03-01", three) for one, two, three in rows)
    table = read_table(out.getvalue().encode("utf-8", "replace"))
    text = draft(profile(table), "log\n.csv", lang, LETTERS if process else None)
    _, findings = load_mapping(text, LETTERS if process else None)
    assert {each.code for each in findings} <= {"CL713"}


# ------------------------------------------------------------------------------------------------------ command line


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["mapping", *arguments])
    return result.exit_code, result.output


def test_the_command_writes_to_a_file_and_never_over_one(tmp_path: Path) -> None:
    log, target = tmp_path / "log.csv", tmp_path / "mapping.toml"
    log.write_text(ROWS, encoding="utf-8")
    code, output = run(str(log), "-o", str(target), "--lang", "en")
    assert (code, output) == (0, f"written: {target}\n")
    assert tomllib.loads(target.read_text(encoding="utf-8"))["log"]["case"] == "case_id"
    code, output = run(str(log), "-o", str(target), "--lang", "zh")
    assert (code, "CL661" in output) == (2, True)


def test_of_several_processes_the_one_that_fits_is_taken(tmp_path: Path) -> None:
    log, file = tmp_path / "log.csv", tmp_path / "two.loop"
    log.write_text(ROWS, encoding="utf-8")
    file.write_text(
        "process a { role r start s step s { by r go() -> e } end e }\n"
        "process b { role r start s step s { by r closed() -> e } end e }\n",
        encoding="utf-8",
    )
    assert tomllib.loads(run(str(log), "--process", str(file))[1])["process"] == "b"


def test_in_chinese(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_bytes("案件编号,环节,时间,经办人\n甲,办结,2024-03-01,张三\n".encode("gb18030"))
    code, output = run(str(log), "--lang", "zh")
    assert code == 0
    assert 'case = "案件编号"  # 1 种：`甲`\n' in output
    assert '[events."办结"]' in output


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "CL670"), (b"<html/>", "CL722"), (b"case,activity,time\n", "CL670")]
)
def test_a_log_without_rows_makes_no_mapping(tmp_path: Path, content: bytes, code: str) -> None:
    log = tmp_path / "log"
    log.write_bytes(content)
    exit_code, output = run(str(log), "--lang", "en")
    assert (exit_code, code in output) == (1, True)


def test_no_such_file() -> None:
    assert run("nowhere.csv")[0] == 2


def test_the_example_of_the_deputies_maps_of_itself() -> None:
    """A file of events of ours is a log too, and its first mapping finds every event."""
    program = closedloop.load(ROOT / "examples/deputy_proposals/process.loop")
    process = program["deputy_proposals"]
    data = (ROOT / "examples/deputy_proposals/events_small.csv").read_bytes()
    text = draft(profile(read_table(data)), "events_small.csv", "en", process)
    assert "a guess" not in text
    mapping, findings = load_mapping(text, program)
    assert [each.code for each in findings if each.severity == "error"] == []
    log = read_log_bytes(data, process, mapping)
    assert [(issue.line, issue.code, issue.params["text"]) for issue in log.issues] == [(17, "CL683", "maybe")]
