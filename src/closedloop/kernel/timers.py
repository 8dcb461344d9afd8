"""Which timers a stay and the rules have armed, and when each is due.

Nothing provisional is armed, nor anything that hangs on a provisional limit. Moments that lie before the stay count as
its start.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from closedloop import calendars
from closedloop.calendars import Point, Shifts
from closedloop.kernel.case import ASK, DUE, EVERY, LAPSE, RULE, RUNG, THEN, Timer
from closedloop.kernel.limits import due_of, limit_of
from closedloop.kernel.machine import EveryPlan, RungPlan
from closedloop.kernel.spotting import Spot
from closedloop.kernel.work import NO_SHIFT, Work
from closedloop.model.durations import Duration
from closedloop.model.expressions import ElapsedSpan, OverdueSpan
from closedloop.model.process import Rung
from closedloop.rules import Moment

MICROSECOND = timedelta(microseconds=1)


def stay_timers(w: Work) -> tuple[Timer, ...]:
    """Those of the present stay, in order; looked up for a stay that has just begun like one before on the same day."""
    fresh = w.fresh
    start = w.stay.since.at
    if fresh is None:
        return tuple(sorted(_stay_timers(w)))
    if fresh.timers is None:
        fresh.timers = start, tuple(sorted(_stay_timers(w)))
    began, timers = fresh.timers
    if timers and timers[0].due <= began != start:  # what was due at the start there is due at the start here
        return tuple(timer._replace(due=start) if timer.due <= began else timer for timer in timers)
    return timers


def _stay_timers(w: Work) -> Iterator[Timer]:
    stay, place = w.stay, w.place
    start = stay.since.at
    deadline = stay.deadline
    if deadline is not None and not deadline.provisional:
        due = max(deadline.at, start)
        if not stay.expired:
            yield Timer(due, DUE, 0, "due")
        for index, rung in enumerate(place.rungs):
            if stay.performed[index] is None:
                yield from _rung(w, index, rung)
        if limit_of(w).then is not None:
            yield Timer(due, THEN, 0, "then")
    for index, every in enumerate(place.every):
        yield from _every(w, index, every)
    if stay.request is not None:
        yield from _lapse(w)
    for index, spot in enumerate(place.spots):
        for point in _spotted(w, spot):
            if not point.provisional and point.at > w.at:
                yield Timer(point.at, ASK, index, "ask")


def _rung(w: Work, index: int, plan: RungPlan) -> Iterator[Timer]:
    stay = w.stay
    due = stay.since.at
    if plan.after is not None:
        waited_for = stay.performed[plan.after]
        if waited_for is None:
            return
        due = max(due, waited_for)
    point = _rung_point(w, plan.rung)
    if not point.provisional:
        yield Timer(max(due, point.at), RUNG, index, plan.name)


def _rung_point(w: Work, rung: Rung) -> Point:
    stay, calendar = w.stay, w.machine.calendar
    assert stay.deadline is not None
    due = due_of(stay.deadline)
    if rung.point == "share":
        assert rung.share is not None
        return _share(w, due, rung.share)
    if rung.duration is None:
        return Point(due.at, due.provisional)
    if rung.point == "before":
        return calendars.before_point(calendar, due, rung.duration)
    shift = NO_SHIFT if stay.ran_out is None else w.shifts_since(stay.ran_out)
    return calendars.overdue_point(calendar, due, rung.duration, **shift)


def _share(w: Work, due: calendars.Deadline, percent: Decimal) -> Point:
    stay, calendar = w.stay, w.machine.calendar
    start = stay.since.at
    if stay.length is None:
        if due.last_day is not None:
            return calendars.share_point(calendar, start, due.last_day, percent)
        share = Fraction(percent) / 100 * ((due.at - start) // MICROSECOND)
        return Point(start + -(-share // 1) * MICROSECOND, due.provisional)
    length = stay.length if stay.added is None else stay.length.plus(stay.added)
    own_day = limit_of(w).own_day
    return calendars.share_point(calendar, start, length, percent, own_day=own_day, **_stay_shift(w))


def _stay_shift(w: Work) -> Shifts:
    return w.shifts_since(w.stay.since)


def _every(w: Work, index: int, plan: EveryPlan) -> Iterator[Timer]:
    stay = w.stay
    k = stay.repeated[index] + 1
    point = calendars.every_point(w.machine.calendar, stay.since.at, plan.every.period, k, **_stay_shift(w))
    if not point.provisional:
        yield Timer(max(point.at, stay.since.at), EVERY, index, plan.name)


def _lapse(w: Work) -> Iterator[Timer]:
    extension, request = limit_of(w).extension, w.stay.request
    assert extension is not None
    assert request is not None
    if extension.decided_within is not None:
        shift = w.shifts_since(request.since)
        due = calendars.deadline(w.machine.calendar, request.since.at, extension.decided_within, **shift)
        if not due.provisional:
            yield Timer(due.at, LAPSE, 0, "lapse")


def _spotted(w: Work, spot: Spot) -> tuple[Point, ...]:
    kind, duration = spot
    stay, calendar = w.stay, w.machine.calendar
    if kind is ElapsedSpan:
        return calendars.span_thresholds(calendar, stay.since.at, duration, **_stay_shift(w))
    if stay.deadline is None:
        return ()
    due = due_of(stay.deadline)
    if kind is OverdueSpan:
        shift = NO_SHIFT if stay.ran_out is None else w.shifts_since(stay.ran_out)
        return calendars.overdue_thresholds(calendar, due, duration, **shift)
    return calendars.remaining_thresholds(calendar, due, duration)


def rule_timers(w: Work) -> tuple[Timer, ...]:
    """The deadlines that rules wait for, in order."""
    return tuple(sorted(_rule_timers(w)))


def _rule_timers(w: Work) -> Iterator[Timer]:
    for index in w.machine.listeners.timed:
        watched = w.machine.watched[index]
        since = watched.monitor.waiting(w.monitors[index])
        period = watched.monitor.period
        if since is not None and period is not None:
            due = due_of_rule(w, since, period)
            if due is not None:
                yield Timer(due, RULE, index, f"rule:{watched.rule.name}")


def due_of_rule(w: Work, since: Moment, period: Duration) -> datetime | None:
    """When a rule that waits since then has waited so long; None where that is provisional."""
    due = calendars.deadline(w.machine.calendar, since.at, period, **w.shifts_since(since))
    return None if due.provisional else due.at


def first_due(stay: tuple[Timer, ...], rules: tuple[Timer, ...]) -> datetime | None:
    """The earliest moment of all; both are in order."""
    if not stay or not rules:
        armed = stay or rules
        return armed[0].due if armed else None
    return min(stay[0].due, rules[0].due)
