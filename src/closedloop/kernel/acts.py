"""Acts as closures: each appends an effect to the record at hand, or assigns.

Nothing is performed here; `closedloop.kernel.values.Effect` says what the host will be asked to do.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from closedloop.kernel.expressions import Compiler, Run
from closedloop.kernel.values import Recipient
from closedloop.kernel.wording import Wording, Words
from closedloop.kernel.work import Work
from closedloop.model.expressions import Value
from closedloop.model.process import (
    AnyAct,
    CallEffect,
    Mark,
    Notify,
    Process,
    Publish,
    Remind,
    Score,
    SetField,
    Type,
)

Perform = Callable[[Work], None]


class Acts:
    """Compiles the acts of one process."""

    def __init__(self, process: Process, compiler: Compiler) -> None:
        self._process = process
        self._compiler = compiler
        self._assigned = frozenset(role.name for role in process.roles if role.assigned)
        self._types = {field.name: field.type for field in process.fields}
        self._effects = {effect.name: tuple(param.name for param in effect.params) for effect in process.effects}

    def compiled(
        self, acts: tuple[AnyAct, ...], by_clock: bool = False, own: frozenset[str] = frozenset()
    ) -> tuple[Perform, ...]:
        """In order. `by_clock`: they hang on the stay's clock, so a mark they set goes when the stay is left. `own`:
        the event's own parameters, which its texts may name.
        """
        words = Words(self._process, self._compiler.calendar, own)
        return tuple(self._guarded(act, by_clock, words) for act in acts)

    def _guarded(self, act: AnyAct, by_clock: bool, words: Words) -> Perform:
        perform = self._act(act, by_clock, words)
        if act.unless is None:
            return perform
        unless = self._compiler.test(act.unless)

        def guarded(w: Work) -> None:
            if not unless(w):
                perform(w)

        return guarded

    def _act(self, act: AnyAct, by_clock: bool, words: Words) -> Perform:
        match act:
            case Notify():
                return self._message("notify", act.to, words.of(act.text))
            case Remind():
                return self._message("remind", act.to, words.of(act.text))
            case Mark():
                return _mark(act.colour, by_clock)
            case Score():
                return self._score(act, words.of(act.reason))
            case Publish():
                text = words.of(act.text)
                return lambda w: w.effect("publish", text=text(w))
            case SetField():
                return _set(act.field, self._compiler.run(act.value), self._types.get(act.field))
            case CallEffect():
                return self._call(act)

    def _message(self, kind: str, to: tuple[str, ...], words: Wording) -> Perform:
        if not self._assigned.intersection(to):
            fixed = tuple(Recipient(role) for role in to)
            return lambda w: w.effect(kind, to=fixed, text=words(w))
        # a global role is never bound, so that the one look-up serves both kinds
        return lambda w: w.effect(kind, to=tuple(Recipient(role, w.bindings.get(role)) for role in to), text=words(w))

    def _score(self, act: Score, words: Wording) -> Perform:
        party, amount = self._compiler.run(act.party), act.amount

        def score(w: Work) -> None:
            name = party(w)
            if name is not None:
                w.effect("score", party=name, amount=amount, text=words(w))
                w.add_score(name, amount)

        return score

    def _call(self, act: CallEffect) -> Perform:
        names = self._effects[act.name]
        args = tuple(zip(names, map(self._compiler.run, act.args), strict=True))
        return lambda w: w.effect("call", name=act.name, args=tuple((name, arg(w)) for name, arg in args))


def _mark(colour: str, by_clock: bool) -> Perform:
    def mark(w: Work) -> None:
        w.effect("mark", name=colour)
        w.mark, w.mark_by_clock = colour, by_clock

    return mark


def _set(name: str, value: Run, type_: Type | None) -> Perform:
    fit = fitting(type_)
    return lambda w: w.write(name, fit(value(w)))


def fitting(type_: Type | None) -> Callable[[Any], Value]:
    """What an assignment stores: within the bounds of the field, and an int as the decimal that it is."""
    if type_ is not None and type_.kind == "decimal":
        return lambda value: Decimal(value) if isinstance(value, int) else value
    if type_ is None or type_.kind != "int" or (type_.low is None and type_.high is None):
        return lambda value: value
    low, high = type_.low, type_.high

    def clipped(value: Any) -> Value:
        if not isinstance(value, int):
            return None
        if low is not None and value < low:
            return low
        return high if high is not None and value > high else value

    return clipped
