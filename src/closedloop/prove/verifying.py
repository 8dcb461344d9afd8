"""All verdicts on a process: rule by rule, then what holds of every process."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime

from attrs import evolve

from closedloop.model.process import EveryCaseEnds, Process, Rule
from closedloop.prove.deciding import Task, decide_rule
from closedloop.prove.endings import decide_built_in
from closedloop.prove.exploring import Budget
from closedloop.prove.preventing import prevented
from closedloop.prove.verdicts import Proof, Subject, Verdict

Told = Callable[[Subject, int, int], None]
"""Told before each decision: about what, its number, how many there are."""


def verify(
    process: Process,
    budget: Budget | None = None,
    *,
    today: date | None = None,
    progress: Told | None = None,
    only: Collection[str] | None = None,
) -> Proof:
    """Decides every rule and what holds of every process, over all runs.

    `budget.seconds` bounds all decisions together. `today`: stories begin in that week (by default the present one, in
    UTC); a verdict does not depend on it but where the calendar is a plain week without an end. `only`: the names of
    the rules to decide, and nothing else. An interruption (`KeyboardInterrupt`) ends with what is decided by then.
    """
    spending = _Spending(process, budget or Budget(), today or datetime.now(UTC).date())
    asked = tuple(rule for rule in process.rules if only is None or rule.name in only)
    watched = tuple(rule for rule in process.rules if rule.prop != EveryCaseEnds())
    to_decide = tuple(rule for rule in watched if rule in asked)
    of_ends = only is None or any(rule.prop == EveryCaseEnds() for rule in asked)
    decided: dict[str, Verdict] = {}
    tell = progress or (lambda *_: None)
    steps = len(to_decide) + of_ends
    try:
        for number, rule in enumerate(to_decide):
            tell(Subject("rule", rule.name, rule), number, steps)
            decided[rule.name] = decide_rule(spending.task(), rule)
        built_in: tuple[Verdict, ...] = ()
        if of_ends:
            tell(Subject("ends", "ends"), len(to_decide), steps)
            built_in = decide_built_in(spending.task(), _in_force(watched, decided))
    except KeyboardInterrupt:
        return Proof(process, tuple(_advised(process, each) for each in decided.values()), interrupted=True)
    of_rules = {**decided, **{each.subject.name: each for each in built_in if each.subject.kind == "rule"}}
    rules = tuple(of_rules[rule.name] for rule in asked)
    verdicts = (*rules, *(each for each in built_in if each.subject.kind != "rule" and only is None))
    return Proof(process, tuple(_advised(process, each) for each in verdicts))


def _advised(process: Process, verdict: Verdict) -> Verdict:
    """The verdict with what would have prevented its counterexample."""
    return evolve(verdict, prevented=prevented(process, verdict))


class _Spending:
    """What is left of the time."""

    def __init__(self, process: Process, budget: Budget, today: date) -> None:
        self._task = Task(process, budget, today)
        self._ends = None if budget.seconds is None else time.monotonic() + budget.seconds

    def task(self) -> Task:
        if self._ends is None:
            return self._task
        left = max(0.0, self._ends - time.monotonic())
        return evolve(self._task, budget=evolve(self._task.budget, seconds=left))


def _in_force(rules: tuple[Rule, ...], decided: dict[str, Verdict]) -> tuple[Rule, ...]:
    """The rules for which something may be refused."""
    return tuple(rule for rule in rules if rule.name not in decided or decided[rule.name].kind != "proved")
