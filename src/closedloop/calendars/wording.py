"""Durations as text at the edges of a running case: parameters of events, files, answers to people.

Guarantees: what `format_duration` writes, `parse_duration` reads back as the same duration, in either language. The
durations in a process file are read by its parser and not here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from closedloop.messages import LANGUAGES, Language, UsageError
from closedloop.messages.values import render_duration, render_value
from closedloop.model.durations import UNITS, Duration, Unit

LONGEST_YEARS = 1000
"""No longer duration is read: it would be a slip, and most calendars end before it does."""

_WORDS: Mapping[Unit, tuple[str, ...]] = {
    "years": ("years", "year", "年"),
    "months": ("months", "month", "个月"),
    "weeks": ("weeks", "week", "个星期", "星期", "周"),
    "days": ("days", "day", "天", "日"),
    "working_days": ("working days", "working day", "个工作日", "工作日"),
    "hours": ("hours", "hour", "个小时", "小时"),
    "working_hours": ("working hours", "working hour", "个工作小时", "工作小时"),
    "minutes": ("minutes", "minute", "分钟"),
}
_UNIT_OF: Mapping[str, Unit] = {word: unit for unit, words in _WORDS.items() for word in words}
_WORD = "|".join(sorted(_UNIT_OF, key=len, reverse=True)).replace(" ", r"\s+")
_PART = re.compile(rf"(?P<amount>[0-9]+)\s*(?P<word>{_WORD})(?:\s*(?:,|、|and\b|和|又))?\s*")
_ISO = re.compile(
    r"p(?=[0-9t])(?:([0-9]+)y)?(?:([0-9]+)m)?(?:([0-9]+)w)?(?:([0-9]+)d)?(?:t(?=[0-9])(?:([0-9]+)h)?(?:([0-9]+)m)?)?"
)
_ISO_UNITS: tuple[Unit, ...] = ("years", "months", "weeks", "days", "hours", "minutes")
_IN_A_YEAR: Mapping[Unit, int] = {
    "years": 1,
    "months": 12,
    "weeks": 52,
    "days": 365,
    "working_days": 250,
    "hours": 8760,
    "working_hours": 2000,
    "minutes": 525_600,
}


def parse_duration(text: str) -> Duration:
    """What `5 working days`, `1 month 10 days`, `5个工作日`, `3 个月` or ISO 8601's `P1M10D`, `PT2H` means.

    Amounts are whole and more than nothing, each unit comes once, in any order. `UsageError` otherwise, and for more
    than `LONGEST_YEARS` years. A year, a month and a day stay what they are: nothing is converted.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    iso = _ISO.fullmatch(plain)
    if iso:
        pairs = [(amount, unit) for amount, unit in zip(iso.groups(), _ISO_UNITS, strict=True) if amount]
    else:
        pairs = _parts_in_words(plain, text)
    amounts: dict[Unit, int] = {}
    for digits, unit in pairs:
        if unit in amounts:
            raise UsageError(f"{_quoted(text)} names one unit twice")
        amounts[unit] = _amount(digits, unit, text)
    return Duration(tuple((amounts[unit], unit) for unit in UNITS if unit in amounts))


def _parts_in_words(plain: str, text: str) -> list[tuple[str, Unit]]:
    pairs: list[tuple[str, Unit]] = []
    place = 0
    while place < len(plain):
        part = _PART.match(plain, place)
        if part is None:
            break
        pairs.append((part["amount"], _UNIT_OF[" ".join(part["word"].split())]))
        place = part.end()
    if not pairs or place < len(plain):
        raise UsageError(
            f"{_quoted(text)} is not a duration; write a whole number and a unit,"
            " such as `5 working days`, `3 months`, `2 hours` or `P3M`"
        )
    return pairs


def _amount(digits: str, unit: Unit, text: str) -> int:
    significant = digits.lstrip("0")
    if not significant:
        raise UsageError(f"{_quoted(text)} is no time at all: each amount must be at least 1")
    if len(significant) > 12 or int(significant) > LONGEST_YEARS * _IN_A_YEAR[unit]:
        raise UsageError(f"{_quoted(text)} is longer than {LONGEST_YEARS} years")
    return int(significant)


def _quoted(text: str) -> str:
    return f"`{render_value(text, 'en')}`"


def format_duration(duration: Duration, lang: Language = "en") -> str:
    """`1 month 10 days`, in Chinese `1 个月 10 天`."""
    if lang not in LANGUAGES:
        raise UsageError(f"there is no language `{lang}`; there are `en` and `zh`")
    return render_duration(duration.parts, lang)
