"""Which days are working days, and counting them, against a walk from day to day."""

from __future__ import annotations

from datetime import date, time, timedelta

import chinese_calendar
import pytest
from chinese_calendar.constants import holidays, in_lieu_days, workdays
from hypothesis import given
from hypothesis import strategies as st

from closedloop.calendars import EARLIEST, LATEST, Calendar, calendar
from closedloop.messages import UsageError

from .oracle import last_covered, walk, works_in_china

AROUND_THE_COVERAGE = st.dates(date(2003, 6, 1), date(2029, 6, 1))


def test_every_covered_day_of_china_is_as_the_package_says(china: Calendar) -> None:
    assert china.coverage is not None
    first, last = china.coverage
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert [day for day in days if china.is_working_day(day) != chinese_calendar.is_workday(day)] == []


def test_the_data_of_china_have_no_gap_of_a_year() -> None:
    years = {day.year for day in holidays}
    assert years == set(range(min(years), max(years) + 1))
    assert {day.year for day in workdays} <= years
    assert {day.year for day in in_lieu_days} <= years


def test_a_make_up_saturday_is_worked_and_a_holiday_monday_is_not(china: Calendar) -> None:
    assert china.is_working_day(date(2025, 2, 8))
    assert not china.is_working_day(date(2025, 2, 3))


@given(day=AROUND_THE_COVERAGE, n=st.integers(-120, 120).filter(bool))
def test_adding_working_days_is_walking_from_day_to_day(china: Calendar, day: date, n: int) -> None:
    assert china.add_working_days(day, n) == walk(day, n, works_in_china)


@given(day=AROUND_THE_COVERAGE, length=st.integers(0, 200))
def test_working_days_between_are_counted_without_the_first_and_with_the_last(
    china: Calendar, day: date, length: int
) -> None:
    counted = sum(works_in_china(day + timedelta(days=n)) for n in range(1, length + 1))
    assert china.working_days_between(day, day + timedelta(days=length)) == counted
    assert china.working_days_between(day + timedelta(days=length), day) == -counted


@given(day=st.dates(date(1, 2, 1), date(9999, 11, 1)), n=st.integers(1, 15))
def test_weekdays_need_no_table(plain: Calendar, day: date, n: int) -> None:
    def works(each: date) -> bool:
        return each.weekday() < 5

    assert plain.is_working_day(day) == works(day)
    assert plain.add_working_days(day, n) == walk(day, n, works)
    assert plain.add_working_days(day, -n) == walk(day, -n, works)
    assert plain.working_day_from(day) == (day if works(day) else walk(day, 1, works))


def test_counting_over_both_edges_of_the_coverage(china: Calendar) -> None:
    assert china.coverage is not None
    for edge in china.coverage:
        for before in range(1, 12):
            day = walk(edge, -before, works_in_china)
            for n in range(1, 25):
                assert china.add_working_days(day, n) == walk(day, n, works_in_china)
                assert china.add_working_days(day, -n) == walk(day, -n, works_in_china)


def test_no_working_days_added_is_the_day_itself_even_on_a_sunday(plain: Calendar) -> None:
    assert plain.add_working_days(date(2025, 6, 1), 0) == date(2025, 6, 1)


def test_counting_stops_at_the_ends_of_time(plain: Calendar, china: Calendar) -> None:
    for cal in (plain, china):
        assert cal.add_working_days(date(2025, 1, 1), 10**30) == LATEST
        assert cal.add_working_days(date(2025, 1, 1), -(10**30)) == EARLIEST


def test_coverage_is_asked_without_the_first_and_with_the_last_day(china: Calendar) -> None:
    assert china.coverage is not None
    first, last = china.coverage
    one = timedelta(days=1)
    assert china.covers(first - one, last)
    assert not china.covers(first - 2 * one, last)
    assert not china.covers(last - one, last + one)
    assert china.covers(last + one, last + one)


def test_weekdays_cover_all_time(plain: Calendar) -> None:
    assert plain.covers(EARLIEST, LATEST)


def test_another_week_than_monday_to_friday() -> None:
    sunday_to_thursday = Calendar("gulf", "1", "Asia/Riyadh", ((time(8), time(15)),), week=frozenset({6, 0, 1, 2, 3}))
    assert sunday_to_thursday.add_working_days(date(2025, 6, 5), 1) == date(2025, 6, 8)
    assert sunday_to_thursday.add_working_days(date(2025, 6, 8), -1) == date(2025, 6, 5)
    assert sunday_to_thursday.working_days_between(date(2025, 6, 1), date(2025, 6, 8)) == 5


NINE_TO_FIVE = ((time(9), time(17)),)
A_YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"week": frozenset()}, "at least one day"),
        ({"week": frozenset({7})}, "at least one day"),
        ({"holidays": frozenset({date(2025, 5, 1)})}, "which years it covers"),
        ({"coverage": A_YEAR, "holidays": frozenset({date(2026, 5, 1)})}, "2026-05-01 outside its coverage"),
        ({"coverage": A_YEAR[::-1]}, "ends before it begins"),
        ({"office_hours": ()}, "needs office hours"),
        ({"office_hours": ((time(9), time(12)), (time(11), time(17)))}, "may not overlap"),
        ({"office_hours": ((time(17), time(9)),)}, "in order"),
        ({"office_hours": ((time(17), time(0)), (time(0), time(9)))}, "in order"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        Calendar(**{"name": "odd", "version": "1", "zone": "UTC", "office_hours": NINE_TO_FIVE, **wrong})


def test_the_first_uncovered_day_is_counted_by_the_plain_week(china: Calendar) -> None:
    first_uncovered = last_covered(china) + timedelta(days=1)
    week = [first_uncovered + timedelta(days=n) for n in range(7)]
    assert [china.is_working_day(day) for day in week] == [day.weekday() < 5 for day in week]


def test_a_calendar_in_another_zone_has_the_same_days() -> None:
    assert calendar("china", "Asia/Urumqi").working_days_between(date(2025, 1, 1), date(2026, 1, 1)) == 248
