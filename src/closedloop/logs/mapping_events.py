"""The tables `[events.NAME]` of a mapping: which rows are the event, and what its parameters are."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from closedloop.calendars import calendar
from closedloop.kernel.events import event_plans
from closedloop.kernel.reading import Read, Unreadable, reader
from closedloop.ledger.columns import EVENTS
from closedloop.ledger.feeding import OPEN
from closedloop.logs.checking import Checking, Table
from closedloop.logs.mapping import EventFrom, ParamFrom
from closedloop.logs.mapping_roles import role_named
from closedloop.messages import AnyOf, Phrase
from closedloop.model.expressions import Value
from closedloop.model.process import Param, Process, Type

KEYS = ("activity", "when", "role", "person", "params")
PARAM_KEYS = ("column", "values", "value", "default")

Signatures = Mapping[str, tuple[Param, ...]]


def signatures(process: Process) -> Signatures:
    """The parameters of every event that a case may meet; `open` opens it."""
    plans = event_plans(process, calendar(process.calendar, process.zone))
    return {OPEN: (), **{name: plan.params for name, plan in plans.items()}}


def event_named(name: str, process: Process, known: Mapping[str, Any]) -> str | None:
    """The event by its name or title; those of the language also by their Chinese names."""
    if name in known:
        return name
    titles = {event.title: event.name for event in process.events if event.title}
    found = titles.get(name) or EVENTS.get(name)
    return found if found in known else None


def events_in(check: Checking, table: Table, process: Process | None) -> tuple[EventFrom, ...]:
    """The events, in the order of the file."""
    known = None if process is None else signatures(process)
    found: list[EventFrom] = []
    claimed: dict[str, str] = {}
    for name in table:
        path = ("events", name)
        content = check.table(table, path)
        event = name if process is None or known is None else event_named(name, process, known)
        if event is None:
            names = tuple(known or ())
            check.found("CL704", path, at="key", name=name, near=names, choices=names)
        elif isinstance(table[name], dict):
            params = None if known is None else known[event]
            found.append(_Event(check, content, path, process).read(event, params))
            _claim(check, found[-1], path, claimed)
    return tuple(found)


def _claim(check: Checking, event: EventFrom, path: tuple[str, ...], claimed: dict[str, str]) -> None:
    """Notes activities that an earlier event takes whatever the row says."""
    for activity in event.activities:
        if activity in claimed:
            check.found("CL714", (*path, "activity"), activity=activity, first=claimed[activity])
        elif not event.when:
            claimed[activity] = event.event


class _Event:
    """One table `[events.NAME]`."""

    def __init__(self, check: Checking, table: Table, path: tuple[str, ...], process: Process | None) -> None:
        self._check = check
        self._table = table
        self._path = path
        self._process = process
        self._calendar = None if process is None else calendar(process.calendar, process.zone)

    def read(self, event: str, params: tuple[Param, ...] | None) -> EventFrom:
        check, table, path = self._check, self._table, self._path
        check.known(table, path, KEYS)
        activities = check.texts(table, (*path, "activity"))
        for number, activity in enumerate(activities):
            check.activity(activity, check.element((*path, "activity"), number))
        role = check.text(table, (*path, "role"))
        return EventFrom(
            event=event,
            activities=activities,
            when=check.columns_of(check.table(table, (*path, "when")), (*path, "when")),
            role=None if role is None else role_named(check, role, (*path, "role"), self._process),
            person=check.text(table, (*path, "person")),
            params=self._params(event, params),
        )

    def _params(self, event: str, params: tuple[Param, ...] | None) -> Mapping[str, ParamFrom]:
        check, path = self._check, (*self._path, "params")
        table = check.table(self._table, path)
        types = None if params is None else {param.name: param.type for param in params}
        found: dict[str, ParamFrom] = {}
        for name in table:
            if types is not None and name not in types:
                choices = tuple(types) or None
                check.found("CL705", (*path, name), at="key", event=event, name=name, near=types, choices=choices)
                continue
            param = self._param(table, (*path, name), None if types is None else types[name])
            if param is not None:
                found[name] = param
        if params is not None and event != OPEN:
            self._missing(event, params, table)
        return found

    def _missing(self, event: str, params: tuple[Param, ...], table: Table) -> None:
        missing = tuple(param.name for param in params if not param.optional and param.name not in table)
        if missing:
            self._check.found("CL713", self._path, at="key", event=event, params=missing, severity="warning")

    def _param(self, table: Table, path: tuple[str, ...], type_: Type | None) -> ParamFrom | None:
        check, content = self._check, table[path[-1]]
        if isinstance(content, str):
            return ParamFrom(column=check.column(table, path))
        if not isinstance(content, dict):
            check.wrong(path, "param")
            return None
        check.known(content, path, PARAM_KEYS)
        if ("value" in content) == ("column" in content):
            check.found("CL715", path, at="key", name=path[-1])
            return None
        read = None if type_ is None or self._calendar is None else reader(type_, self._calendar)
        values = check.table(content, (*path, "values"))
        return ParamFrom(
            column=check.column(content, (*path, "column")),
            values={text: self._value(values, (*path, "values", text), read, type_) for text in values},
            constant=self._value(content, (*path, "value"), read, type_),
            default=self._value(content, (*path, "default"), read, type_),
        )

    def _value(self, table: Table, path: tuple[str, ...], read: Read | None, type_: Type | None) -> Value:
        """The value as the parameter takes it."""
        raw = table.get(path[-1])
        if raw is None or read is None or type_ is None:
            return raw
        try:
            return read(raw)
        except Unreadable:
            text = format(raw, "f") if isinstance(raw, Decimal) else str(raw)
            if type_.kind == "enum":
                self._check.found("CL707", path, name=text, text=text, key=path[-1], near=type_.choices,
                                  choices=AnyOf(type_.choices))  # fmt: skip
            else:
                self._check.found("CL716", path, text=text, kind=Phrase(f"cell.{type_.kind}"))
            return None
