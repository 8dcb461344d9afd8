"""A live model costs at most two kilobytes: the object, its binding, its case; records are the application's."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from closedloop import load
from closedloop.embed.transitions import ProcessMachine

ROOT = Path(__file__).parent.parent.parent
MOST = 2048
WARM = 300
"""So many cases go first: what a machine makes once is no cost of a model."""
DIRECTORY = {"li": ["congress", "intake"], "wang": ["office"], "chen": ["inspector"]}
OPENED = datetime(2024, 3, 1, 9)


Act = Callable[[Any, int, datetime], None]


class Matter:
    """`asker`: the number of who asked."""

    def __init__(self, number: int, asker: int) -> None:
        self.number = number
        self.asker = asker


def stored_elsewhere(model: Any, records: Any) -> None:
    """As though into a database."""


def machine(file: str) -> ProcessMachine:
    return ProcessMachine(load(ROOT / file), store=stored_elsewhere, directory=DIRECTORY)


def deputies(model: Any, step: int, at: datetime) -> None:
    """One act of a proposal that is answered twice, then revisited."""
    unit, deputy = f"unit {model.number % 30}", f"deputy {model.asker}"
    acts: tuple[Callable[[], bool], ...] = (
        lambda: model.accept("li", deputy=deputy, key=False, at=at),
        lambda: model.assign("wang", handler=unit, at=at),
        lambda: model.plan(unit, document=f"plan-{model.number}.pdf", at=at),
        lambda: model.reply(unit, outcome="planned", letter=f"letter-{model.number}.pdf", at=at),
        lambda: model.give_opinion(deputy, opinion="dissatisfied", at=at),
        lambda: model.reply(unit, outcome="solved", letter=f"again-{model.number}.pdf", at=at),
        lambda: model.give_opinion(deputy, opinion="satisfied", at=at),
    )
    acts[step]()


def nine(model: Any, step: int, at: datetime) -> None:
    """One act of the loop that all state machines are timed on."""
    unit, asker = f"unit {model.number % 30}", f"asker {model.asker}"
    acts: tuple[Callable[[], bool], ...] = (
        lambda: model.accept("li", asker=asker, at=at),
        lambda: model.assign("wang", handler=unit, at=at),
        lambda: model.start(unit, at=at),
        lambda: model.reply(unit, outcome="planned", at=at),
        lambda: model.unsatisfied(asker, reason="no", at=at),
        lambda: model.reply(unit, outcome="solved", at=at),
        lambda: model.satisfied(asker, at=at),
        lambda: model.assess("chen", mark=80, at=at),
        lambda: model.revisit("li", at=at),
    )
    acts[step]()


def bytes_after_each(machine: ProcessMachine, act: Act, acts: int, number: int, askers: int) -> list[float]:
    """What a model costs after its opening and after each act, on the mean of so many of so many askers."""
    for model in [Matter(each, each % askers) for each in range(WARM)]:
        for step in range(-1, acts):
            take(machine, act, model, step)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        models = [Matter(each, each % askers) for each in range(WARM, WARM + number)]
        used = []
        for step in range(-1, acts):
            for model in models:
                take(machine, act, model, step)
            gc.collect()
            used.append((tracemalloc.get_traced_memory()[0] - before) / number)
        return used
    finally:
        tracemalloc.stop()


def take(machine: ProcessMachine, act: Act, model: Matter, step: int) -> None:
    at = OPENED + timedelta(days=step + 1, seconds=model.number)
    if step < 0:
        machine.add_model(model, case=f"2024-{model.number:05}", at=at, actor="li")
    else:
        act(model, step, at)


NINE = ("benchmarks/nine.loop", nine, 9)
DEPUTIES = ("examples/deputy_proposals/process.loop", deputies, 7)


@pytest.mark.parametrize(
    ("process", "number", "askers"),
    [
        pytest.param(NINE, 600, 50, id="nine"),
        pytest.param(NINE, 10_000, 10_000, marks=pytest.mark.slow, id="nine, ten thousand"),
        pytest.param(DEPUTIES, 10_000, 10_000, marks=pytest.mark.slow, id="deputies, ten thousand"),
    ],
)
def test_a_live_model_costs_at_most_two_kilobytes_at_any_step(
    process: tuple[str, Act, int], number: int, askers: int
) -> None:
    file, act, acts = process
    used = bytes_after_each(machine(file), act, acts, number, askers)
    assert max(used) <= MOST, [round(each) for each in used]
    assert min(used) > 300  # measured at all


def test_no_model_has_attributes_but_its_own_and_its_binding() -> None:
    model = Matter(1, 1)
    machine("benchmarks/nine.loop").add_model(model)
    assert set(vars(model)) == {"number", "asker", "closedloop"}
    assert model.is_received()  # type: ignore[attr-defined]


if __name__ == "__main__":
    for file, act, acts in (NINE, DEPUTIES):
        print(file, [round(each) for each in bytes_after_each(machine(file), act, acts, 10_000, 10_000)])
