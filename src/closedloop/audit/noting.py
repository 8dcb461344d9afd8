"""What is noted while a case goes along: along the log as it is (`Seen`), and of what the process would have done
(`Would`). One of each lives as long as the audit; a case's own notes are put in when it is through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from attrs import define, field

from closedloop.audit.meeting import Meeting
from closedloop.audit.preparing import Observed, Prepared
from closedloop.audit.values import Breach, Contradiction, Refusal, Told
from closedloop.calendars import local_date
from closedloop.kernel.case import Case
from closedloop.kernel.evolving import evolve
from closedloop.kernel.values import Reason, Record
from closedloop.ledger.facts import Observation
from closedloop.logs.values import Entry
from closedloop.model.process import Step

MICROSECOND = timedelta(microseconds=1)


@define
class Lateness:
    """The stays of one step that had a limit: how many, by how many days the late ones were late, in which cases, and
    how many of these stays last.
    """

    stays: int = 0
    days: list[int] = field(factory=list)
    cases: set[str] = field(factory=set)
    waiting: int = 0


class Seen:
    """What is seen in one case along the log as it is."""

    __slots__ = (
        "_case", "_entries", "_events", "_expiries", "_late", "_limits", "_ready",
        "breaches", "contradictions", "meeting", "observed", "story",
    )  # fmt: skip

    def __init__(self, ready: Prepared, case: str, limits: Mapping[str, Lateness], *, told: bool = False) -> None:
        self._ready = ready
        self._case = case
        self._limits = limits
        self._events, self._entries, self._expiries = (ready.notes[kind] for kind in ("event", "step", "expiry"))
        self._late: tuple[str, date] | None = None
        self.meeting = Meeting(ready.meetings)
        self.breaches: list[Breach] = []
        self.contradictions: list[Contradiction] = []
        self.observed: dict[int, list[Observation]] = {}
        self.story: list[Told] | None = [] if told else None

    def records(self, before: Case | None, records: Sequence[Record], after: Case, entry: Entry | None = None) -> None:
        """Records that took the case from `before` to `after`; `entry` is the row that they are, or follow from."""
        if len(records) == 1:
            self.record(records[0], before or after, after, entry)
        elif before is not None and not self._ambiguous(records):
            for record in records:
                self.record(record, before, after, entry)
        else:
            case = before
            for record in records:
                stood, case = case, evolve(self._ready.program, case, record)
                self.record(record, stood or case, case, entry)

    def _ambiguous(self, records: Sequence[Record]) -> bool:
        """Whether it matters how the case stood between the records."""
        if self._ready.meetings.every:
            return True
        counted: set[int] = set()
        for record in records:
            for observed, _ in self._observed(record):
                if not counted.isdisjoint(observed.slots) or self.meeting.asks(observed.note):
                    return True
                counted.update(observed.slots)
        return False

    def _observed(self, record: Record) -> Iterator[tuple[Observed, str | None]]:
        """What rules and metrics make of a record, each with the step where it was."""
        if record.event is not None:
            if (found := self._events.get(record.event)) is not None:
                yield found, record.step
        elif record.timer == "due" and (found := self._expiries.get(record.step or "")) is not None:
            yield found, record.step
        if record.to is not None and (found := self._entries.get(record.to)) is not None:
            yield found, record.to

    def record(
        self, record: Record, before: Case, after: Case, entry: Entry | None, reasons: tuple[Reason, ...] = ()
    ) -> None:
        """One record."""
        to = record.to
        event = record.event
        if event is not None:
            if (found := self._events.get(event)) is not None:
                self._observe(found, record, record.step, before, after)
        elif record.timer == "due":
            self._expired(record, before, after)
        if to is not None:
            self.meeting.begin(record)
            if (found := self._entries.get(to)) is not None:
                self._observe(found, record, to, before, after)
            if self._late is not None:
                self._left(record.at)
            if record.deadline is not None and not record.deadline.provisional:
                self._limits[to].stays += 1
        if self._ready.meetings.every:
            self.meeting.rest(record, after)
        if record.breaches:
            self._broke(record, before, entry)
        if self.story is not None:
            self._tell(record, entry, reasons)

    def _expired(self, record: Record, before: Case, after: Case) -> None:
        if (found := self._expiries.get(record.step or "")) is not None:
            self._observe(found, record, record.step, before, after)
        if record.due is not None:
            self._late = str(record.step), self._day(record.due - MICROSECOND)

    def _observe(self, observed: Observed, record: Record, step: str | None, before: Case, after: Case) -> None:
        self.meeting.see(observed.note, record, step, before, after)
        for slot in observed.slots:
            if after.slots[slot] != before.slots[slot]:
                self.observed.setdefault(slot, []).append(Observation(record.occurred, record.due))

    def _broke(self, record: Record, before: Case, entry: Entry | None) -> None:
        self.breaches.extend(self.breach(rule, record, before, entry) for rule in record.breaches)

    def breach(self, rule: str, record: Record, before: Case, entry: Entry | None) -> Breach:
        """The rule was broken by this record: charged to who acted in the row, or to who had the case in hand."""
        if entry is not None:
            who = entry.actor
            return Breach(
                rule=rule,
                case=record.case,
                at=record.at,
                line=entry.row.line,
                event=entry.event,
                step=record.step,
                person=who.person,
                party=who.party,
                role=record.role if record.role is not None else entry.role,
            )
        role = self._in_charge(record.step)
        party = None if role is None else before.bindings.get(role)
        return Breach(
            rule, record.case, record.at, timer=record.timer or record.kind, step=record.step, party=party, role=role
        )

    def _in_charge(self, step: str | None) -> str | None:
        found: Step | None = self._ready.steps.get(step or "")
        return found.by[0] if found is not None and found.by else None

    def _tell(self, record: Record, entry: Entry | None, reasons: tuple[Reason, ...]) -> None:
        assert self.story is not None
        own = entry is not None and record.kind == "event"
        line = entry.row.line if entry is not None and own else None
        self.story.append(Told(record, line, reasons if own or record.kind == "opened" else ()))

    # ---------------------------------------------------------------------------------------------------- lateness

    def _day(self, moment: datetime) -> date:
        return local_date(self._ready.machine.calendar, moment)

    def _left(self, at: datetime, waiting: bool = False) -> None:
        assert self._late is not None
        step, last_day = self._late
        self._late = None
        found = self._limits[step]
        found.days.append(max((self._day(at) - last_day).days, 0))
        found.cases.add(self._case)
        found.waiting += waiting

    def finish(self, case: Case, as_of: datetime) -> None:
        """Time has run to `as_of`: a late stay that lasts is late up to then."""
        if self._late is not None:
            self._left(as_of, waiting=not case.ended)


@define
class Would:
    """What the process would have made of all cases. Timers by step, name and route: how often, in which cases."""

    accepted: int = 0
    not_reached: int = 0
    refusals: list[Refusal] = field(factory=list)
    timers: Counter[tuple[str, str, str | None]] = field(factory=Counter)
    timer_cases: dict[tuple[str, str, str | None], set[str]] = field(factory=dict)

    def records(self, records: Sequence[Record]) -> None:
        """Counts the timers among the records; nothing else of them is kept."""
        for record in records:
            if record.timer is not None or (record.kind == "route" and record.step is not None):
                self._timer(record)

    def _timer(self, record: Record) -> None:
        key = str(record.step), record.timer or "route", record.to
        self.timers[key] += 1
        self.timer_cases.setdefault(key, set()).add(record.case)
