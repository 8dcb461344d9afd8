"""Days followed by the prover, against runs of the kernel around the days that matter."""

from __future__ import annotations

from random import Random

import pytest

from closedloop.prove.deciding import Task, decide_rule
from closedloop.prove.exploring import Budget
from tests.prove.holding import TODAY, zones
from tests.prove.random_days import RandomRun, random_process

BUDGET = Budget(states=2_000)
RUNS, ACTS = 12, 12


def compare(seed: int) -> str:
    """Holds the zones of a random process, and the verdict on its rule, against random runs. The verdict."""
    random = Random(seed)
    process = random_process(random)
    known = zones(process, BUDGET)
    verdict = decide_rule(Task(process, BUDGET, TODAY), process.rules[0])
    for _ in range(RUNS):
        run = RandomRun(process, random)
        for _ in range(ACTS):
            assert run.case is not None
            if known is not None:
                assert known.missing(run.case) is None, seed
            if run.case.ended:
                break
            run.act()
            if run.beyond:
                break
        assert verdict.kind != "proved" or run.beyond or not run.touched, seed
    return verdict.kind


@pytest.mark.parametrize("seed", range(12))
def test_every_case_lies_in_a_zone_and_what_is_proved_holds(seed: int) -> None:
    compare(seed)


@pytest.mark.slow
def test_every_case_of_many_runs_lies_in_a_zone() -> None:
    kinds = [compare(seed) for seed in range(12, 1_000)]
    assert kinds.count("open") < len(kinds) / 4
    assert min(kinds.count(kind) for kind in ("proved", "enforced")) > len(kinds) / 20
