"""Metrics over cases: every value with what it was made of, nothing rounded.

`A out of B` is the share of the cases of B that are also cases of A, so that no share exceeds the whole.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeGuard

from attrs import evolve, frozen

from closedloop.ledger.facts import CaseFacts, among
from closedloop.ledger.groups import grouped
from closedloop.ledger.shares import exact, mean, percentile, share
from closedloop.model.expressions import Value
from closedloop.model.process import Aggregate, Cases, Metric, NumberOf, Process, Ratio, Target


@frozen
class Figure:
    """One value of a metric.

    A ratio has `numerator` and `denominator` and is their quotient (not in percent); a number is its own numerator. An
    aggregate is over `cases` cases, `unset` more having been left out. `value` None: there was nothing to compute it
    from. `met` None: there is no target, or no value.
    """

    value: Fraction | None
    cases: int
    numerator: int | None = None
    denominator: int | None = None
    unset: int = 0
    met: bool | None = None


@frozen
class MetricResult:
    """A metric's figure over all its cases, and one for each group where it is asked for each field or role.

    The group None is that of the cases where the field or role has no value.
    """

    metric: Metric
    total: Figure
    groups: tuple[tuple[Value, Figure], ...] = ()


def evaluate_metric(process: Process, metric: Metric, cases: Iterable[CaseFacts]) -> MetricResult:
    """The metric over the cases."""
    concerned = [facts for facts in cases if among(facts, _whole(metric))]
    total = _judged(_figure(metric, concerned), metric.target)
    if metric.each is None:
        return MetricResult(metric, total)
    parts = grouped(process, metric.each, concerned)
    groups = tuple((value, _judged(_figure(metric, part), metric.target)) for value, part in parts)
    return MetricResult(metric, total, groups)


def _whole(metric: Metric) -> Cases:
    return metric.value.denominator if isinstance(metric.value, Ratio) else metric.value.cases


def _figure(metric: Metric, concerned: Sequence[CaseFacts]) -> Figure:
    match metric.value:
        case Ratio(numerator, _):
            part, whole = sum(among(facts, numerator) for facts in concerned), len(concerned)
            return Figure(share(part, whole), whole, part, whole)
        case NumberOf():
            return Figure(Fraction(len(concerned)), len(concerned), len(concerned))
        case Aggregate() as aggregate:
            return _aggregate(aggregate, concerned)


def _aggregate(aggregate: Aggregate, concerned: Sequence[CaseFacts]) -> Figure:
    values = [exact(value) for facts in concerned if _is_number(value := facts.value(aggregate.value))]
    if aggregate.op == "sum":
        result: Fraction | None = sum(values, Fraction(0))
    elif aggregate.op == "mean":
        result = mean(values)
    else:
        result = percentile(values, aggregate.percentile or 0)
    return Figure(result, len(values), unset=len(concerned) - len(values))


def _is_number(value: Value) -> TypeGuard[int | Decimal]:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


_COMPARE: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _judged(figure: Figure, target: Target | None) -> Figure:
    """Targets are judged by the exact value: 69.96 % misses 70 %, though both are written 70.0 %."""
    if target is None or figure.value is None:
        return figure
    wanted = exact(target.value) / (100 if target.percent else 1)
    return evolve(figure, met=_COMPARE[target.op](figure.value, wanted))
