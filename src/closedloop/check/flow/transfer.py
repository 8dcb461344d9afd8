"""What each thing that can happen does to the facts: a submission, an effect, an entry, a timer.

Guarantees: follows the order of semantics, 8: parameters, requirements, the record, `do`, routes, `on leave`, entry,
`on enter`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from closedloop.check.flow.conditions import Conditions, may_be_unset_by_itself
from closedloop.check.flow.domains import UNSET
from closedloop.check.flow.facts import Facts, join
from closedloop.check.flow.formulas import TRUE, Formula, negation
from closedloop.check.flow.history import History, nothing_yet
from closedloop.check.flow.variables import Variables
from closedloop.check.flow.walk import parts
from closedloop.model import expressions as ex
from closedloop.model import process as model


@frozen
class Run:
    """An event on its way. `asked`: with its parameters; `admitted`: all requirements hold (None: they cannot);
    `recorded`: after the record and `do`, in cases of which one is; `routes`: the formula of each route."""

    asked: Facts
    admitted: Facts | None
    recorded: tuple[Facts, ...]
    requires: tuple[Formula, ...]
    routes: tuple[Formula, ...]


class Transfer:
    """The effects of a process on facts."""

    def __init__(self, process: model.Process) -> None:
        self.process = process
        self.variables = Variables(process)
        self.conditions = Conditions(self.variables)
        self.history = History(self.variables, self.conditions)
        self.events = {each.name: each for each in process.events}
        self._compiled: dict[int, tuple[model.Offer, tuple[Formula, ...], tuple[Formula, ...]]] = {}
        self._limited: dict[str, dict[int, int]] = {}
        self.places: dict[str, model.Step | model.End] = {each.name: each for each in process.steps}
        self.places.update((each.name, each) for each in process.ends)

    def opening(self) -> Facts:
        """Before anything has happened."""
        variables = self.variables
        facts = Facts(variables, 0)
        for name, field in variables.fields.items():
            var = variables.tracked_name(name)
            facts.put(var, variables.domains[var].holding(field.default))
        for name in variables.assigned:
            facts.put(variables.tracked_name(name), UNSET)
        for number in range(len(self.process.slots)):
            facts.put(variables.slot(number), nothing_yet(variables, number))
        return facts

    # ------------------------------------------------------------------------------------------------- submissions

    def run(self, offer: model.Offer, facts: Facts) -> Run:
        """The event in the facts of rest of its step."""
        asked = self.asked(offer, facts)
        requires, routes = self._formulas(offer)
        admitted = asked.narrowed(*requires)
        recorded: tuple[Facts, ...] = ()
        if admitted is not None:
            cases = self.history.observe(admitted, "event", offer.event, offer.by)
            recorded = tuple(self.acted(offer.acts, each, offer.event) for each in cases)
        return Run(asked, admitted, recorded, requires, routes)

    def _formulas(self, offer: model.Offer) -> tuple[tuple[Formula, ...], tuple[Formula, ...]]:
        """Of the requirements and of the routes."""
        if id(offer) not in self._compiled:
            formula = self.conditions.formula
            requires = tuple(formula(each.condition, offer.event) for each in offer.requires)
            routes = tuple(TRUE if each.when is None else formula(each.when, offer.event) for each in offer.routes)
            self._compiled[id(offer)] = offer, requires, routes
        return self._compiled[id(offer)][1:]

    def asked(self, offer: model.Offer, facts: Facts) -> Facts:
        """With the submitted values; who acts holds one of the roles."""
        after = facts.copy()
        event = self.events.get(offer.event)
        for param in event.params if event is not None else ():
            if param.use != "own":
                self._write(after, param)
        if len(offer.by) == 1 and offer.by[0] in self.variables.assigned and not self._binds(event, offer.by[0]):
            var = self.variables.tracked_name(offer.by[0])
            after.put(var, after.of(var) & ~UNSET or self.variables.domains[var].set)
        return after

    def _write(self, facts: Facts, param: model.Param) -> None:
        var = self.variables.tracked_name(param.name)
        if param.use == "writes":
            self.history.overwritten(facts, param.name)
        given = self.variables.domains[var].set
        facts.put(var, given | facts.of(var) if param.optional else given)

    def _binds(self, event: model.Event | None, role: str) -> bool:
        return event is not None and any(each.name == role and each.use == "binds" for each in event.params)

    def in_turn(self, run: Run) -> Iterator[tuple[Formula, tuple[Facts, ...]]]:
        """The formula of each route with the cases in which none before it was taken."""
        cases = run.recorded
        for formula in run.routes:
            yield formula, cases
            left = (each.narrowed(negation(formula)) for each in cases)
            cases = tuple(each for each in left if each is not None)

    def taken(self, run: Run) -> list[Facts | None]:
        """For each route the facts with which it is taken; None if it never is."""
        return [join([each.narrowed(formula) for each in cases]) for formula, cases in self.in_turn(run)]

    # ----------------------------------------------------------------------------------------------------- effects

    def acted(self, acts: Iterable[model.AnyAct], facts: Facts, event: str | None) -> Facts:
        """After the effects, in order."""
        acts = [each for each in acts if isinstance(each, (model.SetField, model.Score))]
        for act in acts:
            facts = self._one_acted(act, facts, event)
        return facts

    def _one_acted(self, act: model.AnyAct, facts: Facts, event: str | None) -> Facts:
        exempt = None
        done: Facts | None = facts
        if act.unless is not None:
            formula = self.conditions.formula(act.unless, event)
            exempt, done = facts.narrowed(formula), facts.narrowed(negation(formula))
        if done is not None:
            after = done.copy()
            if isinstance(act, model.SetField):
                self._assign(act, after, event)
            else:
                after.forget("ScoreOf")
            done = after
        return join((exempt, done)) or facts

    def _assign(self, act: model.SetField, facts: Facts, event: str | None) -> None:
        var = self.variables.tracked_name(act.field)
        value = self.value(act.value, facts, event, var)
        self.history.overwritten(facts, act.field)
        facts.put(var, value)

    def value(self, expr: ex.Expr, facts: Facts, event: str | None, target: int) -> int:
        """The cells in which the value of an expression may lie, as cells of the variable `target`."""
        domain = self.variables.domains[target]
        if isinstance(expr, ex.Const):
            return domain.holding(expr.value)
        source = self.variables.plain(expr, event)
        if source is not None and self.variables.domains[source] == domain:
            return facts.of(source)
        return domain.set | (UNSET if self.may_be_unset(expr, facts, event) else 0)

    def may_be_unset(self, expr: ex.Expr, facts: Facts, event: str | None) -> bool:
        """Whether the value of an expression may be unset; that of a condition never is."""
        var = self.variables.plain(expr, event)
        if var is not None:
            return not facts.is_set(var)
        if isinstance(expr, ex.If):
            asked = self.conditions.formula(expr.condition, event)
            branches = ((facts.narrowed(asked), expr.then), (facts.narrowed(negation(asked)), expr.otherwise))
            return any(known is not None and self.may_be_unset(each, known, event) for known, each in branches)
        if may_be_unset_by_itself(expr):
            return True
        if isinstance(expr, (ex.Arith, ex.Neg, ex.ScoreOf)):
            return any(self.may_be_unset(each, facts, event) for each in parts(expr))
        return False

    # ---------------------------------------------------------------------------------------- entering and leaving

    def arrived(self, name: str, facts: Facts) -> list[Facts]:
        """On entry of a step or end, before its `on enter`."""
        cases = self.history.observe(self.resting(name, facts).copy(), "step", name)
        for each in cases:
            self.history.forget_since(each, name)
        return cases

    def resting(self, name: str, facts: Facts) -> Facts:
        """What remains known in a step when a submission or a timer is over."""
        here = self.places[name]
        if name not in self._limited:
            self._limited[name] = self._of_limits(here) if isinstance(here, model.Step) else {}
        return Facts(self.variables, facts.bits, self._limited[name])

    def _of_limits(self, step: model.Step) -> dict[int, int]:
        """Without a limit nothing remains and nothing is overdue."""
        variables = self.variables
        if not step.limits:
            return {variables.limited: UNSET, variables.overdue: variables.domains[variables.overdue].holding(False)}
        if any(each.when is None and each.length_field is None and each.on_field is None for each in step.limits):
            return {variables.limited: variables.domains[variables.limited].set}
        return {}

    def entered(self, name: str, arrivals: Sequence[Facts]) -> Facts | None:
        """After `on enter`."""
        return join([self.acted(self.places[name].on_enter, each, None) for each in arrivals])

    def left(self, step: model.Step, facts: Facts) -> Facts:
        """After `on leave`."""
        return self.acted(step.on_leave, facts, None)
