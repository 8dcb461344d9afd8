"""The table `[log]` of a mapping: which columns say what, and how the file is written."""

from __future__ import annotations

from typing import Any

from closedloop.calendars import known_zone
from closedloop.logs.checking import Checking, Table
from closedloop.logs.moments import is_format
from closedloop.logs.sources import known_encoding
from closedloop.model.process import Process

KEYS = (
    "case",
    "activity",
    "time",
    "order",
    "time_format",
    "zone",
    "resolution",
    "person",
    "party",
    "role",
    "delimiter",
    "encoding",
    "keep",
)
_AT = ("log",)


def log_in(check: Checking, table: Table, process: Process | None) -> dict[str, Any]:
    """The parts of a `LogMapping` that `[log]` says."""
    check.known(table, _AT, KEYS)
    columns = {key: check.column(table, (*_AT, key)) for key in ("case", "order", "person", "party", "role")}
    return {
        **columns,
        "activity": check.columns_at(table, (*_AT, "activity")),
        "time": check.columns_at(table, (*_AT, "time")),
        "time_format": _time_format(check, table),
        "zone": _zone(check, table),
        "resolution": _resolution(check, table),
        "delimiter": _delimiter(check, table),
        "encoding": _encoding(check, table),
        "keep": check.columns_of(check.table(table, (*_AT, "keep")), (*_AT, "keep")),
    }


def _time_format(check: Checking, table: Table) -> str | None:
    path = (*_AT, "time_format")
    written = check.text(table, path)
    if written is None or is_format(written):
        return written
    check.found("CL709", path, format=written)
    return None


def _zone(check: Checking, table: Table) -> str | None:
    path = (*_AT, "zone")
    zone = check.text(table, path)
    if zone is None or known_zone(zone):
        return zone
    from zoneinfo import available_timezones

    check.found("CL708", path, name=zone, near=sorted(available_timezones()))
    return None


def _resolution(check: Checking, table: Table) -> str | None:
    path = (*_AT, "resolution")
    resolution = check.text(table, path)
    if resolution in (None, "day"):
        return resolution
    check.found("CL707", path, text=resolution, key="resolution", choices=("day",))
    return None


def _delimiter(check: Checking, table: Table) -> str | None:
    path = (*_AT, "delimiter")
    delimiter = check.text(table, path)
    if delimiter is None or (len(delimiter) == 1 and delimiter not in '\r\n"'):
        return delimiter
    check.found("CL703", path, key="delimiter", kind=_one_sign())
    return None


def _one_sign() -> Any:
    from closedloop.messages import Phrase

    return Phrase("mapping.kind.sign")


def _encoding(check: Checking, table: Table) -> str | None:
    path = (*_AT, "encoding")
    encoding = check.text(table, path)
    if encoding is None or known_encoding(encoding):
        return encoding
    check.found("CL710", path, name=encoding, near=("utf-8", "utf-16", "gb18030", "gbk", "big5", "cp1252", "latin-1"))
    return None
