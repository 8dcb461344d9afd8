"""A system explored with its days: how far today lies from each day that a condition looks at.

Guarantees: every run of the process is one here, for any dates within the calendar's coverage: days that are known only
within bounds (months, working days, rolled deadlines) are anything between them; limits that may be extended or
suspended are not relied on. So what is not found here does not happen. What is found must be walked to be believed.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping

from attrs import field, frozen

from closedloop.calendars import calendar
from closedloop.model.process import Limit, Process, Step
from closedloop.prove.building import Built
from closedloop.prove.day_clocks import Clocks, entered_by_time, idle_clocks
from closedloop.prove.exploring import Budget
from closedloop.prove.landmarks import (
    DUE,
    KEPT,
    STAY,
    TODAY,
    About,
    Against,
    Base,
    Landmark,
    Lengths,
    clock,
)
from closedloop.prove.meaning import EXPIRED
from closedloop.prove.moving import LIMIT
from closedloop.prove.system import PLACE, Edge, State, edges, opened
from closedloop.prove.terms import Term, evaluate, variables
from closedloop.prove.zones import Zone, anything, bound, forget, pass_time, place, shift, widened, within

NEGATED = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
MOST_NODES = 20_000
"""How many sets of days are told apart before it is given up."""


@frozen
class Node:
    """A state with a set of days in which it can be. `before`: from which node, and by what. `gone`: the landmarks
    that surely lie in the past, where these are told apart: a bit for each in `Dated.landmarks`.
    """

    state: State
    zone: Zone
    before: int | None
    edge: Edge
    gone: int = 0


@frozen
class Happening:
    """Where something happens, such as a rule being broken: from which node (None: the opening), and by what."""

    node: int | None
    edge: Edge


@frozen
class Dated:
    """`nodes` in the order in which they were found, the nearest first; `broken`: for each rule by which commands in
    which places, once each, by submissions and by time. `links`: from each node to where it leads, by an event, a timer
    or waiting, but not by reopening; `first`: how each step and end (`step`, name) is reached and each event (`event`,
    name) accepted first; `clocks`: what the rows of zones are after the first, which is today; `landmarks`: those
    before and after which are told apart.
    """

    nodes: tuple[Node, ...]
    finished: bool
    refusing: Mapping[str, tuple[Happening, ...]] = field(factory=dict)
    breaking: Mapping[str, tuple[Happening, ...]] = field(factory=dict)
    links: tuple[tuple[int, int], ...] = ()
    first: Mapping[tuple[str, str], Happening] = field(factory=dict)
    clocks: tuple[Base | Landmark, ...] = ()
    landmarks: tuple[Landmark, ...] = ()

    def way(self, found: Happening) -> tuple[Edge, ...]:
        """The way there, from the opening on."""
        way = [found.edge]
        at = found.node
        while at is not None:
            way.append(self.nodes[at].edge)
            at = self.nodes[at].before
        return tuple(reversed(way))


def explore_days(process: Process, built: Built, budget: Budget, *, apart: bool = False) -> Dated:
    """All states with the days in which they can be (`built` with `Scope.days`).

    `apart`: days before and after a landmark are told apart, so that it can be seen what is possible no more.
    """
    return _Search(process, built, budget, apart).run()


@frozen
class _Step:
    """An edge with what it has to do with days: what must hold before and after its clocks are set."""

    edge: Edge
    before: tuple[tuple[Against, bool], ...]
    after: tuple[tuple[Against, bool], ...]
    sets: tuple[tuple[Base, int], ...]


@frozen
class _Rest:
    """Where a case rests: under which limit; whether that is sure to run out on its last day, and has not; whether it
    has, and leads on at once.
    """

    limit: Limit | None
    running: bool
    leaving: bool


def _known(term: Term, values: Mapping[str, int]) -> int | None:
    """None where it depends on what nobody chose."""
    return evaluate(term, values) if values.keys() >= set(variables(term)) else None


class _Search:
    def __init__(self, process: Process, built: Built, budget: Budget, apart: bool) -> None:
        self._system = built.system
        self._days = built.days
        self._steps = {step.name: step for step in process.steps}
        self._suspends = process.suspend is not None
        self._lengths = Lengths(calendar(process.calendar, process.zone))
        self._clocks = Clocks(built, process, self._lengths)
        self._size = self._clocks.size
        self._names = {each.name: index for index, each in enumerate(built.system.variables)}
        self._entered_by_time = frozenset(entered_by_time(built.system))
        self._ends = None if budget.seconds is None else time.monotonic() + budget.seconds
        self._known: dict[State, tuple[_Step, ...]] = {}
        self._rests: dict[State, _Rest] = {}
        self._idle = idle_clocks(built, self._clocks)
        asked = self._clocks.asked if apart else ()
        self._asked = tuple((1 << bit, *self._clocks.where(each)) for bit, each in enumerate(asked))
        self._passed: dict[tuple[State, int], list[int]] = {}
        self._reached: dict[tuple[State, Zone], tuple[int, ...]] = {}
        self._links: dict[tuple[int, int], None] = {}
        self._first: dict[tuple[str, str], Happening] = {}
        self._nodes: list[Node] = []
        self._broken: dict[tuple[str, bool, int, int], Happening] = {}

    def run(self) -> Dated:
        start = anything(self._size)
        waiting: deque[int] = deque()
        for edge in opened(self._system):
            self._take(self._step(edge, {}), start, None, waiting)
        finished = True
        while waiting:
            if len(self._nodes) > MOST_NODES or (self._ends is not None and time.monotonic() > self._ends):
                finished = False
                break
            number = waiting.popleft()
            node = self._nodes[number]
            for step in self._following(node.state):
                zone = list(node.zone)
                if self._may_come(node.state, step.edge, zone):
                    self._take(step, zone, number, waiting)
        return Dated(
            tuple(self._nodes),
            finished,
            self._breaks(False),
            self._breaks(True),
            tuple(self._links),
            self._first,
            (*self._clocks.bases, *self._clocks.moved),
            self._clocks.asked if self._asked else (),
        )

    def _breaks(self, by_time: bool) -> dict[str, tuple[Happening, ...]]:
        found: dict[str, tuple[Happening, ...]] = {}
        for (rule, timely, _, _), broken in self._broken.items():
            if timely == by_time:
                found[rule] = (*found.get(rule, ()), broken)
        return found

    def _following(self, state: State) -> tuple[_Step, ...]:
        if state not in self._known:
            before = {name: state[index] for name, index in self._names.items()}
            self._known[state] = tuple(self._step(edge, before) for edge in edges(self._system, state))
        return self._known[state]

    def _step(self, edge: Edge, state: Mapping[str, int]) -> _Step:
        values = {**state, **edge.chosen}
        before: list[tuple[Against, bool]] = []
        after: list[tuple[Against, bool]] = []
        for choice in edge.command.choices:
            if isinstance(choice.about, About) and choice.name in edge.chosen:
                at = _known(choice.about.at, values)
                finally_at = edge.aside.get(clock(choice.about.against.landmark.base), KEPT)
                if at in (KEPT, finally_at):
                    asked = choice.about.against, bool(edge.chosen[choice.name])
                    (before if at == KEPT else after).append(asked)
        bases = {clock(base): base for base in self._clocks.bases}
        sets = tuple((bases[name], code) for name, code in edge.aside.items() if name in bases and code != KEPT)
        return _Step(edge, tuple(before), tuple(after), sets)

    # ------------------------------------------------------------------------------------------------------- one step

    def _take(self, step: _Step, zone: list[int], number: int | None, waiting: deque[int]) -> None:
        edge = step.edge
        if not all(self._holds(zone, *asked) for asked in step.before):
            return
        self._set(zone, step.sets, edge.to, enters=clock(STAY) in edge.aside)
        if not all(self._holds(zone, *asked) for asked in step.after):
            return
        if edge.to is not None:
            for clock_number in self._idle[edge.to[self._names[PLACE]]]:
                forget(zone, self._size, clock_number)
        for rule in edge.broken:
            place_code = -1 if number is None else self._nodes[number].state[self._names[PLACE]]
            key = rule, edge.command.kind != "event", place_code, id(edge.command)
            self._broken.setdefault(key, Happening(number, edge))
        if edge.to is None:
            return
        self._first.setdefault(("step", self._system.places[edge.to[self._names[PLACE]]]), Happening(number, edge))
        if edge.command.kind == "event":
            self._first.setdefault(("event", edge.command.name), Happening(number, edge))
        rests = edge.to, tuple(zone)
        if rests not in self._reached:
            self._reached[rests] = self._rested(edge.to, zone, number, edge, waiting)
        if number is not None and edge.command.name != "reopen":
            self._links.update(((number, each), None) for each in self._reached[rests])

    def _rested(
        self, state: State, zone: list[int], number: int | None, edge: Edge, waiting: deque[int]
    ) -> tuple[int, ...]:
        """The numbers of the nodes in which the case can be from there on, whatever time passes."""
        reached: dict[int, int] = {}
        for later in self._waited(state, zone):
            for gone, part in self._told_apart(later, self._idle[state[self._names[PLACE]]]):
                reached[gone] = self._arrive(Node(state, part, number, edge, gone), waiting)
        for gone, earlier in reached.items():
            for more, each in reached.items():
                if gone & more == gone != more:
                    self._links[earlier, each] = None
        return tuple(reached.values())

    def _arrive(self, node: Node, waiting: deque[int]) -> int:
        """The number of the node, or of one that says as much."""
        passed = self._passed.setdefault((node.state, node.gone), [])
        for number in passed:
            if within(node.zone, self._nodes[number].zone):
                return number
        passed[:] = [each for each in passed if not within(self._nodes[each].zone, node.zone)]
        number = len(self._nodes)
        passed.append(number)
        waiting.append(number)
        self._nodes.append(node)
        return number

    def _told_apart(self, zone: list[int], idle: tuple[int, ...]) -> Iterator[tuple[int, Zone]]:
        """The zone in parts: before and after each landmark."""
        parts: list[tuple[int, list[int]]] = [(0, zone)]
        for bit, number, high in self._asked:
            if number in idle:
                continue
            halves = []
            for gone, part in parts:
                before, after = list(part), list(part)
                if bound(before, self._size, number, 0, high):
                    halves.append((gone, before))
                if bound(after, self._size, 0, number, -high - 1):
                    halves.append((gone | bit, after))
            parts = halves
        yield from ((gone, widened(part, self._clocks.most)) for gone, part in parts)

    def _holds(self, zone: list[int], against: Against, truth: bool) -> bool:
        """Takes in that today is so, or is not so, against the landmark; whether that can be."""
        op = against.op if truth else NEGATED[against.op]
        landmark, clocks = against.landmark, self._clocks
        exact = landmark.duration is not None and landmark.duration.exact
        if landmark in clocks.moved:
            number, low, high = clocks[landmark], 0, 0
        else:
            number = clocks[landmark.base]
            low, high = clocks.away(landmark)
        slack = 0 if exact else 1  # moments of one day are not told apart
        above = {">=": low, "=": low, ">": low + slack}.get(op)
        below = {"<=": high, "=": high, "<": high - slack}.get(op)
        if landmark.base == STAY and self._suspends:
            below = None  # suspended time does not count
        if landmark.base == DUE and (self._suspends or self._extensible):
            return True
        if below is not None and not bound(zone, self._size, number, 0, below):
            return False
        return above is None or bound(zone, self._size, 0, number, -above)

    @property
    def _extensible(self) -> bool:
        return any(limit.extension is not None for step in self._steps.values() for limit in step.limits)

    def _set(self, zone: list[int], sets: tuple[tuple[Base, int], ...], to: State | None, *, enters: bool) -> None:
        """The clocks are set; what others are set to by them comes before they are set themselves (`to` None: what
        would have been set, had it not been refused).
        """
        size, clocks, codes = self._size, self._clocks, self._days.codes if self._days is not None else {}
        waiting = {base: code for base, code in sets if base not in (STAY, DUE)}
        touched = [*waiting, *([STAY] if enters else ())]
        while waiting:
            looked_at = {
                codes[code].base for base, code in waiting.items() if code in codes and codes[code].base != base
            }
            base = next((each for each in waiting if each not in looked_at), None)
            if base is None:  # in a circle
                for each in waiting:
                    forget(zone, size, clocks[each])
                break
            code = waiting.pop(base)
            if code < KEPT:
                forget(zone, size, clocks[base])
            elif code == TODAY:
                place(zone, size, clocks[base], 0, 0, 0)
            else:
                low, high = clocks.away(codes[code])
                if codes[code].base == base:
                    shift(zone, size, clocks[base], -high, -low)
                else:
                    place(zone, size, clocks[base], clocks[codes[code].base], -high, -low)
        if enters:
            place(zone, size, clocks[STAY], 0, 0, 0)
            if to is None:
                forget(zone, size, clocks[DUE])
            else:
                self._set_due(zone, to)
        for landmark in clocks.moved:
            if landmark.base in touched:
                low, high = clocks.away(landmark)
                place(zone, size, clocks[landmark], clocks[landmark.base], -high, -low)

    def _set_due(self, zone: list[int], to: State) -> None:
        """The last day of the limit that holds now."""
        limit, clocks = self._rest(to).limit, self._clocks
        if limit is not None and limit.length is not None:
            low, high = self._lengths.of(limit.length)
            rolled = 0 if limit.length.exact or limit.length.in_working_days else self._lengths.roll
            place(zone, self._size, clocks[DUE], 0, -high - rolled, -low + limit.own_day)
        elif limit is not None and limit.on_field is not None:
            place(zone, self._size, clocks[DUE], clocks[("field", limit.on_field)], 0, 0)
        else:
            forget(zone, self._size, clocks[DUE])

    # ----------------------------------------------------------------------------------------------------- what is due

    def _at(self, state: State) -> Step | None:
        return self._steps.get(self._system.places[state[self._names[PLACE]]])

    def _limit(self, state: State) -> Limit | None:
        step = self._at(state)
        if step is None or not step.limits:
            return None
        number = state[self._names[LIMIT]] if LIMIT in self._names else 1
        return step.limits[number - 1] if number else None

    def _rest(self, state: State) -> _Rest:
        if state not in self._rests:
            self._rests[state] = _Rest(self._limit(state), self._running(state), self._leaving(state))
        return self._rests[state]

    def _running(self, state: State) -> bool:
        limit, step = self._limit(state), self._at(state)
        if limit is None or step is None or self._suspends or limit.extension is not None or EXPIRED not in self._names:
            return False
        if limit.length is None and (limit.on_field is None or step.name in self._entered_by_time):
            return False
        return not state[self._names[EXPIRED]] and self._expires(step.name)

    def _expires(self, step: str) -> bool:
        return any(command.name == "due" for command in self._system.commands[step])

    def _may_come(self, state: State, edge: Edge, zone: list[int]) -> bool:
        """Whether the moment for it can come: nobody acts when the limit has run out but what time does is not done."""
        rest, due, size = self._rest(state), self._clocks[DUE], self._size
        limit = rest.limit
        by_time, name = edge.command.kind == "timer", edge.command.name
        if by_time and name in ("due", "then") and limit is not None:
            exact = limit.length is not None and limit.length.exact
            return bound(zone, size, 0, due, 0 if exact else -1)
        if by_time and name.startswith("rung:"):
            step = self._at(state)
            rung = step.rungs[int(name[5:])] if step is not None else None
            if rung is not None and rung.point == "overdue" and rung.duration is not None:
                return bound(zone, size, 0, due, -self._lengths.of(rung.duration)[0])
        if rest.leaving and not by_time:
            return bound(zone, size, self._clocks[STAY], 0, 0)  # entered by time this very moment: that leaves but once
        return not rest.running or bound(zone, size, due, 0, 1 if by_time else 0)

    def _leaving(self, state: State) -> bool:
        limit, step = self._limit(state), self._at(state)
        if limit is None or limit.then is None or step is None or self._suspends or not self._expires(step.name):
            return False
        if limit.length is None and step.name in self._entered_by_time:
            return False  # where the date has passed before, what is due may have to wait for somebody to act
        return bool(state[self._names[EXPIRED]])

    def _waited(self, state: State, zone: list[int]) -> Iterator[list[int]]:
        """What becomes of the days while the case rests there: no longer than what is due lets it."""
        size, due, rest = self._size, self._clocks[DUE], self._rest(state)
        if rest.leaving:
            yield zone
            return
        if rest.running:
            past = list(zone)
            if bound(past, size, 0, due, -2):
                yield past  # the date lies in the past: it runs out at once
            if bound(zone, size, due, 0, 1):
                pass_time(zone, size)
                bound(zone, size, due, 0, 1)
                yield zone
            return
        pass_time(zone, size)
        yield zone
