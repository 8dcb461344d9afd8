"""What metrics ask of a case: where it is, what happened in it, what an expression yields at the date asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from closedloop.model.expressions import Atom, Expr, Value
from closedloop.model.process import Cases, EndedAt, InStep, With, Without


@frozen
class Observation:
    """An atom was observed: when that occurred, and the due moment of the limit of the stay then (None without a firm
    one).
    """

    occurred: datetime
    due: datetime | None

    @property
    def on_time(self) -> bool:
        return self.due is None or self.occurred < self.due


class CaseFacts(Protocol):
    """A case at a date, with its whole history up to then."""

    @property
    def place(self) -> str:
        """The step or end where it is."""
        ...

    def observations(self, atom: Atom) -> Sequence[Observation]:
        """All observations in the whole case, in order."""
        ...

    def value(self, expr: Expr) -> Value:
        """What the expression yields at that date; None where it is unset."""
        ...

    def present(self, name: str) -> Value:
        """The present value of a field, or the party bound to an assigned role; None where there is none."""
        ...


def among(facts: CaseFacts, cases: Cases) -> bool:
    """Whether the case belongs to the set."""
    for qualifier in cases.qualifiers:
        if not _qualifies(facts, qualifier):
            return False
    return cases.where is None or facts.value(cases.where) is True


def _qualifies(facts: CaseFacts, qualifier: With | Without | InStep | EndedAt) -> bool:
    if isinstance(qualifier, With):
        seen = facts.observations(qualifier.atom)
        return bool(seen) and (not qualifier.on_time or all(observation.on_time for observation in seen))
    if isinstance(qualifier, Without):
        return not facts.observations(qualifier.atom)
    return facts.place == (qualifier.step if isinstance(qualifier, InStep) else qualifier.end)
