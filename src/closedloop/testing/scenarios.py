"""Scenarios run: each line submitted and compared with what it says must happen.

The lines go through the kernel like any submission. A scenario ends at the first event that comes out otherwise than
written, since what follows it would then be about another case; expectations that fail do not end it. A rule that time
breaks must be expected by a later `expect breach`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, time

from attrs import field, frozen

from closedloop.calendars import local_date, local_to_utc, moved, to_local
from closedloop.kernel.case import Case
from closedloop.kernel.deciding import decide
from closedloop.kernel.expressions import Compiler
from closedloop.kernel.limits import deadline_now
from closedloop.kernel.machine import Machine, compile_process
from closedloop.kernel.values import (
    CLOCK,
    Accepted,
    Actor,
    Deadline,
    Opening,
    Reason,
    Record,
    Refused,
    Submission,
    Tick,
)
from closedloop.kernel.work import Work
from closedloop.messages import Phrase
from closedloop.model.durations import Duration
from closedloop.model.expressions import OverdueNow, Value
from closedloop.model.process import Expect, Happens, Nothing, Process, Scenario
from closedloop.testing.coverage import Coverage, Key, items_of
from closedloop.testing.covering import covered_by_journal, covered_by_refusal

MORNING = time(9)
"""The hour that a date means."""

CASE = "scenario"


Line = Happens | Nothing | Expect


@frozen
class Mismatch:
    """A line that came out otherwise: what was expected and what was, as phrases of the reports.

    `reasons`: where it was refused. `ends`: the case is now another than the scenario's, so that it ends here.
    """

    line: Line
    expected: Phrase
    actual: Phrase
    reasons: tuple[Reason, ...] = ()
    ends: bool = True


@frozen
class ScenarioResult:
    """What became of a scenario. `journal` has the records of its case, `covered` the keys of what it touched."""

    scenario: Scenario
    mismatches: tuple[Mismatch, ...]
    journal: tuple[Record, ...] = field(repr=False)
    covered: frozenset[Key] = field(repr=False)

    @property
    def passed(self) -> bool:
        return not self.mismatches


def run_scenario(process: Process, scenario: Scenario, machine: Machine | None = None) -> ScenarioResult:
    """Runs one scenario. `machine`: that of the process, where it is there already."""
    run = _Run(machine or compile_process(process))
    mismatches = tuple(run.all(scenario.lines))
    run.covered.update(covered_by_journal(run.machine, run.journal))
    return ScenarioResult(scenario, mismatches, tuple(run.journal), frozenset(run.covered))


def run_scenarios(process: Process) -> tuple[tuple[ScenarioResult, ...], Coverage]:
    """All scenarios of a process, and what they cover together."""
    machine = compile_process(process)
    results = tuple(run_scenario(process, scenario, machine) for scenario in process.scenarios)
    covered = frozenset(key for result in results for key in result.covered)
    return results, Coverage(items_of(process), covered)


class _Run:
    """One scenario under way."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.program = {machine.process.name: machine}
        self.journal: list[Record] = []
        self.covered: set[Key] = set()
        self._global_roles = {role.name for role in machine.process.roles if not role.assigned}
        self.case: Case | None = None
        self.now: datetime | None = None
        self.line: Line | None = None
        self.broken: set[str] = set()
        self.unexpected: dict[str, Line] = {}
        """Rules broken since they were last expected to be, with the line that showed it."""

    def all(self, lines: Sequence[Line]) -> Iterator[Mismatch]:
        left: Sequence[Line] = ()
        for number, line in enumerate(lines):
            self.line = line
            mismatches = tuple(self._line(line))
            yield from mismatches
            if any(mismatch.ends for mismatch in mismatches):
                left = lines[number + 1 :]
                break
        expected_later = {line.name for line in left if isinstance(line, Expect) and line.what == "breach"}
        for rule, line in self.unexpected.items():
            if rule not in expected_later:
                name = {"name": rule}
                yield Mismatch(line, Phrase("test.no_breach", name), Phrase("test.was_broken"), ends=False)

    def _line(self, line: Line) -> Iterator[Mismatch]:
        if isinstance(line, Expect):
            yield from self._expected(line)
            return
        mismatch = self._passes_time(line) or (self._happens(line) if isinstance(line, Happens) else None)
        if mismatch is not None:
            yield mismatch

    # -------------------------------------------------------------------------------------------------------- time

    def _passes_time(self, line: Happens | Nothing) -> Mismatch | None:
        """Moves to the line's moment; the first one opens the case."""
        moment = self._moment(line.moment)
        if moment is None:
            return Mismatch(line, Phrase("test.moment"), Phrase("test.was_no_moment"))
        self.now = moment
        if self.case is None:
            actor = self._actor(line) if isinstance(line, Happens) else Actor(CLOCK, CLOCK)
            answer = decide(self.program, (), Opening(CASE, self.machine.process.name, moment, actor))
            if isinstance(answer, Refused):
                return Mismatch(line, Phrase("test.opened"), Phrase("test.was_refused"), answer.reasons)
            self._take(answer)
        elif isinstance(line, Nothing):
            self._tick()
        return None

    def _moment(self, moment: str | Duration) -> datetime | None:
        if isinstance(moment, str):
            return self._local(moment)
        if self.now is None:
            return None
        later = moved(self.machine.calendar, self.now, moment, 1)
        return later if isinstance(later, datetime) else None

    def _local(self, iso: str) -> datetime:
        written = datetime.fromisoformat(iso)
        naive = datetime.combine(written, MORNING) if len(iso) == len("2024-03-01") else written
        return local_to_utc(self.machine.calendar, naive)

    def _tick(self) -> None:
        assert self.case is not None
        assert self.now is not None
        self._take(decide(self.program, (self.case,), Tick(CASE, max(self.now, self.case.at))))

    def _take(self, answer: Accepted | Refused) -> None:
        self.journal += answer.records
        for rule in (rule for record in answer.records for rule in record.breaches):
            assert self.line is not None
            self.broken.add(rule)
            self.unexpected.setdefault(rule, self.line)
        if answer.cases:
            self.case = answer.cases[0]

    # ------------------------------------------------------------------------------------------------------ events

    def _actor(self, line: Happens) -> Actor:
        """Who acts: a global role's name stands for a party (or person) that holds it; the role that the line names is
        held, too."""
        party = self._party(line.actor)
        person = party if line.person is None else self._party(line.person)
        held = {person, party} if line.role is None else {person, party, line.role}
        return Actor(person, party, frozenset(held & self._global_roles))

    def _party(self, name: str) -> str:
        """An assigned role's name stands for the party bound to it."""
        bound = self.case.bindings.get(name) if self.case is not None else None
        return bound if bound is not None and name in self.machine.assigned else name

    def _happens(self, line: Happens) -> Mismatch | None:
        assert self.case is not None
        assert self.now is not None
        actor = self._actor(line)
        occurred = None if line.dated is None else self._local(line.dated)
        asked = Submission(CASE, line.event, self.now, actor, dict(line.params), occurred, line.role)
        answer = decide(self.program, (self.case,), asked)
        self._take(answer)
        who = {"event": line.event, "actor": _who(line)}
        if isinstance(answer, Accepted):
            if not line.refused:
                return None
            return Mismatch(line, _refusal(line, who), Phrase("test.was_accepted"))
        self._cover(asked, answer)
        if not line.refused:
            return Mismatch(line, Phrase("test.accepted", who), Phrase("test.was_refused"), answer.reasons)
        if line.because is not None and not any(self._names(line.because, reason) for reason in answer.reasons):
            return Mismatch(line, _refusal(line, who), Phrase("test.was_refused"), answer.reasons, ends=False)
        return None

    def _cover(self, asked: Submission, answer: Refused) -> None:
        assert self.case is not None
        who, process = asked.actor, self.machine.process
        held = [role for role, party in self.case.bindings.items() if party in (who.party, who.person)]
        roles = [role for role in (*who.roles, *held) if asked.role in (None, role)]
        self.covered.update(covered_by_refusal(process, self.case.step, asked.event, roles, answer.reasons))

    def _names(self, because: str, reason: Reason) -> bool:
        """Whether the words are the reason's message, requirement, rule or rule's title."""
        titles = {rule.title for rule in self.machine.process.rules if rule.name == reason.rule}
        return because in {reason.params.get("message"), reason.requirement, reason.rule, reason.code, *titles}

    # ------------------------------------------------------------------------------------------------ expectations

    def _expected(self, line: Expect) -> Iterator[Mismatch]:
        expected = Phrase(f"test.{line.what}", {"name": line.name, "value": line.value, "due": line.value})
        if self.case is None:
            yield Mismatch(line, expected, Phrase("test.no_case"), ends=False)
            return
        if not self.case.ended:
            self._tick()
        actual = CHECKS[line.what](self, line, self.case)
        if actual is not None:
            yield Mismatch(line, expected, actual, ends=False)

    def _step(self, line: Expect, case: Case) -> Phrase | None:
        return None if case.step == line.name else Phrase("test.was_step", {"name": case.step})

    def _field(self, line: Expect, case: Case) -> Phrase | None:
        value = case.fields.get(line.name)
        return _differs(() if value is None and line.value == () else value, line.value)  # unset counts as empty

    def _score(self, line: Expect, case: Case) -> Phrase | None:
        assert self.now is not None
        year = local_date(self.machine.calendar, self.now).year
        return _differs(case.scores.get((self._party(line.name), year), 0), line.value)

    def _mark(self, line: Expect, case: Case) -> Phrase | None:
        if case.mark == line.name:
            return None
        return Phrase("test.was_no_mark") if case.mark is None else Phrase("test.was_mark", {"name": case.mark})

    def _overdue(self, line: Expect, case: Case) -> Phrase | None:
        compiler = Compiler(self.machine.process, self.machine.calendar)
        return None if compiler.test(OverdueNow())(self._work(case)) else self._was_due(case)

    def _due(self, line: Expect, case: Case) -> Phrase | None:
        deadline = None if case.ended else deadline_now(self._work(case))
        if deadline is not None and isinstance(line.value, str) and self._is(deadline, line.value):
            return None
        return self._was_due(case)

    def _breach(self, line: Expect, case: Case) -> Phrase | None:
        self.unexpected.pop(line.name, None)
        return None if line.name in self.broken else Phrase("test.was_kept")

    def _is(self, deadline: Deadline, iso: str) -> bool:
        """A date is the last day; of an exact limit, the day of its moment."""
        if len(iso) > len("2024-03-01"):
            return deadline.at == self._local(iso)
        last = deadline.last_day or local_date(self.machine.calendar, deadline.at)
        return last.isoformat() == iso

    def _was_due(self, case: Case) -> Phrase:
        deadline = None if case.ended else deadline_now(self._work(case))
        if deadline is None:
            return Phrase("test.was_no_limit")
        due = deadline.last_day or to_local(self.machine.calendar, deadline.at)
        return Phrase("test.was_due", {"due": due})

    def _work(self, case: Case) -> Work:
        assert self.now is not None
        work = Work(self.machine, case)
        work.begin(max(self.now, case.at), CLOCK, CLOCK, None)
        return work


CHECKS: Mapping[str, Callable[[_Run, Expect, Case], Phrase | None]] = {
    "step": _Run._step,
    "field": _Run._field,
    "score": _Run._score,
    "mark": _Run._mark,
    "overdue": _Run._overdue,
    "due": _Run._due,
    "breach": _Run._breach,
}


def _who(line: Happens) -> str | Phrase:
    """The actor of a line, as far as it says: the party, its role, who acts for it."""
    if line.role is None and line.person is None:
        return line.actor
    key = "test.who" + ("_in_role" if line.role else "") + ("_for" if line.person else "")
    return Phrase(key, {"party": line.actor, "role": line.role, "person": line.person})


def _refusal(line: Happens, who: Mapping[str, object]) -> Phrase:
    if line.because is None:
        return Phrase("test.refused", who)
    return Phrase("test.refused_because", {**who, "because": line.because})


def _differs(actual: Value, expected: Value) -> Phrase | None:
    if actual == expected and isinstance(actual, bool) == isinstance(expected, bool):
        return None
    return Phrase("test.was_unset") if actual is None else Phrase("test.was_value", {"value": actual})
