"""All verdicts on a process: rule by rule, then what holds of every process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from closedloop.model.process import EveryCaseEnds, Process, Rule
from closedloop.prove.deciding import Task, decide_rule
from closedloop.prove.endings import decide_built_in
from closedloop.prove.exploring import Budget
from closedloop.prove.verdicts import Proof, Subject, Verdict

Told = Callable[[Subject, int, int], None]
"""Told before each decision: about what, its number, how many there are."""


def verify(
    process: Process, budget: Budget | None = None, *, today: date | None = None, progress: Told | None = None
) -> Proof:
    """Decides every rule and what holds of every process, over all runs.

    `today`: stories begin in that week (by default the present one, in UTC); a verdict does not depend on it but where
    the calendar is a plain week without an end. An interruption (`KeyboardInterrupt`) ends with what is decided by
    then.
    """
    task = Task(process, budget or Budget(), today or datetime.now(UTC).date())
    watched = tuple(rule for rule in process.rules if rule.prop != EveryCaseEnds())
    decided: dict[str, Verdict] = {}
    try:
        for number, rule in enumerate(watched):
            if progress is not None:
                progress(Subject("rule", rule.name, rule), number, len(watched) + 1)
            decided[rule.name] = decide_rule(task, rule)
        if progress is not None:
            progress(Subject("ends", "ends"), len(watched), len(watched) + 1)
        built_in = decide_built_in(task, _in_force(watched, decided))
    except KeyboardInterrupt:
        return Proof(process, tuple(decided.values()), interrupted=True)
    of_rules = {**decided, **{each.subject.name: each for each in built_in if each.subject.kind == "rule"}}
    rules = tuple(of_rules[rule.name] for rule in process.rules)
    return Proof(process, (*rules, *(each for each in built_in if each.subject.kind != "rule")))


def _in_force(rules: tuple[Rule, ...], decided: dict[str, Verdict]) -> tuple[Rule, ...]:
    """The rules for which something may be refused."""
    return tuple(rule for rule in rules if decided[rule.name].kind != "proved")
