"""What would have prevented a counterexample, in one sentence, where that can be told.

Guarantees: a deadline is laid to the step in which most of its time passed; a requirement that is named would have
refused the last submission of that very run. Where neither can be told, nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from closedloop.calendars import calendar, deadline
from closedloop.kernel.values import Opening, Record, Submission
from closedloop.model.expressions import Atom, EventAtom
from closedloop.model.process import (
    Before,
    Bounded,
    DifferentParties,
    EveryCaseEnds,
    LeadsTo,
    Process,
    Prop,
    Recurs,
    SameParty,
    Step,
)
from closedloop.prove.verdicts import Counterexample, Said, Verdict


def prevented(process: Process, verdict: Verdict) -> Said | None:
    """What would have prevented the counterexample of a verdict on the process."""
    shown, rule = verdict.counterexample, verdict.subject.rule
    if shown is None:
        return None
    if shown.waiting:
        return _way_out(process, shown)
    if rule is None:
        return None
    last = shown.asked[-1]
    if not isinstance(last, (Submission, Opening)):
        return _consequence(process, rule.prop, shown)
    if rule.when is not None or not isinstance(last, Submission):
        return None
    told = REQUIREMENTS.get(type(rule.prop))
    return None if told is None else told(rule.prop, last, shown.records)


# ----------------------------------------------------------------------------------------------------------- time


def _way_out(process: Process, shown: Counterexample) -> Said | None:
    place = next((record.to for record in reversed(shown.records) if record.to is not None), None)
    step = next((each for each in process.steps if each.name == place), None)
    return None if step is None or _leads_on(step) else Said("prevented_way_out", {"step": step.name})


def _consequence(process: Process, prop: Prop, shown: Counterexample) -> Said | None:
    """The step in which most of the time passed, and what its clock lacks."""
    since = _since(process, prop, shown)
    if since is None:
        return None
    stays = _stays(shown.records, since, shown.moment)
    if not stays:
        return None
    name = max(stays, key=lambda each: stays[each])
    step = next((each for each in process.steps if each.name == name), None)
    if step is None:
        return None
    expired = any(record.timer == "due" and record.step == name and record.at > since for record in shown.records)
    if not step.limits:
        return None if _leads_on(step) else Said("prevented_no_limit", {"step": name})
    return Said("prevented_limit" if expired and not _leads_on(step) else "prevented_step", {"step": name})


def _leads_on(step: Step) -> bool:
    """Whether time alone leads out of it."""
    return any(limit.then for limit in step.limits) or any(rung.to for rung in step.rungs) or bool(step.as_soon)


def _since(process: Process, prop: Prop, shown: Counterexample) -> datetime | None:
    """The record from which the time that passed was counted."""
    if isinstance(prop, (LeadsTo, EveryCaseEnds)):
        within = prop.within
    else:
        within = prop.every if isinstance(prop, Recurs) else None
    if within is None:
        return None
    cal = calendar(process.calendar, process.zone)
    counted = (record.at for record in shown.records if deadline(cal, record.at, within).at == shown.moment)
    return next(counted, None)


def _stays(records: tuple[Record, ...], since: datetime, until: datetime) -> Mapping[str, timedelta]:
    """How long the case was in each step between the two moments."""
    entries = [(record.at, record.to) for record in records if record.to is not None]
    found: dict[str, timedelta] = {}
    for (begun, place), (ended, _) in zip(entries, [*entries[1:], (until, None)], strict=True):
        spent = min(ended, until) - max(begun, since)
        if place is not None and spent > timedelta(0):
            found[place] = found.get(place, timedelta(0)) + spent
    return found


# ------------------------------------------------------------------------------------------------------- requirements


Records = tuple[Record, ...]


def _plain(atom: Atom | None) -> str | None:
    """The event, if the atom is one with no more to it."""
    return atom.event if isinstance(atom, EventAtom) and atom.condition is None and atom.by is None else None


def _before(prop: Prop, last: Submission, records: Records) -> Said | None:
    assert isinstance(prop, Before)
    earlier = _plain(prop.earlier)
    if earlier is None or earlier == last.event:
        return None
    if not prop.each:
        return Said("prevented_before", {"event": last.event, "earlier": earlier})
    later = _plain(prop.later)
    return None if later is None else Said("prevented_each", {"event": last.event, "earlier": earlier, "later": later})


def _counted(prop: Prop, last: Submission, records: Records) -> Said | None:
    assert isinstance(prop, Bounded)
    counted = _plain(prop.atom)
    if counted is None or prop.per is not None or prop.ever:
        return None
    params = {"event": last.event, "counted": counted, "times": prop.times}
    if prop.before is None and counted == last.event and prop.bound != "at_least":
        return Said("prevented_fewer", params)
    if prop.before is not None and prop.bound == "at_least" and counted != last.event:
        return Said("prevented_enough", params)
    return None


def _different(prop: Prop, last: Submission, records: Records) -> Said | None:
    assert isinstance(prop, DifferentParties)
    found = _other(prop.atoms, last, records)
    if found is None or found[1].party != last.actor.party:
        return None
    return Said("prevented_different", {"event": last.event, "earlier": found[0]})


def _same(prop: Prop, last: Submission, records: Records) -> Said | None:
    assert isinstance(prop, SameParty)
    found = _other(prop.atoms, last, records)
    if found is None or found[1].party == last.actor.party:
        return None
    return Said("prevented_same", {"event": last.event, "earlier": found[0]})


def _other(atoms: tuple[Atom, ...], last: Submission, records: Records) -> tuple[str, Record] | None:
    """The only other event that the rule speaks of, and its last record."""
    others = [name for name in map(_plain, atoms) if name is not None and name != last.event]
    found = [record for record in records if record.event in others]
    return (others[0], found[-1]) if len(others) == 1 and found else None


REQUIREMENTS: Mapping[type, Callable[[Prop, Submission, Records], Said | None]] = {
    Before: _before,
    Bounded: _counted,
    DifferentParties: _different,
    SameParty: _same,
}
