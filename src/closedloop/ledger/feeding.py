"""Events from a file, fed to a desk in order of time; what could not be used or was refused is kept, with its line.

A case opens at the moment of its first event. Before each event the timers of all cases that are due by then fire in
order of time, so that what one case reads of the others (scores) is what it would have been.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from attrs import field, fields, frozen, has

from closedloop.calendars import Calendar, calendar, local_to_utc
from closedloop.engine.desk import Desk
from closedloop.kernel.values import CLOCK, NOTHING, Accepted, Actor, Refused
from closedloop.ledger.cells import read_cell
from closedloop.ledger.columns import EVENTS
from closedloop.ledger.event_lines import EventLine, LineError, Problem, named
from closedloop.messages.values import AnyOf
from closedloop.model.expressions import ScoreOf
from closedloop.model.process import Process

OPEN = "open"
"""An event of this name opens a case and does nothing else, unless the process has an event of the name."""


@frozen
class Refusal:
    """A line whose event was refused; `event` None: the case could not even be opened. `at` is the moment (UTC)."""

    line: int
    case: str
    event: str | None
    actor: Actor
    at: datetime
    answer: Refused


@frozen
class Fed:
    """What became of the lines: every one is accepted, refused, bad or `later` than the moment asked for.

    `opened` counts cases; `last` is the moment of the last event, None without any. `problems` also has what is wrong
    with columns, which is no line of its own.
    """

    accepted: int
    refusals: tuple[Refusal, ...]
    problems: tuple[Problem, ...]
    later: int
    opened: int
    last: datetime | None

    @property
    def lines(self) -> int:
        """All lines that should have been events."""
        return self.accepted + len(self.refusals) + self.bad + self.later

    @property
    def bad(self) -> int:
        """How many lines could not be used."""
        return len({problem.line for problem in self.problems if problem.code not in OF_NO_LINE})

    @property
    def unusable(self) -> bool:
        """Whether nothing could be read because of what is wrong with the file as a whole."""
        return any(problem.code in OF_FILE for problem in self.problems)


OF_FILE = ("CL670", "CL671", "CL678")
"""Codes of what makes a file unusable from its first line on."""

OF_NO_LINE = (*OF_FILE, "CL672")
"""Codes of what is wrong with the file or its headers; a column that is there twice (CL673) makes the header line
bad.
"""


@frozen
class Ready:
    """A line with its process and its moments in UTC."""

    line: EventLine
    process: Process
    at: datetime
    occurred: datetime | None = field(default=None)


def feed(
    desk: Desk,
    processes: Mapping[str, Process],
    lines: Iterable[EventLine | Problem],
    *,
    process: str | None = None,
    until: Mapping[str, datetime] = NOTHING,
    tracked: Callable[[Sequence[Ready]], Iterator[Ready]] = iter,
) -> Fed:
    """Feeds the lines to the desk. `process`: of cases that name none; `until`: later events are left out, time does
    not run on.

    `tracked` sees the lines pass, for a bar.
    """
    queue = _Queue(processes, process)
    ready = queue.sorted(lines)
    wanted = [each for each in ready if each.process.name not in until or each.at <= until[each.process.name]]
    feeder = _Feeder(desk, together=any(map(reads_scores, processes.values())))
    for each in tracked(wanted):
        try:
            feeder.feed(each)
        except LineError as error:
            queue.problems.append(Problem(each.line.line, error.code, error.params))
    return Fed(
        accepted=feeder.accepted,
        refusals=tuple(sorted(feeder.refusals, key=lambda refusal: refusal.line)),
        problems=tuple(sorted(queue.problems, key=lambda problem: problem.line)),
        later=len(ready) - len(wanted),
        opened=len(feeder.cases),
        last=wanted[-1].at if wanted else None,
    )


# ----------------------------------------------------------------------------------------------------- order of time


class _Queue:
    """Finds the process of each line and sorts by time; equal times stay in the order of the file."""

    def __init__(self, processes: Mapping[str, Process], default: str | None) -> None:
        self._processes = processes
        self._default = default if default is not None or len(processes) != 1 else next(iter(processes))
        self._calendars = {name: calendar(each.calendar, each.zone) for name, each in processes.items()}
        self._of_case: dict[str, str] = {}
        self.problems: list[Problem] = []

    def sorted(self, lines: Iterable[EventLine | Problem]) -> list[Ready]:
        found: list[EventLine] = []
        for line in lines:
            if isinstance(line, Problem):
                self.problems.append(line)
            else:
                found.append(line)
                self._of_case.setdefault(line.case, line.process or self._default or "")
        return sorted(filter(None, map(self._ready, found)), key=lambda ready: ready.at)

    def _ready(self, line: EventLine) -> Ready | None:
        try:
            process = self._process(line)
            cal = self._calendars[process.name]
            occurred = None if line.occurred is None else in_utc(cal, line.occurred)
            return Ready(line, process, in_utc(cal, line.time), occurred)
        except LineError as error:
            self.problems.append(Problem(line.line, error.code, error.params))
            return None

    def _process(self, line: EventLine) -> Process:
        name = self._of_case[line.case]
        if not name:
            raise LineError("CL686", case=line.case)
        if line.process and line.process != name:
            raise LineError("CL690", case=line.case, process=name)
        if name not in self._processes:
            raise LineError("CL665", name=name, choices=AnyOf(tuple(self._processes)))
        return self._processes[name]


def in_utc(cal: Calendar, moment: datetime) -> datetime:
    """The moment; without an offset it is local time of the calendar's zone. `LineError` beyond what can be counted."""
    try:
        return local_to_utc(cal, moment) if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, ValueError):
        raise LineError("CL675", text=moment.isoformat(), column=named("time")) from None


# ------------------------------------------------------------------------------------------------------------ feeding


class _Feeder:
    """Submits line after line; remembers which cases are open and when their timers are due."""

    def __init__(self, desk: Desk, *, together: bool) -> None:
        self._desk = desk
        self._due: list[tuple[datetime, str]] | None = [] if together else None
        self.cases: set[str] = set()
        self.accepted = 0
        self.refusals: list[Refusal] = []

    def feed(self, ready: Ready) -> None:
        line, process = ready.line, ready.process
        actor = actor_of(line, process)
        event = event_named(line.event, process)
        only_opens = event == OPEN and all(each.name != OPEN for each in process.events)
        if only_opens and line.case in self.cases:
            raise LineError("CL687", case=line.case)
        params = typed(line, event, process)
        self._run_timers(ready.at)
        if line.case not in self.cases:
            self._answered(ready, actor, None, self._desk.open(process.name, line.case, at=ready.at, actor=actor))
            if line.case not in self.cases:
                return
        if only_opens:
            self.accepted += 1
            return
        answer = self._desk.submit(
            line.case, event, actor, params, at=ready.at, occurred=ready.occurred, role=line.role or None
        )
        self._answered(ready, actor, event, answer)

    def _answered(self, ready: Ready, actor: Actor, event: str | None, answer: Accepted | Refused) -> None:
        line = ready.line
        if isinstance(answer, Refused):
            self.refusals.append(Refusal(line.line, line.case, event, actor, ready.at, answer))
        elif event is None:
            self.cases.add(line.case)
        else:
            self.accepted += 1
        self._note_timers(line.case, ready.at)

    def _note_timers(self, case: str, now: datetime) -> None:
        if self._due is not None and case in self.cases:
            for due in (timer.due for timer in self._desk.case(case).timers if timer.due > now):
                heapq.heappush(self._due, (due, case))
                return

    def _run_timers(self, now: datetime) -> None:
        if not self._due or self._due[0][0] > now:
            return
        fired = set()
        while self._due and self._due[0][0] <= now:
            fired.add(heapq.heappop(self._due)[1])
        self._desk.tick(now)
        for case in sorted(fired):
            self._note_timers(case, now)


def reads_scores(part: Any) -> bool:
    """Whether a part of a compiled process asks for a score."""
    if isinstance(part, ScoreOf):
        return True
    if isinstance(part, tuple):
        return any(map(reads_scores, part))
    return has(type(part)) and any(reads_scores(getattr(part, each.name)) for each in fields(type(part)))


def actor_of(line: EventLine, process: Process) -> Actor:
    """Who acts in the line: the roles written, and those whose name the party or the person bears."""
    if CLOCK in (line.person, line.party):
        raise LineError("CL676")
    declared = {role.name for role in process.roles if not role.assigned}
    named = {line.person, line.party, line.role} & declared
    return Actor(line.person, line.party, frozenset(line.roles | named))


def event_named(name: str, process: Process) -> str:
    """The event by its name; those of the language also by their Chinese names."""
    return name if any(event.name == name for event in process.events) else EVENTS.get(name, name)


def typed(line: EventLine, event: str, process: Process) -> Mapping[str, Any]:
    """The parameters; a table's cells are read by their types, what has no type is left to be refused."""
    if not line.texts or not line.params:
        return line.params
    cal = calendar(process.calendar, process.zone)
    types = {param.name: param.type for each in process.events if each.name == event for param in each.params}
    return {
        name: read_cell(text, types[name], name, lambda moment: in_utc(cal, moment)) if name in types else text
        for name, text in line.params.items()
    }
