"""Events fed to a desk: order, opening, roles, values, and what becomes of every line."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from closedloop import Desk, loads
from closedloop.cli.new import starter
from closedloop.ledger.event_lines import EventLine, Problem
from closedloop.ledger.events_file import read_events
from closedloop.ledger.feeding import Fed, feed, reads_scores

EN = loads(starter("requests", "en"))
ZH = loads(starter("办件", "zh"))


def fed(tmp_path: Path, text: str, program: Any = EN, **wanted: Any) -> tuple[Desk, Fed]:
    path = tmp_path / "events.csv"
    path.write_text(text, encoding="utf-8")
    known = {param.name for process in program.values() for event in process.events for param in event.params}
    desk = Desk(program)
    return desk, feed(desk, program, read_events(str(path), known | {"reason", "by"}), **wanted)


HEADERS = "case,time,event,party,handler,topic,answer,letter,note,occurred\n"
ROWS = [
    "A,2024-03-01 09:00,assign,desk,water,lamps,,,,",
    "A,2024-03-02 09:00,visit,water,,,,,seen,",
    "A,2024-03-03 09:00,reply,water,,,granted,a.pdf,,",
    "B,2024-03-01 10:00,assign,desk,roads,holes,,,,",
    "B,2024-03-05 09:00,reply,roads,,,granted,b.pdf,,",
]


def test_events_are_taken_in_order_of_time_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    journals = []
    for seed in range(5):
        rows = ROWS[:]
        random.Random(seed).shuffle(rows)
        desk, result = fed(tmp_path, HEADERS + "\n".join(rows) + "\n")
        assert (result.lines, result.accepted, len(result.refusals), result.bad, result.opened) == (5, 4, 1, 0, 2)
        journals.append({case.id: desk.journal(case.id) for case in desk.cases()})
    assert all(journal == journals[0] for journal in journals)


def test_equal_times_keep_the_order_of_the_file(tmp_path: Path) -> None:
    visits = [f"A,2024-03-01,visit,water,,,,,{note}," for note in ("first", "second")]
    desk, result = fed(tmp_path, HEADERS + "\n".join(["A,2024-03-01,assign,desk,water,lamps,,,,", *visits]))
    assert result.accepted == 3
    assert [record.params.get("note") for record in desk.journal("A")] == [None, None, "first", "second"]


def test_a_refusal_says_line_code_and_what_was_possible(tmp_path: Path) -> None:
    _, result = fed(tmp_path, HEADERS + "\n".join(ROWS))
    [refusal] = result.refusals
    assert (refusal.line, refusal.case, refusal.event, refusal.actor.party) == (6, "B", "reply", "roads")
    assert [reason.code for reason in refusal.answer.reasons] == ["CL520"]
    assert "visit" in refusal.answer.possible


def test_a_case_opens_at_its_first_event_or_by_a_line_of_its_own(tmp_path: Path) -> None:
    desk, result = fed(tmp_path, HEADERS + "A,2024-03-01 08:00,open,desk,,,,,,\n" + "\n".join(ROWS))
    assert desk.case("A").opened == datetime(2024, 3, 1, 8, tzinfo=UTC)
    assert desk.case("B").opened == datetime(2024, 3, 1, 10, tzinfo=UTC)
    assert (result.lines, result.accepted) == (6, 5)
    _, again = fed(tmp_path, HEADERS + "\n".join([*ROWS, "A,2024-03-06,open,desk,,,,,,"]))
    assert [(problem.line, problem.code) for problem in again.problems] == [(7, "CL687")]


def test_a_party_holds_the_role_it_is_named_after_and_those_that_are_listed(tmp_path: Path) -> None:
    headers = "case,time,event,party,person,role,roles,handler,topic\n"
    rows = [
        "A,2024-03-01,assign,desk,li,,,water,lamps",
        "B,2024-03-01,assign,town hall,li,desk,,water,lamps",
        "C,2024-03-01,assign,town hall,li,,clerk;desk,water,lamps",
        "D,2024-03-01,assign,town hall,li,,,water,lamps",
        "E,2024-03-01,assign,town hall,li,handler,desk,water,lamps",
    ]
    _, result = fed(tmp_path, headers + "\n".join(rows))
    assert [(refusal.case, refusal.answer.reasons[0].code) for refusal in result.refusals] == [
        ("D", "CL506"),
        ("E", "CL507"),
    ]


def test_bad_lines_are_counted_and_the_others_go_on(tmp_path: Path) -> None:
    rows = [
        "A,2024-02-30,assign,desk,water,lamps,,,,",
        "B,2024-03-01,assign,clock,water,lamps,,,,",
        "C,2024-03-01,assign,desk,water,lamps,,,,tomorrow",
        *ROWS,
    ]
    _, result = fed(tmp_path, HEADERS + "\n".join(rows))
    assert [(problem.line, problem.code) for problem in result.problems] == [
        (2, "CL675"),
        (3, "CL676"),
        (4, "CL675"),
    ]
    assert (result.lines, result.accepted, len(result.refusals), result.bad, result.opened) == (8, 4, 1, 3, 2)


def test_a_cell_of_the_wrong_type_is_a_bad_line_and_does_not_open_a_case(tmp_path: Path) -> None:
    program = loads(
        """process p { role office field n: int 0..9 start s
        step s { by office within 1 day count_it(n) finish() -> e } end e }"""
    )
    text = "case,time,event,party,n\nA,2024-03-01,count_it,office,many\nB,2024-03-01,count_it,office,10\n"
    desk, result = fed(tmp_path, text + "C,2024-03-01,count_it,office,9\n", program)
    assert [(problem.line, problem.code) for problem in result.problems] == [(2, "CL683")]
    assert [(refusal.line, refusal.case) for refusal in result.refusals] == [(3, "B")]
    assert [(case.id, case.fields.get("n")) for case in desk.cases()] == [("B", None), ("C", 9)]


def test_chinese_columns_values_and_events_of_the_language(tmp_path: Path) -> None:
    rows = [
        "案件,时间,事项,单位,承办单位,事由,记录,结果,答复函",
        "甲,2024年3月1日,分办,受理窗口,水务局,路灯,,,",
        "甲,2024年3月4日,中止,受理窗口,,,,,",
        "甲,2024年3月5日,恢复,受理窗口,,,,,",
        "甲,2024年3月6日,走访,水务局,,,两盏不亮,,",
        "甲,2024年3月7日,延期,水务局,,,,,",
        "甲,2024年3月8日,准予延期,受理窗口,,,,,",
        "甲,2024年3月9日,答复,水务局,,,,准予,a.pdf",
        "甲,2024年3月10日,重启,受理窗口,,,,,",
    ]
    desk, result = fed(tmp_path, "\n".join(rows), ZH)
    assert (result.accepted, result.refusals, result.problems) == (8, (), ())
    assert [record.event for record in desk.journal("甲") if record.kind == "event"] == [
        "分办", "suspend", "resume", "走访", "extend", "grant_extension", "答复", "reopen",
    ]  # fmt: skip
    assert desk.case("甲").fields["结果"] == "准予"


def test_events_after_the_date_asked_for_are_counted_and_left_out(tmp_path: Path) -> None:
    until = {"requests": datetime(2024, 3, 2, 23, tzinfo=UTC)}
    desk, result = fed(tmp_path, HEADERS + "\n".join(ROWS), until=until)
    assert (result.later, result.accepted, result.lines) == (2, 3, 5)
    assert desk.case("A").step == "handling"


def test_lines_say_which_process_their_case_is_of(tmp_path: Path) -> None:
    program = loads(starter("one", "en") + starter("two", "en"))
    headers = "case,time,event,party,process,handler,topic\n"
    rows = [
        "A,2024-03-01,assign,desk,one,water,lamps",
        "B,2024-03-01,assign,desk,two,water,lamps",
        "A,2024-03-02,suspend,desk,,,",
        "B,2024-03-02,suspend,desk,one,,",
        "C,2024-03-01,assign,desk,,water,lamps",
        "D,2024-03-01,assign,desk,three,water,lamps",
    ]
    desk, result = fed(tmp_path, headers + "\n".join(rows), program)
    assert [(problem.line, problem.code) for problem in result.problems] == [(5, "CL690"), (6, "CL686"), (7, "CL665")]
    assert {case.id: case.process for case in desk.cases()} == {"A": "one", "B": "two"}
    desk, result = fed(tmp_path, headers + rows[4], program, process="two")
    assert {case.id: case.process for case in desk.cases()} == {"C": "two"}


SCORING = """
process p {
  role office
  start s
  step s { by office  within 2 hours  escalate slow  fine() do { score office -1 }  finish() -> e
           require score of office > -3 "too many points lost" }
  end e
  escalation slow { overdue { score office -2 } }
}
"""


def test_what_one_case_reads_of_the_others_is_what_it_was_then(tmp_path: Path) -> None:
    """The timer of A takes two points at 11:00, before C ends at 12:00 and after B ended at 10:30."""
    program = loads(SCORING)
    assert reads_scores(program["p"])
    assert not reads_scores(EN["requests"])
    rows = [
        "A,2024-03-01 09:00,fine,office",
        "B,2024-03-01 10:30,finish,office",
        "C,2024-03-01 12:00,finish,office",
    ]
    _, result = fed(tmp_path, "case,time,event,party\n" + "\n".join(rows), program)
    assert [(refusal.case, refusal.answer.reasons[0].code) for refusal in result.refusals] == [("C", "CL520")]


def test_json_values_go_to_the_process_as_they_are(tmp_path: Path) -> None:
    line = {
        "case": "A",
        "time": "2024-03-01",
        "event": "assign",
        "party": "desk",
        "params": {"handler": 5, "topic": "x"},
    }
    _, result = fed(tmp_path, json.dumps(line))
    [refusal] = result.refusals
    assert refusal.line == 1
    assert all(isinstance(each, (EventLine, Problem)) for each in read_events(str(tmp_path / "events.csv"), ()))
