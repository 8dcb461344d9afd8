"""Measuring in turns: every contestant in a process of its own, all of them once, then all of them again.

So whatever else the machine does at the time falls on ours and on the peers alike. A contestant that fails is not
asked again; what it said last is the reason in its row.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from benchmarks.table import Figure
from benchmarks.venvs import last_line

PEERS = Path(__file__).parent / "peers"


@frozen
class Contestant:
    """A script in `peers/`, the Python that runs it, and how it is called until it has told its own name."""

    called: str
    script: str
    python: Path | None
    problem: str = ""


@define
class Answers:
    """What a contestant has answered so far: samples by the name of the measurement, or why there are none."""

    name: str
    version: str = ""
    problem: str = ""
    samples: dict[str, list[float]] = field(factory=dict)

    def take(self, said: Mapping[str, Any]) -> None:
        """Add the samples of one run: lists of numbers by name."""
        self.name, self.version = said["name"], said["version"]
        for name, samples in said.items():
            if isinstance(samples, list):
                self.samples.setdefault(name, []).append(Figure.of(samples).value)

    def figure(self, measurement: str) -> Figure | None:
        """The figure of the runs' medians; None if there is none."""
        samples = self.samples.get(measurement)
        return Figure.of(samples) if samples else None


def in_turns(
    contestants: Sequence[Contestant], arguments: Mapping[str, Sequence[str]], rounds: int
) -> dict[str, Answers]:
    """The answers of all, by what they are called, as the `arguments` are."""
    answers = {each.called: Answers(each.called, problem=each.problem) for each in contestants}
    for turn in range(rounds):
        for each in _rotated(contestants, turn):
            got = answers[each.called]
            if each.python is not None and not got.problem:
                _ask(each, arguments[each.called], got)
    return answers


def _rotated(contestants: Sequence[Contestant], turn: int) -> Iterable[Contestant]:
    first = turn % len(contestants) if contestants else 0
    return [*contestants[first:], *contestants[:first]]


def _ask(contestant: Contestant, arguments: Sequence[str], answers: Answers) -> None:
    print(f"  {contestant.called} …", file=sys.stderr, flush=True)
    command = [str(contestant.python), str(PEERS / contestant.script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        answers.problem = last_line(done.stderr)
        return
    answers.take(json.loads(done.stdout.splitlines()[-1]))
