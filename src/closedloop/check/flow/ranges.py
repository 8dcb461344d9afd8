"""Comparisons that come out one way for every value that their type has.

Guarantees: only types, and that no count is below zero, are looked at; what the flow makes impossible is told
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from closedloop.check.flow.dataflow import Flow
from closedloop.check.flow.domains import FLIPPED, Domain
from closedloop.check.flow.finding import Finding, warning
from closedloop.check.flow.variables import Variables
from closedloop.check.flow.walk import Place, places, within
from closedloop.check.flow.wording import Wording
from closedloop.messages import AnyOf, Phrase
from closedloop.model import expressions as ex


def check_ranges(flow: Flow) -> Iterator[Finding]:
    """Every comparison of a term with a constant, wherever it stands; spans of time in steps without a limit."""
    variables = flow.transfer.variables
    wording = Wording(variables)
    for place in places(flow.process):
        if place.use != "history":
            for expr in within(place.expr):
                yield from _compared(expr, place, variables, wording)
        if place.step in flow.steps and not flow.steps[place.step].limits:
            yield from _without_limit(place)


def _compared(expr: ex.Expr, place: Place, variables: Variables, wording: Wording) -> Iterator[Finding]:
    match expr:
        case ex.Compare(op, ex.Const(value), term):
            op = FLIPPED[op]  # type: ignore[assignment]
        case ex.Compare(op, term, ex.Const(value)):
            pass
        case _:
            return
    var = variables.plain(term, place.event)
    if var is None or value is None or variables.domains[var].kind not in ("line", "choices"):
        return
    domain = variables.domains[var]
    mask = domain.where(op, value)
    if mask in (0, domain.set):
        code = "CL265" if mask else "CL264"
        yield warning(code, place.at, term=wording.of(term), range=_range(domain))


def _range(domain: Domain) -> Phrase:
    """What values of the type lie between."""
    low, high = domain.type.low, domain.type.high
    if domain.kind == "choices" and domain.type.kind == "enum":
        return Phrase("flow.choices", {"choices": AnyOf(domain.type.choices)})
    if low is not None and high is not None:
        return Phrase("flow.between", {"low": low, "high": high})
    return Phrase("flow.at_least", {"low": low}) if low is not None else Phrase("flow.at_most", {"high": high})


def _without_limit(place: Place) -> Iterator[Finding]:
    for expr in within(place.expr):
        if isinstance(expr, ex.OverdueNow) or (
            isinstance(expr, ex.CompareSpan) and isinstance(expr.span, (ex.RemainingSpan, ex.OverdueSpan))
        ):
            remaining = isinstance(expr, ex.CompareSpan) and isinstance(expr.span, ex.RemainingSpan)
            term = Phrase("flow.remaining" if remaining else "flow.time_overdue")
            yield warning("CL266", place.at, step=place.step, term=term)
