"""Refusals as problem details: status by code, the reader's words, nothing lost."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

import closedloop
from closedloop import Desk, Refused
from closedloop.embed.problems import FORBIDDEN, UNPROCESSABLE, in_words, problem, status
from closedloop.kernel.values import Reason
from closedloop.messages import CATALOGUE, AnyOf

TEXT = """
process errands {
  role office
  role unit assigned
  field kind: one of small | large
  start open_
  step open_ { by office  assign(unit, kind) -> doing }
  step doing {
    by unit
    visit(note: text)
    finish(pieces: int 1..5) -> done
      require happened visit "visit first"
  }
  end done
  rule twice "twice": visit at least 2 times before finish
}
"""
WORDS = {
    "finish": "报结",
    "visit": "走访",
    "visit first": "先走访",
    "unit": "单位",
    "kind": "种类",
    "twice": "两次",
    "note": "x",
}
WORDS |= {"small": "小", "large": "大"}
DAY = datetime(2024, 3, 1, 9)


@pytest.fixture
def desk() -> Desk:
    desk = Desk(closedloop.loads(TEXT), directory={"ann": ["office"]})
    desk.open(case="c", at=DAY)
    return desk


def refused(desk: Desk, event: str, actor: str, **params: Any) -> Refused:
    answer = desk.submit("c", event, actor, params, at=DAY)
    assert isinstance(answer, Refused)
    return answer


def test_who_may_not_is_forbidden(desk: Desk) -> None:
    answer = problem(refused(desk, "assign", "bob", unit="bob", kind="small"))
    assert (answer["status"], answer["type"]) == (403, "urn:closedloop:CL506")
    assert answer["title"] == "that is for somebody else to do"


def test_each_wrong_parameter_is_named(desk: Desk) -> None:
    answer = problem(refused(desk, "assign", "ann", unit=" ", kind="huge", more=1), "zh")
    assert answer["status"] == 422
    found = {reason["parameter"]: reason["code"] for reason in answer["reasons"]}
    assert found == {"unit": "CL547", "kind": "CL548", "more": "CL511"}
    assert answer["title"] == "所填内容有误"
    json.dumps(answer)


def test_a_requirement_stands_against_it(desk: Desk) -> None:
    desk.submit("c", "assign", "ann", {"unit": "bob", "kind": "small"}, at=DAY)
    answer = refused(desk, "finish", "bob", pieces=2)
    said = problem(answer)
    assert said["status"] == 409
    assert {reason.get("requirement") for reason in said["reasons"]} >= {"happened visit"}
    assert said["possible"] == ["visit"]
    assert "parameter" not in said["reasons"][0]
    translated = in_words(answer, WORDS)
    assert translated.explain("zh").splitlines()[0] == "CL520: 先走访"
    assert "`走访`" in translated.explain("zh")
    assert answer.explain("en").startswith("CL520: visit first")


def test_values_that_were_submitted_are_not_translated() -> None:
    reason = Reason("CL548", {"name": "kind", "value": "note", "choices": AnyOf(("small", "large"))})
    assert in_words(Refused((reason,)), WORDS).reasons[0].explain("zh") == "`种类`应为`小`或`大`，不能是`note`"


def test_every_refusal_has_a_status() -> None:
    codes = [code for code in CATALOGUE if code.startswith("CL5")]
    assert set(codes) >= FORBIDDEN | UNPROCESSABLE & set(codes)
    assert {status(Refused((Reason(code),))) for code in codes} == {403, 409, 422}
