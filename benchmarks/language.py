"""How fast texts become processes: lines a second through parse, check and lowering, and the first command's wait."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

EXAMPLE = Path(__file__).parent.parent / "examples" / "deputy_proposals" / "process.loop"
LINES = 5_000


def many_processes() -> str:
    """The example's text over and over, each under a name of its own, until the file has `LINES` lines."""
    text = EXAMPLE.read_text(encoding="utf-8")
    copies = LINES // text.count("\n") + 1
    return "\n".join(text.replace("process deputy_proposals", f"process deputy_proposals_{n}") for n in range(copies))


def one_long_process() -> str:
    """A single process of `LINES` lines: a chain of steps, each with a limit, a ladder, requirements and routes."""
    lines = ["process long {", "role office", "field grade: one of low | high", "start s0", "end done"]
    lines.append("escalation duty { overdue { mark red; notify office } }")
    steps = (LINES - len(lines) - 1) // 9
    for n in range(steps):
        after = f"s{n + 1}" if n + 1 < steps else "done"
        lines += [
            f"step s{n} {{",
            "  by office",
            "  within 5 working days",
            "  escalate duty",
            f"  note_{n}(text_{n}: text)",
            f"  go_{n}(grade)",
            f'    require count note_{n} >= 1 "a note first"',
            f"    -> {after} when grade = high",
            f"    -> {after} otherwise }}",
        ]
    return "\n".join([*lines, "}"])


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Wall-clock seconds of one command."""
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def rows() -> Iterator[dict[str, object]]:
    """Rows of name, unit and our figure."""
    import closedloop

    closedloop.loads(EXAMPLE.read_text(encoding="utf-8"))  # so that building the tables is not in the figures
    for name, text in (("many processes", many_processes()), ("one long process", one_long_process())):
        began = time.perf_counter()
        closedloop.loads(text)
        took = time.perf_counter() - began
        lines = text.count("\n") + 1
        yield {"name": f"parse, check and lower, {name}, {lines} lines", "unit": "lines/s", "ours": round(lines / took)}
        yield {"name": f"… seconds for {lines} lines", "unit": "s", "ours": round(took, 2)}
    with tempfile.TemporaryDirectory() as empty:
        environment = os.environ | {"XDG_CACHE_HOME": empty}
        command = [sys.executable, "-m", "closedloop.cli", "check", str(EXAMPLE)]
        yield {
            "name": "first `check` with nothing cached",
            "unit": "s",
            "ours": round(seconds(command, environment), 2),
        }
        yield {"name": "second `check`", "unit": "s", "ours": round(seconds(command, environment), 2)}
    helped = [sys.executable, "-m", "closedloop.cli", "--help"]
    yield {"name": "`--help`", "unit": "s", "ours": round(min(seconds(helped, dict(os.environ)) for _ in range(3)), 2)}
