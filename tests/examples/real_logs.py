"""The real logs of the examples: where they are, their rows as plain text, and the audit of one of them.

They are not part of the project. `CLOSEDLOOP_LOGS` names their folder, otherwise it is `shared/logs` beside the
checkout; a test that needs a log which is not there skips and says so.
"""

from __future__ import annotations

import csv
import gzip
import os
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

import pytest
from attrs import evolve

from closedloop.audit import Audit, OnRefusal, audit
from closedloop.logs import Log, load_mapping, read_log
from tests.compiled import program

CHECKOUT = Path(__file__).parent.parent.parent
EXAMPLES = CHECKOUT / "examples"
LOGS = Path(os.environ.get("CLOSEDLOOP_LOGS", CHECKOUT.parent / "shared" / "logs"))

Row = Mapping[str, str]
Cases = Mapping[str, Sequence[Row]]

_XES = "{http://www.xes-standard.org/}"


def log_file(name: str) -> Path:
    """The file of the log; skips the test where it is missing."""
    path = LOGS / name
    if not path.exists():
        pytest.skip(f"{path} is not there; the example's README says where the log comes from")
    return path


@lru_cache(maxsize=2)
def csv_cases(name: str, case: str) -> Cases:
    """The rows of a CSV log by case, as they stand in the file; read with nothing but the standard library."""
    with gzip.open(log_file(name), "rt", encoding="utf-8", newline="") as file:
        return _by_case((row[case], row) for row in csv.DictReader(file))


@lru_cache(maxsize=1)
def xes_cases(name: str) -> Cases:
    """The events of an XES log by the name of their trace."""
    return _by_case(_events(log_file(name)))


def _events(path: Path) -> Iterator[tuple[str, Row]]:
    with gzip.open(path) as file:
        for _, element in ElementTree.iterparse(file):
            if element.tag == f"{_XES}trace":
                name = next(one.get("value", "") for one in element if one.get("key") == "concept:name")
                for event in element.findall(f"{_XES}event"):
                    yield name, {one.get("key", ""): one.get("value", "") for one in event}
                element.clear()


def _by_case(rows: Iterator[tuple[str, Row]]) -> Cases:
    found: dict[str, list[Row]] = {}
    for case, row in rows:
        found.setdefault(case, []).append(row)
    return found


def audited(example: str, log: str, on_refusal: OnRefusal, every: int = 1, twin: str = "") -> Audit:
    """The audit that the README of the example shows; with `every`, of each so many-th case only.

    `twin` is what stands before the ending of the twin's files: `.zh`.
    """
    read = read_example(example, log, twin)
    cases = tuple(case for number, case in enumerate(read.cases) if number % every == 0)
    return audit(
        program(EXAMPLES / example / f"process{twin}.loop").process,
        evolve(read, cases=cases),
        on_refusal=on_refusal,
        as_of=max(entry.row.at for case in read.cases for entry in case.entries),
        examples=0,
    )


def read_example(example: str, log: str, twin: str = "") -> Log:
    """The log as the mapping of the example reads it."""
    path = log_file(log)
    process = program(EXAMPLES / example / f"process{twin}.loop").process
    mapping, findings = load_mapping((EXAMPLES / example / f"mapping{twin}.toml").read_text(encoding="utf-8"), process)
    assert findings == ()
    return read_log(path, process, mapping)


def every_nth(cases: Cases, every: int) -> Cases:
    return {case: rows for number, (case, rows) in enumerate(cases.items()) if number % every == 0}


def rolled(day: date) -> date:
    """The day, or the Monday after it: what the calendar of the examples makes of the last day of a limit."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


@cache
def working_days_after(day: date, count: int) -> date:
    """The last day of so many working days, Monday to Friday; the day itself is not counted."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def standing(found: Audit) -> dict[str, tuple[int, int, int, int]]:
    """For each rule how many cases keep it, break it, still owe something, and never meet it."""
    return {each.rule.name: (each.kept, each.broken, each.open, each.unmet) for each in found.rules}


def in_three(standing: tuple[int, int, int, int]) -> tuple[int, int, int]:
    """What is still owed counted among what is kept, as plain code counts it."""
    kept, broken, still_open, unmet = standing
    return kept + still_open, broken, unmet


def rules_table(found: Audit, example: str, twin: str = "process.loop") -> str:
    """The rows of the README's table of rules; the titles are those of the twin."""
    titles = [rule.title for rule in program(EXAMPLES / example / twin).process.rules]
    rows = []
    for title, finding in zip(titles, found.rules, strict=True):
        counts = (finding.kept, finding.broken, finding.open, finding.unmet)
        rows.append(" | ".join(["", title or finding.rule.name, *(f"{n:,}" if n else "—" for n in counts), ""]).strip())
    return "\n".join(rows)


def missing(figures: Mapping[str, str], text: str) -> dict[str, str]:
    """The figures that do not stand in the text, as numbers of their own."""
    return {
        what: figure
        for what, figure in figures.items()
        if not re.search(rf"(?<![\d.,]){re.escape(figure)}(?!\d|[.,]\d)", text)
    }


def readme(example: str, name: str = "README.md") -> str:
    return (EXAMPLES / example / name).read_text(encoding="utf-8")
