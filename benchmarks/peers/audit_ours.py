"""The audit of a log, reading included: `audit_ours.py PROCESS MAPPING LOG`.

Timed: reading the process and the mapping, reading the log from disk and translating it, holding it against every rule
and limit, the replay of what the process would have refused. Not timed in `work`, but in `whole`: the start of the
interpreter and all imports. Seconds of processor time; `whole` is that of the process up to its answer.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import closedloop
import closedloop.audit
import closedloop.logs


def main() -> None:
    """Audit, and say what it took."""
    process_path, mapping_path, log_path = map(Path, sys.argv[1:])
    closedloop.loads("process warm { role r start s step s { by r e() -> f } end f }")  # imports what is lazy
    imported, began, wall = time.process_time(), time.process_time(), time.perf_counter()
    (process,) = closedloop.load(process_path).values()
    mapping, findings = closedloop.logs.load_mapping(mapping_path.read_text(encoding="utf-8"), process)
    if any(finding.severity == "error" for finding in findings):
        raise SystemExit(f"the mapping cannot be used: {findings}")
    log = closedloop.logs.read_log(log_path, process, mapping)
    read = time.process_time()
    found = closedloop.audit.audit(process, log)
    ended = time.process_time()
    entries = sum(len(case.entries) for case in log.cases)
    if not entries or not found.rules:
        raise SystemExit("nothing was audited")
    print(
        json.dumps(
            {
                "name": "closedloop audit",
                "version": version("closedloop"),
                "work": [ended - began],
                "reading": [read - began],
                "replaying": [ended - read],
                "imports": [imported],
                "whole": [ended],
                "wall": [time.perf_counter() - wall],
                "rows": log.rows,
                "cases": len(log.cases),
            }
        )
    )


if __name__ == "__main__":
    main()
