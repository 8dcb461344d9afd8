"""The log has its way: an event that the process would refuse happens all the same.

What an event does is its offer's: values are written, roles bound, acts done, the route taken whose condition holds.
Who may act, what is required, and rules are not asked; rules that it breaks are told. A value that cannot be read is
left out. Where no route's condition holds the case stays. An event of the language that does not fit the case (a
resumption of what was not suspended) is observed and does nothing else; a reopening begins a round wherever it comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from closedloop.audit.preparing import Prepared
from closedloop.kernel import carrying
from closedloop.kernel.admission import admit
from closedloop.kernel.case import ASK, DUE, EVERY, LAPSE, RULE, RUNG, THEN, Case, Timer
from closedloop.kernel.events import EventPlan, Given
from closedloop.kernel.freezing import freeze, unopened
from closedloop.kernel.machine import Machine
from closedloop.kernel.offering import ASK_EXTENSION, EVENT, RESUME, SUSPEND, Offering, role_held
from closedloop.kernel.reading import Unreadable
from closedloop.kernel.settling import Made, settle
from closedloop.kernel.values import CLOCK, Opening, Readings, Reason, Record, Submission
from closedloop.kernel.watching import judge_at_rest, new_round
from closedloop.kernel.work import Work

Broken = tuple[int, ...]
"""Indexes of watched rules, in order of declaration."""


@frozen
class Happened:
    """A record that was made, the case before it and after it, and the rules that it broke."""

    record: Record
    before: Case
    after: Case


def opened(ready: Prepared, asked: Opening, readings: Readings) -> list[Happened]:
    """The case is open, whatever rules say."""
    start = unopened(ready.machine, asked.case, asked.at)
    w = Work(ready.machine, start, readings)
    w.begin(w.at, asked.actor.person, asked.actor.party, None)
    new_round(w)
    carrying.enter(w, w.place.name)
    return _settled(ready, w, start, carrying.close(w, "opened"))


def happened(ready: Prepared, case: Case, asked: Submission, readings: Readings) -> list[Happened]:
    """What comes of the event; nothing where no place of the process has it. Time has run to its moment."""
    machine = ready.machine
    plan = machine.events.get(asked.event)
    if plan is None:
        return []
    w = Work(machine, case, readings)
    w.begin(asked.at, asked.actor.person, asked.actor.party, None)
    given = readable(plan, asked.params)
    offered, role = _offered(ready, w, asked, given)
    w.begin(w.now, w.person, w.party, role, given.params)
    w.due = carrying.due_now(w)
    before = w.fields
    w.submit_values(given.writes, given.binds)
    carrying.pass_over(w, (w.now, carrying.AFTER_ALL_TIMERS, 0))
    carrying.submitted(w, offered, before, given)
    to = offered.reopen.to if offered.reopen is not None else _route(w, offered)
    if to is not None:
        carrying.move(w, to)
    made = carrying.close(w, "event", event=asked.event, occurred=asked.occurred or w.now)
    return _settled(ready, w, case, made)


def _offered(ready: Prepared, w: Work, asked: Submission, given: Given) -> tuple[Offering, str | None]:
    """The offer by which the event is carried out, and the role in which it was done, as far as one is known.

    The one that would be taken up, where one would.
    """
    admitted = admit(w, asked)
    if not isinstance(admitted, Reason) and _makes_sense(w, admitted[0], given):
        return admitted
    offers = ready.offers(w.place, asked.event, w.suspended_at is not None)
    standing = [each for each in offers if each.stands(w) and _makes_sense(w, each, given)]
    for each in standing:
        role = role_held(w, each, asked.actor, asked.role)
        if role is not None:
            return each, role
    if standing:
        return standing[0], asked.role
    plan = w.machine.events[asked.event]
    return Offering(event=asked.event, kind=EVENT, by=(), plan=plan), asked.role


def _makes_sense(w: Work, offered: Offering, given: Given) -> bool:
    """Whether an event of the language can do its work as the case stands; where it cannot, it is only observed."""
    if offered.kind == SUSPEND:
        return w.suspended_at is None and not w.ended
    if offered.kind == RESUME:
        return w.suspended_at is not None
    if offered.limit is None:
        return True
    extension = w.place.limits[offered.limit].limit.extension if offered.limit < len(w.place.limits) else None
    if extension is None:
        return False
    return offered.kind != ASK_EXTENSION or extension.by is not None or "by" in given.params


def readable(plan: EventPlan, raw: Mapping[str, Any]) -> Given:
    """The parameters that are known and of their types."""
    params = {}
    for param in plan.params:
        given = raw.get(param.name)
        if given is not None:
            try:
                params[param.name] = plan.readers[param.name](given)
            except Unreadable:
                continue
    return plan.sorted(params)


def _route(w: Work, offered: Offering) -> str | None:
    return next((to for when, to in offered.routes if when is None or when(w)), None)


def _settled(ready: Prepared, w: Work, before: Case, first: tuple[Record, set[int]]) -> list[Happened]:
    """The record, and what follows by itself.

    What is judged at an end is judged when the end is entered; a row that comes after the end does not ask again.
    """
    made: Made = [first]
    between = freeze(w) if w.place.as_soon else None
    own = [set(broken) for _, broken in made]
    settle(w, made)
    after = freeze(w)
    if not any(record.to is not None for record, _ in made) and w.ended:
        made[-1][1].difference_update(ready.end_rules - own[-1])
    return _told(w, made, before, between, after)


def _told(w: Work, made: Made, before: Case, between: Case | None, after: Case) -> list[Happened]:
    records = [carrying.with_breaches(w, record, broken) for record, broken in made]
    middle = between if between is not None and len(records) > 1 else after
    told = [Happened(records[0], before, middle if len(records) > 1 else after)]
    told += [Happened(record, middle, after) for record in records[1:]]
    return told


def unanswered(ready: Prepared, case: Case) -> Broken:
    """The rules that a case breaks by standing at an end as it does."""
    w = Work(ready.machine, case)
    w.begin(case.at, CLOCK, CLOCK, None)
    watched = ready.machine.watched
    return tuple(
        index
        for index in sorted(ready.end_rules)
        if watched[index].monitor.unfulfilled(case.monitors[index]) and watched[index].bites_late(w)
    )


# ----------------------------------------------------------------------------------------------------------- timers


def fired(ready: Prepared, case: Case, timer: Timer, readings: Readings, *, alone: bool = False) -> list[Happened]:
    """What comes of one timer; nothing if it has nothing to say as things stand. `alone`: no `as soon as` follows."""
    to = route_of(ready.machine, case, timer)
    w = Work(ready.machine, case, readings)
    w.begin(max(timer.due, case.at), CLOCK, CLOCK, None)
    if to is not None and w.now == case.at and case.step in case.left_now:
        return []
    if timer.kind == RULE and not ready.machine.watched[timer.which].bites_late(w):
        return []
    carrying.pass_over(w, timer[:3])
    w.due = carrying.due_now(w)
    if timer.kind == ASK:
        return _asked(w, case)
    _happen(w, timer)
    if to is not None:
        carrying.move(w, to)
    record, broken = carrying.close(w, "breach" if timer.kind == RULE else "timer", timer=timer.name)
    if timer.kind == RULE:
        broken.add(timer.which)
    if alone:
        if ready.machine.listeners.rest:
            broken |= judge_at_rest(w)
        return _told(w, [(record, broken)], case, None, freeze(w))
    return _settled(ready, w, case, (record, broken))


def _asked(w: Work, case: Case) -> list[Happened]:
    made: Made = []
    settle(w, made)
    return _told(w, made, case, None, freeze(w)) if made else []


def route_of(machine: Machine, case: Case, timer: Timer) -> str | None:
    """Where the timer itself leads, if anywhere."""
    place = machine.places[case.step]
    if timer.kind == RUNG:
        return place.rungs[timer.which].rung.to
    if timer.kind == THEN and case.stay.limit is not None:
        return place.limits[case.stay.limit].limit.then
    return None


def _happen(w: Work, timer: Timer) -> None:
    if timer.kind == DUE:
        carrying.expired(w)
    elif timer.kind == RUNG:
        carrying.performed(w, timer.which)
    elif timer.kind == EVERY:
        carrying.repeated(w, timer.which)
    elif timer.kind == LAPSE:
        carrying.lapsed(w)
    elif timer.kind == RULE:
        carrying.passed(w, timer.which)
