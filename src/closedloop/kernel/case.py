"""A case as its records have made it: all that a decision needs, and nothing that grows with the journal.

Guarantees: frozen; equal cases have seen the same (mappings are never changed, a new one takes their place). Made by
`evolve` and `decide` only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from attrs import define, field, frozen

from closedloop.kernel.swift import swift
from closedloop.kernel.values import Deadline, Scheduled
from closedloop.model.durations import Duration
from closedloop.model.expressions import Value
from closedloop.rules import Moment, Paused, State

DUE, RUNG, EVERY, LAPSE, RULE, THEN, ASK = range(7)
"""Kinds of timers, in the order in which those of one moment fire. `ASK`: an `as soon as` is to be asked, which
leaves no record.
"""

NEVER, ALWAYS = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
"""Before all moments and after them."""


class Timer(NamedTuple):
    """`which`: the index of the rung, `every`, rule or comparison. `due` never lies before the start of the stay."""

    due: datetime
    kind: int
    which: int
    name: str


@frozen
class Request:
    """An extension that was asked for and is not decided: since when, and by how much the limit is to grow."""

    since: Moment
    by: Duration


@swift
@frozen
class Stay:
    """The time that a case spends in a step or end from one entry on.

    `since`: the entry. `limit`: which of the step's limits holds, None without one; `length` is what it was read as
    (None for a fixed date), `day` the fixed date (None for a length). `deadline` is the due moment that follows, with
    what was granted. `added`: the sum of granted extensions, `granted` their number; `request`: the one that is
    undecided. `expired`: whether the expiry was recorded; `ran_out`: from when suspended time moves what is overdue.
    `performed`: per rung, when it was. `repeated`: per `every`, how often.
    """

    since: Moment
    limit: int | None = None
    length: Duration | None = None
    day: date | None = None
    deadline: Deadline | None = None
    added: Duration | None = None
    granted: int = 0
    request: Request | None = None
    expired: bool = False
    ran_out: Moment | None = None
    performed: tuple[datetime | None, ...] = ()
    repeated: tuple[int, ...] = ()


@define
class Fresh:
    """What follows from the clock of a stay that begins on a certain day: its deadline, and its timers once they were
    counted for one of them, together with its beginning.
    """

    deadline: Deadline | None
    timers: tuple[datetime, tuple[Timer, ...]] | None = None


@swift
@frozen
class Case:
    """One case.

    `process`, `version`: what it was opened with. `seq`, `at`: number and recorded moment of the last record;
    `opened`: moment of the first. `round` counts from 1. `step`: the step or end where it is; `ended`: whether that
    is an end; `stay`: the time there. `fields`: the values of all fields that are set; `bindings`: the parties bound
    to assigned roles. `slots`: what history expressions read, one for each slot of the process; `monitors`: the state
    of each watched rule. `scores`: what this case contributed, by party and local year. `mark`: the colour;
    `mark_by_clock`: whether a rung or an `every` of the stay set it. `suspended_at`: since when it is suspended, None
    if it is not; `paused`: the suspended time before that. `stay_timers`, `rule_timers`: what is armed (nothing while
    suspended or ended), in order. `left_now`: the steps that timers left at the moment `at`. `calendar`: the version
    of the calendar by which the timers were counted. `calm`: before this moment nothing but an event can happen to the
    case (`NEVER`: it is suspended, has ended, or a deadline is provisional); it follows from the rest.
    """

    id: str
    process: str
    version: int
    seq: int
    at: datetime
    opened: datetime
    round: int
    step: str
    ended: bool
    stay: Stay
    fields: Mapping[str, Value]
    bindings: Mapping[str, str]
    slots: tuple[object, ...]
    monitors: tuple[State, ...]
    scores: Mapping[tuple[str, int], int]
    mark: str | None
    mark_by_clock: bool
    suspended_at: datetime | None
    paused: Paused
    stay_timers: tuple[Timer, ...]
    rule_timers: tuple[Timer, ...]
    left_now: tuple[str, ...]
    calendar: str
    calm: datetime = field(default=NEVER, eq=False, repr=False)

    @property
    def suspended(self) -> bool:
        return self.suspended_at is not None

    @property
    def deadline(self) -> Deadline | None:
        """The deadline of the present stay, None without a limit. While suspended it is that of the last record."""
        return self.stay.deadline

    @property
    def timers(self) -> tuple[Scheduled, ...]:
        """What is armed, in the order in which it will fire; `ask` wakes an `as soon as` that may leave no record."""
        armed = self.armed
        return tuple(Scheduled(timer.name, timer.due) for timer in armed)

    @property
    def armed(self) -> tuple[Timer, ...]:
        if not self.rule_timers:
            return self.stay_timers
        return tuple(sorted(self.stay_timers + self.rule_timers))
