"""What is decided of the examples: every rule, with the reason for those that are not proved."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from closedloop import load
from closedloop.model.durations import Duration
from closedloop.model.process import LeadsTo
from closedloop.prove.verifying import verify

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
TODAY = date(2024, 3, 4)

NOT_PROVED = {
    "deputy_proposals": {"separate_hands": "enforced"},
    "incidents": {
        # whoever likes may take up, pass on or solve what they like: only refusals keep the order
        "front_first": "enforced",
        "third_last": "enforced",
        "few_handovers": "enforced",
        "no_ping_pong": "enforced",
        "no_parking": "enforced",
        "solved_once": "enforced",
        # the limits of the steps have no consequence: nothing leads on in time
        "picked_up": "refuted",
        "user_answers": "refuted",
        "high_fast": "refuted",
    },
    "permit_receipt": {
        "checked_each_time": "enforced",
        "rechecked": "enforced",
        "four_eyes": "enforced",
        "letter_eyes": "enforced",
        "hold_eyes": "enforced",
        "in_law": "enforced",
        "in_plan": "enforced",
        "hold_in_plan": "enforced",
        # the case is handed on when the planned end has come, whatever advice is outstanding
        "advice_weighed": "refuted",
        "advice_comes": "refuted",
        "receipt_out": "refuted",
        # after the planned end neither the receipt nor the decision on a hold is let pass
        "comes_to_an_end": "refuted",
    },
    "traffic_fines": {
        "grace": "enforced",
        "once": "enforced",
        "title_first": "enforced",
        "appeal_in_time": "enforced",
        "suit_in_time": "enforced",
        "suit_after_order": "enforced",
        "one_way": "enforced",
        # silence ends the case: nobody was told
        "not_forgotten": "refuted",
        "forwarded": "refuted",
        "judged": "refuted",
        "told": "refuted",
    },
}


def kinds(example: str, file: str = "process.loop") -> dict[str, str]:
    proof = verify(load(EXAMPLES / example / file).process, today=TODAY)
    rest = {each.kind for each in proof.verdicts if each.subject.kind != "rule"}
    assert rest == {"proved"}
    return {each.subject.name: each.kind for each in proof.rules}


@pytest.mark.parametrize("example", NOT_PROVED)
def test_every_rule_of_an_example_is_decided(example: str) -> None:
    assert {name: kind for name, kind in kinds(example).items() if kind != "proved"} == NOT_PROVED[example]


@pytest.mark.slow
@pytest.mark.parametrize("example", NOT_PROVED)
def test_the_chinese_twin_gets_the_same_verdicts(example: str) -> None:
    assert [*kinds(example, "process.zh.loop").values()] == [*kinds(example).values()]


@pytest.mark.parametrize(
    ("months", "kind", "extended"), [(6, "refuted", True), (7, "refuted", True), (8, "proved", False)]
)
def test_an_extension_makes_an_answer_late(months: int, kind: str, extended: bool) -> None:
    process = load(EXAMPLES / "deputy_proposals/process.loop").process
    rule = next(each for each in process.rules if each.name == "reply_to_anger")
    assert isinstance(rule.prop, LeadsTo)
    shorter = evolve(rule, prop=evolve(rule.prop, within=Duration(((months, "months"),))))
    rules = tuple(shorter if each == rule else each for each in process.rules)
    verdict = verify(evolve(process, rules=rules), today=TODAY, only=[rule.name]).of(rule.name)
    records = () if verdict.counterexample is None else verdict.counterexample.records
    assert verdict.kind == kind
    assert any(record.event == "grant_extension" for record in records) == extended
