"""The verdict on one rule: explored, bounded in time, and where it can be broken, replayed.

A rule is looked at alone, over the control of the process; only where a run that would break it is stopped by another
rule's watch is that rule taken in as well. What the systems leave out can only make them do more: a rule that nothing
breaks there is proved.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from attrs import evolve, field, frozen

from closedloop.calendars import calendar, local_to_utc
from closedloop.kernel.case import Case
from closedloop.kernel.values import CLOCK, Actor, Opening, Refused
from closedloop.model.durations import Duration
from closedloop.model.process import EveryCaseEnds, LeadsTo, Process, Recurs, Rule
from closedloop.prove.building import Built, Scope, built
from closedloop.prove.dated import Dated, explore_days
from closedloop.prove.day_clocks import follows_days
from closedloop.prove.exploring import Break, Budget, Explored, explore, way_to
from closedloop.prove.late import Lateness, find_late
from closedloop.prove.replaying import CASE, Asked, Replay, Replayer, without_rule
from closedloop.prove.system import Edge, edges, opened
from closedloop.prove.vacuity import is_vacuous
from closedloop.prove.verdicts import Effort, Said, Subject, Verdict, replayed

PRUNERS = 4
"""How often other rules are taken in, at most."""

PLACES = 6
"""How many places where a rule could be broken are tried."""

WALKS = 20
"""How many walks of one way are held against the process as it is."""


DATED = timedelta(days=2 * 365)
"""How long before the end of the calendar's coverage stories begin, at the latest: beyond it no working day is known,
and what hangs on one does not come about.
"""


KEPT = 20_000
"""Explorations of more states are not kept."""


@frozen
class Task:
    """What is decided: the process, how much may be spent, and the day from which dates are chosen."""

    process: Process
    budget: Budget
    today: date
    _replayer: Replayer = field(eq=False, repr=False)
    _extends: bool = field(init=False, eq=False, repr=False)
    _known: dict[object, tuple[Built, Explored]] = field(factory=dict, eq=False, repr=False)

    @_replayer.default
    def _of_process(self) -> Replayer:
        return Replayer(self.process)

    @_extends.default
    def _has_extensions(self) -> bool:
        return any(limit.extension is not None for step in self.process.steps for limit in step.limits)

    def replayer(self) -> Replayer:
        return self._replayer.again()

    def explored(self, scope: Scope, budget: Budget | None = None) -> tuple[Built, Explored]:
        """The system of that scope and its states; what was looked at once is not looked at again."""
        scope = evolve(
            scope,
            extensions=scope.extensions and self._extends,
            suspension=scope.suspension and self.process.suspend is not None,
        )
        key = evolve(scope, rules=()), *(rule.name for rule in scope.rules)
        if key not in self._known:
            made = built(self.process, scope)
            explored = explore(made.system, budget or self.budget)
            if not explored.finished or explored.states > KEPT:
                return made, explored
            self._known[key] = made, explored
        return self._known[key]

    @property
    def opened(self) -> datetime:
        """When stories begin: at nine on the Monday of that week, or so much before the calendar's coverage ends that
        what happens can be dated.
        """
        counted = calendar(self.process.calendar, self.process.zone)
        day = self.today
        if counted.coverage is not None:
            first, last = counted.coverage
            day = max(first, min(day, last - DATED))
        monday = day - timedelta(days=day.weekday())
        return local_to_utc(counted, datetime(monday.year, monday.month, monday.day, 9))


def decide_rule(task: Task, rule: Rule) -> Verdict:
    """The verdict on a rule (on `every case ends` without a time: `closedloop.prove.endings`)."""
    began = time.process_time()
    verdict = _decided(task, rule)
    if verdict.kind == "proved" and is_vacuous(rule, task.explored):
        verdict = evolve(verdict, vacuous=True)
    return evolve(verdict, effort=evolve(verdict.effort, seconds=time.process_time() - began))


def deadline_of(rule: Rule) -> Duration | None:
    """The time within which the rule asks for something."""
    prop = rule.prop
    if isinstance(prop, (LeadsTo, EveryCaseEnds)):
        return prop.within
    return prop.every if isinstance(prop, Recurs) else None


def _decided(task: Task, rule: Rule) -> Verdict:
    subject = Subject("rule", rule.name, rule)
    within = deadline_of(rule)
    pruners: tuple[Rule, ...] = ()
    states = 0
    while True:
        made, explored = task.explored(Scope((*pruners, rule), extensions=within is not None))
        states += explored.states
        effort = Effort(states=states, depth=len(explored.levels))
        at_opening = _refused_opening(task, rule, made)
        if at_opening is not None:
            return Verdict(subject, "enforced", effort, counterexample=replayed(at_opening))
        stopped: set[str] = set()
        by_time = _refuted(task, rule, made, explored, stopped)
        if by_time is not None:
            return Verdict(subject, "refuted", effort, counterexample=replayed(by_time))
        by_somebody = _enforced(task, rule, made, explored, stopped)
        if rule.name not in explored.breaking and (by_somebody is not None or rule.name not in explored.refusing):
            replayer = task.replayer()
            verdict = _as_explored(task, rule, made, explored, evolve(effort, states=states), by_somebody, replayer)
            if not any(said.key == "open_time" for said in verdict.why):
                return evolve(verdict, assumed=(*_guarded(pruners), *verdict.assumed)) if _holds(verdict) else verdict
            stopped = replayer.stopped
        else:
            verdict = None
        taken_in = {each.name for each in pruners}
        more = tuple(each for each in task.process.rules if each.name in stopped - taken_in and each != rule)
        if not more or len(taken_in) >= PRUNERS:
            return verdict or _by_days(task, rule, pruners, made, explored, effort, by_somebody)
        pruners = (*pruners, *more)


def _as_explored(
    task: Task,
    rule: Rule,
    made: Built,
    explored: Explored,
    effort: Effort,
    by_somebody: Replay | None,
    replayer: Replayer,
) -> Verdict:
    """The verdict where nothing but submissions breaks the rule at once: how long may it wait?"""
    subject, within = Subject("rule", rule.name, rule), deadline_of(rule)
    if not explored.finished:
        return Verdict(subject, "open", effort, why=(Said("open_budget", {"states": effort.states}),))
    if by_somebody is not None:
        verdict = Verdict(subject, "enforced", effort, counterexample=replayed(by_somebody))
    else:
        verdict = Verdict(subject, "proved", effort)
    return (
        verdict if within is None else _bounded(verdict, find_late(replayer, rule, within, made, explored, task.today))
    )


def _by_days(
    task: Task,
    rule: Rule,
    pruners: tuple[Rule, ...],
    made: Built,
    explored: Explored,
    effort: Effort,
    by_somebody: Replay | None,
) -> Verdict:
    """The verdict on a rule that only a guess breaks, or only a guess makes time break: days are followed, and what
    still breaks it is walked.
    """
    verdict = Verdict(Subject("rule", rule.name, rule), "open", effort, why=(Said("open_abstract"),))
    within = deadline_of(rule)
    late = None if within is None else find_late(task.replayer(), rule, within, made, explored, task.today)
    if late is not None and late.replay is not None:
        return _bounded(verdict, late)
    followed = built(task.process, Scope((*pruners, rule), extensions=within is not None, days=True))
    if explored.finished and follows_days(followed):
        dated = explore_days(task.process, followed, task.budget)
        verdict = evolve(verdict, effort=evolve(effort, states=effort.states + len(dated.nodes)))
        if dated.finished and rule.name not in dated.breaking:
            verdict = evolve(verdict, assumed=(*_guarded(pruners), Said("days_covered")))
            verdict = _enforced_by_days(task, rule, followed, dated, verdict, by_somebody)
        else:
            verdict = _refuted_by_days(task, rule, followed, dated, verdict)
    return verdict if late is None or verdict.kind in ("refuted", "open") else _bounded(verdict, late)


def _refuted_by_days(task: Task, rule: Rule, made: Built, dated: Dated, verdict: Verdict) -> Verdict:
    replayer = task.replayer()
    for found in dated.breaking.get(rule.name, ())[:PLACES]:
        for walk in islice(replayer.walks(made, dated.way(found), task.opened), WALKS):
            if any(rule.name in record.breaches for record in walk.records):
                replay = Replay(task.process, walk.asked, walk.records)
                return evolve(verdict, kind="refuted", counterexample=replayed(replay), why=())
    return verdict


def _enforced_by_days(
    task: Task, rule: Rule, made: Built, dated: Dated, verdict: Verdict, by_somebody: Replay | None
) -> Verdict:
    """Time does not break the rule: what submissions do to it."""
    if rule.name not in dated.refusing:
        return evolve(verdict, kind="proved", why=())
    ways = [dated.way(found) for found in dated.refusing[rule.name][:PLACES]]
    refused = by_somebody or _first_refused(task, rule, made, ways, set())
    if refused is None:
        return evolve(verdict, assumed=())
    return evolve(verdict, kind="enforced", counterexample=replayed(refused), why=())


def _holds(verdict: Verdict) -> bool:
    return verdict.kind in ("proved", "enforced")


def _guarded(pruners: tuple[Rule, ...]) -> tuple[Said, ...]:
    """A rule that nothing breaks while others are watched holds only as long as they are."""
    return (Said("guarded_by", {"rules": tuple(rule.name for rule in pruners)}),) if pruners else ()


def _bounded(verdict: Verdict, lateness: Lateness) -> Verdict:
    """The verdict with what is said about time."""
    timed = lateness.timed
    if timed is None:
        return evolve(verdict, kind="open", counterexample=None, why=(Said("open_ways"),))
    effort = evolve(verdict.effort, days=timed.days, first=timed.first, last=timed.last)
    if lateness.replay is not None:
        late = Said("late_days", {"late": timed.days if timed.every_day else len(timed.late), "days": timed.days})
        return evolve(verdict, kind="refuted", effort=effort, counterexample=replayed(lateness.replay), why=(late,))
    if timed.late:
        return evolve(verdict, kind="open", effort=effort, counterexample=None, why=(Said("open_time"),))
    if not timed.days:
        return evolve(verdict, kind="open", effort=effort, counterexample=None, why=(Said("open_coverage"),))
    spare = (Said("spare_days", {"days": timed.spare}),) if timed.spare is not None else ()
    return evolve(verdict, effort=effort, assumed=(*verdict.assumed, Said("not_suspended")), why=spare)


# ------------------------------------------------------------------------------------------------------ runs


def _refuted(task: Task, rule: Rule, made: Built, explored: Explored, stopped: set[str]) -> Replay | None:
    """A run in which time breaks the rule."""
    replayer = task.replayer()
    for found in explored.breaking.get(rule.name, ())[:PLACES]:
        way = _way(rule, explored, found, by_time=True)
        for walk in islice(replayer.walks(made, way, task.opened), WALKS):
            if any(rule.name in record.breaches for record in walk.records):
                return Replay(task.process, walk.asked, walk.records)
    stopped |= replayer.stopped
    return None


def _enforced(task: Task, rule: Rule, made: Built, explored: Explored, stopped: set[str]) -> Replay | None:
    """A run whose last submission would break the rule and is refused for it; replayed with its watch switched off.

    Where the same submission would break other rules, too, theirs are switched off with it: rules that say the same
    must not each be called proved because the other refuses.
    """
    ways = [_way(rule, explored, each, by_time=False) for each in explored.refusing.get(rule.name, ())[:PLACES]]
    return _first_refused(task, rule, made, ways, stopped)


def _first_refused(
    task: Task, rule: Rule, made: Built, ways: Sequence[tuple[Edge, ...]], stopped: set[str]
) -> Replay | None:
    if not ways:
        return None
    unwatched = without_rule(task.process, rule)
    by_others: set[str] = set()
    for others in (False, True):
        if others:
            for other in task.process.rules:
                unwatched = without_rule(unwatched, other) if other.name in by_others else unwatched
        replayer = task.replayer().over(unwatched)
        for way in ways:
            replay = _refused_at_last(task, rule, made, way, replayer, set() if others else by_others)
            if replay is not None:
                return replay
        if not by_others:
            break
    stopped |= by_others
    return None


def _refused_at_last(
    task: Task, rule: Rule, made: Built, way: tuple[Edge, ...], replayer: Replayer, stopped: set[str]
) -> Replay | None:
    """A walk of the way that the process as it is refuses for the rule, though not before the last submission."""
    replayer, answers = replayer.again(), _Answers(task)
    for walk in islice(replayer.walks(made, way, task.opened), WALKS):
        refused = answers.to_the_last(walk.asked)
        if refused is not None and any(reason.rule == rule.name for reason in refused.reasons):
            return Replay(replayer.process, walk.asked, walk.records, refused)
    stopped |= replayer.stopped
    return None


def _refused_opening(task: Task, rule: Rule, made: Built) -> Replay | None:
    """A case that cannot even be opened for the rule."""
    if not any(rule.name in edge.broken for edge in opened(made.system)):
        return None
    opening = Opening(CASE, task.process.name, task.opened, Actor(CLOCK, CLOCK))
    refused = _Answers(task).to_the_last((opening,))
    if refused is None or not any(reason.rule == rule.name for reason in refused.reasons):
        return None
    unwatched = evolve(task.process, rules=())  # others may refuse it as well
    return Replay(unwatched, (opening,), task.replayer().over(unwatched).decide((), opening).records, refused)


def _way(rule: Rule, explored: Explored, found: Break, *, by_time: bool) -> tuple[Edge, ...]:
    """A shortest way to where the rule breaks, and the edge that breaks it."""
    state = explored.packing.unpack(found.found[0])
    place = explored.system.places[state[0]]
    command = explored.system.commands[place][found.number]
    last = next(
        edge
        for edge in edges(explored.system, state)
        if edge.command is command and rule.name in edge.broken and (edge.command.kind != "event") == by_time
    )
    return (*way_to(explored, *found.found), last)


class _Answers:
    """Asks the process as it is. What the last question has in common with the one before is not asked again: walks of
    one way differ at their ends.
    """

    def __init__(self, task: Task) -> None:
        self._replayer = task.replayer()
        self._before: list[tuple[Asked, tuple[Case, ...]]] = []

    def to_the_last(self, asked: tuple[Asked, ...]) -> Refused | None:
        """What it answers the last of these submissions; None if it accepts it or refuses one before."""
        same = 0
        while same < min(len(self._before), len(asked) - 1) and self._before[same][0] is asked[same]:
            same += 1
        del self._before[same:]
        for each in asked[same:]:
            cases = self._before[-1][1] if self._before else ()
            outcome = self._replayer.decide(cases, each)
            if isinstance(outcome, Refused):
                return outcome if each is asked[-1] else None
            self._before.append((each, outcome.cases))
        return None
