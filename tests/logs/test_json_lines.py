"""JSON lines: values are the texts that stand there, and a line that is no object costs that line."""

from __future__ import annotations

import gzip
from decimal import Decimal

import pytest

from .samples import events, issues, params, read

LINE = '{"case": "A", "activity": "close", "time": "2024-03-01"}\n'


def test_numbers_keep_their_digits_and_empty_values_are_not_there() -> None:
    known = '"case": 17, "activity": "accept", "time": "2024-03-01"'
    text = f'{{{known}, "amount": 0.10, "kind": "mail", "key": true, "x": null}}\n'
    log = read(text)
    assert list(events(log)) == ["17"]
    assert params(log) == [{"amount": Decimal("0.10"), "kind": "mail", "key": True}]
    assert dict(log.cases[0].attributes)["amount"] == "0.10"
    assert "x" not in log.cases[0].attributes
    assert log.columns == ("case", "activity", "time", "amount", "kind", "key")


def test_what_is_nested_has_both_names_and_a_list_stays_json() -> None:
    text = '{"case": "A", "activity": "note", "time": "2024-03-01", "params": {"pages": 3, "tags": ["a", "b"]}}\n'
    log = read(text)
    assert params(log) == [{"pages": 3, "tags": ("a", "b")}]
    assert log.cases[0].attributes["params.tags"] == '["a", "b"]'


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("[1, 2]\n", "CL679"),
        ('"text"\n', "CL679"),
        ("17\n", "CL679"),
        ('{"case": }\n', "CL679"),
        ('{"case": NaN}\n', "CL679"),
        ('{"case": "A", "case": "B"}\n', "CL673"),
        ("[" * 5_000 + "\n", "CL679"),
    ],
)
def test_a_line_that_is_no_object_costs_that_line(line: str, code: str) -> None:
    log = read(LINE + line + LINE.replace('"A"', '"B"'))
    assert (list(events(log)), issues(log), log.rows) == (["A", "B"], [(2, code)], 3)


def test_a_torn_last_line() -> None:
    log = read(LINE + LINE[:20])
    assert (list(events(log)), issues(log)) == (["A"], [(2, "CL680")])


def test_blank_lines_and_gzip() -> None:
    log = read(gzip.compress(f"\n{LINE}\r\n  \n{LINE}".encode()))
    assert (events(log), log.rows) == ({"A": ["close", "close"]}, 2)


def test_a_line_that_is_not_utf_8() -> None:
    log = read(LINE.encode() + b'{"case": "\xff", "activity": "close", "time": "2024-03-01"}\n')
    assert issues(log) == [(2, "CL725")]


def test_lone_surrogates_in_escapes_are_texts_like_others() -> None:
    log = read(LINE.replace('"A"', '"\\ud800"'))
    assert len(log.cases) == 1


def test_a_file_of_no_objects_says_so() -> None:
    log = read('[{"case": "A"}]\n')
    assert (issues(log), log.cases) == ([(1, "CL679")], ())
