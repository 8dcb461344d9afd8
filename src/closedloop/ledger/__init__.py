"""Many cases at once: ledgers, metrics, breakdowns, and the reading of files of events."""

from __future__ import annotations

from closedloop.ledger.account import CaseRow, Ledger, PlaceRow, ScoreRow
from closedloop.ledger.breakdowns import BreakdownResult, Part, Partition
from closedloop.ledger.ledger import ledger_of, ledger_of_journals
from closedloop.ledger.metrics import Figure, MetricResult

__all__ = [
    "BreakdownResult",
    "CaseRow",
    "Figure",
    "Ledger",
    "MetricResult",
    "Part",
    "Partition",
    "PlaceRow",
    "ScoreRow",
    "ledger_of",
    "ledger_of_journals",
]
