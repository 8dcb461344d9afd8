"""Events as they are submitted: their parameters read, told apart by what they do, and described as JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from attrs import frozen

from closedloop.calendars import Calendar
from closedloop.kernel.reading import Read, Unreadable, reader
from closedloop.kernel.schemas import schema_of
from closedloop.kernel.values import NOTHING, Reason
from closedloop.messages import AnyOf
from closedloop.model.expressions import Value
from closedloop.model.process import Event, Limit, Param, Process, Type

TEXT, DURATION = Type("text"), Type("duration")
REASON = Param("reason", "own", TEXT, optional=True)
BUILT_IN: Mapping[str, tuple[Param, ...]] = {
    "suspend": (REASON,),
    "resume": (REASON,),
    "reopen": (REASON,),
    "extend": (),
    "grant_extension": (),
    "deny_extension": (REASON,),
}


class Given(NamedTuple):
    """What a submission gives: all of it, the fields that it writes, the roles that it binds."""

    params: Mapping[str, Value]
    writes: Mapping[str, Value]
    binds: Mapping[str, str]


NOTHING_GIVEN = Given(NOTHING, NOTHING, NOTHING)


@frozen
class EventPlan:
    """An event's signature, ready to read. `schema`: its parameters as a JSON Schema (draft 2020-12)."""

    name: str
    title: str | None
    params: tuple[Param, ...]
    readers: Mapping[str, Read]
    required: tuple[str, ...]
    writes: frozenset[str]
    binds: frozenset[str]
    schema: Mapping[str, Any]

    def read(self, raw: Mapping[str, Any]) -> Given | tuple[Reason, ...]:
        """The parameters as typed values, or everything that is wrong with them: in order, what is unknown last."""
        if not raw and not self.required:
            return NOTHING_GIVEN
        params: dict[str, Value] = {}
        wrong: list[Reason] = []
        for param in self.params:
            name = param.name
            given = raw.get(name)
            if given is None:
                if not param.optional:
                    wrong.append(Reason("CL512", {"event": self.name, "name": name}))
                continue
            try:
                params[name] = self.readers[name](given)
            except Unreadable:
                wrong.append(ill_typed(name, param.type, given))
        wrong.extend(self._unknown(name) for name in raw if name not in self.readers)
        return tuple(wrong) if wrong else self.sorted(params)

    def sorted(self, params: Mapping[str, Value]) -> Given:
        """Typed parameters, told apart by what they do."""
        writes = {name: value for name, value in params.items() if name in self.writes} if self.writes else NOTHING
        binds = {name: str(value) for name, value in params.items() if name in self.binds} if self.binds else NOTHING
        return Given(params, writes, binds)

    def _unknown(self, name: object) -> Reason:
        return Reason("CL511", {"event": self.name, "name": str(name), "params": [each.name for each in self.params]})


def ill_typed(name: str, type_: Type, given: Any) -> Reason:
    """The value does not fit; each kind has a row of its own, which says what would."""
    params: dict[str, Any] = {"name": name, "value": given if isinstance(given, (str, int)) else str(given)}
    if type_.kind == "int" and (type_.low is not None or type_.high is not None):
        low, high = type_.low, type_.high
        if low is not None and high is not None:
            return Reason("CL550", {**params, "low": low, "high": high})
        return Reason("CL551", {**params, "low": low}) if low is not None else Reason("CL552", {**params, "high": high})
    if type_.kind == "enum":
        params["choices"] = AnyOf(type_.choices)
    return Reason(ILL_TYPED[type_.kind], params)


ILL_TYPED: Mapping[str, str] = {
    "bool": "CL540",
    "int": "CL541",
    "decimal": "CL542",
    "text": "CL543",
    "date": "CL544",
    "time": "CL545",
    "duration": "CL546",
    "party": "CL547",
    "file": "CL547",
    "enum": "CL548",
    "list": "CL549",
}


def event_plans(process: Process, calendar: Calendar) -> Mapping[str, EventPlan]:
    """All events that a case of the process may meet, those of the language included."""
    own_length = {
        limit.extension.event: limit.extension.by is None for limit in _extensible(process) if limit.extension
    }
    events = {name: Event(name, params) for name, params in BUILT_IN.items()}
    events.update({event.name: event for event in process.events})
    events.update({name: Event(name) for name in own_length if name not in events})
    return {name: _plan(event, own_length.get(name, False), process, calendar) for name, event in events.items()}


def _extensible(process: Process) -> tuple[Limit, ...]:
    return tuple(limit for step in process.steps for limit in step.limits if limit.extension is not None)


def _plan(event: Event, says_length: bool, process: Process, calendar: Calendar) -> EventPlan:
    params = event.params
    if says_length and not any(param.name == "by" for param in params):
        params = (*params, Param("by", "own", DURATION))
    return EventPlan(
        name=event.name,
        title=event.title,
        params=params,
        readers={param.name: reader(param.type, calendar) for param in params},
        required=tuple(param.name for param in params if not param.optional),
        writes=frozenset(param.name for param in params if param.use == "writes"),
        binds=frozenset(param.name for param in params if param.use == "binds"),
        schema=schema_of(params, process),
    )
