"""What is declared in a process, and what of it is used: the tables that names are looked up in.

Guarantees: a table holds the first declaration of a name; later ones have been reported by `check.declarations`. A
type that could not be made out is `UNKNOWN`, which fits everything, so that one mistake is reported once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, tzinfo
from typing import Generic, TypeVar

from attrs import Factory, define, frozen

from closedloop.check.report import Report
from closedloop.model import process as model
from closedloop.model.expressions import Const
from closedloop.model.types import TEXT
from closedloop.syntax import tree
from closedloop.text import Span, did_you_mean

T = TypeVar("T")

UNKNOWN = model.Type("unknown")
"""The type of what has been reported already."""

BROKEN = Const(None, "text")
"""Stands for an expression that has been reported; a process with one is never handed out."""

MOST_EFFORT = 4_000
"""So many words are compared in search of what was meant: a text full of unknown names is answered no more slowly."""

_REASON = model.Param("reason", "own", TEXT, optional=True)


@frozen
class Signature:
    """An event with its parameters, and where it was first offered."""

    name: str
    params: tuple[model.Param, ...]
    span: Span
    words: str = ""
    title: str | None = None
    builtin: bool = False

    def param(self, name: str) -> model.Param | None:
        """The parameter of this name, if there is one."""
        return next((each for each in self.params if each.name == name), None)


@frozen
class Declared(Generic[T]):
    """Something with a name, and where the name stands."""

    value: T
    span: Span


@define
class Scope:
    """The tables of one process."""

    report: Report
    zone: tzinfo = UTC
    dialect: str = "en"
    """The dialect of the text: what is suggested is worded in it."""
    steps: dict[str, Declared[tree.Step | tree.End]] = Factory(dict)
    events: dict[str, Signature] = Factory(dict)
    roles: dict[str, Declared[tree.Role]] = Factory(dict)
    fields: dict[str, Declared[model.Field]] = Factory(dict)
    lists: dict[str, Declared[model.Type]] = Factory(dict)
    colours: dict[str, Span | None] = Factory(dict)
    effects: dict[str, Declared[tuple[model.Param, ...]]] = Factory(dict)
    escalations: dict[str, Span] = Factory(dict)
    rules: dict[str, Span] = Factory(dict)
    allowed: set[str] = Factory(set)
    """The events of the language itself that this process makes possible."""
    used: set[tuple[str, str]] = Factory(set)
    slots: dict[model.Slot, int] = Factory(dict)
    depth: int = 0
    suggestions: dict[tuple[str, tuple[str, ...]], str | None] = Factory(dict)
    effort: int = 0

    def use(self, kind: str, name: str) -> None:
        """Note that something declared is spoken of."""
        self.used.add((kind, name))

    def slot(self, slot: model.Slot) -> int:
        """The number of this slot; equal ones share one."""
        return self.slots.setdefault(slot, len(self.slots))

    def nearest(self, word: str, candidates: Iterable[str]) -> str | None:
        """What was probably meant; the same answer for the same word, and none any more when too much was asked."""
        known = tuple(candidates)
        key = (word, known)
        if key not in self.suggestions:
            if self.effort > MOST_EFFORT:
                return None
            self.effort += len(known)
            self.suggestions[key] = did_you_mean(word, known)
        return self.suggestions[key]

    def step_names(self) -> Iterable[str]:
        return (name for name, each in self.steps.items() if isinstance(each.value, tree.Step))

    def end_names(self) -> Iterable[str]:
        return (name for name, each in self.steps.items() if isinstance(each.value, tree.End))

    def event(self, name: str) -> Signature | None:
        """The event of this name, an event of the language itself included."""
        return self.events.get(name) or BUILTINS.get(name)


BUILTINS = {
    name: Signature(name, params, Span(-1, -1), builtin=True)
    for name, params in (
        ("suspend", (_REASON,)),
        ("resume", (_REASON,)),
        ("reopen", (_REASON,)),
        ("extend", ()),
        ("grant_extension", ()),
        ("deny_extension", (_REASON,)),
    )
}
