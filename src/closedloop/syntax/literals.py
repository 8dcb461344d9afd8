r"""Tokens that carry a value: from their text to the value and back.

Guarantees: nothing that a token can contain raises; what is impossible (a day that does not exist, a number too long)
is reported, and something harmless stands in its place. What is written reads back as the same value. In a string
`\"`, `\\`, `\n` and `\t` are escapes; any other backslash stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from closedloop.syntax import tree
from closedloop.text.spans import Span

Report = Callable[..., None]
"""`report(code, span, **params)`."""

LONGEST_NUMBER = 15
IDENTIFIER = re.compile(r"[^\W\d]\w*")
_FULL_WIDTH_DIGIT = re.compile("[０-９]")
_ESCAPE = re.compile(r'\\(["\\nt])')
_ESCAPED = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"})


def _read_int(text: str, span: Span, report: Report) -> int:
    if len(text.lstrip("0")) > LONGEST_NUMBER:
        report("CL041", span, limit=LONGEST_NUMBER)
        return 1
    return int(text)


def _read_decimal(text: str, span: Span, report: Report) -> Decimal:
    if sum(character.isdigit() for character in text) > LONGEST_NUMBER:
        report("CL041", span, limit=LONGEST_NUMBER)
        return Decimal("1.0")
    return Decimal(text)


def _read_percent(text: str, span: Span, report: Report) -> Decimal:
    if len(text) > LONGEST_NUMBER:
        report("CL041", span, limit=LONGEST_NUMBER)
        return Decimal(1)
    return Decimal(text[:-1])


def _read_date(text: str, span: Span, report: Report) -> tree.Date:
    try:
        date.fromisoformat(text)
    except ValueError:
        report("CL045", span, day=text)
        text = "2000-01-01"
    return tree.Date(text, span=span)


def _read_moment(text: str, span: Span, report: Report) -> tree.Moment:
    day, time = text[:10], text[10:].lstrip(" \tT")
    try:
        date.fromisoformat(day)
    except ValueError:
        report("CL045", span, day=day)
        day = "2000-01-01"
    try:
        datetime.fromisoformat(f"2000-01-01T{time}")
    except ValueError:
        report("CL046", span, time=time)
        time = "00:00"
    return tree.Moment(f"{day}T{time}", span=span)


def _read_month_day(text: str, span: Span, report: Report) -> tree.MonthDay:
    month, day = int(text[:2]), int(text[3:])
    try:
        date(2000, month, day)  # a leap year: 02-29 is a day of some years
    except ValueError:
        report("CL047", span, day=text)
        month = day = 1
    return tree.MonthDay(month, day, span=span)


def _read_string(text: str, span: Span, report: Report) -> str:
    if "\\" not in text:
        return text[1:-1]
    return _ESCAPE.sub(lambda match: _ESCAPED[match[1]], text[1:-1])


READERS: Mapping[str, Callable[[str, Span, Report], Any]] = {
    "INT": _read_int,
    "DECIMAL": _read_decimal,
    "PERCENT": _read_percent,
    "DATE": _read_date,
    "MOMENT": _read_moment,
    "MONTHDAY": _read_month_day,
    "STRING": _read_string,
    "NAME": lambda text, span, report: tree.Name(text, span=span),
    "QUOTED": lambda text, span, report: tree.Name(text[1:-1], span=span),
}
"""By terminal: the value of a token; problems go to the report."""


def _write_decimal(value: Any) -> str | None:
    if not isinstance(value, Decimal) or not value.is_finite() or value < 0:
        return None
    text = format(value, "f")
    return text if "." in text else text + ".0"


def _write_percent(value: Any) -> str | None:
    return format(value, "f") + "%" if isinstance(value, Decimal) and value.is_finite() and value >= 0 else None


def _write_name(value: Any) -> str | None:
    if not isinstance(value, tree.Name) or value.builtin or not IDENTIFIER.fullmatch(value.text):
        return None
    return None if _FULL_WIDTH_DIGIT.search(value.text) else value.text


def quoted(name: str) -> str:
    """The name in back-quotes."""
    return f"`{name}`"


WRITERS: Mapping[str, Callable[[Any], str | None]] = {
    "INT": lambda value: str(value) if type(value) is int and value >= 0 else None,
    "DECIMAL": _write_decimal,
    "PERCENT": _write_percent,
    "DATE": lambda value: value.iso if isinstance(value, tree.Date) else None,
    "MOMENT": lambda value: value.iso.replace("T", " ") if isinstance(value, tree.Moment) else None,
    "MONTHDAY": lambda value: f"{value.month:02}-{value.day:02}" if isinstance(value, tree.MonthDay) else None,
    "STRING": lambda value: f'"{value.translate(_ESCAPES)}"' if isinstance(value, str) else None,
    "NAME": _write_name,
    "QUOTED": lambda value: quoted(value.text) if isinstance(value, tree.Name) and not value.builtin else None,
}
"""By terminal: the text of a value, or None if no such token can hold it."""
