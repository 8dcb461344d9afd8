"""The deadline of a stay: how it follows from the limit that was read, what was granted and what was suspended."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from closedloop import calendars
from closedloop.calendars import Shifts
from closedloop.kernel.case import Stay
from closedloop.kernel.values import Deadline
from closedloop.kernel.work import Work, plus
from closedloop.model.durations import Duration
from closedloop.model.process import Limit
from closedloop.rules import Moment

if TYPE_CHECKING:
    from closedloop.kernel.machine import Machine


def counted(machine: Machine, stay: Stay, limit: Limit, shift: Shifts, added: Duration | None) -> Deadline:
    """The deadline of the stay's limit with `added` granted to it, moved by suspended time."""
    if stay.day is not None:
        due = calendars.fixed_deadline(machine.calendar, stay.day, added)
    else:
        assert stay.length is not None
        length = stay.length if added is None else stay.length.plus(added)
        due = calendars.deadline(machine.calendar, stay.since.at, length, own_day=limit.own_day, **shift)
    return Deadline(due.at, due.last_day, due.provisional, machine.calendar.name, machine.calendar.version)


def deadline_now(w: Work) -> Deadline | None:
    """The deadline as it stands: while suspended, as though the case were resumed now."""
    stay = w.stay
    if stay.deadline is None or w.suspended_at is None or stay.expired or stay.length is None:
        return stay.deadline
    return counted(w.machine, stay, limit_of(w), w.shifts_since(stay.since), stay.added)


def limit_of(w: Work) -> Limit:
    """The limit of the stay, which there is."""
    assert w.stay.limit is not None
    return w.place.limits[w.stay.limit].limit


def fixed_day(machine: Machine, written: str, entered: date) -> date:
    """The day of `due on 2024-06-30`, or of `due on 06-30` after an entry on this day."""
    if len(written) > 5:
        return date.fromisoformat(written)
    month, day = written.split("-")
    return calendars.next_month_day(entered, int(month), int(day))


def due_of(deadline: Deadline) -> calendars.Deadline:
    """The deadline as calendars take it."""
    return calendars.Deadline(deadline.last_day, deadline.at, deadline.provisional)


def is_over(w: Work) -> bool:
    """Whether the limit has run out; a provisional one never does."""
    deadline = deadline_now(w)
    if deadline is None or deadline.provisional:
        return False
    return w.stay.expired or w.now >= deadline.at


def ran_out(w: Work) -> Moment:
    """From when suspended time moves what is overdue: when the limit ran out, or the start of the stay if it had
    before.

    The limit of the stay is over.
    """
    stay, deadline = w.stay, deadline_now(w)
    assert deadline is not None
    if stay.ran_out is not None:
        return stay.ran_out
    if deadline.at <= stay.since.at:
        return stay.since
    if w.suspended_at is not None and deadline.at <= w.now:
        return Moment(deadline.at, plus(w.paused, _suspended_until(w, w.suspended_at, deadline)))
    return w.moment()


def _suspended_until(w: Work, paused: datetime, deadline: Deadline) -> Shifts:
    """What was suspended before the limit ran out: days up to its last day, time up to its due moment."""
    calendar = w.machine.calendar
    exact = calendars.suspended(calendar, paused, deadline.at)
    if deadline.last_day is None:
        return exact
    days = calendars.suspended(calendar, paused, calendars.start_of_day(calendar, deadline.last_day))
    return {**exact, "shift_days": days["shift_days"], "shift_working_days": days["shift_working_days"]}
