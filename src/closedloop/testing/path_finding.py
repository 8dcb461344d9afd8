"""Runs that together take everything that a process can do: every step, end, route, requirement and rung.

The runs are found on the kernel, breadth first, each item on a shortest way to it (in acts and waits), and chosen
greedily: always the one that adds most. What is refused on the way costs nothing and is taken along. The set is small,
not provably the smallest. What no run was found for is told (`Paths.missing`): it may be that nothing ever does it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import date, datetime

from attrs import field, frozen

from closedloop.calendars import local_to_utc
from closedloop.kernel.case import Case
from closedloop.kernel.values import Record, Refused, Submission, Tick
from closedloop.messages import Language
from closedloop.messages.events import event_name
from closedloop.model.process import Process, Scenario
from closedloop.prove.replaying import Asked
from closedloop.prove.stepping import Standing, Stepper, Took
from closedloop.testing.coverage import Item, Key, items_of
from closedloop.testing.covering import Covering, covered_by_refusal
from closedloop.testing.writing import Line, scenario

FIRST_DAY = date(2024, 3, 4)
MOST_CASES = 20_000


@frozen
class Act:
    """One thing asked on a path, and how the kernel answered. `refusal`: the message or condition of the requirement
    that refused it, None where it was accepted.
    """

    asked: Asked
    case: Case
    """As it is afterwards."""
    records: tuple[Record, ...] = field(repr=False)
    refusal: str | None = None

    @property
    def event(self) -> str | None:
        return self.asked.event if isinstance(self.asked, Submission) else None


@frozen
class Path:
    """A run from the opening on: what is asked, in order, and what the kernel made of it. `covered`: what it takes;
    `name` says the way, readable in the list of a test run.
    """

    process: Process = field(repr=False)
    acts: tuple[Act, ...] = field(repr=False)
    covered: frozenset[Key] = field(repr=False)
    name: str

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The opening, the submissions and the passing of time: to be put to another application."""
        return tuple(act.asked for act in self.acts)

    @property
    def case(self) -> Case:
        """The case at the end."""
        return self.acts[-1].case

    @property
    def records(self) -> tuple[Record, ...]:
        """The journal that our kernel wrote."""
        return tuple(record for act in self.acts for record in act.records)

    def scenario(self) -> Scenario:
        """The run as a scenario of the language."""
        return scenario(
            self.process, self.name, [Line(act.asked, act.case, act.records, act.refusal) for act in self.acts]
        )

    @property
    def __name__(self) -> str:
        """What pytest shows of a parameter."""
        return self.name


class Paths(tuple[Path, ...]):
    """The chosen runs. `missing`: what none was found for; `exhausted`: whether everything was looked at for it."""

    missing: tuple[Item, ...]
    places: tuple[str, ...]
    exhausted: bool

    def __new__(cls, found: Sequence[Path], missing: Sequence[Item], places: Sequence[str], exhausted: bool) -> Paths:
        made = super().__new__(cls, found)
        made.missing, made.places, made.exhausted = tuple(missing), tuple(places), exhausted
        return made


def paths(process: Process, *, first_day: date = FIRST_DAY, most_cases: int = MOST_CASES) -> Paths:
    """A small set of runs that take every step, end, route, requirement (met and refusing) and rung of the process.

    The runs begin on `first_day`, a local date; `most_cases`: how many cases are looked at, at most, for each of them.
    """
    goals = _goals(process)
    search = _Search(process, goals, first_day)
    exhausted = search.run(Stepper(process, thorough=False), most_cases)
    if search.left:
        exhausted = search.run(Stepper(process), most_cases)
    chosen = search.chosen()
    missing = [item for item in items_of(process) if item.key in search.left]
    places = [str(key[1]) for key in goals if key[0] == "place" and key in search.left]
    return Paths(chosen, missing, places, exhausted)


def _goals(process: Process) -> dict[Key, None]:
    places = [each.name for each in process.steps] + [each.name for each in process.ends]
    keys: list[Key] = [item.key for item in items_of(process)]
    return dict.fromkeys((*keys, *(("place", name) for name in places)))


@frozen(eq=False)
class _Node:
    """Somewhere in the search: how it was reached, and what was refused there (with what that covers)."""

    before: _Node | None
    took: Took
    depth: int
    told: Hashable = None
    keys: frozenset[Key] = frozenset()
    refused: list[tuple[Took, frozenset[Key]]] = field(factory=list)

    def way(self) -> list[_Node]:
        nodes: list[_Node] = []
        node: _Node | None = self
        while node is not None:
            nodes.append(node)
            node = node.before
        return nodes[::-1]


class _Search:
    def __init__(self, process: Process, goals: dict[Key, None], first_day: date) -> None:
        self.process = process
        self.goals = goals
        self.first_day = first_day
        self.left: set[Key] = set(goals)
        self.candidates: list[_Node] = []

    # ------------------------------------------------------------------------------------------------------ searching

    def run(self, stepper: Stepper, most_cases: int) -> bool:
        """Looks until nothing is left to find; whether there was no more to look at, or nothing more to look for."""
        self._stepper = stepper
        self._covering = Covering(stepper.machine)
        day = self.first_day
        opened = stepper.open(local_to_utc(stepper.machine.calendar, datetime(day.year, day.month, day.day, 9)))
        if opened.to is None:
            return True
        root = _Node(None, opened, 0, stepper.told(opened.to), self._covered(opened, None))
        self._found(root)
        seen: set[Hashable] = {root.told}
        level = [root]
        while level and self.left:
            following: list[_Node] = []
            for node in level:  # which grows: waiting on is no further act
                if len(seen) > most_cases:
                    return False
                for after in self._following(node, seen):
                    (level if after.depth == node.depth else following).append(after)
                if not self.left:
                    return True
            level = following
        return True

    def _following(self, node: _Node, seen: set[Hashable]) -> Iterator[_Node]:
        standing = node.took.to
        assert standing is not None
        for took in self._all(standing, node.told):
            keys = self._covered(took, standing.case)
            if took.to is None:
                if keys:
                    node.refused.append((took, keys))
                    if keys & self.left:
                        self._found(_Node(node, took, node.depth + 1, keys=keys))
                continue
            waited_on = took.to.waited and standing.waited
            after = _Node(node, took, node.depth + (not waited_on), self._stepper.told(took.to), keys)
            if keys & self.left:
                self._found(after)
            if after.told not in seen:
                seen.add(after.told)
                yield after

    def _all(self, standing: Standing, told: Hashable) -> Iterator[Took]:
        for submission in self._stepper.asks(standing):
            yield self._stepper.submit(standing, submission)
        if not standing.case.ended:
            waited = self._stepper.waited(standing, told)
            if waited is not None:
                yield waited

    def _found(self, node: _Node) -> None:
        self.left -= node.keys
        self.candidates.append(node)

    def _covered(self, took: Took, before: Case | None) -> frozenset[Key]:
        """The goals that it takes."""
        after = None if took.to is None else took.to.case
        keys: set[Key] = set(self._covering.of(took.records, before, after))
        keys.update(("place", record.to) for record in took.records if record.to is not None)
        if before is None and took.to is not None:
            keys.add(("place", took.to.case.step))
        if isinstance(took.outcome, Refused) and isinstance(took.asked, Submission):
            case = took.outcome.cases[0] if took.outcome.cases else before
            assert case is not None
            asked = took.asked
            held = [role for role, party in case.bindings.items() if party == asked.actor.party]
            roles = [*asked.actor.roles, *held]
            keys.update(covered_by_refusal(self.process, case.step, asked.event, roles, took.outcome.reasons))
        return frozenset(keys & self.goals.keys())

    # ------------------------------------------------------------------------------------------------------- choosing

    def chosen(self) -> list[Path]:
        """Greedily: always the run that adds most; of equals the shortest."""
        open_goals = self.goals.keys() - self.left
        ways = [node.way() for node in self.candidates]
        gains = [frozenset(_gained(way)) for way in ways]
        chosen: list[Path] = []
        while open_goals:
            best = max(range(len(ways)), key=lambda index: (len(gains[index] & open_goals), -len(ways[index])))
            assert gains[best] & open_goals, "every goal that was found is on some way"
            chosen.append(self._path(ways[best], open_goals, len(chosen) + 1))
            open_goals -= gains[best]
        return chosen

    def _path(self, way: Sequence[_Node], wanted: set[Key], number: int) -> Path:
        acts: list[Act] = []
        covered: set[Key] = set()
        wanted = set(wanted)
        for index, node in enumerate(way):
            if acts and isinstance(acts[-1].asked, Tick) and isinstance(node.took.asked, Tick):
                acts[-1] = _joined(acts[-1], _act(node.took, None))
            else:
                acts.append(_act(node.took, way[index - 1].took if index else None))
            covered |= node.keys
            wanted -= node.keys
            for took, keys in node.refused:
                if keys & wanted and took is not way[-1].took:
                    acts.append(_act(took, node.took))
                    covered |= keys
                    wanted -= keys
        return Path(self.process, tuple(acts), frozenset(covered), _name(self.process, number, acts))


def _gained(way: Sequence[_Node]) -> Iterator[Key]:
    for node in way:
        yield from node.keys
        for _, keys in node.refused:
            yield from keys


def _act(took: Took, before: Took | None) -> Act:
    if isinstance(took.outcome, Refused):
        reason = took.outcome.reasons[0]
        message = reason.params.get("message")
        case = took.outcome.cases[0] if took.outcome.cases else before.to.case if before and before.to else None
        assert case is not None
        return Act(took.asked, case, took.records, str(message or reason.requirement or reason.rule or reason.code))
    assert took.to is not None
    return Act(took.asked, took.to.case, took.records)


def _joined(first: Act, second: Act) -> Act:
    """Time that passes in one."""
    return Act(second.asked, second.case, (*first.records, *second.records))


MOST_WORDS = 9


def _name(process: Process, number: int, acts: Sequence[Act]) -> str:
    """`3-accept-assign-…-reply`: the events that were accepted, and where it was waited."""
    lang: Language = "zh" if process.dialect.startswith("zh") else "en"
    words: list[str] = []
    for act in acts[1:]:
        word = "…" if act.event is None else event_name(act.event, lang)
        if act.refusal is None and words[-1:] != [word]:
            words.append(word)
    if len(words) > MOST_WORDS:
        words = [*words[: MOST_WORDS - 2], "…", words[-1]]
    return "-".join((str(number), *words))
