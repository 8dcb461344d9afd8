"""What is read from a log, as plain frozen values: rows as they stand there, and what they mean for a process.

All moments are aware datetimes in UTC. Lines count from 1 in the file; of XES it is the line of the `<event>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from attrs import field, frozen

from closedloop.kernel.swift import swift
from closedloop.kernel.values import NOTHING, Actor


@swift
@frozen
class Row:
    """One row of the log, read and not yet translated.

    `attributes` are all columns by name, as text; of XES those of the case too, as `case:NAME`.
    """

    line: int
    case: str
    activity: str
    at: datetime
    person: str | None
    party: str | None
    role: str | None
    attributes: Mapping[str, str] = field(eq=False, repr=False)


@frozen
class Issue:
    """What could not be read or translated. `code`, `params`: those of the catalogue; `case`: where it is known."""

    line: int
    code: str
    params: Mapping[str, Any] = field(default=NOTHING, hash=False)
    case: str | None = None


@frozen
class Finding:
    """What is wrong with a mapping: at this line, between these character offsets of its text.

    `code` and `params` are those of the catalogue; a param `suggestion` becomes the hint `did you mean …?`.
    """

    code: str
    line: int
    start: int
    end: int
    params: Mapping[str, Any] = field(default=NOTHING, hash=False)
    severity: Literal["error", "warning"] = "error"


@swift
@frozen
class Entry:
    """A row in the terms of the process. `params` as in `Submission`, already of their declared types."""

    row: Row
    event: str
    params: Mapping[str, Any] = field(hash=False)
    actor: Actor
    role: str | None


@swift
@frozen
class LogCase:
    """One case of the log: its entries in order of time, those of equal times in the order of the file.

    `opened` is the time of its first entry, or of the row that opens it. `attributes` are those of its first row.
    """

    case: str
    opened: datetime
    entries: tuple[Entry, ...]
    attributes: Mapping[str, str] = field(eq=False, repr=False)


@frozen
class Log:
    """A log that was read whole. `cases` in order of first appearance, `issues` in order of lines.

    `rows` counts all rows of the file; `left_out` how many were left out because the mapping says so, by activity.
    `findings` are about the mapping's columns and activities that the log does not have. `assumed` are the roles of
    which nothing says who holds them: everybody is taken to. `without_entries` are cases none of whose rows became an
    entry; they are not among `cases`.
    """

    source: str
    cases: tuple[LogCase, ...]
    issues: tuple[Issue, ...]
    rows: int
    left_out: Mapping[str, int] = field(default=NOTHING, hash=False)
    columns: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    assumed: tuple[str, ...] = ()
    without_entries: tuple[str, ...] = ()
