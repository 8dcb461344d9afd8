"""Live cases: what a generated module's class is made of. One object is one case that changes by its events.

Guarantees: the same records as `decide` gives, in the same order; whatever is out of the ordinary is decided by it.
Records are kept as rows and made into `Record`s when somebody asks for them. Not for use by several threads at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar, NamedTuple, Self

from closedloop.calendars import local_to_utc
from closedloop.kernel.case import NEVER, Case, Stay, Timer
from closedloop.kernel.deciding import decide
from closedloop.kernel.evolving import evolve
from closedloop.kernel.journal import record_from_json, record_to_json
from closedloop.kernel.machine import Machine, compile_process
from closedloop.kernel.offers import offers
from closedloop.kernel.straight.literals import constructed
from closedloop.kernel.straight.support import WITHOUT_CLOCK, Start
from closedloop.kernel.values import (
    CLOCK,
    NOTHING,
    Accepted,
    Actor,
    Effect,
    Opening,
    Possible,
    Record,
    Refused,
    Submission,
    Tick,
)
from closedloop.messages import Language, UsageError, hint, render
from closedloop.model.process import SCHEMA_VERSION, Process
from closedloop.rules import Moment, Paused

FORM = 1
"""The version of what generated modules and this kernel expect of each other."""

AtAll = tuple[Any, ...]


class Incompatible(UsageError):
    """A generated module cannot run here. `code` is a row of the catalogue (78x)."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{self.explain('en')}\n{self.explain('zh')}")

    def explain(self, lang: Language = "en") -> str:
        """What is wrong and what would help, in one line."""
        return f"{render(self.code, lang, **self.params)}; {hint(self.code, lang, **self.params)}"


def embedded(process: Process, *, digest: str, form: int, schema: int, made_with: str, again: str) -> Machine:
    """The machine of the process that a generated module holds.

    `Incompatible` for a module that was made for another kernel, or whose process is not what its functions were made
    from. `again`: the command that makes the module anew.
    """
    if (form, schema) != (FORM, SCHEMA_VERSION):
        versions = {"form": form, "schema": schema, "needed": FORM, "needed_schema": SCHEMA_VERSION}
        raise Incompatible("CL780", **versions, version=made_with, command=again)
    if digest_of(process) != digest:
        raise Incompatible("CL781", command=again)
    return compile_process(process, fast=False)


def digest_of(process: Process) -> str:
    """What tells one process from another, wherever its text stands."""
    return sha256(constructed(process).encode("utf-8", "surrogatepass")).hexdigest()


class Shape(NamedTuple):
    """What all records of one event have in common that come from one place of the code.

    A row holds, after this: moment, actor, due moment, deadline; then role and effects where they are None here; the
    values of `params`; those of the fields `assigned`, or all that was written where that is None.
    """

    event: str
    step: str
    to: str | None
    role: str | None
    effects: tuple[Effect, ...] | None
    params: tuple[str, ...]
    writes: tuple[str, ...]
    binds: tuple[str, ...]
    assigned: tuple[str, ...] | None

    def record(self, case: str, seq: int, row: AtAll) -> Record:
        """The row as the record that it stands for."""
        _, at, actor, due, deadline, *own = row
        role = own.pop(0) if self.role is None else self.role
        effects = own.pop(0) if self.effects is None else self.effects
        given = zip(self.params, own, strict=False)
        params = {name: value for name, value in given if value is not None}
        own = own[len(self.params) :]
        if self.assigned is None:
            writes = own[0]
        else:
            writes = {name: params[name] for name in self.writes if name in params}
            writes |= zip(self.assigned, own, strict=True)
        binds = {name: params[name] for name in self.binds if name in params}
        return Record(
            case,
            seq,
            "event",
            at,
            at,
            actor.person,
            actor.party,
            role,
            self.event,
            None,
            self.step,
            self.to,
            params or NOTHING,
            writes or NOTHING,
            binds or NOTHING,
            effects,
            (),
            due,
            deadline,
        )


class LiveCase:
    """One case of the process that the generated class was made from.

    `id` and `step` name the case and where it is; `at` is the moment of its last record. Everything else is asked by
    methods. What an actor may not do is answered with a `Refused`, what makes no sense is raised as `UsageError`. A
    moment without an offset is local time in the zone of the process.
    """

    __slots__ = (
        "_calm",
        "_due",
        "_left_now",
        "_mark",
        "_mark_by_clock",
        "_opened",
        "_paused",
        "_round",
        "_rows",
        "_rule_timers",
        "_scores",
        "_since",
        "_start",
        "_stay",
        "_suspended_at",
        "_timers",
        "at",
        "id",
        "step",
    )

    MACHINE: ClassVar[Machine]
    FIELDS: ClassVar[Mapping[str, str]]
    ROLES: ClassVar[Mapping[str, str]]
    SLOTS: ClassVar[tuple[str, ...]]
    MONITORS: ClassVar[tuple[str, ...]]

    at: datetime
    id: str
    step: str

    def __init__(self, case: Case, records: Iterable[Record]) -> None:
        """For `open` and `restore`."""
        self._rows: list[Any] = list(records)
        self._become(case)

    @classmethod
    def open(cls, case: str, actor: Actor | str | None = None, *, at: datetime | None = None) -> Self:
        """Opens a case; without an actor the clock has opened it. `UsageError` where a rule would be broken at once."""
        who = Actor(CLOCK, CLOCK) if actor is None else _actor(actor)
        process = cls.MACHINE.process.name
        opened = decide(cls._program(), (), Opening(case, process, cls._moment(at), who))
        if isinstance(opened, Refused):
            raise UsageError(opened.explain())
        return cls(opened.cases[0], opened.records)

    @classmethod
    def restore(cls, records: Iterable[Record | str]) -> Self:
        """The case that these records tell of, or the lines of its journal. `UsageError` where they do not follow."""
        case: Case | None = None
        known = []
        for each in records:
            record = record_from_json(cls.MACHINE, json.loads(each)) if isinstance(each, str) else each
            case = evolve(cls._program(), case, record)
            known.append(record)
        if case is None:
            raise UsageError("a case has at least the record of its opening")
        return cls(case, known)

    # ------------------------------------------------------------------------------------------------------- asking

    @property
    def state(self) -> str:
        """The step or end where the case is."""
        return self.step

    @property
    def ended(self) -> bool:
        return self.MACHINE.places[self.step].ended

    @property
    def fields(self) -> dict[str, Any]:
        """The values of all fields that are set."""
        return _set(self, self.FIELDS)

    @property
    def bindings(self) -> dict[str, str]:
        """The parties bound to assigned roles."""
        return _set(self, self.ROLES)

    @property
    def records(self) -> tuple[Record, ...]:
        """Everything that happened, in order."""
        rows = self._rows
        for index, row in enumerate(rows):
            if type(row) is tuple:
                rows[index] = row[0].record(self.id, index + 1, row)
        return tuple(rows)

    def journal(self) -> list[str]:
        """The records as lines of JSON, which `restore` and `Desk.load_journal` read."""
        return [
            json.dumps(record_to_json(self.MACHINE, record), ensure_ascii=False, separators=(",", ":"))
            for record in self.records
        ]

    def offers(self, actor: Actor | str, *, at: datetime | None = None) -> tuple[Possible, ...]:
        """The events that the actor may submit now, with JSON Schemas of their parameters. Nothing is recorded."""
        return offers(self._program(), self.case, _actor(actor), self._moment(at))

    @property
    def case(self) -> Case:
        """The case as a frozen value, as the kernel knows it."""
        machine = self.MACHINE
        return Case(
            self.id,
            machine.process.name,
            machine.process.version,
            len(self._rows),
            self.at,
            self._opened,
            self._round,
            self.step,
            machine.places[self.step].ended,
            self._stay_now(),
            self.fields,
            self.bindings,
            tuple([getattr(self, local) for local in self.SLOTS]),
            tuple([getattr(self, local) for local in self.MONITORS]),
            self._scores,
            self._mark,
            self._mark_by_clock,
            self._suspended_at,
            self._paused,
            self._timers,
            self._rule_timers,
            self._left_now,
            machine.calendar.version,
            self._calm,
        )

    # -------------------------------------------------------------------------------------------------------- doing

    def submit(
        self,
        event: str,
        actor: Actor | str,
        params: Mapping[str, Any] = NOTHING,
        *,
        at: datetime | None = None,
        occurred: datetime | None = None,
        role: str | None = None,
    ) -> Refused | None:
        """An actor asks that an event be accepted, now or at `at`; None if it is. Timers due by then fire first.

        `params` by name, as JSON gives them or typed. `occurred`: when it really happened, if earlier. `role`: the role
        to act in, for who holds several.
        """
        happened = None if occurred is None else self._moment(occurred)
        asked = Submission(self.id, event, self._moment(at), _actor(actor), params, happened, role)
        return self._decided(decide(self._program(), (self.case,), asked))

    def tick(self, at: datetime | None = None) -> tuple[Record, ...]:
        """Time has reached `at`: what is due by then fires. What was recorded."""
        moment = self._moment(at)
        if self.at <= moment < self._calm:
            return ()
        before = len(self._rows)
        self._decided(decide(self._program(), (self.case,), Tick(self.id, moment)))
        return tuple(self._rows[before:])

    def _asked(
        self,
        event: str,
        actor: Actor | str,
        params: Mapping[str, Any],
        at: datetime | None,
        occurred: datetime | None,
        role: str | None,
    ) -> Refused | None:
        """What the methods of events do when there is no ordinary way; None stands for what is not given."""
        given = {name: value for name, value in params.items() if value is not None}
        return self.submit(event, actor, given, at=at, occurred=occurred, role=role)

    def _decided(self, decision: Accepted | Refused) -> Refused | None:
        self._rows.extend(decision.records)
        if decision.records:
            self._become(decision.cases[0])
        return decision if isinstance(decision, Refused) else None

    # ------------------------------------------------------------------------------------------------------- inside

    @classmethod
    def _program(cls) -> Mapping[str, Machine]:
        return {cls.MACHINE.process.name: cls.MACHINE}

    @classmethod
    def _moment(cls, at: datetime | None) -> datetime:
        if at is None:
            return datetime.now(UTC)
        return local_to_utc(cls.MACHINE.calendar, at) if at.tzinfo is None else at.astimezone(UTC)

    def _become(self, case: Case) -> None:
        """The case is as the kernel says."""
        self.id, self.at, self.step = case.id, case.at, case.step
        self._opened, self._round = case.opened, case.round
        self._stay: Stay | None = case.stay
        self._since, self._start = case.stay.since.at, WITHOUT_CLOCK
        deadline = case.stay.deadline
        self._due: datetime | None = None if deadline is None else deadline.at
        self._timers: tuple[Timer, ...] = case.stay_timers
        self._rule_timers: tuple[Timer, ...] = case.rule_timers
        self._calm = case.calm if case.calendar == self.MACHINE.calendar.version else NEVER
        self._paused: Paused = case.paused
        self._suspended_at: datetime | None = case.suspended_at
        self._left_now: tuple[str, ...] = case.left_now
        self._scores: Mapping[tuple[str, int], int] = case.scores
        self._mark, self._mark_by_clock = case.mark, case.mark_by_clock
        for name, local in self.FIELDS.items():
            setattr(self, local, case.fields.get(name))
        for name, local in self.ROLES.items():
            setattr(self, local, case.bindings.get(name))
        for local, value in zip(self.SLOTS, case.slots, strict=True):
            setattr(self, local, value)
        for local, value in zip(self.MONITORS, case.monitors, strict=True):
            setattr(self, local, value)

    def _stay_now(self) -> Stay:
        if self._stay is None:
            start: Start = self._start
            self._stay = start.stay(Moment(self._since, self._paused))
        return self._stay


def _set(case: LiveCase, locals_: Mapping[str, str]) -> dict[str, Any]:
    values = ((name, getattr(case, local)) for name, local in locals_.items())
    return {name: value for name, value in values if value is not None}


def _actor(given: Actor | str) -> Actor:
    if isinstance(given, Actor):
        return given
    if isinstance(given, str) and given.strip():
        return Actor(given, given)
    raise UsageError(f"an actor is an `Actor` or a name, not {given!r}")
