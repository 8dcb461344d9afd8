"""What holds of every process, with no rule written: each step can be reached, each event can happen, nothing is stuck,
and from everywhere an end can be reached.

That something can come about is proved by a run. Of what leads to an end only ways that need no guess are taken for
ways that exist; where only a guess leads on, the answer is *open*. Rules that are enforced are taken in: an event that
is refused leads nowhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from attrs import evolve, frozen

from closedloop.model.process import DifferentParties, EveryCaseEnds, Rule
from closedloop.prove.abstracting import could_be
from closedloop.prove.building import Built, Scope, built
from closedloop.prove.deciding import WALKS, Task
from closedloop.prove.exploring import Break, Budget, Explored, Found, explore, way_to
from closedloop.prove.gone_by import happens_by_days, lost_by_days
from closedloop.prove.graphs import (
    Done,
    Graph,
    Listed,
    graph_of,
    leading_to_ends,
    list_edges,
    unsure_to_end,
    unsure_to_move,
)
from closedloop.prove.replaying import Replay
from closedloop.prove.system import PLACE, Branch, Edge, Emit, Node, System, edges
from closedloop.prove.verdicts import Effort, Kind, Said, Subject, Verdict, replayed
from closedloop.prove.watching import knows_parties


def decide_built_in(task: Task, enforced: tuple[Rule, ...]) -> tuple[Verdict, ...]:
    """The verdicts on what holds of every process, and on the rule `every case ends`, if it is written."""
    began = time.process_time()
    verdicts = [*_of_events(task, enforced)]
    verdicts += _of_ends(task, enforced)
    seconds = (time.process_time() - began) / max(1, len(verdicts))
    return tuple(evolve(each, effort=evolve(each.effort, seconds=seconds)) for each in verdicts)


def _of_events(task: Task, enforced: tuple[Rule, ...]) -> Iterator[Verdict]:
    """Whether steps and events are possible, with as few of the enforced rules followed as it takes: those for which
    something on a way was refused that the system takes for possible.
    """
    followed: tuple[Rule, ...] = ()
    decided: dict[Subject, Verdict] = {}
    states = 0
    while True:
        made, explored = task.explored(Scope(followed, extensions=True, suspension=True))
        states += explored.states
        effort = Effort(states=states, depth=len(explored.levels))
        stopped: set[str] = set()
        if explored.finished:
            sought = _possible(made) if not decided else (each for each in decided if decided[each].kind == "open")
            graph = graph_of(list_edges(explored))
            verdicts = [*_happens(task, made, graph, tuple(sought), effort, stopped)]
        else:
            verdicts = [Verdict(each, "open", effort, why=(_budget(explored),)) for each in _possible(made)]
        for verdict in verdicts:
            if verdict.subject not in decided or decided[verdict.subject].kind == "open":
                decided[verdict.subject] = verdict
        undecided = [subject for subject, verdict in decided.items() if verdict.kind == "open"]
        more = tuple(rule for rule in enforced if rule.name in stopped and rule not in followed)
        if not more or not undecided:
            if undecided and explored.finished:
                decided.update(happens_by_days(task, decided, undecided))
            yield from decided.values()
            return
        followed = (*followed, *more)


def _possible(made: Built) -> Iterator[Subject]:
    yield from (Subject("step", place) for place in made.system.places)
    yield from (Subject("event", event) for event in dict.fromkeys(_offered(made)))


def _of_ends(task: Task, enforced: tuple[Rule, ...]) -> Iterator[Verdict]:
    """Traps and ends."""
    traps = _Traps(task, enforced)
    seen = traps.followed(unsure_to_move)
    yield _stuck(task, seen) if seen.graph is not None else seen.gave_up(Subject("stuck", "stuck"))
    free = traps.seen(())
    if free.graph is not None and unsure_to_end(free.graph):  # it may not be the rules that stand in the way
        verdicts = [*_ends(task, free)]
        if all(verdict.kind != "open" for verdict in verdicts):
            yield from verdicts
            return
    seen = traps.followed(unsure_to_end)
    if seen.graph is not None:
        yield from _ends(task, seen)
    else:
        yield from (seen.gave_up(subject) for subject in _about_ends(task))


@frozen
class Seen:
    """What is seen with some rules followed. `graph`: without what the others may refuse, if that was looked at at all;
    `listed`: with it.
    """

    made: Built
    effort: Effort
    listed: Listed | None = None
    graph: Graph | None = None
    why: Said | None = None

    def gave_up(self, subject: Subject) -> Verdict:
        return Verdict(subject, "open", self.effort, why=(self.why,) if self.why is not None else ())


class _Traps:
    """Looks for traps with as few of the enforced rules followed as it takes.

    Whatever a rule that is not followed may refuse is left out of the ways to an end: an end that is reached without
    it is reached. Only with all of them followed is something that does not reach one lost.
    """

    def __init__(self, task: Task, enforced: tuple[Rule, ...]) -> None:
        self._task = task
        every = {rule.name: _refusable(task, rule) for rule in enforced}
        self._refusable = {name: each for name, each in every.items() if each}
        self._enforced = tuple(rule for rule in enforced if rule.name in self._refusable)
        self._shut = tuple(rule for rule in enforced if _shuts_out(task, rule))[:1]
        self._listed: dict[tuple[str, ...], Listed] = {}

    def followed(self, unsettled: Callable[[Graph], Sequence[int]]) -> Seen:
        """With so many rules followed that nothing is unsettled, or with all of them."""
        followed: tuple[Rule, ...] = ()
        states = 0
        while True:
            rest = {each.name: self._refusable[each.name] for each in self._enforced if each not in followed}
            seen = self.seen(followed, frozenset().union(*rest.values()))
            states += seen.effort.states
            seen = evolve(seen, effort=evolve(seen.effort, states=states))
            if seen.graph is None or seen.listed is None or not rest or not unsettled(seen.graph):
                return seen
            if states > MOST_STATES:
                return evolve(seen, graph=None, why=Said("open_refusals"))
            left = frozenset(unsettled(seen.graph))
            in_the_way = _in_the_way(seen.listed, rest, left, left if unsettled is unsure_to_end else frozenset())
            followed = (*followed, *(rule for rule in self._enforced if rule.name in in_the_way))

    def seen(self, followed: tuple[Rule, ...], avoided: frozenset[Done] = frozenset()) -> Seen:
        budget = _less(self._task.budget) if followed else self._task.budget
        followed = (*self._shut, *followed)
        made, explored = self._task.explored(Scope(followed, strangers=True), budget)
        effort = Effort(states=explored.states, depth=len(explored.levels))
        if not explored.finished:
            return Seen(made, effort, why=Said("open_refusals") if followed else _budget(explored))
        names = tuple(rule.name for rule in followed)
        if names not in self._listed:
            self._listed[names] = list_edges(explored)
        listed = self._listed[names]
        return Seen(made, effort, listed, graph_of(listed, avoided))


MOST_STATES = 30_000
"""When the search for what the rules may trap is given up: each further rule multiplies the states."""


def _less(budget: Budget) -> Budget:
    return Budget(min(budget.states, MOST_STATES), budget.seconds)


def _shuts_out(task: Task, rule: Rule) -> bool:
    """Whether no case can be opened for the rule: then nothing is ever stuck."""
    return not task.explored(Scope((rule,)), _less(task.budget))[1].states


def _refusable(task: Task, rule: Rule) -> frozenset[Done]:
    """What may be refused for the rule, whoever acts."""
    made, explored = task.explored(Scope((rule,)), _less(task.budget))
    if explored.finished:
        found = frozenset(_done(explored, each) for each in explored.refusing.get(rule.name, ()))
    else:
        found = frozenset(_that_break(made.system))
    if made.others_may_act and isinstance(rule.prop, DifferentParties):
        assigned = {role.name for role in task.process.roles if role.assigned}
        return frozenset(done for done in found if done[2] in assigned)  # somebody new is always different
    return found


def _done(explored: Explored, found: Break) -> Done:
    place = explored.system.places[found.found[0] & explored.packing.masks[PLACE]]
    command = explored.system.commands[place][found.number]
    return place, command.name, command.role


def _that_break(system: System) -> Iterator[Done]:
    """What a rule could refuse, as it is written."""
    for place, commands in system.commands.items():
        for command in commands:
            if command.kind == "event" and _breaks(command.body):
                yield place, command.name, command.role


def _breaks(node: Node) -> bool:
    if isinstance(node, Branch):
        return _breaks(node.yes) or _breaks(node.no)
    return isinstance(node, Emit) and bool(node.breaks)


def _in_the_way(
    listed: Listed, refusable: Mapping[str, frozenset[Done]], unsettled: frozenset[int], useless: frozenset[int]
) -> frozenset[str]:
    """The fewest rules without which one more state would be settled by leading on, but not to `useless` ones; all, if
    it is not for rules.
    """
    blocked: dict[Done, frozenset[str]] = {}
    fewest = frozenset(refusable)
    for state, to, number in listed.edges:
        place, command = listed.commands[number]
        if state in unsettled and to != state and to not in useless and command.name != "reopen":
            done = place, command.name, command.role
            if done not in blocked:
                blocked[done] = frozenset(name for name, each in refusable.items() if done in each)
            if blocked[done] and len(blocked[done]) < len(fewest):
                fewest = blocked[done]
    return fewest


def _budget(explored: Explored) -> Said:
    return Said("open_budget", {"states": explored.states})


def _about_ends(task: Task) -> Iterator[Subject]:
    """The built-in property, and the rules that say the same."""
    rules = [rule for rule in task.process.rules if rule.prop == EveryCaseEnds()]
    yield from (Subject("rule", rule.name, rule) for rule in rules)
    if not rules:
        yield Subject("ends", "ends")


def _happens(
    task: Task,
    made: Built,
    graph: Graph,
    sought: tuple[Subject, ...],
    effort: Effort,
    stopped: set[str],
) -> Iterator[Verdict]:
    """Of these steps, ends and events: whether they can come about; a way there is walked to be believed. `stopped`:
    rules for which something on a way was refused.
    """
    reached: dict[str, Found] = {}
    for packed, found in graph.found.items():
        reached.setdefault(graph.place(packed), found)
    ways: dict[Subject, Found] = {}
    for subject in sought:
        if subject.name in (reached if subject.kind == "step" else graph.first):
            packed = reached[subject.name][0] if subject.kind == "step" else graph.first[subject.name]
            ways[subject] = graph.found[packed]
    replayer = task.replayer()
    came: set[Subject] = set()
    for subject, found in sorted(ways.items(), key=lambda each: -each[1][1]):  # a long way shows all that lies on it
        if subject not in came:
            last = (_accepting(graph, subject.name),) if subject.kind == "event" else ()
            way = (*way_to(graph.explored, *found), *last)
            if next(replayer.walks(made, way, task.opened), None) is not None:
                came.update(_on(made, way))
    stopped |= replayer.stopped
    for subject in sought:
        kind: Kind = "proved" if subject in came else "open" if subject in ways else "refuted"
        yield Verdict(subject, kind, effort, why=() if kind != "open" else (Said("open_way"),))


def _on(made: Built, way: tuple[Edge, ...]) -> Iterator[Subject]:
    """The steps and events on a way."""
    for edge in way:
        if edge.command.kind == "event":
            yield Subject("event", edge.command.name)
        if edge.to is not None:
            yield Subject("step", made.system.places[edge.to[0]])


def _accepting(graph: Graph, event: str) -> Edge:
    """The edge by which the event is accepted first."""
    state = graph.explored.packing.unpack(graph.first[event])
    ways = [each for each in edges(graph.explored.system, state) if each.command.name == event and each.to is not None]
    return next((each for each in ways if each.command.sure), ways[0])


def _offered(made: Built) -> Iterator[str]:
    for place in made.system.places:
        yield from (command.name for command in made.system.commands[place] if command.kind == "event")


# ------------------------------------------------------------------------------------------------------------ the end


def _stuck(task: Task, seen: Seen) -> Verdict:
    """Whether there is a state, no end, in which nothing can happen any more that leads anywhere else."""
    graph, subject = seen.graph, Subject("stuck", "stuck")
    assert graph is not None
    waiting = unsure_to_move(graph)
    still = next((packed for packed in waiting if packed in graph.still), None)
    if still is not None:
        return _trap(task, seen.made, graph, graph.found[still], Subject("stuck", graph.place(still)), seen.effort)
    if not waiting:
        return Verdict(subject, "proved", seen.effort)
    lost = lost_by_days(task, seen.made, subject, seen.effort)
    why = (Said("open_end", {"step": graph.place(waiting[0])}),)
    return lost or Verdict(subject, "open", seen.effort, why=why)


def _ends(task: Task, seen: Seen) -> Iterator[Verdict]:
    """Whether from every state an end can be reached without another reopening."""
    made, graph, effort = seen.made, seen.graph, seen.effort
    assert graph is not None
    doubtful = unsure_to_end(graph)
    hoped = leading_to_ends(graph, sure=False) if doubtful else frozenset(graph.found)
    lost = [packed for packed in doubtful if packed not in hoped]
    for subject in _about_ends(task):
        trap = _trap(task, made, graph, graph.found[lost[0]], subject, effort) if lost else None
        if trap is None and doubtful:
            trap = lost_by_days(task, made, subject, effort)
        if trap is not None:
            yield trap
        elif doubtful:
            why = (Said("open_end", {"step": graph.place(doubtful[0])}),)
            yield Verdict(subject, "open", effort, why=why)
        else:
            yield Verdict(subject, "proved", effort)


def _only_for_lack_of_parties(task: Task, made: Built, found: Found) -> bool:
    """Whether the way into the trap takes longer where one more party is told apart."""
    rules = tuple(rule for rule in task.process.rules if rule.name in made.system.rules)
    if not any(knows_parties(rule) for rule in rules):
        return False
    explored = explore(built(task.process, Scope(rules, more_parties=1, strangers=True)).system, _less(task.budget))
    if not explored.finished:
        return True
    graph = graph_of(list_edges(explored))
    hoped = leading_to_ends(graph, sure=False)
    first = min((depth for packed, (_, depth) in graph.found.items() if packed not in hoped), default=None)
    return first is None or first > found[1]


def _trap(task: Task, made: Built, graph: Graph, found: Found, subject: Subject, effort: Effort) -> Verdict:
    """Refuted by a run into the trap; open if that run cannot be walked, or if only the parties that are told apart are
    trapped: there are always others.
    """
    if _only_for_lack_of_parties(task, made, found):
        return Verdict(subject, "open", effort, why=(Said("open_parties"),))
    way = way_to(graph.explored, *found)
    replayer = task.replayer()
    sure = all(edge.command.sure for edge in way)
    state = graph.explored.packing.unpack(found[0])
    for walk in islice(replayer.walks(made, way, task.opened), WALKS):
        if walk.case is None or not (sure or could_be(made, walk.case, state)):
            continue  # what was guessed is not so
        replay = Replay(task.process, walk.asked, walk.records)
        return Verdict(subject, "refuted", effort, counterexample=replayed(replay, waiting=True))
    return Verdict(subject, "open", effort, why=(Said("open_abstract"),))
