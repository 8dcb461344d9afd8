"""Events from JSON lines: one object a line, its parameters in `params`.

Numbers with a fraction are read exactly, as decimals.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

from closedloop.ledger.columns import column_of
from closedloop.ledger.csv_events import Lines
from closedloop.ledger.event_lines import EventLine, LineError, Problem, event_line, named
from closedloop.messages import Phrase


def read_jsonl(lines: Lines, parameters: Collection[str]) -> Iterator[EventLine | Problem]:
    """Each line as an event or a problem. What `params` holds is judged by the event, not here."""
    for text in lines:
        if text.strip():
            try:
                yield _event(lines.number, text)
            except LineError as error:
                yield Problem(lines.number, error.code, error.params)


def _event(line: int, text: str) -> EventLine:
    given: dict[str, Any] = {}
    for key, value in _object(text).items():
        column = column_of(key)
        if column is None:
            raise LineError("CL688", key=key)
        if column in given:
            raise LineError("CL673", column=key)
        given[column] = value
    params = given.pop("params", None)
    if params is not None and not isinstance(params, dict):
        raise LineError("CL689", column=named("params"), kind=Phrase("cell.object"))
    return event_line(line, given, params or {}, texts=False)


def _object(text: str) -> dict[str, Any]:
    try:
        text.encode("utf-8")
        found = json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except UnicodeEncodeError:
        raise LineError("CL677") from None
    except (ValueError, RecursionError) as error:
        if not text.endswith(("\n", "\r")):
            raise LineError("CL680") from None
        raise LineError("CL679", column=error.colno if isinstance(error, json.JSONDecodeError) else 1) from None
    if not isinstance(found, dict):
        raise LineError("CL679", column=1)
    return found


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise LineError("CL673", column=next(name for name in names if names.count(name) > 1))
    return found
