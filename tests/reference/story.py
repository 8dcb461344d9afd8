"""Reading a journal (paragraph 3): everything about a case is found in its records, first to last.

A record is a plain dict with the fields of the kernel's records. Names that begin with an underscore are the judge's
own notes on what cannot be read off later: `_saw` what was observed and with which data (8.5), `_marks` what happened
to the mark, `_limit` the limit chosen when the clock started, `_granted` and `_asked` the length of an extension,
`_when` whether the conditions of rules held after the record, `_passed` which deadlines of rules it passed over.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

Record = dict[str, Any]
CLOCK = "clock"


class Seen(NamedTuple):
    """An observation; `place` orders all observations of a case."""

    place: tuple[int, int]
    kind: str  # event, entry or expiry
    name: str
    fields: dict[str, Any]
    roles: dict[str, str]
    own: dict[str, Any]
    record: Record


def observations(records: list[Record], since: int = 0) -> list[Seen]:
    """What was observed in the records from index `since` on (10.1: the event or the expiry, then the entry)."""
    return [
        Seen((index, order), *noted, record)
        for index, record in enumerate(records)
        if index >= since
        for order, noted in enumerate(record["_saw"])
    ]


def where(records: list[Record]) -> str | None:
    """The step or end where the case is."""
    return next((record["to"] for record in reversed(records) if record["to"] is not None), None)


def stay(records: list[Record]) -> int:
    """The index of the record with which the present stay began (3.7)."""
    return max(index for index, record in enumerate(records) if record["to"] is not None)


def round_start(records: list[Record]) -> int:
    """The index of the first record of the present round (3.6)."""
    return max(
        (index for index, record in enumerate(records) if record["kind"] == "event" and record["event"] == "reopen"),
        default=0,
    )


def fields(book, records: list[Record], default) -> dict[str, Any]:
    values = {name: default(declared) for name, declared in book.fields.items()}
    for record in records:
        values |= record["writes"]
    return values


def roles(records: list[Record]) -> dict[str, str]:
    bound: dict[str, str] = {}
    for record in records:
        bound |= record["binds"]
    return bound


def mark(records: list[Record]) -> str | None:
    """3.1, 6.6"""
    colour, by_clock = None, False
    for record in records:
        for what, name in record["_marks"]:
            if what == "left":
                if by_clock:
                    colour, by_clock = None, False
            else:
                colour, by_clock = name, what == "clock"
    return colour


def suspensions(book, records: list[Record], now: datetime) -> list[tuple[datetime, datetime]]:
    """From when to when the case was suspended; one that lasts counts as though it were resumed now (4.5)."""
    spans: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    for record in records:
        if record["event"] == "suspend":
            since = record["at"]
        if since is not None and (record["event"] == "resume" or record["to"] in book.ends):
            spans.append((since, record["at"]))
            since = None
    return spans if since is None else [*spans, (since, max(now, since))]


def suspended(book, records: list[Record]) -> bool:
    on = False
    for record in records:
        if record["event"] == "suspend":
            on = True
        if record["event"] == "resume" or record["to"] in book.ends:
            on = False
    return on
