"""What goes into a decision and what comes out of it: plain frozen values, equal when their parts are.

All moments are aware datetimes in UTC; local days are the calendar's business. `docs/reference/semantics.md` gives
the meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from attrs import field, frozen

from closedloop.kernel.swift import swift
from closedloop.messages import AnyOf, Language, hint, render, say
from closedloop.model.expressions import Value

CLOCK = "clock"
"""Who acts when a timer does."""


class _Nothing(dict[str, Any]):
    """An empty mapping that stays empty; unlike a mapping proxy it can be pickled and copied."""

    def __setitem__(self, key: str, value: Any) -> None:
        raise TypeError("this mapping is always empty")

    update = setdefault = __ior__ = __setitem__  # type: ignore[assignment]

    def __reduce__(self) -> str:
        return "NOTHING"


NOTHING: Mapping[str, Any] = _Nothing()


@frozen
class Actor:
    """Somebody who acts: the person, the party (unit) acted for, and the global roles that the directory gives them."""

    person: str
    party: str
    roles: frozenset[str] = frozenset()


@frozen
class Opening:
    """A new case is to be opened."""

    case: str
    process: str
    at: datetime
    actor: Actor


@swift
@frozen
class Submission:
    """An actor asks that an event be accepted in a case.

    `params` hold values in their JSON form or typed; the kernel reads them by their declared types. `occurred` None:
    now. `role` None: the first that admits the actor.
    """

    case: str
    event: str
    at: datetime
    actor: Actor
    params: Mapping[str, Any] = NOTHING
    occurred: datetime | None = None
    role: str | None = None


@frozen
class Tick:
    """Time has reached `at`; nobody acts."""

    case: str
    at: datetime


@frozen
class Readings:
    """What was asked outside for this decision. `scores`: by (party, local year), of all *other* cases; `functions` is
    for host functions and `counts` for counts over the ledger."""

    scores: Mapping[tuple[str, int], int] = field(factory=dict)
    functions: Mapping[str, Value] = field(factory=dict)
    counts: Mapping[str, int] = field(factory=dict)


@swift
@frozen
class Deadline:
    """A due moment with what it was counted by. `last_day` is None for exact limits."""

    at: datetime
    last_day: date | None
    provisional: bool
    calendar: str
    version: str


@frozen
class Recipient:
    """A role, and the party bound to it if it is an assigned one (None while unbound; for a global role None)."""

    role: str
    party: str | None = None


@swift
@frozen
class Effect:
    """What the host should do. Its key is (case, record number, `index`): stable, so that doing it twice can be
    noticed.

    kind `notify`/`remind`: `to`, `text`; `mark`: `name` is the colour; `score`: `party`, `amount`, `text` the reason;
    `publish`: `text`; `call`: `name` a declared effect and `args` by parameter name; `breach`: `name` is the rule.
    """

    index: int
    kind: Literal["notify", "remind", "mark", "score", "publish", "call", "breach"]
    name: str = ""
    to: tuple[Recipient, ...] = ()
    text: str | None = None
    party: str | None = None
    amount: int = 0
    args: tuple[tuple[str, Value], ...] = ()


@swift
@frozen
class Record:
    """One thing that happened in a case, with all its consequences: replay needs no decision.

    `event` for kind `event`. `timer` for kind `timer`: `due`, `rung:I`, `every:I`, `lapse`, `then` (I counts from 0
    within the step's rungs or `every`s); for kind `breach`: `rule:NAME`. `step` is where the case was (None for
    `opened`); `to` the step or end entered, if any. `params` are the values given; `writes` all fields' final values
    written in this record; `binds` roles bound. `due` is the due moment of the limit of the stay at which it was
    decided (None without a firm one). `deadline` is there when the record starts, moves or recalculates a limit.
    `role` is None for the clock and for `opened`.
    """

    case: str
    seq: int
    kind: Literal["opened", "event", "route", "timer", "breach", "recalculated"]
    at: datetime
    occurred: datetime
    person: str
    party: str
    role: str | None = None
    event: str | None = None
    timer: str | None = None
    step: str | None = None
    to: str | None = None
    params: Mapping[str, Value] = NOTHING
    writes: Mapping[str, Value] = NOTHING
    binds: Mapping[str, str] = NOTHING
    effects: tuple[Effect, ...] = ()
    breaches: tuple[str, ...] = ()
    due: datetime | None = None
    deadline: Deadline | None = None
    readings: Mapping[str, Value] = NOTHING
    process: str | None = None
    version: int | None = None
    """Process and version: in `opened` only."""


@frozen
class Possible:
    """An event that would be admitted for this actor now: its roles, and its parameters as a JSON Schema."""

    event: str
    role: str
    title: str | None
    schema: Mapping[str, Any]


@frozen
class Reason:
    """Why something was refused. `code` is a row of the catalogue, `params` its placeholders; `rule` or `requirement`
    is what stands in the way, in the author's words, and `cite` where that comes from.
    """

    code: str
    params: Mapping[str, Any] = NOTHING
    rule: str | None = None
    requirement: str | None = None
    cite: str | None = None

    def explain(self, lang: Language = "en") -> str:
        """The reason as one line for people, with where it comes from."""
        said = render(self.code, lang, **self.params)
        return said + say("aside", lang, text=self.cite) if self.cite else said

    def hint(self, lang: Language = "en") -> str | None:
        """The remedy, if there is one."""
        return hint(self.code, lang, **self.params)


@frozen
class Scheduled:
    """A timer that is armed: its name as in `Record.timer` and when it is due."""

    timer: str
    due: datetime


@swift
@frozen
class Accepted:
    """`records` in order (fired timers first), `cases` as they are afterwards. `quiet`: timers that were looked at
    and have nothing to say before another record.
    """

    records: tuple[Record, ...]
    cases: tuple[Any, ...]
    quiet: frozenset[Any] = frozenset()

    @property
    def timers(self) -> tuple[Scheduled, ...]:
        """What will fire by time alone, in order for each case."""
        return _scheduled(self.cases, self.quiet)

    @property
    def effects(self) -> tuple[tuple[Record, Effect], ...]:
        """All effects with the records they belong to."""
        return tuple((record, effect) for record in self.records for effect in record.effects)


@swift
@frozen
class Refused:
    """`reasons` is never empty. `records` are those of timers that fired before; they stand. `possible`: what the
    actor may do instead; the same event only where another role or other values may help. `quiet` as in `Accepted`.
    """

    reasons: tuple[Reason, ...]
    records: tuple[Record, ...] = ()
    cases: tuple[Any, ...] = ()
    possible: tuple[str, ...] = ()
    quiet: frozenset[Any] = frozenset()

    @property
    def timers(self) -> tuple[Scheduled, ...]:
        """What will fire by time alone, in order for each case."""
        return _scheduled(self.cases, self.quiet)

    def explain(self, lang: Language = "en") -> str:
        """All reasons, a line each with its hint, and what is possible instead."""
        lines = []
        for reason in self.reasons:
            remedy = reason.hint(lang)
            lines.append(f"{reason.code}: {reason.explain(lang)}" + (say("aside", lang, text=remedy) if remedy else ""))
        if self.possible:
            lines.append(render("CL532", lang, possible=AnyOf(self.possible)))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.explain()


def _scheduled(cases: tuple[Any, ...], quiet: frozenset[Any]) -> tuple[Scheduled, ...]:
    return tuple(Scheduled(timer.name, timer.due) for case in cases for timer in case.armed if timer not in quiet)
