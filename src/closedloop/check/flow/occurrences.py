"""Whether what a rule or a metric speaks of can ever be observed, in the data flow of the process."""

from __future__ import annotations

from collections.abc import Iterator

from closedloop.check.flow.dataflow import Flow, Seen
from closedloop.check.flow.formulas import TRUE, Formula
from closedloop.check.flow.witness import can_hold
from closedloop.model import expressions as ex
from closedloop.model import process as model

BUILT_IN = ("suspend", "resume", "reopen", "extend", "grant_extension", "deny_extension")


class Occurrences:
    """What can be observed, and where."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._seen: dict[str, list[Seen]] = {}
        for seen in flow.seen:
            if seen.run.admitted is not None:
                self._seen.setdefault(seen.offer.event, []).append(seen)
        built_in = (offer.event for name in flow.rest for offer in flow.moves.built_in.get(name, ()))
        self._built_in = frozenset((*built_in, *BUILT_IN))

    def possible(self, atom: ex.Atom, step: str | None = None) -> bool:
        """Whether it may be observed at all; in the step, if one is given. Events of the language itself always may."""
        match atom:
            case ex.ExpiryAtom(name):
                return name in self.flow.rest and name in self.flow.steps and bool(self.flow.steps[name].limits)
            case ex.StepAtom(name, condition):
                return name in self.flow.arrival and self._may_hold(condition, name)
            case ex.EventAtom(event):
                return event in self._built_in or any(step in (None, where) for where, _ in self.where(atom))

    def where(self, atom: ex.EventAtom) -> Iterator[tuple[str, model.Offer]]:
        """The steps and offers in which the event may match."""
        formula: Formula = TRUE
        if atom.condition is not None:
            formula = self.flow.transfer.conditions.formula(atom.condition, atom.event)
        for seen in self._seen.get(atom.event, ()):
            admitted = seen.run.admitted
            if (atom.by is None or atom.by in seen.offer.by) and admitted is not None and can_hold(admitted, formula):
                yield seen.step, seen.offer

    def _may_hold(self, condition: ex.Expr | None, place: str) -> bool:
        if condition is None:
            return True
        return can_hold(self.flow.arrival[place], self.flow.transfer.conditions.formula(condition, None))
