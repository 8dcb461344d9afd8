"""What holds of every process where days decide it: what is never possible in time, and what is too late for good.

Only verdicts that ways and guesses alone leave open are looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from attrs import evolve

from closedloop import calendars
from closedloop.kernel.case import Case
from closedloop.model.process import Rule
from closedloop.prove.abstracting import could_be
from closedloop.prove.building import Built, Scope, built
from closedloop.prove.dated import Dated, Happening, Node, explore_days
from closedloop.prove.day_clocks import follows_days
from closedloop.prove.deciding import PLACES, WALKS, Task
from closedloop.prove.landmarks import DUE, STAY, Landmark, landmarks_of
from closedloop.prove.replaying import Replay, Replayer
from closedloop.prove.system import PLACE
from closedloop.prove.verdicts import Effort, Said, Subject, Verdict, replayed
from closedloop.prove.watching import knows_parties


def happens_by_days(
    task: Task, decided: Mapping[Subject, Verdict], undecided: Sequence[Subject]
) -> Iterator[tuple[Subject, Verdict]]:
    """Steps and events of which it is open whether they can come about: not, if no days let them; for certain, if a
    way through days is walked.
    """
    made = built(task.process, Scope(extensions=True, suspension=True, days=True))
    if not follows_days(made):
        return
    dated = explore_days(task.process, made, task.budget)
    for subject in undecided:
        verdict = decided[subject]
        verdict = evolve(verdict, effort=evolve(verdict.effort, states=verdict.effort.states + len(dated.nodes)))
        found = dated.first.get((subject.kind, subject.name))
        if found is not None:
            walk = next(task.replayer().walks(made, dated.way(found), task.opened), None)
            yield subject, verdict if walk is None else evolve(verdict, kind="proved", why=())
        elif dated.finished:
            yield subject, evolve(verdict, kind="refuted", assumed=(Said("days_covered"),), why=())


def lost_by_days(task: Task, made: Built, subject: Subject, effort: Effort) -> Verdict | None:
    """Refuted by a run to where days have gone by without which no end can be reached; None if none is found."""
    rules = tuple(rule for rule in task.process.rules if rule.name in made.system.rules)
    if any(knows_parties(rule) for rule in rules):
        return None
    of_days = tuple(rule for rule in rules if next(landmarks_of(task.process, rule), None) is not None)
    found = _lost_with(task, of_days, subject, effort)  # what is lost with fewer rules is lost with more
    if found is None and of_days != rules and effort.states <= FEW:
        found = _lost_with(task, rules, subject, effort)
    return found


FEW = 2_000
"""With how many states at most all rules are followed day by day."""


def _lost_with(task: Task, rules: tuple[Rule, ...], subject: Subject, effort: Effort) -> Verdict | None:
    followed = built(task.process, Scope(rules, strangers=True, days=True))
    if not follows_days(followed):
        return None
    dated = explore_days(task.process, followed, task.budget, apart=True)
    if not dated.finished:
        return None
    effort = evolve(effort, states=effort.states + len(dated.nodes))
    nodes = _still(followed, dated) if subject.kind == "stuck" else _lost(followed, dated)
    for node in islice(nodes, PLACES):
        way = dated.way(Happening(node.before, node.edge))
        for walk in islice(task.replayer().walks(followed, way, task.opened), WALKS):
            if walk.case is None or not could_be(followed, walk.case, node.state):
                continue  # what was guessed is not so
            gone = [each for bit, each in enumerate(dated.landmarks) if node.gone >> bit & 1]
            until = _when_gone(task.replayer(), walk.case, gone)
            later = task.replayer().pass_time(walk, max(until, walk.case.at))
            if later.case is not None and later.case.step == walk.case.step:
                found = replayed(Replay(task.process, later.asked, later.records), waiting=True)
                about = Subject("stuck", later.case.step) if subject.kind == "stuck" else subject
                return Verdict(about, "refuted", effort, (Said("days_covered"),), counterexample=found)
    return None


def _lost(made: Built, dated: Dated) -> Iterator[Node]:
    """The nodes from which no end can be reached."""
    before: dict[int, list[int]] = {}
    for number, to in dated.links:
        before.setdefault(to, []).append(number)
    waiting = list(_at_ends(made, dated))
    hoped = set(waiting)
    while waiting:
        for earlier in before.get(waiting.pop(), ()):
            if earlier not in hoped:
                hoped.add(earlier)
                waiting.append(earlier)
    return _for_good(dated, hoped)


def _still(made: Built, dated: Dated) -> Iterator[Node]:
    """The nodes, at no end, from which nothing leads to another state."""
    leaving = {number for number, to in dated.links if dated.nodes[number].state != dated.nodes[to].state}
    return _for_good(dated, leaving.union(_at_ends(made, dated)))


def _at_ends(made: Built, dated: Dated) -> Iterator[int]:
    at = [each.name for each in made.system.variables].index(PLACE)
    return (n for n, each in enumerate(dated.nodes) if made.system.places[each.state[at]] in made.system.ends)


def _for_good(dated: Dated, hoped: set[int]) -> Iterator[Node]:
    """The nodes that are none of these, and will be none when still more days have gone by."""
    hopes: dict[object, set[int]] = {}
    for number in hoped:
        hopes.setdefault(dated.nodes[number].state, set()).add(dated.nodes[number].gone)
    for number, node in enumerate(dated.nodes):
        if number not in hoped and not any(node.gone & gone == node.gone for gone in hopes.get(node.state, ())):
            yield node


def _when_gone(replayer: Replayer, case: Case, gone: Iterable[Landmark]) -> datetime:
    """The morning after the last of these days (what is not there need not go by)."""
    cal, days = replayer.calendar, [calendars.local_date(replayer.calendar, case.at)]
    for landmark in gone:
        kind, *name = landmark.base
        if landmark.base == STAY:
            value: object = case.stay.since.at
        elif landmark.base == DUE:
            value = case.stay.deadline.last_day if case.stay.deadline is not None else None
        else:
            value = case.slots[int(name[0])] if kind == "slot" else case.fields.get(name[0])
        day = calendars.local_date(cal, value) if isinstance(value, datetime) else value
        if isinstance(day, date):
            moved = landmark.duration
            days.append(day if moved is None else calendars.moved(cal, day, moved, landmark.sign))
    morning = max(days) + timedelta(days=1)
    return calendars.local_to_utc(cal, datetime(morning.year, morning.month, morning.day, 9))
