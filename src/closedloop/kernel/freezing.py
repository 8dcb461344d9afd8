"""From a case to work on and back: a new one, and the frozen one after an instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from closedloop.kernel.case import ALWAYS, ASK, NEVER, Case, Stay, Timer
from closedloop.kernel.machine import Machine
from closedloop.kernel.timers import first_due, rule_timers, stay_timers
from closedloop.kernel.values import NOTHING
from closedloop.kernel.work import Work
from closedloop.rules import NEVER_PAUSED, Moment

NO_SCORES: Mapping[tuple[str, int], int] = {}
"""Shared by all cases that have none: a mapping of a case is never changed, another takes its place."""


def unopened(machine: Machine, case: str, at: datetime) -> Case:
    """A case before its first record."""
    process = machine.process
    return Case(
        id=case,
        process=process.name,
        version=process.version,
        seq=0,
        at=at,
        opened=at,
        round=1,
        step=process.start,
        ended=False,
        stay=Stay(Moment(at)),
        fields=machine.defaults,
        bindings=NOTHING,
        slots=machine.history.initial,
        monitors=(None,) * len(machine.watched),
        scores=NO_SCORES,
        mark=None,
        mark_by_clock=False,
        suspended_at=None,
        paused=NEVER_PAUSED,
        stay_timers=(),
        rule_timers=(),
        left_now=(),
        calendar=machine.calendar.version,
    )


def freeze(w: Work) -> Case:
    """The case as it stands after its last record; timers are counted anew where a record has moved them."""
    stays, rules = _timers(w)
    return Case(
        w.id,
        w.process,
        w.version,
        w.seq,
        w.at,
        w.opened,
        w.round,
        w.place.name,
        w.ended,
        w.stay,
        w.fields,
        w.bindings,
        tuple(w.slots),
        tuple(w.monitors),
        w.scores,
        w.mark,
        w.mark_by_clock,
        w.suspended_at,
        w.paused,
        stays,
        rules,
        w.left_now,
        w.machine.calendar.version,
        calm_until(w, stays, rules),
    )


def calm_until(w: Work, stays: tuple[Timer, ...], rules: tuple[Timer, ...]) -> datetime:
    """Before this moment nothing but an event can happen: see `Case.calm`."""
    deadline = w.stay.deadline
    if w.ended or w.suspended_at is not None or (deadline is not None and deadline.provisional):
        return NEVER
    first = first_due(stays, rules)
    return ALWAYS if first is None else first


def _timers(w: Work) -> tuple[tuple[Timer, ...], tuple[Timer, ...]]:
    if w.ended or w.suspended_at is not None:
        return (), ()
    if w.stay_changed:
        stays = stay_timers(w)
    else:
        stays = w.stay_timers
        if stays and stays[0].due <= w.at:
            stays = tuple(timer for timer in stays if timer.kind != ASK or timer.due > w.at)
    return stays, rule_timers(w) if w.rules_changed else w.rule_timers
