"""Slots: what history expressions read, kept as things are observed, so that nothing rereads a journal.

A slot's value is a count (`CountSlot`), a value (`LastSlot`, `PreviousSlot`), a moment (`TimeSlot`), a party
(`ActorSlot`), or, for a `FromToSlot`, a pair: the last beginning, and the last span.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from closedloop.kernel.expressions import Compiler
from closedloop.kernel.work import Work
from closedloop.model.expressions import Atom, EventAtom, ExpiryAtom, StepAtom
from closedloop.model.process import (
    ActorSlot,
    CountSlot,
    FromToSlot,
    LastSlot,
    PreviousSlot,
    Slot,
    TimeSlot,
)

Change = Callable[[Work], None]
"""What an observation does to a slot."""

Key = tuple[str, str]
"""What is observed: kind (`event`, `step`, `expiry`) and name."""

Match = Callable[[Work], bool]


def key_of(atom: Atom) -> Key:
    match atom:
        case EventAtom():
            return "event", atom.event
        case StepAtom():
            return "step", atom.step
        case ExpiryAtom():
            return "expiry", atom.step


def matcher(compiler: Compiler, atom: Atom) -> Match | None:
    """Whether what is observed under the atom's key is the atom; None if it always is."""
    if isinstance(atom, ExpiryAtom):
        return None
    condition = compiler.maybe(atom.condition)
    if not isinstance(atom, EventAtom) or atom.by is None:
        return condition
    by = atom.by
    if condition is None:
        return lambda w: w.role == by
    return lambda w: w.role == by and condition(w)


class History:
    """The slots of a process: `changes` by what is observed (in order), and what they start with."""

    def __init__(self, slots: tuple[Slot, ...], compiler: Compiler) -> None:
        self._compiler = compiler
        self.initial = tuple(map(_initial, slots))
        self.reset_by_round = tuple(index for index, slot in enumerate(slots) if _is_of_the_round(slot))
        self.previous: Mapping[str, int] = {
            slot.field: index for index, slot in enumerate(slots) if isinstance(slot, PreviousSlot)
        }
        changes: dict[Key, list[Change]] = {}
        for index, slot in enumerate(slots):
            for key, change in self._changes(index, slot):
                changes.setdefault(key, []).append(change)
        for index, slot in enumerate(slots):
            if isinstance(slot, CountSlot) and slot.since is not None:
                changes.setdefault(("step", slot.since), []).append(_reset(index))
        self.changes: Mapping[Key, tuple[Change, ...]] = {key: tuple(each) for key, each in changes.items()}

    def new_round(self, w: Work) -> None:
        """What does not look beyond the round starts anew."""
        for index in self.reset_by_round:
            w.set_slot(index, self.initial[index])

    def observe(self, w: Work, key: Key) -> None:
        """What is under this key is observed now."""
        for change in self.changes.get(key, ()):
            change(w)

    def _changes(self, index: int, slot: Slot) -> list[tuple[Key, Change]]:
        match slot:
            case CountSlot():
                return [(key_of(slot.atom), _if_matched(matcher(self._compiler, slot.atom), _count(index)))]
            case TimeSlot():
                return [(key_of(slot.atom), _if_matched(matcher(self._compiler, slot.atom), _time(index)))]
            case LastSlot():
                return [(("event", slot.event), _last(index, slot.param))]
            case ActorSlot():
                return [(("event", slot.event), _actor(index))]
            case FromToSlot():
                return [
                    (key_of(slot.finish), _if_matched(matcher(self._compiler, slot.finish), _finish(index))),
                    (key_of(slot.beginning), _if_matched(matcher(self._compiler, slot.beginning), _begin(index))),
                ]
            case PreviousSlot():
                return []


def _initial(slot: Slot) -> object:
    if isinstance(slot, CountSlot):
        return 0
    return (None, None) if isinstance(slot, FromToSlot) else None


def _is_of_the_round(slot: Slot) -> bool:
    return not isinstance(slot, PreviousSlot) and not getattr(slot, "ever", False)


def _if_matched(match: Match | None, change: Change) -> Change:
    if match is None:
        return change

    def changed(w: Work) -> None:
        if match(w):
            change(w)

    return changed


def _count(index: int) -> Change:
    return lambda w: w.set_slot(index, cast(int, w.slots[index]) + 1)


def _reset(index: int) -> Change:
    return lambda w: w.set_slot(index, 0)


def _time(index: int) -> Change:
    return lambda w: w.set_slot(index, w.now)


def _last(index: int, param: str) -> Change:
    def last(w: Work) -> None:
        value = w.params.get(param)
        if value is not None:
            w.set_slot(index, value)

    return last


def _actor(index: int) -> Change:
    return lambda w: w.set_slot(index, w.party)


def _begin(index: int) -> Change:
    return lambda w: w.set_slot(index, (w.now, cast("tuple[object, object]", w.slots[index])[1]))


def _finish(index: int) -> Change:
    def finish(w: Work) -> None:
        beginning, _ = cast("tuple[object, object]", w.slots[index])
        if beginning is not None:
            w.set_slot(index, (beginning, (beginning, w.now)))

    return finish
