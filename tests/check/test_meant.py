"""The hint for an unknown name in an expression: what was meant, in the words of the author's dialect."""

from __future__ import annotations

import pytest

from closedloop.lower.compiling import lower_file
from closedloop.syntax.parse import parse_text

ENGLISH = """process p {
  role office
  field urgent: bool = no
  field paid: bool = no
  field rounds: int = 0
  field title: text = "x"
  start work
  step work {
    by office
    look(urgent, paid, rounds)
    finish() -> done
      require CONDITION
  }
  end done
  allow reopen by office within 1 year of done -> work
}
"""

CHINESE = """流程 走访 {
  角色 办公室
  字段 重点: 是否 = 否
  字段 公开: 是否 = 否
  字段 评价: 整数 = 0
  字段 标题: 文本 = "无"
  起点 办理
  步骤 办理 {
    由 办公室
    约谈(重点, 公开, 评价)
    办结() -> 已办
      须 CONDITION
  }
  终点 已办
  允许 由 办公室 已办 后 1 年 内 重启 -> 办理
}
"""


def hints(text: str, code: str) -> list[tuple[str | None, str | None]]:
    parsed = parse_text(text)
    assert parsed.file is not None
    assert not parsed.diagnostics, [each.message("en") for each in parsed.diagnostics]
    found = [each for each in lower_file(parsed.file, parsed.source)[1] if each.severity == "error"]
    assert {each.code for each in found} == {code}
    return [(each.hint("en"), each.hint("zh")) for each in found]


def meant(suggestion: str) -> list[tuple[str, str]]:
    return [(f"did you mean `{suggestion}`?", f"是不是想写`{suggestion}`？")]


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("已约谈", "已 约谈"),
        ("未约谈", "未 约谈"),
        ("已重启", "已 重启"),
        ("已办理", "已 办理"),
        ("没有约谈", "未 约谈"),
        ("无约谈", "未 约谈"),
        ("约谈次数 >= 2", "约谈 次数"),
        ("次数约谈 >= 2", "约谈 次数"),
        ("评价 < 约谈次数", "约谈 次数"),
        ("非重点", "非 重点"),
        ("评价已填", "评价 已填"),
        ("评价未填", "评价 未填"),
        ("重点且公开", "重点 且 公开"),
        ("重点或已约谈", "重点 或 已 约谈"),
        ("重点 且 未约谈", "未 约谈"),
        ("重点 = true", "是"),
        ("重点 = 假", "否"),
        ("重点 = yes", "是"),
        ("约淡", "已 约谈"),
        ("评介 > 1", "评价"),
    ],
)
def test_in_chinese_a_missing_blank_is_put_in(written: str, suggestion: str) -> None:
    assert hints(CHINESE.replace("CONDITION", written), "CL120") == meant(suggestion)


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("happenedlook", "happened look"),
        ("happened_look", "happened look"),
        ("happened_reopen", "happened reopen"),
        ("countlook > 2", "count look"),
        ("look_count > 2", "count look"),
        ("notpaid", "not paid"),
        ("not_look", "not happened look"),
        ("urgent_and_paid", "urgent and paid"),
        ("paid = true", "yes"),
        ("paid = False", "no"),
        ("paid = 否", "no"),
        ("looked", "happened look"),
        ("paid and looked", "happened look"),
        ("round > 1", "rounds"),
    ],
)
def test_in_english_too(written: str, suggestion: str) -> None:
    assert hints(ENGLISH.replace("CONDITION", written), "CL120") == meant(suggestion)


@pytest.mark.parametrize("written", ["title = true", "title = looked", "nothing_of_the_kind", "notrounds2many"])
def test_nothing_is_suggested_that_could_not_stand_there(written: str) -> None:
    expected = ("declare it as a field, or write a text in quotation marks", "请声明为字段；若是文本，请加引号")
    assert hints(ENGLISH.replace("CONDITION", written), "CL120") == [expected]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        (ENGLISH.replace("CONDITION", "paid").replace("paid: bool = no", "paid: bool = true"), "yes"),
        (CHINESE.replace("CONDITION", "公开").replace("公开: 是否 = 否", "公开: 是否 = false"), "否"),
        (CHINESE.replace("CONDITION", "公开").replace("公开: 是否 = 否", "公开: 是否 = 对"), "是"),
    ],
)
def test_a_value_called_true_is_yes(text: str, suggestion: str) -> None:
    assert hints(text, "CL242") == meant(suggestion)


def test_the_longer_keyword_is_split_off() -> None:
    metric = "  指标 率 = 有 约谈 的案件 占 有约谈的案件\n"
    found = parse_text(CHINESE.replace("CONDITION", "重点").replace("  允许", f"{metric}  允许")).diagnostics
    assert [(each.code, each.params["apart"]) for each in found] == [("CL018", "有 约谈 的案件")]
    assert [each.hint("zh") for each in found] == ["请用空格分开：`有 约谈 的案件`"]
    assert "`有 约谈 的案件`" in (found[0].hint("en") or "")
