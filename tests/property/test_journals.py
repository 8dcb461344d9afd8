"""What the journal alone guarantees: replay gives the live case, looking changes nothing, offers are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from closedloop.kernel import Case, compile_process, evolve, offers, record_from_json, record_to_json
from closedloop.kernel.values import Accepted, Record, Refused
from tests.property.comparing import KINDS, Kernel, actor, lowered
from tests.property.frequencies import drawn
from tests.reference.judge import Who
from tests.strategies.drawing import Dice
from tests.strategies.runs import PEOPLE, Act, Drawing, Run, Submit, Tick

SEEDS = range(240, 320)
SLOW_SEEDS = range(30_000, 36_000)
NOT_ADMITTED = {"time", "unknown event", "ended", "suspended", "not offered", "role", "window"}


def kernel_of(run: Run) -> Kernel:
    return Kernel(compile_process(lowered(run.process)))


def chunks(seeds: range, size: int) -> Iterator[range]:
    return (seeds[first : first + size] for first in range(0, len(seeds), size))


both_tiers = pytest.mark.parametrize(
    "seeds",
    [
        *chunks(SEEDS, 40),
        *(pytest.param(each, marks=pytest.mark.slow) for each in chunks(SLOW_SEEDS, 500)),
    ],
    ids=lambda seeds: str(seeds[0]),
)


@both_tiers
def test_replaying_the_journal_gives_the_live_case_after_every_record(seeds: range) -> None:
    for seed in seeds:
        run = drawn(seed)
        kernel = kernel_of(run)
        replayed: Case | None = None
        read_back: Case | None = None
        for step in run.steps:
            for record in kernel.does(step.act).records:
                replayed = evolve(kernel.program, replayed, record)
                read_back = evolve(kernel.program, read_back, written_and_read(kernel, record))
            assert replayed == kernel.case, seed
            assert read_back == kernel.case, seed


def written_and_read(kernel: Kernel, record: Record) -> Record:
    as_text = json.dumps(record_to_json(kernel.machine, record), ensure_ascii=False)
    return record_from_json(kernel.machine, json.loads(as_text))


@both_tiers
def test_looking_early_late_or_twice_gives_the_same_journal(seeds: range) -> None:
    for seed in seeds:
        run = drawn(seed)
        acts = forwards([step.act for step in run.steps])
        end = acts[-1].at + timedelta(days=3)
        journal = journal_of(run, [*acts, Tick(end)])
        assert journal_of(run, [*often(acts, Random(seed)), Tick(end)]) == journal, seed


def forwards(acts: list[Act]) -> list[Act]:
    """The acts without looks, and without those that come late: who looks first may make them too late."""
    kept: list[Act] = []
    for act in acts:
        if not isinstance(act, Tick) and (not kept or act.at >= kept[-1].at):
            kept.append(act)
    return kept


def journal_of(run: Run, acts: list[Act]) -> list[Record]:
    kernel = kernel_of(run)
    for act in acts:
        kernel.does(act)
        if kernel.case is None:
            break
    return kernel.records


def often(acts: list[Act], random: Random) -> list[Act]:
    """The same acts with many looks in between, some of them twice and some too early."""
    looked = [acts[0]]
    for act in acts[1:]:
        latest = max(each.at for each in looked)
        gap = act.at - latest
        for share in sorted(random.random() for _ in range(random.randrange(4))):
            moment = latest + gap * share
            looked += [Tick(moment)] * random.randrange(1, 3)
            if random.random() < 0.2:
                looked.append(Tick(moment - timedelta(days=1)))
        if random.random() < 0.3:
            looked.append(Tick(act.at))
        looked.append(act)
    return looked


@both_tiers
def test_what_is_offered_is_admitted_and_nothing_else_is_accepted(seeds: range) -> None:
    for seed in seeds[::2]:
        run = drawn(seed)
        kernel = kernel_of(run)
        dice = Dice.seeded(seed)
        for step in run.steps:
            kernel.does(step.act)
            if kernel.case is None or kernel.case.seq == 0:
                break
            drawing = Drawing(dice, run.process)
            drawing.records = step.verdict.records
            who = dice.one(PEOPLE)
            offered_is_admitted(kernel, drawing, who)


def offered_is_admitted(kernel: Kernel, drawing: Drawing, who: Who) -> None:
    assert kernel.case is not None
    at = kernel.case.at + timedelta(hours=drawing.dice.below(200))
    possible = {each.event: each.role for each in offers(kernel.program, kernel.case, actor(who), at)}
    for event in drawing.book.events:
        result = kernel.asked(Submit(at, who, event, drawing._params(event)))
        if isinstance(result, Accepted):
            submitted = [record for record in result.records if record.event == event]
            assert possible.get(event) == submitted[-1].role
        elif event in possible:
            assert not NOT_ADMITTED & {KINDS.get(reason.code, "") for reason in result.reasons}
        if isinstance(result, Refused):
            assert not set(result.possible) - set(drawing.book.events)
