"""From a case and what somebody asks to records and a new case, or to reasons why not.

Guarantees: pure; everything that a decision looks at is in its arguments; folding the records with `evolve` gives the
same case. The order of things is that of `docs/reference/semantics.md`, "A submission, in order".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from closedloop.kernel import carrying
from closedloop.kernel.admission import admit, may
from closedloop.kernel.case import Case
from closedloop.kernel.events import Given
from closedloop.kernel.firing import fire
from closedloop.kernel.freezing import freeze, unopened
from closedloop.kernel.machine import Machine
from closedloop.kernel.offering import Offering
from closedloop.kernel.offers import may_be_accepted
from closedloop.kernel.requiring import unmet
from closedloop.kernel.settling import Made, settle
from closedloop.kernel.shortcuts import shortcut
from closedloop.kernel.values import (
    CLOCK,
    Accepted,
    Actor,
    Opening,
    Readings,
    Reason,
    Record,
    Refused,
    Submission,
    Tick,
)
from closedloop.kernel.watching import new_round
from closedloop.kernel.work import NO_READINGS, Work
from closedloop.messages import UsageError

Happened = tuple[Case, list[Record]]


def decide(
    program: Mapping[str, Machine],
    cases: tuple[Case, ...],
    asked: Opening | Submission | Tick,
    readings: Readings = NO_READINGS,
) -> Accepted | Refused:
    """What follows from an opening (`cases` is empty), a submission or the passing of time (`cases` holds the case).

    `UsageError` for what no actor is to blame for: a process that is not in the program, another case than the one
    asked about, a moment without a zone, somebody who calls himself `clock`.
    """
    if isinstance(asked, Submission) and asked.occurred is None and len(cases) == 1 and asked.at.tzinfo is not None:
        taken = _ordinary(_machine(program, cases[0].process), cases[0], asked)
        if taken is not None:
            return taken
    return decide_generally(program, cases, asked, readings)


def _ordinary(machine: Machine, case: Case, s: Submission) -> Accepted | None:
    """By straight code, where there is some and all is as usual."""
    if case.id != s.case or CLOCK in (s.actor.person, s.actor.party):
        return None
    at = s.at if s.at.tzinfo is UTC else s.at.astimezone(UTC)
    taken = shortcut(machine, case, s.event, at, s.actor, s.params, s.role)
    return None if taken is None else Accepted(taken[:1], taken[1:])


def decide_generally(
    program: Mapping[str, Machine],
    cases: tuple[Case, ...],
    asked: Opening | Submission | Tick,
    readings: Readings = NO_READINGS,
    *,
    advise: bool = True,
) -> Accepted | Refused:
    """`decide` without straight code: it decides everything, and says the same.

    `advise`: whether a refusal says what is possible instead, which costs more than the refusal.
    """
    if asked.at.tzinfo is None:
        raise UsageError(f"the moment {asked.at.isoformat()} says no time zone or offset")
    if isinstance(asked, Opening):
        return _open(_machine(program, asked.process), cases, asked, readings)
    if len(cases) != 1 or cases[0].id != asked.case:
        raise UsageError(f"a decision about case `{asked.case}` needs that case")
    machine = _machine(program, cases[0].process)
    case, fired, quiet = fire(machine, cases[0], asked.at, readings)
    if isinstance(asked, Tick):
        return Accepted(tuple(fired), (case,), frozenset(quiet))
    outcome = _submit(machine, case, asked, readings)
    if isinstance(outcome, Refused):
        instead = _instead(machine, case, asked, readings, outcome.reasons) if advise else ()
        return Refused(outcome.reasons, tuple(fired), (case,), instead, frozenset(quiet))
    after, made = outcome
    return Accepted((*fired, *made), (after,))


def _machine(program: Mapping[str, Machine], process: str) -> Machine:
    if process not in program:
        raise UsageError(f"there is no process `{process}` in the program")
    return program[process]


def _open(machine: Machine, cases: tuple[Case, ...], asked: Opening, readings: Readings) -> Accepted | Refused:
    if cases:
        raise UsageError(f"case `{asked.case}` is open already")
    w = Work(machine, unopened(machine, asked.case, asked.at.astimezone(UTC)), readings)
    w.begin(w.at, asked.actor.person, asked.actor.party, None)
    new_round(w)
    carrying.enter(w, w.place.name)
    outcome = _settled(w, [carrying.close(w, "opened")])
    if isinstance(outcome, tuple):
        case, records = outcome
        return Accepted(tuple(records), (case,))
    return outcome


def _submit(machine: Machine, case: Case, s: Submission, readings: Readings) -> Happened | Refused:
    if CLOCK in (s.actor.person, s.actor.party):
        raise UsageError("nobody may be called `clock`: that is who acts when a timer does")
    w = Work(machine, case, readings)
    at = s.at.astimezone(UTC)
    w.begin(at, s.actor.person, s.actor.party, None)
    admitted = admit(w, s)
    if isinstance(admitted, Reason):
        return Refused((admitted,))
    offered, role = admitted
    given = offered.plan.read(s.params)
    if not isinstance(given, Given):
        return Refused(given)
    return _taken(w, s, offered, role, given)


def _taken(w: Work, s: Submission, offered: Offering, role: str, given: Given) -> Happened | Refused:
    """The event is admitted and its parameters are read: what it requires, and what comes of it."""
    w.begin(w.now, w.person, w.party, role, given.params)
    w.due = carrying.due_now(w)
    before = w.fields
    w.submit_values(given.writes, given.binds)
    reasons = unmet(w, offered)
    if reasons:
        return Refused(reasons)
    carrying.pass_over(w, (w.now, carrying.AFTER_ALL_TIMERS, 0))
    carrying.submitted(w, offered, before, given)
    to = offered.reopen.to if offered.reopen is not None else None
    if offered.routes:
        to = _route(w, offered)
        if to is None:
            return Refused((Reason("CL522", {"event": offered.event, "step": w.place.name}),))
    if to is not None:
        carrying.move(w, to)
    occurred = w.now if s.occurred is None else s.occurred.astimezone(UTC)
    return _settled(w, [carrying.close(w, "event", event=offered.event, occurred=occurred)])


def _route(w: Work, offered: Offering) -> str | None:
    for when, to in offered.routes:
        if when is None or when(w):
            return to
    return None


def _settled(w: Work, made: Made) -> Happened | Refused:
    """What follows by itself; the rules that all of it together would break."""
    settle(w, made)
    broken = set().union(*(each for _, each in made))
    if broken:
        return Refused(tuple(_broken(w, index) for index in sorted(broken)))
    return freeze(w), [record for record, _ in made]


def _broken(w: Work, index: int) -> Reason:
    rule = w.machine.watched[index].rule
    code, params = ("CL530", {"rule": rule.name}) if rule.title is None else ("CL531", {"title": rule.title})
    return Reason(code, {**params, "text": rule.text or None}, rule=rule.name, cite=rule.cite)


MAY_BE_MENDED = frozenset({"CL507", *(f"CL{number}" for number in range(520, 530))})
"""Refusals after which the same event may be an alternative: in another role; with other values, where requirements
and routes look at them.
"""


def _instead(
    machine: Machine, case: Case, s: Submission, readings: Readings, reasons: tuple[Reason, ...]
) -> tuple[str, ...]:
    """The event itself is no alternative where its moment, the form of its parameters or a rule was at fault."""
    found = possible(machine, case, s.actor, s.at.astimezone(UTC), readings)
    if any(reason.code not in MAY_BE_MENDED for reason in reasons):
        return tuple(event for event in found if event != s.event)
    return found


def possible(
    machine: Machine, case: Case, actor: Actor, at: datetime, readings: Readings = NO_READINGS
) -> tuple[str, ...]:
    """The events that might be accepted from the actor now with the right parameters, in order of writing."""
    w = Work(machine, case, readings)
    w.begin(max(at, case.at), actor.person, actor.party, None)
    place = w.place
    offers = place.offers if w.suspended_at is None else place.while_suspended
    found = (may(w, actor, event) for event in offers)
    return tuple(offered.event for offered, _ in filter(None, found) if may_be_accepted(w, offered))
