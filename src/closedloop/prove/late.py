"""Deadlines of rules: whether they can pass, and a run in which one does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from attrs import frozen

from closedloop import calendars
from closedloop.kernel.values import Opening, Tick
from closedloop.model.durations import Duration
from closedloop.model.process import EveryCaseEnds, LeadsTo, Recurs, Rule
from closedloop.prove.building import Built
from closedloop.prove.exploring import Explored, Found, way_to
from closedloop.prove.replaying import Replay, Replayer, Walk
from closedloop.prove.system import PLACE, Edge, State, opened
from closedloop.prove.timing import Bounds, Late, Timed, TooMany, Waiting, how_late, starting_days
from closedloop.prove.watching import atoms_of

DAYS_TRIED = 12
"""How many starting days are tried with a real run before a refutation is given up."""


@frozen
class Lateness:
    """`timed`: what the limits say; `replay`: a run in which the deadline passes, if there can be one and it was
    found; `too_many`: the ways to wait could not be told apart.
    """

    timed: Timed | None
    replay: Replay | None = None
    too_many: bool = False


def find_late(
    replayer: Replayer, rule: Rule, within: Duration, built: Built, explored: Explored, today: date
) -> Lateness:
    """Whether `within` can pass while the rule waits, and a run in which it does."""
    system, process = built.system, replayer.process
    pending, starting = _what_is_waited_for(rule, built)
    waiting = Waiting(system, process, pending, starting)
    starts = _Starts(waiting, explored)
    bounds = Bounds(process, replayer.calendar)
    try:
        stays = waiting.stays(frozenset(starts.found))
    except TooMany:
        return Lateness(None, too_many=True)
    timed = how_late(stays, bounds, replayer.calendar, within, starting_days(replayer.calendar, today))
    for late in _to_try(timed, today):
        for way, first, tardy in starts.ways(late):
            replay = _replayed(replayer, rule, built, way, first, tardy, late)
            if replay is not None:
                return Lateness(timed, replay)
    return Lateness(timed)


def _what_is_waited_for(rule: Rule, built: Built) -> tuple[Callable[[State], bool], Callable[[Edge], bool]]:
    """In which states the rule waits; along which edges it begins to, though it waited before."""
    system, prop = built.system, rule.prop
    names = [each.name for each in system.variables]
    place = names.index(PLACE)
    ends = {code for code, name in enumerate(system.places) if name in system.ends}
    if isinstance(prop, Recurs):
        step = system.places.index(prop.step)
        return lambda state: state[place] == step, lambda edge: edge.enters
    if isinstance(prop, EveryCaseEnds):
        return lambda state: state[place] not in ends, lambda edge: edge.command.name == "reopen"
    assert isinstance(prop, LeadsTo)
    index = names.index(f"rule:{rule.name}")
    trigger, *answers = (getattr(atom, "event", None) for atom in atoms_of(rule))
    asks_again = trigger is not None and trigger in answers
    return (
        lambda state: state[index] == 1 and state[place] not in ends,
        lambda edge: asks_again and edge.command.name == trigger,
    )


class _Starts:
    """Where waiting begins, and how a case gets there on a shortest way."""

    def __init__(self, waiting: Waiting, explored: Explored) -> None:
        self._waiting = waiting
        self._explored = explored
        self.found: dict[State, tuple[Found | None, Edge]] = {}
        for edge in opened(explored.system):
            if edge.to is not None and waiting.pending(edge.to):
                self.found.setdefault(edge.to, (None, edge))
        for packed, depth in self._candidates().items():
            for edge in waiting.beginnings(explored.packing.unpack(packed)):
                assert edge.to is not None
                self.found.setdefault(edge.to, ((packed, depth), edge))

    def _candidates(self) -> dict[int, int]:
        """The states (with their depth) from which some edge leads to where the rule waits."""
        unpack, pending = self._explored.packing.unpack, self._waiting.pending
        waits: dict[int, bool] = {}
        candidates: dict[int, int] = {}

        def edge(state: int, to: int, number: int) -> None:
            if to not in waits:
                waits[to] = pending(unpack(to))
            if waits[to]:
                candidates[state] = 0

        for depth, level in enumerate(self._explored.levels):
            for packed in level:
                self._explored.follow(packed, edge)
                if packed in candidates:
                    candidates[packed] = depth
        return candidates

    def ways(self, late: Late) -> Iterator[tuple[tuple[Edge, ...], int, frozenset[int]]]:
        """Ways from the opening on that wait as `late` says; the number of the edge with which the waiting begins, and
        of those events that are to come as late as they can."""
        tried = 0
        first = late.way[0][0]
        for state, (found, edge) in self.found.items():
            if state not in first.entries or tried >= 3:
                continue
            before = () if found is None else way_to(self._explored, *found)
            through = self._waiting.thread(state, late.way)
            if through is not None:
                tried += 1
                way = (*before, edge, *(each for each, _ in through))
                at = len(before)
                tardy = frozenset(at + 1 + index for index, (_, leaves) in enumerate(through) if leaves)
                yield way, at, tardy


def _to_try(timed: Timed, today: date) -> Iterator[Late]:
    """The starting days to try, those first that come soon."""
    soon = [late for late in timed.late if late.day >= today]
    order = [*soon[:DAYS_TRIED], *([timed.worst] if timed.worst is not None else []), *timed.late[:3]]
    yield from dict.fromkeys(order[:DAYS_TRIED])


def _replayed(
    replayer: Replayer, rule: Rule, built: Built, way: tuple[Edge, ...], first: int, late: frozenset[int], case: Late
) -> Replay | None:
    """The run with dates, so that the waiting begins on the day that is too late."""
    begin = _morning(replayer, case.day - timedelta(days=first))
    for walk in replayer.walks(built, way, begin, late):
        until = max(case.due, walk.asked[-1].at) + timedelta(days=400 if case.at is None else 40)
        ended = replayer.pass_time(walk, until)
        breaches = [record for record in ended.records if rule.name in record.breaches]
        if breaches:
            return _cut(replayer, walk, breaches[0].at)
        if walk.asked[-1].at > case.due + timedelta(days=400):
            return None
    return None


def _cut(replayer: Replayer, walk: Walk, moment: datetime) -> Replay:
    """The run up to the breach, and not further."""
    kept = Walk(None, (), ())
    for asked in walk.asked:
        if asked.at >= moment:
            break
        cases = () if isinstance(asked, Opening) else (kept.case,)
        outcome = replayer.decide(cases, asked)  # type: ignore[arg-type]
        kept = Walk(outcome.cases[0], (*kept.asked, asked), (*kept.records, *outcome.records))
    assert kept.case is not None
    outcome = replayer.decide((kept.case,), Tick(kept.case.id, moment))
    return Replay(replayer.process, (*kept.asked, Tick(kept.case.id, moment)), (*kept.records, *outcome.records), None)


def _morning(replayer: Replayer, day: date) -> datetime:
    return calendars.local_to_utc(replayer.calendar, datetime(day.year, day.month, day.day, 9))
