"""Rules (paragraph 10): every question is answered by reading all observations again."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from closedloop.syntax import tree

from . import story
from .conditions import View
from .days import Shift, due
from .story import CLOCK, Record, Seen


class Pending(NamedTuple):
    """A deadline of a rule: `anchor` is the index of the record from which it counts."""

    rule: str
    at: datetime
    sure: bool
    anchor: int


def opened_up(prop: tree.Prop) -> tuple[tree.Prop, list[tree.Expr]]:
    """The rule inside its `when C,`, and all the Cs."""
    conditions = []
    while isinstance(prop, tree.WhenProp):
        conditions.append(prop.condition)
        prop = prop.prop
    return prop, conditions


def bites(view: View, rule: tree.Rule) -> bool:
    return all(view.holds(condition) for condition in opened_up(rule.prop)[1])


class Rules:
    """All rules of the process, after the last record of `view`."""

    def __init__(self, view: View) -> None:
        self.view, self.records = view, view.records
        self.rules = view.book.rules
        self.all = story.observations(self.records)
        began = story.round_start(self.records)
        self.round = [seen for seen in self.all if seen.place[0] >= began]
        self.new = [seen for seen in self.all if seen.place[0] == len(self.records) - 1]

    def broken_by_record(self) -> list[str]:
        """What the last record shows (10.1)."""
        return [name for name, rule in self.rules.items() if bites(self.view, rule) and self._shows(rule)]

    def broken_at_rest(self) -> list[str]:
        """`always`, and what is judged at an end, after everything has settled."""
        return [name for name, rule in self.rules.items() if self._unsettled(rule)]

    def matching(self, atom: tree.Atom, among: list[Seen]) -> list[Seen]:
        return [seen for seen in among if self.view.matches(atom, seen)]

    def _shows(self, rule: tree.Rule) -> bool:
        match opened_up(rule.prop)[0]:
            case tree.Never(atom):
                return bool(self.matching(atom, self.new))
            case tree.OnAtom(atom, condition):
                return bool(self.matching(atom, self.new)) and not self.view.holds(condition)
            case tree.Before(earlier, later, each):
                return any(not self._earlier(earlier, later, each, seen) for seen in self.matching(later, self.new))
            case tree.Bounded() as bounded:
                return self._out_of_bounds(bounded)
            case tree.DifferentParties(atoms, in_one_stay):
                return any(self._same_hands(atoms, in_one_stay, seen) for seen in self._people(self.new))
            case tree.SameParty(atoms):
                seen = [each for each in self._people(self.round) if any(self.view.matches(a, each) for a in atoms)]
                return any(each.record["party"] != seen[0].record["party"] for each in seen if each in self.new)
        return False

    def _earlier(self, earlier: tree.Atom, later: tree.Atom, each: bool, seen: Seen) -> bool:
        found = [one for one in self.matching(earlier, self.round) if one.place < seen.place]
        if each:
            laters = [one.place for one in self.matching(later, self.round) if one.place < seen.place]
            found = [one for one in found if not laters or one.place > laters[-1]]
        return bool(found)

    # counts

    def _stay_of(self, seen: Seen, step: str) -> tuple[int, int] | None:
        """Where the stay of the step began to which the observation belongs: the event that leaves still does, the
        entry begins one."""
        if seen.kind == "entry":
            return seen.place if seen.name == step else None
        if seen.record["step"] != step:
            return None
        return [one.place for one in self.all if (one.kind, one.name) == ("entry", step) and one.place < seen.place][-1]

    def _counted(self, bounded: tree.Bounded, upto: Seen) -> list[Seen] | None:
        """The As that count at an observation; None if it is not judged there."""
        found = self.matching(bounded.atom, self.all if bounded.ever else self.round)
        if bounded.per is not None:
            stay = self._stay_of(upto, bounded.per.text)
            if stay is None:
                return None
            found = [
                one for one in self.matching(bounded.atom, self.all) if self._stay_of(one, bounded.per.text) == stay
            ]
        return [one for one in found if one.place <= upto.place]

    def _out_of_bounds(self, bounded: tree.Bounded) -> bool:
        most = bounded.bound in ("at_most", "exactly")
        least = bounded.bound in ("at_least", "exactly")
        if bounded.before is not None:
            for seen in self.matching(bounded.before, self.new):
                counted = self._counted(bounded, seen)
                if counted is not None:
                    number = len([one for one in counted if one.place < seen.place])
                    if (most and number > bounded.times) or (least and number < bounded.times):
                        return True
            return False
        if most:
            for seen in self.matching(bounded.atom, self.new):
                counted = self._counted(bounded, seen)
                if counted is not None and len(counted) > bounded.times:
                    return True
        if least and bounded.per is not None:
            return self._left_with_fewer(bounded, bounded.per.text)
        return False

    def _left_with_fewer(self, bounded: tree.Bounded, step: str) -> bool:
        record = self.records[-1]
        if record["step"] != step or record["to"] is None:
            return False
        entries = [one.place for one in self.all if (one.kind, one.name) == ("entry", step)]
        stay = [place for place in entries if place[0] < len(self.records) - 1][-1]
        found = [one for one in self.matching(bounded.atom, self.all) if self._stay_of(one, step) == stay]
        return len(found) < bounded.times

    # parties

    def _people(self, among: list[Seen]) -> list[Seen]:
        """An observation by the clock takes no part."""
        return [seen for seen in among if seen.record["person"] != CLOCK]

    def _same_hands(self, atoms: tuple[tree.Atom, ...], in_one_stay: bool, seen: Seen) -> bool:
        earlier = [one for one in self._people(self.all) if one.place < seen.place]
        if in_one_stay:
            entry = [one.place for one in self.all if one.kind == "entry" and one.place <= seen.place][-1]
            earlier = [one for one in earlier if one.place >= entry]
        mine = [number for number, atom in enumerate(atoms) if self.view.matches(atom, seen)]
        for one in earlier:
            others = [number for number, atom in enumerate(atoms) if self.view.matches(atom, one)]
            hands = {one.record["person"], one.record["party"]} & {seen.record["person"], seen.record["party"]}
            if hands and any(number != other for number in mine for other in others):
                return True
        return False

    # at rest and at ends

    def _unsettled(self, rule: tree.Rule) -> bool:
        at_end = story.where(self.records) in self.view.book.ends
        prop = opened_up(rule.prop)[0]
        if isinstance(prop, tree.LeadsTo):  # `when` was asked at each A
            return at_end and bool(self._unanswered(rule.name.text, prop))
        if not bites(self.view, rule):
            return False
        match prop:
            case tree.Always(condition):
                return not self.view.holds(condition)
            case tree.Bounded(atom, "at_least" | "exactly", number, None, None, ever):
                return at_end and len(self.matching(atom, self.all if ever else self.round)) < number
        return False

    def _unanswered(self, rule: str, leads: tree.LeadsTo) -> list[Seen]:
        open_: list[Seen] = []
        for seen in self.round:
            if any(self.view.matches(response, seen) for response in leads.responses):
                open_ = []  # answers first, asks then
            if self.view.matches(leads.trigger, seen) and seen.record["_when"][rule]:
                open_.append(seen)
        return open_

    # deadlines

    def pending(self) -> list[Pending]:
        """Deadlines that have not been recorded as missed."""
        found = []
        for name, rule in self.rules.items():
            anchor = self._anchor(name, opened_up(rule.prop)[0])
            if anchor is not None:
                index, duration = anchor
                missed = [
                    place
                    for place, record in enumerate(self.records)
                    if record["timer"] == f"rule:{name}" and place > index
                ]
                if not missed:
                    found.append(self._deadline(name, index, duration))
        return found

    def _anchor(self, name: str, prop: tree.Prop) -> tuple[int, tree.Duration] | None:
        match prop:
            case tree.LeadsTo(within=tree.Duration() as within) as leads:
                unanswered = self._unanswered(name, leads)
                return (unanswered[0].place[0], within) if unanswered else None
            case tree.Recurs(atom, every, step) if story.where(self.records) == step.text:
                stay = (story.stay(self.records), 1)
                seen = [
                    one
                    for one in self.matching(atom, self.all)
                    if (self._stay_of(one, step.text) or (-1, 0))[0] == stay[0]
                ]
                return (seen[-1].place[0] if seen else stay[0]), every
            case tree.EveryCaseEnds(tree.Duration() as within):
                return story.round_start(self.records), within
        return None

    def _deadline(self, name: str, index: int, duration: tree.Duration) -> Pending:
        anchor: Record = self.records[index]
        suspensions = story.suspensions(self.view.book, self.records, self.view.now)
        shift = Shift(self.view.cal, suspensions, anchor["at"])
        moment = due(self.view.cal, anchor["at"], duration, shift)
        return Pending(name, moment.at, moment.sure, index)
