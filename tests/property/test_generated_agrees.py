"""A generated module and the judge say the same, record by record, in random runs; and it is read back as it was."""

from __future__ import annotations

from typing import Any

import pytest

from closedloop.kernel import Case
from closedloop.kernel.live import LiveCase
from closedloop.kernel.straight.module import Origin, module_source
from closedloop.kernel.values import Accepted, Record, Refused
from closedloop.model.process import Process
from tests.property.agreeing import agrees
from tests.property.comparing import actor, lowered, typed
from tests.property.frequencies import drawn
from tests.strategies.runs import Act, Open, Submit, Tick

SEEDS = range(80, 160)
SLOW_SEEDS = range(50_000, 53_000)
ORIGIN = Origin("random.loop", "closedloop compile random.loop --to python -o random.py", "0.0")


def class_of(process: Process) -> type[LiveCase]:
    """The class of the process's generated module."""
    known: dict[str, Any] = {"__name__": "generated"}
    exec(compile(module_source(process, ORIGIN), "<generated>", "exec"), known)
    return next(
        each for each in known.values() if isinstance(each, type) and issubclass(each, LiveCase) and each != LiveCase
    )


class Generated:
    """One live case; events by their methods where a method takes them, else by `submit`."""

    def __init__(self, process: Process) -> None:
        self.of = class_of(process)
        self.live: LiveCase | None = None

    @property
    def case(self) -> Case | None:
        return None if self.live is None else self.live.case

    @property
    def records(self) -> tuple[Record, ...]:
        return () if self.live is None else self.live.records

    def does(self, act: Act) -> Accepted | Refused:
        before = len(self.records)
        refused = self.refused(act)
        records = self.records[before:]
        cases = () if self.case is None else (self.case,)
        if refused is None:
            return Accepted(records, cases)
        return Refused(refused.reasons, records, cases)

    def refused(self, act: Act) -> Refused | None:
        if isinstance(act, Open):
            return self.opened(act)
        assert self.live is not None
        if isinstance(act, Tick):
            self.live.tick(act.at)
            return None
        return self.submitted(self.live, act)

    def opened(self, act: Open) -> Refused | None:
        from closedloop.kernel import decide
        from closedloop.kernel.values import Opening

        machine = self.of.MACHINE
        asked = Opening("case", machine.process.name, act.at, actor(act.who))
        opening = decide({machine.process.name: machine}, (), asked)
        if isinstance(opening, Refused):
            with pytest.raises(ValueError, match="CL53"):
                self.of.open("case", actor(act.who), at=act.at)
            return opening
        self.live = self.of.open("case", actor(act.who), at=act.at)
        return None

    def submitted(self, live: LiveCase, act: Submit) -> Refused | None:
        params = {name: typed(value) for name, value in act.params.items()}
        given: dict[str, Any] = {"at": act.at, "occurred": act.occurred, "role": act.role}
        plan = live.MACHINE.events.get(act.event)
        method = getattr(type(live), act.event, None) or getattr(type(live), f"{act.event}_", None)
        if plan is None or method is None or method in vars(LiveCase).values():
            return live.submit(act.event, actor(act.who), params, **given)
        if set(params) - set(plan.readers) or set(plan.required) - set(params):
            return live.submit(act.event, actor(act.who), params, **given)
        spelled = {f"{name}_" if name in given or name in ("actor", "self") else name: params[name] for name in params}
        return method(live, actor(act.who), **spelled, **given)  # type: ignore[no-any-return]


@pytest.mark.parametrize("first", range(SEEDS.start, SEEDS.stop, 20))
def test_a_generated_module_and_the_judge_agree_on_every_record_of_seeded_runs(first: int) -> None:
    for seed in range(first, first + 20):
        agrees(drawn(seed), Generated)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(SLOW_SEEDS.start, SLOW_SEEDS.stop, 500))
def test_a_generated_module_and_the_judge_agree_on_every_record_of_many_runs(first: int) -> None:
    for seed in range(first, first + 500):
        agrees(drawn(seed), Generated)


@pytest.mark.parametrize("seed", range(SEEDS.start, SEEDS.start + 12))
def test_a_live_case_is_restored_from_its_journal_as_it_was(seed: int) -> None:
    run = drawn(seed)
    generated = Generated(lowered(run.process))
    for step in run.steps:
        generated.does(step.act)
    if generated.live is not None:
        restored = generated.of.restore(generated.live.journal())
        assert restored.case == generated.live.case
        assert restored.records == generated.live.records


def test_the_same_process_gives_the_same_module() -> None:
    process = lowered(drawn(SEEDS.start).process)
    assert module_source(process, ORIGIN) == module_source(process, ORIGIN)
