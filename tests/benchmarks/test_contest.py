"""The contest measures only what does the work, and our contestants do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks.turns import Contestant, in_turns

PEERS = Path(__file__).parent.parent.parent / "benchmarks" / "peers"
CONTESTANTS = [
    ("by_hand", "ByHand"),
    ("with_desk", "AtDesk"),
    ("with_generated", "Generated"),
    ("with_embedded", "Embedded"),
]


@pytest.fixture
def contest(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module as the contestants import it."""
    monkeypatch.syspath_prepend(str(PEERS))
    yield import_module("contest")
    for name in ("contest", *(module for module, _ in CONTESTANTS)):
        sys.modules.pop(name, None)


@pytest.mark.parametrize(("module", "name"), CONTESTANTS)
def test_the_guard_is_alive_and_every_case_is_audited(contest: ModuleType, module: str, name: str) -> None:
    made = getattr(import_module(module), name)
    contest.prove_the_guard(made())
    event, opening = contest.repetition(made(), cases=4)
    assert event > 0
    assert opening >= 0


def test_a_contestant_without_an_audit_is_not_measured(contest: ModuleType) -> None:
    by_hand = import_module("by_hand")

    class Forgetful(by_hand.ByHand):  # type: ignore[misc, name-defined]
        def take(self, case: Any, steps: Any) -> None:
            super().take(case, steps)
            case.audit.clear()

    with pytest.raises(SystemExit, match="0 audit entries"):
        contest.repetition(Forgetful(), cases=1)


def test_a_contestant_without_a_guard_is_not_measured(contest: ModuleType) -> None:
    by_hand = import_module("by_hand")

    class Generous(by_hand.ByHand):  # type: ignore[misc, name-defined]
        def refuses(self, case: Any, step: Any) -> bool:
            return False

    with pytest.raises(SystemExit, match="a third rework was accepted"):
        contest.prove_the_guard(Generous())


def test_the_script_is_the_loop_of_nine_events_at_rising_moments(contest: ModuleType) -> None:
    steps = contest.steps_of(range(9), timeline=3)
    assert [event for event, *_ in steps] == (
        ["accept", "assign", "start", "reply", "unsatisfied", "reply", "satisfied", "assess", "revisit"]
    )
    moments: list[datetime] = [at for _, _, at, _ in steps]
    assert moments == sorted(set(moments))


def script(folder: Path, name: str, text: str) -> Contestant:
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    return Contestant(name, str(path), Path(sys.executable))


def test_contestants_are_asked_in_turns_and_one_that_fails_says_why(tmp_path: Path) -> None:
    good = 'import sys, json; print(json.dumps({"name": "good", "version": "1", sys.argv[1]: [1, 9, 2]}))'
    bad = script(tmp_path, "bad", "raise SystemExit('no such moon')")
    missing = Contestant("missing", "nowhere.py", None, "not installed: no wheel")
    everybody = [script(tmp_path, "good", good), bad, missing]
    answers = in_turns(everybody, {each.called: ["speed"] for each in everybody}, rounds=2)
    assert answers["good"].samples == {"speed": [2.0, 2.0]}
    assert answers["good"].figure("speed") is not None
    assert answers["bad"].problem == "no such moon"
    assert answers["bad"].figure("speed") is None
    assert answers["missing"].problem == "not installed: no wheel"
