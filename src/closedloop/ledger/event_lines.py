"""What a line of a file of events says, as a value, and what is wrong with one that says nothing usable.

Times are kept as written: one without an offset is local time of the process's zone, which only the reader of the
whole knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen

from closedloop.kernel.values import NOTHING
from closedloop.messages import Phrase

MORNING = 9
"""The hour that a date without a time means, as in scenarios."""


@frozen
class EventLine:
    """One event. `line` counts from 1 in the file; `params` are texts where `texts` (a table's cells), else JSON
    values.

    `time` and `occurred` are naive where the file gives local time. Empty texts stand for what was not given.
    """

    line: int
    case: str
    time: datetime
    event: str
    person: str = ""
    party: str = ""
    role: str = ""
    roles: frozenset[str] = frozenset()
    occurred: datetime | None = None
    process: str = ""
    params: Mapping[str, Any] = NOTHING
    texts: bool = False


@frozen
class Problem:
    """A line that could not be used, or a column that was left out: `code` and `params` are those of the catalogue."""

    line: int
    code: str
    params: Mapping[str, Any] = field(factory=dict, hash=False)


class LineError(Exception):
    """A line that cannot be used: the code and its parameters."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


_DATE = r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})日?"
_CLOCK = (
    r"(?P<hour>\d{1,2})[:时](?P<minute>\d{2})分?(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,6})\d*)?秒?)?"
    r"\s*(?P<offset>Z|z|[+-]\d{2}:?\d{2})?"
)
_MOMENT = re.compile(rf"{_DATE}(?:[T\s]\s*{_CLOCK})?", re.ASCII)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９：－／　", "0123456789:-/ ")


def read_moment(text: str) -> datetime | None:
    """A date (which means 09:00) or a date and a clock time; aware only where an offset is written. None: it is
    neither.

    Years come first; `-`, `/`, `.` and `年月日` separate.
    """
    match = _MOMENT.fullmatch(text.translate(_FULL_WIDTH).strip())
    if match is None:
        return None
    part = match.groupdict()
    try:
        day = datetime(int(part["year"]), int(part["month"]), int(part["day"]), MORNING)
        if part["hour"] is None:
            return day
        moment = day.replace(hour=int(part["hour"]), minute=int(part["minute"]), second=int(part["second"] or 0))
        moment = moment.replace(microsecond=int((part["fraction"] or "").ljust(6, "0")))
        return moment if part["offset"] is None else _with_offset(moment, part["offset"])
    except ValueError:
        return None


def _with_offset(moment: datetime, offset: str) -> datetime:
    written = "+00:00" if offset in "Zz" else offset if ":" in offset else f"{offset[:3]}:{offset[3:]}"
    return datetime.fromisoformat(f"{moment.isoformat()}{written}")


_BETWEEN_ROLES = re.compile(r"[\s,;|、，；]+")


def event_line(line: int, given: Mapping[str, Any], params: Mapping[str, Any], *, texts: bool) -> EventLine:
    """The line that these columns make; `LineError` where one is missing or says nothing usable."""
    text = {column: _text(column, value) for column, value in given.items() if column != "roles"}
    for column in ("case", "time", "event"):
        if not text.get(column):
            raise LineError("CL674", column=named(column))
    occurred = text.get("occurred")
    return EventLine(
        line=line,
        case=text["case"],
        time=_moment("time", text["time"]),
        event=text["event"],
        person=text.get("person") or text.get("party", ""),
        party=text.get("party") or text.get("person", ""),
        role=text.get("role", ""),
        roles=_roles(given.get("roles")),
        occurred=_moment("occurred", occurred) if occurred else None,
        process=text.get("process", ""),
        params=params,
        texts=texts,
    )


def _text(column: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**40 else None
    if not isinstance(value, str):
        raise LineError("CL689", column=named(column), kind=Phrase("cell.text"))
    return value.strip()


def _roles(value: Any) -> frozenset[str]:
    if value is None:
        return frozenset()
    if isinstance(value, str):
        return frozenset(filter(None, _BETWEEN_ROLES.split(value)))
    if isinstance(value, list) and all(isinstance(role, str) for role in value):
        return frozenset(value)
    raise LineError("CL689", column=named("roles"), kind=Phrase("cell.list"))


def named(column: str) -> Phrase:
    """One of the file's own columns, in the words of the reader."""
    return Phrase(f"column.{column}")


def _moment(column: str, text: str) -> datetime:
    moment = read_moment(text)
    if moment is None:
        raise LineError("CL675", text=text, column=named(column))
    return moment
