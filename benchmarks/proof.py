"""What proving costs, by one command: `make bench-proof`. Prints a table and writes `bench-proof.json`.

Ours and SPIN take turns, each in a process of its own, in processor time; both see the same system, exported, and must
find the same number of states. Where SPIN is not installed its row says so. `proof.py GROUP …` runs some groups:
states, examples, steps, counters.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import closedloop
from benchmarks.proof_processes import TOP, counters
from benchmarks.proof_spin import Spin, problem, version
from benchmarks.run import machine
from benchmarks.table import Figure, Peer, Row, rendered
from closedloop.prove.building import build_system
from closedloop.prove.promela import promela, states_before

ROOT = Path(__file__).parent.parent
MANY, ROUNDS = 7, 3
STEPS = (10, 30, 100, 300, 1000)


def states() -> Iterator[Row]:
    """States per second of processor time, of a process of more than a million states."""
    group = f"Exploring all states: {MANY} independent counters up to {TOP}, three steps"
    ours: list[dict[str, Any]] = []
    theirs: list[float] = []
    missing, found = problem(), 0
    with tempfile.TemporaryDirectory() as folder:
        if not missing:
            system = build_system(closedloop.loads(counters(MANY)).process)
            spin, more = Spin(promela(system), Path(folder)), states_before(system)
        for _ in range(ROUNDS):
            ours.append(_asked("explore", str(MANY), str(TOP)))
            if not missing:
                spun = spin.search()
                theirs.append(spun.states / spun.seconds)
                found = spun.states - more
    number = ours[0]["states"]
    same = "" if missing else "the same number of states" if found == number else f"finds {found:,} states"
    peer = Peer("SPIN", version() if not missing else "", Figure.of(theirs) if theirs else None)
    speed = Figure.of([each["states"] / each["seconds"] for each in ours])
    yield Row(
        group, f"states per second of processor time ({number:,} states)", "1/s", "more", speed, peer, missing or same
    )
    memory = Figure.of([each["megabytes"] for each in ours])
    yield Row(group, "memory of the whole process, at most", "MB", "less", memory)


def examples() -> Iterator[Row]:
    """`verify` on every example: all of it, and each rule."""
    for path in sorted(ROOT.glob("examples/*/process.loop")):
        runs = [_asked("verify", str(path)) for _ in range(ROUNDS)]
        kinds = ", ".join(f"{number} {kind}" for kind, number in runs[0]["kinds"].items() if number)
        group = f"Deciding an example: {path.parent.name}"
        total = Figure.of([each["seconds"] for each in runs])
        yield Row(group, f"all rules, and what holds of every process ({kinds})", "s", "less", total)
        for name, (kind, reached, _) in runs[0]["rules"].items():
            spent = Figure.of([each["rules"][name][2] for each in runs])
            yield Row(group, f"  {name}: {kind}, {reached:,} states", "s", "less", spent)


def steps() -> Iterator[Row]:
    """`verify` on longer and longer rows of steps."""
    for number in STEPS:
        found = _asked("row", str(number))
        reached = max(each[1] for each in found["rules"].values())
        name = f"{number:,} steps in a row, 4 rules ({reached:,} states)"
        yield Row("Deciding more and more steps", name, "s", "less", Figure.of([found["seconds"]]))


def growing() -> Iterator[Row]:
    """Exploration with more and more counters."""
    for number in range(1, MANY + 1):
        found = _asked("explore", str(number), str(TOP))
        name = f"{number} counter{'s' if number > 1 else ''} ({found['states']:,} states)"
        yield Row("Exploring more and more counters", name, "s", "less", Figure.of([found["seconds"]]))


GROUPS: dict[str, Callable[[], Iterator[Row]]] = {
    "states": states,
    "examples": examples,
    "steps": steps,
    "counters": growing,
}


def _asked(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, str(Path(__file__).parent / "proof_asked.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure, print, write."""
    began = time.perf_counter()
    rows: list[Row] = []
    for name in sys.argv[1:] or list(GROUPS):
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        rows += GROUPS[name]()
    facts = machine()
    print("\n".join(f"{key:<10} {value}" for key, value in facts.items()) + "\n")
    print(rendered(rows))
    print(f"measured in {time.perf_counter() - began:.0f} seconds")
    written = {"machine": facts, "rows": [each.as_json() for each in rows]}
    Path("bench-proof.json").write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
