"""The kernel and the judge say the same, record by record, in random runs through random processes.

What disagrees is made as small as it goes and shown as text, run and first difference.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from closedloop.kernel import Case, Machine, deciding
from closedloop.kernel.values import Accepted, Record
from closedloop.lower.process import lower_process
from closedloop.syntax.parse import parse_text
from tests.property.agreeing import agrees
from tests.property.comparing import FAST, KERNEL, Executor, actor, lowered, typed
from tests.property.frequencies import Counts, counted, drawn, expected, table
from tests.property.showing import text_of
from tests.strategies.processes import processes
from tests.strategies.runs import Run, Submit, runs

SEEDS = 320
SLOW_SEEDS = 24_000
SAMPLE = range(SEEDS)

either = pytest.mark.parametrize("executor", [KERNEL, FAST])
"""The general kernel alone, and with straight code before it."""


@pytest.fixture(autouse=True)
def _straight_code_fails_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values are of their declared kinds here, so nothing may be left to the general kernel by a `TypeError`."""
    monkeypatch.setattr(deciding, "shortcut", shortcut_or_failure)


def shortcut_or_failure(machine: Machine, case: Case, event: str, *asked: Any) -> tuple[Record, Case] | None:
    if machine.shortcuts is None:
        return None
    key = case.step, event
    way = machine.shortcuts.ways.get(key) or machine.shortcuts.worth(machine, key)
    return way(case, *asked)


@st.composite
def processes_with_runs(draw: st.DrawFn) -> Run:
    return draw(runs(draw(processes())))


@either
@pytest.mark.parametrize("first", range(0, SEEDS, 40))
def test_kernel_and_judge_agree_on_every_record_of_seeded_runs(first: int, executor: Executor) -> None:
    for seed in range(first, first + 40):
        agrees(drawn(seed), executor)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate])
@given(processes_with_runs())
def test_kernel_and_judge_agree_on_every_record_of_drawn_runs(run: Run) -> None:
    agrees(run, KERNEL)
    agrees(run, FAST)


@pytest.mark.slow
@either
@pytest.mark.parametrize("first", range(SEEDS, SLOW_SEEDS, 500))
def test_kernel_and_judge_agree_on_every_record_of_many_runs(first: int, executor: Executor) -> None:
    for seed in range(first, first + 500):
        agrees(drawn(seed), executor)


def test_straight_code_decides_a_good_part_of_what_is_accepted() -> None:
    taken = accepted = 0
    for seed in range(40):
        run = drawn(seed)
        kernel = FAST(lowered(run.process))
        for step in run.steps:
            before = kernel.case
            if isinstance(kernel.does(step.act), Accepted) and isinstance(step.act, Submit):
                accepted += 1
                act = step.act
                assert before is not None
                way = kernel.machine.shortcuts.ways.get((before.step, act.event))  # type: ignore[union-attr]
                params = {name: typed(value) for name, value in act.params.items()}
                taken += way is not None and way(before, act.at, actor(act.who), params, act.role) is not None
    assert taken > 0.25 * accepted


@pytest.mark.parametrize("seed", range(12))
def test_the_text_of_a_random_process_means_the_same_as_its_tree(seed: int) -> None:
    process = drawn(seed).process
    parsed = parse_text(text_of(process))
    assert not parsed.diagnostics
    assert parsed.file is not None
    assert parsed.file.processes == (process,)
    assert lower_process(parsed.file.processes[0]).process == lowered(process)


@pytest.fixture(scope="module")
def sample() -> Counts:
    return counted(SAMPLE)


def test_every_construct_occurs_in_one_random_process_of_twenty(sample: Counts) -> None:
    rare = {name: sample.share(name) for name in {*expected(), *sample.processes} if sample.share(name) < 0.05}
    assert not rare, table(sample)


def test_timers_fire_in_three_runs_of_ten_and_two_submissions_of_ten_are_refused(sample: Counts) -> None:
    assert sample.runs["a record of kind timer"] >= 0.3 * sample.number, table(sample)
    refused = sample.acts["refused"] / sample.acts["submissions"]
    assert 0.2 <= refused <= 0.6, table(sample)
    for kind in ("opened", "event", "route", "timer", "breach"):
        assert sample.runs[f"a record of kind {kind}"] >= 0.05 * sample.number, table(sample)
