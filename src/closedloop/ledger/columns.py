"""The columns that a file of events may have, by their English and Chinese names.

`case`, `time` and `event` are needed. Every other column that is not one of these is a parameter; `params.NAME`
(`参数.NAME`) is always one, so that a parameter may bear the name of a column.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from closedloop.messages import events as messages

NEEDED: tuple[str, ...] = ("case", "time", "event")

COLUMNS: Mapping[str, str] = {
    "case": "case",
    "time": "time",
    "event": "event",
    "party": "party",
    "person": "person",
    "actor": "person",
    "role": "role",
    "roles": "roles",
    "occurred": "occurred",
    "process": "process",
    "params": "params",
    "案件": "case",
    "时间": "time",
    "事项": "event",
    "单位": "party",
    "经办人": "person",
    "角色": "role",
    "全部角色": "roles",
    "发生时间": "occurred",
    "流程": "process",
    "参数": "params",
}
"""What each header means."""

PREFIXES: tuple[str, ...] = ("params.", "参数.")

EVENTS: Mapping[str, str] = {
    "开立": "open",
    **{chinese: event for event, (_, chinese) in messages.EVENTS.items()},
}
"""The events of the language by their Chinese names; an event of the process of that name comes first."""


def column_of(header: str) -> str | None:
    """The column that a header names, whatever its case and width; None if it names none."""
    return COLUMNS.get(unicodedata.normalize("NFKC", header).strip().lower())


def parameter_of(header: str) -> str:
    """The parameter that a header names, without its prefix."""
    name = unicodedata.normalize("NFC", header).strip()
    for prefix in PREFIXES:
        if name.lower().startswith(prefix):
            return name[len(prefix) :].strip()
    return name


def is_prefixed(header: str) -> bool:
    """Whether the header says that it is a parameter's."""
    return header.strip().lower().startswith(PREFIXES)
