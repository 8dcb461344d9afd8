"""Which verdicts on a process can be others when a sentence is left out: only those are decided again.

Guarantees: a verdict that is kept has not become worse, in the order `proved`, `enforced`, `refuted`. It is kept where
nothing that conditions, rules or clocks see has changed; where it is `refuted`; where it is not `proved`, and nothing
but a submission can break the rule, so that it cannot be refuted; where it is `proved`, and an exploration of all that
are, in which nothing is refused for them, does not break the rule. What a rule speaks of still happens then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve

from closedloop.model.process import Mark, Notify, Process, Publish, Remind, Rule, Rung
from closedloop.prove.building import Scope, build_system
from closedloop.prove.deciding import Task, deadline_of, decide_rule
from closedloop.prove.exploring import explore
from closedloop.prove.system import Branch, Command, Emit, Node, System, opened
from closedloop.prove.vacuity import is_vacuous
from closedloop.prove.verdicts import Verdict

TELLING = (Notify, Remind, Mark, Publish)
"""Acts that nothing in a process reads."""


class Known:
    """The verdicts on a process as it is. `rules`: those that are decided rule by rule."""

    def __init__(self, task: Task, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self.verdicts: Mapping[str, Verdict] = {rule.name: decide_rule(task, rule) for rule in rules}
        self._seen = seen_by(task.process, rules)
        self._clocks = clocks(task.process)

    def same(self, process: Process) -> bool:
        """Whether all verdicts on the process, on rules and on what holds of every process, are those known: it differs
        in nothing that anything reads, or in who may act where it does not matter who does.
        """
        return self._clocks == clocks(process) and alike(self._seen, seen_by(process, self.rules))

    def again(self, task: Task, *, only_more: bool = False) -> Mapping[str, Verdict]:
        """The verdicts on a process that differs in a sentence; where one cannot be worse than it was, that one.

        `only_more`: every run of the process as it is can still be taken, so that what happens happens still.
        """
        found = dict(self.verdicts)
        by_time = broken_by_time(seen_by(task.process, self.rules))
        hopeful = []
        for rule in self.rules:
            before = self.verdicts[rule.name]
            timed = deadline_of(rule) is not None
            if before.kind == "proved" and not (timed or _guarded(before)):
                hopeful.append(rule)
            elif before.kind == "proved" or (before.kind != "refuted" and (timed or rule.name in by_time)):
                found[rule.name] = decide_rule(task, rule)
        for rule in _doubtful(task, tuple(hopeful)):
            found[rule.name] = decide_rule(task, rule)
        for rule in () if only_more else self.rules:
            kept = found[rule.name]
            if kept is self.verdicts[rule.name] and not kept.vacuous and is_vacuous(rule, task.explored):
                found[rule.name] = decide_rule(task, rule)
        return found


def _guarded(verdict: Verdict) -> bool:
    return any(said.key == "guarded_by" for said in verdict.assumed)


def _doubtful(task: Task, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Those of the rules that are broken if all are watched, until those that are left are not: since nothing is
    refused for them, each of them would hold alone.
    """
    left = rules
    while left:
        system = build_system(task.process, Scope(left))
        explored = explore(system, task.budget)
        if not explored.finished:
            return rules
        broken = {*explored.refusing, *explored.breaking, *(name for edge in opened(system) for name in edge.broken)}
        if not broken:
            break
        left = tuple(rule for rule in left if rule.name not in broken)
    return tuple(rule for rule in rules if rule not in left)


# --------------------------------------------------------------------------------------------------- what is to be seen


def seen_by(process: Process, rules: tuple[Rule, ...]) -> System:
    """All of the process that a condition, a rule or a built-in event looks at."""
    return build_system(_without_telling(process), Scope(rules, extensions=True, suspension=True))


def _without_telling(process: Process) -> Process:
    """Without rungs that only tell somebody something, and that no other waits for."""
    if any(rung.after is not None for step in process.steps for rung in step.rungs):
        return process
    steps = tuple(
        evolve(step, rungs=tuple(each for each in step.rungs if not _only_tells(each))) for step in process.steps
    )
    return evolve(process, steps=steps)


def _only_tells(rung: Rung) -> bool:
    return rung.to is None and all(isinstance(act, TELLING) for act in rung.acts)


def clocks(process: Process) -> object:
    """Everything on which it depends when time leads somewhere."""
    ordered = any(rung.after is not None for step in process.steps for rung in step.rungs)
    return tuple(
        (step.name, step.limits, tuple(rung for rung in step.rungs if ordered or rung.to is not None), step.as_soon)
        for step in process.steps
    )


def alike(one: System, other: System) -> bool:
    """Whether the same can happen in both, whoever does it."""
    apart = (evolve(one, commands={}), evolve(other, commands={}))
    if apart[0] != apart[1] or one.commands.keys() != other.commands.keys():
        return False
    return all(
        _covered(mine, other.commands[place]) and _covered(other.commands[place], mine)
        for place, mine in one.commands.items()
    )


def _covered(commands: Iterable[Command], by: tuple[Command, ...]) -> bool:
    """Whether for each of the commands there is one that does the same."""
    there: dict[tuple[str, str], list[Command]] = {}
    for each in by:
        there.setdefault((each.kind, each.name), []).append(each)
    return all(any(_does_the_same(each, x) for x in there.get((each.kind, each.name), ())) for each in commands)


def _does_the_same(one: Command, other: Command) -> bool:
    return (one.choices, one.given, one.body) == (other.choices, other.given, other.body)


def broken_by_time(system: System) -> frozenset[str]:
    """The rules that something else than a submission might break."""
    timers = (each for commands in system.commands.values() for each in commands if each.kind != "event")
    return frozenset(name for each in timers for name in _broken_in(each.body))


def _broken_in(node: Node) -> Iterator[str]:
    if isinstance(node, Branch):
        yield from _broken_in(node.yes)
        yield from _broken_in(node.no)
    elif isinstance(node, Emit):
        yield from (name for name, _ in node.breaks)
