"""Every counterexample is a scenario that reads, checks and fails for its rule; or it is said why it is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from closedloop import loads
from closedloop.model.process import Expect, Happens, Nothing, Scenario
from closedloop.prove.exploring import Budget
from closedloop.prove.verifying import verify
from closedloop.testing.retelling import scenario_of
from closedloop.testing.scenario_text import scenario_text
from closedloop.testing.scenarios import run_scenario
from tests.prove.pasting import fails_for, pasted, read, why_it_cannot_be_pasted

ROOT = Path(__file__).parents[2]
CORPUS = sorted((Path(__file__).parent / "corpus").rglob("*.loop"))
EXAMPLES = sorted((ROOT / "examples").glob("*/process*.loop"))
SOME = [each for number, each in enumerate(CORPUS) if number % 5 == 0 and each.parent.name not in ("deadlines", "ends")]
QUICK = [each for each in EXAMPLES if each.parent.name == "deputy_proposals"]


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", [*SOME, *QUICK], ids=name_of)
def test_a_scenario_pasted_in_fails_for_its_rule(path: Path) -> None:
    check(path)


@pytest.mark.slow
@pytest.mark.parametrize("path", [each for each in (*CORPUS, *EXAMPLES) if each not in (*SOME, *QUICK)], ids=name_of)
def test_every_scenario_pasted_in_fails_for_its_rule(path: Path) -> None:
    check(path)


def check(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    process = read(text)
    for verdict in verify(process, Budget(300_000), today=date(2024, 3, 4)).verdicts:
        if verdict.counterexample is not None:
            assert why_it_cannot_be_pasted(text, process, verdict) is None


def test_what_names_can_do_is_called_by_the_names_of_roles() -> None:
    text = (ROOT / "examples/deputy_proposals/process.loop").read_text(encoding="utf-8")
    process = loads(text).process
    verdict = verify(process, today=date(2024, 3, 4), only=["separate_hands"]).of("separate_hands")
    scenario = scenario_of(process, verdict)
    assert isinstance(scenario, Scenario)
    assert scenario_text(process, scenario) == (
        '  scenario "would break: nobody assesses their own reply" {\n'
        "    2024-03-04  nothing\n"
        '    2024-03-05  congress   accept(deputy: "inspector", key: no)\n'
        '    2024-03-06  office     assign(handler: "inspector")\n'
        '    2024-03-07  handler    plan(document: "file.pdf")\n'
        '    2024-03-08  handler    reply(outcome: solved, letter: "file.pdf")\n'
        "    2024-03-09  deputy     give_opinion(opinion: satisfied)\n"
        "    2024-03-10  inspector  assess(mark: 0)\n"
        "  }\n"
    )


def test_two_people_of_one_role_are_told_apart() -> None:
    process = loads("""
process p {
  role office
  start one
  step one { by office  ask()  answer() -> closed }
  end closed
  rule r: the same party for ask, answer
}
""").process
    verdict = verify(process, today=date(2024, 3, 4)).of("r")
    assert verdict.kind == "enforced"
    scenario = scenario_of(process, verdict)
    assert isinstance(scenario, Scenario)
    *_, first, last = scenario.lines
    assert isinstance(first, Happens)
    assert isinstance(last, Happens)
    assert [(each.role, each.actor) for each in (first, last)] == [(None, "office"), ("office", "office A")]
    assert '  office "office A"  ' in scenario_text(process, scenario)
    fails_for(verdict, run_scenario(process, scenario))


HANDS = """
process p {
  role desk
  role officer
  role unit assigned
  start one
  step one { by desk  check(unit) -> two }
  step two {
    by officer
    determine() -> closed
    sign() -> closed
      require actor != actor of check
    note() by unit, desk
  }
  end closed
  rule in_two_roles: different parties for check, determine
  rule for_another: different parties for check, sign
  rule as_desk: on note by desk, actor of check != unit
}
"""


@pytest.mark.parametrize(
    ("rule", "who", "line"),
    [
        ("in_two_roles", ("desk", "officer", None), 'officer "desk"  determine()'),
        ("for_another", ("officer", None, "desk"), "desk for officer  sign()"),
        ("as_desk", ("desk", "desk", None), 'desk "desk"  note()'),
    ],
)
def test_who_acts_is_said_in_the_shortest_words_that_come_out_the_same(
    rule: str, who: tuple[str, str | None, str | None], line: str
) -> None:
    process = read(HANDS)
    verdict = verify(process, today=date(2024, 3, 4), only=[rule]).of(rule)
    assert verdict.kind == "enforced"
    scenario = scenario_of(process, verdict)
    assert isinstance(scenario, Scenario)
    first, last = (each for each in scenario.lines if isinstance(each, Happens))
    assert (first.actor, first.role, first.person) == ("desk", None, None)
    assert (last.actor, last.role, last.person) == who
    assert line in scenario_text(process, scenario)
    fails_for(verdict, pasted(HANDS, process, scenario))


def test_time_that_breaks_another_rule_passes_before_the_line_that_is_refused() -> None:
    process = loads("""
process p {
  calendar china
  role office
  start one
  step one { by office  ask() -> two }
  step two { by office  answer() -> closed }
  end closed
  rule soon: ask leads to answer within 1 week
  rule late: on answer, time since ask <= 3 months
}
""").process
    verdict = verify(process, today=date(2024, 3, 4)).of("late")
    assert verdict.kind == "enforced"
    scenario = scenario_of(process, verdict)
    assert isinstance(scenario, Scenario)
    *_, waits, expected, refused = scenario.lines
    assert isinstance(waits, Nothing)
    assert expected == Expect("breach", "soon")
    assert isinstance(refused, Happens)
    fails_for(verdict, run_scenario(process, scenario))


def test_what_else_time_breaks_on_the_way_is_expected() -> None:
    process = loads("""
process p {
  calendar china
  role office
  start one
  step one { by office  ask()  answer()  finish() -> closed }
  end closed
  rule soon: ask leads to answer within 1 week
  rule later: ask leads to answer within 1 month
}
""").process
    verdict = verify(process, today=date(2024, 3, 4)).of("later")
    scenario = scenario_of(process, verdict)
    assert isinstance(scenario, Scenario)
    assert scenario.lines[-1] == Expect("breach", "soon")
    fails_for(verdict, run_scenario(process, scenario))
