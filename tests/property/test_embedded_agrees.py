"""A `transitions` machine of a process and the judge say the same, record by record, in random runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from closedloop.embed.transitions import EventRefused, ProcessMachine
from closedloop.kernel import Case
from closedloop.kernel.values import Accepted, Record, Refused
from closedloop.model.process import Process
from tests.property.agreeing import agrees
from tests.property.comparing import actor, typed
from tests.property.frequencies import drawn
from tests.strategies.runs import Act, Open, Submit

SEEDS = range(160, 240)
SLOW_SEEDS = range(40_000, 43_000)


class Matter:
    """A model like any; it writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []


class Embedded:
    """One case in a machine of the library; events are triggered, and what it answers is put together again."""

    def __init__(self, process: Process) -> None:
        spelled = {name: f"x{number}" for number, name in enumerate(sorted(names_of(process)))}
        self.model = Matter()
        self.machine = ProcessMachine(process, spelled=spelled, clock=no_clock, after_state_change=self.seen)
        self.seen_at: list[str] = []

    def seen(self, *args: Any, **given: Any) -> None:
        self.seen_at.append(self.model.state)  # type: ignore[attr-defined]

    @property
    def case(self) -> Case | None:
        binding = getattr(self.model, "closedloop", None)
        return None if binding is None else binding.case

    @property
    def journal(self) -> tuple[Record, ...]:
        binding = getattr(self.model, "closedloop", None)
        return () if binding is None else binding.journal

    def does(self, act: Act) -> Accepted | Refused:
        before = len(self.journal)
        refused = self.refused(act)
        records = self.journal[before:]
        assert self.case is None or self.machine.binding(self.model).state == self.case.step
        assert self.seen_at == [each.to or each.step for each in records if each.kind == "event" or moved(each)]
        self.seen_at.clear()
        if refused is None:
            return Accepted(records, (self.case,))
        assert refused.records == records
        return refused

    def refused(self, act: Act) -> Refused | None:
        try:
            if isinstance(act, Open):
                self.machine.add_model(self.model, case="case", at=act.at, actor=actor(act.who))
            elif isinstance(act, Submit):
                self.submit(act)
            else:
                self.machine.tick(act.at)
        except EventRefused as refusal:
            return refusal.refused
        return None

    def submit(self, act: Submit) -> None:
        given: dict[str, Any] = {"at": act.at, "occurred": act.occurred, "role": act.role}
        given["params"] = {name: typed(value) for name, value in act.params.items()}
        may = self.machine._can_trigger(self.model, act.event, actor(act.who), **given)
        try:
            accepted = self.model.trigger(act.event, actor(act.who), **given)  # type: ignore[attr-defined]
        except EventRefused as refusal:
            self.asked(may, {reason.code for reason in refusal.reasons})
            raise
        assert accepted is True
        assert may

    def asked(self, may: bool, codes: set[str]) -> None:
        """Who asked first was told no, unless only parameters are missing."""
        assert not may or codes == {"CL512"}


def moved(record: Record) -> bool:
    return record.to is not None and record.kind != "opened"


def names_of(process: Process) -> Iterator[str]:
    yield from {event.name for event in process.events}
    yield from {place.name for place in (*process.steps, *process.ends)}


def no_clock() -> datetime:
    raise AssertionError("every act of a run has its moment")


@pytest.mark.parametrize("first", range(SEEDS[0], SEEDS[-1], 20))
def test_the_embedded_machine_and_the_judge_agree_on_every_record(first: int) -> None:
    for seed in range(first, first + 20):
        agrees(drawn(seed), Embedded)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(SLOW_SEEDS[0], SLOW_SEEDS[-1], 500))
def test_the_embedded_machine_and_the_judge_agree_in_many_runs(first: int) -> None:
    for seed in range(first, first + 500):
        agrees(drawn(seed), Embedded)
