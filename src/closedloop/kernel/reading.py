"""Values in their JSON form: parameters as an actor gives them, and what a journal keeps.

Guarantees: `read(value_to_json(v)) == v` for every value of the type. Reading takes values that are typed already,
and for convenience at the edges (forms, tables) words for booleans and digits for numbers. What does not fit is
refused by `Unreadable`, never guessed or rounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from closedloop.calendars import Calendar, format_duration, local_to_utc, parse_duration, to_local
from closedloop.kernel.numbers import GREATEST_INT, bounded
from closedloop.messages import UsageError
from closedloop.model.durations import Duration
from closedloop.model.expressions import Value
from closedloop.model.process import Type

Read = Callable[[Any], Value]


class Unreadable(ValueError):
    """The value is not of the type."""


TRUE, FALSE = frozenset({"yes", "true", "是"}), frozenset({"no", "false", "否"})
_INT = re.compile(r"[+-]?[0-9]{1,16}")


def reader(type_: Type, calendar: Calendar) -> Read:
    """A function from a value in JSON form, or typed, to the value; a local time is one of the calendar's zone."""
    match type_.kind:
        case "int":
            return _int_reader(type_)
        case "enum":
            return _choice_reader(type_)
        case "list":
            return _list_reader(type_, calendar)
        case "time":
            return lambda raw: _time(raw, calendar)
    return READERS[type_.kind]


def _bool(raw: Any) -> Value:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().lower() if isinstance(raw, str) else ""
    if word in TRUE or word in FALSE:
        return word in TRUE
    raise Unreadable


def _int_reader(type_: Type) -> Read:
    low = -GREATEST_INT if type_.low is None else type_.low
    high = GREATEST_INT if type_.high is None else type_.high

    def read(raw: Any) -> Value:
        if isinstance(raw, str) and _INT.fullmatch(raw.strip()):
            raw = int(raw)
        if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
            raise Unreadable
        return raw

    return read


def _decimal(raw: Any) -> Value:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str, Decimal)):
        raise Unreadable
    if isinstance(raw, int) and abs(raw) >= 10**28:
        raise Unreadable
    try:
        value = Decimal(raw if isinstance(raw, (int, Decimal)) else str(raw).strip())
    except InvalidOperation:
        raise Unreadable from None
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or bounded(value) is None or len(digits) > 28 or exponent < -28:
        raise Unreadable
    return value


def _text(raw: Any) -> Value:
    if not isinstance(raw, str):
        raise Unreadable
    try:
        raw.encode()
    except UnicodeEncodeError:
        raise Unreadable from None
    return raw


def _name(raw: Any) -> Value:
    if not str(_text(raw)).strip():
        raise Unreadable
    return raw  # type: ignore[no-any-return]


def _date(raw: Any) -> Value:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    if not isinstance(raw, str) or len(raw.strip()) != 10:
        raise Unreadable
    try:
        return date.fromisoformat(raw.strip())
    except ValueError:
        raise Unreadable from None


def _time(raw: Any, calendar: Calendar) -> Value:
    if isinstance(raw, str) and len(raw.strip()) > 10:
        try:
            raw = datetime.fromisoformat(raw.strip())
        except ValueError:
            raise Unreadable from None
    if not isinstance(raw, datetime):
        raise Unreadable
    try:
        return local_to_utc(calendar, raw) if raw.tzinfo is None else raw.astimezone(UTC)
    except (OverflowError, ValueError):
        raise Unreadable from None


def _duration(raw: Any) -> Value:
    if isinstance(raw, Duration):
        return raw
    if not isinstance(raw, str):
        raise Unreadable
    try:
        return parse_duration(raw)
    except UsageError:
        raise Unreadable from None


def _choice_reader(type_: Type) -> Read:
    choices = frozenset(type_.choices)

    def read(raw: Any) -> Value:
        if not isinstance(raw, str) or raw not in choices:
            raise Unreadable
        return raw

    return read


def _list_reader(type_: Type, calendar: Calendar) -> Read:
    assert type_.item is not None
    item = reader(type_.item, calendar)

    def read(raw: Any) -> Value:
        if not isinstance(raw, (list, tuple)):
            raise Unreadable
        return tuple(item(each) for each in raw)

    return read


READERS: dict[str, Read] = {
    "bool": _bool,
    "decimal": _decimal,
    "text": _text,
    "date": _date,
    "duration": _duration,
    "party": _name,
    "file": _name,
}


def value_to_json(value: Value, type_: Type, calendar: Calendar) -> Any:
    """The value in its JSON form; decimals and durations as text, moments with the local offset of the calendar."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if type_.kind == "decimal":
        return format(Decimal(value), "f") if isinstance(value, (int, Decimal)) else None
    if isinstance(value, datetime):
        return to_local(calendar, value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Duration):
        return format_duration(value)
    if isinstance(value, tuple):
        assert type_.item is not None
        return [value_to_json(item, type_.item, calendar) for item in value]
    return value
