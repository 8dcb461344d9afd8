"""Applications under test, as a test sees them: open a case, submit an event, let time pass, say how the case stands.

An application tells what it can; what it does not tell (`UNTOLD`) is not compared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Protocol, cast

from attrs import frozen

from closedloop.engine.desk import Desk
from closedloop.kernel.case import Case
from closedloop.kernel.values import CLOCK, Accepted, Opening, Reason, Refused, Submission

Untold = type("Untold", (), {"__repr__": lambda _: "UNTOLD"})
UNTOLD: Any = Untold()
"""Not told, and not compared."""


@frozen
class Answer:
    """What an application says to a submission. `reasons`: why it refuses: codes (`CL520`), kinds (`requirement`),
    or names of rules and messages of requirements; `UNTOLD` if it does not say.
    """

    accepted: bool
    reasons: Collection[str] = UNTOLD


YES = Answer(True, ())
NO = Answer(False)


@frozen
class State:
    """How a case stands. `fields`: those that are told; `due`: the moment at which the limit ends (None: no limit);
    `broken`: the rules that time has broken so far.
    """

    step: str
    fields: Mapping[str, Any] = UNTOLD
    due: datetime | None = UNTOLD
    mark: str | None = UNTOLD
    suspended: bool = UNTOLD
    broken: Collection[str] = UNTOLD


class Application(Protocol):
    """One case of an application. Each run of a test makes a new one, and may call `close()` on it at the end if it
    has such a method. Moments are aware, in UTC; an application with a clock of its own sets it to them.
    """

    def open(self, opening: Opening) -> None: ...

    def submit(self, submission: Submission) -> Answer: ...

    def tick(self, at: datetime) -> None: ...

    def state(self) -> State: ...


# ------------------------------------------------------------------------------------------------------------- adapters


class DeskApplication:
    """A case at a `Desk`, or at anything with its methods."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._case = ""
        self._broken: set[str] = set()

    def open(self, opening: Opening) -> None:
        actor = None if opening.actor.person == CLOCK else opening.actor
        self._case = opening.case
        self._desk.open(opening.process, opening.case, opening.at, actor)

    def submit(self, submission: Submission) -> Answer:
        asked = submission
        more = {"at": asked.at, "occurred": asked.occurred, "role": asked.role}
        return answer_of(self._desk.submit(asked.case, asked.event, asked.actor, asked.params, **more))  # type: ignore[arg-type]

    def tick(self, at: datetime) -> None:
        self._desk.tick(at)

    def state(self) -> State:
        broken = {rule for record in self._desk.journal(self._case) for rule in record.breaches}
        return state_of(self._desk.case(self._case), broken)


class TransitionsApplication:
    """A case bound to an object in a `closedloop.embed.transitions.ProcessMachine`."""

    def __init__(self, machine: Any, model: Any) -> None:
        self._machine = machine
        self._model = model

    def open(self, opening: Opening) -> None:
        actor = None if opening.actor.person == CLOCK else opening.actor
        self._machine.add_model(self._model, case=opening.case, at=opening.at, actor=actor)

    def submit(self, submission: Submission) -> Answer:
        from closedloop.embed.transitions import EventRefused

        asked = submission
        more = {"at": asked.at, "occurred": asked.occurred, "role": asked.role, "params": dict(asked.params)}
        try:
            accepted = self._model.trigger(asked.event, asked.actor, **more)
        except EventRefused as refusal:
            return answer_of(refusal.refused)
        except AttributeError:  # the library knows no such trigger
            return Answer(False, ("CL502",))
        return YES if accepted else NO

    def tick(self, at: datetime) -> None:
        self._machine.tick(at)

    def state(self) -> State:
        binding = self._model.closedloop
        broken = {rule for record in binding.journal for rule in record.breaches}
        return state_of(cast(Case, binding.case), broken)


@frozen
class CallableApplication:
    """Four functions, such as those of a test client that speaks HTTP."""

    opens: Callable[[Opening], object]
    submits: Callable[[Submission], Answer]
    ticks: Callable[[datetime], object]
    says: Callable[[], State]

    def open(self, opening: Opening) -> None:
        self.opens(opening)

    def submit(self, submission: Submission) -> Answer:
        return self.submits(submission)

    def tick(self, at: datetime) -> None:
        self.ticks(at)

    def state(self) -> State:
        return self.says()


# -------------------------------------------------------------------------------------------------------- what we say


def answer_of(outcome: Accepted | Refused) -> Answer:
    """What our kernel says."""
    if isinstance(outcome, Accepted):
        return YES
    return Answer(False, tuple(reason.code for reason in outcome.reasons))


def state_of(case: Case, broken: Collection[str] = UNTOLD) -> State:
    """How a case of ours stands."""
    due = None if case.deadline is None or case.ended or case.suspended else case.deadline.at
    return State(case.step, dict(case.fields), due, case.mark, case.suspended, broken)


KINDS: Mapping[str, str] = {
    "CL501": "time",
    "CL502": "event",
    "CL503": "event",
    "CL504": "event",
    "CL505": "event",
    "CL506": "role",
    "CL507": "role",
    "CL508": "time",
    "CL509": "time",
    "CL510": "time",
    "CL511": "values",
    "CL512": "values",
    "CL513": "time",
    "CL530": "rule",
    "CL531": "rule",
    **{f"CL{number}": "requirement" for number in range(520, 530)},
    **{f"CL{number}": "values" for number in range(540, 560)},
}
"""What stands against an event: `event` (not here, not now), `role`, `values`, `requirement`, `rule`, `time`."""


def named(reason: Reason) -> frozenset[str]:
    """All that an application may call the reason by."""
    known = (reason.code, KINDS.get(reason.code), reason.rule, reason.requirement, reason.params.get("message"))
    return frozenset(str(each) for each in known if each is not None)
