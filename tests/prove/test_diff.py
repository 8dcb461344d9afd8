"""Two versions of a process: what one allows and the other forbids, with stories that both kernels have answered."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from closedloop import loads
from closedloop.kernel import compile_process, decide
from closedloop.kernel.values import Opening, Refused, Submission
from closedloop.model.process import Process
from closedloop.prove.comparing import compare
from closedloop.prove.differences import Comparison, Limits
from closedloop.prove.replaying import Asked
from closedloop.prove.stepping import Standing, Stepper, Took
from closedloop.prove.structure import changes
from closedloop.testing.parting import partings
from closedloop.testing.scenario_text import scenario_text
from closedloop.testing.scenarios import run_scenario
from tests.surface.conftest import Run, run

__all__ = ["run"]

OLD = """process p version 1 {
  calendar china
  role office
  role boss
  role unit assigned
  field n: int
  field asked: int = 0
  colour red
  start one
  step one {
    by office
    within 5 working days
    escalate slow
    look()
    take(unit, n) -> two
      require n > 3 "too few"
      require happened look "look first"
  }
  step two {
    by unit
    within 1 month, then -> fine
    ask() do { set asked = asked + 1 }
    done(good: bool)
      -> fine when good and asked < 3
      -> one  otherwise
  }
  end fine
  end bad
  allow suspend, resume by boss
  escalation slow { overdue { mark red } overdue 10 days -> bad }
  rule once: take at most 2 times
}
"""
CHANGED = {
    "forbidden": ('n > 3 "too few"', 'n > 5 "too few"'),
    "allowed": ('      require happened look "look first"\n', ""),
    "reason": ('"look first"', '"nobody takes what nobody has looked at"'),
    "elsewhere": ("asked < 3", "asked < 2"),
    "time": ("then -> fine", "then -> bad"),
    "deadline": ("within 1 month", "within 2 months"),
    "effects": ("overdue { mark red }", "overdue { remind office }"),
    "values": ("asked + 1", "asked + 2"),
}
LIMITS = Limits(pairs=400, seconds=None)


def against(*replaced: tuple[str, str], old: str = OLD) -> tuple[Process, Process, Comparison]:
    text = old
    for before, after in replaced:
        assert before in text
        text = text.replace(before, after)
    before_, after_ = loads(old).process, loads(text).process
    return before_, after_, compare(before_, after_, LIMITS)


@pytest.mark.parametrize("kind", CHANGED)
def test_each_kind_of_difference_is_found(kind: str) -> None:
    old, new, found = against(CHANGED[kind])
    assert kind in {each.kind for each in found.differences}
    assert changes(old, new)
    for each in found.differences:
        assert replayed(old, each.asked) == (each.old.refused is not None)
        assert replayed(new, each.asked_new) == (each.new.refused is not None)


def replayed(process: Process, story: tuple[Asked, ...]) -> bool:
    """Whether the last thing is refused, all before it being accepted."""
    program = {process.name: compile_process(process)}
    cases: tuple = ()  # type: ignore[type-arg]
    for number, asked in enumerate(story):
        outcome = decide(program, () if isinstance(asked, Opening) else cases, asked)
        if isinstance(outcome, Refused):
            assert number == len(story) - 1
            return True
        cases = outcome.cases
    return False


@pytest.mark.parametrize("kind", CHANGED)
def test_a_story_pasted_in_passes_in_one_version_and_fails_in_the_other(kind: str) -> None:
    text = OLD.replace(*CHANGED[kind])
    old, new, found = against(CHANGED[kind])
    told = [parting for each, parting in partings(found) if parting is not None and each.kind == kind]
    assert told or kind == "effects"
    for each in told:
        written, other = (OLD, text) if each.version == "old" else (text, OLD)
        assert each.process == (old if each.version == "old" else new)
        said = scenario_text(each.process, each.scenario)
        [again] = loads(written.rstrip().removesuffix("}") + said + "}").process.scenarios
        assert again == each.scenario
        assert run_scenario(loads(written).process, again).passed
        assert not run_scenario(loads(other).process, again).passed
    assert len({each.scenario.title for each in told}) == len(told)


def test_a_scenario_keeps_titles_apart() -> None:
    written = """  scenario "in one: take by office" {
    2024-03-04 office look()
    expect one
  }
}"""
    _, _, found = against(CHANGED["forbidden"], old=OLD.rstrip().removesuffix("}") + written)
    titles = {parting.scenario.title for _, parting in partings(found) if parting is not None}
    assert titles == {"in one: take by office (2)"}


def test_another_reason_is_told_where_nothing_else_tells_it() -> None:
    """Not for a requirement that also decides alone what is accepted, nor for one reason less beside another."""
    _, _, found = against(CHANGED["reason"])
    [each] = found.differences
    assert (each.kind, each.event) == ("reason", "take")
    assert (each.old.said, each.new.said) == (
        {"too few", "look first"}, {"too few", "nobody takes what nobody has looked at"}
    )  # fmt: skip
    for change in ("allowed", "forbidden"):
        assert {each.kind for each in against(CHANGED[change])[2].differences} == {change}


def test_a_value_that_differs_is_told_where_it_begins_to() -> None:
    later = OLD.replace("    ask() do", "    ring()\n    ask() do")
    _, _, found = against(CHANGED["values"], old=later)
    assert [(each.kind, each.event) for each in found.differences if each.kind == "values"] == [("values", "ask")]


def test_what_may_happen_anywhere_is_told_once_for_all_steps_and_roles() -> None:
    anywhere = OLD.replace("  end fine\n", "  anywhere { stop() by office, boss -> bad }\n  end fine\n", 1)
    _, _, found = against(("stop() by office, boss", "stop() by unit"), old=anywhere)
    told = {(each.kind, each.steps, each.event, each.roles) for each in found.differences}
    assert told == {
        ("forbidden", ("one", "two"), "stop", ("office", "boss")),
        ("allowed", ("two", "one"), "stop", ("unit",)),
    }


def test_a_rule_that_refuses_in_the_place_of_a_requirement_is_another_reason() -> None:
    with_rule = OLD.replace("  rule once", "  rule looked: look before take\n  rule once")
    _, _, found = against(CHANGED["allowed"], old=with_rule)
    [each] = found.differences
    assert each.kind == "reason"
    assert (each.old.refused is not None, [reason.rule for reason in each.new.refused.reasons]) == (True, ["looked"])  # type: ignore[union-attr]


def test_an_interruption_keeps_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    submit = Stepper.submit

    def interrupted(self: Stepper, standing: Standing, submission: Submission) -> Took:
        nonlocal calls
        calls += 1
        if calls == 40:
            raise KeyboardInterrupt
        return submit(self, standing, submission)

    monkeypatch.setattr(Stepper, "submit", interrupted)
    _, _, found = against(CHANGED["allowed"])
    assert (found.interrupted, found.finished) == (True, False)
    assert [each.kind for each in found.differences] == ["allowed"]


def test_a_version_is_no_different_from_itself() -> None:
    old, new, found = against()
    assert (found.differences, changes(old, new)) == ((), ())


def test_what_is_written_elsewhere_or_in_other_words_is_no_change() -> None:
    old, new, found = against(("  role boss\n  role unit assigned\n", "  role unit assigned\n  role boss\n"))
    assert (found.differences, changes(old, new)) == ((), ())
    moved = OLD.replace('      require n > 3 "too few"\n', "").replace(
        '"look first"\n', '"look first"\n      require n > 3 "too few"\n'
    )
    assert changes(old, loads(moved).process) == ()


def test_stories_are_shortest() -> None:
    _, _, found = against(CHANGED["forbidden"])
    [refused] = [each for each in found.differences if each.kind == "forbidden"]
    assert [getattr(each, "event", None) for each in refused.asked] == [None, "look", "take"]
    assert (refused.step, refused.event, refused.role) == ("one", "take", "office")
    assert [reason.requirement for reason in refused.new.refused.reasons] == ["n > 5"]  # type: ignore[union-attr]


def test_an_event_with_other_parameters_is_asked_in_its_own_way() -> None:
    _, _, found = against(("take(unit, n) -> two", "take(unit, n, why: text) -> two"))
    assert found.differences == ()


def test_a_rule_that_refuses_is_a_difference() -> None:
    _, _, found = against(("at most 2 times", "at most 0 times"))
    [each] = found.differences
    assert (each.kind, each.event) == ("forbidden", "take")
    assert each.new.refused is not None
    assert [reason.rule for reason in each.new.refused.reasons] == ["once"]


def test_another_start_and_a_missing_event_are_told() -> None:
    other = ("step two", "step other { by boss within 1 day go() -> one }\n  step two")
    _, _, found = against(("start one", "start other"), other)
    assert [each.kind for each in found.differences] == ["time"]
    _, _, without = against(("    ask() do { set asked = asked + 1 }\n", ""))
    assert {(each.kind, each.event) for each in without.differences} == {("forbidden", "ask")}


def test_structure_is_told_sentence_by_sentence() -> None:
    old, new, _ = against(
        ("  role boss\n", "  role boss\n  role extra\n"),
        ("within 5 working days", "within 6 working days"),
        ("    look()\n", "    look()\n    note() by extra\n"),
        ("overdue 10 days -> bad", "overdue 12 days -> bad"),
        ('require n > 3 "too few"', 'require n > 4 "too few"'),
        ("  rule once: take at most 2 times\n", ""),
    )
    told = {(each.sort, each.name, each.step, each.added, each.removed) for each in changes(old, new)}
    assert told == {
        ("role", "extra", None, True, False),
        ("limit", "", "one", False, False),
        ("offer", "note", "one", True, False),
        ("rung", "slow", None, False, False),
        ("requirement", "take", "one", False, False),
        ("rule", "once", None, False, True),
    }


def test_a_step_that_is_new_is_told_once() -> None:
    old, new, _ = against(("  end fine\n", "  step late { by boss within 1 day end_it() -> fine }\n  end fine\n"))
    assert [(each.sort, each.name) for each in changes(old, new)] == [("step", "late")]


def test_a_budget_is_kept_and_told() -> None:
    old, new = loads(OLD).process, loads(OLD.replace("asked < 3", "asked < 2")).process
    found = compare(old, new, Limits(pairs=3, seconds=None), first_day=date(2025, 6, 3))
    assert not found.finished


def test_the_command_tells_both_ways(run: Run, tmp_path: Path) -> None:
    (tmp_path / "old.loop").write_text(OLD, encoding="utf-8")
    text = OLD.replace("version 1", "version 2").replace(*CHANGED["forbidden"]).replace(*CHANGED["allowed"])
    (tmp_path / "new.loop").write_text(text.replace("at most 2", "at most 9"), encoding="utf-8")
    options = ("old.loop", "new.loop", "--day", "2024-03-04", "--max-cases", "200")
    shown = run("diff", *options)
    assert shown.exit_code == 1
    assert "p, version 1 and version 2\n" in shown.stdout
    assert '- old.loop:16: require n > 3 "too few"\n      + new.loop:16: require n > 5 "too few"\n' in shown.stdout
    assert "  the new version forbids:\n    in one: take by office\n" in shown.stdout
    assert "take; unit: unit A; n: 4; now in two; due by the end of 2024-04-07\n" in shown.stdout
    assert "      = new: refused: too few\n" in shown.stdout
    assert "  only the new version allows:\n    in one: take by office\n" in shown.stdout
    chinese = run("diff", *options, "--lang", "zh", "--no-verdicts")
    assert "新版本不准许：" in chinese.stdout
    form = json.loads(run("diff", *options, "--format", "json", "--no-verdicts").stdout)
    assert {each["kind"] for each in form["differences"]} == {"forbidden", "allowed"}
    assert (form["rules"], form["finished"]) == (None, True)
    assert form["differences"][0]["new"]["accepted"] != form["differences"][0]["old"]["accepted"]


def test_the_command_tells_verdicts_that_changed(run: Run, tmp_path: Path) -> None:
    text = (
        "process p { role r start s step s { by r look() go() -> e require happened look } end e"
        " rule x: look before go }"
    )
    (tmp_path / "old.loop").write_text(text, encoding="utf-8")
    (tmp_path / "new.loop").write_text(text.replace("require happened look", ""), encoding="utf-8")
    shown = run("diff", "old.loop", "new.loop")
    assert "  verdicts on rules:\n    `x`: proved, now enforced\n      what is refused to keep it:\n" in shown.stdout
    assert "        refused: that would break the rule `x`\n" in shown.stdout
    assert "scenario" not in shown.stdout
    with_scenarios = run("diff", "old.loop", "new.loop", "--scenarios", "--day", "2024-03-04")
    assert '  scenario "would break: x" {\n' in with_scenarios.stdout
    form = json.loads(run("diff", "old.loop", "new.loop", "--format", "json").stdout)
    [rule] = form["rules"]
    assert (rule["name"], rule["old"], rule["new"], form["properties"]) == ("x", "proved", "enforced", [])
    assert "go()" in rule["counterexample"]["scenario"]
    same = run("diff", "old.loop", "old.loop")
    assert (same.exit_code, "nothing differs" in same.stdout) == (0, True)


def test_the_command_tells_what_holds_of_every_process_no_longer(run: Run, tmp_path: Path) -> None:
    text = "process p { role r start s step s { by r go() -> t } step t { by r done() -> e } end e }"
    (tmp_path / "old.loop").write_text(text, encoding="utf-8")
    (tmp_path / "new.loop").write_text(
        text.replace("end e }", "end e rule x: done at most 0 times }"), encoding="utf-8"
    )
    shown = run("diff", "old.loop", "new.loop", "--lang", "zh", "--day", "2024-03-04")
    assert "  各流程均应满足的性质：\n" in shown.stdout
    assert "原成立，现不成立" in shown.stdout
    assert "案件怎样走失" in shown.stdout


def test_several_processes_must_be_told_apart(run: Run, tmp_path: Path) -> None:
    one = "process p { role r start s step s { by r go() -> e } end e }\n"
    (tmp_path / "two.loop").write_text(one + one.replace(" p ", " q "), encoding="utf-8")
    assert "CL666" in run("diff", "two.loop", "two.loop").stderr
    assert run("diff", "two.loop", "two.loop", "--process", "q").exit_code == 0
