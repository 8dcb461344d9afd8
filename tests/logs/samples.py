"""A small process, logs of it, and where the real logs are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import closedloop
from closedloop.logs import Log, load_mapping, read_log_bytes
from closedloop.model.process import Process

ROOT = Path(__file__).parent.parent.parent
LOGS = Path(os.environ.get("CLOSEDLOOP_LOGS") or ROOT.parent / "shared" / "logs")

LETTERS = closedloop.loads(
    """
process letters {
  calendar weekdays "Europe/Rome"
  role desk "Front desk"
  role office
  role handler assigned
  field amount: decimal
  start received
  step received {
    by desk
    accept(amount, kind: one of paper "on paper" | mail, key?: bool) "Letter accepted" -> handling
  }
  step handling {
    by office
    assign(handler) -> handling
    note(pages?: int 0..99, day?: date, at?: time, tags?: list of text) -> handling
    close() -> done
  }
  end done
}
"""
)["letters"]


def real_log(name: str) -> Path:
    """The path of a real log; skips the test where it is not there."""
    path = LOGS / name
    if not path.exists():
        pytest.skip(f"there is no {path}: CLOSEDLOOP_LOGS names the folder of the real logs")
    return path


def read(content: str | bytes, mapping: str | None = None, process: Process = LETTERS) -> Log:
    """The log, with the mapping in this text, which must be right."""
    chosen = None
    if mapping is not None:
        chosen, findings = load_mapping(mapping, process)
        assert [each for each in findings if each.severity == "error"] == []
    return read_log_bytes(content.encode() if isinstance(content, str) else content, process, chosen)


def issues(log: Log) -> list[tuple[int, str]]:
    return [(issue.line, issue.code) for issue in log.issues]


def events(log: Log) -> dict[str, list[str]]:
    return {case.case: [entry.event for entry in case.entries] for case in log.cases}


def params(log: Log) -> list[Mapping[str, Any]]:
    return [entry.params for case in log.cases for entry in case.entries]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]
