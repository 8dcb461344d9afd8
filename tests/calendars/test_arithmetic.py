"""Dates and moments moved by durations, forwards and backwards."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from closedloop.calendars import Calendar, moved, parse_duration

from .oracle import at, shown


@pytest.mark.parametrize(
    ("day", "duration", "later", "earlier"),
    [
        ("2025-03-31", "1 month", "2025-04-30", "2025-02-28"),
        ("2024-02-29", "1 year", "2025-02-28", "2023-02-28"),
        ("2025-06-02", "1 month 1 day", "2025-07-03", "2025-05-01"),
        ("2025-06-07", "1 working day", "2025-06-09", "2025-06-06"),
        ("2025-06-05", "1 day", "2025-06-06", "2025-06-04"),
        ("2025-06-05", "2 weeks 1 working day", "2025-06-20", "2025-05-21"),
        ("2025-06-05", "25 hours", "2025-06-06", "2025-06-03"),
    ],
)
def test_a_date_moves_without_rolling(plain: Calendar, day: str, duration: str, later: str, earlier: str) -> None:
    length = parse_duration(duration)
    assert moved(plain, date.fromisoformat(day), length, 1) == date.fromisoformat(later)
    assert moved(plain, date.fromisoformat(day), length, -1) == date.fromisoformat(earlier)


@pytest.mark.parametrize(
    ("duration", "later", "earlier"),
    [
        ("1 day", "2025-03-30 12:00", "2025-03-28 12:00"),
        ("24 hours", "2025-03-30 13:00", "2025-03-28 12:00"),
        ("1 working day", "2025-03-31 12:00", "2025-03-28 12:00"),
        ("1 month", "2025-04-29 12:00", "2025-02-28 12:00"),
        ("1 day 90 minutes", "2025-03-30 13:30", "2025-03-28 10:30"),
        ("2 working hours", "2025-03-31 11:00", "2025-03-28 15:00"),
    ],
)
def test_a_moment_keeps_its_clock_time_through_days(rome: Calendar, duration: str, later: str, earlier: str) -> None:
    start, length = at(rome, "2025-03-29 12:00"), parse_duration(duration)  # a Saturday; the clocks change that night
    assert shown(rome, moved(rome, start, length, 1)) == later
    assert shown(rome, moved(rome, start, length, -1)) == earlier


def test_a_moved_moment_is_in_utc(china: Calendar) -> None:
    local = datetime.fromisoformat("2025-06-02T10:00:00+08:00")
    for duration in ("1 hour", "1 day"):
        assert moved(china, local, parse_duration(duration), 1).tzinfo is UTC
