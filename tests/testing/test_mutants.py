"""Mutants against the kernel: what breaks a rule there is no longer proved; what is no longer proved breaks there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from closedloop import load, loads
from closedloop.model.process import EveryCaseEnds, Process
from closedloop.prove.deciding import Task, decide_rule
from closedloop.prove.endings import decide_built_in
from closedloop.prove.exploring import Budget
from closedloop.prove.mutation import Mutant, mutants
from closedloop.prove.rejudging import Known
from closedloop.testing.mutating import ONLY_MORE, Judge, Noticed
from tests.testing.breaking import broken, shown
from tests.testing.test_mutating import TEXT

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("deputy_proposals", "incidents", "permit_receipt", "traffic_fines")
TODAY = date(2024, 3, 4)
BUDGET = Budget(200_000, 60.0)
SMALL = """process p {
  role office
  role boss
  role unit assigned
  field n: int = 0
  start one
  step one {
    by office
    within 3 days
    escalate slow
    look()
    name(unit, n) -> two
      require happened look
      require n > 3
  }
  step two {
    by unit
    within 5 days, then -> one
    done() -> fine
      require n < 9
    undo() by boss, office -> one
  }
  end fine
  escalation slow { overdue { remind office } overdue 4 days -> fine }
  rule looked: look before name
  rule own: look by office before name
  rule called: name before fine
  rule twice: name at most 2 times
  rule large: on name, n > 2
  rule heads: different parties for look, undo
}
"""
TIMED = SMALL.removesuffix("}\n") + "  rule quick: name leads to done or undo or one within 9 days\n}\n"
"""With a rule that takes its time to decide."""


def example(name: str) -> Process:
    return load(EXAMPLES / name / "process.loop").process


def checked(process: Process, only: tuple[str, ...] | None = None, **search: int) -> Iterator[tuple[Mutant, str, str]]:
    """Every proved rule that a mutant breaks, with the verdict it gets then."""
    judge = Judge(process, BUDGET, TODAY)
    proved = {name for name, verdict in judge.verdicts.items() if verdict.kind == "proved"}
    for number, mutant in enumerate(judge.mutants):
        if only is not None and mutant.sort not in only:
            continue
        noticed = judge.judged(number)
        told = {each.subject.name: each for each in (*noticed.rules, *noticed.unclear)}
        by_the_kernel = broken(mutant.process, **search)
        for name in sorted(proved & (by_the_kernel | set(told))):
            assert name in told, f"{name} is broken, and nobody notices: {mutant}"
            assert name not in by_the_kernel or told[name].after != "vacuous"
            flipped(judge, mutant, told[name])
            yield mutant, name, told[name].after


def flipped(judge: Judge, mutant: Mutant, told: Noticed) -> None:
    """The verdict, decided for itself, is what was told, and the kernel shows it, on this process only."""
    task = Task(mutant.process, BUDGET, TODAY)
    rule = next(each for each in mutant.process.rules if each.name == told.subject.name)
    verdict = decide_rule(task, rule)
    assert told.after == ("vacuous" if verdict.vacuous else verdict.kind)
    if verdict.kind in ("enforced", "refuted"):
        assert shown(mutant.process, verdict), f"no run shows it: {mutant}"
        assert not shown(judge.process, verdict), f"it was so before: {mutant}"


def test_what_breaks_a_proved_rule_flips_its_verdict() -> None:
    found = [(mutant.sort, name, after) for mutant, name, after in checked(loads(SMALL).process, most=80, walks=4)]
    assert found == [
        ("by", "own", "enforced"),
        ("requirement", "looked", "enforced"),
        ("requirement", "own", "enforced"),
        ("requirement", "large", "enforced"),
    ]


def test_a_sentence_of_an_example_that_breaks_a_proved_rule_flips_its_verdict() -> None:
    process = example("deputy_proposals")
    judge = Judge(process, BUDGET, TODAY)
    [number] = [n for n, each in enumerate(judge.mutants) if each.text.startswith("not key or count visit")]
    mutant = judge.mutants[number]
    assert "key_visits" in broken(mutant.process, most=0, walks=15)
    [told] = judge.judged(number).rules
    assert (told.subject.name, told.before, told.after) == ("key_visits", "proved", "enforced")
    flipped(judge, mutant, told)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_whatever_breaks_a_proved_rule_of_an_example_flips_its_verdict(name: str) -> None:
    found = list(checked(example(name), most=200, walks=10))
    assert found or name == "incidents"


# ------------------------------------------------------------------------------------------ verdicts kept undecided


def kept_as_decided(process: Process, every: int = 1) -> int:
    """Of verdicts that are kept none has become worse; how many mutants were taken for the same. Each `every`-th of
    them is looked at.
    """
    rules = tuple(rule for rule in process.rules if rule.prop != EveryCaseEnds())
    task = Task(process, BUDGET, TODAY)
    known = Known(task, rules)
    built_in = {each.subject: each.kind for each in decide_built_in(task, rules)}
    the_same = 0
    for mutant in mutants(process)[::every]:
        again = Task(mutant.process, BUDGET, TODAY)
        same = known.same(mutant.process)
        the_same += same
        kept = known.verdicts if same else known.again(again, only_more=mutant.sort in ONLY_MORE)
        for rule in rules:
            fresh, before = decide_rule(again, rule), known.verdicts[rule.name]
            if kept[rule.name] is before:
                assert rank(fresh.kind) <= rank(before.kind), (mutant, rule.name, before.kind, fresh.kind)
                assert fresh.vacuous <= before.vacuous, (mutant, rule.name)
            else:
                assert kept[rule.name].kind == fresh.kind
        if same:
            assert {each.subject: each.kind for each in decide_built_in(again, rules)} == built_in
    return the_same


def rank(kind: str) -> int:
    """`open` may be anything; where it was `enforced`, nothing but a refusal can have been in doubt."""
    return {"proved": 0, "enforced": 1, "open": 1, "refuted": 2}[kind]


def test_verdicts_that_are_kept_are_no_worse() -> None:
    assert kept_as_decided(loads(SMALL).process) == 1


@pytest.mark.slow
@pytest.mark.parametrize("text", [TIMED, TEXT])
def test_verdicts_on_times_that_are_kept_are_no_worse(text: str) -> None:
    assert kept_as_decided(loads(text).process) > 0


@pytest.mark.parametrize("rule", ["look before go", "go at most 0 times", "on go, happened look"])
def test_a_rule_notices_that_what_it_speaks_of_does_not_happen_any_more(rule: str) -> None:
    """Whatever its verdict was: a `then` leads to the step in which it would."""
    text = f"""process p {{ role r start a step a {{ by r within 1 day, then -> b look() }}
      step b {{ by r within 1 day, then -> e go() }} end e rule x: {rule} }}"""
    judge = Judge(loads(text).process, BUDGET, TODAY)
    [number] = [n for n, each in enumerate(judge.mutants) if (each.sort, each.step) == ("then", "a")]
    [told] = judge.judged(number).rules
    assert (told.subject.name, told.before, told.after) == ("x", "enforced", "vacuous")


def test_who_may_act_matters_where_a_rule_asks() -> None:
    """For an assigned role, and for the step about which a rule asks who acted; elsewhere not."""
    process = loads(SMALL).process
    known = Known(Task(process, BUDGET, TODAY), process.rules)
    same = {(each.sort, each.step, each.number): known.same(each.process) for each in mutants(process)}
    assert same["by", "two", None] is False
    plain = (
        SMALL.replace("  role unit assigned\n", "").replace("name(unit, n)", "name(n)").replace("by unit", "by boss")
    )
    without = loads(plain.replace("  rule heads: different parties for look, undo\n", "")).process
    known = Known(Task(without, BUDGET, TODAY), without.rules)
    same = {(each.sort, each.step, each.number): known.same(each.process) for each in mutants(without)}
    assert [key for key, each in same.items() if each] == [("by", "two", None), ("rung", None, 1)]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_verdicts_that_are_kept_are_no_worse_in_the_examples(name: str) -> None:
    kept_as_decided(example(name), every=3)
