"""What follows from a record by itself: `as soon as` until none holds, then the rules that look at rest."""

from __future__ import annotations

from closedloop.kernel.carrying import close, due_now, move
from closedloop.kernel.values import CLOCK, Record
from closedloop.kernel.watching import judge_at_rest
from closedloop.kernel.work import Work

Made = list[tuple[Record, set[int]]]
"""The records of an instant, each with the rules that it broke."""


def settle(w: Work, made: Made) -> None:
    """Takes every `as soon as` that holds, each step's at most once, and judges the case at rest.

    What is found at rest is put down to the last record.
    """
    if w.place.as_soon:
        _as_soon(w, made)
    if not made:
        return
    listeners = w.machine.listeners
    if listeners.rest or listeners.end:
        made[-1][1].update(judge_at_rest(w))


def _as_soon(w: Work, made: Made) -> None:
    taken: set[str] = set()
    while w.suspended_at is None and w.place.as_soon and w.place.name not in taken:
        w.begin(w.now, CLOCK, CLOCK, None)
        to = next((to for test, to in w.place.as_soon if test(w)), None)
        if to is None:
            return
        taken.add(w.place.name)
        w.due = due_now(w)
        move(w, to)
        made.append(close(w, "route"))
