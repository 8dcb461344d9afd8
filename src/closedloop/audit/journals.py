"""A journal of ours as a log: its events are the rows, and its records are what the process has to bring forth again.

Who acted held the role that the record names; that a record was dated back means that it might be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import field, frozen

from closedloop.kernel.machine import Machine
from closedloop.kernel.values import NOTHING, Actor, Record
from closedloop.logs.values import Entry, Log, LogCase, Row


@frozen
class Recorded(Entry):
    """A row that is a record of ours. `occurred`: when it happened, where that was said."""

    occurred: datetime | None = None


@frozen
class RecordedCase(LogCase):
    """A case of a journal. `opener` opened it; `records` are all its records, `lines` where they stand."""

    opener: Actor = field(kw_only=True)
    records: tuple[Record, ...] = field(kw_only=True, repr=False)
    lines: tuple[int, ...] = field(kw_only=True, repr=False)

    @property
    def looked_at(self) -> datetime | None:
        """The last moment at which somebody is known to have looked what time has brought about after the last event;
        None if nothing shows that anybody did.
        """
        last = next((record for record in reversed(self.records) if record.kind != "route"), self.records[-1])
        final = self.records[-1]
        asked_later = final.kind == "route" and final.at != last.at
        return final.at if asked_later or last.kind not in ("opened", "event") else None


def log_of_journal(machine: Machine, records: Iterable[tuple[int, Record]], source: str) -> Log:
    """The cases of the machine's process in these records, each with the line where it stands, in order."""
    by_case: dict[str, list[tuple[int, Record]]] = {}
    other: set[str] = set()
    for line, record in records:
        if record.kind == "opened" and record.process != machine.process.name:
            other.add(record.case)
        if record.case not in other:
            by_case.setdefault(record.case, []).append((line, record))
    cases = tuple(_case(machine, each) for each in by_case.values())
    return Log(source, cases, (), sum(len(case.entries) for case in cases), NOTHING)


def _case(machine: Machine, records: Sequence[tuple[int, Record]]) -> RecordedCase:
    first = records[0][1]
    return RecordedCase(
        case=first.case,
        opened=first.at,
        entries=tuple(_entry(machine, line, record) for line, record in records if record.kind == "event"),
        attributes=NOTHING,
        opener=Actor(first.person, first.party),
        records=tuple(record for _, record in records),
        lines=tuple(line for line, _ in records),
    )


def _entry(machine: Machine, line: int, record: Record) -> Recorded:
    attributes: Mapping[str, str] = NOTHING
    row = Row(line, record.case, record.event or "", record.at, record.person, record.party, record.role, attributes)
    roles = {record.role} if record.role is not None else set()
    dated = record.occurred != record.at
    if dated:
        roles.update(role for each in machine.process.backdates for role in each.by)
    return Recorded(
        row=row,
        event=record.event or "",
        params=record.params,
        actor=Actor(record.person, record.party, frozenset(roles - machine.assigned)),
        role=record.role,
        occurred=record.occurred if dated else None,
    )


def differing(made: Sequence[Record], case: RecordedCase, until: datetime) -> tuple[tuple[int, int], ...]:
    """The records made by then that the process does not make, by their numbers and lines; what it makes beyond them is
    what time has brought about since.
    """
    written = [(record, line) for record, line in zip(case.records, case.lines, strict=True) if record.at <= until]
    same = (mine == record for mine, (record, _) in zip(made, written, strict=False))
    found = [(record.seq, line) for (record, line), alike in zip(written, same, strict=False) if not alike]
    return tuple(found + [(record.seq, line) for record, line in written[len(made) :]])
