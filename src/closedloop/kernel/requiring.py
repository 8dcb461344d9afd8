"""What must hold before an event is recorded: the author's requirements, and those of the language's own events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from closedloop import calendars
from closedloop.kernel.carrying import extension_asked
from closedloop.kernel.limits import counted, due_of, is_over, limit_of
from closedloop.kernel.offering import ASK_EXTENSION, GRANT, Offering, Requirement
from closedloop.kernel.values import Reason
from closedloop.kernel.work import NO_SHIFT, Work
from closedloop.model.durations import Duration


def unmet(w: Work, offered: Offering) -> tuple[Reason, ...]:
    """Everything that stands in the way, in order of writing; submitted values are seen, history is not yet."""
    own = OWN.get(offered.kind)
    reasons = list(own(w, offered)) if own is not None else []
    reasons.extend(reason_of(w, each) for each in offered.requires if not each.test(w))
    return tuple(reasons)


def reason_of(w: Work, requirement: Requirement) -> Reason:
    require = requirement.require
    if require.message is None:
        return Reason("CL521", {"text": require.text}, requirement=require.text or None, cite=require.cite)
    return Reason("CL520", {"message": require.message}, requirement=require.text or require.message, cite=require.cite)


def _asking(w: Work, offered: Offering) -> Iterator[Reason]:
    limit, stay = limit_of(w), w.stay
    extension, deadline = limit.extension, stay.deadline
    assert extension is not None
    assert deadline is not None
    if is_over(w):
        yield Reason("CL524", {"step": w.place.name, "due": _local(w, deadline.at)})
    if stay.request is not None:
        yield Reason("CL525", {"step": w.place.name})
    if stay.granted >= extension.times:
        yield Reason("CL526", {"step": w.place.name, "times": extension.times})
    ahead = extension.asked_before
    due = due_of(deadline)
    if ahead is not None and not calendars.remaining_compare(w.machine.calendar, w.now, due, ">=", ahead):
        yield Reason("CL527", {"ahead": ahead, "due": _local(w, deadline.at)})
    if extension.in_all is not None and _too_long(w, extension.in_all):
        yield Reason("CL528", {"in_all": extension.in_all})


def _too_long(w: Work, in_all: Duration) -> bool:
    """Both are counted like limits from the start of the stay, suspended time left out."""
    stay, by = w.stay, extension_asked(w)
    added = by if stay.added is None else stay.added.plus(by)
    extended = counted(w.machine, stay, limit_of(w), NO_SHIFT, added)
    own_day = limit_of(w).own_day
    return extended.at > calendars.deadline(w.machine.calendar, stay.since.at, in_all, own_day=own_day).at


def _granting(w: Work, offered: Offering) -> Iterator[Reason]:
    if is_over(w):
        assert w.stay.deadline is not None
        yield Reason("CL529", {"step": w.place.name, "due": _local(w, w.stay.deadline.at)})


def _local(w: Work, moment: datetime) -> datetime:
    return calendars.to_local(w.machine.calendar, moment)


OWN: Mapping[str, Callable[[Work, Offering], Iterator[Reason]]] = {
    ASK_EXTENSION: _asking,
    GRANT: _granting,
}
