"""The kernel and the judge say the same, record by record, in random runs through random processes.

What disagrees is made as small as it goes and shown as text, run and first difference.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from closedloop.lower.process import lower_process
from closedloop.syntax.parse import parse_text
from tests.property.agreeing import agrees
from tests.property.comparing import lowered
from tests.property.frequencies import Counts, counted, drawn, expected, table
from tests.property.showing import text_of
from tests.strategies.processes import processes
from tests.strategies.runs import Run, runs

SEEDS = 320
SLOW_SEEDS = 24_000
SAMPLE = range(10_000, 10_240)


@st.composite
def processes_with_runs(draw: st.DrawFn) -> Run:
    return draw(runs(draw(processes())))


@pytest.mark.parametrize("first", range(0, SEEDS, 40))
def test_kernel_and_judge_agree_on_every_record_of_seeded_runs(first: int) -> None:
    for seed in range(first, first + 40):
        agrees(drawn(seed))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate])
@given(processes_with_runs())
def test_kernel_and_judge_agree_on_every_record_of_drawn_runs(run: Run) -> None:
    agrees(run)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(SEEDS, SLOW_SEEDS, 500))
def test_kernel_and_judge_agree_on_every_record_of_many_runs(first: int) -> None:
    for seed in range(first, first + 500):
        agrees(drawn(seed))


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
