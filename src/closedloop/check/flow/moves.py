"""What can happen in each step: what leaves it, and what is offered in it, whatever the data.

Guarantees: nothing that can happen is missing, so what cannot be reached here cannot be reached at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from closedloop.model import process as model
from closedloop.model.process import At

Kind = Literal["event", "then", "rung", "as soon", "reopen"]


@frozen
class Move:
    """A way from one step (or, reopening, end) to a step or end. `node` is what makes it: an offer with the number
    of its route, a limit, a rung, an `as soon as`, an `allow reopen`."""

    kind: Kind
    source: str
    target: str
    at: At
    node: model.Offer | model.Limit | model.Rung | model.AsSoonAs | model.Reopen
    number: int = 0


class Moves:
    """The moves and the offers of a process by step."""

    def __init__(self, process: model.Process) -> None:
        self.process = process
        self.ends = frozenset(each.name for each in process.ends)
        self.anywhere = {each.name: tuple(self._anywhere_in(each)) for each in process.steps}
        self.offers = {each.name: (*each.offers, *self.anywhere[each.name]) for each in process.steps}
        self.built_in = {each.name: tuple(self._built_in(each)) for each in process.steps}
        self.from_place: dict[str, tuple[Move, ...]] = {each.name: tuple(self._moves(each)) for each in process.steps}
        self._reached: dict[str, frozenset[str]] = {}
        for end in process.ends:
            self.from_place[end.name] = tuple(self._reopenings(end))

    def in_order(self) -> dict[str, int]:
        """The places numbered so that each comes after those that lead to it, loops aside; unreached ones are
        missing."""
        done: list[str] = []
        seen = {self.process.start}
        pending = [(self.process.start, iter(self.from_place[self.process.start]))]
        while pending:
            name, onward = pending[-1]
            target = next((move.target for move in onward if move.target not in seen), None)
            if target is None:
                done.append(name)
                pending.pop()
            else:
                seen.add(target)
                pending.append((target, iter(self.from_place[target])))
        return {name: number for number, name in enumerate(reversed(done))}

    def _anywhere_in(self, step: model.Step) -> Iterator[model.Offer]:
        for anywhere in self.process.anywhere:
            if step.name not in anywhere.but:
                yield from anywhere.offers

    def _built_in(self, step: model.Step) -> Iterator[model.Offer]:
        """The events of the language itself that can happen in the step."""
        if self.process.suspend is not None:
            yield model.Offer("suspend", self.process.suspend.by)
            yield model.Offer("resume", self.process.suspend.by)
        for limit in step.limits:
            if limit.extension is not None:
                yield model.Offer(limit.extension.event, step.by or tuple(each.name for each in self.process.roles))
                if limit.extension.approved_by:
                    yield model.Offer("grant_extension", limit.extension.approved_by)
                    yield model.Offer("deny_extension", limit.extension.approved_by)

    def _moves(self, step: model.Step) -> Iterator[Move]:
        for as_soon in step.as_soon:
            yield Move("as soon", step.name, as_soon.to, as_soon.at, as_soon)
        for offer in self.offers[step.name]:
            for number, route in enumerate(offer.routes):
                yield Move("event", step.name, route.to, route.at, offer, number)
        if not step.limits:
            return
        for rung in step.rungs:
            if rung.to is not None:
                yield Move("rung", step.name, rung.to, rung.at, rung)
        for limit in step.limits:
            if limit.then is not None:
                yield Move("then", step.name, limit.then, limit.at, limit)

    def _reopenings(self, end: model.End) -> Iterator[Move]:
        for reopen in self.process.reopens:
            if reopen.end in (None, end.name):
                yield Move("reopen", end.name, reopen.to, reopen.at, reopen)

    def reached_from(self, start: str) -> frozenset[str]:
        """Where a case may come from there, the place itself included."""
        if start not in self._reached:
            seen, pending = {start}, [start]
            while pending:
                for move in self.from_place.get(pending.pop(), ()):
                    if move.target not in seen:
                        seen.add(move.target)
                        pending.append(move.target)
            self._reached[start] = frozenset(seen)
        return self._reached[start]
