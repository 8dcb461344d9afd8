"""How late something can come: deadlines of rules against the limits of the steps through which a case can go.

Guarantees: nobody need act, timers fire, a case acts as late as its limits let it; suspended time is left out. Every
starting day of the calendar's coverage is tried, and a later start never ends sooner, so the latest way to each step
is enough. What cannot be bounded has no bound; a bound is never too small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise

from attrs import field, frozen

from closedloop import calendars
from closedloop.calendars import Calendar
from closedloop.model.durations import Duration
from closedloop.model.process import Limit, Process, Rung, Step
from closedloop.prove.meaning import EXPIRED
from closedloop.prove.moving import GRANTED, LIMIT
from closedloop.prove.system import PLACE, Edge, State, System, edges

MINUTE = timedelta(minutes=1)
YEARS_OF_PLAIN_WEEKS = 28
"""After so many years the days of the week and the leap years repeat (in this century and the last)."""


@frozen
class Label:
    """Where a case stays, as far as time goes: the step, which limit holds (0: none), how often it was extended, and
    whether it has run out. `leaves`: how the stay ends (a timer's name, `event`), None where it only lasts.
    """

    step: str
    limit: int
    granted: int
    expired: bool
    leaves: str | None = None


@frozen
class Bound:
    """The last moment (exclusive). `inclusive`: whether the deadline of a rule that falls on it passes first."""

    at: datetime
    inclusive: bool


class Bounds:
    """How long stays can last, by the calendar. None: without end. Provisional dates count as unknown."""

    def __init__(self, process: Process, calendar: Calendar) -> None:
        self._steps = {step.name: step for step in process.steps}
        self._calendar = calendar
        self._known: dict[tuple[Label, object], Bound | None] = {}
        self._moments: dict[tuple[str, int, int, object], Mapping[str, Bound]] = {}
        self._exact = {step.name: _exact(step) for step in process.steps}
        rungs = [rung for step in process.steps for rung in step.rungs if rung.to is not None]
        self.orderly = all(rung.point == "overdue" and rung.share is None for rung in rungs)
        """Whether a stay that begins later never ends sooner, for certain."""

    def latest(self, label: Label, start: datetime) -> Bound | None:
        """Until when a stay that began at `start` lasts, or leaves as the label says.

        `Uncovered` beyond the calendar.
        """
        key = label, self._when(label.step, start)
        if key not in self._known:
            self._known[key] = self._bound(label, start)
        return self._known[key]

    def _bound(self, label: Label, start: datetime) -> Bound | None:
        step = self._steps[label.step]
        timers = self._timers(step, label.limit, label.granted, start)
        moments = [bound for name, bound in timers.items() if _forces(step, name) or name == label.leaves]
        if not label.expired and "due" in timers:
            moments.append(timers["due"])
        return min(moments, key=lambda each: (each.at, each.inclusive), default=None)

    def _timers(self, step: Step, number: int, granted: int, start: datetime) -> Mapping[str, Bound]:
        """The expiry of the limit and what leads out of the step, by the names of timers."""
        key = step.name, number, granted, self._when(step.name, start)
        if key not in self._moments:
            self._moments[key] = dict(self._counted(step, number, granted, start))
        return self._moments[key]

    def _when(self, step: str, start: datetime) -> object:
        """What of a moment matters for a step: its day, if nothing there is counted exactly."""
        return start if self._exact[step] else calendars.local_date(self._calendar, start)

    def _counted(self, step: Step, number: int, granted: int, start: datetime) -> Iterator[tuple[str, Bound]]:
        limit = step.limits[number - 1] if number else None
        length = None if limit is None else self._length(limit, granted)
        if limit is None or length is None:
            return
        due = calendars.deadline(self._calendar, start, length, own_day=limit.own_day)
        if due.provisional:
            raise Uncovered
        yield "due", Bound(due.at, False)
        if limit.then is not None:
            yield "then", Bound(due.at, True)
        for index, rung in enumerate(step.rungs):
            if rung.to is not None:
                point = self._point(rung, limit, length, due, start)
                if point.provisional:
                    raise Uncovered
                if rung.point == "before" and point.at <= start:
                    continue  # it may have to wait: timers leave a step only once in one moment
                yield f"rung:{index}", Bound(max(point.at, start), False)

    def _point(
        self, rung: Rung, limit: Limit, length: Duration, due: calendars.Deadline, start: datetime
    ) -> calendars.Point:
        if rung.share is not None:
            return calendars.share_point(self._calendar, start, length, rung.share, own_day=limit.own_day)
        if rung.duration is None:
            return calendars.Point(due.at, due.provisional)
        if rung.point == "before":
            return calendars.before_point(self._calendar, due, rung.duration)
        return calendars.overdue_point(self._calendar, due, rung.duration)

    def _length(self, limit: Limit, granted: int) -> Duration | None:
        """The limit with what was granted; None where the process does not say it (a date, a field, any length)."""
        length = limit.length
        if length is None or not granted:
            return length
        by = limit.extension.by if limit.extension is not None else None
        return length.plus(by.times(granted)) if by is not None else None


def _forces(step: Step, timer: str) -> bool:
    """Whether the timer ends the stay, whoever does or does not act."""
    return timer == "then" or (timer.startswith("rung:") and step.rungs[int(timer[5:])].after is None)


class Uncovered(Exception):
    """The calendar does not reach so far."""


def _exact(step: Step) -> bool:
    lengths = [limit.length for limit in step.limits] + [rung.duration for rung in step.rungs]
    lengths += [limit.extension.by for limit in step.limits if limit.extension is not None]
    return any(each is not None and each.exact for each in lengths)


# ------------------------------------------------------------------------------------------------------ the waiting


@frozen
class Node:
    """Stays of one step that begin alike: all the states in which they may begin."""

    place: int
    entries: frozenset[State]


@frozen
class Stays:
    """What can be waited through: `starts`; for each node how long it may be rested in, and where it leads."""

    starts: tuple[Node, ...]
    rests: Mapping[Node, tuple[Label, ...]]
    leads: Mapping[Node, tuple[tuple[Label, Node], ...]]


MOST_NODES = 3_000


class Waiting:
    """The part of a system in which something is waited for.

    `pending`: in which states; `starting`: along which edges the waiting begins, though it went on before.
    """

    def __init__(
        self,
        system: System,
        process: Process,
        pending: Callable[[State], bool],
        starting: Callable[[Edge], bool],
    ) -> None:
        self._system = system
        self._names = [each.name for each in system.variables]
        self._steps = {step.name: step for step in process.steps}
        self._pending = pending
        self._starting = starting
        self._edges: dict[State, tuple[Edge, ...]] = {}
        self._expiring = {
            place for place, each in system.commands.items() if any(command.name == "due" for command in each)
        }

    def of(self, state: State, name: str, default: int = 0) -> int:
        return state[self._names.index(name)] if name in self._names else default

    def edges(self, state: State) -> tuple[Edge, ...]:
        if state not in self._edges:
            self._edges[state] = tuple(each for each in edges(self._system, state) if each.to is not None)
        return self._edges[state]

    def pending(self, state: State) -> bool:
        return self._pending(state)

    def beginnings(self, state: State) -> Iterator[Edge]:
        """The edges from a state with which waiting begins."""
        was = self._pending(state)
        for edge in self.edges(state):
            if edge.to is not None and self._pending(edge.to) and (not was or self._starting(edge)):
                yield edge

    def thread(self, start: State, way: Way) -> tuple[tuple[Edge, bool], ...] | None:
        """Edges through these stays from a state on; with each whether it is an event that ends a stay."""
        ways: dict[State, Threaded] = {start: ()}
        for index, (_, label) in enumerate(way):
            ways = self._within(ways)
            if index + 1 == len(way):
                return next((each for state, each in ways.items() if self.label(state) == label), None)
            entries = way[index + 1][0].entries
            ways = {
                edge.to: (*before, (edge, edge.command.kind == "event"))
                for state, before in ways.items()
                for edge in self.edges(state)
                if edge.enters and edge.to in entries and self.label(state, _leaving(edge)) == label
            }
        return None

    def _within(self, ways: dict[State, Threaded]) -> dict[State, Threaded]:
        """All that can be reached without leaving the stay."""
        reached, waiting = dict(ways), list(ways)
        while waiting:
            state = waiting.pop(0)
            for edge in self.edges(state):
                after = edge.to
                if after is not None and not edge.enters and after not in reached and self._pending(after):
                    reached[after] = (*reached[state], (edge, False))
                    waiting.append(after)
        return reached

    def stays(self, starts: frozenset[State]) -> Stays:
        """What can be waited through from there; `TooMany` where it cannot be told apart in reasonable numbers."""
        first = self._nodes(starts)
        rests: dict[Node, tuple[Label, ...]] = {}
        leads: dict[Node, tuple[tuple[Label, Node], ...]] = {}
        waiting = list(first)
        while waiting:
            node = waiting.pop()
            if node in rests:
                continue
            if len(rests) > MOST_NODES:
                raise TooMany
            rests[node], leads[node] = self._through(node)
            waiting.extend(after for _, after in leads[node])
        return Stays(first, rests, leads)

    def _nodes(self, states: Iterable[State]) -> tuple[Node, ...]:
        by_place: dict[int, set[State]] = {}
        for state in states:
            by_place.setdefault(self.of(state, PLACE), set()).add(state)
        return tuple(Node(place, frozenset(each)) for place, each in sorted(by_place.items()))

    def label(self, state: State, leaves: str | None = None) -> Label:
        place = self._system.places[self.of(state, PLACE)]
        step = self._steps[place]
        limit = self.of(state, LIMIT, default=1 if step.limits else 0)
        expired = place not in self._expiring or bool(self.of(state, EXPIRED))
        return Label(place, limit, self.of(state, GRANTED), expired, leaves)

    def _through(self, node: Node) -> tuple[tuple[Label, ...], tuple[tuple[Label, Node], ...]]:
        seen, waiting = set(node.entries), list(node.entries)
        rests: dict[Label, None] = {}
        exits: dict[tuple[Label, int], set[State]] = {}
        while waiting:
            state = waiting.pop()
            rests[self.label(state)] = None
            for edge in self.edges(state):
                after = edge.to
                if after is None or not self._pending(after):
                    continue
                if edge.enters:
                    exits.setdefault((self.label(state, _leaving(edge)), self.of(after, PLACE)), set()).add(after)
                elif after not in seen:
                    seen.add(after)
                    waiting.append(after)
        leads = tuple((label, Node(place, frozenset(states))) for (label, place), states in exits.items())
        return tuple(rests), leads


def _leaving(edge: Edge) -> str:
    return edge.command.name if edge.command.kind == "timer" else "event"


Threaded = tuple[tuple[Edge, bool], ...]

Way = tuple[tuple[Node, Label], ...]
"""Stays one after the other, and how each ends; the last one only lasts."""


class TooMany(Exception):
    """More ways to wait than are told apart."""


@frozen
class Late:
    """A starting day for which the deadline can pass: the stays waited through, and the last of them. `at`: until when
    the waiting can last, None without end.
    """

    day: date
    due: datetime
    way: Way
    at: datetime | None


@frozen
class Timed:
    """`days`: how many starting days were tried, from `first` to `last`; `late`: those for which it can be too late
    (`every_day`: some of them, it is all); `spare`: how many days are left at least where it cannot.
    """

    days: int
    first: date | None
    last: date | None
    late: tuple[Late, ...] = ()
    spare: int | None = None
    worst: Late | None = field(default=None)
    every_day: bool = False


def starting_days(calendar: Calendar, today: date) -> Iterator[date]:
    """All days of the calendar's coverage; of a plain week as many years as it takes until they repeat."""
    first, last = calendar.coverage or (
        date(today.year, 1, 1),
        date(today.year + YEARS_OF_PLAIN_WEEKS, 1, 1) - timedelta(days=1),
    )
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


@frozen
class Tried:
    """One starting day. `latest`: until when it can be waited at most, if the deadline cannot pass."""

    due: datetime
    late: Late | None
    latest: datetime | None


def how_late(stays: Stays, bounds: Bounds, calendar: Calendar, within: Duration, days: Iterable[date]) -> Timed:
    """Whether what is waited for can come later than `within`, for each starting day (in order).

    A day is left out where those around it show that it is on time, and with no less to spare than another.
    """
    days = tuple(days)
    always = _without_end(stays, bounds, calendar, within, days)
    if always:
        return Timed(len(days), days[0], days[-1], always, None, always[0], every_day=True)

    def one(day: date) -> Tried | None:
        """None where the calendar does not reach so far."""
        start = calendars.start_of_day(calendar, day)
        due = calendars.deadline(calendar, start, within)
        if due.provisional:
            return None
        try:
            late, latest = _latest(stays, bounds, start, due.at, day)
        except Uncovered:
            return None
        return Tried(due.at, late, latest)

    search = _Days(days, one, between=bounds.orderly)
    search.run()
    tried = [day for number, day in enumerate(days) if search.covered(number)]
    late = tuple(each.late for each in search.in_order() if each.late is not None)
    worst = max(late, key=lambda each: (each.at is None, each.at or each.due), default=None)
    return Timed(len(tried), tried[0] if tried else None, tried[-1] if tried else None, late, search.spare, worst)


class _Days:
    """Starting days, tried one by one, but for those between two others that leave no doubt.

    A later day has no earlier deadline and waits no less long: what holds of the deadline of the first and the waiting
    of the last holds of all between. `between`: whether that is so.
    """

    def __init__(self, days: tuple[date, ...], one: Callable[[date], Tried | None], *, between: bool) -> None:
        self._days = days
        self._one = one
        self._between = between
        self._found: dict[int, Tried | None] = {}
        self._uncovered: list[range] = []
        self.spare: int | None = None

    def run(self) -> None:
        step = COARSE if self._between else 1
        grid = sorted({*range(0, len(self._days), step), *([len(self._days) - 1] if self._days else [])})
        for number in grid:
            self._try(number)
        waiting = [(low, high) for low, high in pairwise(grid) if high - low > 1]
        while waiting:
            low, high = waiting.pop()
            if self._certain(low, high):
                continue
            middle = (low + high) // 2
            self._try(middle)
            waiting += [each for each in ((low, middle), (middle, high)) if each[1] - each[0] > 1]

    def _try(self, number: int) -> None:
        tried = self._found[number] = self._one(self._days[number])
        if tried is not None and tried.late is None and tried.latest is not None:
            left = (tried.due - tried.latest).days
            self.spare = left if self.spare is None else min(self.spare, left)

    def _certain(self, low: int, high: int) -> bool:
        """Whether nothing new can be found between these two."""
        first, last = self._found[low], self._found[high]
        if first is None and last is None:
            self._uncovered.append(range(low, high))
            return True
        if first is None or last is None or first.late is not None or last.late is not None:
            return False
        if first.latest is None or last.latest is None or self.spare is None:
            return first.latest is None and last.latest is None
        return last.latest < first.due and (first.due - last.latest).days >= self.spare

    def covered(self, number: int) -> bool:
        if number in self._found:
            return self._found[number] is not None
        return not any(number in each for each in self._uncovered)

    def in_order(self) -> Iterator[Tried]:
        return (each for _, each in sorted(self._found.items()) if each is not None)


COARSE = 16
"""How many days apart the first ones are that are tried."""


def _without_end(
    stays: Stays, bounds: Bounds, calendar: Calendar, within: Duration, days: tuple[date, ...]
) -> tuple[Late, ...]:
    """Where it can be waited without end it does not depend on the day: a few of the days, each with its deadline."""
    found: list[Late] = []
    for day in days[:: max(1, len(days) // SAMPLE)]:
        start = calendars.start_of_day(calendar, day)
        due = calendars.deadline(calendar, start, within)
        try:
            late = None if due.provisional else _latest(stays, bounds, start, due.at, day)[0]
        except Uncovered:
            continue
        if late is None or late.at is not None:
            return ()
        found.append(late)
    return tuple(found)


SAMPLE = 24


def _latest(
    stays: Stays, bounds: Bounds, start: datetime, due: datetime, day: date
) -> tuple[Late | None, datetime | None]:
    """The latest way through from this start; stops at the first that is too late."""
    arrived: dict[Node, tuple[datetime, Way]] = dict.fromkeys(stays.starts, (start, ()))
    waiting = list(stays.starts)
    latest: datetime | None = None
    while waiting:
        node = waiting.pop()
        at, way = arrived[node]
        for label in stays.rests[node]:
            bound = bounds.latest(label, at)
            if bound is None or bound.at > due or (bound.at == due and bound.inclusive):
                return Late(day, due, (*way, (node, label)), bound.at if bound else None), None
            latest = bound.at if latest is None else max(latest, bound.at)
        for label, after in stays.leads[node]:
            bound = bounds.latest(label, at)
            assert bound is not None, "what lasts without end was found at rest"
            arrival = bound.at if label.leaves != "event" else max(at, bound.at - MINUTE)
            if after not in arrived or arrival > arrived[after][0]:
                arrived[after] = arrival, (*way, (node, label))
                waiting.append(after)
    return None, latest
