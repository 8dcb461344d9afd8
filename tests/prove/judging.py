"""Verdicts by the judge's own enumeration of all cases, to hold those of the prover against."""

from __future__ import annotations

from collections.abc import Mapping

from closedloop.model.process import EveryCaseEnds, Process
from closedloop.prove.system import State
from closedloop.prove.verdicts import Subject
from tests.prove.enumerating import Cases, Key
from tests.reference import story


class Enumerated:
    """What follows from all cases of a process. `states`: what the control of the process sees of each."""

    def __init__(self, process: Process, cases: Cases, states: Mapping[Key, State]) -> None:
        self.process = process
        self.cases = cases
        self.ends = {end.name for end in process.ends}
        self.places = {key: story.where(journal) for key, journal in cases.journals.items()}
        self.states = states
        self.events = {way.label[1] for way in cases.ways if way.label[0] == "event"}

    def kinds(self, subject: Subject) -> tuple[str, ...]:
        """The verdicts that are right: `proved`, `enforced` or `refuted`, and where it is a question of what leads on
        (is it enough that a rule remembers something?) two of them.
        """
        if subject.kind == "rule" and subject.rule is not None and subject.rule.prop != EveryCaseEnds():
            if subject.name in self.cases.broken:
                return ("refuted",)
            return ("enforced" if subject.name in self.cases.refused else "proved",)
        if subject.kind == "step":
            return (_kind(subject.name in self.places.values()),)
        if subject.kind == "event":
            return (_kind(subject.name in self.events),)
        if subject.kind == "stuck":
            return tuple({_kind(not self.still(strictly)) for strictly in (True, False)})
        return (_kind(not self.lost()),)

    def still(self, strictly: bool) -> bool:
        """Whether in some case, not ended, nothing can happen that changes anything; or (not `strictly`) nothing but
        what rules remember, ever, suspension left aside.
        """
        ways = [way for way in self.cases.ways if strictly or way.label[1] not in ("suspend", "resume")]
        changing = {
            way.before
            for way in ways
            if self.states[way.before] != self.states[way.after] or (strictly and way.before[1:] != way.after[1:])
        }
        if not strictly:
            changing = self._leading_to(changing)
        waiting = [key for key, place in self.places.items() if place not in self.ends and (strictly or not key[1])]
        return any(key not in changing for key in waiting)

    def lost(self) -> list[Key]:
        """Cases that cannot come to an end any more, but for reopening."""
        reaching = self._leading_to({key for key, place in self.places.items() if place in self.ends})
        return [key for key in self.places if key not in reaching]

    def _leading_to(self, goal: set[Key]) -> set[Key]:
        before: dict[Key, list[Key]] = {}
        for way in self.cases.ways:
            if way.label[1] != "reopen":
                before.setdefault(way.after, []).append(way.before)
        reaching, waiting = set(goal), list(goal)
        while waiting:
            for key in before.get(waiting.pop(), ()):
                if key not in reaching:
                    reaching.add(key)
                    waiting.append(key)
        return reaching


def _kind(holds: bool) -> str:
    return "proved" if holds else "refuted"
