"""Sentences left out: what notices, what does not, and what is said of it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from closedloop import load, loads
from closedloop.prove.mutation import mutants
from closedloop.testing.mutating import Judged, mutate
from closedloop.testing.sentences import Sentences
from tests.surface.conftest import Run

ROOT = Path(__file__).parent.parent.parent
TODAY = date(2024, 3, 4)
TEXT = """process p {
  calendar china
  role office
  role boss
  start one
  step one {
    by office
    within 3 working days when count look < 5
    escalate slow
    look()
    take(n: int) by boss -> two
      require happened look "look first"
      require n > 0  # a comment
  }
  step two {
    by boss,
       office
    within 2 days, then -> fine
    done(good: bool)
      -> fine when good
      -> one  otherwise
  }
  anywhere { note() by boss }
  end fine
  escalation slow {
    overdue { remind office }
    overdue 5 days -> fine
  }
  rule looked: look before take
  rule soon: take leads to fine or one within 3 weeks
  scenario "zero" {
    2024-03-04 office look()
    +1 hour boss refused take(n: 0)
    +1 hour boss take(n: 1)
    +1 hour boss done(good: no)
    expect one
  }
}
"""
QUICK = TEXT.replace("  rule soon: take leads to fine or one within 3 weeks\n", "")
"""Without the rule that takes its time to decide."""


@cache
def judged() -> dict[tuple[str, int], Judged]:
    """What was judged of each sentence of the text, by its sort and line."""
    process = loads(TEXT).process
    sentences = Sentences(TEXT)
    found: dict[tuple[str, int], Judged] = {}
    for each in mutate(process, today=TODAY).judged:
        sentence = sentences.of(each.mutant)
        assert sentence is not None
        found[each.mutant.sort, sentence.line] = each
    return found


def test_every_sentence_is_left_out_once() -> None:
    assert sorted(judged()) == [
        ("by", 7),
        ("by", 11),
        ("by", 23),
        ("limit", 8),
        ("limit", 18),
        ("requirement", 12),
        ("requirement", 13),
        ("rung", 26),
        ("rung", 27),
        ("then", 18),
        ("when", 8),
        ("when", 20),
    ]


@pytest.mark.parametrize(
    ("place", "rules", "scenarios"),
    [
        (("requirement", 12), [("looked", "proved", "enforced")], ()),
        (("requirement", 13), [], ("zero",)),
        (("limit", 18), [("soon", "proved", "refuted")], ()),
        (("then", 18), [("soon", "proved", "refuted")], ()),
        (("when", 20), [], ("zero",)),
        (("by", 7), [], ()),
        (("rung", 26), [], ()),
    ],
)
def test_what_notices(place: tuple[str, int], rules: list[object], scenarios: tuple[str, ...]) -> None:
    found = judged()[place]
    assert [(each.subject.name, each.before, each.after) for each in found.rules] == rules
    assert found.scenarios == scenarios
    assert found.noticed == bool(rules or scenarios)


def test_a_step_that_cannot_be_reached_any_more_is_noticed() -> None:
    text = """process p { role r start a
      step a { by r within 1 day, then -> b wait() } step b { by r go() -> e } end e }"""
    found = {each.mutant.sort: each for each in mutate(loads(text).process, today=TODAY).judged}
    assert {each.subject.name for each in found["then"].properties} >= {"b"}
    assert found["then"].noticed


def test_several_processes_say_the_same() -> None:
    alone = mutate(loads(QUICK).process, today=TODAY)
    together = mutate(loads(QUICK).process, today=TODAY, jobs=2)
    assert sorted(map(_told, together.judged)) == sorted(map(_told, alone.judged))


def _told(each: Judged) -> str:
    return repr((each.mutant.sort, each.mutant.at, each.rules, each.properties, each.scenarios, each.unclear))


def test_an_interruption_keeps_what_is_judged() -> None:
    def interrupt(done: int, _: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    found = mutate(loads(QUICK).process, today=TODAY, progress=interrupt)
    assert (len(found.judged), found.all, found.interrupted) == (3, 12, True)


def test_the_command_tells_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "p.loop").write_text(QUICK, encoding="utf-8")
    shown = run("mutate", "p.loop", "--jobs", "1", "--today", "2024-03-04", "--min-score", "90")
    assert shown.exit_code == 1
    assert '    p.loop:12: requirement: require happened look "look first"\n' in shown.stdout
    assert "      `looked`: proved, without it enforced\n" in shown.stdout
    assert "p.loop:13: requirement: require n > 0\n      scenario “zero” fails" in shown.stdout
    silent = shown.stdout.split("no rule notices")[0]
    assert "p.loop:7: permission: by office" in silent


def test_the_command_speaks_chinese_and_json(run: Run, tmp_path: Path) -> None:
    text = "process p { role r start s step s { by r go() -> e\n require not happened go } end e }"
    (tmp_path / "p.loop").write_text(text, encoding="utf-8")
    shown = run("mutate", "p.loop", "--jobs", "1", "--lang", "zh")
    assert shown.exit_code == 0
    assert "p.loop:2: 要求：require not happened go } end e }" in shown.stdout
    [form] = json.loads(run("mutate", "p.loop", "--jobs", "1", "--format", "json").stdout)
    assert (form["sentences"], form["noticed"], form["interrupted"]) == (1, 0, False)
    assert form["mutants"][0]["sentence"] == "require not happened go } end e }"


def test_a_process_without_sentences(run: Run, tmp_path: Path) -> None:
    (tmp_path / "p.loop").write_text("process p { role r start s step s { by r go() -> e } end e }", encoding="utf-8")
    shown = run("mutate", "p.loop", "--jobs", "1", "--min-score", "100")
    assert (shown.exit_code, "no sentence to leave out" in shown.stdout) == (0, True)


def test_all_sorts_are_in_the_examples() -> None:
    processes = [load(each).process for each in sorted((ROOT / "examples").glob("*/process.loop"))]
    sorts = Counter(mutant.sort for process in processes for mutant in mutants(process))
    assert set(sorts) == {"requirement", "when", "by", "limit", "then", "rung"}


@pytest.mark.slow
def test_what_the_page_says_of_the_deputies_proposals() -> None:
    process = load(ROOT / "examples/deputy_proposals/process.loop").process
    found = mutate(process, today=TODAY)
    page = (ROOT / "docs/how-to/find-unprotected-sentences.md").read_text(encoding="utf-8")
    noticed, number = found.score
    assert f"Of the example's {number} sentences, rules and scenarios notice {noticed} " in page
    [plan] = [each for each in found.judged if each.mutant.text == "happened plan"]
    [title] = plan.scenarios
    assert (plan.rules, plan.unclear) == ((), ())
    assert f"Only the scenario “{title}” fails" in page
