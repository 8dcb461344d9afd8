"""What is known about the data in every step, over all paths: the least fixpoint of what the moves do to the facts.

Guarantees: whatever a case holds when it rests in a step lies within `rest` of that step. Timers fire, reopenings happen,
events of an `anywhere` occur in every step that offers them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from attrs import frozen

from closedloop.check.flow.facts import Facts, join
from closedloop.check.flow.formulas import Formula, Lit, negation
from closedloop.check.flow.moves import Move, Moves
from closedloop.check.flow.transfer import Run, Transfer
from closedloop.model import expressions as ex
from closedloop.model import process as model

NOTHING: Mapping[int, Formula] = MappingProxyType({})


@frozen
class Seen:
    """An event in a step where it is offered."""

    step: str
    offer: model.Offer
    run: Run
    anywhere: bool


class Flow:
    """The facts of each place: `arrival` before its `on enter`, `entry` after it, `rest` at any time in between records,
    `leaving` before the `on leave`. A place that no case reaches is in none of them."""

    def __init__(self, process: model.Process, implied: Mapping[int, Formula] = NOTHING) -> None:
        self.process = process
        self.transfer = Transfer(process)
        self.transfer.variables.implied.update(implied)
        self.moves = Moves(process)
        self.steps = {each.name: each for each in process.steps}
        self.arrival: dict[str, Facts] = {}
        self.entry: dict[str, Facts] = {}
        self.rest: dict[str, Facts] = {}
        self.leaving: dict[str, Facts] = {}
        self._spread()
        self.seen = tuple(self._seen())
        for name in self.rest:
            if name in self.steps:
                known = join([facts for _, facts in self.exits(name, self.rest[name])])
                if known is not None:
                    self.leaving[name] = known

    # ---------------------------------------------------------------------------------------------------- fixpoint

    def _spread(self) -> None:
        pending: deque[str] = deque()
        self._arrive(self.process.start, self.transfer.opening(), pending)
        while pending:
            name = pending.popleft()
            self.rest[name] = self._at_rest(name, self.entry[name])
            for move, facts in self.exits(name, self.rest[name]):
                self._arrive(move.target, self.transition(move, facts), pending)

    def _arrive(self, name: str, facts: Facts, pending: deque[str]) -> None:
        known = join([*self.transfer.arrived(name, facts), self.arrival.get(name)])
        assert known is not None
        if name in self.arrival and known == self.arrival[name]:
            return
        self.arrival[name] = known
        entered = self.transfer.entered(name, [known])
        assert entered is not None
        self.entry[name] = self.transfer.resting(name, entered)
        if name not in pending:
            pending.append(name)

    def transition(self, move: Move, facts: Facts) -> Facts:
        """From where the move has been decided to just before the entry of its target."""
        here = self.transfer.places[move.source]
        if isinstance(here, model.Step):
            return self.transfer.left(here, facts)
        after = facts.copy()
        self.transfer.history.begin_round(after)
        known = join(self.transfer.history.observe(after, "event", "reopen"))
        assert known is not None
        return known

    def _at_rest(self, name: str, facts: Facts) -> Facts:
        here = self.transfer.places[name]
        if not isinstance(here, model.Step):
            return facts
        known = facts
        while True:
            after = known
            for each in self._effects(here, known):
                after = after.joined(self.transfer.resting(name, each))
            if after == known:
                return after
            known = after

    def _effects(self, step: model.Step, facts: Facts) -> Iterator[Facts]:
        """After each thing that can happen in the step without leaving it."""
        for offer in (*self.moves.offers[step.name], *self.moves.built_in[step.name]):
            if not offer.routes and self.changes(offer):
                yield from self.transfer.run(offer, facts).recorded
        for acts in (*(each.acts for each in step.rungs if each.to is None), *(each.acts for each in step.every)):
            if _assigns(acts):
                yield self.transfer.acted(acts, facts, None)
        if step.limits and self.transfer.history.watches("expiry", step.name):
            yield from self.transfer.history.observe(facts, "expiry", step.name)

    def changes(self, offer: model.Offer) -> bool:
        """Whether an event without a route leaves anything behind that is followed here."""
        event = self.transfer.events.get(offer.event)
        kept = event is None or all(each.use == "own" for each in event.params)
        return not kept or _assigns(offer.acts) or self.transfer.history.watches("event", offer.event)

    # ------------------------------------------------------------------------------------------------------- exits

    def exits(self, name: str, facts: Facts) -> Iterator[tuple[Move, Facts]]:
        """Each way out of the place that these facts allow, with the facts just before `on leave`."""
        runs: dict[int, Run] = {}
        earlier: list[model.AsSoonAs] = []
        for move in self.moves.from_place[name]:
            after = self._exit(move, facts, runs, earlier)
            if after is not None:
                yield move, after

    def _exit(
        self, move: Move, facts: Facts, runs: dict[int, Run], earlier: list[model.AsSoonAs]
    ) -> Facts | None:
        match move.node:
            case model.Offer() as offer:
                if id(offer) not in runs:
                    runs[id(offer)] = self.transfer.run(offer, facts)
                return self.transfer.taken(runs[id(offer)], move.number)
            case model.AsSoonAs() as as_soon:
                formula = self.transfer.conditions.formula
                before = [negation(formula(each.condition, None)) for each in earlier]
                earlier.append(as_soon)
                return facts.narrowed(*before, formula(as_soon.condition, None))
            case model.Rung() as rung:
                known = self.after_expiry(move.source, facts) if rung.point == "overdue" else facts
                return self.transfer.acted(rung.acts, known, None)
            case model.Limit():
                return self.after_expiry(move.source, facts)
            case model.Reopen():
                return facts

    def after_expiry(self, step: str, facts: Facts) -> Facts:
        """Once the limit of the step has run out, its expiry has been observed."""
        variables = self.transfer.variables
        known = facts
        for number, slot in enumerate(self.process.slots):
            if isinstance(slot, model.CountSlot) and slot.atom == ex.ExpiryAtom(step):
                var = variables.slot(number)
                domain = variables.domains[var]
                known = known.narrowed(Lit(var, domain.raised(domain.set), domain.set)) or known
        return known

    def _seen(self) -> Iterator[Seen]:
        for name, facts in self.rest.items():
            if name in self.moves.offers:
                elsewhere = self.moves.anywhere[name]
                for offer in self.moves.offers[name]:
                    yield Seen(name, offer, self.transfer.run(offer, facts), any(offer is one for one in elsewhere))


def _assigns(acts: tuple[model.AnyAct, ...]) -> bool:
    return any(isinstance(each, model.SetField) for each in acts)
