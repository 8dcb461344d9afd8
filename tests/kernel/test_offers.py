"""What an actor may do now, with JSON Schemas that agree with what is read."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from closedloop import kernel
from closedloop.kernel.values import Possible
from tests.kernel.story import Story

TEXT = """
role office "Office"
role boss
role handler "Handling unit" assigned
field key "Key case": bool = no
field amount: decimal
field grade "Grade": one of low "poor" | high
start work
step work {
  by office
  within 5 days, extendable once by 2 days, approved by boss
  assign(handler, key?) -> second  require not happened check "checked already"
  check(n: int 1..5, small?: int, on: date, at: time, takes: duration, letter: file, names: list of text)
  pay(amount) by boss              require amount > 0
  rate(grade)                      require grade = high and key
}
step second { by handler  done() -> closed }
end closed
allow suspend, resume by boss
allow reopen by boss within 10 days of closed -> work
"""


def offered(s: Story, who: str, at: str = "+0 days") -> dict[str, Possible]:
    found = kernel.offers(s.program, s.case, s.actor(who), s.moment(at))
    return {each.event: each for each in found}


def test_only_what_the_actor_may_do_here_and_now_is_offered() -> None:
    s = Story(TEXT)
    assert list(offered(s, "office")) == ["assign", "check", "rate", "extend"]
    assert list(offered(s, "boss")) == ["pay", "suspend"]
    assert offered(s, "nobody") == {}
    assert offered(s, "office")["assign"].role == "office"


def test_a_requirement_that_reads_no_parameter_excludes() -> None:
    s = Story(TEXT)
    s.do("check", "office", n=1, on="2024-03-01", at="2024-03-01T10:00", takes="1 day", letter="x", names=[])
    assert list(offered(s, "office")) == ["check", "rate", "extend"]


def test_time_that_will_have_passed_is_considered_and_nothing_is_recorded() -> None:
    s = Story(TEXT)
    before = s.case
    assert "extend" not in offered(s, "office", "2024-04-01")
    assert s.case is before
    s.do("extend", "office")
    assert list(offered(s, "boss")) == ["pay", "grant_extension", "deny_extension", "suspend"]


def test_an_end_offers_its_reopening_within_the_window() -> None:
    s = Story(TEXT)
    s.do("assign", "office", handler="water")
    s.do("done", "water")
    assert list(offered(s, "boss")) == ["reopen"]
    assert offered(s, "boss", "2024-04-01") == {}
    assert s.refused("reopen", "boss", "2024-04-01") == ("CL523",)
    assert s.do("reopen", "boss", "2024-03-09").to == "work"


GOOD: dict[str, Any] = {
    "n": 3,
    "on": "2024-03-01",
    "at": "2024-03-01T10:00:00+08:00",
    "takes": "5 working days",
    "letter": "a.pdf",
    "names": ["a"],
}


def test_the_schema_has_titles_choices_and_bounds() -> None:
    s = Story(TEXT)
    here = offered(s, "office")
    assert here["assign"].schema["properties"]["handler"]["title"] == "Handling unit"
    assert here["assign"].schema["required"] == ["handler"]
    assert here["rate"].schema["properties"]["grade"] == {
        "title": "Grade",
        "type": "string",
        "oneOf": [{"const": "low", "title": "poor"}, {"const": "high", "title": "high"}],
    }
    assert here["check"].schema["properties"]["n"] == {"type": "integer", "minimum": 1, "maximum": 5}
    for each in here.values():
        jsonschema.Draft202012Validator.check_schema(dict(each.schema))


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"n": 9},
        {"n": "x"},
        {"n": None},
        {"on": "2024-3-1"},
        {"on": 3},
        {"letter": " "},
        {"names": "a"},
        {"names": [1]},
        {"names": []},
        {"more": 1},
        {"small": 3},
        {"small": 2.5},
        {"takes": 3},
    ],
)
def test_what_the_schema_says_is_what_is_read(change: dict[str, Any]) -> None:
    s = Story(TEXT)
    given = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    checker = jsonschema.Draft202012Validator(
        dict(offered(s, "office")["check"].schema), format_checker=jsonschema.FormatChecker()
    )
    read = s.machine.events["check"].read(given)
    assert checker.is_valid(given) is hasattr(read, "params")
