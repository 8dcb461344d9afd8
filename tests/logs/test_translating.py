"""From rows to events: every row is an entry, is left out as the mapping says, or is an issue with its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from closedloop.kernel.values import Actor

from .samples import LETTERS, events, issues, params, read, utc

HEAD = "case,activity,time,who,unit,amount,kind,key\n"


def row(
    activity: str = "close",
    time: str = "2024-03-01",
    case: str = "A",
    who: str = "ann",
    unit: str = "",
    amount: str = "",
    kind: str = "",
    key: str = "",
) -> str:
    return f"{case},{activity},{time},{who},{unit},{amount},{kind},{key}\n"


# ------------------------------------------------------------------------------------------------------------- order


def test_rows_of_a_case_need_not_stand_together_nor_in_order() -> None:
    log = read(HEAD + row(case="B", time="2024-03-05") + row("assign", "2024-03-04") + row("note", "2024-03-02") + row(
        "assign", "2024-03-01", "B"
    ))  # fmt: skip
    assert events(log) == {"B": ["assign", "close"], "A": ["note", "assign"]}
    assert [case.opened for case in log.cases] == [utc(2024, 3, 1, 8), utc(2024, 3, 2, 8)]
    assert [case.case for case in log.cases] == ["B", "A"]


def test_equal_times_keep_the_order_of_the_file() -> None:
    log = read(HEAD + row("note") + row("assign") + row("close") + row("assign"))
    assert events(log) == {"A": ["note", "assign", "close", "assign"]}


def test_equal_moments_written_differently_are_equal() -> None:
    text = (
        row("close", "2024-03-01T09:00:00Z")
        + row("assign", "2024-03-01T10:00:00+01:00")
        + row("note", "2024-03-01 10:00")
    )
    assert events(read(HEAD + text)) == {"A": ["close", "assign", "note"]}


def test_mixed_offsets_are_put_in_order_by_the_moment() -> None:
    text = (
        row("close", "2024-03-01T10:00:00+08:00")
        + row("assign", "2024-03-01T03:00:00+01:00")
        + row("note", "2024-03-01T01:59Z")
    )
    assert events(read(HEAD + text)) == {"A": ["note", "close", "assign"]}


def test_a_column_of_order_breaks_ties_of_time_only_and_by_number() -> None:
    table = "case,activity,time,nr\nA,close,2024-03-01,10\nA,assign,2024-03-01,9\nA,note,2024-03-02,1\n"
    log = read(f"{table}A,accept,2024-03-01,x\n", '[log]\norder = "nr"')
    assert events(log) == {"A": ["assign", "close", "accept", "note"]}
    assert issues(log) == [(5, "CL683")]


def test_day_resolution_forgets_the_time_of_day() -> None:
    text = row("close", "2024-03-01 23:00") + row("assign", "2024-03-01 08:00")
    assert events(read(HEAD + text)) == {"A": ["assign", "close"]}
    log = read(HEAD + text, '[log]\nresolution = "day"')
    assert events(log) == {"A": ["close", "assign"]}
    assert log.cases[0].opened == utc(2024, 3, 1, 8)


def test_the_zone_of_the_mapping_comes_before_that_of_the_process() -> None:
    assert read(HEAD + row(time="2024-03-01 12:00")).cases[0].opened == utc(2024, 3, 1, 11)
    log = read(HEAD + row(time="2024-03-01 12:00"), '[log]\nzone = "Asia/Shanghai"')
    assert log.cases[0].opened == utc(2024, 3, 1, 4)


def test_date_and_time_in_two_columns() -> None:
    log = read(
        "case,activity,day,clock\nA,close,2024-03-01,12:30\nB,close,2024-03-01,\n", '[log]\ntime = ["day", "clock"]'
    )
    assert [case.opened for case in log.cases] == [utc(2024, 3, 1, 11, 30), utc(2024, 3, 1, 8)]


# -------------------------------------------------------------------------------------------------------- bad rows


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (row(time="soon"), "CL728"),
        (row(time=""), "CL674"),
        (row(time="9999-12-31"), "CL724"),
        (row(case=" "), "CL674"),
        (row(""), "CL674"),
        (row("clsoe"), "CL726"),
        (row(who="clock"), "CL676"),
    ],
)
def test_a_bad_row_is_told_and_the_others_are_read(bad: str, code: str) -> None:
    log = read(HEAD + row("assign") + bad + row(case="B"))
    assert (events(log), issues(log), log.rows) == ({"A": ["assign"], "B": ["close"]}, [(3, code)], 3)
    assert log.issues[0].case == ("A" if "A," in bad else None)


def test_the_same_bad_text_is_told_for_each_row() -> None:
    log = read(HEAD + row(time="soon") * 2 + row("clsoe") * 2)
    assert issues(log) == [(2, "CL728"), (3, "CL728"), (4, "CL726"), (5, "CL726")]
    assert log.issues[2].params["suggestion"] == "close"
    assert (log.cases, log.without_entries) == ((), ("A",))


@pytest.mark.parametrize(
    ("activity", "column", "text"),
    [
        ("note", "pages", "many"),
        ("note", "day", "soon"),
        ("note", "at", "12"),
        ("accept", "key", "perhaps"),
        ("accept", "amount", "1,5"),
    ],
)
def test_a_value_that_cannot_be_read_is_told_and_the_event_stays(activity: str, column: str, text: str) -> None:
    log = read(f"case;activity;time;{column}\nA;{activity};2024-03-01;{text}\n")
    assert events(log) == {"A": [activity]}
    assert params(log) == [{}]
    [issue] = log.issues
    assert (issue.line, issue.code, issue.case, issue.params["text"], issue.params["column"]) == (
        2, "CL683", "A", text, f"`{column}`",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------- without a mapping


def test_activities_are_names_or_titles_whatever_their_case() -> None:
    log = read(HEAD + "".join(map(row, ["accept", "Letter accepted", "letter_ACCEPTED", "suspend", "中止", "Note"])))
    assert events(log) == {"A": ["accept", "accept", "accept", "suspend", "suspend", "note"]}


def test_parameters_are_columns_of_their_names() -> None:
    table = "case,activity,time,pages,params.time,day,at,tags\n"
    log = read(f"{table}A,note,2024-03-01,12.0,x,2024-02-01 23:30+00:00,2024-03-01 10:00,a;b\nA,note,2024-03-01,,,,,\n")
    assert params(log) == [
        {"pages": 12, "day": date(2024, 2, 2), "at": utc(2024, 3, 1, 9), "tags": ("a", "b")},
        {},
    ]


def test_roles_that_nothing_speaks_of_are_everybodys() -> None:
    log = read(HEAD + row())
    assert log.assumed == ("desk", "office")
    assert log.cases[0].entries[0].actor == Actor("ann", "ann", frozenset({"desk", "office"}))


def test_a_column_of_roles_says_who_holds_them() -> None:
    table = "case,activity,time,person,unit,role\n"
    log = read(
        f"{table}A,close,2024-03-01,ann,u1,desk\nA,close,2024-03-01,,office,boss\nA,close,2024-03-01,bob,,handler\n"
    )
    found = [(entry.actor, entry.role) for entry in log.cases[0].entries]
    assert found == [
        (Actor("ann", "u1", frozenset({"desk"})), "desk"),
        (Actor("office", "office", frozenset({"office"})), None),
        (Actor("bob", "bob"), "handler"),
    ]
    assert log.assumed == ()
    assert [entry.row.role for entry in log.cases[0].entries] == ["desk", "boss", "handler"]


# ---------------------------------------------------------------------------------------------------- with a mapping

MAPPING = """
process = "letters"
[log]
case = "case"
activity = "activity"
time = "time"
person = "who"
party = "unit"
[roles.desk]
column = "unit"
values = ["u1", "u2"]
parties = ["ann"]
[roles.office]
anybody = true
[events.accept]
activity = ["In", "In again"]
when = { key = ["Y", ""] }
role = "desk"
params.amount = "amount"
params.kind = { column = "kind", values = { P = "paper", "" = "mail" } }
params.key = { value = true }
[events.close]
activity = ["In", "Out"]
person = "porter"
[events.note]
params.pages = { column = "amount", default = 7 }
[ignore]
activities = ["Coffee"]
"""


def test_a_mapping_translates_activities_values_and_people() -> None:
    text = row("In", amount="1.50", kind="P", key="Y", unit="u1") + row("In", amount="2", key="N") + row("Out", who="")
    log = read(HEAD + text + row("In again", amount="3", kind="mail") + row("note") + row("Coffee") * 2, MAPPING)
    assert log.issues == ()
    assert events(log) == {"A": ["accept", "close", "close", "accept", "note"]}
    assert params(log) == [
        {"amount": Decimal("1.50"), "kind": "paper", "key": True},
        {},
        {},
        {"amount": Decimal(3), "kind": "mail", "key": True},
        {"pages": 7},
    ]
    actors = [entry.actor for entry in log.cases[0].entries]
    assert actors[0] == Actor("ann", "u1", frozenset({"desk", "office"}))
    assert actors[1] == Actor("ann", "ann", frozenset({"desk", "office"}))
    assert actors[2] == Actor("porter", "porter", frozenset({"office"}))
    assert [entry.role for entry in log.cases[0].entries] == ["desk", None, None, "desk", None]
    assert (log.left_out, log.rows) == ({"Coffee": 2}, 7)


def test_a_row_that_no_when_takes_is_told() -> None:
    log = read(HEAD + row("In again", key="N"), MAPPING)
    [issue] = log.issues
    assert (issue.code, issue.params["columns"], issue.params["values"]) == ("CL727", ("key",), ("N",))


def test_lifecycle_rows_that_are_not_kept_are_counted() -> None:
    table = "case,activity,time,lifecycle:transition\nA,close,2024-03-01,start\nA,close,2024-03-02,complete\n"
    log = read(table, '[log]\nkeep = { "lifecycle:transition" = ["complete"] }')
    assert (events(log), log.left_out) == ({"A": ["close"]}, {"close": 1})
    assert log.cases[0].opened == utc(2024, 3, 2, 8)


def test_an_activity_may_be_of_several_columns() -> None:
    table = "case,activity,time,state\nA,Closed,2024-03-01,really\nA,Closed,2024-03-01,not\n"
    log = read(table, '[log]\nactivity = ["activity", "state"]\n[events.close]\nactivity = "Closed / really"')
    assert (events(log), issues(log)) == ({"A": ["close"]}, [(3, "CL726")])
    assert log.cases[0].entries[0].row.activity == "Closed / really"


def test_a_row_may_open_the_case_and_do_nothing_else() -> None:
    log = read(
        HEAD + row("Born", "2024-02-01") + row("close") + row("Born", "2024-01-01", "B"),
        '[events.open]\nactivity = "Born"',
    )
    assert events(log) == {"A": ["close"], "B": []}
    assert [case.opened for case in log.cases] == [utc(2024, 2, 1, 8), utc(2024, 1, 1, 8)]


def test_a_case_all_of_whose_rows_are_left_out_is_named() -> None:
    log = read(HEAD + row("Coffee", case="B") + row("close"), '[ignore]\nactivities = "Coffee"')
    assert (events(log), log.without_entries) == ({"A": ["close"]}, ("B",))


def test_columns_and_activities_that_the_log_does_not_have_are_told_with_their_place() -> None:
    text = '[log]\nperson = "whom"\n[events.close]\nactivity = ["close", "Closd"]\nwhen = { kindd = ["x", ""] }\n'
    log = read(HEAD + row() + row("Closed"), text)
    found = [(each.code, each.line, text[each.start : each.end], each.severity) for each in log.findings]
    assert found == [
        ("CL717", 2, '"whom"', "error"),
        ("CL718", 4, '"Closd"', "warning"),
        ("CL717", 5, "kindd", "error"),
    ]
    assert [each.params.get("suggestion") for each in log.findings] == ["who", "Closed", "kind"]
    assert events(log) == {"A": ["close"]}


def test_an_event_of_the_process_may_be_called_open() -> None:
    import closedloop

    text = "process p { role r start s step s { by r open(x?: int) -> e } end e }"
    log = read("case,activity,time,x\nA,open,2024-03-01,3\n", None, closedloop.loads(text)["p"])
    assert (events(log), params(log)) == ({"A": ["open"]}, [{"x": 3}])


def test_the_process_is_not_touched() -> None:
    before = repr(LETTERS)
    read(HEAD + row(), MAPPING)
    assert repr(LETTERS) == before
