"""A process made ready for audits: its machine, with a slot more for each atom that a metric asks for, and for every
event and place the offer by which the event is carried out where the process does not offer it.

Such an event takes the offer of the nearest step that has one: nearest by the routes of the process (of events, limits,
rungs, `as soon as` and reopenings), of steps equally near the first in order of writing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import field, frozen

from closedloop.audit.meeting import Meetings, Note, meetings
from closedloop.kernel.expressions import Compiler
from closedloop.kernel.history import Key, key_of
from closedloop.kernel.machine import Machine, Place
from closedloop.kernel.offering import Offering
from closedloop.ledger.feeding import reads_scores
from closedloop.ledger.register import Register
from closedloop.model.expressions import Atom
from closedloop.model.process import Offer, Process, Step


@frozen
class Observed:
    """What an observation means: to rules, and to metrics, whose atoms the machine counts in these slots."""

    note: Note
    slots: tuple[int, ...] = ()


@frozen(eq=False)
class Prepared:
    """`together`: decisions read what other cases contribute to scores, so that the cases have to go along in order of
    time. `notes`: what observations mean, by kind (`event`, `step`, `expiry`) and name. `end_rules`: the watched rules
    that are judged at ends. `clock_moves`: whether the clock alone may take a case out of the place.
    """

    process: Process
    register: Register
    machine: Machine
    program: Mapping[str, Machine]
    meetings: Meetings
    together: bool
    notes: Mapping[str, Mapping[str, Observed]]
    clock_moves: Mapping[str, bool]
    steps: Mapping[str, Step]
    nearest: dict[tuple[str, str], tuple[Offering, ...]] = field(factory=dict, repr=False)
    routes: Mapping[str, tuple[str, ...]] = field(factory=dict, repr=False)
    end_rules: frozenset[int] = frozenset()

    def offers(self, place: Place, event: str, suspended: bool = False) -> tuple[Offering, ...]:
        """The offers of the event in this place, else in the nearest one that has any; none where no place has."""
        first, second = (place.while_suspended, place.offers) if suspended else (place.offers, place.while_suspended)
        here = first.get(event) or second.get(event)
        if here:
            return here
        key = place.name, event
        if key not in self.nearest:
            self.nearest[key] = self._found(place.name, event)
        return self.nearest[key]

    def leads_on(self, place: str, event: str) -> bool:
        """Whether the event may lead out of the stay there."""
        offers = self.machine.places[place].offers.get(event, ())
        return any(offered.routes or offered.reopen is not None for offered in offers)

    def _found(self, start: str, event: str) -> tuple[Offering, ...]:
        for name in self._by_distance(start):
            place = self.machine.places[name]
            offered = place.offers.get(event) or place.while_suspended.get(event)
            if offered:
                return offered
        return ()

    def _by_distance(self, start: str) -> Iterator[str]:
        """All places, nearest first; those that cannot be reached come last."""
        order = list(self.machine.places)
        known, ring = {start}, [start]
        while ring:
            yield from ring
            reached = {to for name in ring for to in self.routes.get(name, ())} - known
            known |= reached
            ring = sorted(reached, key=order.index)
        yield from (name for name in order if name not in known)


def prepared(process: Process) -> Prepared:
    """The process, ready. `UsageError` for a calendar or zone that does not exist."""
    register = Register(process)
    machine = register.machine
    known = meetings(machine, Compiler(machine.process, machine.calendar))
    return Prepared(
        process=process,
        register=register,
        machine=machine,
        program={process.name: machine},
        meetings=known,
        together=reads_scores(process),
        notes=_notes(known, register.slots),
        clock_moves={name: _clock_moves(place) for name, place in machine.places.items()},
        steps={step.name: step for step in process.steps},
        routes={name: tuple(dict.fromkeys(routes)) for name, routes in _routes(process).items()},
        end_rules=frozenset(machine.listeners.end),
    )


def _notes(known: Meetings, slots: Mapping[Atom, int]) -> Mapping[str, Mapping[str, Observed]]:
    by_key: dict[Key, list[int]] = {}
    for atom, slot in slots.items():
        by_key.setdefault(key_of(atom), []).append(slot)
    notes: dict[str, dict[str, Observed]] = {"event": {}, "step": {}, "expiry": {}}
    for kind, name in {**known.notes, **by_key}:
        key = kind, name
        notes[kind][name] = Observed(known.notes.get(key, Note()), tuple(by_key.get(key, ())))
    return notes


def _clock_moves(place: Place) -> bool:
    return bool(
        place.as_soon
        or any(plan.limit.then is not None for plan in place.limits)
        or any(plan.rung.to is not None for plan in place.rungs)
    )


def _routes(process: Process) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {step.name: list(_routes_of(process, step)) for step in process.steps}
    for end in process.ends:
        found[end.name] = [reopen.to for reopen in process.reopens if reopen.end in (None, end.name)]
    return found


def _routes_of(process: Process, step: Step) -> Iterator[str]:
    yield from _of_offers(step.offers)
    yield from (limit.then for limit in step.limits if limit.then is not None)
    yield from (rung.to for rung in step.rungs if rung.to is not None)
    yield from (each.to for each in step.as_soon)
    for anywhere in process.anywhere:
        if step.name not in anywhere.but:
            yield from _of_offers(anywhere.offers)


def _of_offers(offers: tuple[Offer, ...]) -> Iterator[str]:
    return (route.to for offer in offers for route in offer.routes)
