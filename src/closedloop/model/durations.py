"""Durations as the language writes them: a sum of units, never a number of seconds.

How a duration is counted from a moment is the calendar's business (`closedloop.calendars`).
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen

Unit = Literal["years", "months", "weeks", "days", "working_days", "hours", "working_hours", "minutes"]
UNITS: tuple[Unit, ...] = ("years", "months", "weeks", "days", "working_days", "hours", "working_hours", "minutes")
EXACT_UNITS: tuple[Unit, ...] = ("hours", "working_hours", "minutes")


@frozen
class Duration:
    """`1 month 10 days`: parts in the order of `UNITS`, each unit at most once, every amount positive."""

    parts: tuple[tuple[int, Unit], ...]

    @property
    def exact(self) -> bool:
        """Whether it ends at a moment of the clock (it has hours or minutes) and not at the end of a day."""
        return any(unit in EXACT_UNITS for _, unit in self.parts)

    @property
    def in_working_days(self) -> bool:
        """Whether suspended time moves it by working days (it has a part in working days)."""
        return any(unit == "working_days" for _, unit in self.parts)

    def plus(self, other: Duration) -> Duration:
        """The sum, unit by unit."""
        amounts = {unit: amount for amount, unit in self.parts}
        for amount, unit in other.parts:
            amounts[unit] = amounts.get(unit, 0) + amount
        return Duration(tuple((amounts[unit], unit) for unit in UNITS if unit in amounts))

    def times(self, factor: int) -> Duration:
        """Each part times `factor` (a positive number)."""
        return Duration(tuple((amount * factor, unit) for amount, unit in self.parts))
