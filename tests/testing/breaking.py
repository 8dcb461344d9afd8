"""Rules that are broken, or that something is refused for, on runs of the kernel: found without any of the prover's
systems of states.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime

from closedloop.kernel import compile_process, decide
from closedloop.kernel.values import Opening, Refused
from closedloop.model.process import Process
from closedloop.prove.stepping import Standing, Stepper, Took
from closedloop.prove.verdicts import Verdict

OPENED = datetime(2024, 3, 4, 1, tzinfo=UTC)
LONGEST_WALK = 40


def broken(process: Process, *, most: int = 400, walks: int = 20, seed: int = 0) -> set[str]:
    """By any of the shorter runs, of which so many cases are looked at, and by so many long ones at random."""
    stepper = Stepper(process)
    opened = stepper.open(OPENED)
    found = set(_said(opened))
    if opened.to is not None:
        found.update(_by_breadth(stepper, opened.to, most))
        for number in range(walks):
            found.update(_by_a_walk(stepper, opened.to, random.Random(f"{seed} {number}")))
    return found


def _by_breadth(stepper: Stepper, first: Standing, most: int) -> Iterator[str]:
    level, seen = [first], {stepper.told(first)}
    while level and len(seen) < most:
        following = []
        for standing in level:
            asked = [stepper.submit(standing, each) for each in stepper.asks(standing)]
            waited = stepper.waited(standing, stepper.told(standing))
            for took in asked if waited is None else [*asked, waited]:
                yield from _said(took)
                if took.to is not None and stepper.told(took.to) not in seen:
                    seen.add(stepper.told(took.to))
                    following.append(took.to)
        level = following


def _by_a_walk(stepper: Stepper, first: Standing, choose: random.Random) -> Iterator[str]:
    """Whoever may do something does it sooner or later; nobody ends a case while anything else is possible."""
    standing = first
    for _ in range(LONGEST_WALK):
        asked = list(stepper.asks(standing))
        choose.shuffle(asked)
        took: Took | None = None
        if not asked or choose.random() < 0.2:
            took = stepper.waited(standing, stepper.told(standing))
        for each in asked if took is None else ():
            tried = stepper.submit(standing, each)
            yield from _said(tried)
            took = tried if tried.to is not None and (took is None or not tried.to.case.ended) else took
            if took is tried and not tried.to.case.ended:  # type: ignore[union-attr]
                break
        if took is None or took.to is None:
            return
        yield from _said(took)
        standing = took.to


def _said(took: Took) -> Iterator[str]:
    if isinstance(took.outcome, Refused):
        yield from (reason.rule for reason in took.outcome.reasons if reason.rule is not None)
    yield from (rule for record in took.records for rule in record.breaches)


def shown(process: Process, verdict: Verdict) -> bool:
    """Whether the kernel, asked again, does what a counterexample on the process says: the last of it breaks the rule,
    or is refused for it, and nothing before.
    """
    example, name = verdict.counterexample, verdict.subject.name
    assert example is not None
    program = {process.name: compile_process(process)}
    cases: tuple = ()  # type: ignore[type-arg]
    for number, asked in enumerate(example.asked):
        last = number == len(example.asked) - 1
        outcome = decide(program, () if isinstance(asked, Opening) else cases, asked)
        if isinstance(outcome, Refused):
            return last and verdict.kind == "enforced" and name in {reason.rule for reason in outcome.reasons}
        if any(name in record.breaches for record in outcome.records):
            return last and verdict.kind == "refuted"
        cases = outcome.cases
    return False
