"""Local days and moments, over changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closedloop.calendars import Calendar, calendar, end_of_day, local_date, local_to_utc, start_of_day, to_local
from closedloop.calendars.moments import add_months, days_in_month
from closedloop.messages import UsageError

from .oracle import at, due, shown

ZONES = st.sampled_from(
    ["UTC", "Asia/Shanghai", "Europe/Rome", "America/Sao_Paulo", "America/Havana", "Pacific/Apia", "Asia/Kathmandu"]
)


@given(zone=ZONES, day=st.dates(date(1950, 1, 1), date(2060, 1, 1)))
def test_a_day_holds_exactly_the_moments_from_its_start_to_its_end(zone: str, day: date) -> None:
    cal = calendar("weekdays", zone)
    start, end = start_of_day(cal, day), end_of_day(cal, day)
    assert end == start_of_day(cal, day + timedelta(days=1))
    if start == end:  # a day that the zone left out when it crossed the date line
        assert (zone, day) == ("Pacific/Apia", date(2011, 12, 30))
        return
    assert local_date(cal, start) == day == local_date(cal, end - timedelta(microseconds=1))
    assert local_date(cal, start - timedelta(microseconds=1)) < day < local_date(cal, end)


def test_a_day_of_25_and_one_of_23_hours(rome: Calendar) -> None:
    assert end_of_day(rome, date(2025, 10, 26)) - start_of_day(rome, date(2025, 10, 26)) == timedelta(hours=25)
    assert end_of_day(rome, date(2025, 3, 30)) - start_of_day(rome, date(2025, 3, 30)) == timedelta(hours=23)
    assert due(rome, "2025-03-29", "1 day", roll=False).at == datetime(2025, 3, 30, 22, tzinfo=UTC)


def test_a_skipped_local_time_lies_as_much_after_the_gap(rome: Calendar) -> None:
    assert shown(rome, at(rome, "2025-03-30 02:30")) == "2025-03-30 03:30"


def test_a_repeated_local_time_is_its_first_occurrence(rome: Calendar) -> None:
    assert at(rome, "2025-10-26 02:30") == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


def test_a_day_whose_midnight_is_skipped_begins_an_hour_later() -> None:
    sao_paulo = calendar("weekdays", "America/Sao_Paulo")
    assert shown(sao_paulo, start_of_day(sao_paulo, date(2018, 11, 4))) == "2018-11-04 01:00"


def test_a_moment_may_come_with_any_offset_but_not_without(china: Calendar) -> None:
    moment = datetime(2025, 6, 2, 23, tzinfo=timezone(timedelta(hours=-5)))
    assert to_local(china, moment).isoformat() == "2025-06-03T12:00:00+08:00"
    with pytest.raises(UsageError, match="no time zone"):
        local_date(china, datetime(2025, 6, 2))


def test_the_ends_of_time_convert_in_every_zone() -> None:
    for zone in ("Asia/Shanghai", "America/Havana", "Pacific/Apia"):
        cal = calendar("weekdays", zone)
        assert local_date(cal, datetime.max.replace(tzinfo=UTC)).year == 9999
        assert local_date(cal, datetime.min.replace(tzinfo=UTC)).year == 1
        assert start_of_day(cal, date.min) < end_of_day(cal, date.max)


@given(naive=st.datetimes(datetime(1980, 1, 1), datetime(2050, 1, 1)))
def test_local_times_come_back_where_the_clocks_do_not_change(naive: datetime) -> None:
    cal = calendar("weekdays", "Asia/Kathmandu")
    if naive.year > 1986:
        assert to_local(cal, local_to_utc(cal, naive)).replace(tzinfo=None) == naive


@given(day=st.dates(date(1900, 1, 1), date(2100, 1, 1)), months=st.integers(-600, 600))
def test_months_are_clipped_to_the_length_of_the_month(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == min(day.day, days_in_month(moved.year, moved.month))
    assert (moved.replace(day=28) + timedelta(days=4)).replace(day=1) - moved.replace(day=1) == timedelta(
        days=days_in_month(moved.year, moved.month)
    )
