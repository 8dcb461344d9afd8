"""How a parameter of a message is written in a language.

A parameter is a plain value: a text (an author's word, as it is), a number, a date, a time, a duration (anything with
`parts`), a list of these, or a `Phrase`, which is itself looked up in the language of the message. A parameter called
`event`, and one that a template writes as `{name:event}`, is the name of an event or a list of them: the events of the
language itself are said in the language of the message.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from closedloop.messages.events import event_name
from closedloop.messages.language import Language

LONGEST = 200
"""Longer texts are shortened in the middle: a message is one line, whatever the file contains."""


@frozen
class Phrase:
    """A parameter that has words of its own in each language: a key of `closedloop.messages.phrases`."""

    key: str
    params: Mapping[str, Any] = field(factory=dict, hash=False)


@frozen
class AnyOf:
    """A list that is joined with `or` instead of `and`."""

    items: tuple[Any, ...]


_UNITS: dict[str, tuple[str, str]] = {
    "years": ("year", "年"),
    "months": ("month", "个月"),
    "weeks": ("week", "周"),
    "days": ("day", "天"),
    "working_days": ("working day", "个工作日"),
    "hours": ("hour", "小时"),
    "working_hours": ("working hour", "个工作小时"),
    "minutes": ("minute", "分钟"),
}


def render_value(value: Any, lang: Language) -> str:
    """The value in the language; texts lose control characters and are shortened, list items get back-quotes."""
    if isinstance(value, str):
        return shorten(printable(value))
    if isinstance(value, bool):
        return {"en": ("no", "yes"), "zh": ("否", "是")}[lang][value]
    if isinstance(value, Phrase):
        from closedloop.messages.phrases import say

        return say(value.key, lang, **value.params)
    if isinstance(value, AnyOf):
        return _join(value.items, lang, {"en": " or ", "zh": "或"}[lang])
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        if not items:
            return {"en": "an empty list", "zh": "空列表"}[lang]
        return _join(items, lang, {"en": " and ", "zh": "和"}[lang])
    return _render_scalar(value, lang)


def _render_scalar(value: Any, lang: Language) -> str:
    if value is None:
        return {"en": "nothing", "zh": "无"}[lang]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int):
        return shorten(_digits(value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return render_duration(_parts_of(value), lang)
    parts = getattr(value, "parts", None)
    if isinstance(parts, tuple):
        return render_duration(parts, lang)
    return shorten(printable(str(value)))


def _digits(value: int) -> str:
    try:
        return str(value)
    except ValueError:  # more digits than Python converts at once
        return f"{'-' if value < 0 else ''}0x{abs(value):x}"


def _parts_of(value: timedelta) -> tuple[tuple[int, str], ...]:
    minutes = int(abs(value).total_seconds()) // 60
    amounts = ((minutes // 1440, "days"), (minutes // 60 % 24, "hours"), (minutes % 60, "minutes"))
    return tuple(part for part in amounts if part[0]) or ((0, "minutes"),)


def render_duration(parts: Iterable[tuple[int, str]], lang: Language) -> str:
    """`1 month 10 days`, `1 个月 10 天`: as the language writes it."""
    words = []
    for amount, unit in parts:
        one, chinese = _UNITS[unit]
        number = shorten(_digits(amount))
        words.append(f"{number} {chinese}" if lang == "zh" else f"{number} {one}{'' if amount == 1 else 's'}")
    return " ".join(words)


def _join(items: Iterable[Any], lang: Language, last: str) -> str:
    words = [f"`{render_value(item, lang)}`" if isinstance(item, str) else render_value(item, lang) for item in items]
    if len(words) < 2:
        return "".join(words)
    return {"en": ", ", "zh": "、"}[lang].join(words[:-1]) + last + words[-1]


def printable(text: str) -> str:
    """The text with every character that would steer a terminal or hide itself replaced by a visible one."""
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable() or character == "\u3000":
        return character
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return " " if unicodedata.category(character) == "Zs" else "\ufffd"


def shorten(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST // 2]}…{text[-LONGEST // 4 :]}"


_PLACE = re.compile(r"\{\{|\}\}|\{(?P<name>\w+)(?P<event>:event)?\}")


def fill(template: str, lang: Language, params: Mapping[str, Any]) -> str:
    """The template with its `{parameters}` filled in; `{{` and `}}` are braces."""

    def write(match: re.Match[str]) -> str:
        name = match["name"]
        if not name:
            return match[0][0]
        value = params[name]
        return render_value(_events(value, lang) if match["event"] or name == "event" else value, lang)

    return _PLACE.sub(write, template)


def _events(value: Any, lang: Language) -> Any:
    """The value, a name or names of events, in the words of the language."""
    if isinstance(value, str):
        return event_name(value, lang)
    if isinstance(value, AnyOf):
        return AnyOf(tuple(_events(item, lang) for item in value.items))
    return [_events(item, lang) for item in value] if isinstance(value, (list, tuple)) else value


def placeholders(template: str) -> frozenset[str]:
    """The names of the parameters that the template takes."""
    return frozenset(match["name"] for match in _PLACE.finditer(template) if match["name"])
