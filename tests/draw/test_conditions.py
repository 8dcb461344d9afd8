"""Conditions in the picture read like those of the file, in either language; titles stand for names."""

from __future__ import annotations

import pytest

from closedloop import loads
from closedloop.draw.wording import Wording
from closedloop.lower.process import lower_process
from closedloop.messages import LANGUAGES
from tests.lower.compiled import lowered, required
from tests.strategies.drawing import Dice
from tests.strategies.processes import Process as Drawn

SIGNS = str.maketrans({"≠": "!=", "≤": "<=", "≥": ">="})

AS_WRITTEN = [
    "paid",
    "not paid",
    "not (paid and rounds > 1)",
    "paid and (rounds > 1 or amount != 2.50)",
    "paid and rounds > 1 or not paid",
    "rounds in (1, 2, 3)",
    "grade not in (low, high)",
    "grade >= middle",
    "units is set and term is not set",
    "happened visit and not happened assign since working",
    "count visit >= 3",
    "count visit ever = 1 + size",
    "happened finish by office ever",
    "count later = 2",
    "happened expiry of later",
    "last ask.size ever > 4",
    "previous(rounds) = 1",
    "actor of visit = actor",
    "actor != handler",
    "time since visit > 3 days",
    "time from visit to assign <= 1 month 10 days",
    "elapsed <= 10 working days",
    "remaining < 2 hours 30 minutes",
    "overdue and overdue >= 1 week",
    "score of handler ever > 5",
    "if paid then rounds > 1 else size = 2",
    "rounds - (1 - 2) > 3 * (4 + size)",
    "-size < -3",
    'any(units where it = "fire") and count(units) > 1',
    "today > 2024-02-29",
]


@pytest.mark.parametrize("condition", AS_WRITTEN)
def test_a_condition_is_said_as_it_was_written(condition: str) -> None:
    process, expr = required(condition)
    assert Wording.of(process, "en").condition(expr).translate(SIGNS) == condition


@pytest.mark.parametrize("seed", range(12))
def test_every_condition_can_be_said_in_either_language(seed: int) -> None:
    process = lower_process(Drawn(Dice.seeded(seed)).process()).process
    assert process is not None
    for lang in LANGUAGES:
        wording = Wording.of(process, lang)
        for step in process.steps:
            conditions = [require.condition for offer in step.offers for require in offer.requires]
            conditions += [soon.condition for soon in step.as_soon]
            conditions += [route.when for offer in step.offers for route in offer.routes if route.when is not None]
            assert all(wording.condition(condition).strip() for condition in conditions)


CHINESE = """\
流程 甲 {
  角色 办公室
  字段 重点 "重点建议": 是否 = 否
  字段 意见 "代表意见": 取值 满意 | 不满意 "很不满意"
  起点 受理
  步骤 受理 "受理建议" {
    由 办公室
    限 3 个月
    走访(记录: 文本)
    办结(意见) -> 结束
      须 CONDITION
  }
  终点 结束
}
"""


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("非 重点 或 走访 次数 >= 3", "非 重点建议 或 走访 次数 ≥ 3"),
        ("意见 != 不满意", "代表意见 ≠ 很不满意"),
        ("已 走访 自从 受理 或 非 重点", "已 走访 自从 受理建议 或 非 重点建议"),
        ("已用时间 <= 10 个工作日", "已用时间 ≤ 10个工作日"),
        ("剩余时间 > 1 个月 10 天 且 未 走访", "剩余时间 > 1个月10天 且 未 走访"),
        ("已 期满于 受理", "已 期满于 受理建议"),
    ],
)
def test_conditions_in_chinese_with_titles(condition: str, said: str) -> None:
    process = loads(CHINESE.replace("CONDITION", condition)).process
    expr = process.steps[0].offers[1].requires[0].condition
    assert Wording.of(process, "zh").condition(expr) == said


def test_titles_stand_for_names_and_blanks_for_underscores() -> None:
    process = lowered(
        """process p {
          role office "The office"
          field out_come "Outcome": one of all_solved | planned "Being planned"
          start working
          step working "At work" {
            by office
            send_back(out_come) "Send back" -> closed when out_come = planned and count send_back >= 2
              -> closed when out_come = all_solved
          }
          end closed
        }"""
    )
    wording = Wording.of(process, "en")
    first, second = (route.when for route in process.steps[0].offers[0].routes)
    assert first is not None
    assert second is not None
    assert wording.condition(first) == "Outcome = Being planned and count Send back ≥ 2"
    assert wording.condition(second) == "Outcome = all solved"
