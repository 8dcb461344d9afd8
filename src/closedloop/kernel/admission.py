"""May it be decided? The checks that come before parameters and requirements; the first that fails refuses."""

from __future__ import annotations

from datetime import datetime

from closedloop import calendars
from closedloop.kernel.offering import REOPEN, Offering, holds, role_held
from closedloop.kernel.values import Actor, Reason, Submission
from closedloop.kernel.work import Work
from closedloop.messages import AnyOf
from closedloop.model.process import Backdate

Admitted = tuple[Offering, str]
"""What is taken, and the role used."""


def admit(w: Work, s: Submission) -> Admitted | Reason:
    """The offer that the submission takes up, or why there is none."""
    if s.at < w.at:
        return Reason("CL501", {"at": _local(w, s.at), "last": _local(w, w.at)})
    if s.event not in w.machine.events:
        return Reason("CL502", {"event": s.event, "process": w.process})
    if w.ended and s.event != REOPEN:
        return Reason("CL503", {"event": s.event, "end": w.place.name})
    if w.suspended_at is not None and s.event not in w.place.while_suspended:
        return Reason("CL504", {"event": s.event, "since": _local(w, w.suspended_at)})
    offers = standing(w, s.event)
    if not offers:
        return Reason("CL505", {"event": s.event, "step": w.place.name})
    late: Reason | None = None
    for offered in offers:
        role = role_held(w, offered, s.actor, s.role)
        if role is not None:
            closed = _window_closed(w, offered)
            if closed is None:
                return _dated(w, s) or (offered, role)
            late = late or closed
    return late or _no_role(s, offers)


def standing(w: Work, event: str) -> tuple[Offering, ...]:
    """The offers of the event as things stand, in order of precedence."""
    place = w.place
    offers = (place.offers if w.suspended_at is None else place.while_suspended).get(event, ())
    return tuple(offered for offered in offers if offered.stands(w))


def _window_closed(w: Work, offered: Offering) -> Reason | None:
    """Whether it is too late to reopen under this permission; another one may still stand."""
    reopen = offered.reopen
    if reopen is None or reopen.window is None:
        return None
    due = calendars.deadline(w.machine.calendar, w.stay.since.at, reopen.window)
    if w.now < due.at:
        return None
    return Reason("CL523", {"end": w.place.name, "window": reopen.window, "until": _local(w, due.at)})


def _no_role(s: Submission, offers: tuple[Offering, ...]) -> Reason:
    roles = list(dict.fromkeys(role for offered in offers for role in offered.by))
    if s.role is not None:
        return Reason("CL507", {"event": s.event, "actor": s.actor.party, "role": s.role, "roles": AnyOf(tuple(roles))})
    return Reason("CL506", {"event": s.event, "actor": s.actor.party, "roles": AnyOf(tuple(roles))})


def _dated(w: Work, s: Submission) -> Reason | None:
    """What is wrong with an `occurred` that is not the recorded moment."""
    occurred = s.occurred
    if occurred is None or occurred == s.at:
        return None
    params = {"event": s.event, "occurred": _local(w, occurred)}
    if occurred > s.at:
        return Reason("CL510", {**params, "at": _local(w, s.at)})
    allowed = tuple(each for each in w.machine.process.backdates if any(holds(w, s.actor, role) for role in each.by))
    if not allowed:
        roles = list(dict.fromkeys(role for each in w.machine.process.backdates for role in each.by))
        return Reason("CL508", {**params, "roles": AnyOf(tuple(roles)) if roles else None})
    if occurred < w.opened:
        return Reason("CL513", {**params, "opened": _local(w, w.opened)})
    if all(_too_long_ago(w, each, s) for each in allowed):
        return Reason("CL509", {**params, "at_most": allowed[0].at_most})
    return None


def _too_long_ago(w: Work, backdate: Backdate, s: Submission) -> bool:
    assert s.occurred is not None
    return calendars.deadline(w.machine.calendar, s.occurred, backdate.at_most).at <= s.at


def _local(w: Work, moment: datetime) -> datetime:
    return calendars.to_local(w.machine.calendar, moment)


def may(w: Work, actor: Actor, event: str) -> Admitted | None:
    """The offer of the event that this actor could take up, whatever it requires."""
    for offered in standing(w, event):
        role = role_held(w, offered, actor, None)
        if role is not None and _window_closed(w, offered) is None:
            return offered, role
    return None
