"""Fields that are read before they are set, and roles that are used before they are bound, on some path.

A read is safe where `is set`, a comparison that held, an event that happened and always sets it, or the way here guards
it (semantics, 2). What is waited for may be unset: `as soon as outcome = solved` is not yet true then; only a negation
is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from closedloop.check.flow.conditions import Conditions
from closedloop.check.flow.dataflow import Flow, Seen
from closedloop.check.flow.facts import Facts, join
from closedloop.check.flow.finding import Finding, error
from closedloop.check.flow.formulas import Formula, negation
from closedloop.check.flow.walk import parts, values_of, within
from closedloop.check.flow.ways import Ways
from closedloop.model import expressions as ex
from closedloop.model import process as model
from closedloop.model.process import At


def check_reads(flow: Flow) -> Iterator[Finding]:
    """Every read in every place that is reached."""
    reads = _Reads(flow)
    for seen in flow.seen:
        yield from reads.of_event(seen)
    for name in flow.rest:
        yield from reads.of_place(name)


@frozen
class _Where:
    """Where something is read: the step, the place in the text, the event at hand; `waiting`: it is asked again and
    again."""

    step: str
    at: At
    event: str | None = None
    waiting: bool = False


class _Reads:
    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.transfer = flow.transfer
        self.variables = flow.transfer.variables
        self.conditions: Conditions = flow.transfer.conditions
        self.ways = Ways(flow)

    # ------------------------------------------------------------------------------------------------------ events

    def of_event(self, seen: Seen) -> Iterator[Finding]:
        offer, run = seen.offer, seen.run
        asked = run.asked
        for number in sorted(range(len(offer.requires)), key=lambda each: not is_guard(offer.requires[each].condition)):
            require = offer.requires[number]
            yield from self._reported(require.condition, asked, _Where(seen.step, require.at, offer.event))
            asked = asked.narrowed(run.requires[number]) or asked
        if run.admitted is None:
            return
        noted = join(self.transfer.history.observe(run.admitted, "event", offer.event, offer.by))
        if noted is not None:
            yield from self._of_acts(offer.acts, noted, seen.step, offer.event)
        yield from self._of_routes(seen)

    def _of_routes(self, seen: Seen) -> Iterator[Finding]:
        known = join(seen.run.recorded)
        for route, formula in zip(seen.offer.routes, seen.run.routes, strict=True):
            if known is None:
                return
            if route.when is not None:
                yield from self._reported(route.when, known, _Where(seen.step, route.at, seen.offer.event))
            known = known.narrowed(negation(formula))

    # ------------------------------------------------------------------------------------------------------ places

    def of_place(self, name: str) -> Iterator[Finding]:
        here = self.transfer.places[name]
        yield from self._of_acts(here.on_enter, self.flow.arrival[name], name, None)
        if isinstance(here, model.End):
            return
        rest = self.flow.rest[name]
        yield from self._of_limits(here)
        if here.limits:
            for rung in here.rungs:
                yield from self._of_acts(rung.acts, rest, name, None)
        for every in here.every:
            yield from self._of_acts(every.acts, rest, name, None)
        yield from self._of_as_soon(here, rest)
        if name in self.flow.leaving:
            yield from self._of_acts(here.on_leave, self.flow.leaving[name], name, None)

    def _of_limits(self, step: model.Step) -> Iterator[Finding]:
        known: Facts | None = self.flow.entry[step.name]
        for limit in step.limits:
            if known is None:
                return
            chosen: Facts | None = known
            if limit.when is not None:
                formula = self.conditions.formula(limit.when, None)
                yield from self._reported(limit.when, known, _Where(step.name, limit.at))
                chosen, known = known.narrowed(formula), known.narrowed(negation(formula))
            field = limit.length_field or limit.on_field
            if field is not None and chosen is not None:
                yield from self._reported(ex.FieldRef(field), chosen, _Where(step.name, limit.at))

    def _of_as_soon(self, step: model.Step, rest: Facts) -> Iterator[Finding]:
        known: Facts | None = rest
        for each in step.as_soon:
            if known is None:
                return
            yield from self._reported(each.condition, known, _Where(step.name, each.at, waiting=True))
            known = known.narrowed(negation(self.conditions.formula(each.condition, None)))

    # ----------------------------------------------------------------------------------------------------- effects

    def _of_acts(self, acts: Iterable[model.AnyAct], facts: Facts, step: str, event: str | None) -> Iterator[Finding]:
        for act in acts:
            where = _Where(step, act.at, event)
            done: Facts | None = facts
            if act.unless is not None:
                yield from self._reported(act.unless, facts, where)
                done = facts.narrowed(negation(self.conditions.formula(act.unless, event)))
            if done is not None:
                for value in values_of(act):
                    yield from self._reported(value, done, where)
                yield from self._of_recipients(act, done, where)
            facts = self.transfer.acted((act,), facts, event)

    def _of_recipients(self, act: model.AnyAct, facts: Facts, where: _Where) -> Iterator[Finding]:
        if isinstance(act, (model.Notify, model.Remind)):
            for role in act.to:
                if role in self.variables.assigned:
                    yield from self._reported(ex.RoleRef(role), facts, where)

    # ------------------------------------------------------------------------------------------------------- reads

    def _reported(self, expr: ex.Expr, facts: Facts, where: _Where) -> Iterator[Finding]:
        for var in dict.fromkeys(self._unguarded(expr, facts, where, positive=True)):
            name = self.variables.holds_name(var)
            path = self.ways.unset(var, where.step)
            if name in self.variables.fields:
                yield error("CL260", where.at, field=name, path=path)
            else:
                yield error("CL262", where.at, role=name, path=path)

    def _unguarded(self, expr: ex.Expr, facts: Facts, where: _Where, *, positive: bool) -> Iterator[int]:
        """The fields and roles that are read and may be unset; `positive`: the whole is false where they are."""
        match expr:
            case ex.IsSet():
                return
            case ex.And(items):
                yield from self._in_turn(items, facts, where, positive, holding=True)
            case ex.Or(items):
                yield from self._in_turn(items, facts, where, positive, holding=False)
            case ex.Not(operand):
                yield from self._unguarded(operand, facts, where, positive=not positive)
            case ex.If(condition, then, otherwise):
                yield from self._unguarded(condition, facts, where, positive=False)
                formula = self.conditions.formula(condition, where.event)
                for branch, asked in ((then, formula), (otherwise, negation(formula))):
                    known = facts.narrowed(asked)
                    if known is not None:
                        yield from self._unguarded(branch, known, where, positive=positive)
            case ex.FieldRef() | ex.RoleRef():
                var = self.variables.plain(expr, where.event)
                if var is not None and not facts.is_set(var) and not (where.waiting and positive):
                    yield var
            case ex.ListOp(where=condition):
                if condition is not None:
                    yield from self._unguarded(condition, facts, where, positive=False)
            case ex.In(operand, items):
                for part in (operand, *items):
                    yield from self._unguarded(part, facts, where, positive=positive)
            case _:
                for part in parts(expr):
                    yield from self._unguarded(part, facts, where, positive=positive)

    def _in_turn(
        self, items: tuple[ex.Expr, ...], facts: Facts, where: _Where, positive: bool, *, holding: bool
    ) -> Iterator[int]:
        """Each item where those before it hold (or, in `or`, do not); what only asks guards the others, wherever it
        stands."""
        known: Facts | None = facts
        for item in sorted(items, key=lambda each: not is_guard(each)):
            if known is None:
                return
            yield from self._unguarded(item, known, where, positive=positive)
            formula: Formula = self.conditions.formula(item, where.event)
            known = known.narrowed(formula if holding else negation(formula))


def is_guard(expr: ex.Expr) -> bool:
    """Whether it asks without reading: `is set`, `happened`, and what is made of these."""
    match expr:
        case ex.IsSet():
            return True
        case ex.Not() | ex.And() | ex.Or():
            return all(is_guard(part) for part in parts(expr))
        case _:
            return not any(isinstance(each, (ex.FieldRef, ex.RoleRef)) for each in within(expr))
