"""Journals of ours among logs: told by their first line, and read whole."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from closedloop.audit.journals import log_of_journal
from closedloop.engine.journals import read_journal
from closedloop.kernel.machine import compile_process
from closedloop.logs.sources import decoded, unpacked
from closedloop.logs.values import Log
from closedloop.model.process import Process


def journal_lines_of(data: bytes) -> list[str] | None:
    """The lines of a journal, plain or gzip; None if these bytes are no journal."""
    plain, torn = unpacked(data)
    if torn or not plain[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    lines = decoded(plain).text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    try:
        written: Any = json.loads(first)
    except (ValueError, RecursionError):
        return None
    is_record = isinstance(written, dict) and isinstance(written.get("seq"), int) and "kind" in written
    return lines if is_record and "case" in written else None


def read_own_journal(processes: Mapping[str, Process], process: Process, lines: Sequence[str], source: str) -> Log:
    """The cases of the process in a journal. `JournalCorrupt` for a line that is no record of these processes."""
    machines = {name: compile_process(each) for name, each in processes.items()}
    records = read_journal(machines, lines)
    numbers = (number for number, line in enumerate(lines, 1) if line.strip())
    return log_of_journal(machines[process.name], zip(numbers, records, strict=True), source)
