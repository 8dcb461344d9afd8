"""Texts of effects with their `{names}` filled in.

`{name}` is the value of the event's parameter, the field or the role of that name, nothing where it is unset; other
braces stay as they are. Values are written as the language writes them, the same for every dialect.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from closedloop.calendars import Calendar, format_duration, to_local
from closedloop.kernel.work import Work
from closedloop.model.durations import Duration
from closedloop.model.expressions import Value
from closedloop.model.process import Process

Wording = Callable[[Work], str | None]

_PLACE = re.compile(r"\{([^{}\s]+)\}")


def wording(text: str | None, process: Process, calendar: Calendar) -> Wording:
    """The text as a closure; a text without places costs nothing."""
    if text is None or not _PLACE.search(text):
        return lambda w: text
    pieces = [_piece(part, index % 2 == 1, process, calendar) for index, part in enumerate(_PLACE.split(text))]
    return lambda w: "".join(piece(w) for piece in pieces)


def _piece(part: str, named: bool, process: Process, calendar: Calendar) -> Callable[[Work], str]:
    if not named:
        return lambda w: part
    assigned = any(role.name == part and role.assigned for role in process.roles)
    own = any(param.name == part for event in process.events for param in event.params)
    if assigned:
        return lambda w: written(w.bindings.get(part), calendar)
    if any(field.name == part for field in process.fields):
        return lambda w: written(w.fields.get(part), calendar)
    if any(role.name == part for role in process.roles):
        return lambda w: part
    if own or part in ("reason", "by"):
        return lambda w: written(w.params.get(part), calendar)
    return lambda w: "{" + part + "}"


def written(value: Value, calendar: Calendar) -> str:
    """A value as the language writes it; moments in the zone of the process."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        local = to_local(calendar, value)
        return local.strftime("%Y-%m-%d %H:%M" + (":%S" if local.second else ""))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Duration):
        return format_duration(value)
    if isinstance(value, tuple):
        return ", ".join(written(item, calendar) for item in value)
    return str(value)
