"""Rungs and repetitions: shares of a limit, a while before, a while overdue, every so often."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closedloop.calendars import (
    LATEST,
    Calendar,
    before_point,
    day_number,
    deadline,
    every_point,
    fixed_deadline,
    local_date,
    next_month_day,
    overdue_point,
    parse_duration,
    share_point,
    start_of_day,
    suspended,
)
from closedloop.messages import UsageError
from closedloop.model.durations import Duration

from .oracle import at, due, last_covered, shown, walk, works_in_china


def share(cal: Calendar, start: str, limit: str, percent: str, **options: object) -> str:
    point = share_point(cal, at(cal, start), parse_duration(limit), Decimal(percent), **options)  # type: ignore[arg-type]
    assert not point.provisional
    return shown(cal, point.at)


@pytest.mark.parametrize(
    ("start", "limit", "percent", "point"),
    [
        ("2025-06-02 10:00", "10 working days", "70", "2025-06-11 00:00"),
        ("2025-06-02 10:00", "10 working days", "71", "2025-06-12 00:00"),
        ("2025-06-02 10:00", "10 working days", "100", "2025-06-16 00:00"),
        ("2025-06-02 10:00", "10 working days", "1", "2025-06-03 00:00"),
        ("2025-06-02 10:00", "10 days", "70", "2025-06-09 00:00"),
        ("2025-01-31 10:00", "1 month", "50", "2025-02-14 00:00"),
        ("2025-06-02 10:00", "1 week 1 working day", "50", "2025-06-06 00:00"),
        ("2025-06-02 10:00", "10 hours", "70", "2025-06-02 17:00"),
        ("2025-06-02 10:00", "10 hours", "12.5", "2025-06-02 11:15"),
        ("2025-06-02 16:00", "8 working hours", "75", "2025-06-03 14:00"),
        ("2025-06-02 10:00", "10 days", "0", "2025-06-02 10:00"),
    ],
)
def test_a_share_is_the_beginning_of_the_day_or_the_exact_moment(
    plain: Calendar, start: str, limit: str, percent: str, point: str
) -> None:
    assert share(plain, start, limit, percent) == point


def test_the_exact_share_is_rounded_up_to_what_a_moment_can_hold(plain: Calendar) -> None:
    start = at(plain, "2025-06-02 10:00")
    point = share_point(plain, start, parse_duration("1 minute"), Decimal("0.000001"))
    assert point.at == start + timedelta(microseconds=1)


def test_a_share_of_a_limit_counts_the_unrolled_days(china: Calendar) -> None:
    assert due(china, "2025-01-01", "28 days").last_day == date(2025, 2, 5)
    assert share(china, "2025-01-01", "28 days", "100") == "2025-01-29 00:00"


def test_a_share_of_a_fixed_date(plain: Calendar) -> None:
    point = share_point(plain, at(plain, "2025-06-02 10:00"), date(2025, 6, 12), Decimal(70))
    assert shown(plain, point.at) == "2025-06-09 00:00"
    past = share_point(plain, at(plain, "2025-06-02 10:00"), date(2025, 5, 1), Decimal(70))
    assert shown(plain, past.at) == "2025-06-02 10:00"


def test_a_share_counting_its_own_day(plain: Calendar) -> None:
    assert share(plain, "2025-06-02", "10 days", "70", own_day=True) == "2025-06-08 00:00"
    assert share(plain, "2025-06-02", "10 days", "100", own_day=True) == "2025-06-11 00:00"
    assert share(plain, "2025-06-02", "10 working days", "70", own_day=True) == "2025-06-10 00:00"


def test_suspended_time_moves_a_share_and_not_its_number_of_days(plain: Calendar) -> None:
    shifts = suspended(plain, at(plain, "2025-06-03 10:00"), at(plain, "2025-06-10 11:00"))
    assert share(plain, "2025-06-02 10:00", "10 days", "70", **shifts) == "2025-06-16 00:00"
    assert share(plain, "2025-06-02 10:00", "10 working days", "70", **shifts) == "2025-06-18 00:00"
    assert share(plain, "2025-06-02 10:00", "1 week 1 working day", "50", **shifts) == "2025-06-13 00:00"
    assert share(plain, "2025-06-02 10:00", "10 hours", "70", **shifts) == "2025-06-09 18:00"
    assert share(plain, "2025-06-02 16:00", "16 working hours", "75", **shifts) == "2025-06-11 13:00"


@given(
    start=st.datetimes(datetime(2023, 1, 1), datetime(2025, 6, 1)).map(lambda t: t.replace(tzinfo=UTC)),
    unit=st.sampled_from(["days", "working_days", "hours", "working_hours", "weeks", "months"]),
    n=st.integers(1, 12),
    percent=st.decimals(0, 100, places=1),
    own_day=st.booleans(),
)
def test_a_share_lies_between_start_and_due_and_grows(
    china: Calendar, start: datetime, unit: str, n: int, percent: Decimal, own_day: bool
) -> None:
    limit = Duration(((n, unit),))  # type: ignore[arg-type]
    end = deadline(china, start, limit, own_day=own_day).at
    less, more = (share_point(china, start, limit, p, own_day=own_day).at for p in (percent / 2, percent))
    first = start_of_day(china, local_date(china, start)) if own_day else start
    assert min(first, start) <= less <= end
    assert more <= end
    assert less <= more or less == start


@given(day=st.dates(date(2024, 1, 1), date(2025, 6, 1)), k=st.integers(1, 60))
def test_day_k_of_a_limit_in_working_days_is_a_walk(china: Calendar, day: date, k: int) -> None:
    point = day_number(china, at(china, f"{day} 10:00"), parse_duration("60 working days"), k)
    assert local_date(china, point.at) == walk(day, k, works_in_china)


def test_a_share_may_be_certain_while_the_end_is_provisional(china: Calendar) -> None:
    start = at(china, f"{china.add_working_days(last_covered(china), -10)} 10:00")
    limit = parse_duration("20 working days")
    assert deadline(china, start, limit).provisional
    assert not share_point(china, start, limit, Decimal(25)).provisional
    assert share_point(china, start, limit, Decimal(75)).provisional


# ---------------------------------------------------------------------------------------------- before, overdue, every


@pytest.mark.parametrize(
    ("limit", "before", "point"),
    [
        ("10 days", "3 days", "2025-06-09 00:00"),
        ("10 days", "1 week", "2025-06-05 00:00"),
        ("10 days", "3 working days", "2025-06-09 00:00"),
        ("10 working days", "3 working days", "2025-06-11 00:00"),
        ("10 working days", "1 month", "2025-05-16 00:00"),
        ("10 days", "5 hours", "2025-06-12 19:00"),
        ("48 hours", "5 hours", "2025-06-04 05:00"),
        ("48 hours", "1 day", "2025-06-03 10:00"),
        ("48 hours", "1 working day 2 hours", "2025-06-03 08:00"),
        ("48 hours", "3 working hours", "2025-06-03 15:00"),
    ],
)
def test_a_while_before(plain: Calendar, limit: str, before: str, point: str) -> None:
    end = due(plain, "2025-06-02 10:00", limit, roll=False)
    assert shown(plain, before_point(plain, end, parse_duration(before)).at) == point


def test_working_days_before_a_last_day_that_is_not_worked(plain: Calendar) -> None:
    end = fixed_deadline(plain, date(2025, 6, 8))
    assert shown(plain, before_point(plain, end, parse_duration("1 working day")).at) == "2025-06-06 00:00"


@pytest.mark.parametrize(
    ("limit", "overdue", "point"),
    [
        ("3 working days", "1 working day", "2025-06-07 00:00"),
        ("3 working days", "2 working days", "2025-06-10 00:00"),
        ("3 working days", "3 days", "2025-06-09 00:00"),
        ("3 working days", "1 month", "2025-07-06 00:00"),
        ("3 working days", "5 hours", "2025-06-06 05:00"),
        ("48 hours", "5 hours", "2025-06-04 15:00"),
        ("48 hours", "2 working days", "2025-06-06 10:00"),
        ("48 hours", "3 days", "2025-06-07 10:00"),
    ],
)
def test_a_while_overdue_is_the_end_of_the_last_overdue_day(
    plain: Calendar, limit: str, overdue: str, point: str
) -> None:
    end = due(plain, "2025-06-02 10:00", limit)
    assert shown(plain, overdue_point(plain, end, parse_duration(overdue)).at) == point


def test_what_was_suspended_since_the_limit_ran_out_moves_the_overdue_rungs(plain: Calendar) -> None:
    end = due(plain, "2025-06-02 10:00", "3 working days")
    shifts = suspended(plain, at(plain, "2025-06-06 10:00"), at(plain, "2025-06-09 11:00"))
    assert shown(plain, overdue_point(plain, end, parse_duration("2 working days"), **shifts).at) == "2025-06-11 00:00"
    assert shown(plain, overdue_point(plain, end, parse_duration("2 days"), **shifts).at) == "2025-06-11 00:00"
    assert shown(plain, overdue_point(plain, end, parse_duration("2 hours"), **shifts).at) == "2025-06-09 03:00"


def test_what_hangs_on_a_provisional_limit_is_provisional(china: Calendar) -> None:
    end = due(china, f"{last_covered(china)} 10:00", "5 working days")
    for point in (before_point, overdue_point):
        assert point(china, end, parse_duration("30 working days")).provisional
        assert point(china, end, parse_duration("1 hour")).provisional


def test_working_days_before_a_moment_do_not_ask_about_its_own_day(china: Calendar) -> None:
    start = start_of_day(china, last_covered(china)) + timedelta(hours=12)
    end = deadline(china, start, parse_duration("24 hours"))
    assert local_date(china, end.at) > last_covered(china)
    assert not before_point(china, end, parse_duration("2 working days")).provisional


def test_working_days_before_the_data_begin_are_provisional(china: Calendar) -> None:
    assert china.coverage is not None
    end = fixed_deadline(china, china.coverage[0] + timedelta(days=20))
    assert before_point(china, end, parse_duration("40 working days")).provisional
    assert not before_point(china, end, parse_duration("2 working days")).provisional
    assert not before_point(china, end, parse_duration("2 months")).provisional


def test_a_firm_limit_has_provisional_overdue_rungs_beyond_the_edge(china: Calendar) -> None:
    end = fixed_deadline(china, last_covered(china))
    assert overdue_point(china, end, parse_duration("1 working day")).provisional
    assert not overdue_point(china, end, parse_duration("1 day")).provisional
    assert not before_point(china, end, parse_duration("1 working day")).provisional


@pytest.mark.parametrize(
    ("period", "points"),
    [
        ("1 month", ["2025-01-31 10:00", "2025-02-28 00:00", "2025-03-31 00:00", "2025-04-30 00:00"]),
        ("1 week", ["2025-01-31 10:00", "2025-02-07 00:00", "2025-02-14 00:00"]),
        ("2 working days", ["2025-01-31 10:00", "2025-02-04 00:00", "2025-02-06 00:00", "2025-02-10 00:00"]),
        ("36 hours", ["2025-01-31 10:00", "2025-02-01 22:00", "2025-02-03 10:00"]),
        ("1 month 12 hours", ["2025-01-31 10:00", "2025-02-28 22:00", "2025-04-01 10:00"]),
    ],
)
def test_every_so_often_is_counted_from_the_start_and_does_not_drift(
    plain: Calendar, period: str, points: list[str]
) -> None:
    start = at(plain, "2025-01-31 10:00")
    found = [shown(plain, every_point(plain, start, parse_duration(period), k).at) for k in range(len(points))]
    assert found == points


def test_suspended_time_moves_every(plain: Calendar) -> None:
    start = at(plain, "2025-06-02 10:00")
    shifts = suspended(plain, at(plain, "2025-06-04 10:00"), at(plain, "2025-06-09 10:00"))
    assert shown(plain, every_point(plain, start, parse_duration("1 week"), 1, **shifts).at) == "2025-06-14 00:00"
    assert (
        shown(plain, every_point(plain, start, parse_duration("5 working days"), 1, **shifts).at) == "2025-06-12 00:00"
    )
    assert shown(plain, every_point(plain, start, parse_duration("72 hours"), 1, **shifts).at) == "2025-06-10 10:00"


@pytest.mark.parametrize(
    ("day", "month_day", "found"),
    [
        ("2025-06-30", (6, 30), "2025-06-30"),
        ("2025-07-01", (6, 30), "2026-06-30"),
        ("2025-03-01", (2, 29), "2028-02-29"),
        ("2096-03-01", (2, 29), "2104-02-29"),
    ],
)
def test_the_next_day_of_a_year(day: str, month_day: tuple[int, int], found: str) -> None:
    assert next_month_day(date.fromisoformat(day), *month_day) == date.fromisoformat(found)


def test_a_day_that_no_year_has_is_refused() -> None:
    with pytest.raises(UsageError, match="02-30 is no day"):
        next_month_day(date(2025, 1, 1), 2, 30)
    assert next_month_day(LATEST + timedelta(days=3), 1, 1) == LATEST


def test_points_are_local(rome: Calendar) -> None:
    point = every_point(rome, datetime(2025, 6, 2, 22, 30, tzinfo=UTC), parse_duration("1 day"), 1)
    assert point.at == datetime(2025, 6, 3, 22, tzinfo=UTC)
