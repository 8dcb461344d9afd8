"""Counterexamples, held against the kernel and the reference interpreter: what they tell breaks the rule."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import evolve

from closedloop.kernel import compile_process, decide
from closedloop.kernel.case import Case as KernelCase
from closedloop.kernel.values import Accepted, Actor, Opening, Record, Refused, Submission, Tick
from closedloop.model.process import Process
from closedloop.prove.people import plain as plain_value
from closedloop.prove.verdicts import Counterexample, Verdict
from closedloop.syntax import tree
from tests.property.comparing import compare_results, plain
from tests.reference.judge import Judge, Who
from tests.reference.judge import Verdict as Judged
from tests.strategies.runs import Act, Open, Submit
from tests.strategies.runs import Tick as Passing


def it_happened(written: tree.Process, process: Process, verdict: Verdict) -> bool:
    """Checks the counterexample of a verdict, if there is one; whether there is."""
    example = verdict.counterexample
    if example is None:
        return False
    records, last = decided(example.process, example)
    assert records == example.records
    assert isinstance(last, Accepted)
    judge_agrees(written, example)
    if example.waiting:
        assert example.process == process
        nobody_ends_it(process, last.cases[0], example.asked[-1].at)
    elif verdict.kind == "refuted":
        assert example.process == process
        assert any(verdict.subject.name in record.breaches for record in last.records)
    else:
        refused_for_it(process, example, verdict.subject.name)
    return True


def decided(process: Process, example: Counterexample) -> tuple[tuple[Record, ...], Accepted | Refused]:
    """What is asked, put to the kernel: all records, and the last answer. Nothing before it is refused."""
    program = {process.name: compile_process(process)}
    records: tuple[Record, ...] = ()
    outcome: Accepted | Refused | None = None
    for each in example.asked:
        assert outcome is None or isinstance(outcome, Accepted)
        outcome = decide(program, () if outcome is None else outcome.cases, each)
        records += outcome.records
    assert outcome is not None
    return records, outcome


def refused_for_it(process: Process, example: Counterexample, rule: str) -> None:
    """Watched, the process accepts all but the last submission and refuses that for the rule; unwatched, nothing."""
    _, last = decided(process, example)
    assert isinstance(last, Refused)
    assert rule in {reason.rule for reason in last.reasons}
    assert rule not in {each.name for each in example.process.rules}
    assert evolve(example.process, rules=()) == evolve(process, rules=())


def nobody_ends_it(process: Process, case: KernelCase, since: datetime) -> None:
    """Nothing that is offered where the case waits leads to an end at once, whoever asks, now or later."""
    ends = {end.name for end in process.ends}
    assert case.step not in ends
    offers = next(step.offers for step in process.steps if step.name == case.step)
    signatures = {event.name: event.params for event in process.events}
    program = {process.name: compile_process(process)}
    for offer in offers:
        params = {each.name: plain_value(each.type) for each in signatures[offer.event]}
        for role in offer.by:
            party = case.bindings.get(role, role)
            for days in (0, 1, 10, 100):
                at = since + timedelta(days=days)
                who = Actor(party, party, frozenset((role,)))
                outcome = decide(program, (case,), Submission(case.id, offer.event, at, who, params))
                assert outcome.cases[0].step not in ends if outcome.cases else True, (offer.event, role, days)


def judge_agrees(written: tree.Process, example: Counterexample) -> None:
    """The reference interpreter records the same."""
    watched = {rule.name for rule in example.process.rules}
    items = tuple(each for each in written.items if not isinstance(each, tree.Rule) or each.name.text in watched)
    judge = Judge(evolve(written, items=items))
    program = {example.process.name: compile_process(example.process)}
    outcome: Accepted | Refused | None = None
    judged: Judged | None = None
    for each in example.asked:
        outcome = decide(program, () if outcome is None else outcome.cases, each)
        judged = put(judge, judged, as_act(each))
        assert compare_results(outcome, judged) is None


def as_act(each: Opening | Submission | Tick) -> Act:
    if isinstance(each, Tick):
        return Passing(each.at)
    who = Who(each.actor.person, each.actor.party, each.actor.roles)
    if isinstance(each, Opening):
        return Open(each.at, who)
    params = {name: plain(value) for name, value in each.params.items()}
    return Submit(each.at, who, each.event, params, each.occurred, each.role)


def put(judge: Judge, before: Judged | None, act: Act) -> Judged:
    if isinstance(act, Open):
        return judge.open("case", act.at, act.who)
    assert before is not None
    if isinstance(act, Passing):
        return judge.tick(before.records, act.at)
    return judge.submit(before.records, act.event, act.at, act.who, act.params, act.occurred, act.role)
