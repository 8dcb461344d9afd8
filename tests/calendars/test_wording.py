"""Durations read from and written as text, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closedloop.calendars import LONGEST_YEARS, format_duration, parse_duration
from closedloop.messages import LANGUAGES, Language, UsageError
from closedloop.model.durations import UNITS, Duration


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("5 working days", ((5, "working_days"),)),
        ("1 Working Day", ((1, "working_days"),)),
        ("3 months", ((3, "months"),)),
        ("1 month 10 days", ((1, "months"), (10, "days"))),
        ("1 month, 10 days and 2 hours", ((1, "months"), (10, "days"), (2, "hours"))),
        ("10 days 1 month", ((1, "months"), (10, "days"))),
        ("4 working  hours", ((4, "working_hours"),)),
        ("30minutes", ((30, "minutes"),)),
        ("5个工作日", ((5, "working_days"),)),
        ("5 工作日", ((5, "working_days"),)),
        ("3 个月", ((3, "months"),)),
        ("１个月１０日", ((1, "months"), (10, "days"))),
        ("2小时30分钟", ((2, "hours"), (30, "minutes"))),
        ("4个工作小时", ((4, "working_hours"),)),
        ("1年2周3天", ((1, "years"), (2, "weeks"), (3, "days"))),
        ("P1Y2M3W4DT5H6M", ((1, "years"), (2, "months"), (3, "weeks"), (4, "days"), (5, "hours"), (6, "minutes"))),
        ("P10D", ((10, "days"),)),
        ("PT90M", ((90, "minutes"),)),
        ("p1m", ((1, "months"),)),
        ("007 days", ((7, "days"),)),
    ],
)
def test_a_duration_in_words_or_iso(text: str, parts: object) -> None:
    assert parse_duration(text).parts == parts


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a duration"),
        ("soon", "not a duration"),
        ("5", "not a duration"),
        ("5 moons", "not a duration"),
        ("5 daysies", "not a duration"),
        ("1.5 hours", "not a duration"),
        ("-3 days", "not a duration"),
        ("3月", "not a duration"),
        ("P", "not a duration"),
        ("PT", "not a duration"),
        ("P1DT", "not a duration"),
        ("P1.5D", "not a duration"),
        ("1 day tomorrow", "not a duration"),
        ("0 days", "no time at all"),
        ("P0D", "no time at all"),
        ("1 month 0 days", "no time at all"),
        ("1 day 2 days", "names one unit twice"),
        ("1天2日", "names one unit twice"),
        ("1000000 years", "longer than 1000 years"),
        ("9" * 5000 + " days", "longer than 1000 years"),
    ],
)
def test_what_is_no_duration_is_refused_with_a_sentence(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as refused:
        parse_duration(text)
    assert len(str(refused.value)) < 400


def test_the_longest_duration_is_read() -> None:
    assert parse_duration(f"{LONGEST_YEARS} years").parts == ((LONGEST_YEARS, "years"),)


@given(
    amounts=st.dictionaries(st.sampled_from(UNITS), st.integers(1, 1000), min_size=1),
    lang=st.sampled_from(LANGUAGES),
)
def test_what_is_written_is_read_back(amounts: dict[str, int], lang: Language) -> None:
    duration = Duration(tuple((amounts[unit], unit) for unit in UNITS if unit in amounts))
    assert parse_duration(format_duration(duration, lang)) == duration


def test_durations_in_both_languages() -> None:
    duration = parse_duration("1 month 10 working days")
    assert format_duration(duration) == "1 month 10 working days"
    assert format_duration(duration, "zh") == "1 个月 10 个工作日"
    with pytest.raises(UsageError, match="no language `la`"):
        format_duration(duration, "la")  # type: ignore[arg-type]


@given(text=st.text(alphabet="0123456789 pPtTyYmMdDhHwW日天年个月周小时工作分钟daysworking.,-", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = parse_duration(text)
    except UsageError:
        return
    assert parse_duration(format_duration(read)) == read
