"""The loop in Automat: a `TypeMachineBuilder`, its inputs a protocol, the data of a case its core.

Includes the route and an audit entry for each event, appended by the implementation of each transition, for Automat
has no place for something common to all. It has no guards either: what depends on data is decided by the
implementation of `unsatisfied`, which then lets a second, inner input happen (or raises). Lacks deadlines, roles,
rules and checks of parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from typing import Any, Protocol

import contest
from automat import TypeMachineBuilder


class TooOften(Exception):
    """A rework that is not allowed any more."""


@dataclass(slots=True)
class Matter:
    """What a case remembers beside its state."""

    state: str = "received"
    unsatisfied: int = 0
    audit: list[tuple[Any, ...]] = field(default_factory=list)

    def note(self, event: str, target: str, who: str, at: datetime, params: dict[str, Any]) -> None:
        self.audit.append((event, self.state, target, who, at, params))
        self.state = target


class Inputs(Protocol):
    """The events of a case; `rework` is an inner one."""

    def accept(self, who: str, at: datetime, params: dict[str, Any]) -> None: ...
    def assign(self, who: str, at: datetime, params: dict[str, Any]) -> None: ...
    def start(self, who: str, at: datetime, params: dict[str, Any]) -> None: ...
    def reply(self, who: str, at: datetime, params: dict[str, Any]) -> None: ...
    def satisfied(self, who: str, at: datetime, params: dict[str, Any]) -> None: ...
    def unsatisfied(self, who: str, at: datetime, params: dict[str, Any]) -> None: ...
    def rework(self, who: str, at: datetime, params: dict[str, Any]) -> None: ...
    def assess(self, who: str, at: datetime, params: dict[str, Any]) -> None: ...
    def revisit(self, who: str, at: datetime, params: dict[str, Any]) -> None: ...


def machine() -> Callable[[Matter], Any]:
    """What makes the object of a case."""
    builder = TypeMachineBuilder(Inputs, Matter)
    names = ("received", "accepted", "assigned", "handling", "answered", "assessing", "revisiting", "closed")
    received, accepted, assigned, handling, answered, assessing, revisiting, closed = map(builder.state, names)

    @received.upon(Inputs.accept).to(accepted)
    def accept(inputs: Inputs, core: Matter, who: str, at: datetime, params: dict[str, Any]) -> None:
        core.note("accept", "accepted", who, at, params)

    @accepted.upon(Inputs.assign).to(assigned)
    def assign(inputs: Inputs, core: Matter, who: str, at: datetime, params: dict[str, Any]) -> None:
        core.note("assign", "assigned", who, at, params)

    @assigned.upon(Inputs.start).to(handling)
    def start(inputs: Inputs, core: Matter, who: str, at: datetime, params: dict[str, Any]) -> None:
        core.note("start", "handling", who, at, params)

    @handling.upon(Inputs.reply).to(answered)
    def reply(inputs: Inputs, core: Matter, who: str, at: datetime, params: dict[str, Any]) -> None:
        core.note("reply", "answered", who, at, params)

    @answered.upon(Inputs.satisfied).to(assessing)
    def satisfied(inputs: Inputs, core: Matter, who: str, at: datetime, params: dict[str, Any]) -> None:
        core.note("satisfied", "assessing", who, at, params)

    @answered.upon(Inputs.unsatisfied).loop()
    def unsatisfied(inputs: Inputs, core: Matter, who: str, at: datetime, params: dict[str, Any]) -> None:
        if core.unsatisfied >= 2:
            raise TooOften
        core.unsatisfied += 1
        inputs.rework(who, at, params)

    @answered.upon(Inputs.rework).to(handling)
    def rework(inputs: Inputs, core: Matter, who: str, at: datetime, params: dict[str, Any]) -> None:
        core.note("unsatisfied", "handling", who, at, params)

    @assessing.upon(Inputs.assess).to(revisiting)
    def assess(inputs: Inputs, core: Matter, who: str, at: datetime, params: dict[str, Any]) -> None:
        core.note("assess", "revisiting", who, at, params)

    @revisiting.upon(Inputs.revisit).to(closed)
    def revisit(inputs: Inputs, core: Matter, who: str, at: datetime, params: dict[str, Any]) -> None:
        core.note("revisit", "closed", who, at, params)

    return builder.build()


class WithAutomat:
    """The contestant. Automat does not tell the state of its objects: the core keeps its name for the audit entry."""

    name = "Automat"
    version = version("automat")

    def __init__(self) -> None:
        self.machine = machine()

    def open(self, number: int, at: datetime) -> Any:
        return self.machine(Matter())

    def take(self, case: Any, steps: contest.Steps) -> None:
        for event, who, at, params in steps:
            getattr(case, event)(who, at, params)

    def state(self, case: Any) -> str:
        return str(case.__automat_core__.state)

    def entries(self, case: Any) -> int:
        return len(case.__automat_core__.audit)

    def refuses(self, case: Any, step: contest.Step) -> bool:
        event, *said = step
        try:
            getattr(case, event)(*said)
        except TooOften:
            return True
        return False


if __name__ == "__main__":
    contest.main(WithAutomat)
