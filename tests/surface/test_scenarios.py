"""`closedloop test` and the scenario runner: what passes, what is said of what does not, what counts as covered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from closedloop import loads
from closedloop.cli.new import starter
from closedloop.testing.scenarios import ScenarioResult, run_scenarios
from tests.surface.conftest import Run

HEAD = """
process p {
  calendar china
  role office
  role boss
  role unit assigned
  field n: int = 0
  field urgent: bool
  start one
  step one {
    by office
    within 3 working days
    escalate slow
    take(unit, urgent) -> two
    look(n) by office, boss
      require n > 0 "nothing to see"
      require not happened look
  }
  step two {
    by unit
    within 2 hours, then -> one
    every 1 hour { score unit -1 }
    as soon as count poke >= 2 -> late
    poke()
    done()
      -> fine when urgent
      -> fine when n > 3
      -> late otherwise
  }
  step late { by boss within 1 day end_it() -> fine }
  end fine
  allow reopen by boss within 5 days of fine -> one
  allow backdate by office at most 5 days
  anywhere { note() by boss }
  rule once "looked at once at most": look at most 1 times
  escalation slow {
    at 50% { mark yellow }
    overdue { mark red }
  }
"""


def results(lines: str) -> tuple[ScenarioResult, set[str]]:
    """The result of one scenario, and what it covered in the notation of the reports."""
    from closedloop.cli.test import item_text

    process = loads(HEAD + 'scenario "s" {\n' + lines + "\n}\n}").process
    [result], coverage = run_scenarios(process)
    return result, {item_text(item, "en") for item in coverage.items if item.key in coverage.covered}


def mismatches(lines: str) -> list[str]:
    from closedloop.messages.values import render_value

    result, _ = results(lines)
    return [f"{render_value(each.expected, 'en')} / {render_value(each.actual, 'en')}" for each in result.mismatches]


# ------------------------------------------------------------------------------------------------------------ verdicts


@pytest.mark.parametrize(
    "lines",
    [
        '2024-03-01 office take(unit: "u", urgent: yes) +1 hour u done() expect fine, urgent = yes, score u = -1',
        '2024-03-01 office take(unit: "u", urgent: no) +59 minutes unit poke() expect two, score unit = 0, n = 0',
        '2024-03-01 10:30 office take(unit: "u", urgent: no) expect due 2024-03-01 12:30, due 2024-03-01',
        "2024-03-01 nothing expect one, due 2024-03-06 +3 days nothing expect one +2 days nothing expect mark yellow",
        "2024-03-01 nothing +6 days nothing expect overdue, mark red",
        '2024-03-01 office refused look(n: 0) because "nothing to see" +1 hour boss look(n: 2) expect n = 2',
        '2024-03-01 office look(n: 1) +1 hour office refused look(n: 1) because "not happened look"',
        "2024-03-01 office refused poke() +1 hour stranger refused look(n: 1)",
        "2024-03-01 nothing +1 day office look(n: 1) dated 2024-03-02 expect n = 1",
        "2024-03-01 nothing +1 day boss refused look(n: 1) dated 2024-03-01",
        '2024-03-01 office take(unit: "boss", urgent: no) +1 hour unit note()',
        '2024-03-01 office "u" take(unit: "u", urgent: no) +1 minute unit "u" poke() +1 hour boss "u" note()',
        '2024-03-01 office take(unit: "u", urgent: no) +1 hour unit "v" refused poke() +1 hour boss "unit" note()',
        '2024-03-01 "Li" for "x" refused look(n: 1) +1 hour "Li" for office look(n: 1)',
        '2024-03-01 office for "x" look(n: 1) +1 hour boss for office note()',
        '2024-03-01 office take(unit: "u", urgent: no) +1 minute "Li" for unit poke() +1 minute unit for "x" poke()',
        '2024-03-01 office take(unit: "u", urgent: no) +1 hour "Li" for "u" poke() +1 hour "Li" for x refused poke()',
        '2024-03-01 nothing +1 day boss "office" refused look(n: 1) dated 2024-02-01 +1 day boss "office" look(n: 1)',
    ],
)
def test_scenarios_that_come_out_as_written(lines: str) -> None:
    assert mismatches(lines) == []


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("2024-03-01 office look(n: 0)", ["`look` by `office` accepted / it was refused"]),
        ("2024-03-01 office refused look(n: 1)", ["`look` by `office` refused / it was accepted"]),
        ('2024-03-01 office "x" look(n: 0)', ['`look` by `office "x"` accepted / it was refused']),
        ('2024-03-01 "Li" for "x" look(n: 1)', ['`look` by `"Li" for x` accepted / it was refused']),
        (
            '2024-03-01 "Li" for boss "x" refused look(n: 0) because "y"',
            ['`look` by `"Li" for boss "x"` refused because `y` / it was refused'],
        ),
        (
            '2024-03-01 office refused look(n: 0) because "something else" expect n = 4',
            ["`look` by `office` refused because `something else` / it was refused", "`n` = 4 / it is 0"],
        ),
        (
            "2024-03-01 nothing expect two, urgent = yes",
            ["the case in `two` / it is in `one`", "`urgent` = yes / it is not set"],
        ),
        ("2024-03-01 nothing expect mark red", ["the mark `red` / there is no mark"]),
        ("2024-03-01 nothing +6 days nothing expect mark yellow", ["the mark `yellow` / the mark is `red`"]),
        ("2024-03-01 nothing expect overdue", ["the case to be overdue / it is due on 2024-03-06"]),
        ("2024-03-01 nothing expect due 2024-03-07", ["the case to be due on 2024-03-07 / it is due on 2024-03-06"]),
        (
            '2024-03-01 office take(unit: "u", urgent: yes) +1 hour u done() expect due 2024-03-07, score u = 3',
            ["the case to be due on 2024-03-07 / no limit runs", "the score of `u` to be 3 / it is -1"],
        ),
    ],
)
def test_what_comes_out_otherwise_is_said(lines: str, found: list[str]) -> None:
    assert mismatches(lines) == found


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("unit poke()", ("u", "u", "unit")),
        ('unit "u" poke()', ("u", "u", "unit")),
        ('"Li" for unit poke()', ("Li", "u", "unit")),
        ('unit for "x" poke()', ("u", "x", "unit")),
        ('boss "x" note()', ("x", "x", "boss")),
        ('"Li" for boss note()', ("Li", "boss", "boss")),
        ('boss for "x" note()', ("boss", "x", "boss")),
        ('unit for boss "x" note()', ("u", "x", "boss")),
    ],
)
def test_person_party_and_role_stand_in_the_record(line: str, who: tuple[str, str, str]) -> None:
    result, _ = results(f'2024-03-01 office take(unit: "u", urgent: no) +1 minute {line}')
    last = result.journal[-1]
    assert (last.person, last.party, last.role) == who


def test_a_role_that_a_line_names_is_the_one_acted_in() -> None:
    first, second = '2024-03-01 boss "office" look(n: 1)', "2024-03-01 office look(n: 1)"
    assert [results(line)[0].journal[-1].role for line in (first, second)] == ["boss", "office"]


def test_a_scenario_ends_where_its_case_is_no_longer_the_one_that_was_meant() -> None:
    result, _ = results("2024-03-01 office look(n: 0) +1 hour office look(n: 0) expect n = 7")
    assert len(result.mismatches) == 1
    assert [reason.code for reason in result.mismatches[0].reasons] == ["CL520"]


# ------------------------------------------------------------------------------------------------------------ coverage


@pytest.mark.parametrize(
    ("lines", "covered"),
    [
        ("2024-03-01 office look(n: 1)", {"route one: look()"}),
        ("2024-03-01 office refused look(n: 0)", {"requirement one: look(): nothing to see"}),
        (
            '2024-03-01 office take(unit: "u", urgent: yes) +1 minute u done()',
            {"route one: take() -> two", "route two: done() -> fine"},
        ),
        (
            '2024-03-01 office take(unit: "u", urgent: no) +2 hours nothing',
            {"route one: take() -> two", "route two: then -> one", "rung two: every 1"},
        ),
        (
            '2024-03-01 office take(unit: "u", urgent: no) +1 minute u poke() +1 minute u poke() +1 hour boss end_it()',
            {
                "route one: take() -> two",
                "route two: poke()",
                "route two: as soon as -> late",
                "route late: end_it() -> fine",
            },
        ),
        ("2024-03-01 boss note() +4 days nothing", {"route note()", "rung slow 1"}),
        ("2024-03-01 nothing +6 days nothing", {"rung slow 1", "rung slow 2"}),
    ],
)
def test_what_counts_as_covered(lines: str, covered: set[str]) -> None:
    assert results(lines)[1] == covered


def test_of_two_routes_to_one_step_the_one_whose_condition_held_is_covered() -> None:
    lines = '2024-03-01 office look(n: 9) +1 hour office take(unit: "u", urgent: no) +1 minute u done()'
    process = loads(HEAD + 'scenario "s" {\n' + lines + "\n}\n}").process
    _, coverage = run_scenarios(process)
    to_fine = [item for item in coverage.items if item.name == "done" and item.to == "fine"]
    assert [item.key in coverage.covered for item in to_fine] == [False, True]
    assert [item.line for item in to_fine] == [26, 27]


def test_a_reopening_is_a_route() -> None:
    lines = '2024-03-01 office take(unit: "u", urgent: yes) +1 minute u done() +1 day boss reopen()'
    assert "route fine: reopen() -> one" in results(lines)[1]


# ------------------------------------------------------------------------------------------------------------- command


def test_failures_are_shown_with_their_line_and_fail(run: Run, tmp_path: Path) -> None:
    text = starter("p", "en").replace("expect mark red", "expect mark yellow")
    line = text[: text.index("expect mark yellow\n  }")].count("\n") + 1
    (tmp_path / "p.loop").write_text(text, encoding="utf-8")
    result = run("test", "p.loop")
    assert result.exit_code == 1
    assert "failed  late" in result.stdout
    assert f"    p.loop:{line}\n      expected: the mark `yellow`\n      but: the mark is `red`\n" in result.stdout
    assert "3 scenarios: 2 passed, 1 failed" in result.stdout
    assert "不通过  late" in run("test", "p.loop", "--lang", "zh").stdout
    [found] = json.loads(run("test", "p.loop", "--format", "json").stdout)
    assert [scenario["passed"] for scenario in found["scenarios"]] == [True, False, True]
    assert found["scenarios"][1]["mismatches"][0]["line"] == line


def test_what_is_not_covered_is_listed_and_may_fail(run: Run, tmp_path: Path) -> None:
    text = starter("p", "en")
    text = text[: text.index('  scenario "late"')] + "}\n"
    (tmp_path / "p.loop").write_text(text, encoding="utf-8")
    result = run("test", "p.loop")
    assert result.exit_code == 0
    assert "covered: 4/5 routes, 1/1 requirements, 0/3 rungs" in result.stdout
    assert "route received: decline() -> declined" in result.stdout
    assert run("test", "p.loop", "--min-coverage", "55").exit_code == 0
    few = run("test", "p.loop", "--min-coverage", "56")
    assert few.exit_code == 1
    assert "covered 5/9, less than 56 %" in few.stdout


def test_no_scenarios_is_no_failure(run: Run, tmp_path: Path) -> None:
    (tmp_path / "p.loop").write_text(HEAD + "}", encoding="utf-8")
    result = run("test", "p.loop")
    assert result.exit_code == 0
    assert "no scenarios" in result.stdout


# ------------------------------------------------------------------------------------------------------------ breaches

ANSWERED = """
process p {
  calendar china
  role office
  start one
  step one { by office ask() answer() done() -> fine }
  end fine
  rule answered: ask leads to answer within 1 month
  rule also: ask leads to answer within 1 month
  scenario "s" {
    LINES
  }
}
"""
LATE = "2024-03-01 office ask() +2 months nothing "


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (LATE, ["the rule `answered` kept / it was broken", "the rule `also` kept / it was broken"]),
        (LATE + "expect breach answered, breach also", []),
        (LATE + "expect breach answered +1 day office answer() expect one, breach also", []),
        ("2024-03-01 office ask() +2 months office answer()",
         ["the rule `answered` kept / it was broken", "the rule `also` kept / it was broken"]),
        ("2024-03-01 office ask() expect breach also",
         ["the rule `also` to be broken by then / it was kept"]),
        (LATE + "expect breach answered, breach also +1 day office answer() +1 day office ask() +2 months nothing "
         "expect breach also", ["the rule `answered` kept / it was broken"]),
        (LATE + "+1 day office refused ask() expect breach also, breach answered",
         ["`ask` by `office` refused / it was accepted"]),
    ],
)  # fmt: skip
def test_a_breach_must_be_expected(lines: str, told: list[str]) -> None:
    from closedloop.messages.values import render_value

    [result], _ = run_scenarios(loads(ANSWERED.replace("LINES", lines)).process)
    shown = [f"{render_value(each.expected, 'en')} / {render_value(each.actual, 'en')}" for each in result.mismatches]
    assert shown == told


def test_a_breach_is_expected_of_a_rule_that_there_is(run: Run, tmp_path: Path) -> None:
    (tmp_path / "p.loop").write_text(ANSWERED.replace("LINES", LATE + "expect breach answred"), encoding="utf-8")
    result = run("check", "p.loop")
    assert result.exit_code == 1
    assert "CL139" in result.output
    assert "did you mean `answered`?" in result.output
