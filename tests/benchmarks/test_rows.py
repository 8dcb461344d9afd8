"""Rows of the loop and of the audit, where the peers or the logs are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import audit, nine
from benchmarks.turns import Answers
from benchmarks.venvs import last_line


def test_each_of_ours_is_beside_each_peer_and_a_missing_one_says_why() -> None:
    ours = [Answers("Desk.submit", "0.1", samples={"events": [4.0]}), Answers("new form", problem="not there")]
    peers = [Answers("slow", "2", samples={"events": [2.0]}), Answers("gone", problem="not installed: no wheel")]
    rows = list(nine.compared("Loop", "events", "events/s", "more", (ours, peers), "{}: events"))
    assert [(row.name, row.peer.name if row.peer else "", row.ratio, row.note) for row in rows] == [
        ("Desk.submit: events", "slow", 2.0, ""),
        ("Desk.submit: events", "gone", None, "not installed: no wheel"),
        ("new form: events", "slow", None, "not there"),
        ("new form: events", "gone", None, "not there; not installed: no wheel"),
    ]


def test_a_log_that_is_not_there_is_a_row_that_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLOSEDLOOP_LOGS", str(tmp_path / "nowhere"))
    rows = list(audit.rows())
    assert len(rows) == 3
    assert all(row.ours is None and row.note.startswith("left out: there is no ") for row in rows)


def test_the_examples_that_are_audited_are_there() -> None:
    for case in audit.CASES:
        folder = audit.ROOT / "examples" / case.example
        assert (folder / "process.loop").exists()
        assert (folder / "mapping.toml").exists()


@pytest.mark.parametrize(("text", "last"), [("a\nb\n\n", "b"), ("", "no reason given"), ("  \n", "no reason given")])
def test_the_last_line_that_says_something(text: str, last: str) -> None:
    assert last_line(text) == last
