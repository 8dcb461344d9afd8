"""Ways on which a case would go round without time passing.

Guarantees: an `as soon as` that needs an event, a count or time to hold again is no part of such a way: what holds on
the way is followed through every step of it, with `elapsed` beginning anew at each.
"""

from __future__ import annotations

from collections.abc import Iterator

from closedloop.check.flow.dataflow import Flow
from closedloop.check.flow.durations import surely_not_longer
from closedloop.check.flow.facts import Facts
from closedloop.check.flow.finding import Finding, Related, error, warning
from closedloop.check.flow.formulas import Lit
from closedloop.check.flow.moves import Move
from closedloop.check.flow.ways import chained
from closedloop.messages import Phrase
from closedloop.model import expressions as ex
from closedloop.model import process as model

LONGEST = 8
"""Longer ways round are not looked for."""
TRIED = 5000
"""How many steps of such ways are tried altogether."""


def check_instants(flow: Flow) -> Iterator[Finding]:
    """Each way round once, reported where it is closed."""
    search = _Search(flow)
    reported: set[frozenset[int]] = set()
    for name in flow.rest:
        for way in search.round_from(name):
            parts = frozenset(id(each.node) for each in way)
            if parts not in reported:
                reported.add(parts)
                yield _finding(way)


def _finding(way: list[Move]) -> Finding:
    related: tuple[Related, ...] = tuple((each.at, "related.leads_on", {}) for each in way[1:])
    names = [way[0].source, *(each.target for each in way)]
    steps = chained([Phrase("flow.name", {"name": each}) for each in names])
    if all(move.kind == "as soon" for move in way):
        return error("CL280", way[0].at, steps=steps, related=related)
    certain = all(_surely(move) for move in way)
    return (error if certain else warning)("CL281", way[0].at, steps=steps, related=related)


def _surely(move: Move) -> bool:
    """Whether the move comes at once sooner or later, whatever the data; a date in a field may always lie ahead."""
    return not isinstance(move.node, (model.Limit, model.Rung)) or (
        isinstance(move.node, model.Limit) and move.node.on is not None and move.node.when is None
    )


class _Search:
    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.at_once = {name: tuple(_at_once(flow, name)) for name in flow.rest}
        self.left = TRIED

    def round_from(self, start: str) -> Iterator[list[Move]]:
        """Ways round that begin and end in the step, the shortest for each beginning."""
        if not self.at_once[start]:
            return
        pending: list[tuple[list[Move], Facts]] = []
        for move, facts in self._onward(start, self.flow.rest[start]):
            pending.append(([move], facts))
        while pending and self.left > 0:
            self.left -= 1
            way, facts = pending.pop(0)
            here = way[-1].target
            if here == start:
                if any(move.node is way[0].node for move, _ in self._onward(start, facts)):
                    yield way
                continue
            if len(way) < LONGEST and all(here != move.source for move in way):
                pending += [([*way, move], after) for move, after in self._onward(here, facts)]

    def _onward(self, name: str, facts: Facts) -> Iterator[tuple[Move, Facts]]:
        """What is taken at once, with the facts after the entry that follows."""
        if not self.at_once.get(name):
            return
        transfer = self.flow.transfer
        for move, after in self.flow.exits(name, facts):
            if any(move.node is each.node for each in self.at_once[name]):
                entered = transfer.entered(
                    move.target, transfer.arrived(move.target, self.flow.transition(move, after))
                )
                if entered is not None:
                    yield move, self._just_entered(move.target, entered)

    def _just_entered(self, name: str, facts: Facts) -> Facts:
        """No time has passed in the step."""
        variables = self.flow.transfer.variables
        known = self.flow.transfer.resting(name, facts)
        for var, (term, _) in enumerate(variables.terms):
            if isinstance(term, ex.CompareSpan) and isinstance(term.span, ex.ElapsedSpan):
                first = variables.domains[var].cells[0].low != variables.domains[var].cells[0].high
                known = known.narrowed(Lit(var, 2 if first else variables.full[var], variables.full[var])) or known
        return known


def _at_once(flow: Flow, name: str) -> Iterator[Move]:
    """The moves out of a step that may be taken at the moment of its entry."""
    step = flow.steps.get(name)
    if step is None:
        return
    past = any(may_be_past(each) for each in step.limits)
    for move in flow.moves.from_place[name]:
        match move.node:
            case model.AsSoonAs():
                yield move
            case model.Limit() as limit if may_be_past(limit):
                yield move
            case model.Rung() as rung if past and rung.duration is None and rung.point == "overdue":
                yield move
            case model.Rung() as rung if starts_at_once(rung, step):
                yield move


def may_be_past(limit: model.Limit) -> bool:
    """Whether the due moment may lie before the entry: a date, but not a day of every year."""
    return limit.on_field is not None or (limit.on is not None and limit.on.count("-") == 2)


def starts_at_once(rung: model.Rung, step: model.Step) -> bool:
    """Whether the moment of the rung lies before every limit of the step has begun."""
    return (
        rung.point == "before"
        and rung.duration is not None
        and rung.after is None
        and bool(step.limits)
        and all(each.length is not None and surely_not_longer(each.length, rung.duration) for each in step.limits)
    )
