"""A journal of ours, audited, gives exactly what was enforced; and the audit's own ways are the kernel's where the
kernel goes along.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

import pytest
from attrs import evolve as changed

from closedloop.audit import Audit, OnRefusal, audit, forcing, log_of_journal
from closedloop.audit.following import Follower
from closedloop.audit.preparing import Prepared, prepared
from closedloop.kernel import Case, compile_process
from closedloop.kernel.firing import fire
from closedloop.kernel.values import Accepted, Record, Submission
from closedloop.kernel.work import NO_READINGS
from closedloop.model.process import Process
from tests.property import frequencies
from tests.property.comparing import Kernel, asked, lowered
from tests.strategies.runs import Run, Submit

SEEDS = range(740, 800)
SLOW_SEEDS = range(50_000, 53_000)


def chunks(seeds: range, size: int) -> Iterator[range]:
    return (seeds[first : first + size] for first in range(0, len(seeds), size))


both_tiers = pytest.mark.parametrize(
    "seeds",
    [*chunks(SEEDS, 20), *(pytest.param(each, marks=pytest.mark.slow) for each in chunks(SLOW_SEEDS, 300))],
    ids=lambda seeds: str(seeds[0]),
)


@lru_cache(maxsize=len(SEEDS))
def drawn(seed: int) -> Run:
    return frequencies.drawn(seed)


def enforced(run: Run) -> tuple[Process, list[Record]]:
    """What the kernel made of the run."""
    process = lowered(run.process)
    kernel = Kernel(compile_process(process))
    for step in run.steps:
        kernel.does(step.act)
        if kernel.case is None:
            break
    return process, kernel.records


def audited(process: Process, records: list[Record], on_refusal: OnRefusal = "skip") -> Audit:
    log = log_of_journal(compile_process(process), enumerate(records, 1), "journal")
    return audit(process, log, on_refusal=on_refusal)


@both_tiers
def test_an_audited_journal_gives_exactly_what_was_enforced(seeds: range) -> None:
    for seed in seeds:
        process, records = enforced(drawn(seed))
        if not records:
            continue
        for on_refusal in ("skip", "force", "stop"):
            found = audited(process, records, on_refusal)
            assert found.differing == (), seed
            assert found.replay.refusals == (), seed
            assert found.contradictions == (), seed
            assert found.replay.fitting == found.cases == 1
            assert found.replay.accepted == sum(record.kind == "event" for record in records)
            broken = Counter((rule, record.at) for record in records for rule in record.breaches)
            assert Counter((breach.rule, breach.at) for each in found.rules for breach in each.breaches) == broken, seed
            timers = Counter((record.step, record.timer, record.to) for record in records if record.timer is not None)
            fired = {(each.step, each.timer, each.to): each.times for each in found.replay.timers}
            assert {key: times for key, times in fired.items() if key[1] != "route"} == timers, seed


def test_some_of_these_journals_have_breaches_and_timers() -> None:
    journals = [enforced(drawn(seed))[1] for seed in SEEDS]
    records = [record for journal in journals for record in journal]
    assert sum(bool(record.breaches) for record in records) > 2
    assert sum(record.kind == "timer" for record in records) > 50
    assert sum(record.event is not None for record in records) > 200


# ------------------------------------------------------------------------------- forcing is deciding, where that goes


@both_tiers
def test_what_would_be_accepted_is_forced_to_the_same_records(seeds: range) -> None:
    for seed in seeds:
        run = drawn(seed)
        kernel = Kernel(compile_process(lowered(run.process)))
        ready = prepared(kernel.machine.process)
        for step in run.steps:
            case = kernel.case
            answer = kernel.does(step.act)
            if isinstance(step.act, Submit) and isinstance(answer, Accepted) and case is not None:
                same_by_force(ready, kernel, case, step.act, answer, seed)
            if kernel.case is None:
                break


def same_by_force(ready: Prepared, kernel: Kernel, case: Case, act: Submit, answer: Accepted, seed: int) -> None:
    stood, _, _ = fire(ready.machine, case, act.at, NO_READINGS)
    submission = asked(kernel.machine, act)
    assert isinstance(submission, Submission)
    made = forcing.happened(ready, stood, submission, NO_READINGS)
    mine = [each.record for each in made]
    kernels = answer.records[-len(mine) :]
    assert list(map(unread, mine)) == list(map(unread, kernels)), seed
    for forced, taken in zip(mine, kernels, strict=True):
        assert forced.readings.items() <= taken.readings.items(), seed  # requirements, which are not asked, may read
    assert not ready.register.slots
    assert made[-1].after == answer.cases[0], seed


def unread(record: Record) -> Record:
    return changed(record, readings={})


@both_tiers
def test_timers_one_by_one_come_to_what_the_kernel_makes_of_them(seeds: range) -> None:
    for seed in seeds:
        run = drawn(seed)
        kernel = Kernel(compile_process(lowered(run.process)))
        ready = prepared(kernel.machine.process)
        for step in run.steps:
            kernel.does(step.act)
            if kernel.case is None:
                break
            until = kernel.case.at + timedelta(days=30)
            follower = Follower(ready, kernel.case, trusting=True)
            ran = [each.record for _, made in follower._run([], until, NO_READINGS) for each in made]
            assert ran == fire(kernel.machine, kernel.case, until, NO_READINGS)[1], seed
