"""The audit of three real logs, reading included, against pm4py's token-based replay of the same files.

The logs are in the folder that `CLOSEDLOOP_LOGS` names, `../shared/logs` if it names none; a log that is not there is a
row that says so. What is timed, and what not, is said in `peers/audit_ours.py` and `peers/pm4py_replay.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from benchmarks.table import Figure, Peer, Row
from benchmarks.turns import PEERS, Answers, Contestant, in_turns
from benchmarks.venvs import HOME, Environment, environment, last_line

ROOT = Path(__file__).parent.parent
REQUIREMENT = "pm4py==2.7.23.11"
ROUNDS = 2
GROUP = "Audit of real logs, reading included, against token-based replay"


@frozen
class Case:
    """A log, the example that audits it, and pm4py's names of the columns for case, activity and time."""

    called: str
    file: str
    example: str
    columns: str

    @property
    def log(self) -> Path:
        return Path(os.environ.get("CLOSEDLOOP_LOGS", ROOT.parent / "shared" / "logs")) / self.file

    @property
    def net(self) -> Path:
        return HOME / "nets" / f"{self.file.partition('.')[0]}.pnml"


CASES = (
    Case("10,000 traffic fines", "traffic_fines.csv.gz", "traffic_fines", "case_id,activity,timestamp"),
    Case("1,434 permits", "receipt.csv.gz", "permit_receipt", "case:concept:name,concept:name,time:timestamp"),
    Case("7,554 incidents (XES)", "bpic2013_incidents.xes.gz", "incidents", ""),
)


def rows() -> Iterator[Row]:
    """Two rows for each log: the work alone, and the whole process with interpreter and imports."""
    peer: Environment | None = None
    for case in CASES:
        if not case.log.exists():
            yield Row(GROUP, case.called, "s", "less", None, note=f"left out: there is no {case.log}")
            continue
        peer = peer or environment("pm4py", REQUIREMENT)
        yield from _measured(case, peer)


def _measured(case: Case, peer: Environment) -> Iterator[Row]:
    example = ROOT / "examples" / case.example
    ours = Contestant("closedloop", "audit_ours.py", Path(sys.executable))
    problem = peer.problem or _discovered(case, peer)
    theirs = Contestant("pm4py", "pm4py_replay.py", None if problem else peer.python, problem)
    said = {
        "closedloop": [str(example / "process.loop"), str(example / "mapping.toml"), str(case.log)],
        "pm4py": [str(case.log), str(case.net), case.columns],
    }
    answers = in_turns([ours, theirs], said, ROUNDS)
    yield _row(f"{case.called}: without imports", "work", answers)
    yield _row(f"{case.called}: the whole process", "whole", answers)


def _discovered(case: Case, peer: Environment) -> str:
    """The net is discovered once and kept; why that failed, or nothing."""
    if case.net.exists():
        return ""
    case.net.parent.mkdir(parents=True, exist_ok=True)
    print(f"  discovering {case.net.name} …", file=sys.stderr, flush=True)
    command = [str(peer.python), str(PEERS / "pm4py_replay.py"), str(case.log), str(case.net), case.columns]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"no net: {last_line(done.stderr)}"


def _row(name: str, measurement: str, answers: dict[str, Answers]) -> Row:
    ours, theirs = answers["closedloop"], answers["pm4py"]
    parts = [f"{got.name}: {_parts(got)}" for got in (ours, theirs) if got.samples]
    note = "; ".join(filter(None, (ours.problem, theirs.problem, *(parts if measurement == "work" else ()))))
    peer = Peer(theirs.name, theirs.version, theirs.figure(measurement))
    return Row(GROUP, name, "s", "less", ours.figure(measurement), peer, note)


def _parts(answers: Answers) -> str:
    def seconds(measurement: str) -> str:
        figure: Figure | None = answers.figure(measurement)
        return "–" if figure is None else f"{figure.value:.2f}"

    return f"reading {seconds('reading')}, then {seconds('replaying')}"
