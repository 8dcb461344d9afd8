"""What one version of a process allows and the other forbids: both are asked the same, case by case, on the kernel.

Guarantees: every difference was made by both kernels; its story is a shortest one among those that were looked at
(breadth first, over pairs of cases that conditions can tell apart). What was not looked at is not said to be the same:
`Comparison.finished` tells whether that is everything that values of each kind and moments around all limits lead to.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator
from datetime import date, datetime
from typing import Any

from attrs import evolve, frozen

from closedloop.calendars import local_to_utc
from closedloop.kernel.case import Case
from closedloop.kernel.values import Effect, Reason, Record, Refused, Submission, Tick
from closedloop.model.process import Process
from closedloop.prove.differences import Answer, Comparison, Difference, Kind, Limits, worth_telling
from closedloop.prove.replaying import Asked
from closedloop.prove.stepping import Standing, Stepper, Took

Told = Callable[[int], None]
"""Told now and then how many pairs have been looked at."""

TOLD_EVERY = 50


def compare(
    old: Process,
    new: Process,
    limits: Limits | None = None,
    *,
    first_day: date = date(2024, 3, 4),
    progress: Told | None = None,
) -> Comparison:
    """What is different in what happens. Stories begin on `first_day`, a local date of the old version. What is found
    when the keyboard interrupts is kept.
    """
    limits = limits or Limits()
    if old == new:
        return Comparison(old, new, (), 0, True)
    ends = None if limits.seconds is None else time.monotonic() + limits.seconds
    found: dict[Hashable, Difference] = {}
    searches: list[_Search] = []
    finished, interrupted = False, False
    try:
        for thorough in (False, True):
            before = sum(len(search.seen) for search in searches)
            searches.append(_Search(old, new, found, thorough=thorough))
            for number in searches[-1].run(first_day, limits.pairs, ends):
                if progress is not None:
                    progress(before + number)
            finished = searches[-1].finished
    except KeyboardInterrupt:
        finished, interrupted = False, True
    pairs = sum(len(search.seen) for search in searches)
    return Comparison(old, new, tuple(worth_telling(found.values())), pairs, finished, interrupted)


@frozen(eq=False)
class _Pair:
    """Two cases, one of each version, to which the same has happened."""

    before: _Pair | None
    asked: Asked
    asked_new: Asked
    old: Standing
    new: Standing
    records: tuple[Record, ...]

    def way(self) -> tuple[_Pair, ...]:
        nodes: list[_Pair] = []
        node: _Pair | None = self
        while node is not None:
            nodes.append(node)
            node = node.before
        return tuple(reversed(nodes))


class _Search:
    """`found`: what differs, by what tells differences apart."""

    def __init__(self, old: Process, new: Process, found: dict[Hashable, Difference], *, thorough: bool) -> None:
        self.old = Stepper(old, thorough=thorough)
        self.new = Stepper(new, thorough=thorough)
        self._fields = frozenset(each.name for each in old.fields) & frozenset(each.name for each in new.fields)
        everywhere = (each for process in (old, new) for each in process.anywhere)
        self._anywhere = {offer.event for each in everywhere for offer in each.offers}
        self.found = found
        self.seen: set[Hashable] = set()
        self.finished = False
        """Whether everything was looked at."""

    def run(self, first_day: date, pairs: int, ends: float | None) -> Iterator[int]:
        """Looks at one pair after the other; says now and then how many it has seen."""
        at = local_to_utc(self.old.machine.calendar, datetime(first_day.year, first_day.month, first_day.day, 9))
        level = list(self._after(None, self.old.open(at), self.new.open(at)))
        while level:
            following: list[_Pair] = []
            for number, pair in enumerate(level):
                if len(self.seen) > pairs or (ends is not None and time.monotonic() > ends):
                    return
                if number % TOLD_EVERY == 0:
                    yield len(self.seen)
                following += self._following(pair)
            level = following
        self.finished = True

    def _following(self, pair: _Pair) -> Iterator[_Pair]:
        for mine, theirs in self._asks(pair):
            yield from self._after(pair, self.old.submit(pair.old, mine), self.new.submit(pair.new, theirs))
        if not (pair.old.case.ended and pair.new.case.ended):
            yield from self._waited(pair)

    # ------------------------------------------------------------------------------------------------------- asking

    def _asks(self, pair: _Pair) -> Iterator[tuple[Submission, Submission]]:
        """What may be tried in either version, put to both at one moment."""
        at = min(self.old.soon(pair.old), self.new.soon(pair.new))
        seen: set[Hashable] = set()
        for stepper, other, standing in ((self.old, self.new, pair.old), (self.new, self.old, pair.new)):
            for asked in stepper.asks(standing):
                asked = evolve(asked, at=at)
                theirs = _translated(asked, other)
                both = (asked, theirs) if stepper is self.old else (theirs, asked)
                key = tuple((each.event, each.actor, _frozen(each.params)) for each in both)
                if key not in seen:
                    seen.add(key)
                    yield both

    def _waited(self, pair: _Pair) -> Iterator[_Pair]:
        """Nobody acts until something has changed in either. What follows from other deadlines alone is not told again:
        time goes on until both have done it.
        """
        told = (self.old.told(pair.old), self.new.told(pair.new))
        apart = _due(pair.old) != _due(pair.new)
        for until in sorted({*self.old.waits(pair.old), *self.new.waits(pair.new)}):
            old, new = self.old.wait(pair.old, until), self.new.wait(pair.new, until)
            assert old.to is not None
            assert new.to is not None
            if apart and (old.to.case.step != new.to.case.step or _effects(old) != _effects(new)):
                continue
            together = self._compared(pair, old, new)
            if not together or (self.old.told(old.to), self.new.told(new.to)) != told:
                yield from self._new(pair, old, new) if together else ()
                return

    # ----------------------------------------------------------------------------------------------------- comparing

    def _after(self, before: _Pair | None, old: Took, new: Took) -> Iterator[_Pair]:
        """The pair afterwards, if it is worth going on from there; what differs is noted."""
        if self._compared(before, old, new):
            yield from self._new(before, old, new)

    def _new(self, before: _Pair | None, old: Took, new: Took) -> Iterator[_Pair]:
        assert old.to is not None
        assert new.to is not None
        key = (self.old.told(old.to), self.new.told(new.to))
        if key not in self.seen:
            self.seen.add(key)
            yield _Pair(before, old.asked, new.asked, old.to, new.to, old.records)

    def _compared(self, before: _Pair | None, old: Took, new: Took) -> bool:
        """Notes what differs; whether both have done something, and are still in the same step."""
        step = before.old.case.step if before is not None else self.old.process.start
        if old.to is None or new.to is None:
            if (old.to is None) != (new.to is None):
                self._note("forbidden" if new.to is None else "allowed", step, before, old, new)
            elif _reasons(old) != _reasons(new) and all(_apart(old, new)):
                self._note("reason", step, before, old, new)
            return False
        event = isinstance(old.asked, Submission)
        if old.to.case.step != new.to.case.step or _breaches(old) != _breaches(new):
            self._note("elsewhere" if event else "time", step, before, old, new)
            return False
        if _due(old.to) != _due(new.to):
            self._note("deadline", old.to.case.step, before, old, new)
        if _effects(old) != _effects(new):
            self._note("effects", step, before, old, new)
        apart = frozenset() if before is None else _values_apart(before.old.case, before.new.case, self._fields)
        if _values_apart(old.to.case, new.to.case, self._fields) - apart:
            self._note("values", step, before, old, new)
        return True

    def _note(self, kind: Kind, step: str, before: _Pair | None, old: Took, new: Took) -> None:
        asked = old.asked
        event = asked.event if isinstance(asked, Submission) else None
        role = _role(asked, before) if isinstance(asked, Submission) else None
        reasons = (*_reasons(old), *_reasons(new))
        why = tuple((reason.code, reason.requirement, reason.rule) for reason in reasons)
        where = None if event in self._anywhere else step
        key: Hashable = (kind, where, event, why)
        if kind in ("elsewhere", "time"):
            key = (kind, where, event, *_places(old, new))
        elif kind == "deadline":
            key = (kind, step)
        elif kind == "reason":
            key = (kind, where, event, *_apart(old, new))
        if key in self.found:
            self.found[key] = _met_again(self.found[key], step, role)
            return
        way = () if before is None else before.way()
        story = tuple(_without_stops((*(pair.asked for pair in way), asked)))
        story_new = tuple(_without_stops((*(pair.asked_new for pair in way), new.asked)))
        told = tuple(record for pair in way for record in pair.records)
        roles = () if role is None else (role,)
        self.found[key] = Difference(kind, (step,), event, roles, story, story_new, told, _answer(old), _answer(new))


def _met_again(difference: Difference, step: str, role: str | None) -> Difference:
    """With the step and the role, if they are others."""
    steps, roles = difference.steps, difference.roles
    if difference.kind != "deadline" and step not in steps:
        steps = (*steps, step)
    if difference.kind != "deadline" and role is not None and role not in roles:
        roles = (*roles, role)
    return evolve(difference, steps=steps, roles=roles)


def _without_stops(asked: tuple[Asked, ...]) -> Iterator[Asked]:
    """Time that passes passes in one."""
    for each, following in zip(asked, (*asked[1:], None), strict=True):
        if not (isinstance(each, Tick) and isinstance(following, Tick)):
            yield each


def _role(asked: Submission, before: _Pair | None) -> str:
    """The role in which somebody acts; whoever has a role in all cases, in that."""
    bindings = {} if before is None else before.old.case.bindings
    held = (role for role, party in bindings.items() if party == asked.actor.party)
    return next(iter((*sorted(asked.actor.roles), *held)), asked.actor.party)


def _translated(asked: Submission, stepper: Stepper) -> Submission:
    """The same, as the other version would ask for it: without parameters that it has not, with those it asks for."""
    plan = stepper.machine.events.get(asked.event)
    if plan is None:
        return asked
    own = {each.name for each in plan.params}
    params = {name: value for name, value in asked.params.items() if name in own}
    for param in plan.params:
        if param.name not in params and not param.optional:
            params[param.name] = stepper.some_value(asked.event, param, asked.at)
    return evolve(asked, params=params)


def _frozen(params: Any) -> Hashable:
    return tuple(sorted((name, repr(value)) for name, value in params.items()))


def _breaches(took: Took) -> tuple[str, ...]:
    return tuple(rule for record in took.records for rule in record.breaches)


def _due(standing: Standing) -> Hashable:
    deadline = standing.case.deadline
    return None if deadline is None else (deadline.at, deadline.last_day)


def _effects(took: Took) -> tuple[Effect, ...]:
    return tuple(evolve(effect, index=0) for record in took.records for effect in record.effects)


def _values_apart(one: Case, other: Case, fields: frozenset[str]) -> frozenset[str]:
    """The fields that have other values."""
    return frozenset(name for name in fields if repr(one.fields.get(name)) != repr(other.fields.get(name)))


def _places(old: Took, new: Took) -> tuple[Hashable, ...]:
    assert old.to is not None
    assert new.to is not None
    return old.to.case.step, new.to.case.step, _breaches(old), _breaches(new)


def _reasons(took: Took) -> tuple[Reason, ...]:
    return took.outcome.reasons if isinstance(took.outcome, Refused) else ()


def _apart(old: Took, new: Took) -> tuple[frozenset[str], frozenset[str]]:
    """What only one of them says."""
    said, said_now = _answer(old).said, _answer(new).said
    return said - said_now, said_now - said


def _answer(took: Took) -> Answer:
    refused = took.outcome if isinstance(took.outcome, Refused) else None
    return Answer(took.records, refused, None if took.to is None else took.to.case)
