"""Tables: dialects and encodings are recognised, damage is told with its line, and the rest of the log is read."""

from __future__ import annotations

import gzip

import pytest

from .samples import events, issues, read, utc

ROWS = (
    "case,activity,time,who\nA,assign,2024-03-01 10:00,ann\nB,close,2024-03-02 10:00,bob\nA,close,2024-03-03 10:00,\n"
)
BOTH = {"A": ["assign", "close"], "B": ["close"]}


def test_a_plain_table() -> None:
    log = read(ROWS)
    assert (events(log), log.issues, log.rows) == (BOTH, (), 3)
    row = log.cases[0].entries[0].row
    assert (row.line, row.case, row.activity, row.at, row.person) == (2, "A", "assign", utc(2024, 3, 1, 9), "ann")
    assert dict(row.attributes) == {"case": "A", "activity": "assign", "time": "2024-03-01 10:00", "who": "ann"}
    assert log.columns == ("case", "activity", "time", "who")


@pytest.mark.parametrize("delimiter", [";", "\t", "|", "，"])
def test_the_delimiter_is_seen_from_the_headers(delimiter: str) -> None:
    assert events(read(ROWS.replace(",", delimiter))) == BOTH


def test_a_delimiter_that_only_the_mapping_knows() -> None:
    assert events(read(ROWS.replace(",", "~"), '[log]\ndelimiter = "~"')) == BOTH


def test_a_line_before_the_headers_may_say_the_delimiter_and_remarks_may_stand_there() -> None:
    log = read("sep=|\n# from the register\n\n" + ROWS.replace(",", "|"))
    assert events(log) == BOTH
    assert [entry.row.line for case in log.cases for entry in case.entries] == [5, 7, 6]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_machines(end: str) -> None:
    assert events(read(ROWS.replace("\n", end))) == BOTH


CHINESE = "案件编号,环节,时间,经办人\n甲一,指派,2024年3月1日 10时00分,张三\n甲一,close,2024-03-03 10:00,李四\n"
MAPPED = '[events.assign]\nactivity = "指派"\nparams.handler = "经办人"\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_recognised(encoding: str) -> None:
    log = read(CHINESE.encode(encoding), MAPPED)
    assert events(log) == {"甲一": ["assign", "close"]}
    assert log.cases[0].entries[0].actor.person == "张三"
    assert log.issues == ()


def test_an_encoding_that_only_the_mapping_knows() -> None:
    text = "case,activity,time,who\nA,close,2024-03-01 10:00,café\n"
    assert issues(read(text.encode("cp1252"))) == [(2, "CL725")]
    log = read(text.encode("cp1252"), '[log]\nencoding = "cp1252"')
    assert log.cases[0].entries[0].row.attributes["who"] == "café"


def test_a_line_that_is_not_utf_8_does_not_stop_the_others() -> None:
    data = ROWS.encode().replace(b"bob", b"b\xffb")
    log = read(data)
    assert (events(log), issues(log), log.rows) == ({"A": ["assign", "close"]}, [(3, "CL725")], 3)


def test_chinese_with_a_damaged_line_stays_utf_8() -> None:
    data = CHINESE.encode().replace("李四".encode(), b"\xc0\xee\xcb\xc4")
    log = read(data, MAPPED)
    assert (events(log), issues(log)) == ({"甲一": ["assign"]}, [(3, "CL725")])


@pytest.mark.parametrize("text", [ROWS, ROWS.replace(",", ";")])
def test_gzip_plain_and_of_several_members(text: str) -> None:
    data = text.encode()
    assert events(read(gzip.compress(data))) == BOTH
    assert events(read(gzip.compress(data[:30]) + gzip.compress(data[30:]))) == BOTH


def test_a_torn_gzip_gives_what_comes_before() -> None:
    rows = "".join(f"C{number},close,2024-03-01 10:00,p{number * 7919 % 1000}\n" for number in range(20_000))
    data = gzip.compress(("case,activity,time,who\n" + rows).encode())
    log = read(data[: len(data) // 2])
    assert 1_000 < len(log.cases) < 19_999
    *others, last = log.issues
    assert last.code == "CL684"
    assert last.line >= log.rows
    assert [issue.code for issue in others] in ([], ["CL680"])


def test_a_gzip_with_damaged_bytes_is_told() -> None:
    data = bytearray(gzip.compress(ROWS.encode()))
    data[-6] ^= 0xFF  # the checksum
    assert issues(read(bytes(data)))[-1][1] == "CL684"


def test_nothing_at_all() -> None:
    for content in ("", "\n \n", "# nothing\n", b"\xef\xbb\xbf", gzip.compress(b"")):
        log = read(content)
        assert ([issue.code for issue in log.issues], log.cases, log.rows) == (["CL670"], (), 0)


def test_headers_alone() -> None:
    log = read("case,activity,time\n")
    assert (log.issues, log.cases, log.rows) == ((), (), 0)


@pytest.mark.parametrize("header", ["case,what,time", "case,activity,when,who", "x,y,z"])
def test_a_needed_column_that_is_not_there(header: str) -> None:
    log = read(f"{header}\nA,close,2024-03-01,bob\n")
    assert (1, "CL729") in issues(log)
    assert log.cases == ()


def test_a_short_row_is_used_and_told() -> None:
    log = read("case,activity,time,who\nA,close,2024-03-01\nB,close,2024-03-01,bob\n")
    assert (events(log), issues(log)) == ({"A": ["close"], "B": ["close"]}, [(2, "CL719")])
    assert log.cases[0].entries[0].row.attributes["who"] == ""


def test_a_row_that_is_too_long_is_left_out_unless_the_rest_is_empty() -> None:
    log = read("case,activity,time\nA,close,2024-03-01,,\nB,close,2024-03-01,x\n")
    assert (events(log), issues(log), log.rows) == ({"A": ["close"]}, [(3, "CL681")], 2)


def test_a_torn_last_row_is_left_out() -> None:
    log = read(ROWS + "B,clo")
    assert (events(log), issues(log), log.rows) == (BOTH, [(5, "CL680")], 4)
    assert issues(read(ROWS.removesuffix("\n"))) == []


def test_quoted_cells_with_delimiters_and_line_ends() -> None:
    log = read('case,activity,time,who\n"A, ""1""","close","2024-03-01","x\ny"\nB,close,2024-03-01,z\n')
    assert events(log) == {'A, "1"': ["close"], "B": ["close"]}
    assert [case.entries[0].row.line for case in log.cases] == [2, 4]


def test_a_quotation_mark_that_is_not_closed_costs_one_row() -> None:
    log = read('case,activity,time,who\nA,close,2024-03-01,"x\nB,close,2024-03-02,y\nC,close,2024-03-03,"z"\n')
    assert events(log) == {"B": ["close"], "C": ["close"]}
    assert issues(log) == [(2, "CL682")]
    assert log.rows == 3


def test_text_after_a_closing_quotation_mark_costs_one_row() -> None:
    log = read('case,activity,time\n"A"x,close,2024-03-01\nB,close,2024-03-02\n')
    assert (events(log), issues(log)) == ({"B": ["close"]}, [(2, "CL682")])


def test_empty_lines_are_no_rows() -> None:
    log = read("case,activity,time\n\nA,close,2024-03-01\n,,\n  \nB,close,2024-03-01\n\n\n")
    assert (events(log), log.issues, log.rows) == ({"A": ["close"], "B": ["close"]}, (), 2)


def test_a_column_that_is_there_twice() -> None:
    log = read("case,activity,time,time\nA,close,2024-03-01,2025-01-01\n")
    assert issues(log) == [(1, "CL673")]
    assert log.cases[0].opened == utc(2024, 3, 1, 8)


def test_other_separators_of_lines_stay_in_their_cells() -> None:
    log = read("case,activity,time\nA\u2028B,close,2024-03-01\nC\x0cD\x1cE\x85,close,2024-03-01\n")
    assert list(events(log)) == ["A\u2028B", "C\x0cD\x1cE"]


@pytest.mark.parametrize(
    "header",
    [
        "case:concept:name,concept:name,time:timestamp,org:resource",
        "Case ID,Activity,Complete Timestamp,Resource",
        "case_id,activity,timestamp,resource",
        "CaseID;Event;Time;User",
        "案件编号,环节,时间,经办人",
        "工单号,活动,操作时间,处理人",
        "案号,步骤,日期,操作人",
    ],
)
def test_well_known_columns(header: str) -> None:
    between = ";" if ";" in header else ","
    log = read(f"{header}\n" + between.join(["A", "close", "2024-03-01", "ann"]))
    assert events(log) == {"A": ["close"]}
    assert log.cases[0].entries[0].actor.person == "ann"
