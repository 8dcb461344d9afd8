"""What a monitor is shown and what it answers.

For each record the caller shows, in this order: the event or the expiry; the leaving of a step; the entry of the
next. Whoever calls a monitor matches its atoms (bit i of `hits` is `atoms[i]`) when the thing is observed, and tells,
after the whole record, whether the rule `bites`: its `when` holds and its own `condition`, if it has one, does not. A
monitor looks at nothing else, keeps nothing and has no clock: states are values, equal and hashable.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import ClassVar, Literal, NamedTuple

from attrs import frozen

from closedloop.model.durations import Duration
from closedloop.model.expressions import Atom, Expr

State = Hashable
LooksAt = Literal["nothing", "parties", "moments"]


class Paused(NamedTuple):
    """Suspended time that a case has seen so far, in each measure by which a limit may be moved."""

    days: int
    working_days: int
    exact: timedelta
    office: timedelta


NEVER_PAUSED = Paused(0, 0, timedelta(0), timedelta(0))


class Moment(NamedTuple):
    """A moment from which time is counted, and how much suspended time lay before it: the difference moves
    deadlines.
    """

    at: datetime
    paused: Paused = NEVER_PAUSED


class Observation(NamedTuple):
    """Something observed. `step` is where: the step of the event or the expiry, the step left, the step or end entered.

    `person` and `party` are None where the clock acted.
    """

    kind: Literal["event", "expiry", "left", "entered"]
    step: str
    moment: Moment
    person: str | None
    party: str | None


@frozen
class Monitor:
    """A rule that nothing breaks: what each family overrides.

    `atoms`: what it listens to. `steps`: whose leaving and entry it must be shown although no atom is hit (None: of
    all). `condition`: the condition of `on` and `always`. `lasting`: its state outlives rounds. `at_rest`, `at_end`:
    it is also judged then. `period`: the time that its deadline leaves, None if it has none. `looks_at`: what of an
    observation its answers depend on, besides kind and step: whoever asks often may remember the answers.
    """

    looks_at: ClassVar[LooksAt] = "moments"

    atoms: tuple[Atom, ...] = ()
    steps: frozenset[str] | None = frozenset()
    condition: Expr | None = None
    lasting: bool = False
    at_rest: bool = False
    at_end: bool = False
    period: Duration | None = None

    def start(self, moment: Moment) -> State:
        """The state at the beginning of a round (`lasting`: of the case)."""
        return None

    def observe(self, state: State, hits: int, bites: bool, seen: Observation) -> tuple[State, bool]:
        """The state after the observation, and whether it broke the rule."""
        return state, False

    def unfulfilled(self, state: State) -> bool:
        """Whether the rule is broken when the case rests at an end (`at_end`) or anywhere (`at_rest`), if it bites."""
        return False

    def waiting(self, state: State) -> Moment | None:
        """Since when the deadline runs; None while there is none."""
        return None

    def passed(self, state: State) -> State:
        """The state after the deadline has passed, whether it broke the rule or did not bite."""
        return state
