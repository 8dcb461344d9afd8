"""Times of a log: every spelling of a moment is that moment, and what is no time is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closedloop.logs.moments import Clock, OutOfRange, is_format

from .samples import utc

ROME = ZoneInfo("Europe/Rome")
CLOCK = Clock(ROME)

SAME = utc(2024, 3, 1, 9, 5, 7)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-01T09:05:07Z",
        "2024-03-01 09:05:07Z",
        "2024-03-01T10:05:07+01:00",
        "2024-03-01T10:05:07+0100",
        "2024-03-01T10:05:07+01",
        "2024-03-01 10:05:07 +01:00",
        "2024-03-01T10:05:07.0+01:00",
        "2024-03-01T10:05:07,000000000+01:00",
        "2024-03-01T03:35:07-05:30",
        "2024-03-01 10:05:07",
        "2024/3/1 10:05:07",
        "2024.03.01 10:05:07",
        "2024年3月1日 10时05分07秒",
        "20240301T100507",
        "20240301T090507Z",
        "  2024-03-01T09:05:07Z ",
    ],
)
def test_all_these_are_the_same_moment(text: str) -> None:
    assert CLOCK.read(text) == SAME


@pytest.mark.parametrize(
    ("digits", "micro"), [("1", 100000), ("12", 120000), ("123456", 123456), ("123456789", 123456)]
)
def test_fractions_have_one_to_nine_digits(digits: str, micro: int) -> None:
    for text in (f"2024-03-01T09:05:07.{digits}Z", f"2024-03-01 09:05:07,{digits}+00:00"):
        assert CLOCK.read(text) == SAME.replace(microsecond=micro)


@pytest.mark.parametrize(
    "text", ["2024-03-01", "20240301", "2024/3/1", "2024年3月1日", "2024-03-01+01:00", "2024-03-01Z"]
)
def test_a_day_is_its_morning_in_the_zone(text: str) -> None:
    assert CLOCK.read(text) == utc(2024, 3, 1, 8)


def test_midnight_at_the_end_of_a_day_is_the_next_one() -> None:
    assert CLOCK.read("2024-02-29T24:00:00Z") == utc(2024, 3, 1)
    assert CLOCK.read("2024-02-29 24:00") == utc(2024, 2, 29, 23)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2024-13-01",
        "2024-02-30",
        "2024-03-01x10:00",
        "01.02.2024",
        "2024-03-01T25:00",
        "10:30",
        "1",
        "24-3-1",
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert CLOCK.read(text) is None


@pytest.mark.parametrize("text", ["0001-01-01", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59", "9999-12-31"])
def test_the_ends_of_time_cannot_be_counted_with(text: str) -> None:
    with pytest.raises(OutOfRange):
        CLOCK.read(text)


def test_a_time_that_the_clocks_skip_lies_as_far_after_the_gap() -> None:
    assert CLOCK.read("2024-03-31 02:30:00") == utc(2024, 3, 31, 1, 30)


def test_a_time_that_the_clocks_show_twice_is_the_first_one_without_an_offset() -> None:
    assert CLOCK.read("2024-10-27 02:30:00") == utc(2024, 10, 27, 0, 30)
    assert CLOCK.read("2024-10-27 02:30:00+02:00") == utc(2024, 10, 27, 0, 30)
    assert CLOCK.read("2024-10-27 02:30:00+01:00") == utc(2024, 10, 27, 1, 30)


def test_by_day_only_the_day_in_the_zone_counts() -> None:
    clock = Clock(ROME, by_day=True)
    for text in ("2024-03-01 00:00:00", "2024-03-01T00:00:00+01:00", "2024-02-29T23:00:00Z", "2024-03-01 23:59"):
        assert clock.read(text) == utc(2024, 3, 1, 8)


def test_a_format_of_its_own() -> None:
    clock = Clock(ROME, "%d.%m.%Y %H:%M")
    assert clock.read("01.03.2024 10:05") == utc(2024, 3, 1, 9, 5)
    assert clock.read("2024-03-01 10:05") is None
    assert Clock(ROME, "%d.%m.%Y").read("01.03.2024") == utc(2024, 3, 1, 8)
    assert Clock(ROME, "%m/%d/%Y %I:%M %p %z").read("03/01/2024 10:05 PM +0200") == utc(2024, 3, 1, 20, 5)


def test_a_format_must_say_the_day() -> None:
    assert all(map(is_format, ("%d.%m.%Y %H:%M", "%Y-%j", "%x", "%d %b %Y")))
    assert not any(map(is_format, ("", "%H:%M", "today", "%Q", "%Y-%m", "%d.%m.%Y %", "%")))


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(["T", " "]),
    st.sampled_from([":", ""]),
)
def test_an_offset_in_any_spelling_says_the_moment(at: datetime, minutes: int, between: str, colon: str) -> None:
    aware = at.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    sign, hours, rest = "-" if minutes < 0 else "+", abs(minutes) // 60, abs(minutes) % 60
    text = f"{at.isoformat(between)}{sign}{hours:02}{colon}{rest:02}"
    assert CLOCK.read(text) == aware.astimezone(UTC)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_a_local_time_that_the_clocks_show_once_is_that_moment(at: datetime) -> None:
    local = at.astimezone(ROME)
    again = CLOCK.read(local.replace(tzinfo=None).isoformat())
    assert again is not None
    assert again == at if local.fold == 0 else again < at
