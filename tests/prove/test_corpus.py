"""Small processes with verdicts that were written down by hand before the prover was asked.

In `tests/prove/corpus`, a file's head gives the reason and `# expect NAME: VERDICT` for each rule; `# expect stuck`,
`ends`, `step NAME` and `event NAME` for what holds of every process, where something is amiss there: what is not named
is expected to be in order. `# errors CODE` names what the compiler itself refuses. `# open NAME: why` lists what the
prover leaves undecided: it is held to that, so that the list says no more than is so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from attrs import frozen

from closedloop.lower.compiling import lower_file
from closedloop.model.process import Process
from closedloop.prove.exploring import Budget
from closedloop.prove.verdicts import Proof, Verdict
from closedloop.prove.verifying import verify
from closedloop.syntax import tree
from closedloop.syntax.parse import parse_bytes
from tests.prove.happening import it_happened

CORPUS = Path(__file__).parent / "corpus"
TODAY = date(2024, 3, 4)
BUDGET = Budget(states=200_000)
EXPECTED = re.compile(r"^# expect (.+?): (proved|enforced|refuted)\b", re.MULTILINE)
OPEN = re.compile(r"^# open (.+?): (.+)$", re.MULTILINE)
ERRORS = re.compile(r"^# errors (.+)$", re.MULTILINE)
SHARE_OPEN = 0.10

SLOW = frozenset(
    (
        "deadlines/china_a_month",
        "deadlines/china_twenty_working_days",
        "deadlines/extended",
        "deadlines/extension_approved",
        "deadlines/extension_never_granted",
        "deadlines/loop_by_clock",
        "deadlines/loop_by_hand",
        "deadlines/loop_once",
        "deadlines/not_extended",
        "deadlines/plain_weeks",
        "deadlines/rung_leads_out",
        "deadlines/short_february",
        "deadlines/two_stays",
        "deadlines/two_triggers",
        "deadlines/urgent_afterwards",
        "deadlines/urgent_only",
        "ends/by_itself",
        "ends/kept_alive",
        "every/limit_as_long",
        "every/limit_shorter",
    )
)
"""Their deadlines are counted over every starting day of 28 years for many limits."""

WRONG: dict[tuple[str, str], str] = {}
"""Where the prover is wrong, and why: each is held to be so until it is mended."""


@frozen
class Case:
    """A file of the corpus."""

    name: str
    text: str

    @property
    def expected(self) -> dict[str, str]:
        return dict(EXPECTED.findall(self.text))

    @property
    def open(self) -> dict[str, str]:
        return dict(OPEN.findall(self.text))

    @property
    def errors(self) -> set[str]:
        return {code for line in ERRORS.findall(self.text) for code in line.split()}

    def want(self, subject: str) -> str:
        return "open" if subject in self.open else self.expected.get(subject, "proved")


CASES = [
    Case(str(path.relative_to(CORPUS).with_suffix("")), path.read_text(encoding="utf-8"))
    for path in sorted(CORPUS.rglob("*.loop"))
]


def each_case() -> Iterator[object]:
    for case in CASES:
        yield pytest.param(case, id=case.name, marks=[pytest.mark.slow] if case.name in SLOW else [])


def each_subject() -> Iterator[object]:
    """Everything that is said of a file, and `the rest`: what is in order."""
    for case in CASES:
        for subject in dict.fromkeys((*case.expected, *case.open, "the rest")):
            marks = [pytest.mark.slow] if case.name in SLOW else []
            why = WRONG.get((case.name, subject))
            if why is not None:
                marks.append(pytest.mark.xfail(strict=True, reason=why))
            yield pytest.param(case, subject, id=f"{case.name}: {subject}", marks=marks)


@cache
def read(case: Case) -> tuple[tree.Process, Process, frozenset[str]]:
    parsed = parse_bytes(case.text.encode(), name=case.name)
    assert parsed.file is not None
    assert not parsed.diagnostics
    processes, found = lower_file(parsed.file, parsed.source)
    errors = frozenset(each.code for each in found if each.severity == "error")
    return parsed.file.processes[0], processes[0], errors


@cache
def proof_of(case: Case) -> Proof:
    return verify(read(case)[1], BUDGET, today=TODAY)


def named(verdict: Verdict) -> str:
    subject = verdict.subject
    if subject.kind in ("rule", "ends"):
        return subject.name
    return subject.kind if subject.kind == "stuck" else f"{subject.kind} {subject.name}"


# ----------------------------------------------------------------------------------------------------- the corpus


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_head_speaks_of_what_there_is(case: Case) -> None:
    _, process, errors = read(case)
    names = {rule.name for rule in process.rules}
    assert errors == case.errors
    assert names <= set(case.expected)
    assert case.text.count("# expect ") == len(case.expected)
    places = {f"step {each.name}" for each in (*process.steps, *process.ends)}
    events = {subject for subject in (*case.expected, *case.open) if subject.startswith("event ")}
    assert {*case.expected, *case.open} <= {*names, *places, *events, "stuck", "ends"}


def test_there_are_enough_and_few_are_open() -> None:
    pairs = [(case.name, subject) for case in CASES for subject in case.expected if is_rule(subject)]
    left = [(case.name, subject) for case in CASES for subject in case.open if is_rule(subject)]
    assert len(pairs) >= 60
    assert len(left) <= SHARE_OPEN * len(pairs)


def is_rule(subject: str) -> bool:
    """Whether a rule is meant, not what holds of every process."""
    return subject not in ("stuck", "ends") and not subject.startswith(("step ", "event "))


@pytest.mark.parametrize(("case", "subject"), list(each_subject()))
def test_the_verdict_is_the_one_written_down(case: Case, subject: str) -> None:
    kinds = {named(verdict): verdict.kind for verdict in proof_of(case).verdicts}
    if subject != "the rest":
        assert kinds[subject] == case.want(subject)
        return
    rest = {name: kind for name, kind in kinds.items() if name not in case.expected and name not in case.open}
    assert rest == dict.fromkeys(rest, "proved")


# -------------------------------------------------------------------------------------------------- what is shown


@pytest.mark.parametrize("case", list(each_case()))
def test_counterexamples_are_the_kernels_and_break_the_rule(case: Case) -> None:
    written, process, _ = read(case)
    for verdict in proof_of(case).verdicts:
        if verdict.subject.kind == "rule" and verdict.kind in ("enforced", "refuted"):
            assert verdict.counterexample is not None, verdict.subject.name
        it_happened(written, process, verdict)
