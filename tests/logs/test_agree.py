"""One log written as a table, as JSON lines and as XES is read as the same log."""

from __future__ import annotations

import csv
import gzip
import io
import json
from xml.sax.saxutils import quoteattr

from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from closedloop.logs import Log, read_log_bytes

from .samples import LETTERS

WORDS = st.text("abAB 中文é;,\"'<&>{}|\u2028", min_size=1, max_size=6).map(str.strip).filter(bool)
TIMES = st.sampled_from(
    [
        "2024-03-01",
        "2024-03-01T10:00:00Z",
        "2024-03-01 10:00:00.5+0200",
        "2024-03-31 02:30:00",
        "2024-03-01 11:00",
        "soon",
        "",
    ]
)
ACTIVITIES = st.sampled_from(["accept", "Letter accepted", "note", "close", "中止", "cloze", "open"])


@frozen
class Event:
    activity: str
    time: str
    person: str
    pages: str


EVENTS = st.builds(Event, ACTIVITIES, TIMES, st.one_of(st.just(""), WORDS), st.sampled_from(["", "7", "12.0", "many"]))
CASES = st.dictionaries(WORDS, st.lists(EVENTS, min_size=1, max_size=4), min_size=1, max_size=4)

KEYS = ("case:concept:name", "concept:name", "time:timestamp", "org:resource", "pages")


def texts(case: str, event: Event) -> dict[str, str]:
    return dict(zip(KEYS, (case, event.activity, event.time, event.person, event.pages), strict=True))


def as_table(cases: dict[str, list[Event]], delimiter: str, end: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(KEYS)
    writer.writerows(texts(case, event).values() for case, events in cases.items() for event in events)
    return out.getvalue().encode()


def as_json_lines(cases: dict[str, list[Event]], *, ascii_only: bool) -> bytes:
    rows = [texts(case, event) for case, events in cases.items() for event in events]
    return "".join(json.dumps(row, ensure_ascii=ascii_only) + "\n" for row in rows).encode()


def as_xes(cases: dict[str, list[Event]], between: str) -> bytes:
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', "<log>"]
    for case, events in cases.items():
        parts += ["<trace>", f'<string key="concept:name" value={quoteattr(case, {chr(39): "&apos;"})}/>']
        for event in events:
            said = list(texts(case, event).items())[1:]
            tags = [
                f"<string key={quoteattr(key)} value={quoteattr(text, {chr(34): '&quot;'})}/>" for key, text in said
            ]
            parts += ["<event>", *tags, "</event>"]
        parts.append("</trace>")
    return between.join([*parts, "</log>"]).encode()


def without_lines(log: Log) -> tuple[object, ...]:
    """What does not hang on how the log is written."""
    cases = [
        (
            case.case,
            case.opened,
            [evolve(each, row=evolve(each.row, line=0)) for each in case.entries],
            dict(case.attributes),
        )
        for case in log.cases
    ]
    issues = [(issue.code, issue.case, {**issue.params}) for issue in log.issues]
    return cases, issues, log.rows, dict(log.left_out), log.without_entries


def normal(log: Log) -> tuple[object, ...]:
    cases, *rest = without_lines(log)
    filled = [(*each[:3], {key: text for key, text in each[3].items() if text}) for each in cases]  # type: ignore[attr-defined]
    return filled, *rest


@given(
    CASES,
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.sampled_from(["", "\n", "\n\n"]),
    st.booleans(),
)
def test_all_forms_are_the_same_log(
    cases: dict[str, list[Event]], delimiter: str, end: str, ascii_only: bool, between: str, packed: bool
) -> None:
    forms = [as_table(cases, delimiter, end), as_json_lines(cases, ascii_only=ascii_only), as_xes(cases, between)]
    table, lines, xes = (read_log_bytes(gzip.compress(form) if packed else form, LETTERS) for form in forms)
    assert normal(table) == normal(lines) == normal(xes)
    accounted = sum(len(case.entries) for case in table.cases)
    dropped = {issue.line for issue in table.issues if issue.code != "CL683"}
    opening = sum(event.activity == "open" for events in cases.values() for event in events)
    assert table.rows == sum(map(len, cases.values()))
    assert accounted + len(dropped) <= table.rows <= accounted + len(dropped) + opening


@given(CASES, st.data())
def test_the_order_of_lines_means_nothing_where_times_differ(
    cases: dict[str, list[Event]], data: st.DataObject
) -> None:
    rows = [
        f"{case_number},{event.activity},2024-03-01T10:{number:02}:00Z,x,{event.pages}"
        for case_number, events in enumerate(cases.values())
        for number, event in enumerate(events)
    ]
    shuffled = data.draw(st.permutations(rows))
    one, other = (read_log_bytes("\n".join([",".join(KEYS), *each, ""]).encode(), LETTERS) for each in (rows, shuffled))
    by_case = [
        {case.case: [(each.event, each.params, each.row.at) for each in case.entries] for case in log.cases}
        for log in (one, other)
    ]
    assert by_case[0] == by_case[1]


@given(st.binary(max_size=300))
def test_no_bytes_make_reading_fail(data: bytes) -> None:
    read_log_bytes(data, LETTERS)


@given(CASES, st.data())
def test_damage_costs_no_more_than_a_message(cases: dict[str, list[Event]], data: st.DataObject) -> None:
    forms = [as_table(cases, ",", "\n"), as_json_lines(cases, ascii_only=False), as_xes(cases, "\n")]
    whole = bytearray(data.draw(st.sampled_from([*forms, *map(gzip.compress, forms)])))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    log = read_log_bytes(bytes(whole[: data.draw(st.integers(0, len(whole)))]), LETTERS)
    assert log.rows >= sum(len(case.entries) for case in log.cases)
