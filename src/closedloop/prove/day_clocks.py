"""The clocks of a system in which days are followed: which there are, and where somebody looks at them."""

from __future__ import annotations

from collections.abc import Iterator

from closedloop.model.process import Process
from closedloop.prove.building import Built
from closedloop.prove.landmarks import DUE, NOW, STAY, About, Base, Landmark, Lengths
from closedloop.prove.system import PLACE, Branch, Choice, Emit, Node, System
from closedloop.prove.terms import Num, Op, Term


class Clocks:
    """Numbers the clocks: the bases, and landmarks whose distance from their base is not known to the day."""

    def __init__(self, built: Built, process: Process, lengths: Lengths) -> None:
        assert built.days is not None
        self.lengths = lengths
        asked = {landmark for choice in guesses(built) for landmark in [choice.about.against.landmark]}  # type: ignore[attr-defined]
        self.asked = tuple(sorted(asked, key=str))
        bases = {landmark.base for landmark in asked} | {STAY, DUE}
        bases |= {("field", limit.on_field) for step in process.steps for limit in step.limits if limit.on_field}
        sources = {landmark.base for landmark in built.days.codes.values()} - {NOW}
        self.bases = tuple(sorted(bases | sources))
        self.moved = tuple(sorted((each for each in asked if self._is_vague(each)), key=str))
        self.size = 1 + len(self.bases) + len(self.moved)
        self._number: dict[Base | Landmark, int] = {NOW: 0}
        for number, each in enumerate((*self.bases, *self.moved), 1):
            self._number[each] = number
        self.most = self._farthest(asked, process)

    def _is_vague(self, landmark: Landmark) -> bool:
        if landmark.duration is None or landmark.duration.exact or landmark.base == DUE:
            return False
        low, high = self.lengths.of(landmark.duration)
        return low != high

    def _farthest(self, asked: set[Landmark], process: Process) -> int:
        durations = [each.duration for each in asked if each.duration is not None]
        durations += [limit.length for step in process.steps for limit in step.limits if limit.length is not None]
        return max((self.lengths.of(each)[1] for each in durations), default=0) + self.lengths.roll + 2

    def __getitem__(self, key: Base | Landmark) -> int:
        return self._number[key]

    def where(self, landmark: Landmark) -> tuple[int, int]:
        """The clock by which a landmark is seen, and how far it can lie after what that shows."""
        if landmark in self._number:
            return self._number[landmark], 0
        return self._number[landmark.base], self.away(landmark)[1]

    def away(self, landmark: Landmark) -> tuple[int, int]:
        """How far a landmark lies after its base."""
        if landmark.duration is None:
            return 0, 0
        low, high = self.lengths.of(landmark.duration)
        return (low, high) if landmark.sign > 0 else (-high, -low)


def guesses(built: Built) -> Iterator[Choice]:
    system = built.system
    for command in (system.opening, *(each for commands in system.commands.values() for each in commands)):
        yield from (choice for choice in command.choices if isinstance(choice.about, About))


def follows_days(built: Built) -> bool:
    """Whether anything depends on days."""
    return next(guesses(built), None) is not None


def idle_clocks(built: Built, clocks: Clocks) -> tuple[tuple[int, ...], ...]:
    """For each place the clocks at which nobody looks any more, there or wherever a case can go from there."""
    system = built.system
    codes = built.days.codes if built.days is not None else {}
    after: dict[str, set[str]] = {place: set() for place in system.places}
    used: dict[str, set[Base | Landmark]] = {place: {STAY, DUE} for place in system.places}
    for name, commands in system.commands.items():
        for command in commands:
            for choice in command.choices:
                if isinstance(choice.about, About):
                    used[name] |= {choice.about.against.landmark, choice.about.against.landmark.base}
            for emit in _emits(command.body):
                after[name] |= {
                    system.places[to.value] for name, to in emit.updates if name == PLACE and isinstance(to, Num)
                }
                numbers = {each for _, term in emit.aside for each in _numbers(term)}
                used[name] |= {codes[number].base for number in numbers if number in codes}
    for place, base in _of_limits(built):
        used[place].add(base)
        for earlier in system.places:
            if place in after[earlier]:
                used[earlier].add(base)
    growing = True
    while growing:
        growing = False
        for place, later in after.items():
            more = set().union(*(used[each] for each in later)) - used[place]
            growing = growing or bool(more)
            used[place] |= more
    every = (*clocks.bases, *clocks.moved)
    return tuple(tuple(n for n, each in enumerate(every, 1) if each not in used[place]) for place in system.places)


def _of_limits(built: Built) -> Iterator[tuple[str, Base]]:
    for step in built.reads.process.steps:
        yield from ((step.name, ("field", limit.on_field)) for limit in step.limits if limit.on_field is not None)


def _emits(body: Node) -> Iterator[Emit]:
    waiting: list[Node] = [body]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Branch):
            waiting += [each.yes, each.no]
        elif isinstance(each, Emit):
            yield each


def _numbers(term: Term) -> Iterator[int]:
    if isinstance(term, Num):
        yield term.value
    elif isinstance(term, Op):
        for arg in term.args:
            yield from _numbers(arg)


def entered_by_time(system: System) -> Iterator[str]:
    """The steps to which timers lead."""
    timers = (each for commands in system.commands.values() for each in commands if each.kind == "timer")
    for emit in (emit for each in timers for emit in _emits(each.body)):
        yield from (system.places[to.value] for name, to in emit.updates if name == PLACE and isinstance(to, Num))
