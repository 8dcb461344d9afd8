"""Every case of a small process, enumerated by asking the judge for everything that can be asked; and the same cases as
states of the prover's system.

What the judge knows of a case (places, values, history, its stay's clock, what its rules remember) is told apart by
itself, not by the prover's cells, so that a cell that is too coarse shows. Numbers that grow without end are told
apart up to `MANY` only. Time goes by from one timer to the next; people act at once, and where something is counted
from when they act, also just before the next timer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from attrs import define, field, fields, frozen

from closedloop.syntax import tree
from tests.reference import story
from tests.reference.days import Shift, due
from tests.reference.judge import Judge, Who, _undecided
from tests.reference.rules import Rules, opened_up
from tests.reference.story import Record

MANY = 4
OPENED = datetime(2024, 3, 4, 9, tzinfo=UTC)
MOMENT = timedelta(minutes=1)
NUMBERS = range(-1, MANY + 1)
TEXTS = ("dry", "wet", "other")

Key = tuple[Any, ...]
Label = tuple[str, str, str | None]
"""`event` or `timer`, its name, and the role that was used."""

OPENING: Label = ("event", "opened", None)


class TooMany(Exception):
    """There are more cases than are looked at."""


@frozen
class Way:
    """One step of a case: `before` and `after` as keys."""

    before: Key
    label: Label
    after: Key


@define
class Cases:
    """All that can happen. `journals`: for each kind of case one that is of it; `refused`: for which rules something
    was refused; `broken`: which rules time breaks.
    """

    judge: Judge
    journals: dict[Key, list[Record]] = field(factory=dict)
    opened: list[Key] = field(factory=list)
    ways: set[Way] = field(factory=set)
    refused: set[str] = field(factory=set)
    broken: set[str] = field(factory=set)


def enumerated(
    process: tree.Process, parties: tuple[str, ...] = (), *, strangers: bool = False, most: int = 300
) -> Cases:
    """All cases of the process, in which these parties act (without any: one for each role); with `strangers` also, at
    any time, somebody who has never acted and never will again.
    """
    return _Enumeration(process, parties, strangers, most).run()


class _Enumeration:
    def __init__(self, process: tree.Process, parties: tuple[str, ...], strangers: bool, most: int) -> None:
        self.judge = Judge(process)
        self.book = self.judge.book
        self.parties = parties
        self.strangers = strangers
        self.most = most
        self.history = history_of(process)
        limits = [each for step in self.book.steps.values() for each in self.book.items(step, tree.Within)]
        self.dated = any(each.extendable is not None for each in limits) or any(
            getattr(opened_up(rule.prop)[0], "within", None) or isinstance(opened_up(rule.prop)[0], tree.Recurs)
            for rule in self.book.rules.values()
        )
        """Whether it matters how much time is left."""
        self.cases = Cases(self.judge)

    def run(self) -> Cases:
        verdict = self.judge.open("case", OPENED, Who("clock", "clock"))
        self.cases.refused.update(about for kind, about in verdict.reasons if kind == "rule")
        waiting = []
        if verdict.records:
            key = self._noted(verdict.records)
            self.cases.opened.append(key)
            waiting = [key]
        while waiting:
            key = waiting.pop(0)
            for label, records in self._follow(self.cases.journals[key]):
                known = len(self.cases.journals)
                after = self._noted(records)
                if len(self.cases.journals) > known:
                    waiting.append(after)
                self.cases.ways.add(Way(key, label, after))
        return self.cases

    def _noted(self, records: list[Record]) -> Key:
        key = self.key(records)
        if key not in self.cases.journals:
            if len(self.cases.journals) >= self.most:
                raise TooMany
            self.cases.journals[key] = records
        return key

    # ---------------------------------------------------------------------------------------------- what can happen

    def _follow(self, records: list[Record]) -> Iterator[tuple[Label, list[Record]]]:
        last = records[-1]["at"]
        moments = [last]
        timers = () if self._resting(records) else self._timers(records)
        for moment, first in timers:
            name = first[0]["timer"] or "ask"
            self.cases.broken.update(rule for record in first for rule in record["breaches"])
            yield ("timer", name, None), [*records, *first]
            if moment <= last:
                return  # nobody acts before what is due has happened
            if self.dated:
                moments.append(max(last, moment - MOMENT))
        if story.where(records) in self.book.ends:
            moments += self._windows(records)
        for at in moments:
            yield from self._submitted(records, at)

    def _resting(self, records: list[Record]) -> bool:
        return story.where(records) in self.book.ends or story.suspended(self.book, records)

    def _timers(self, records: list[Record]) -> Iterator[tuple[datetime, list[Record]]]:
        """The next moment at which a timer does something, and the records of the first that does."""
        for moment in sorted({moment for moment, _ in self.judge.timers(records)}):
            new = self.judge.tick(records, moment).new
            if new:
                yield max(moment, records[-1]["at"]), new[: _first_group(new)]
                return

    def _windows(self, records: list[Record]) -> list[datetime]:
        """The moments at which the windows of reopenings are over."""
        entered = records[story.stay(records)]["at"]
        shift = Shift(self.judge.cal, [], entered)
        windows = [each.window for each in self.book.reopen if each.window is not None]
        return [due(self.judge.cal, entered, window, shift).at for window in windows]

    def _submitted(self, records: list[Record], at: datetime) -> Iterator[tuple[Label, list[Record]]]:
        offered = self.judge.offered(records, at)
        for event, role in dict.fromkeys((each.event, role) for each in offered for role in each.by):
            for who, params in product(self._actors(records, role), self._given(event)):
                verdict = self.judge.submit(records, event, at, who, params, role=role)
                self.cases.refused.update(about for kind, about in verdict.reasons if kind == "rule")
                if not verdict.reasons:
                    assert verdict.new[0]["kind"] == "event"
                    yield ("event", event, role), verdict.records

    def _actors(self, records: list[Record], role: str) -> list[Who]:
        new = f"stranger {len(records)}"
        if self.book.roles[role].assigned:
            bound = story.roles(records).get(role)
            persons = [bound, new] if self.strangers else [bound]
            return [] if bound is None else [Who(person, bound) for person in persons]
        if not self.parties:
            return [Who(f"p {role}", f"of {role}", frozenset({role}))]
        hands = [(party, party) for party in self.parties]
        if self.strangers:
            hands += [(new, new), self.parties[:2]]
        return [Who(person, party, frozenset({role})) for person, party in hands]

    def _given(self, event: str) -> Iterator[dict[str, Any]]:
        params = () if event in tree.BUILTIN_EVENTS else self.book.events[event]
        choices = [
            [*self._values(self.book.param_type(param)), *([None] if param.optional else [])] for param in params
        ]
        for values in product(*choices):
            yield {param.name.text: value for param, value in zip(params, values, strict=True)}

    def _values(self, kind: tree.TypeExpr) -> list[Any]:
        match kind:
            case tree.SimpleType("bool"):
                return [False, True]
            case tree.SimpleType("party"):
                return list(self.parties or ("water",))
            case tree.SimpleType("text"):
                return list(TEXTS)
            case tree.EnumType(choices):
                return [choice.name.text for choice in choices]
            case tree.IntType(low, high):
                return [each for each in NUMBERS if (low is None or low <= each) and (high is None or each <= high)]
        raise TypeError(kind)

    # ---------------------------------------------------------------------------------------------- what is told apart

    def key(self, records: list[Record]) -> Key:
        """All that decides what can happen next."""
        view = self.judge._view(records, records[-1]["at"])
        data = tuple((name, _few(value)) for name, value in sorted(view.fields.items()))
        history = tuple(_few(view.value(each)) for each in self.history)
        where = story.where(records)
        stay = () if where in self.book.ends else self._stay(records)
        roles = tuple(sorted(story.roles(records).items()))
        rules = tuple(self._remembered(Rules(view), rule) for rule in self.book.rules.values())
        return where, story.suspended(self.book, records), stay, data, history, roles, rules

    def _stay(self, records: list[Record]) -> Key:
        clock = self.judge._clock(records, records[-1]["at"])
        limits = self.book.items(self.book.steps[story.where(records)], (tree.Within, tree.DueOn))
        chosen = None if clock.chosen is None else limits.index(clock.chosen["node"])
        fired = frozenset(name for name in (record["timer"] for record in clock.own_records) if _once(name))
        last = records[-1]["at"]
        armed = tuple(
            (name if _once(name) else name.split(":")[0], moment - last if self.dated else moment <= last)
            for moment, name in (() if self._resting(records) else self.judge.timers(records))
            if _once(name) or name.startswith(("rule:", "every:"))
        )
        since = last - clock.start if self.dated and chosen is not None else None
        return chosen, fired, len(clock.granted()), _undecided(clock) is not None, armed, since

    def _remembered(self, rules: Rules, rule: tree.Rule) -> Any:
        prop, _ = opened_up(rule.prop)
        match prop:
            case tree.Before(earlier, later, each):
                seen = rules.matching(earlier, rules.round)
                since = [one.place for one in rules.matching(later, rules.round)] if each else []
                return any(not since or one.place > since[-1] for one in seen)
            case tree.LeadsTo():
                return bool(rules._unanswered(rule.name.text, prop))
            case tree.Bounded():
                among = rules.all if prop.ever else rules.round
                return min(len(rules.matching(prop.atom, among)), prop.times + 1), self._in_stay(rules, prop)
            case tree.DifferentParties(atoms):
                return tuple(frozenset(self._hands(rules, atom, prop.in_one_stay)) for atom in atoms)
            case tree.SameParty(atoms):
                seen = [one for one in rules._people(rules.round) if any(rules.view.matches(a, one) for a in atoms)]
                return seen[0].record["party"] if seen else None
        return None

    def _in_stay(self, rules: Rules, prop: tree.Bounded) -> int | None:
        if prop.per is None or story.where(rules.records) != prop.per.text:
            return None
        entry = [one.place for one in rules.all if (one.kind, one.name) == ("entry", prop.per.text)][-1]
        return min(len([one for one in rules.matching(prop.atom, rules.all) if one.place >= entry]), prop.times + 1)

    def _hands(self, rules: Rules, atom: tree.Atom, in_one_stay: bool) -> Iterator[str]:
        entry = [one.place for one in rules.all if one.kind == "entry"][-1]
        for one in rules._people(rules.matching(atom, rules.all)):
            if not in_one_stay or one.place >= entry:
                yield from {one.record["person"], one.record["party"]} & {*self.parties}


def _once(timer: str | None) -> bool:
    return timer is not None and (timer in ("due", "then", "lapse") or timer.startswith("rung:"))


def _few(value: Any) -> Any:
    return min(value, MANY) if isinstance(value, int) and not isinstance(value, bool) else value


def _first_group(new: list[Record]) -> int:
    """How many of the records belong to the first timer."""
    return next((at for at, each in enumerate(new) if at and each["kind"] != "route"), len(new))


def history_of(node: Any) -> list[tree.Expr]:
    """All expressions that ask for history, each once."""
    found: dict[tree.Expr, None] = {}

    def look(part: Any) -> None:
        if isinstance(part, tuple):
            for each in part:
                look(each)
        elif isinstance(part, tree.Node):
            if isinstance(part, tree.Happened):
                part = tree.Count(part.atom, part.since, part.ever)
            if isinstance(part, (tree.Count, tree.Last, tree.Previous, tree.ActorOf)):
                found[part] = None
            for each in fields(type(part)):
                look(getattr(part, each.name))

    look(node)
    return list(found)
