"""Events whose requirements cannot hold, routes that are never taken, and data that no route takes.

Guarantees: *never* is certain, over every run that the data flow allows. A gap comes with data that show it.
"""

from __future__ import annotations

from collections.abc import Iterator

from closedloop.check.flow.dataflow import Flow, Seen
from closedloop.check.flow.finding import Finding, Related, advice, error, warning
from closedloop.check.flow.formulas import Formula, negation
from closedloop.check.flow.transfer import Run
from closedloop.check.flow.witness import anything, can_hold, witness
from closedloop.messages import Phrase
from closedloop.model import process as model


def check_decisions(flow: Flow) -> Iterator[Finding]:
    """Requirements and routes of every event, in the steps where it can be reached."""
    for seen in _by_offer(flow):
        offer = seen[0].offer
        barred = list(_requirements(flow, offer, seen))
        yield from barred
        if not barred:
            yield from _routes(flow, offer, seen)


def _by_offer(flow: Flow) -> list[list[Seen]]:
    """What is offered anywhere is one offer, seen in several steps."""
    groups: dict[int, list[Seen]] = {}
    for each in flow.seen:
        groups.setdefault(id(each.offer), []).append(each)
    return list(groups.values())


# ------------------------------------------------------------------------------------------------------- requirements


def _requirements(flow: Flow, offer: model.Offer, seen: list[Seen]) -> Iterator[Finding]:
    if any(can_hold(each.run.asked, *each.run.requires) for each in seen):
        return
    found = False
    top = anything(flow.transfer.variables)
    for number, require in enumerate(offer.requires):
        formulas = [each.run.requires[number] for each in seen]
        if not any(can_hold(each.run.asked, formula) for each, formula in zip(seen, formulas, strict=True)):
            found = True
            why = _why(can_hold(top, formulas[0]))
            yield error("CL253", require.at, event=offer.event, why=why)
    if not found:
        places: tuple[Related, ...] = tuple((each.at, "related.requirement", {}) for each in offer.requires[1:])
        yield error("CL254", offer.requires[0].at, event=offer.event, related=places)


def _why(elsewhere: bool) -> Phrase:
    return Phrase("flow.not_here" if elsewhere else "flow.never")


# ------------------------------------------------------------------------------------------------------------- routes


def _routes(flow: Flow, offer: model.Offer, seen: list[Seen]) -> Iterator[Finding]:
    turns = [list(flow.transfer.in_turn(each.run)) for each in seen]
    for number, route in enumerate(offer.routes):
        taken = (can_hold(case, turn[number][0]) for turn in turns for case in turn[number][1])
        if not any(taken):
            yield _dead(flow, offer, route, number, seen)
    if offer.routes and all(each.when is not None for each in offer.routes):
        yield from _gap(offer, seen)


def _dead(flow: Flow, offer: model.Offer, route: model.Route, number: int, seen: list[Seen]) -> Finding:
    alone = [case for each in seen for case in each.run.recorded if can_hold(case, each.run.routes[number])]
    if not alone:
        formula = seen[0].run.routes[number]
        why = _why(can_hold(anything(flow.transfer.variables), formula))
        return warning("CL251", route.at, to=route.to, why=why)
    related = _covering(offer, number, seen)
    if route.when is None:
        return advice("CL255", route.at, to=route.to, related=related)
    return warning("CL250", route.at, to=route.to, related=related)


def _covering(offer: model.Offer, number: int, seen: list[Seen]) -> tuple[Related, ...]:
    """The earlier routes that take everything: one of them, if one does it alone."""

    def takes_all(earlier: Formula, run: Run) -> bool:
        return not any(can_hold(each, negation(earlier), run.routes[number]) for each in run.recorded)

    for place in range(number):
        if all(takes_all(each.run.routes[place], each.run) for each in seen):
            return ((offer.routes[place].at, "related.earlier", {}),)
    return tuple((each.at, "related.earlier", {}) for each in offer.routes[:number])


def _gap(offer: model.Offer, seen: list[Seen]) -> Iterator[Finding]:
    for each in seen:
        none_taken = [negation(route) for route in each.run.routes]
        for case in each.run.recorded:
            data = witness(case, *none_taken, before=each.run.admitted)
            if data is not None:
                yield warning("CL252", offer.at, event=offer.event, step=each.step, data=data)
                return
