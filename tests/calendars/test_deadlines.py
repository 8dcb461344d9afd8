"""Limits: last days, rolling, suspended time, exact durations, and what is only provisional."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closedloop.calendars import (
    LATEST,
    Calendar,
    calendar,
    deadline,
    fixed_deadline,
    local_date,
    parse_duration,
    start_of_day,
    suspended,
)
from closedloop.model.durations import Duration

from .oracle import at, due, last_covered, shown, walk, works_in_china

ONE_DAY = timedelta(days=1)


def test_fifteen_working_days_over_the_spring_festival(china: Calendar) -> None:
    limit = due(china, "2025-01-20 10:00", "15 working days")
    assert limit.last_day == date(2025, 2, 14)
    assert limit.at == datetime(2025, 2, 14, 16, tzinfo=UTC)
    assert not limit.provisional


def test_thirteen_working_days_over_the_national_day(china: Calendar) -> None:
    assert due(china, "2025-09-26 10:00", "13 working days").last_day == date(2025, 10, 21)


@given(
    day=st.dates(date(2003, 1, 1), date(2028, 12, 31)),
    clock=st.times(),
    n=st.integers(1, 90),
    own_day=st.booleans(),
)
def test_working_day_limits_are_a_walk(china: Calendar, day: date, clock: object, n: int, own_day: bool) -> None:
    start = at(china, f"{day} {clock}")
    limit = deadline(china, start, Duration(((n, "working_days"),)), own_day=own_day)
    expected = walk(day - ONE_DAY if own_day else day, n, works_in_china)
    assert limit.last_day == expected
    assert limit.at == start_of_day(china, expected + ONE_DAY)
    assert china.coverage is not None
    first_counted = day if own_day else day + ONE_DAY
    assert limit.provisional == (first_counted < china.coverage[0] or expected > china.coverage[1])


@pytest.mark.parametrize(
    ("start", "duration", "last_day"),
    [
        ("2025-01-31", "1 month", "2025-02-28"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2024-01-31", "1 month 1 day", "2024-03-01"),
        ("2025-01-31", "2 months", "2025-03-31"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2024-02-29", "4 years", "2028-02-29"),
        ("2023-12-31", "1 year 2 months", "2025-02-28"),
        ("2025-03-31", "11 months", "2026-02-28"),
        ("2025-06-02", "2 weeks 3 days", "2025-06-19"),
        ("2025-06-02", "1 month 2 working days", "2025-07-04"),
        ("2100-02-28", "1 day", "2100-03-01"),
    ],
)
def test_years_and_months_then_weeks_and_days_then_working_days(start: str, duration: str, last_day: str) -> None:
    assert due(calendar("weekdays"), start, duration, roll=False).last_day == date.fromisoformat(last_day)


@pytest.mark.parametrize(
    ("start", "duration", "last_day"),
    [
        ("2025-06-02", "3 days", "2025-06-04"),
        ("2025-06-02", "1 day", "2025-06-02"),
        ("2025-06-02", "1 week", "2025-06-08"),
        ("2025-01-15", "1 month", "2025-02-14"),
        ("2025-03-01", "1 month", "2025-03-31"),
        ("2025-01-31", "1 month", "2025-02-28"),
        ("2025-01-30", "1 month", "2025-02-28"),
        ("2024-01-30", "1 month", "2024-02-29"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2025-06-02", "2 working days", "2025-06-03"),
        ("2025-05-31", "2 working days", "2025-06-03"),
        ("2025-06-02", "1 day 1 working day", "2025-06-03"),
        ("2025-06-01", "1 month 1 working day", "2025-07-01"),
    ],
)
def test_counting_its_own_day(start: str, duration: str, last_day: str) -> None:
    limit = due(calendar("weekdays"), start, duration, own_day=True, roll=False)
    assert limit.last_day == date.fromisoformat(last_day)


def test_a_last_day_that_is_not_worked_moves_to_the_next_working_day(china: Calendar) -> None:
    assert due(china, "2025-01-01", "1 month").last_day == date(2025, 2, 5)
    assert due(china, "2025-01-01", "1 month", roll=False).last_day == date(2025, 2, 1)


def test_a_make_up_saturday_is_a_good_last_day(china: Calendar) -> None:
    assert due(china, "2025-02-01", "1 week").last_day == date(2025, 2, 8)


def test_suspended_days_move_first_and_roll_afterwards(plain: Calendar) -> None:
    limit = due(plain, "2025-06-02", "5 days", shift_days=2, shift_working_days=99)
    assert limit.last_day == date(2025, 6, 9)
    assert due(plain, "2025-06-02", "6 days", shift_days=2).last_day == date(2025, 6, 10)


def test_working_day_limits_move_by_suspended_working_days(plain: Calendar) -> None:
    assert due(plain, "2025-06-02", "5 working days", shift_days=99, shift_working_days=3).last_day == date(2025, 6, 12)
    mixed = due(plain, "2025-06-02", "1 week 1 working day", shift_days=99, shift_working_days=3)
    assert mixed.last_day == date(2025, 6, 13)


def test_the_day_of_suspension_counts_as_run_and_the_day_of_resumption_does_not(plain: Calendar) -> None:
    shifts = suspended(plain, at(plain, "2025-06-05 23:00"), at(plain, "2025-06-10 01:00"))
    assert shifts == {
        "shift_days": 5,
        "shift_working_days": 3,
        "shift_exact": timedelta(days=4, hours=2),
        "shift_office": timedelta(hours=16),
    }
    same_day = suspended(plain, at(plain, "2025-06-05 08:00"), at(plain, "2025-06-05 16:00"))
    assert (same_day["shift_days"], same_day["shift_working_days"]) == (0, 0)


def test_suspended_days_are_local_days() -> None:
    shanghai = calendar("china")
    shifts = suspended(shanghai, datetime(2025, 6, 4, 17, tzinfo=UTC), datetime(2025, 6, 5, 15, tzinfo=UTC))
    assert shifts["shift_days"] == 0


def test_the_starting_day_is_the_local_one(china: Calendar) -> None:
    late_in_utc = datetime(2025, 6, 2, 16, 30, tzinfo=UTC)
    assert deadline(china, late_in_utc, parse_duration("1 working day")).last_day == date(2025, 6, 4)


# ------------------------------------------------------------------------------------------------------------ exact


def test_hours_are_real_time_over_a_change_of_the_clocks(rome: Calendar) -> None:
    assert shown(rome, due(rome, "2025-03-29 12:00", "24 hours").at) == "2025-03-30 13:00"
    assert shown(rome, due(rome, "2025-10-25 12:00", "24 hours").at) == "2025-10-26 11:00"
    assert due(rome, "2025-03-29 12:00", "24 hours").last_day is None


def test_days_of_an_exact_limit_keep_the_clock_time(rome: Calendar) -> None:
    assert shown(rome, due(rome, "2025-03-29 12:00", "1 day 2 hours").at) == "2025-03-30 14:00"
    assert shown(rome, due(rome, "2025-01-31 12:00", "1 month 30 minutes").at) == "2025-02-28 12:30"
    assert shown(rome, due(rome, "2025-06-06 12:00", "1 working day 1 hour").at) == "2025-06-09 13:00"


def test_exact_limits_never_roll(plain: Calendar) -> None:
    assert shown(plain, due(plain, "2025-06-06 12:00", "24 hours").at) == "2025-06-07 12:00"


def test_suspended_real_time_moves_hours(plain: Calendar) -> None:
    limit = due(plain, "2025-06-02 12:00", "2 hours", shift_exact=timedelta(minutes=45), shift_days=3)
    assert shown(plain, limit.at) == "2025-06-02 14:45"


def test_suspended_office_time_moves_working_hours(plain: Calendar) -> None:
    start, paused, resumed = (at(plain, t) for t in ("2025-06-06 15:00", "2025-06-06 16:00", "2025-06-09 10:00"))
    limit = deadline(plain, start, parse_duration("4 working hours"), **suspended(plain, paused, resumed))
    assert shown(plain, limit.at) == "2025-06-09 13:00"


def test_of_suspended_time_each_limit_takes_its_own_measure(plain: Calendar) -> None:
    others = {"shift_days": 50, "shift_working_days": 50}
    office = due(plain, "2025-06-06 15:00", "4 working hours", shift_exact=timedelta(days=50), **others)
    assert shown(plain, office.at) == "2025-06-09 11:00"
    real = due(plain, "2025-06-06 15:00", "4 hours", shift_office=timedelta(days=50), **others)
    assert shown(plain, real.at) == "2025-06-06 19:00"


def test_the_parts_of_an_exact_limit_are_added_from_large_to_small(plain: Calendar) -> None:
    limit = due(plain, "2025-06-06 15:00", "1 day 1 hour 3 working hours 30 minutes")
    assert shown(plain, limit.at) == "2025-06-09 12:00"


# ------------------------------------------------------------------------------------------------------ beyond the edge


def test_in_the_first_uncovered_year_a_deadline_is_provisional(china: Calendar) -> None:
    end = last_covered(china)
    for duration in (
        "1 working day",
        "40 working days",
        "1 month",
        "2 weeks",
        "1 month 1 working day",
        "6 working hours",
    ):
        assert due(china, f"{end} 17:00", duration).provisional, duration


def test_the_last_covered_day_is_no_guess(china: Calendar) -> None:
    end = china.add_working_days(last_covered(china) + ONE_DAY, -1)
    before = china.add_working_days(end, -10)
    assert due(china, f"{before} 10:00", "10 working days").last_day == end
    assert not due(china, f"{before} 10:00", "10 working days").provisional
    assert due(china, f"{before} 10:00", "11 working days").provisional


def test_beyond_the_edge_only_what_needs_working_days_is_provisional(china: Calendar) -> None:
    start = f"{last_covered(china)} 10:00"
    assert not due(china, start, "3 months", roll=False).provisional
    assert not due(china, start, "100 hours").provisional
    assert due(china, start, "3 months").provisional


def test_a_roll_over_the_edge_is_provisional() -> None:
    cal = Calendar("short", "1", "UTC", calendar("weekdays").office_hours, (date(2025, 1, 1), date(2025, 5, 31)))
    limit = due(cal, "2025-05-30", "1 day")  # Saturday, the last covered day; Monday may be a holiday
    assert limit.last_day == date(2025, 6, 2)
    assert limit.provisional
    assert not due(cal, "2025-05-29", "1 day").provisional


def test_before_the_data_begin_a_deadline_is_provisional(china: Calendar) -> None:
    assert china.coverage is not None
    eve = china.coverage[0] - ONE_DAY
    assert not due(china, f"{eve} 10:00", "5 working days").provisional
    assert due(china, f"{eve - ONE_DAY} 10:00", "5 working days").provisional


def test_weekdays_are_never_provisional(plain: Calendar) -> None:
    assert not due(plain, "2500-01-01", "300 working days").provisional


@pytest.mark.parametrize("unit", ["years", "months", "weeks", "days", "working_days", "hours", "working_hours"])
def test_a_duration_beyond_all_time_is_shown_at_its_end_and_fires_never(plain: Calendar, unit: str) -> None:
    limit = deadline(plain, at(plain, "2025-06-02"), Duration(((10**40, unit),)))  # type: ignore[arg-type]
    assert limit.provisional
    assert local_date(plain, limit.at) >= LATEST


# ---------------------------------------------------------------------------------------------------------- fixed dates


def test_due_on_a_date_is_its_end_and_never_rolls(rome: Calendar) -> None:
    limit = fixed_deadline(rome, date(2025, 3, 30))
    assert limit.last_day == date(2025, 3, 30)
    assert shown(rome, limit.at) == "2025-03-31 00:00"
    assert not limit.provisional


def test_a_due_date_is_moved_by_its_extension(rome: Calendar) -> None:
    assert fixed_deadline(rome, date(2025, 5, 31), parse_duration("1 month")).last_day == date(2025, 6, 30)
    assert fixed_deadline(rome, date(2025, 5, 31), parse_duration("1 working day")).last_day == date(2025, 6, 2)
    exact = fixed_deadline(rome, date(2025, 5, 31), parse_duration("2 hours"))
    assert exact.last_day is None
    assert shown(rome, exact.at) == "2025-06-01 02:00"
