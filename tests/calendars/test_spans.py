"""Spans against durations, and the only moments at which a comparison changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closedloop.calendars import (
    Calendar,
    Op,
    deadline,
    fixed_deadline,
    overdue_compare,
    overdue_thresholds,
    parse_duration,
    remaining_compare,
    remaining_thresholds,
    span_compare,
    span_thresholds,
    suspended,
)
from closedloop.model.durations import Duration

from .oracle import at, due, last_covered, shown

OPS: tuple[Op, ...] = ("=", "!=", "<", "<=", ">", ">=")
LESS, EQUAL, MORE = {"!=", "<", "<="}, {"=", "<=", ">="}, {"!=", ">", ">="}
MOMENTS = st.datetimes(datetime(2024, 6, 1), datetime(2025, 6, 1)).map(lambda t: t.replace(tzinfo=UTC))
DURATIONS = st.builds(
    lambda n, unit: Duration(((n, unit),)),
    st.integers(1, 15),
    st.sampled_from(["days", "working_days", "weeks", "months", "hours", "working_hours", "minutes"]),
)


@pytest.mark.parametrize(
    ("now", "duration", "holding"),
    [
        ("2025-06-05 23:59", "4 working days", LESS),
        ("2025-06-06 00:00", "4 working days", EQUAL),
        ("2025-06-06 23:59", "4 working days", EQUAL),
        ("2025-06-07 00:00", "4 working days", MORE),
        ("2025-07-01 23:59", "1 month", LESS),
        ("2025-07-02 12:00", "1 month", EQUAL),
        ("2025-07-03 00:00", "1 month", MORE),
        ("2025-06-07 12:00", "5 days", EQUAL),
        ("2025-06-02 11:59", "2 hours", LESS),
        ("2025-06-02 12:00", "2 hours", EQUAL),
        ("2025-06-02 12:01", "2 hours", MORE),
        ("2025-06-03 10:00", "8 working hours", EQUAL),
    ],
)
def test_a_span_against_a_duration(plain: Calendar, now: str, duration: str, holding: set[str]) -> None:
    start, end, length = at(plain, "2025-06-02 10:00"), at(plain, now), parse_duration(duration)
    assert {op for op in OPS if span_compare(plain, start, end, op, length)} == holding


def test_suspended_time_is_no_part_of_a_span(plain: Calendar) -> None:
    start, length = at(plain, "2025-06-02 10:00"), parse_duration("3 working days")
    shifts = suspended(plain, at(plain, "2025-06-03 10:00"), at(plain, "2025-06-10 10:00"))
    assert span_compare(plain, start, at(plain, "2025-06-12 23:00"), "=", length, **shifts)
    assert span_compare(plain, start, at(plain, "2025-06-13 00:00"), ">", length, **shifts)


@given(start=MOMENTS, after=st.integers(0, 60 * 24 * 30), duration=DURATIONS)
def test_a_span_equals_or_is_less_or_is_more(china: Calendar, start: datetime, after: int, duration: Duration) -> None:
    now = start + timedelta(minutes=after)
    holding = {op for op in OPS if span_compare(china, start, now, op, duration)}
    assert holding in (LESS, EQUAL, MORE)


@given(start=MOMENTS, duration=DURATIONS)
def test_the_comparison_of_a_span_changes_at_its_thresholds_only(
    china: Calendar, start: datetime, duration: Duration
) -> None:
    reached, passed = (point.at for point in span_thresholds(china, start, duration))
    moments = [reached - timedelta(microseconds=1), reached, passed - timedelta(microseconds=1), passed]
    found = [{op for op in OPS if span_compare(china, start, now, op, duration)} for now in moments]
    assert found == [LESS, EQUAL, EQUAL, MORE]


@pytest.mark.parametrize(
    ("limit", "now", "duration", "holding"),
    [
        ("10 working days", "2025-06-12 10:00", "2 working days", EQUAL),
        ("10 working days", "2025-06-11 23:59", "2 working days", MORE),
        ("10 working days", "2025-06-13 00:00", "2 working days", LESS),
        ("10 working days", "2025-06-17 10:00", "1 day", LESS),
        ("10 working days", "2025-06-16 10:00", "1 day", LESS),
        ("10 working days", "2025-06-15 10:00", "1 day", EQUAL),
        ("2 months", "2025-07-04 10:00", "1 month", EQUAL),
        ("10 days", "2025-06-12 22:00", "2 hours", EQUAL),
        ("48 hours", "2025-06-04 08:00", "2 hours", EQUAL),
        ("48 hours", "2025-06-03 10:00", "1 day", EQUAL),
        ("48 hours", "2025-06-03 09:59", "1 day", MORE),
    ],
)
def test_what_remains_of_a_limit(plain: Calendar, limit: str, now: str, duration: str, holding: set[str]) -> None:
    end, moment, length = due(plain, "2025-06-02 10:00", limit), at(plain, now), parse_duration(duration)
    assert {op for op in OPS if remaining_compare(plain, moment, end, op, length)} == holding


@given(start=MOMENTS, limit=DURATIONS, duration=DURATIONS)
def test_what_remains_changes_at_its_thresholds_only(
    china: Calendar, start: datetime, limit: Duration, duration: Duration
) -> None:
    end = deadline(china, start, limit)
    low, gone = (point.at for point in remaining_thresholds(china, end, duration))
    tick = timedelta(microseconds=1)
    assert low <= gone
    assert remaining_compare(china, low, end, "<=", duration)
    assert not remaining_compare(china, low - tick, end, "<=", duration)
    assert not remaining_compare(china, gone, end, ">=", duration)
    assert remaining_compare(china, gone - tick, end, ">=", duration)


@pytest.mark.parametrize(
    ("limit", "now", "duration", "holding"),
    [
        ("3 working days", "2025-06-06 10:00", "1 working day", EQUAL),
        ("3 working days", "2025-06-07 00:00", "1 working day", MORE),
        ("3 working days", "2025-06-06 23:59", "2 days", LESS),
        ("3 working days", "2025-06-06 05:00", "5 hours", EQUAL),
        ("48 hours", "2025-06-04 15:00", "5 hours", EQUAL),
        ("48 hours", "2025-06-05 10:00", "1 day", EQUAL),
        ("48 hours", "2025-06-05 10:01", "1 day", MORE),
    ],
)
def test_how_long_a_limit_is_overdue(plain: Calendar, limit: str, now: str, duration: str, holding: set[str]) -> None:
    end, moment, length = due(plain, "2025-06-02 10:00", limit), at(plain, now), parse_duration(duration)
    assert {op for op in OPS if overdue_compare(plain, end, moment, op, length)} == holding
    reached, passed = overdue_thresholds(plain, end, length)
    assert (moment >= reached.at, moment < passed.at) == (">=" in holding, "<=" in holding)


def test_thresholds_beyond_the_edge_are_provisional(china: Calendar) -> None:
    end = last_covered(china)
    start = at(china, f"{end} 10:00")
    assert [p.provisional for p in span_thresholds(china, start, parse_duration("1 working day"))] == [True, True]
    assert [p.provisional for p in span_thresholds(china, start, parse_duration("1 month"))] == [False, False]
    limit = due(china, f"{end} 10:00", "1 month")
    for thresholds in (overdue_thresholds, remaining_thresholds):
        for length in ("3 days", "3 working days", "3 hours", "3 working hours"):
            assert [p.provisional for p in thresholds(china, limit, parse_duration(length))] == [True, True]
    firm = due(china, f"{china.add_working_days(end, -20)} 10:00", "15 working days")
    assert [p.provisional for p in remaining_thresholds(china, firm, parse_duration("5 working days"))] == [
        False,
        False,
    ]


def test_what_remains_of_a_fixed_date_beyond_the_edge(china: Calendar) -> None:
    end = fixed_deadline(china, last_covered(china) + timedelta(days=40))
    assert not end.provisional
    assert [p.provisional for p in remaining_thresholds(china, end, parse_duration("5 working days"))] == [True, True]
    assert [p.provisional for p in remaining_thresholds(china, end, parse_duration("5 days"))] == [False, False]


def test_a_threshold_is_a_local_midnight(china: Calendar) -> None:
    reached, passed = span_thresholds(china, at(china, "2025-01-20 10:00"), parse_duration("15 working days"))
    assert (shown(china, reached.at), shown(china, passed.at)) == ("2025-02-14 00:00", "2025-02-15 00:00")
