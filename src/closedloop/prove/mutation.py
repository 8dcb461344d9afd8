"""A process with one sentence left out: what would still be noticed, if nobody had written it?

Guarantees: each sentence of the kinds below is left out once, however many steps it speaks of; rules, scenarios and
metrics stay as they are, so that they can be asked about what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from attrs import evolve, frozen

from closedloop.model.process import Anywhere, At, Limit, Offer, Process, Rung, Step

Sort = Literal["requirement", "when", "by", "limit", "then", "rung"]


@frozen
class Mutant:
    """`sort`: what was left out. `step`: where it stands (None for `anywhere` and for a rung of several steps); `name`:
    the event or the escalation it belongs to, empty for a limit and for the `by` of a step; `to`: where a route or a
    `then` would lead; `text`: the condition of a requirement as written; `number`: of a rung or limit, from 1.

    `by` left out: everybody may. `when` left out: always.
    """

    sort: Sort
    process: Process
    step: str | None = None
    name: str = ""
    to: str | None = None
    text: str = ""
    number: int | None = None
    at: At = None


def mutants(process: Process) -> tuple[Mutant, ...]:
    """All of them, in the order of the file where it is known."""
    made = [*_of_steps(process), *_of_anywhere(process), *_of_rungs(process)]
    return tuple(sorted(made, key=lambda each: (0, 0) if each.at is None else each.at[:2]))


def _of_steps(process: Process) -> Iterator[Mutant]:
    everybody = tuple(role.name for role in process.roles)
    for number, step in enumerate(process.steps):

        def changed(new: Step, number: int = number) -> Process:
            steps = process.steps
            return evolve(process, steps=(*steps[:number], new, *steps[number + 1 :]))

        if set(step.by) not in (set(), set(everybody)) and any(offer.by == step.by for offer in step.offers):
            offers = tuple(evolve(each, by=everybody) if each.by == step.by else each for each in step.offers)
            yield Mutant("by", changed(evolve(step, by=everybody, offers=offers)), step.name, at=step.at)
        for at, limit in enumerate(step.limits):
            yield from _of_limit(step, at, limit, changed)
        for at, offer in enumerate(step.offers):

            def with_offer(new: Offer, at: int = at, step: Step = step) -> Process:
                return changed(evolve(step, offers=(*step.offers[:at], new, *step.offers[at + 1 :])))

            yield from _of_offer(offer, step.name, with_offer)
            if offer.by != step.by and set(offer.by) != set(everybody):
                without = with_offer(evolve(offer, by=everybody))
                yield Mutant("by", without, step.name, offer.event, at=offer.at)


def _of_limit(step: Step, at: int, limit: Limit, changed: Callable[[Step], Process]) -> Iterator[Mutant]:
    def with_limits(*new: Limit) -> Process:
        return changed(evolve(step, limits=(*step.limits[:at], *new, *step.limits[at + 1 :])))

    yield Mutant("limit", with_limits(), step.name, number=at + 1, at=limit.at)
    if limit.when is not None:
        yield Mutant("when", with_limits(evolve(limit, when=None)), step.name, number=at + 1, at=limit.at)
    if limit.then is not None:
        yield Mutant("then", with_limits(evolve(limit, then=None)), step.name, to=limit.then, at=limit.at)


def _of_offer(offer: Offer, step: str | None, changed: Callable[[Offer], Process]) -> Iterator[Mutant]:
    for number, require in enumerate(offer.requires):
        left = (*offer.requires[:number], *offer.requires[number + 1 :])
        without = changed(evolve(offer, requires=left))
        yield Mutant("requirement", without, step, offer.event, text=require.text, at=require.at)
    for number, route in enumerate(offer.routes):
        if route.when is not None:
            routes = (*offer.routes[:number], evolve(route, when=None), *offer.routes[number + 1 :])
            yield Mutant("when", changed(evolve(offer, routes=routes)), step, offer.event, to=route.to, at=route.at)


def _of_anywhere(process: Process) -> Iterator[Mutant]:
    everybody = tuple(role.name for role in process.roles)
    for number, anywhere in enumerate(process.anywhere):
        for at, offer in enumerate(anywhere.offers):

            def changed(new: Offer, number: int = number, at: int = at, each: Anywhere = anywhere) -> Process:
                offers = (*each.offers[:at], new, *each.offers[at + 1 :])
                all_of = process.anywhere
                return evolve(process, anywhere=(*all_of[:number], evolve(each, offers=offers), *all_of[number + 1 :]))

            yield from _of_offer(offer, None, changed)
            if set(offer.by) != set(everybody):
                yield Mutant("by", changed(evolve(offer, by=everybody)), None, offer.event, at=offer.at)


def _of_rungs(process: Process) -> Iterator[Mutant]:
    """A rung stands once in its escalation, however many steps use that."""
    found: dict[tuple[str, int], Rung] = {}
    for step in process.steps:
        for name, number, rung in _numbered(step):
            found.setdefault((name, number), rung)
    for (name, number), rung in found.items():
        steps = tuple(evolve(step, rungs=tuple(_but(step, name, number))) for step in process.steps)
        yield Mutant("rung", evolve(process, steps=steps), None, name, rung.to, number=number + 1, at=rung.at)


def _numbered(step: Step) -> Iterator[tuple[str, int, Rung]]:
    """The rungs of a step with their escalation and their number there, from 0."""
    counts: dict[str, int] = {}
    for rung in step.rungs:
        number = counts.get(rung.escalation, 0)
        counts[rung.escalation] = number + 1
        yield rung.escalation or step.name, number, rung


def _but(step: Step, name: str, number: int) -> Iterator[Rung]:
    return (rung for escalation, each, rung in _numbered(step) if (escalation, each) != (name, number))
