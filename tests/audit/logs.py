"""Logs told in a test: a process from its text, rows as lines, moments as local time of the process (UTC).

A line is `CASE DAY [TIME] EVENT WHO [name=value …]`; who acts holds every role that bears the name, or the roles given
behind a slash (`ann/office`, `ann/office,clerk`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from closedloop.audit import Audit, RuleFinding, audit
from closedloop.kernel.values import Actor
from closedloop.logs.values import Entry, Issue, Log, LogCase, Row
from closedloop.model.process import Process
from tests.kernel.story import process as process_of

OPEN = "open"


@cache
def process(items: str) -> Process:
    """A process in UTC on weekdays."""
    return process_of(f'calendar weekdays "UTC"\n{items}')


def log_of(text: str, *, issues: tuple[Issue, ...] = (), **columns: dict[str, str]) -> Log:
    """The log; `columns`: for each column the values of cases. A row `open` opens a case and does nothing else."""
    opened: dict[str, datetime] = {}
    entries: dict[str, list[Entry]] = {}
    lines = [line.split("#")[0].split() for line in text.splitlines() if line.strip()]
    for number, parts in enumerate(lines, 1):
        case, at, event, who, given = _row(parts)
        opened[case] = min(at, opened.get(case, at))
        entries.setdefault(case, [])
        if event != OPEN:
            name, _, roles = who.partition("/")
            actor = Actor(name, name, frozenset(roles.split(",") if roles else [name]))
            row = Row(number, case, event, at, name, name, None, {})
            entries[case].append(Entry(row, event, given, actor, None))
    cases = tuple(
        LogCase(case, at, tuple(sorted(entries[case], key=lambda entry: entry.row.at)), _attributes(columns, case))
        for case, at in opened.items()
    )
    return Log("log", cases, issues, len(lines))


def _attributes(columns: dict[str, dict[str, str]], case: str) -> dict[str, str]:
    return {name: values[case] for name, values in columns.items() if case in values}


def _row(parts: list[str]) -> tuple[str, datetime, str, str, dict[str, Any]]:
    case, day, *rest = parts
    time = rest.pop(0) if ":" in rest[0] else "09:00"
    event, *rest = rest
    who = rest.pop(0) if rest and "=" not in rest[0] else "office"
    given = dict(each.split("=", 1) for each in rest)
    return (
        case,
        datetime.fromisoformat(f"{day} {time}").replace(tzinfo=UTC),
        event,
        who,
        {k: _value(v) for k, v in given.items()},
    )


def _value(text: str) -> Any:
    if text in ("yes", "no"):
        return text == "yes"
    return int(text) if text.lstrip("-").isdecimal() else text


def audited(items: str, text: str, **options: Any) -> Audit:
    return audit(process(items), log_of(text), **options)


def rule(found: Audit, name: str = "r") -> RuleFinding:
    return next(each for each in found.rules if each.rule.name == name)


def standing(found: Audit, name: str = "r") -> tuple[int, int, int, int]:
    """How many cases keep, break, still owe, never meet the rule."""
    each = rule(found, name)
    return each.kept, each.broken, each.open, each.unmet
