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

PLACE = re.compile(r"\{([^{}]*)\}")
"""Where a text names a value."""


class Words:
    """Texts of one process; `own` are the parameters of the event at hand that belong to it alone."""

    def __init__(self, process: Process, calendar: Calendar, own: frozenset[str] = frozenset()) -> None:
        self._calendar = calendar
        self._own = own
        self._fields = frozenset(field.name for field in process.fields)
        self._roles = {role.name: role.assigned for role in process.roles}

    def of(self, text: str | None) -> Wording:
        """The text as a closure; one without places costs nothing."""
        if text is None or not PLACE.search(text):
            return lambda w: text
        pieces = [self._place(part) if index % 2 else _plainly(part) for index, part in enumerate(PLACE.split(text))]
        return lambda w: "".join(piece(w) for piece in pieces)

    def _place(self, name: str) -> Callable[[Work], str]:
        calendar = self._calendar
        if name in self._own:
            return lambda w: written(w.params.get(name), calendar)
        if name in self._fields:
            return lambda w: written(w.fields.get(name), calendar)
        if self._roles.get(name):
            return lambda w: written(w.bindings.get(name), calendar)
        return _plainly(name if name in self._roles else "{" + name + "}")


def _plainly(text: str) -> Callable[[Work], str]:
    return lambda w: text


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
