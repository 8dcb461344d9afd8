"""SPIN, asked about a model: how many states it stores, in how much processor time, and which assertions fail."""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
from pathlib import Path

from attrs import frozen

from benchmarks.venvs import last_line

LIGHT = ("-O0",)
FAST = ("-O2",)


@frozen
class Spun:
    """`seconds` of the search alone, user and system; `failed`: the names in assertions that failed."""

    states: int
    transitions: int
    seconds: float
    failed: frozenset[str]


class Spin:
    """A model compiled by SPIN and the C compiler, for a search of every order of events."""

    def __init__(self, model: str, folder: Path, options: tuple[str, ...] = FAST) -> None:
        self._folder = folder
        (folder / "model.pml").write_text(model, encoding="utf-8")
        self._run("spin", "-o2", "-a", "model.pml")
        self._run("gcc", *options, "-w", "-DSAFETY", "-DNOREDUCE", "-o", "pan", "pan.c")

    def search(self) -> Spun:
        """The whole search; what fails does not end it."""
        before = _spent()
        said = self._run(str(self._folder / "pan"), "-c0", "-m10000000")
        seconds = _spent() - before
        return Spun(
            states=_number(r"(\d+) states, stored", said),
            transitions=_number(r"(\d+) transitions", said),
            seconds=seconds,
            failed=frozenset(re.findall(r"assertion violated\W+([a-z_0-9]+)", said)),
        )

    def holds(self, rule: int, claim: str) -> bool:
        """Whether the claim holds of the rule, as LTL; compiled anew for each rule."""
        self._run("spin", "-o2", f"-DRULE={rule}", "-a", "model.pml")
        self._run("gcc", *LIGHT, "-w", "-DNOREDUCE", "-o", "pan", "pan.c")
        said = self._run(str(self._folder / "pan"), "-a", "-m10000000", "-N", claim)
        return _number(r"errors: (\d+)", said) == 0

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, cwd=self._folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {last_line(done.stdout + done.stderr)}")
        return done.stdout


def problem() -> str:
    """Why SPIN cannot be asked here; empty if it can."""
    missing = [name for name in ("spin", "gcc") if shutil.which(name) is None]
    return f"{' and '.join(missing)} not installed (Debian: apt-get install spin gcc)" if missing else ""


def version() -> str:
    said = subprocess.run(["spin", "-V"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d[\d.]*", said)
    return found[0] if found else ""


def _number(pattern: str, said: str) -> int:
    found = re.search(pattern, said)
    if found is None:
        raise RuntimeError(f"pan: {last_line(said)}")
    return int(found[1])


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime
