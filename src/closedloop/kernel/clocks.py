"""The clock of a stay starts: which limit holds, how long it is, and when it is due.

All stays in one step that begin on one day with the same length have the same deadlines as long as nothing hangs on
hours, so these are counted once and looked up afterwards.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from closedloop.kernel.case import Fresh, Stay
from closedloop.kernel.limits import counted, fixed_day
from closedloop.kernel.values import Deadline
from closedloop.kernel.work import NO_SHIFT, Work
from closedloop.model.durations import Duration
from closedloop.model.process import Limit

MOST_KNOWN = 1024
"""So many beginnings are remembered for each step."""


class Begun(NamedTuple):
    """How a clock begins: the limit that holds, and what its length was read as; all None without a limit."""

    limit: int | None = None
    length: Duration | None = None
    day: date | None = None


NO_LIMIT = Begun()


def start_clock(w: Work) -> None:
    """After `on enter`: the stay gets its limit and its deadline, and is ready for its rungs and repetitions."""
    place = w.place
    begun = _chosen(w)
    since = w.stay.since
    performed = place.not_performed if begun.limit is not None else ()
    w.fresh = fresh_of(w, begun)
    deadline = deadline_of(w, begun) if w.fresh is None else w.fresh.deadline
    w.new_deadline = deadline
    w.stay = Stay(
        since, begun.limit, begun.length, begun.day, deadline, performed=performed, repeated=place.never_repeated
    )


def _chosen(w: Work) -> Begun:
    for index, plan in enumerate(w.place.limits):
        if plan.when is None or plan.when(w):
            length, day = _read(w, plan.limit)
            return NO_LIMIT if length is None and day is None else Begun(index, length, day)
    return NO_LIMIT


def _read(w: Work, limit: Limit) -> tuple[Duration | None, date | None]:
    if limit.length is not None:
        return limit.length, None
    if limit.length_field is not None:
        return w.fields.get(limit.length_field), None  # type: ignore[return-value]
    if limit.on_field is not None:
        return None, w.fields.get(limit.on_field)  # type: ignore[return-value]
    assert limit.on is not None
    return None, fixed_day(w.machine, limit.on, w.today())


def fresh_of(w: Work, begun: Begun) -> Fresh | None:
    """What is known of such a beginning; None if it depends on more than the day."""
    place = w.place
    if not place.by_days or w.suspended_at is not None or (begun.length is not None and begun.length.exact):
        return None
    key = begun, w.today()
    known = place.known.get(key)
    if known is None:
        if len(place.known) >= MOST_KNOWN:
            place.known.clear()
        known = place.known[key] = Fresh(deadline_of(w, begun))
    return known


def deadline_of(w: Work, begun: Begun) -> Deadline | None:
    """The deadline of a stay that begins so, now."""
    if begun.limit is None:
        return None
    stay = Stay(w.stay.since, begun.limit, begun.length, begun.day)
    return counted(w.machine, stay, w.place.limits[begun.limit].limit, NO_SHIFT, None)
