"""What an audit finds, as plain frozen values; renderers show them and compute nothing.

Moments are aware datetimes in UTC, `line` is the line of the log. Rules, limits and the ledger are found along the
log as it is; `Replay` is what the process itself would have let pass. What the log left to time alone bears no line.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from attrs import field, frozen

from closedloop.kernel.values import Reason, Record
from closedloop.ledger.account import Ledger
from closedloop.logs.values import Issue
from closedloop.model.process import Process, Rule

OnRefusal = Literal["skip", "force", "stop"]
Outcome = Literal["kept", "broken", "open", "unmet"]
"""How a case stands to a rule: it broke it; something is still owed (`open`); it met the rule and kept it; or it never
met it.
"""


@frozen
class Breach:
    """A rule was broken. `party`, `person` and `role` are those charged: who acted, or, where time alone broke it, the
    party bound to the first role of the step (`role`), None for a role that nobody is bound to.

    `event` is what was done; None for time, then `timer` is what ran out (as in `Record.timer`).
    """

    rule: str
    case: str
    at: datetime
    line: int | None = None
    event: str | None = None
    timer: str | None = None
    step: str | None = None
    person: str | None = None
    party: str | None = None
    role: str | None = None

    @property
    def by_time(self) -> bool:
        return self.event is None


@frozen
class Told:
    """One line of a story: a record along the log as it is. `line`: the row that it is, None for what time or the
    process did. `reasons`: why the process would not have let it happen.
    """

    record: Record
    line: int | None = None
    reasons: tuple[Reason, ...] = ()


@frozen
class Story:
    """A case told from its opening to its end, or to the date asked for."""

    case: str
    lines: tuple[Told, ...]


@frozen
class Charged:
    """Breaches of a rule by one party: how many, and in how many cases; party None: only a role could be charged."""

    party: str | None
    role: str | None
    cases: int
    times: int


@frozen
class RuleFinding:
    """How the cases stand to a rule: the four numbers add up to all of them. `breaches` in order of time."""

    rule: Rule
    kept: int
    broken: int
    open: int
    unmet: int
    breaches: tuple[Breach, ...] = ()
    by_party: tuple[Charged, ...] = ()
    examples: tuple[Story, ...] = ()

    @property
    def first(self) -> Breach | None:
        return self.breaches[0] if self.breaches else None

    @property
    def last(self) -> Breach | None:
        return self.breaches[-1] if self.breaches else None


@frozen
class Refusal:
    """A row that the process would have refused; `event` None: the case could not even have been opened. `step` is
    where the case stood in the replay."""

    case: str
    at: datetime
    line: int | None
    event: str | None
    step: str | None
    person: str
    party: str
    role: str | None
    reasons: tuple[Reason, ...]


@frozen
class RefusalKind:
    """Refusals for one reason: its code, the event, and the rule, requirement or parameter that stood in the way.

    `reason` is that of the first; examples are the first ones, of different cases where there are as many.
    """

    code: str
    event: str | None
    about: str | None
    reason: Reason
    times: int
    cases: int
    examples: tuple[Refusal, ...] = ()


@frozen
class TimerKind:
    """What a timer would have done: how often, in how many cases. `timer` as in `Record.timer`, `to` its route."""

    step: str
    timer: str
    to: str | None
    times: int
    cases: int


@frozen
class Contradiction:
    """A timer would have moved the case, but the log goes on from where it was."""

    case: str
    at: datetime
    step: str
    timer: str
    to: str
    line: int | None


@frozen
class Replay:
    """What the process would have made of the rows. `not_reached`: rows after the first refusal, under `stop`.

    `fitting` cases had no refusal and contradict no route of a timer.
    """

    on_refusal: OnRefusal
    cases: int
    fitting: int
    accepted: int
    refused: int
    not_reached: int
    kinds: tuple[RefusalKind, ...] = ()
    timers: tuple[TimerKind, ...] = ()
    refusals: tuple[Refusal, ...] = field(default=(), repr=False)

    @property
    def events(self) -> int:
        return self.accepted + self.refused + self.not_reached


@frozen
class LimitFinding:
    """The limits of a step along the log as it is. `stays` had a limit, `late` of them outlived it, in `cases` cases;
    `waiting` of the late ones still last. `days`: for each late stay the calendar days from the last day of its limit
    to its end, or to the date asked for; in ascending order.
    """

    step: str
    stays: int
    late: int
    cases: int
    waiting: int
    days: tuple[int, ...] = ()


@frozen
class Group:
    """The cases of one value (None: without any), and for each rule, in order, how they stand to it."""

    value: str | None
    cases: int
    fitting: int
    outcomes: tuple[Mapping[Outcome, int], ...] = field(hash=False)


@frozen
class Grouping:
    """The cases by a column of the log, by a role or a field of the process, by `year`, `party` or `role`.

    `overlapping`: a case may be in several groups (by `party` and `role`: in that of each who acted in it; there only
    what a group is charged with counts as broken).
    """

    by: str
    overlapping: bool
    groups: tuple[Group, ...]


@frozen
class Differing:
    """A record of a journal that is not what the process makes of the events before it."""

    case: str
    seq: int
    line: int


@frozen
class Audit:
    """An audited log. `as_of`: the moment up to which time ran. `events` rows were held against the process, `later`
    ones lie after that moment; `rows` counts all rows of the log, `left_out` what the mapping leaves out, by activity.

    `assumed` are the roles that nothing says who holds: everybody is taken to. `without_entries`: cases none of whose
    rows could be held against the process.

    `ledger` is that of the log as it is: where the cases are, metrics, breakdowns. `journal`: whether the log was a
    journal of ours; `differing` then are its records that the process does not bring forth.
    """

    process: Process
    source: str
    zone: str
    as_of: datetime
    cases: int
    events: int
    rows: int
    later: int
    issues: tuple[Issue, ...]
    left_out: Mapping[str, int] = field(hash=False)
    assumed: tuple[str, ...]
    without_entries: tuple[str, ...]
    rules: tuple[RuleFinding, ...]
    replay: Replay
    limits: tuple[LimitFinding, ...]
    contradictions: tuple[Contradiction, ...]
    ledger: Ledger = field(repr=False)
    groupings: tuple[Grouping, ...] = ()
    journal: bool = False
    differing: tuple[Differing, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether no rule was broken, nothing refused, and every row could be read."""
        return (
            not any(finding.broken for finding in self.rules)
            and self.replay.refused == 0
            and not (self.contradictions or self.issues or self.differing)
        )
