"""The ledger as a value: where every case is at a date, what is overdue, scores, metrics and breakdowns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime

from attrs import frozen

from closedloop.kernel.values import NOTHING
from closedloop.ledger.breakdowns import BreakdownResult
from closedloop.ledger.metrics import MetricResult
from closedloop.model.expressions import Value
from closedloop.model.process import Process


@frozen
class CaseRow:
    """One case at the date: its step or end, its mark, and the limit that runs, if one does.

    `due` is the due moment (UTC), `last_day` the last local day, None for an exact limit; `provisional`: the calendar
    does not reach to that deadline. `fields` and `bindings` are the values that are set.
    """

    case: str
    place: str
    ended: bool
    mark: str | None = None
    overdue: bool = False
    suspended: bool = False
    due: datetime | None = None
    last_day: date | None = None
    provisional: bool = False
    opened: datetime | None = None
    fields: Mapping[str, Value] = NOTHING
    bindings: Mapping[str, str] = NOTHING


@frozen
class PlaceRow:
    """A step or an end with the number of cases there, and of those how many are overdue and suspended."""

    name: str
    title: str | None
    cases: int
    overdue: int = 0
    suspended: int = 0


@frozen
class ScoreRow:
    """What a party was given in a local year, all its scores summed up."""

    party: str
    year: int
    amount: int


@frozen
class Ledger:
    """All cases of one process as of a moment (UTC). `breaches` counts, by rule, what time alone broke."""

    process: Process
    as_of: datetime
    zone: str
    cases: tuple[CaseRow, ...]
    scores: tuple[ScoreRow, ...]
    breaches: tuple[tuple[str, int], ...]
    metrics: tuple[MetricResult, ...]
    breakdowns: tuple[BreakdownResult, ...]

    @property
    def by_step(self) -> tuple[PlaceRow, ...]:
        """Every step in the order of the process, with the cases that wait there."""
        at = self._counted(lambda row: not row.ended)
        overdue = self._counted(lambda row: not row.ended and row.overdue)
        suspended = self._counted(lambda row: not row.ended and row.suspended)
        return tuple(
            PlaceRow(step.name, step.title, at[step.name], overdue[step.name], suspended[step.name])
            for step in self.process.steps
        )

    @property
    def by_end(self) -> tuple[PlaceRow, ...]:
        """Every end in the order of the process, with the cases that came to it."""
        at = self._counted(lambda row: row.ended)
        return tuple(PlaceRow(end.name, end.title, at[end.name]) for end in self.process.ends)

    @property
    def overdue_by_mark(self) -> tuple[tuple[str | None, int], ...]:
        """The overdue cases by their mark: every declared colour in order, then those without a mark (None)."""
        marks = Counter(row.mark for row in self.cases if row.overdue and not row.ended)
        colours = [colour.name for colour in self.process.colours]
        return tuple((mark, marks[mark]) for mark in [*colours, None])

    def _counted(self, wanted: Callable[[CaseRow], bool]) -> Counter[str]:
        return Counter(row.place for row in self.cases if wanted(row))
