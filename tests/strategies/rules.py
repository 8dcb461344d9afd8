"""Random rules of every form."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from closedloop.syntax import tree

from .conditions import Conditions, Plan, Scope
from .drawing import Dice
from .vocabulary import name, span

SPANS = (
    span((5, "days")),
    span((3, "working_days")),
    span((1, "months")),
    span((2, "days"), (6, "hours")),
    span((2, "weeks")),
)
_NUMBERS = (Decimal(0), Decimal(1), Decimal(2))


class Rules:
    def __init__(self, dice: Dice, plan: Plan, offered_in: dict[str, list[str]]) -> None:
        self.dice, self.plan, self.offered_in = dice, plan, offered_in
        self.inside = Conditions(dice, Scope(plan, clock=dice.chance(20)))

    def rules(self) -> list[tree.Item]:
        number = self.dice.one((1, 2, 3, 0, 4))
        return [tree.Rule(name(f"rule_{place}"), self._maybe_when(), self._title()) for place in range(number)]

    def _title(self) -> str | None:
        return "it should be so" if self.dice.chance(20) else None

    def _maybe_when(self) -> tree.Prop:
        prop = self._prop()
        if self.dice.chance(22):
            return tree.WhenProp(self.inside.condition(1), prop)
        return prop

    def _atom(self) -> tree.Atom:
        return self.inside.atom(None, conditions=self.dice.chance(50))

    def _event(self, step: str | None = None) -> tree.Atom:
        """Mostly an event as it is, one offered in the step: what can happen several times."""
        if self.dice.chance(80):
            events = self.offered_in[step] if step is not None else [event for event, _ in self.plan.events]
            return tree.Atom(name(self.dice.one(events)))
        return self._atom()

    def _prop(self) -> tree.Prop:
        dice = self.dice
        match dice.weighted(((2, "never"), (1, "always"), (2, "on"), (1, "before"), (1, "before each"), (2, "leads"),
                             (4, "bounded"), (2, "recurs"), (2, "different"), (1, "same"), (1, "ends"))):  # fmt: skip
            case "never":
                atom = self._atom()
                return tree.Never(evolve(atom, condition=atom.condition or self._narrow(atom)))
            case "always":
                return tree.Always(tree.Binary("or", self.inside.condition(1), self._early()))
            case "on":
                return tree.OnAtom(self._atom(), tree.Binary("or", self.inside.condition(1), self._early()))
            case "before":
                return tree.Before(self._atom(), self._atom())
            case "before each":
                return tree.Before(self._atom(), self._event(), each=True)
            case "leads":
                within = dice.one(SPANS) if dice.chance(60) else None
                return tree.LeadsTo(self._atom(), tuple(self._atom() for _ in range(dice.between(1, 2))), within)
            case "recurs":
                step = dice.one(self.plan.steps)
                return tree.Recurs(self._event(step), dice.one(SPANS), name(step))
            case "different":
                atoms = tuple(self._atom() for _ in range(dice.between(2, 3)))
                return tree.DifferentParties(atoms, in_one_stay=dice.chance(45))
            case "same":
                return tree.SameParty(tuple(self._atom() for _ in range(2)))
            case "ends":
                return tree.EveryCaseEnds(dice.one((*SPANS, None)))
        return self._bounded()

    def _narrow(self, atom: tree.Atom) -> tree.Expr | None:
        """`never E` alone would only forbid what is offered."""
        if atom.kind == "expiry" or self.dice.chance(40):
            return None
        return self.inside.data_condition(self.plan.own(atom.name.text))

    def _early(self) -> tree.Expr:
        """What holds in the beginning, so that cases can be opened."""
        events = self.plan.events
        counted = tree.Count(tree.Atom(name(self.dice.one(events)[0])))
        return tree.Binary("<=", counted, tree.Number(self.dice.one(_NUMBERS)))

    def _bounded(self) -> tree.Prop:
        dice = self.dice
        bound = dice.one(("at_most", "at_least", "exactly"))
        per = dice.one(self.plan.steps) if dice.chance(50) else None
        before = self._atom() if dice.chance(40) else None
        times = dice.between(1, 2)
        ever = per is None and dice.chance(60)
        return tree.Bounded(self._event(per), bound, times, before, name(per) if per is not None else None, ever)
