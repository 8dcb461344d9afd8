"""Steps and ends that cannot be reached, steps that cannot be left, events that are never offered: by the graph alone.

Guarantees: every way that anything could open counts as open (data, people and clocks aside), so each finding is
certain.
"""

from __future__ import annotations

from collections.abc import Iterator

from closedloop.check.flow.dataflow import Flow
from closedloop.check.flow.finding import Finding, Related, advice, error, warning
from closedloop.check.flow.moves import Moves
from closedloop.check.flow.walk import offers_of
from closedloop.model import process as model


def check_reach(flow: Flow) -> Iterator[Finding]:
    """The graph of steps, ends and what leads from one to another."""
    process, moves = flow.process, flow.moves
    reached = moves.reached_from(process.start)
    for step in process.steps:
        if step.name not in reached:
            yield warning("CL270", step.at, step=step.name, start=process.start)
    for end in process.ends:
        if end.name not in reached:
            yield warning("CL271", end.at, end=end.name, start=process.start)
    yield from _traps(process, moves, reached)
    yield from _offered_nowhere(process, moves, reached)


# -------------------------------------------------------------------------------------------------------------- traps


def _traps(process: model.Process, moves: Moves, reached: frozenset[str]) -> Iterator[Finding]:
    """Of the steps from which no end is reached, those that lead nowhere else; the others are freed with them."""
    lost = _without_end(moves) & reached
    named: set[str] = set()
    for step in process.steps:
        if step.name not in lost or step.name in named:
            continue
        around = moves.reached_from(step.name)
        if any(step.name not in moves.reached_from(other) for other in around):
            continue
        named |= around
        if len(around) == 1:
            yield error("CL272", step.at, step=step.name)
        else:
            group = tuple(each.name for each in process.steps if each.name in around)
            others: tuple[Related, ...] = tuple(
                (each.at, "related.leads_on", {})
                for each in process.steps
                if each.name in around and each.name != step.name
            )
            yield error("CL273", step.at, steps=group, related=others)


def _without_end(moves: Moves) -> frozenset[str]:
    """The steps from which no end is reached."""
    before: dict[str, set[str]] = {}
    for source, onward in moves.from_place.items():
        for move in onward:
            before.setdefault(move.target, set()).add(source)
    ending, pending = set(moves.ends), list(moves.ends)
    while pending:
        for source in before.get(pending.pop(), ()):
            if source not in ending:
                ending.add(source)
                pending.append(source)
    return frozenset(moves.from_place) - ending


# -------------------------------------------------------------------------------------------------------------- offers


def _offered_nowhere(process: model.Process, moves: Moves, reached: frozenset[str]) -> Iterator[Finding]:
    """Of an `anywhere` that leaves out every step that is reached."""
    offered = {id(offer) for name in reached for offer in moves.anywhere.get(name, ())}
    for step, offer in offers_of(process):
        if step is None and id(offer) not in offered:
            yield advice("CL276", offer.at, event=offer.event)
