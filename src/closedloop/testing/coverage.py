"""What of a process its scenarios touch: routes, requirements, rungs.

A route counts as covered when a record took it: of an event (an event without an arrow has one route, to stay),
`then`, `as soon as`, a reopening. A requirement is covered when it was seen refusing, a rung or an `every` when it
was performed; a rung of an escalation that several steps use counts once. Where two routes of one event lead to the
same step, the one is taken whose condition holds after the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from attrs import frozen

from closedloop.model.process import At, Offer, Process, Step

Key = tuple[str | int | None, ...]


@frozen
class Item:
    """Something that can be covered. `step` is None for what an `anywhere` offers; `to` None for an event that stays.

    `what` is event, then, as_soon, reopen, requirement, rung or every; `name` the event, or the escalation of a rung;
    `text` a requirement's message or condition, or the number of a rung or `every` counted from 1.
    """

    kind: Literal["route", "requirement", "rung"]
    what: str
    key: Key
    step: str | None
    name: str = ""
    to: str | None = None
    text: str = ""
    at: At = None

    @property
    def line(self) -> int | None:
        """The line in the source, where there is one."""
        return None if self.at is None else self.at[0]


@frozen
class Coverage:
    """All items of a process, and the keys of those that were covered."""

    items: tuple[Item, ...]
    covered: frozenset[Key]

    def count(self, kind: str) -> tuple[int, int]:
        """How many items of the kind are covered, and how many there are."""
        of_kind = [item for item in self.items if item.kind == kind]
        return sum(item.key in self.covered for item in of_kind), len(of_kind)

    @property
    def uncovered(self) -> tuple[Item, ...]:
        """What was not covered, in the order of the process."""
        return tuple(item for item in self.items if item.key not in self.covered)

    @property
    def share(self) -> tuple[int, int]:
        """Covered items of all kinds, and all items."""
        return sum(item.key in self.covered for item in self.items), len(self.items)


def items_of(process: Process) -> tuple[Item, ...]:
    """Everything that scenarios can cover, each once."""
    found: dict[Key, Item] = {}
    for item in _items(process):
        found.setdefault(item.key, item)
    return tuple(found.values())


def _items(process: Process) -> Iterator[Item]:
    for step in process.steps:
        for key, offer in _keyed(step.offers, ("step", step.name)):
            yield from _of_offer(key, offer, step.name)
        yield from _of_time(step)
    for number, anywhere in enumerate(process.anywhere):
        for key, offer in _keyed(anywhere.offers, ("anywhere", number)):
            yield from _of_offer(key, offer, None)
    for number, reopen in enumerate(process.reopens):
        yield Item("route", "reopen", ("reopen", number), reopen.end, "reopen", reopen.to, at=reopen.at)


def _keyed(offers: Iterable[Offer], prefix: Key) -> Iterator[tuple[Key, Offer]]:
    for number, offer in enumerate(offers):
        yield ("offer", *prefix, number), offer


def _of_offer(key: Key, offer: Offer, step: str | None) -> Iterator[Item]:
    if not offer.routes:
        yield Item("route", "event", (*key, "route", None), step, offer.event, at=offer.at)
    for number, route in enumerate(offer.routes):
        yield Item("route", "event", (*key, "route", number), step, offer.event, route.to, at=route.at or offer.at)
    for number, require in enumerate(offer.requires):
        text = require.message or require.text
        yield Item(
            "requirement", "requirement", (*key, "require", number), step, offer.event, None, text, at=require.at
        )


def _of_time(step: Step) -> Iterator[Item]:
    for number, limit in enumerate(step.limits):
        if limit.then is not None:
            yield Item("route", "then", ("then", step.name, number), step.name, to=limit.then, at=limit.at)
    for number, soon in enumerate(step.as_soon):
        yield Item("route", "as_soon", ("as_soon", step.name, number), step.name, to=soon.to, at=soon.at)
    for number, rung in enumerate(step.rungs):
        key = rung_key(step, number)
        yield Item("rung", "rung", key, step.name, rung.escalation, rung.to, str(int(key[2] or 0) + 1), at=rung.at)
    for number, every in enumerate(step.every):
        yield Item("rung", "every", ("every", step.name, number), step.name, text=str(number + 1), at=every.at)


def rung_key(step: Step, index: int) -> Key:
    """The rung by its escalation and its number there: the same rung for all steps that use the escalation."""
    name = step.rungs[index].escalation
    number = sum(rung.escalation == name for rung in step.rungs[:index])
    return ("rung", name or step.name, number)


def offers_at(process: Process, place: str | None) -> Iterator[tuple[Key, Offer]]:
    """What is offered at the step, the step's own first."""
    for step in process.steps:
        if step.name == place:
            yield from _keyed(step.offers, ("step", step.name))
    for number, anywhere in enumerate(process.anywhere):
        if place not in anywhere.but:
            yield from _keyed(anywhere.offers, ("anywhere", number))
