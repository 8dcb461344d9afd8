"""How fast texts become processes: lines a second through parse, check and lowering, and the first command's wait.

Nothing else reads this language, so the only peer is Lark itself, which reads the same texts by the same grammar with
its own LALR parser and contextual lexer: a plain tree, without spans, typed nodes, comments and a second chance
after a mistake, which ours has. Both in turns, in one process.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.table import Figure, Peer, Row

EXAMPLE = Path(__file__).parent.parent / "examples" / "deputy_proposals" / "process.loop"
LINES = 5_000
TURNS = 3
GROUP = "From text to process, lines a second"
COMMANDS = "Commands, their whole process, processor time"


def rows() -> Iterator[Row]:
    """Reading, compiling, and what a command costs."""
    yield from _texts()
    yield from _commands()


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


def _texts() -> Iterator[Row]:
    import closedloop
    from closedloop.syntax.parse import parse_text

    plain = _lark()
    small = EXAMPLE.read_text(encoding="utf-8")
    for ready in (closedloop.loads, plain):  # so that building tables is in no figure
        ready(small)
    for name, text in (("many processes", many_processes()), ("one long process", one_long_process())):
        samples: dict[str, list[float]] = {"parse": [], "lark": [], "all": []}
        for _ in range(TURNS):
            samples["parse"].append(_speed(parse_text, text))
            samples["lark"].append(_speed(plain, text))
            samples["all"].append(_speed(closedloop.loads, text))
        lark = Peer("Lark, LALR, same grammar", version("lark"), Figure.of(samples["lark"]))
        size = f"{text.count(chr(10)) + 1:,} lines"
        yield Row(GROUP, f"parse, {name}, {size}", "lines/s", "more", Figure.of(samples["parse"]), lark)
        yield Row(GROUP, f"parse, check, compile, {name}", "lines/s", "more", Figure.of(samples["all"]))


def _lark() -> Callable[[str], Any]:
    from lark import Lark

    from closedloop.syntax.dialects import LARK_OPTIONS, dialects

    return Lark(dialects()["en"].grammar, lexer="contextual", **LARK_OPTIONS).parse


def _speed(read: Callable[[str], Any], text: str) -> float:
    """Lines a second of processor time."""
    began = time.process_time()
    read(text)
    return (text.count("\n") + 1) / (time.process_time() - began)


def _commands() -> Iterator[Row]:
    module = [sys.executable, "-m", "closedloop.cli"]
    check = [*module, "check", str(EXAMPLE)]
    firsts, seconds = [], []
    for _ in range(TURNS):
        with tempfile.TemporaryDirectory() as empty:
            environment = os.environ | {"XDG_CACHE_HOME": empty}
            firsts.append(_spent(check, environment))
            seconds.append(_spent(check, environment))
    yield Row(COMMANDS, "first `check` of the example, nothing cached", "s", "less", Figure.of(firsts))
    yield Row(COMMANDS, "second `check`", "s", "less", Figure.of(seconds))
    helped = [_spent([*module, "--help"], dict(os.environ)) for _ in range(TURNS)]
    yield Row(COMMANDS, "`--help`", "s", "less", Figure.of(helped))


def _spent(command: list[str], environment: dict[str, str]) -> float:
    """Seconds of processor time of a command's whole process, the interpreter's start included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
