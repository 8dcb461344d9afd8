"""Verdicts in compiled processes: valid for what they were decided for, and for nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from closedloop import loads
from closedloop.engine.desk import Desk
from closedloop.kernel import compile_process, proved
from closedloop.kernel.proved import needless
from closedloop.kernel.values import Actor, Refused
from closedloop.messages import UsageError
from closedloop.model.json_form import process_from_json, process_to_json, program_from_json, program_to_json
from closedloop.model.process import Process, RuleVerdict
from closedloop.prove.keeping import with_verdicts
from closedloop.prove.verifying import verify

TEXT = """
process asking {
  calendar china
  role office
  start desk
  step desk {
    by office
    within 2 days, then -> closed
    ask()
    look()
    answer() -> closed
      require happened ask
  }
  end closed
  rule asked: ask before answer
  rule soon: ask leads to closed within 1 month
  rule looked: look before answer
}
"""
OPENED = datetime(2024, 3, 4, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def process() -> Process:
    return loads(TEXT).process


@pytest.fixture(scope="module")
def kept(process: Process) -> Process:
    return with_verdicts(verify(process, today=date(2024, 3, 4)))


def watched(process: Process) -> list[str]:
    return [each.rule.name for each in Desk(process).machines["asking"].watched]


def test_a_rule_that_is_proved_is_not_watched_and_one_that_time_can_break_is(kept: Process) -> None:
    assert kept.verdicts is not None
    assert kept.verdicts.rules == (
        RuleVerdict("asked", "proved"),
        RuleVerdict("soon", "proved", ("not_suspended",)),
        RuleVerdict("looked", "enforced"),
    )
    assert needless(kept) == {"asked"}
    assert watched(kept) == ["soon", "looked"]
    assert len(compile_process(kept).watched) == 3  # whoever judges cases from elsewhere watches all


def test_verdicts_go_through_json(kept: Process) -> None:
    [again] = program_from_json(program_to_json([kept]))
    assert again.verdicts == kept.verdicts
    assert watched(again) == ["soon", "looked"]


def test_a_changed_process_cannot_keep_an_old_verdict(kept: Process) -> None:
    [step] = kept.steps
    offers = tuple(evolve(offer, requires=()) for offer in step.offers)
    assert any(offer.requires for offer in step.offers)
    assert watched(evolve(kept, steps=(evolve(step, offers=offers),))) == ["asked", "soon", "looked"]
    for changed in (evolve(kept, calendar="weekdays"), evolve(kept, version=2), evolve(kept, rules=kept.rules[::-1])):
        assert needless(changed) == frozenset()


def test_a_change_that_no_verdict_is_about_keeps_them(kept: Process) -> None:
    assert needless(evolve(kept, scenarios=(), source="elsewhere.loop")) == {"asked"}
    again = loads(TEXT.replace("\n    ask()", "\n\n    # first of all\n    ask()")).process
    assert needless(evolve(again, verdicts=kept.verdicts)) == {"asked"}


def test_another_prover_or_other_days_are_not_believed(kept: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proved, "PROVER", proved.PROVER + 1)
    assert needless(kept) == frozenset()
    monkeypatch.undo()
    real = proved.calendar
    monkeypatch.setattr(proved, "calendar", lambda *names: evolve(real(*names), version="of tomorrow"))
    assert needless(kept) == frozenset()


def test_verdicts_on_rules_that_are_not_there_are_no_compiled_process(kept: Process) -> None:
    form = process_to_json(kept)
    form["verdicts"]["rules"][0]["rule"] = "askd"
    with pytest.raises(UsageError, match="askd"):
        process_from_json(form)


def test_the_desk_decides_alike_with_and_without_the_proved_rules(process: Process, kept: Process) -> None:
    actor = Actor("office", "office", frozenset({"office"}))
    answers = []
    for each in (process, kept):
        desk = Desk(each)
        desk.open(case="c", at=OPENED)
        told = []
        for hour, event in enumerate(("answer", "ask", "answer", "look", "answer"), 1):
            answer = desk.submit("c", event, actor=actor, at=OPENED + timedelta(hours=hour))
            told.append(
                [(reason.code, reason.rule) for reason in answer.reasons] if isinstance(answer, Refused) else []
            )
        answers.append((told, desk.journal("c")))
    assert answers[0] == answers[1]
    assert [[rule for _, rule in reasons] for reasons in answers[0][0]] == [[None], [], ["looked"], [], []]
