"""Systems and verdicts on random processes, against the kernel: no case that the system does not reach, no proved rule
that a run breaks.
"""

from __future__ import annotations

import pytest

from closedloop.model.process import EveryCaseEnds, Process
from closedloop.prove.deciding import Task, decide_rule
from closedloop.prove.exploring import Budget
from tests.property.comparing import lowered
from tests.property.frequencies import drawn
from tests.prove.holding import TODAY, disproved, missing

FEW = Budget(states=1_000)
MORE = Budget(states=5_000)


def proved(process: Process, budget: Budget) -> frozenset[str]:
    """The rules that nothing breaks, whatever else is watched."""
    task = Task(process, budget, TODAY)
    verdicts = [decide_rule(task, rule) for rule in process.rules if rule.prop != EveryCaseEnds()]
    return frozenset(each.subject.name for each in verdicts if each.kind == "proved" and not each.assumed)


@pytest.mark.parametrize("seed", range(24))
def test_every_case_of_a_run_is_a_state_of_the_system(seed: int) -> None:
    assert missing(drawn(seed), FEW) is None


@pytest.mark.slow
@pytest.mark.parametrize("first", range(24, 1_024, 50))
def test_every_case_of_many_runs_is_a_state_of_the_system(first: int) -> None:
    for seed in range(first, first + 50):
        assert missing(drawn(seed), MORE) is None, seed


@pytest.mark.parametrize("seed", [45, 139, 187, 205])
def test_no_run_breaks_a_proved_rule(seed: int) -> None:
    run = drawn(seed)
    assert disproved(run, proved(lowered(run.process), FEW)) is None


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 400, 40))
def test_no_run_of_many_breaks_a_proved_rule(first: int) -> None:
    for seed in range(first, first + 40):
        run = drawn(seed)
        assert disproved(run, proved(lowered(run.process), MORE)) is None, seed
