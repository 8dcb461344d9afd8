"""A case told in a test: a process from its text, moments as local time, and a replay behind every decision."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from closedloop import kernel
from closedloop.calendars import Calendar
from closedloop.kernel.case import Case
from closedloop.kernel.machine import Machine
from closedloop.kernel.values import Accepted, Actor, Opening, Readings, Record, Refused, Submission, Tick
from closedloop.lower.process import lower_process
from closedloop.model.process import Process
from closedloop.syntax.parse import parse_text

NOBODY = Actor("clock", "clock")


def process(items: str, name: str = "p") -> Process:
    """The process with these items; checked for names and types only, so that odd ones can be told too."""
    text = f"process {name} {{\n{items}\n}}"
    parsed = parse_text(text, name="test")
    assert parsed.complete, [each.message("en") for each in parsed.diagnostics]
    assert parsed.file is not None
    lowered = lower_process(parsed.file.processes[0], parsed.source)
    assert lowered.process is not None, [each.message("en") for each in lowered.diagnostics]
    return lowered.process


def replay(program: dict[str, Machine], records: tuple[Record, ...]) -> Case:
    case: Case | None = None
    for record in records:
        case = kernel.evolve(program, case, record)
    assert case is not None
    return case


class Story:
    """One case. Actors are names: `NAME` holds the global roles given to it, and is person and party at once."""

    def __init__(
        self,
        items: str,
        at: str = "2024-03-01 09:00",
        calendar: Calendar | None = None,
        opener: Actor = NOBODY,
        **roles: str,
    ) -> None:
        self.machine = kernel.compile_process(process(items), calendar)
        self.program = {"p": self.machine}
        self.roles = {name: frozenset(held.split()) for name, held in roles.items()}
        self.records: tuple[Record, ...] = ()
        self.readings = Readings()
        self.now = self.moment(at)
        self.opened = kernel.decide(self.program, (), Opening("c", "p", self.now, opener), self.readings)
        self.case: Case = self.opened.cases[0] if isinstance(self.opened, Accepted) else None  # type: ignore[assignment]
        self._told(self.opened)

    def moment(self, at: str | datetime) -> datetime:
        """`2024-03-01`, `2024-03-01 09:00`, `+3 days 2 hours` (from the last one): local time."""
        if isinstance(at, datetime):
            return at
        zone = ZoneInfo(self.machine.calendar.zone)
        if at.startswith("+"):
            words = at[1:].split()
            units = dict(zip(words[1::2], map(int, words[::2]), strict=True))
            return (self.now.astimezone(zone) + timedelta(**units)).astimezone(UTC)
        naive = datetime.fromisoformat(at)
        if len(at) == 10:
            naive = naive.replace(hour=9)
        return naive.replace(tzinfo=zone).astimezone(UTC)

    def actor(self, name: str) -> Actor:
        return Actor(name, name, self.roles.get(name, frozenset((name,))))

    def ask(self, event: str, who: str | Actor, at: str | datetime = "+0 days", /, **more: Any) -> Accepted | Refused:
        """A submission; `occurred` and `role` are the submission's own, all else are parameters."""
        occurred, role = more.pop("occurred", None), more.pop("role", None)
        self.now = max(self.moment(at), self.case.at) if str(at).startswith("+") else self.moment(at)
        actor = who if isinstance(who, Actor) else self.actor(who)
        occurred = None if occurred is None else self.moment(occurred)
        asked = Submission("c", event, self.now, actor, more, occurred, role)
        return self._told(kernel.decide(self.program, (self.case,), asked, self.readings))

    def do(self, event: str, who: str | Actor, at: str | datetime = "+0 days", /, **more: Any) -> Record:
        """A submission that is accepted; its record."""
        outcome = self.ask(event, who, at, **more)
        assert isinstance(outcome, Accepted), outcome.explain()
        return next(record for record in reversed(outcome.records) if record.kind == "event")

    def refused(self, event: str, who: str | Actor, at: str | datetime = "+0 days", /, **more: Any) -> tuple[str, ...]:
        """The codes of a refusal."""
        outcome = self.ask(event, who, at, **more)
        assert isinstance(outcome, Refused), "it was accepted"
        return tuple(reason.code for reason in outcome.reasons)

    def wait(self, at: str | datetime) -> list[Record]:
        """Time passes; what is recorded."""
        self.now = self.moment(at)
        outcome = kernel.decide(self.program, (self.case,), Tick("c", self.now), self.readings)
        self._told(outcome)
        return list(outcome.records)

    def _told(self, outcome: Accepted | Refused) -> Accepted | Refused:
        before = self.records
        self.records += outcome.records
        if outcome.cases:
            self.case = outcome.cases[0]
        assert [record.seq for record in self.records] == list(range(1, len(self.records) + 1))
        if len(self.records) > len(before):
            assert replay(self.program, self.records) == self.case, "replay differs from the live case"
        return outcome

    def local(self, moment: datetime | None) -> str:
        """A moment as local time, `2024-03-01 09:00`."""
        assert moment is not None
        return moment.astimezone(ZoneInfo(self.machine.calendar.zone)).strftime("%Y-%m-%d %H:%M")

    def due(self) -> str | None:
        """The last day of the limit, or its moment where it is exact."""
        deadline = self.case.deadline
        if deadline is None:
            return None
        return str(deadline.last_day) if deadline.last_day is not None else self.local(deadline.at)

    def timers(self) -> list[tuple[str, str]]:
        return [(timer.timer, self.local(timer.due)) for timer in self.case.timers]

    def told(self, records: list[Record] | None = None) -> list[tuple[str, str]]:
        """What happened when: `timer`, event or kind, and the local moment."""
        said = self.records if records is None else records
        return [(record.timer or record.event or record.kind, self.local(record.at)) for record in said]


def effects(record: Record) -> list[tuple[str, str]]:
    """Kind and what it is about."""
    return [
        (each.kind, each.name or each.text or each.party or " ".join(to.role for to in each.to))
        for each in record.effects
    ]
