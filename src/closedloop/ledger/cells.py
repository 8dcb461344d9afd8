"""The cells of a table as values of the types that the process declares.

A text that is a value of its type comes out typed; whether the value is allowed (a range, a choice) is left to the
kernel, which refuses.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation

from closedloop.calendars import parse_duration
from closedloop.ledger.event_lines import LineError, read_moment
from closedloop.messages import Phrase, UsageError
from closedloop.model.durations import Duration
from closedloop.model.expressions import Value
from closedloop.model.process import Type

ToMoment = Callable[[datetime], datetime]
"""From local (naive) or aware time to the moment in UTC."""

_YES = ("yes", "true", "1", "y", "是", "有", "对")
_NO = ("no", "false", "0", "n", "否", "无", "不")
_WHOLE = re.compile(r"[+-]?\d{1,4000}", re.ASCII)
_BETWEEN = re.compile(r"\s*[;；|、]\s*")


def read_cell(text: str, wanted: Type, column: str, to_moment: ToMoment) -> Value:
    """The value that the cell of a column holds; `LineError` where the text is no value of the type.

    A choice may also be given by its title; a list has `;`, `|` or `、` between its elements, or is a JSON array.
    """
    value = _read(unicodedata.normalize("NFC", text), wanted, column, to_moment)
    if value is None:
        raise LineError("CL683", text=text, kind=Phrase(f"cell.{wanted.kind}"), column=column)
    return value


def _read(text: str, wanted: Type, column: str, to_moment: ToMoment) -> Value:
    kind = wanted.kind
    if kind == "enum":
        return _choice(text, wanted)
    if kind == "list":
        item = wanted.item or Type("text")
        return tuple(read_cell(element, item, column, to_moment) for element in _elements(text))
    if kind in ("date", "time"):
        moment = read_moment(text)
        if moment is None:
            return None
        return moment.date() if kind == "date" else to_moment(moment)
    plain = unicodedata.normalize("NFKC", text).strip()
    if kind == "bool":
        return True if plain.lower() in _YES else False if plain.lower() in _NO else None
    if kind == "int":
        return int(plain) if _WHOLE.fullmatch(plain) else None
    if kind == "decimal":
        return _decimal(plain)
    return _duration(plain) if kind == "duration" else text


def _choice(text: str, wanted: Type) -> str:
    if text not in wanted.choices and text in wanted.titles:
        return wanted.choices[wanted.titles.index(text)]
    return text


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _elements(text: str) -> list[str]:
    if text.startswith("["):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return _BETWEEN.split(text)
        return [element if isinstance(element, str) else json.dumps(element) for element in found]
    return [element for element in _BETWEEN.split(text) if element]


def _duration(text: str) -> Duration | None:
    try:
        return parse_duration(text)
    except UsageError:
        return None
