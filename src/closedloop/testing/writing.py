"""Runs as scenarios: what was asked of a case, with what came of it as expectations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from closedloop.calendars import Calendar, calendar
from closedloop.kernel.case import Case
from closedloop.kernel.values import Actor, Opening, Record, Submission, Tick
from closedloop.model.process import Expect, Happens, Nothing, Process, Scenario
from closedloop.prove.replaying import Asked
from closedloop.testing.scenario_text import iso_moment


@frozen
class Line:
    """One thing asked, what was recorded and the case after it; if it is refused, for what (message or condition)."""

    asked: Asked
    case: Case
    records: tuple[Record, ...]
    refusal: str | None = None


def scenario(process: Process, title: str, lines: Sequence[Line]) -> Scenario:
    """The scenario of the lines. The step is expected where it changes, and at the end; a breach where it happens."""
    return Scenario(title, tuple(_lines(process, calendar(process.calendar, process.zone), lines)))


def _lines(process: Process, cal: Calendar, lines: Sequence[Line]) -> Iterator[Happens | Nothing | Expect]:
    assigned = {role.name for role in process.roles if role.assigned}
    before: Line | None = None
    for line, following in zip(lines, (*lines[1:], None), strict=True):
        moment = iso_moment(cal, line.asked.at)
        match line.asked:
            case Submission(event=event, actor=actor, params=params):
                who = _actor(actor, before, assigned)
                because = line.refusal
                yield Happens(moment, who, event, tuple(params.items()), because is not None, because=because)
            case Tick():
                yield Nothing(moment)
            case Opening() if following is None or following.asked.at != line.asked.at:
                yield Nothing(moment)
        entered = before is not None and before.case.step != line.case.step
        if following is None or entered:
            yield Expect("step", line.case.step)
        for rule in dict.fromkeys(rule for record in line.records for rule in record.breaches):
            yield Expect("breach", rule)
        before = line


def _actor(actor: Actor, before: Line | None, assigned: set[str]) -> str:
    """Whoever is bound to a role by that role's name."""
    bindings = {} if before is None else before.case.bindings
    return next((role for role, party in bindings.items() if party == actor.party and role in assigned), actor.party)
