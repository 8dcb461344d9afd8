"""From a log and a process to the audit: every case goes its way, then what was noted is put together.

Cases go one after another; where the process reads what other cases contribute to scores, all of them go along in
order of time. Nothing of a case is kept but where it stands in the end, so that long logs fit into memory.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from attrs import define, field, frozen

from closedloop.audit.course import Course, Shared
from closedloop.audit.findings import contradictions_of, ledger_of, limits_of, refusal_kinds, rule_findings, timer_kinds
from closedloop.audit.grouping import Grouper
from closedloop.audit.journals import RecordedCase, differing
from closedloop.audit.judging import Judging, Standing
from closedloop.audit.noting import Lateness, Seen, Would
from closedloop.audit.preparing import Prepared, prepared
from closedloop.audit.values import Audit, Breach, Contradiction, Differing, OnRefusal, Replay, Story
from closedloop.calendars import end_of_day, local_to_utc
from closedloop.engine.scores import Scores
from closedloop.kernel.machine import Machine
from closedloop.ledger.register import RegisteredCase
from closedloop.logs.collecting import collector_at_rest
from closedloop.logs.values import Entry, Log, LogCase
from closedloop.model.process import Process

EXAMPLES = 3
"""Stories and refusals told for each finding, unless another number is asked for."""

Tracked = Callable[[Sequence[LogCase]], Iterator[LogCase]]


def audit(
    process: Process | Machine,
    log: Log,
    *,
    on_refusal: OnRefusal = "skip",
    as_of: datetime | date | None = None,
    by: Sequence[str] = (),
    examples: int = EXAMPLES,
    tracked: Tracked = iter,
) -> Audit:
    """Holds the log against the process.

    `as_of`: time runs to this moment (of a date: to its end; without an offset local time of the process), rows after
    it are left out; None is the moment of the last row, and of a journal of ours its last record, beyond which then
    nothing happens. `by`: columns of the log, roles or fields of the process,
    `year`, `party` or `role`, for each of which the cases are told apart. `examples`: how many stories and refusals
    are kept of each finding. `tracked` sees the cases pass, for a bar.

    `UsageError` for a `by` that is none of these.
    """
    of = process.process if isinstance(process, Machine) else process
    with collector_at_rest():
        return Auditing(of, log, on_refusal, as_of, by).audited(examples, tracked)


@define
class Notes:
    """What is known when all cases are through."""

    breaches: list[Breach] = field(factory=list)
    contradictions: list[Contradiction] = field(factory=list)
    limits: dict[str, Lateness] = field(factory=dict)
    standings: Counter[Standing] = field(factory=Counter)
    cases: list[RegisteredCase] = field(factory=list)
    differing: list[Differing] = field(factory=list)
    fitting: int = 0
    later: int = 0


@frozen
class Sinks:
    """Where the courses note what is counted over all cases; `told`: the cases whose stories are wanted."""

    would: Would
    limits: dict[str, Lateness]
    told: frozenset[str] = frozenset()


class Auditing:
    """One audit in the making."""

    def __init__(
        self,
        process: Process,
        log: Log,
        on_refusal: OnRefusal,
        as_of: datetime | date | None,
        by: Sequence[str],
    ) -> None:
        self._ready = prepared(process)
        self._log = log
        self._on_refusal = on_refusal
        self._as_of = _moment(self._ready, log, as_of)
        self._grouper = Grouper(self._ready, log, by)
        self._judging = Judging(self._ready)
        self._would = Would()
        self._notes = Notes(limits={name: Lateness() for name in self._ready.machine.places})
        self._journal = any(isinstance(case, RecordedCase) for case in log.cases)
        self._runs_on = as_of is not None or not self._journal

    def audited(self, examples: int, tracked: Tracked) -> Audit:
        notes, log, process = self._notes, self._log, self._ready.process
        notes.later = sum(entry.row.at > self._as_of for case in log.cases for entry in case.entries)
        for course, case in self._courses(Sinks(self._would, notes.limits), tracked):
            self._through(course, case)
        notes.breaches.sort(key=lambda breach: breach.at)
        replay = self._replay(examples)
        return Audit(
            process=process,
            source=log.source,
            zone=str(self._ready.machine.calendar.tzinfo),
            as_of=self._as_of,
            cases=len(notes.cases),
            events=replay.events,
            rows=log.rows,
            later=notes.later,
            issues=log.issues,
            left_out=log.left_out,
            assumed=log.assumed,
            without_entries=log.without_entries,
            rules=rule_findings(process, notes.breaches, notes.standings, self._stories, examples),
            replay=replay,
            limits=limits_of(process, notes.limits),
            contradictions=contradictions_of(notes.contradictions),
            ledger=ledger_of(process, notes.cases, notes.breaches, self._as_of),
            groupings=self._grouper.groupings(),
            journal=self._journal,
            differing=tuple(notes.differing),
        )

    def _replay(self, examples: int) -> Replay:
        would, notes = self._would, self._notes
        return Replay(
            on_refusal=self._on_refusal,
            cases=len(notes.cases),
            fitting=notes.fitting,
            accepted=would.accepted,
            refused=sum(refusal.event is not None for refusal in would.refusals),
            not_reached=would.not_reached,
            kinds=refusal_kinds(would.refusals, examples),
            timers=timer_kinds(self._ready, would),
            refusals=tuple(would.refusals),
        )

    # ------------------------------------------------------------------------------------------------ the way through

    def _courses(self, sinks: Sinks, tracked: Tracked) -> Iterator[tuple[Course, LogCase]]:
        """Every case, when it has gone its way."""
        wanted = [case for case in self._log.cases if case.opened <= self._as_of]
        if self._ready.together:
            yield from self._together(sinks, wanted)
            return
        shared = Shared(self._ready, self._on_refusal, sinks.would)
        for case in tracked(wanted):
            if not sinks.told or case.case in sinks.told:
                yield self._course(sinks, shared, case), case

    def _course(self, sinks: Sinks, shared: Shared, case: LogCase) -> Course:
        course = self._begun(sinks, shared, case)
        while course.following is not None:
            course.take()
        course.finish(self._as_of, self._until(case))
        return course

    def _until(self, case: LogCase) -> datetime | None:
        """How far time runs for this case. A journal has what was enforced, and no more, unless a date is asked for."""
        return case.looked_at if isinstance(case, RecordedCase) and not self._runs_on else self._as_of

    def _begun(self, sinks: Sinks, shared: Shared, case: LogCase) -> Course:
        told = case.case in sinks.told or isinstance(case, RecordedCase)
        seen = Seen(self._ready, case.case, sinks.limits, told=told)
        rows = case.entries
        if rows and rows[-1].row.at > self._as_of:
            rows = tuple(entry for entry in rows if entry.row.at <= self._as_of)
        return Course(shared, case, seen, rows)

    def _together(self, sinks: Sinks, cases: Sequence[LogCase]) -> Iterator[tuple[Course, LogCase]]:
        shared = Shared(self._ready, self._on_refusal, sinks.would, Scores(), Scores())
        along = Along()
        begun: dict[str, Course] = {}
        for case, position in _in_order(cases, self._as_of):
            along.run(case.opened if position < 0 else case.entries[position].row.at)
            if position < 0:
                begun[case.case] = self._begun(sinks, shared, case)
            else:
                begun[case.case].take()
            along.note(begun[case.case])
        if self._runs_on:
            along.run(self._as_of)
        for case in cases:
            begun[case.case].finish(self._as_of, self._until(case))
            yield begun[case.case], case

    # ------------------------------------------------------------------------------------------------------ the notes

    def _through(self, course: Course, case: LogCase) -> None:
        notes, seen = self._notes, course.seen
        standing = self._judging.standing(course.log.case, seen.meeting.met, [each.rule for each in seen.breaches])
        notes.standings[standing] += 1
        notes.fitting += course.fits
        notes.breaches.extend(seen.breaches)
        notes.contradictions.extend(seen.contradictions)
        notes.cases.append(RegisteredCase(self._ready.register, course.log.case, seen.observed, self._as_of))
        if self._grouper.wanted:
            self._grouper.add(case, course, standing)
        if isinstance(case, RecordedCase):
            made = [told.record for told in seen.story or ()]
            notes.differing.extend(Differing(case.case, *each) for each in differing(made, case, self._as_of))

    def _stories(self, names: Sequence[str]) -> dict[str, Story]:
        """These cases told; they go their way once more."""
        limits = {name: Lateness() for name in self._ready.machine.places}
        sinks = Sinks(Would(), limits, frozenset(names))
        courses = self._courses(sinks, iter)
        return {
            case.case: Story(case.case, tuple(course.seen.story or ()))
            for course, case in courses
            if case.case in sinks.told
        }


class Along:
    """The moments at which cases that go along together are to be looked at."""

    def __init__(self) -> None:
        self._due: list[tuple[datetime, int, Course, Entry | None]] = []
        self._number = 0

    def note(self, course: Course, after: datetime | None = None) -> None:
        """The case has moved, or was looked at at this moment."""
        due = course.due(after)
        if due is not None:
            self._number += 1
            heapq.heappush(self._due, (due, self._number, course, course.following))

    def run(self, until: datetime) -> None:
        """What is due by then happens, over all cases in order of time."""
        while self._due and self._due[0][0] <= until:
            due, _, course, following = heapq.heappop(self._due)
            if course.following is following and (following is None or due < following.row.at):
                course.pass_time(due)
                self.note(course, due)


def _in_order(cases: Sequence[LogCase], as_of: datetime) -> Iterator[tuple[LogCase, int]]:
    """Openings (-1) and rows of all cases in order of time; equal times in order of the cases."""
    moments = [
        (at, number, position)
        for number, case in enumerate(cases)
        for position, at in enumerate([case.opened, *(entry.row.at for entry in case.entries)], -1)
        if at <= as_of
    ]
    return ((cases[number], position) for _, number, position in sorted(moments))


def _moment(ready: Prepared, log: Log, as_of: datetime | date | None) -> datetime:
    """The moment asked for in UTC; of a date its last."""
    cal = ready.machine.calendar
    if isinstance(as_of, datetime):
        return local_to_utc(cal, as_of) if as_of.tzinfo is None else as_of.astimezone(UTC)
    if as_of is not None:
        return end_of_day(cal, as_of) - timedelta(microseconds=1)
    return max((_last(case) for case in log.cases), default=datetime(1970, 1, 1, tzinfo=UTC))


def _last(case: LogCase) -> datetime:
    if isinstance(case, RecordedCase):
        return case.records[-1].at
    return case.entries[-1].row.at if case.entries else case.opened
