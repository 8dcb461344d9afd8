"""Breakdowns: a set of cases as a partition by the value of a field, with the share of each part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from attrs import frozen

from closedloop.ledger.facts import CaseFacts, among
from closedloop.ledger.groups import declared_values, grouped
from closedloop.ledger.shares import share
from closedloop.model.expressions import Value
from closedloop.model.process import Breakdown, Process


@frozen
class Part:
    """The cases with one value (None: without any): how many, and the share of all (None if there are no cases)."""

    value: Value
    cases: int
    share: Fraction | None


@frozen
class Partition:
    """The parts of `cases` cases; every choice of an enumeration is there, the part without a value only if not
    empty.
    """

    cases: int
    parts: tuple[Part, ...]


@frozen
class BreakdownResult:
    """The partition of all the cases, and one for each group where it is asked for each field or role."""

    breakdown: Breakdown
    total: Partition
    groups: tuple[tuple[Value, Partition], ...] = ()


def evaluate_breakdown(process: Process, breakdown: Breakdown, cases: Iterable[CaseFacts]) -> BreakdownResult:
    """The breakdown of the cases."""
    concerned = [facts for facts in cases if among(facts, breakdown.cases)]
    total = _partition(process, breakdown.field, concerned)
    if breakdown.each is None:
        return BreakdownResult(breakdown, total)
    parts = grouped(process, breakdown.each, concerned)
    groups = tuple((value, _partition(process, breakdown.field, part)) for value, part in parts)
    return BreakdownResult(breakdown, total, groups)


def _partition(process: Process, name: str, concerned: Sequence[CaseFacts]) -> Partition:
    found = {value: len(part) for value, part in grouped(process, name, concerned)}
    values = [
        *declared_values(process, name),
        *(value for value in found if value not in declared_values(process, name)),
    ]
    counts = [(value, found.get(value, 0)) for value in values]
    return Partition(len(concerned), tuple(Part(value, n, share(n, len(concerned))) for value, n in counts))
