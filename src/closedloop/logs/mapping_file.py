"""The mapping file: TOML, checked against the process and read into a `LogMapping`.

Every mistake is a finding with its place; the parts without one are kept. With no process at hand, what only it can
tell (events, parameters, roles, values) is not checked.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal

from closedloop.logs.checking import Checking
from closedloop.logs.mapping import LogMapping
from closedloop.logs.mapping_events import events_in
from closedloop.logs.mapping_log import log_in
from closedloop.logs.mapping_roles import roles_in
from closedloop.logs.toml_places import Path, Where, places
from closedloop.logs.values import Finding
from closedloop.messages import AnyOf
from closedloop.model.process import Process

TABLES = ("process", "log", "roles", "events", "ignore")
_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


def load_mapping(
    text: str, process: Process | Mapping[str, Process] | None = None
) -> tuple[LogMapping, tuple[Finding, ...]]:
    """The mapping in a TOML text, and everything that is wrong with it, in order of place.

    `process` is what it maps to: one, or several by name of which the mapping says which (as a program has them).
    """
    text = text.removeprefix("\ufeff")
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return LogMapping(), (_no_toml(text, str(error)),)
    check = Checking(text, _places(text))
    chosen = _process(check, data, process)
    check.known(data, (), TABLES)
    mapping = LogMapping(
        process=check.text(data, ("process",)),
        **log_in(check, check.table(data, ("log",)), chosen),
        roles=roles_in(check, check.table(data, ("roles",)), chosen),
        events=events_in(check, check.table(data, ("events",)), chosen),
        ignore=_ignored(check, check.table(data, ("ignore",))),
        column_places=check.columns,
        activity_places=check.activities,
    )
    return mapping, tuple(sorted(check.findings, key=lambda finding: (finding.start, finding.end, finding.code)))


def process_name(text: str) -> str | None:
    """The process that a mapping names, if it names one and can be read so far."""
    try:
        name = tomllib.loads(text.removeprefix("\ufeff")).get("process")
    except tomllib.TOMLDecodeError:
        return None
    return name if isinstance(name, str) else None


def _places(text: str) -> Mapping[Path, Where]:
    try:
        return places(text)
    except (IndexError, ValueError):  # findings then stand at the beginning
        return {}


def _no_toml(text: str, why: str) -> Finding:
    """At the place that is complained of; if that is the end, at the last line that says anything."""
    found = _PLACE.search(why)
    lines = text.split("\n")
    if found and found["line"]:
        line = int(found["line"])
        start = sum(len(each) + 1 for each in lines[: line - 1]) + int(found["column"]) - 1
        end = start + 1
    else:
        line = max((number for number, each in enumerate(lines, 1) if each.strip()), default=1)
        start = sum(len(each) + 1 for each in lines[: line - 1])
        end = start + len(lines[line - 1].rstrip())
    return Finding("CL700", line, min(start, len(text)), min(end, len(text)), {"why": _PLACE.sub("", why)})


def _process(
    check: Checking, data: Mapping[str, object], process: Process | Mapping[str, Process] | None
) -> Process | None:
    """The process that is meant; a finding where it is not there or not said."""
    if process is None:
        return None
    processes: Mapping[str, Process] = {process.name: process} if isinstance(process, Process) else process
    name = data.get("process")
    if isinstance(name, str):
        if name not in processes:
            check.found("CL665", ("process",), name=name, choices=AnyOf(tuple(processes)), near=tuple(processes))
        return processes.get(name)
    if len(processes) > 1:
        check.found("CL702", (), choices=AnyOf(tuple(processes)))
        return None
    return next(iter(processes.values()), None)


def _ignored(check: Checking, table: Mapping[str, object]) -> frozenset[str]:
    check.known(table, ("ignore",), ("activities",))
    activities = check.texts(table, ("ignore", "activities"))
    for number, activity in enumerate(activities):
        check.activity(activity, check.element(("ignore", "activities"), number))
    return frozenset(activities)
