"""One measurement of the prover in a process of its own: prints what it found as one line of JSON.

`proof_asked.py explore COUNTERS TOP`, `verify FILE`, `row STEPS`.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import closedloop
from benchmarks.proof_processes import counters, row
from closedloop.model.process import Process
from closedloop.prove.building import build_system
from closedloop.prove.exploring import Budget, explore
from closedloop.prove.verifying import verify

TODAY = date(2024, 3, 4)
EVERYTHING = Budget(states=100_000_000)


def explored(number: str, top: str) -> dict[str, Any]:
    """All states of so many counters: how many, and the processor time that the exploration took."""
    system = build_system(closedloop.loads(counters(int(number), int(top))).process)
    began = time.process_time()
    found = explore(system, EVERYTHING)
    return {"states": found.states, "seconds": time.process_time() - began}


def verified(path: str) -> dict[str, Any]:
    """All verdicts on a file."""
    return _verdicts(closedloop.load(path).process)


def of_row(steps: str) -> dict[str, Any]:
    """All verdicts on a row of so many steps."""
    return _verdicts(closedloop.loads(row(int(steps))).process)


def _verdicts(process: Process) -> dict[str, Any]:
    began = time.process_time()
    proof = verify(process, today=TODAY)
    seconds = time.process_time() - began
    kinds = [each.kind for each in proof.verdicts]
    return {
        "seconds": seconds,
        "rules": {each.subject.name: [each.kind, each.effort.states, each.effort.seconds] for each in proof.rules},
        "kinds": {kind: kinds.count(kind) for kind in ("proved", "enforced", "refuted", "open")},
    }


ASKED: dict[str, Callable[..., dict[str, Any]]] = {"explore": explored, "verify": verified, "row": of_row}


def main() -> None:
    """Measure once."""
    found = ASKED[sys.argv[1]](*sys.argv[2:])
    found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


if __name__ == "__main__":
    main()
