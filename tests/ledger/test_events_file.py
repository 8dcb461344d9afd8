"""Files of events: every line comes out, as an event or as a problem with its number."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closedloop.ledger.event_lines import EventLine, Problem, read_moment
from closedloop.ledger.events_file import read_events


def read(tmp_path: Path, content: str | bytes, name: str = "events") -> list[EventLine | Problem]:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_events(str(path), {"key", "note", "time"}))


def problems(found: list[EventLine | Problem]) -> list[tuple[int, str]]:
    return [(each.line, each.code) for each in found if isinstance(each, Problem)]


def test_a_table_with_english_headers(tmp_path: Path) -> None:
    text = "case,time,event,party,roles,occurred,key,note\nA1,2024-03-01 09:30,accept,congress,a b,2024-02-29,yes,\n"
    [line] = read(tmp_path, text)
    assert line == EventLine(
        line=2,
        case="A1",
        time=datetime(2024, 3, 1, 9, 30),
        event="accept",
        person="congress",
        party="congress",
        roles=frozenset({"a", "b"}),
        occurred=datetime(2024, 2, 29, 9),
        params={"key": "yes"},
        texts=True,
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "，"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_chinese_headers_with_any_delimiter_mark_and_line_end(
    tmp_path: Path, delimiter: str, mark: str, end: str
) -> None:
    rows = [
        ["案件", "时间", "事项", "单位", "经办人", "key"],
        ["甲", "2024年3月1日 9:30", "接收", "水务局", "王", "是"],
    ]
    [line] = read(tmp_path, mark + "".join(delimiter.join(row) + end for row in rows))
    assert isinstance(line, EventLine)
    assert (line.line, line.case, line.event, line.party, line.person) == (2, "甲", "接收", "水务局", "王")
    assert line.time == datetime(2024, 3, 1, 9, 30)
    assert line.params == {"key": "是"}


def test_a_parameter_may_bear_the_name_of_a_column(tmp_path: Path) -> None:
    [line] = read(tmp_path, "case,time,event,params.time\nA,2024-03-01,x,noon\n")
    assert isinstance(line, EventLine)
    assert line.params == {"time": "noon"}


def test_json_lines_keep_exact_numbers_and_offsets(tmp_path: Path) -> None:
    one = '{"case": 17, "time": "2024-03-01T09:00:00+08:00", "event": "x", "roles": ["a"], "params": {"key": 1.10}}'
    [line] = read(tmp_path, one + "\n\n")
    assert isinstance(line, EventLine)
    assert (line.case, line.time, line.texts) == ("17", datetime(2024, 3, 1, 1, tzinfo=UTC), False)
    assert line.params == {"key": Decimal("1.10")}


def test_every_bad_row_of_a_table_is_named_by_its_line(tmp_path: Path) -> None:
    rows = [
        "case,time,event,colour,note",
        "A,2024-03-01,x,,",
        ",2024-03-01,x,,",
        "A,2024-13-01,x,,",
        "",
        "A,2024-03-01,x,,,,surplus",
        "A,2024-03-01,,,",
        'A,2024-03-01,x,,"a" b',
        'A,2024-03-01,x,,"two',
        'lines"',
        'A,2024-03-01,x,,"never closed',
        "A,2024-03-01,x,,",
    ]
    found = read(tmp_path, "\n".join(rows) + "\n")
    assert problems(found) == [
        (1, "CL672"), (3, "CL674"), (4, "CL675"), (6, "CL681"), (7, "CL674"), (8, "CL682"), (11, "CL682"),
    ]  # fmt: skip
    assert [(each.line, dict(each.params)) for each in found if isinstance(each, EventLine)] == [
        (2, {}),
        (9, {"note": "two\nlines"}),
    ]


def test_every_bad_line_of_json_is_named_by_its_number(tmp_path: Path) -> None:
    lines = [
        '{"case": "A", "time": "2024-03-01", "event": "x"}',
        "[]",
        '{"case": "A", "case": "B"}',
        '{"case": "A", "time": "2024-03-01", "event": "x", "key": 1}',
        '{"case": ["A"], "time": "2024-03-01", "event": "x"}',
        '{"case": "A", "time": "2024-03-01", "event": "x", "params": {"n": NaN}}',
        '{"case": "A", "time": "2024-03-01", "event": "x", "params": [1]}',
        "[" * 100_000 + "]" * 100_000,
        '{"case": "A", "time": "2024-03-01", "ev',
    ]
    assert problems(read(tmp_path, "\n".join(lines))) == [
        (2, "CL679"), (3, "CL673"), (4, "CL688"), (5, "CL689"), (6, "CL679"), (7, "CL689"), (8, "CL679"), (9, "CL680"),
    ]  # fmt: skip


def test_one_line_that_is_not_utf_8_is_left_out_alone(tmp_path: Path) -> None:
    text = b"case,time,event,note\nA,2024-03-01,x,\xd6\xd0\nB,2024-03-01,x,\n"
    found = read(tmp_path, text)
    assert problems(found) == [(2, "CL677")]
    assert [each.case for each in found if isinstance(each, EventLine)] == ["B"]


@pytest.mark.parametrize(("encoding", "guess"), [("gb18030", "GB18030"), ("utf-16", "UTF-16")])
def test_a_file_in_another_encoding_says_which(tmp_path: Path, encoding: str, guess: str) -> None:
    assert read(tmp_path, "案件,时间,事项\n甲,2024-03-01,x\n".encode(encoding)) == [
        Problem(1, "CL678", {"guess": guess})
    ]


def test_a_torn_last_row_is_not_taken_for_a_short_one(tmp_path: Path) -> None:
    text = "case,time,event,note\nA,2024-03-01,x\nB,2024-03-01,x"
    found = read(tmp_path, text)
    assert problems(found) == [(3, "CL680")]
    assert read(tmp_path, text + ",")[-1].line == 3


@pytest.mark.parametrize(
    ("headers", "code"),
    [("case,when,event", "CL671"), ("case,time,event,case", "CL673"), ("", "CL670"), ("case,time,event,案件", "CL673")],
)
def test_headers_that_cannot_be_used(tmp_path: Path, headers: str, code: str) -> None:
    assert (1, code) in problems(read(tmp_path, headers + "\n" if headers else ""))


def test_gzip_is_read_and_a_torn_one_says_where_it_ends(tmp_path: Path) -> None:
    rows = [{"case": str(n), "time": "2024-03-01", "event": f"e{hash((n, 'x'))}"} for n in range(2000)]
    packed = gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode())
    assert len(read(tmp_path, packed)) == 2000
    torn = read(tmp_path, packed[: len(packed) // 2])
    assert isinstance(torn[-1], Problem)
    assert torn[-1].code == "CL684"
    assert 1 < torn[-1].line < 2000
    assert problems(torn[:-1]) == []


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-03-01", datetime(2024, 3, 1, 9)),
        ("2024/3/1 7:05", datetime(2024, 3, 1, 7, 5)),
        ("2024年3月1日 14时30分", datetime(2024, 3, 1, 14, 30)),
        ("２０２４-03-01", datetime(2024, 3, 1, 9)),
        ("2024-03-01T14:30:15.25Z", datetime(2024, 3, 1, 14, 30, 15, 250000, UTC)),
        ("01.03.2024", None),
        ("2024-02-30", None),
        ("2024-03-01 25:00", None),
        ("today", None),
        ("", None),
    ],
)
def test_times_as_people_write_them(text: str, moment: datetime | None) -> None:
    assert read_moment(text) == moment


@given(st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31), timezones=st.none() | st.just(UTC)))
def test_iso_times_are_read_as_they_are(moment: datetime) -> None:
    assert read_moment(moment.isoformat()) == moment


@given(st.binary(max_size=300))
def test_no_bytes_whatever_raise(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    read(tmp_path_factory.getbasetemp(), content, "any")
    read(tmp_path_factory.getbasetemp(), b"case,time,event\n" + content, "any")
    read(tmp_path_factory.getbasetemp(), b"{" + content, "any")
