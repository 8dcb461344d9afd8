"""What happens in one record once it is decided: shared by deciding and replaying, so that both arrive at the same
case.

Order: the record itself, its acts, leaving, entering, the new clock. Who may and whether it may is not asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from attrs import evolve as changed

from closedloop.kernel import offering
from closedloop.kernel.acts import Perform
from closedloop.kernel.case import Request, Stay
from closedloop.kernel.clocks import start_clock
from closedloop.kernel.events import Given
from closedloop.kernel.limits import counted, deadline_now, limit_of, ran_out
from closedloop.kernel.offering import Offering
from closedloop.kernel.values import NOTHING, Effect, Record
from closedloop.kernel.watching import judge, new_round, observe, observe_leaving
from closedloop.kernel.work import Work
from closedloop.model.durations import Duration
from closedloop.model.expressions import Value

AFTER_ALL_TIMERS = 99
"""Where something that is not a timer stands among those of its moment."""


def due_now(w: Work) -> datetime | None:
    """The due moment of the stay's limit, if it is firm."""
    deadline = deadline_now(w)
    return None if deadline is None or deadline.provisional else deadline.at


# ------------------------------------------------------------------------------------------------------ an event


def submitted(w: Work, offered: Offering, before: Mapping[str, Value], given: Given) -> None:
    """The event is part of the case: values written, history, rules; then its acts. `before`: the fields until then."""
    special = SPECIAL.get(offered.kind)
    if special is not None:
        special(w, offered)
    if given.writes:
        w.record_values(before, given.writes)
    observe(w, "event", offered.event)
    perform(w, offered.acts)


def _suspend(w: Work, offered: Offering) -> None:
    w.suspended_at = w.now


def _resume(w: Work, offered: Offering) -> None:
    stay, deadline = w.stay, deadline_now(w)
    if deadline is not None and stay.ran_out is None and deadline.at <= w.now:
        stay = changed(stay, ran_out=ran_out(w))
    if deadline is not None and stay.deadline is not None and deadline.at != stay.deadline.at:
        stay = changed(stay, deadline=deadline)
        w.new_deadline = deadline
    w.stay = stay
    w.paused, w.suspended_at = w.paused_until_now(), None
    w.stay_changed = w.rules_changed = True


def _reopen(w: Work, offered: Offering) -> None:
    w.round += 1
    w.machine.history.new_round(w)
    new_round(w)


def _ask_extension(w: Work, offered: Offering) -> None:
    extension = limit_of(w).extension
    assert extension is not None
    by = extension_asked(w)
    if extension.approved_by:
        w.stay = changed(w.stay, request=Request(w.moment(), by))
        w.stay_changed = True
    else:
        _extend(w, by)


def extension_asked(w: Work) -> Duration:
    """By how much the event at hand would lengthen the limit."""
    extension = limit_of(w).extension
    assert extension is not None
    by = extension.by if extension.by is not None else w.params["by"]
    assert isinstance(by, Duration)
    return by


def _grant(w: Work, offered: Offering) -> None:
    assert w.stay.request is not None
    _extend(w, w.stay.request.by)


def _deny(w: Work, offered: Offering) -> None:
    w.stay = changed(w.stay, request=None)
    w.stay_changed = True


def _extend(w: Work, by: Duration) -> None:
    stay = w.stay
    added = by if stay.added is None else stay.added.plus(by)
    deadline = counted(w.machine, stay, limit_of(w), w.shifts_since(stay.since), added)
    w.stay = changed(stay, added=added, granted=stay.granted + 1, request=None, deadline=deadline)
    w.new_deadline = deadline
    w.stay_changed = True


SPECIAL: Mapping[str, Callable[[Work, Offering], None]] = {
    offering.SUSPEND: _suspend,
    offering.RESUME: _resume,
    offering.REOPEN: _reopen,
    offering.ASK_EXTENSION: _ask_extension,
    offering.GRANT: _grant,
    offering.DENY: _deny,
}

# ------------------------------------------------------------------------------------------------------- timers


def expired(w: Work) -> None:
    """The limit of the stay has run out."""
    w.stay = changed(w.stay, expired=True, ran_out=ran_out(w))
    w.stay_changed = True
    observe(w, "expiry", w.place.name)


def performed(w: Work, index: int) -> None:
    """A rung of the stay is performed; a route of it is the caller's."""
    before = w.stay.performed
    w.stay = changed(w.stay, performed=(*before[:index], w.now, *before[index + 1 :]))
    w.stay_changed = True
    perform(w, w.place.rungs[index].acts)


def repeated(w: Work, index: int) -> None:
    """An `every` of the stay is performed once more."""
    before = w.stay.repeated
    w.stay = changed(w.stay, repeated=(*before[:index], before[index] + 1, *before[index + 1 :]))
    w.stay_changed = True
    perform(w, w.place.every[index].acts)


def lapsed(w: Work) -> None:
    """The request for an extension was not decided in time."""
    w.stay = changed(w.stay, request=None)
    w.stay_changed = True


def passed(w: Work, index: int) -> None:
    """The deadline of a rule has passed."""
    w.set_monitor(index, w.machine.watched[index].monitor.passed(w.monitors[index]))


def pass_over(w: Work, now: tuple[datetime, int, int]) -> None:
    """Deadlines of rules that came before this record and did not bite then are not asked again."""
    for timer in w.rule_timers:
        watched = w.machine.watched[timer.which]
        if watched.asked and watched.when is not None and timer[:3] < now:
            passed(w, timer.which)


def recalculated(w: Work) -> None:
    """The limit of the stay is counted anew by the calendar in use."""
    stay = w.stay
    deadline = counted(w.machine, stay, limit_of(w), w.shifts_since(stay.since), stay.added)
    w.stay = changed(stay, deadline=deadline)
    w.new_deadline = deadline
    w.stay_changed = w.rules_changed = True


# ------------------------------------------------------------------------------------------------------- moving


def move(w: Work, to: str) -> None:
    """The case leaves the step and enters another, or the same anew."""
    if w.mark_by_clock:
        w.mark, w.mark_by_clock = None, False
    perform(w, w.place.on_leave)
    observe_leaving(w, w.place.name)
    enter(w, to)


def enter(w: Work, to: str) -> None:
    """A new stay begins."""
    place = w.machine.places[to]
    w.place, w.to, w.ended = place, to, place.ended
    w.stay = Stay(w.moment())
    w.stay_changed = True
    w.fresh = None
    if place.ended and w.suspended_at is not None:
        w.paused, w.suspended_at = w.paused_until_now(), None
    observe(w, "step", to)
    perform(w, place.on_enter)
    if place.limits or place.every:
        start_clock(w)


def perform(w: Work, acts: tuple[Perform, ...]) -> None:
    for act in acts:
        act(w)


# ------------------------------------------------------------------------------------------------------ the record


def close(
    w: Work,
    kind: str,
    event: str | None = None,
    timer: str | None = None,
    occurred: datetime | None = None,
) -> tuple[Record, set[int]]:
    """The record of what happened, and the rules that it broke; the case stands after it."""
    broken = judge(w)
    opened = kind == "opened"
    left = w.left_now if w.now == w.at else ()
    if kind == "timer" and w.to is not None:
        left = (*left, w.start_place.name)
    w.left_now = left
    w.seq += 1
    w.at = w.now
    record = Record(  # by position: by name it would take four times as long
        w.id,
        w.seq,
        kind,  # type: ignore[arg-type]
        w.now,
        occurred or w.now,
        w.person,
        w.party,
        w.role,
        event,
        timer,
        None if opened else w.start_place.name,
        w.to,
        w.params,
        w.writes if w.writes is not None else NOTHING,
        w.binds if w.binds is not None else NOTHING,
        tuple(w.effects) if w.effects else (),
        (),
        w.due,
        w.new_deadline,
        w.looked if w.looked is not None else NOTHING,
        w.process if opened else None,
        w.version if opened else None,
    )
    return record, broken


def with_breaches(w: Work, record: Record, broken: set[int]) -> Record:
    """The record with the rules that it breaks, in order of declaration, and an effect for each."""
    if not broken:
        return record
    names = tuple(w.machine.watched[index].rule.name for index in sorted(broken))
    first = len(record.effects)
    effects = tuple(Effect(first + index, "breach", name=name) for index, name in enumerate(names))
    return changed(record, breaches=names, effects=record.effects + effects)
