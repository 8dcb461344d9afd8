"""A case that follows the rows of a log: what the process would refuse happens all the same, and the clock moves it
only where the rows bear that out.

Timers fire on the log's own times. Whether a move of the clock was made is asked of the rows that follow: the first one
whose event belongs to some but not all of the places through which the clock would take the case decides; the case goes
as far as the first of these that has the event, and no further. Rows that no place has, or that lead on from all of
them, tell nothing. Where no row tells, a *trusting* follower lets the clock have its way, another stays where it is. A
move that is not made is set aside for the rest of the stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve as changed
from attrs import frozen

from closedloop.audit import forcing
from closedloop.audit.forcing import Happened
from closedloop.audit.preparing import Prepared
from closedloop.audit.values import Contradiction
from closedloop.kernel.case import ASK, Case, Timer
from closedloop.kernel.firing import fire
from closedloop.kernel.timers import first_due
from closedloop.kernel.values import Readings, Record
from closedloop.logs.values import Entry

Ran = list[tuple[Timer, list[Happened]]]


@frozen
class Passed:
    """What time brought about. `plainly`: it is what the kernel makes of it; `made` then is empty, else it has the
    records one by one. `contradictions` are the moves that a row spoke against.
    """

    records: tuple[Record, ...]
    after: Case
    plainly: bool = True
    made: tuple[Happened, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()


class Follower:
    """Where the case is, and which timers were set aside."""

    __slots__ = ("_ready", "_set_aside", "_trusting", "case")

    def __init__(self, ready: Prepared, case: Case, *, trusting: bool) -> None:
        self._ready = ready
        self._trusting = trusting
        self._set_aside: set[tuple[object, int, int]] = set()
        self.case = case

    def parted(self, *, trusting: bool) -> Follower:
        """Another one that stands where this one stands."""
        other = Follower(self._ready, self.case, trusting=trusting)
        other._set_aside = set(self._set_aside)
        return other

    @property
    def stripped(self) -> Case:
        """The case without the timers that were set aside."""
        if not self._set_aside:
            return self.case
        kept = tuple(timer for timer in self.case.stay_timers if not self._is_silent(self.case, timer))
        return changed(self.case, stay_timers=kept)

    def is_due(self, until: datetime) -> bool:
        """Whether a timer may have something to say by then."""
        first = first_due(self.case.stay_timers, self.case.rule_timers)
        return first is not None and first <= until

    def passed(self, until: datetime, rows: Sequence[Entry], readings: Readings) -> Passed | None:
        """What is due by then; None if nothing came of it. `rows`: those of the case that follow. The case is moved."""
        before = self.case
        moves = self._ready.clock_moves[before.step]
        if not self._set_aside and (not moves or (self._trusting and not rows)):
            after, records, _ = fire(self._ready.machine, before, until, readings)
            if not records:
                return None
            self.case = after
            return Passed(tuple(records), after)
        horizon = rows[0].row.at if rows else until
        ran, found = self._held_against(rows, max(horizon, until), readings)
        if horizon > until:
            ran = self._run([], until, readings)
        made = tuple(each for _, happened in ran for each in happened)
        if not made and not found:
            return None
        self.case = made[-1].after if made else before
        return Passed(tuple(each.record for each in made), self.case, not self._set_aside, made, found)

    # ------------------------------------------------------------------------------------------------ what rows tell

    def _held_against(
        self, rows: Sequence[Entry], until: datetime, readings: Readings
    ) -> tuple[Ran, tuple[Contradiction, ...]]:
        """Sets aside what the rows do not bear out: what then comes of the timers, and what the rows speak against."""
        found: list[Contradiction] = []
        ran: Ran = []
        while True:
            ran = self._run(ran, until, readings)
            moves = [position for position, (_, made) in enumerate(ran) if _moved(made)]
            if not moves:
                return ran, tuple(found)
            places = [ran[moves[0]][1][0].before.step, *(ran[position][1][-1].after.step for position in moves)]
            reached, row = self._reached(places, rows)
            if reached == len(moves):
                return ran, tuple(found)
            timer, made = ran[moves[reached]]
            self._set_aside.add(_key(made[0].before, timer))
            if row is not None:
                found.append(_contradiction(timer, made, row))
            ran = ran[: moves[reached]]

    def _reached(self, places: Sequence[str], rows: Sequence[Entry]) -> tuple[int, Entry | None]:
        """How many of the moves were made, and the row that tells so, if one does."""
        for row in rows:
            have = [row.event in self._ready.machine.places[place].offers for place in places]
            if not any(have):
                break
            if not all(have):
                return have.index(True), row
            if self._ready.leads_on(places[0], row.event):
                break
        return (len(places) - 1 if self._trusting else 0), None

    def _run(self, ran: Ran, until: datetime, readings: Readings) -> Ran:
        """What comes, after these, of the timers that are due by then and not set aside."""
        ran = list(ran)
        case = ran[-1][1][-1].after if ran else self.case
        quiet: set[Timer] = set()
        while True:
            first = first_due(case.stay_timers, case.rule_timers)
            if first is None or first > until:
                return ran
            armed = (each for each in case.armed if each.due <= until and each not in quiet)
            timer = next((each for each in armed if not self._is_silent(case, each)), None)
            if timer is None:
                return ran
            alone = bool(self._set_aside) and _key(case, timer) in self._set_aside
            made = forcing.fired(self._ready, case, timer, readings, alone=alone)
            if made:
                ran.append((timer, made))
                case, quiet = made[-1].after, set()
            else:
                quiet.add(timer)

    def _is_silent(self, case: Case, timer: Timer) -> bool:
        """Whether the timer is set aside with all that it does; one that has no route of its own still happens, but
        what would follow from it by itself does not.
        """
        if not self._set_aside or _key(case, timer) not in self._set_aside:
            return False
        return timer.kind == ASK or forcing.route_of(self._ready.machine, case, timer) is not None


def _moved(made: Sequence[Happened]) -> bool:
    return any(each.record.to is not None for each in made)


def _key(case: Case, timer: Timer) -> tuple[object, int, int]:
    """Names a timer of a stay."""
    return case.stay.since, timer.kind, timer.which


def _contradiction(timer: Timer, made: Sequence[Happened], row: Entry) -> Contradiction:
    moved = [each.record for each in made if each.record.to is not None]
    return Contradiction(
        case=row.row.case,
        at=moved[0].at,
        step=str(moved[0].step),
        timer=timer.name,
        to=str(moved[-1].to),
        line=row.row.line,
    )
