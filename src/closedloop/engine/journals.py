"""Journals as JSON lines: one record a line, the records of all cases in any interleaving.

Guarantees: what `journal_lines` writes, `read_journal` reads back as equal records; a damaged line is
`JournalCorrupt` with its number, whatever it holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from closedloop.engine.errors import JournalCorrupt
from closedloop.kernel.journal import record_from_json, record_to_json
from closedloop.kernel.machine import Machine
from closedloop.kernel.values import Record
from closedloop.messages import UsageError


def journal_lines(
    machines: Mapping[str, Machine], records: Iterable[Record], processes: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The records as lines of JSON, without line ends. The `opened` record of each case comes first, or `processes`
    names the process of the case: so the records of one answer are appended to a journal.
    """
    of_case = {case: machines[process] for case, process in (processes or {}).items()}
    for record in records:
        machine = _machine_of(machines, of_case, record.case, record.process)
        yield json.dumps(record_to_json(machine, record), ensure_ascii=False, separators=(",", ":"))


def read_journal(machines: Mapping[str, Machine], lines: Iterable[str]) -> tuple[Record, ...]:
    """The records of these lines; blank lines are passed over. `JournalCorrupt` for a line that is no record."""
    of_case: dict[str, Machine] = {}
    records = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                records.append(_read_line(machines, of_case, line))
            except (UsageError, RecursionError) as problem:
                raise JournalCorrupt("CL610", line=number, problem=str(problem)) from None
    return tuple(records)


def _read_line(machines: Mapping[str, Machine], of_case: dict[str, Machine], line: str) -> Record:
    try:
        written: Any = json.loads(line)
    except ValueError as problem:
        raise UsageError(f"it is no JSON ({problem})") from None
    if not isinstance(written, dict) or not isinstance(written.get("case"), str):
        raise UsageError("a record is a JSON object with a `case`")
    return record_from_json(_machine_of(machines, of_case, written["case"], written.get("process")), written)


def _machine_of(machines: Mapping[str, Machine], of_case: dict[str, Machine], case: str, process: object) -> Machine:
    """By the process that the case's first record names."""
    if isinstance(process, str):
        if process not in machines:
            raise UsageError(f"there is no process `{process}`")
        of_case[case] = machines[process]
    if case not in of_case:
        raise UsageError(f"case `{case}` has no first record that names its process")
    return of_case[case]
