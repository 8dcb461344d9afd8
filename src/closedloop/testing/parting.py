"""Where two versions of a process part, as a scenario of the version that allows it.

Guarantees: what is given was run; it passes in that version, and fails in the other. Of what both allow or both refuse
it is a scenario of the new version; of a deadline that is gone, of the old one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Literal

from attrs import evolve, frozen

from closedloop.calendars import calendar, to_local
from closedloop.draw import language_of
from closedloop.engine.story import Teller
from closedloop.kernel import compile_process, decide
from closedloop.kernel.case import Case
from closedloop.kernel.machine import Machine
from closedloop.kernel.values import Deadline, Opening, Refused
from closedloop.messages import say
from closedloop.model.process import Expect, Process, Scenario
from closedloop.prove.differences import Answer, Comparison, Difference, in_words
from closedloop.prove.replaying import Asked
from closedloop.testing.scenario_text import Inexpressible, scenario_tree
from closedloop.testing.scenarios import run_scenario
from closedloop.testing.writing import Line, scenario

Version = Literal["old", "new"]


@frozen
class Parting:
    """A scenario of one of the versions, which the other fails."""

    version: Version
    process: Process
    scenario: Scenario


def partings(comparison: Comparison) -> Iterator[tuple[Difference, Parting | None]]:
    """Each difference with its scenario; no two have one title."""
    taken: set[str] = set()
    for each in comparison.differences:
        found = scenario_apart(comparison, each, taken)
        if found is not None:
            taken.add(found.scenario.title)
        yield each, found


def scenario_apart(comparison: Comparison, difference: Difference, taken: Collection[str] = ()) -> Parting | None:
    """The scenario of a difference; None where none can tell it (a reminder, who was notified). `taken`: titles that it
    must not have; none that the version has already.
    """
    version = _version(difference)
    process, other = comparison.old, comparison.new
    asked, mine, theirs = difference.asked, difference.old, difference.new
    if version == "new":
        process, other = other, process
        asked, mine, theirs = difference.asked_new, theirs, mine
    machine = compile_process(process)
    title = _title(machine, difference, {*taken, *(each.title for each in process.scenarios)})
    because = _because(process, mine, theirs) if difference.kind == "reason" else None
    lines = tuple(_lines(machine, asked, because))
    if len(lines) != len(asked):
        return None
    told = scenario(process, title, lines)
    told = evolve(told, lines=(*told.lines, *_expected(process, difference, mine, theirs)))
    return Parting(version, process, told) if _parts(process, other, told) else None


def _version(difference: Difference) -> Version:
    if difference.kind == "forbidden":
        return "old"
    if difference.kind == "deadline" and (difference.new.case is None or difference.new.case.deadline is None):
        return "old"
    return "new"


def _lines(machine: Machine, asked: tuple[Asked, ...], because: str | None) -> Iterator[Line]:
    """What comes of it, as far as it is accepted; the last is refused where it is said why."""
    program = {machine.process.name: machine}
    case: Case | None = None
    for number, each in enumerate(asked):
        cases = () if case is None or isinstance(each, Opening) else (case,)
        outcome = decide(program, cases, each)
        if not isinstance(outcome, Refused):
            case = outcome.cases[0]
            yield Line(each, case, outcome.records)
        elif because is not None and number == len(asked) - 1 and case is not None:
            yield Line(each, case, (), because)
        else:
            return


def _because(process: Process, mine: Answer, theirs: Answer) -> str | None:
    """What a scenario names the reason by that only this version gives."""
    titles = {rule.name: rule.title for rule in process.rules}
    for reason in () if mine.refused is None else mine.refused.reasons:
        if in_words(reason) not in theirs.said:
            rule = titles.get(reason.rule or "") or reason.rule
            return str(reason.params.get("message") or reason.requirement or rule or reason.code)
    return None


def _expected(process: Process, difference: Difference, mine: Answer, theirs: Answer) -> Iterator[Expect]:
    """What this version has and the other has not."""
    if mine.case is None or theirs.case is None:
        return
    if difference.kind == "deadline" and mine.case.deadline is not None:
        yield Expect("due", value=_due(process, mine.case.deadline))
    if difference.kind == "values":
        for name, value in mine.case.fields.items():
            if value is not None and value != theirs.case.fields.get(name):
                yield Expect("field", name, value)
    if difference.kind == "effects":
        if mine.case.mark is not None and mine.case.mark != theirs.case.mark:
            yield Expect("mark", mine.case.mark)
        year = to_local(calendar(process.calendar, process.zone), mine.case.at).year
        for (party, of), score in mine.case.scores.items():
            if of == year and theirs.case.scores.get((party, of), 0) != score:
                yield Expect("score", party, score)


def _due(process: Process, deadline: Deadline) -> str:
    if deadline.last_day is not None:
        return deadline.last_day.isoformat()
    local: datetime = to_local(calendar(process.calendar, process.zone), deadline.at.astimezone(UTC))
    return local.strftime("%Y-%m-%dT%H:%M" + (":%S" if local.second else ""))


def _title(machine: Machine, difference: Difference, taken: Collection[str]) -> str:
    """In the dialect of the file, and no other scenario's."""
    lang = language_of(machine.process)
    teller = Teller(machine, lang)
    step = teller.step(difference.step) if difference.step in machine.places else difference.step
    if difference.kind == "deadline":
        title = say("diff.in_limit", lang, step=step)
    elif difference.event is None:
        title = say("diff.waiting", lang, step=step)
    else:
        event, role = teller.event(difference.event, difference.step), teller.role(difference.role or "")
        title = say("diff.in", lang, step=step, event=event, role=role)
    numbered = (title if number == 1 else f"{title} ({number})" for number in count(1))
    return next(each for each in numbered if each not in taken)


def _parts(process: Process, other: Process, told: Scenario) -> bool:
    """Whether it can be written, passes here and fails there."""
    try:
        scenario_tree(process, told)
    except Inexpressible:
        return False
    return run_scenario(process, told).passed and not run_scenario(other, told).passed
