"""The parameters of an event out of the cells of a row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from closedloop.kernel.values import NOTHING
from closedloop.ledger.cells import read_cell
from closedloop.ledger.columns import PREFIXES
from closedloop.ledger.event_lines import LineError
from closedloop.logs.mapping import LogMapping, ParamFrom
from closedloop.logs.mapping_events import signatures
from closedloop.logs.matching import Match
from closedloop.logs.moments import Clock, OutOfRange
from closedloop.messages import Phrase
from closedloop.model.expressions import Value
from closedloop.model.process import Process, Type

_WHOLE = re.compile(r"[+-]?\d+\.0+", re.ASCII)
"""A whole number as programs write one that might have had a fraction."""


class Parameters:
    """Reads them. An event of which the mapping says nothing takes the columns that bear the names of its parameters:
    `free` ones, or any that are called `params.NAME`.
    """

    def __init__(
        self, process: Process, mapping: LogMapping, free: frozenset[str], columns: Sequence[str], clock: Clock
    ) -> None:
        events = signatures(process)
        self._types = {event: {param.name: param.type for param in params} for event, params in events.items()}
        said = {event.event for event in mapping.events}
        spelled = {unicodedata.normalize("NFC", column): column for column in free}
        spelled |= {column.removeprefix(prefix): column for column in columns for prefix in PREFIXES
                    if column.startswith(prefix)}  # fmt: skip
        self._by_name = {
            event: {name: ParamFrom(spelled[name]) for name in types if name in spelled}
            for event, types in self._types.items()
            if event not in said
        }
        self._clock = clock

    def columns_of(self, match: Match) -> tuple[str, ...]:
        """The columns that the parameters of the event stand in."""
        return tuple(filter(None, (way.column for way in self._ways(match).values())))

    def _ways(self, match: Match) -> Mapping[str, ParamFrom]:
        return self._by_name.get(match.event, NOTHING) if match.params is None else match.params

    def read(self, match: Match, text: Callable[[str | None], str]) -> tuple[Mapping[str, Any], list[LineError]]:
        """The values by name, and what could not be read: it is left out."""
        types = self._types[match.event]
        params: dict[str, Value] = {}
        wrong: list[LineError] = []
        for name, way in self._ways(match).items():
            try:
                value = self._value(way, types[name], text)
            except LineError as error:
                wrong.append(error)
                continue
            if value is not None:
                params[name] = value
        return params or NOTHING, wrong

    def _value(self, way: ParamFrom, wanted: Type, text: Callable[[str | None], str]) -> Value:
        if way.column is None:
            return way.constant
        cell = text(way.column).strip()
        if cell in way.values:
            return way.values[cell]
        if not cell:
            return way.default
        if wanted.kind in ("date", "time"):
            return self._moment(cell, wanted.kind, way.column)
        if wanted.kind == "int" and _WHOLE.fullmatch(cell):
            cell = cell.partition(".")[0]
        return read_cell(cell, wanted, f"`{way.column}`", self._clock.to_moment)

    def _moment(self, cell: str, kind: str, column: str) -> Value:
        found = self._clock.written(cell)
        try:
            moment = None if found is None else self._clock.to_moment(found)
        except (OverflowError, ValueError, OutOfRange):
            moment = None
        if moment is None or found is None:
            raise LineError("CL683", text=cell, kind=Phrase(f"cell.{kind}"), column=f"`{column}`")
        return moment if kind == "time" else _day(found, self._clock)


def _day(found: datetime, clock: Clock) -> Value:
    return (found if found.tzinfo is None else found.astimezone(clock.zone)).date()
