"""`closedloop verify`: what is shown, in which words, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from closedloop.cli.cells import width_of
from tests.surface.conftest import Run

HEAD = """
process permits "Permits" {
  calendar china
  role office "Office"
  field urgent "Urgent": bool
  start one
  step one "Received" { by office  within 5 working days  take(urgent) -> two }
"""
REFUTED = (
    HEAD
    + """  step two "At work" { by office  within 20 working days  look()  finish() -> closed }
  end closed "Closed"
  rule in_time "done in a month": take leads to finish within 1 month cite "article 3"
  rule looked: look before finish
  rule ends: every case ends
}
"""
)
PROVED = (
    HEAD
    + """  step two "At work" {
    by office
    within 20 working days, then -> closed
    finish() -> closed
  }
  end closed "Closed"
  rule taken: take before finish
}
"""
)
TRAP = """
process judging {
  role office
  role handler assigned
  role judge assigned
  start desk
  step desk { by office  assign(handler, judge) -> work }
  step work { by handler  plan() -> looking }
  step looking { by judge  rule_on() -> closed }
  end closed
  rule hands: different parties for plan, rule_on
}
"""
CHINESE = """
流程 办件 "办件" {
  日历 china
  角色 窗口
  起点 收件
  步骤 收件 "收件" { 由 窗口 限 5 个工作日 受理() -> 办理 }
  步骤 办理 "办理中" { 由 窗口 限 20 个工作日 查看() 办结() -> 结 }
  终点 结 "办结"
  规则 按期 "一个月内办结": 受理 之后 1 个月内 须有 办结 依据 "办法第三条"
  规则 先看 "先看后办": 查看 先于 办结
}
"""


def written(text: str, name: str = "p.loop") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def verify(run: Run, text: str, *arguments: str) -> tuple[int, str]:
    result = run("verify", written(text), "--today", "2024-03-04", *arguments)
    return result.exit_code, result.stdout


@pytest.mark.usefixtures("tmp_path")
class TestText:
    def test_a_refuted_rule_is_told_day_by_day(self, run: Run) -> None:
        code, shown = verify(run, REFUTED, "--rule", "in_time")
        assert code == 1
        assert "  in_time           refuted" in shown
        assert "  in_time: late for 8370 of 8370 starting days\n" in shown
        story = shown[shown.index("in_time: refuted") : shown.index("what this rests on")]
        assert story.splitlines() == [
            "in_time: refuted",
            '  p.loop:10: in_time "done in a month": take leads to finish within 1 month (see article 3)',
            "  how it is broken:",
            "    2024-03-03 09:00  the clock: case opened; now in Received; due by the end of 2024-03-08",
            "    2024-03-04 09:00  office (Office): take; Urgent: no; now in At work; due by the end of 2024-04-01",
            "    2024-04-02 00:00  the limit ran out",
            "    2024-04-08 00:00  time ran out for a rule",
            "    this breaks the rule: done in a month",
            "  = hint: time passed in `At work` without a consequence: `then` or a rung with a route would lead the "
            "case on",
            "  as a scenario, which fails until this is put right:",
            "",
            '  scenario "broken: done in a month" {',
            "    2024-03-03        nothing",
            "    2024-03-04        office  take(urgent: no)",
            "    2024-04-08 00:00  nothing",
            "  }",
            "",
        ]
        assert "starting days from 2004-01-01 to " in shown

    def test_an_enforced_rule_is_told_up_to_the_refusal(self, run: Run) -> None:
        code, shown = verify(run, REFUTED, "--rule", "looked")
        assert code == 0
        assert "    refused: that would break the rule `looked`\n" in shown
        assert "  = hint: `require happened look` at `finish` would have refused it, with words of its own\n" in shown
        assert "its last line is refused for the rule" in shown
        assert "1 decided: 0 proved, 1 enforced, 0 refuted, 0 open" in shown

    def test_what_holds_of_every_process_is_one_line(self, run: Run) -> None:
        code, shown = verify(run, PROVED)
        assert code == 0
        assert "3 steps and ends reachable, 2 events possible, nothing stuck, an end reachable from everywhere" in shown
        assert "scenario" not in shown

    def test_a_trap_is_told_with_the_way_into_it(self, run: Run) -> None:
        code, shown = verify(run, TRAP)
        assert code == 1
        assert "  no case gets stuck                     refuted" in shown
        trap = shown[shown.index("no case gets stuck: refuted") :]
        assert "  how a case gets lost:\n" in trap
        assert "(handler): plan; now in looking\n    here the case stays\n" in trap
        assert "`then`, would lead the case on" in trap
        assert "once there is a way out, write before its last line how the case comes to an end" in trap
        assert "    expect closed\n  }\n" in trap

    def test_what_is_undecided_is_open_and_says_why(self, run: Run) -> None:
        code, shown = verify(run, REFUTED, "--max-states", "1")
        assert code == 3
        assert "the budget ran out after" in shown
        assert "refuted, 0 open" not in shown

    def test_a_story_is_told_in_the_language_of_the_file_unless_another_is_asked_for(self, run: Run) -> None:
        code, shown = verify(run, CHINESE, "--rule", "按期")
        assert code == 1
        assert "    2024-03-04 09:00  窗口（窗口）：受理；转入办理中；期限至 2024-04-01\n" in shown
        assert "    至此违反规则：一个月内办结\n" in shown
        assert "（依据办法第三条）" in shown
        assert '  情景 "违反：一个月内办结" {' in shown
        assert "无人办理" in shown
        english = verify(run, CHINESE, "--rule", "按期", "--lang", "en")[1]
        assert "    2024-03-04 09:00  窗口 (窗口): 受理; now in 办理中; due by the end of 2024-04-01\n" in english
        assert '  情景 "违反：一个月内办结" {' in english

    def test_chinese_columns_are_aligned_by_their_width(self, run: Run) -> None:
        lines = verify(run, CHINESE)[1].splitlines()[1:4]
        verdicts = ["结论", "不成立", "拦截后成立"]
        places = [width_of(line[: line.index(verdict)]) for line, verdict in zip(lines, verdicts, strict=True)]
        assert len(set(places)) == 1
        assert len({width_of(line) for line in lines}) == 1

    def test_what_it_rests_on_is_said(self, run: Run) -> None:
        proved = REFUTED.replace("within 1 month cite", "within 3 months cite")
        assert verify(run, proved, "--rule", "in_time")[0] == 1  # nothing leads on when the limit has run out
        proved = proved.replace("20 working days", "20 working days, then -> closed").replace("to finish", "to closed")
        code, shown = verify(run, proved, "--rule", "in_time")
        assert code == 0
        assert "to spare on the worst starting day; for cases that are never suspended" in shown


@pytest.mark.usefixtures("tmp_path")
class TestForms:
    def test_json_has_verdicts_stories_and_scenarios(self, run: Run) -> None:
        code, shown = verify(run, REFUTED, "--format", "json")
        assert code == 1
        [proof] = json.loads(shown)["processes"]
        verdicts = {each["name"]: each for each in proof["verdicts"] if each["about"] == "rule"}
        assert {name: each["verdict"] for name, each in verdicts.items()} == {
            "in_time": "refuted",
            "looked": "enforced",
            "ends": "proved",
        }
        assert proof["counts"]["refuted"] == 1
        late = verdicts["in_time"]
        assert late["line"] == 10
        assert late["why"][0]["params"] == {"late": 8370, "days": 8370}
        assert late["counterexample"]["scenario"].startswith('scenario "broken: done in a month" {\n  2024-03-03')
        assert late["counterexample"]["records"][-1]["breaches"] == ["in_time"]
        assert verdicts["looked"]["prevented"]["key"] == "prevented_before"
        assert verdicts["ends"]["counterexample"] is None

    def test_sarif_has_what_is_not_plainly_proved(self, run: Run) -> None:
        code, shown = verify(run, REFUTED, "--format", "sarif")
        assert code == 1
        results = json.loads(shown)["runs"][0]["results"]
        assert [(each["ruleId"], each["level"]) for each in results] == [("CL400", "error"), ("CL401", "note")]
        region = results[0]["locations"][0]["physicalLocation"]["region"]
        assert (region["startLine"], region["startColumn"]) == (10, 8)

    def test_sarif_warns_of_what_is_open(self, run: Run) -> None:
        shown = verify(run, REFUTED, "--format", "sarif", "--max-states", "1")[1]
        assert {each["ruleId"] for each in json.loads(shown)["runs"][0]["results"]} >= {"CL402", "CL408"}

    def test_the_counterexample_is_drawn(self, run: Run) -> None:
        assert verify(run, REFUTED, "--draw", "p.svg")[0] == 1
        root = ElementTree.parse("p.svg").getroot()
        assert root.tag.endswith("svg")
        assert "Received" in {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}

    def test_where_there_is_nothing_to_draw_it_is_said(self, run: Run) -> None:
        result = run("verify", written(PROVED), "--draw", "p.svg")
        assert result.exit_code == 0
        assert "CL421" in result.stderr
        assert not Path("p.svg").exists()


def test_a_rule_that_there_is_not_is_said(run: Run) -> None:
    result = run("verify", written(REFUTED), "--rule", "loked")
    assert result.exit_code == 2
    assert "CL420" in result.stderr
    assert "in_time" in result.stderr


def test_a_file_with_errors_is_not_decided(run: Run, broken: str) -> None:
    result = run("verify", broken)
    assert result.exit_code == 1
    assert result.stdout == ""


def test_a_compiled_process_is_decided_too(run: Run) -> None:
    assert run("compile", written(REFUTED), "-o", "p.json").exit_code == 0
    result = run("verify", "p.json", "--rule", "looked")
    assert result.exit_code == 0
    assert "  p.json:11: looked" in result.stdout


def test_an_interruption_shows_what_is_decided(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from closedloop.prove import verifying

    decide = verifying.decide_rule

    def interrupted(task: object, rule: object) -> object:
        if getattr(rule, "name", "") == "looked":
            raise KeyboardInterrupt
        return decide(task, rule)  # type: ignore[arg-type]

    monkeypatch.setattr(verifying, "decide_rule", interrupted)
    code, shown = verify(run, REFUTED)
    assert code == 1
    assert "in_time" in shown
    assert "interrupted: 1 of 3 rules are decided, nothing is said of the others" in shown
    monkeypatch.setattr(verifying, "decide_rule", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    assert verify(run, REFUTED)[0] == 3


def test_every_sentence_of_the_prover_has_words() -> None:
    import re

    from closedloop.messages.proofs import PROOFS

    source = Path(__file__).parents[2] / "src/closedloop/prove"
    keys = {key for path in source.glob("*.py") for key in re.findall(r'Said\(\s*"(\w+)"', path.read_text("utf-8"))}
    assert len(keys) > 10
    assert {key for key in keys if f"proof.{key}" not in PROOFS} == set()
