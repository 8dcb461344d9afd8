"""Which variables an event looks at or changes: all others pass through it as they are.

Guarantees: two facts that agree on the footprint of an event agree, on the footprint, after it; so what an event does
is worked out once for each state of its own few variables, however many the process has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from closedloop.check.flow.formulas import Formula
from closedloop.check.flow.transfer import Transfer
from closedloop.check.flow.walk import atoms_of, values_of, within
from closedloop.model import expressions as ex
from closedloop.model import process as model


class Footprints:
    """The footprints of the events of a process, as bits of the facts."""

    def __init__(self, transfer: Transfer) -> None:
        self.transfer = transfer
        self.variables = transfer.variables
        self._found: dict[int, int] = {}
        self._kept: list[model.Offer] = []

    def of(self, offer: model.Offer) -> int:
        """The bits of all variables that the event looks at or changes."""
        if id(offer) not in self._found:
            self._found[id(offer)] = self._bits(self._with_implied(set(self._vars(offer))))
            self._kept.append(offer)
        return self._found[id(offer)]

    def of_step(self, step: model.Step, offers: Iterable[model.Offer], targets: Iterable[str]) -> int:
        """The bits of all that any move out of the step, and the entry that follows, looks at or changes."""
        found: set[int] = set()
        for as_soon in step.as_soon:
            found.update(self._condition(as_soon.condition, None))
        for number in self.transfer.history.moved_by("expiry", step.name):
            found.add(self.variables.slot(number))
        blocks = [
            step.on_enter,
            step.on_leave,
            *(each.acts for each in step.rungs),
            *(each.acts for each in step.every),
        ]
        for acts in blocks:
            found.update(self._acts(acts, None))
        for name in {step.name, *targets}:
            found.update(self._entry(name))
        bits = self._bits(self._with_implied(found))
        for offer in offers:
            bits |= self.of(offer)
        return bits

    def _entry(self, name: str) -> Iterator[int]:
        history = self.transfer.history
        yield from (self.variables.slot(number) for number in history.begun_by(name))
        yield from self._history("step", name)
        yield from self._acts(self.transfer.places[name].on_enter, None)

    def _bits(self, found: Iterable[int]) -> int:
        bits = 0
        for var in found:
            bits |= self.variables.regions[var]
        return bits

    def _with_implied(self, found: set[int]) -> set[int]:
        pending = list(found)
        while pending:
            formula = self.variables.implied.get(pending.pop())
            new = set(self._asked(formula)) - found if formula is not None else set()
            found |= new
            pending += new
        return found

    def _vars(self, offer: model.Offer) -> Iterator[int]:
        event = offer.event
        for require in offer.requires:
            yield from self._condition(require.condition, event)
        for route in offer.routes:
            if route.when is not None:
                yield from self._condition(route.when, event)
        yield from (self.variables.tracked_name(role) for role in offer.by if role in self.variables.assigned)
        signature = self.transfer.events.get(event)
        for param in signature.params if signature is not None else ():
            if param.use != "own":
                yield from self._written(param.name)
        yield from self._history("event", event)
        yield from self._acts(offer.acts, event)

    def _acts(self, acts: Iterable[model.AnyAct], event: str | None) -> Iterator[int]:
        for act in acts:
            if isinstance(act, (model.SetField, model.Score)):
                yield from self._act(act, event)

    def _act(self, act: model.SetField | model.Score, event: str | None) -> Iterator[int]:
        if act.unless is not None:
            yield from self._condition(act.unless, event)
        for value in values_of(act):
            yield from self._condition(value, event)
        if isinstance(act, model.SetField):
            yield from self._written(act.field)

    def _written(self, name: str) -> Iterator[int]:
        yield self.variables.tracked_name(name)
        for number in self.transfer.history.previous(name):
            yield self.variables.slot(number)

    def _history(self, kind: str, name: str) -> Iterator[int]:
        for number in self.transfer.history.moved_by(kind, name):
            yield self.variables.slot(number)
            slot = self.variables.process.slots[number]
            for atom in atoms_of(slot):
                if not isinstance(atom, ex.ExpiryAtom) and atom.condition is not None:
                    yield from self._condition(atom.condition, atom.event if isinstance(atom, ex.EventAtom) else None)
            if isinstance(slot, model.LastSlot):
                param = self.variables.params.get((slot.event, slot.param))
                if param is not None and param.use != "own":
                    yield self.variables.tracked_name(slot.param)

    def _condition(self, expr: ex.Expr, event: str | None) -> Iterator[int]:
        """Of a condition or a value."""
        yield from self._asked(self.transfer.conditions.formula(expr, event))
        for each in within(expr):
            var = self.variables.plain(each, event)
            if var is not None and var < self.variables.tracked:
                yield var
            if isinstance(each, ex.If):
                yield from self._asked(self.transfer.conditions.formula(each.condition, event))

    def _asked(self, formula: Formula) -> Iterator[int]:
        return (var for var in formula.vars if var < self.variables.tracked)
