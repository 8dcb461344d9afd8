"""What is set together: if every event that sets one thing finds or makes another one set, the first being set tells
that the second is.

Guarantees: each implication holds in every run, at every moment when a condition is asked: it is taken from facts that
hold wherever the first is written, and speaks only of names that nothing ever makes unset again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from closedloop.check.flow.dataflow import Flow
from closedloop.check.flow.domains import UNSET
from closedloop.check.flow.facts import Facts, join
from closedloop.check.flow.formulas import Formula, Lit, all_of, any_of
from closedloop.check.flow.history import possibly_unset_again
from closedloop.check.flow.walk import atoms_of
from closedloop.model import expressions as ex
from closedloop.model import process as model


def implications(flow: Flow, names: Iterable[str]) -> dict[int, Formula]:
    """By variable: it is unset (or, a count, zero), or those of the names are set that always are by then."""
    return _Together(flow, names).formulas()


class _Together:
    def __init__(self, flow: Flow, names: Iterable[str]) -> None:
        self.flow = flow
        self.variables = flow.transfer.variables
        again = frozenset(possibly_unset_again(flow.process))
        opening = flow.transfer.opening()
        found = (self.variables.tracked_name(each) for each in names if each not in again)
        self.names = frozenset(each for each in found if not opening.is_set(each))
        self.together: dict[int, frozenset[int]] = {}

    def formulas(self) -> dict[int, Formula]:
        """All implications that say something."""
        for seen in self.flow.seen:
            if seen.run.admitted is not None:
                self._event(seen.offer, seen.run.admitted)
        for name, rest in self.flow.rest.items():
            self._place(name, rest)
        opening = self.flow.transfer.opening()
        variables = self.variables
        found: dict[int, Formula] = {}
        for var, others in self.together.items():
            nothing = opening.of(var)
            wanted = [each for each in sorted(others) if each != var]
            if wanted and not (variables.holds_name(var) is not None and nothing != UNSET):
                are_set = all_of(Lit(each, variables.domains[each].set, variables.full[each]) for each in wanted)
                found[var] = any_of((Lit(var, nothing, variables.full[var]), are_set))
        return found

    def _note(self, var: int, facts: Facts) -> None:
        known = frozenset(each for each in self.names if facts.is_set(each))
        self.together[var] = known & self.together.get(var, known)

    def _event(self, offer: model.Offer, admitted: Facts) -> None:
        event = self.flow.transfer.events.get(offer.event)
        for param in event.params if event is not None else ():
            if param.use != "own":
                self._note(self.variables.tracked_name(param.name), admitted)
        self._observed("event", offer.event, admitted)
        noted = join(self.flow.transfer.history.observe(admitted, "event", offer.event, offer.by))
        if noted is not None:
            self._acts(offer.acts, noted, offer.event)

    def _place(self, name: str, rest: Facts) -> None:
        here = self.flow.transfer.places[name]
        arrival = self.flow.arrival[name]
        self._observed("step", name, arrival)
        self._acts(here.on_enter, arrival, None)
        if isinstance(here, model.Step):
            for offer in self.flow.moves.built_in[name]:
                run = self.flow.transfer.run(offer, rest)
                if run.admitted is not None:
                    self._event(offer, run.admitted)
            for acts in (*(each.acts for each in here.rungs), *(each.acts for each in here.every)):
                self._acts(acts, rest, None)
            self._acts(here.on_leave, self.flow.leaving.get(name, rest), None)
        else:
            self._observed("event", "reopen", rest)

    def _acts(self, acts: tuple[model.AnyAct, ...], facts: Facts, event: str | None) -> None:
        for act in acts:
            if isinstance(act, model.SetField):
                self._note(self.variables.tracked_name(act.field), facts)
            facts = self.flow.transfer.acted((act,), facts, event)

    def _observed(self, kind: str, name: str, facts: Facts) -> None:
        for number in self._slots(kind, name):
            self._note(self.variables.slot(number), facts)

    def _slots(self, kind: str, name: str) -> Iterator[int]:
        """The slots that only this kind of observation moves."""
        for number, slot in enumerate(self.flow.process.slots):
            if isinstance(slot, (model.CountSlot, model.TimeSlot, model.LastSlot, model.ActorSlot)):
                atom = atoms_of(slot)[0]
                if (kind == "event" and isinstance(atom, ex.EventAtom) and atom.event == name) or (
                    kind == "step" and isinstance(atom, ex.StepAtom) and atom.step == name
                ):
                    yield number
