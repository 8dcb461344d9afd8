"""All expressions of a process, with where they stand; and the parts of an expression.

Guarantees: every expression that the runtime evaluates is visited once for each place where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from attrs import frozen

from closedloop.model import expressions as ex
from closedloop.model import process as model
from closedloop.model.process import At

Use = Literal["decision", "rule", "metric", "history"]


@frozen
class Place:
    """An expression where it stands: `step` None is no step in particular, `event` the one whose parameters have names
    here.

    `use`: `decision` for what the process does, `rule` and `metric` for what is watched and counted, `history` for the
    condition of an atom.
    """

    expr: ex.Expr
    at: At
    step: str | None = None
    event: str | None = None
    use: Use = "decision"


def parts(expr: ex.Expr) -> tuple[ex.Expr, ...]:
    """The expressions directly inside."""
    match expr:
        case ex.Not(operand) | ex.Neg(operand) | ex.IsSet(operand):
            return (operand,)
        case ex.And(items) | ex.Or(items):
            return items
        case ex.Arith(_, left, right) | ex.Compare(_, left, right):
            return (left, right)
        case ex.CompareSpan(duration=duration):
            return (duration,)
        case ex.In(operand, items, among):
            return (operand, *items) if among is None else (operand, *items, among)
        case ex.If(condition, then, otherwise):
            return (condition, then, otherwise)
        case ex.ScoreOf(party):
            return (party,)
        case ex.ListOp(list=listed, where=where):
            return (listed,) if where is None else (listed, where)
        case _:
            return ()


def within(expr: ex.Expr) -> Iterator[ex.Expr]:
    """The expression and all expressions inside it."""
    yield expr
    for part in parts(expr):
        yield from within(part)


def offers_of(process: model.Process) -> Iterator[tuple[str | None, model.Offer]]:
    """Every offer with its step; None for those of an `anywhere`."""
    for step in process.steps:
        for offer in step.offers:
            yield step.name, offer
    for anywhere in process.anywhere:
        for offer in anywhere.offers:
            yield None, offer


def places(process: model.Process) -> Iterator[Place]:
    """Every expression of the process."""
    for step in process.steps:
        yield from _in_step(step)
    for end in process.ends:
        yield from _in_acts(end.on_enter, end.name)
    for name, offer in offers_of(process):
        yield from _in_offer(name, offer)
    for rule in process.rules:
        yield from _in_rule(rule)
    for metric in process.metrics:
        yield from _in_metric(metric.value, metric.at)
    for breakdown in process.breakdowns:
        yield from _in_cases(breakdown.cases, breakdown.at)
    for slot in process.slots:
        for atom in atoms_of(slot):
            yield from _in_atom(atom, None, "history")


def _in_step(step: model.Step) -> Iterator[Place]:
    for limit in step.limits:
        if limit.when is not None:
            yield Place(limit.when, limit.at, step.name)
    for as_soon in step.as_soon:
        yield Place(as_soon.condition, as_soon.at, step.name)
    blocks = (step.on_enter, step.on_leave, *(each.acts for each in step.rungs), *(each.acts for each in step.every))
    for acts in blocks:
        yield from _in_acts(acts, step.name)


def _in_offer(step: str | None, offer: model.Offer) -> Iterator[Place]:
    for require in offer.requires:
        yield Place(require.condition, require.at, step, offer.event)
    for route in offer.routes:
        if route.when is not None:
            yield Place(route.when, route.at, step, offer.event)
    yield from _in_acts(offer.acts, step, offer.event)


def _in_acts(acts: Iterable[model.AnyAct], step: str | None, event: str | None = None) -> Iterator[Place]:
    for act in acts:
        if act.unless is not None:
            yield Place(act.unless, act.at, step, event)
        for value in values_of(act):
            yield Place(value, act.at, step, event)


def values_of(act: model.AnyAct) -> tuple[ex.Expr, ...]:
    """What an effect is given, its `unless` aside."""
    match act:
        case model.SetField(value=value):
            return (value,)
        case model.Score(party=party):
            return (party,)
        case model.CallEffect(args=args):
            return args
        case _:
            return ()


def _in_rule(rule: model.Rule) -> Iterator[Place]:
    if rule.when is not None:
        yield Place(rule.when, rule.at, use="rule")
    if isinstance(rule.prop, (model.Always, model.OnAtom)):
        event = rule.prop.atom if isinstance(rule.prop, model.OnAtom) else None
        name = event.event if isinstance(event, ex.EventAtom) else None
        yield Place(rule.prop.condition, rule.at, event=name, use="rule")
    for atom in atoms_of(rule.prop):
        yield from _in_atom(atom, rule.at, "rule")


def _in_metric(value: model.Ratio | model.NumberOf | model.Aggregate, at: At) -> Iterator[Place]:
    if isinstance(value, model.Ratio):
        yield from _in_cases(value.numerator, at)
        yield from _in_cases(value.denominator, at)
        return
    if isinstance(value, model.Aggregate):
        yield Place(value.value, at, use="metric")
    yield from _in_cases(value.cases, at)


def _in_cases(cases: model.Cases, at: At) -> Iterator[Place]:
    if cases.where is not None:
        yield Place(cases.where, at, use="metric")
    for qualifier in cases.qualifiers:
        for atom in atoms_of(qualifier):
            yield from _in_atom(atom, at, "metric")


def _in_atom(atom: ex.Atom, at: At, use: Use) -> Iterator[Place]:
    if not isinstance(atom, ex.ExpiryAtom) and atom.condition is not None:
        event = atom.event if isinstance(atom, ex.EventAtom) else None
        yield Place(atom.condition, at, event=event, use=use)


def atoms_of(node: object) -> tuple[ex.Atom, ...]:
    """The atoms that a slot, a rule's proposition or a qualifier of cases speaks of."""
    match node:
        case model.LeadsTo(trigger=trigger, responses=responses):
            return (trigger, *responses)
        case model.Before(earlier=earlier, later=later):
            return (earlier, later)
        case model.Bounded(atom=atom, before=before):
            return (atom,) if before is None else (atom, before)
        case model.DifferentParties(atoms=atoms) | model.SameParty(atoms=atoms):
            return atoms
        case model.FromToSlot(beginning=beginning, finish=finish):
            return (beginning, finish)
        case model.LastSlot(event=event) | model.ActorSlot(event=event):
            return (ex.EventAtom(event),)
        case (
            model.CountSlot(atom=atom) | model.TimeSlot(atom=atom) | model.Never(atom=atom) | model.OnAtom(atom=atom)
            | model.Recurs(atom=atom) | model.With(atom=atom) | model.Without(atom=atom)
        ):  # fmt: skip
            return (atom,)
        case _:
            return ()
