"""Which event of the process a row is: by its activity, and where the mapping says so by other texts of the row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from closedloop.ledger.columns import EVENTS
from closedloop.ledger.feeding import OPEN
from closedloop.logs.checking import closest
from closedloop.logs.mapping import EventFrom, LogMapping, ParamFrom
from closedloop.logs.mapping_events import signatures
from closedloop.logs.wellknown import plain
from closedloop.messages.events import event_name
from closedloop.model.process import Process


@frozen
class Match:
    """The event, and what the mapping says of it; `params` None where it says nothing: columns of their names then.

    `opens`: it opens the case, the process having no event of this name.
    """

    event: str
    role: str | None = None
    person: str | None = None
    params: Mapping[str, ParamFrom] | None = None
    opens: bool = False


class Matching:
    """Finds the event."""

    def __init__(self, process: Process, mapping: LogMapping) -> None:
        names = names_of(process)
        self._by_name = names
        self._by_plain: dict[str, str] = {}
        for name, meant in names.items():
            self._by_plain.setdefault(plain(name), meant)
        self._own_open = any(event.name == OPEN for event in process.events)
        self._said: dict[str, list[EventFrom]] = {}
        said = set()
        for event in mapping.events:
            said.add(event.event)
            own = [name for name, meant in names.items() if meant == event.event]
            for activity in event.activities or own:
                self._said.setdefault(activity, []).append(event)
        self._unsaid = frozenset(names.values()) - said

    def columns_of(self, activity: str) -> tuple[str, ...]:
        """The columns that tell the events of this activity apart."""
        return tuple(dict.fromkeys(column for event in self._said.get(activity, ()) for column in event.when))

    def matches(self, activity: str) -> list[Match]:
        """All events that rows of this activity may be."""
        said = self._said.get(activity)
        if said is not None:
            return [self._said_of(event) for event in said]
        match = self.match(activity, _nothing)
        return [match] if isinstance(match, Match) else []

    def match(self, activity: str, text: Callable[[str | None], str]) -> Match | tuple[str, Mapping[str, Any]]:
        """The event, or the code and parameters of what is wrong."""
        said = self._said.get(activity)
        if said is not None:
            return self._one_of(said, activity, text)
        event = self._by_name.get(activity) or self._by_plain.get(plain(activity))
        if event in self._unsaid:
            return Match(event, opens=self._opens(event))
        unsaid = [name for name, event in self._by_name.items() if event in self._unsaid]
        suggestion = closest(activity, [*self._said, *unsaid])
        return "CL726", {"activity": activity} | ({} if suggestion is None else {"suggestion": suggestion})

    def _one_of(
        self, said: list[EventFrom], activity: str, text: Callable[[str | None], str]
    ) -> Match | tuple[str, Mapping[str, Any]]:
        for event in said:
            if all(text(column).strip() in texts for column, texts in event.when.items()):
                return self._said_of(event)
        columns = self.columns_of(activity)
        found = tuple(text(column) for column in columns)
        return "CL727", {"activity": activity, "columns": columns, "values": found}

    def _said_of(self, event: EventFrom) -> Match:
        return Match(event.event, event.role, event.person, event.params, self._opens(event.event))

    def _opens(self, event: str) -> bool:
        return event == OPEN and not self._own_open


def _nothing(_: str | None) -> str:
    return ""


def names_of(process: Process) -> dict[str, str]:
    """What each event may be called: its name, its title, and for those of the language the names in both."""
    events = signatures(process)
    found = {name: name for name in events}
    for event in process.events:
        if event.title:
            found.setdefault(event.title, event.name)
    for name in events:
        found.setdefault(event_name(name, "zh"), name)
    for chinese, name in EVENTS.items():
        if name in events:
            found.setdefault(chinese, name)
    return found
