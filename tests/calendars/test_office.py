"""Working hours: only while the office is open, against a walk from minute to minute."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closedloop.calendars import Calendar, add_office_time, calendar, office_time_between, to_local

from .oracle import at, due, last_covered, shown

MINUTE = timedelta(minutes=1)
MINUTES = st.datetimes(datetime(2024, 12, 20), datetime(2025, 3, 1)).map(
    lambda t: t.replace(second=0, microsecond=0, tzinfo=UTC)
)


def open_minutes(cal: Calendar, begin: datetime, end: datetime) -> int:
    """Minute by minute, by the local clock."""
    count = 0
    while begin < end:
        local = to_local(cal, begin)
        hours = any(opens <= local.time() < closes for opens, closes in cal.office_hours)
        count += hours and cal.is_working_day(local.date())
        begin += MINUTE
    return count


@given(begin=MINUTES, length=st.integers(0, 3 * 24 * 60))
def test_office_time_is_counted_minute_by_minute(china: Calendar, begin: datetime, length: int) -> None:
    end = begin + length * MINUTE
    assert office_time_between(china, begin, end) == open_minutes(china, begin, end) * MINUTE
    assert office_time_between(china, end, begin) == -office_time_between(china, begin, end)


@given(begin=MINUTES, amount=st.integers(1, 3 * 6 * 60))
def test_adding_office_time_gives_the_first_moment_at_which_it_has_passed(
    china: Calendar, begin: datetime, amount: int
) -> None:
    end, _ = add_office_time(china, begin, amount * MINUTE)
    assert office_time_between(china, begin, end) == amount * MINUTE
    assert office_time_between(china, begin, end - MINUTE) == (amount - 1) * MINUTE


@given(end=MINUTES, amount=st.integers(1, 3 * 6 * 60))
def test_taking_office_time_gives_the_last_moment_from_which_it_passes(
    china: Calendar, end: datetime, amount: int
) -> None:
    begin, _ = add_office_time(china, end, -amount * MINUTE)
    assert office_time_between(china, begin, end) == amount * MINUTE
    assert office_time_between(china, begin + MINUTE, end) == (amount - 1) * MINUTE


@pytest.mark.parametrize(
    ("start", "duration", "ends"),
    [
        ("2025-06-03 09:00", "2 working hours", "2025-06-03 11:00"),
        ("2025-06-03 11:00", "2 working hours", "2025-06-03 15:30"),
        ("2025-06-03 09:00", "3 working hours", "2025-06-03 12:00"),
        ("2025-06-03 13:00", "3 working hours", "2025-06-03 17:30"),
        ("2025-06-03 18:00", "1 working hour", "2025-06-04 09:30"),
        ("2025-06-03 07:00", "1 working hour", "2025-06-03 09:30"),
        ("2025-06-06 17:00", "1 working hour", "2025-06-09 09:00"),
        ("2025-01-27 17:00", "1 working hour", "2025-02-05 09:00"),
        ("2025-06-03 08:30", "13 working hours", "2025-06-04 17:30"),
    ],
)
def test_working_hours_run_while_the_office_is_open(china: Calendar, start: str, duration: str, ends: str) -> None:
    assert shown(china, due(china, start, duration).at) == ends


def test_an_office_that_never_closes() -> None:
    always = Calendar("always", "1", "UTC", ((time(0), time(0)),), week=frozenset(range(7)))
    start = datetime(2025, 6, 3, 12, tzinfo=UTC)
    assert add_office_time(always, start, timedelta(hours=36))[0] == datetime(2025, 6, 5, tzinfo=UTC)
    assert office_time_between(always, start, start + timedelta(days=10)) == timedelta(days=10)


def test_a_change_of_the_clocks_at_night_changes_no_office_time() -> None:
    rome = calendar("weekdays", "Europe/Rome")
    assert office_time_between(rome, at(rome, "2025-03-28 09:00"), at(rome, "2025-03-31 17:00")) == timedelta(hours=16)


def test_office_time_beyond_the_edge_is_not_covered(china: Calendar) -> None:
    closing = at(china, f"{china.add_working_days(last_covered(china), 0)} 12:00")
    assert not add_office_time(china, closing, timedelta(hours=100))[1]
    assert add_office_time(china, closing, -timedelta(hours=100))[1]
