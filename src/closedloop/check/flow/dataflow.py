"""What is known about the data in every step, over all paths: the least fixpoint of what the moves do to the facts.

Guarantees: whatever a case holds when it rests in a step lies within `rest` of that step. Timers fire, reopenings
happen, events of an `anywhere` occur in every step that offers them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import heapify, heappop, heappush
from types import MappingProxyType

from attrs import frozen

from closedloop.check.flow.facts import Facts, join
from closedloop.check.flow.footprint import Footprints
from closedloop.check.flow.formulas import Formula, Lit, negation
from closedloop.check.flow.moves import Move, Moves
from closedloop.check.flow.transfer import Run, Transfer
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
    """The facts of each place: `arrival` before its `on enter`, `entry` after it, `rest` at any time in between
    records, `leaving` before the `on leave`. A place that no case reaches is in none of them."""

    def __init__(self, process: model.Process, implied: Mapping[int, Formula] = NOTHING) -> None:
        self.process = process
        self.transfer = Transfer(process)
        self.transfer.variables.implied.update(implied)
        self.moves = Moves(process)
        self.footprints = Footprints(self.transfer)
        self._known: dict[tuple[int, int, tuple[tuple[int, int], ...]], tuple[int | None, ...]] = {}
        self._news: dict[str, int] = {}
        self._onward: dict[str, list[str]] = {}
        self._touched: dict[str, int] = {}
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
        """In rounds, each in the order of the graph, so that what one round changes is seen by all that comes after."""
        order = self.moves.in_order()
        waiting = {self.process.start} if self._arrive(self.process.start, self.transfer.opening()) else set()
        while waiting:
            this_round = [(order[name], name) for name in waiting]
            heapify(this_round)
            waiting = set()
            while this_round:
                place = heappop(this_round)
                for name in self._passed(place[1]):
                    later = (order[name], name)
                    if later <= place:
                        waiting.add(name)
                    elif later not in this_round:
                        heappush(this_round, later)

    def _passed(self, name: str) -> Iterator[str]:
        """The places that know less for certain once this one has been passed again."""
        news = self._news.pop(name)
        if name in self._onward and not news & self._footprint(name):
            yield from self._handed_on(name, news)
            return
        self.rest[name] = self._at_rest(name, self.entry[name])
        self._onward[name] = []
        for move, facts in self.exits(name, self.rest[name]):
            if self._arrive(move.target, self.transition(move, facts)):
                yield move.target
            if move.target in self.arrival:
                self._onward[name].append(move.target)

    def _handed_on(self, name: str, news: int) -> Iterator[str]:
        """What is new touches nothing here: it goes wherever a case can go from here."""
        self.rest[name] = self.rest[name].with_bits(news)
        for target in self._onward[name]:
            new = news & ~self.arrival[target].bits
            if new:
                self.arrival[target] = self.arrival[target].with_bits(new)
                self.entry[target] = self.entry[target].with_bits(new)
                self._news[target] = self._news.get(target, 0) | new
                yield target

    def _footprint(self, name: str) -> int:
        if name not in self._touched:
            step = self.steps.get(name)
            targets = [move.target for move in self.moves.from_place[name]]
            offers = (*self.moves.offers.get(name, ()), *self.moves.built_in.get(name, ()))
            self._touched[name] = -1 if step is None else self.footprints.of_step(step, offers, targets)
        return self._touched[name]

    def _arrive(self, name: str, facts: Facts) -> bool:
        """Whether the facts allow anything at the place that was not allowed before."""
        before = self.arrival.get(name)
        known = join([*self.transfer.arrived(name, facts), before])
        if known is None or known == before:
            return False
        self.arrival[name] = known
        entered = self.transfer.entered(name, [known])
        assert entered is not None
        self.entry[name] = self.transfer.resting(name, entered)
        self._news[name] = self._news.get(name, 0) | known.bits & ~(before.bits if before is not None else 0)
        return True

    def transition(self, move: Move, facts: Facts) -> Facts:
        """From where the move has been decided to just before the entry of its target."""
        here = self.transfer.places[move.source]
        if isinstance(here, model.Step):
            return self.transfer.left(here, facts)
        after = facts.copy()
        self.transfer.history.begin_round(after)
        return join(self.transfer.history.observe(after, "event", "reopen")) or after

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
                yield from (after for after in self._outcomes(offer, facts) if after is not None)
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
        earlier: list[model.AsSoonAs] = []
        for move in self.moves.from_place[name]:
            after = self._exit(move, facts, earlier)
            if after is not None:
                yield move, after

    def _exit(self, move: Move, facts: Facts, earlier: list[model.AsSoonAs]) -> Facts | None:
        match move.node:
            case model.Offer() as offer:
                return self._outcomes(offer, facts)[move.number]
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

    def _outcomes(self, offer: model.Offer, facts: Facts) -> tuple[Facts | None, ...]:
        """The facts with which each of its routes is taken; of an event without a route, after it. None: it cannot
        be."""
        footprint = self.footprints.of(offer)
        key = id(offer), facts.bits & footprint, tuple(sorted(facts.local.items()))
        if key not in self._known:
            run = self.transfer.run(offer, facts)
            taken = self.transfer.taken(run) or [join(run.recorded)]
            self._known[key] = tuple(None if each is None else each.bits & footprint for each in taken)
        passing = facts.bits & ~footprint
        return tuple(
            None if bits is None else Facts(self.transfer.variables, passing | bits) for bits in self._known[key]
        )

    def after_expiry(self, step: str, facts: Facts) -> Facts:
        """Once the limit of the step has run out, its expiry has been observed."""
        variables = self.transfer.variables
        known = facts
        for number in self.transfer.history.moved_by("expiry", step):
            if isinstance(self.process.slots[number], model.CountSlot):
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
