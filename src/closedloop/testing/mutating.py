"""Which sentences of a process are protected: each is left out in turn, and rules and scenarios are asked whether they
notice.

A rule notices when what was proved is enforced or refuted without the sentence, when what was enforced is refuted, or
when nothing that it speaks of happens any more; a scenario when it fails. What holds of every process (that steps can
be reached, that nothing gets stuck) is asked only where neither notices.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import UTC, date, datetime
from multiprocessing import active_children, get_context
from typing import Literal

from attrs import frozen

from closedloop.model.process import EveryCaseEnds, Process, Rule
from closedloop.prove.deciding import Task
from closedloop.prove.endings import decide_built_in
from closedloop.prove.exploring import Budget
from closedloop.prove.mutation import Mutant, mutants
from closedloop.prove.rejudging import Known
from closedloop.prove.verdicts import Subject, Verdict
from closedloop.testing.scenarios import run_scenarios

SMALL = Budget(states=100_000, seconds=10.0)
"""For each decision."""

Change = Literal["enforced", "refuted", "vacuous", "open"]
ONLY_MORE: frozenset[str] = frozenset({"requirement", "by"})
"""What only stands in the way: without it everything is possible that is so with it."""
WORSE: Mapping[str, int] = {"proved": 0, "enforced": 1, "refuted": 2}


@frozen
class Noticed:
    """A verdict that has changed: from what, and to what; `vacuous`: nothing that the rule speaks of happens any
    more.
    """

    subject: Subject
    before: str
    after: Change


@frozen
class Judged:
    """What notices that the sentence is gone. `scenarios`: the titles of those that fail; `unclear`: what could be
    decided before and not without it.
    """

    mutant: Mutant
    rules: tuple[Noticed, ...]
    properties: tuple[Noticed, ...]
    scenarios: tuple[str, ...]
    unclear: tuple[Noticed, ...]

    @property
    def noticed(self) -> bool:
        return bool(self.rules or self.properties or self.scenarios)


@frozen
class Mutation:
    """`judged` in the order of the file; of `all` sentences, if it was interrupted, only some."""

    process: Process
    judged: tuple[Judged, ...]
    all: int
    interrupted: bool = False

    @property
    def unprotected(self) -> tuple[Judged, ...]:
        return tuple(each for each in self.judged if not each.noticed)

    @property
    def score(self) -> tuple[int, int]:
        """How many are noticed, of how many."""
        return sum(each.noticed for each in self.judged), len(self.judged)


Told = Callable[[int, int], None]
"""Told how many are judged, of how many."""


def mutate(
    process: Process,
    budget: Budget = SMALL,
    *,
    today: date | None = None,
    jobs: int = 1,
    progress: Told | None = None,
) -> Mutation:
    """Leaves out each sentence in turn. `budget` is that of one decision; `jobs`: how many processes work at it (with
    more than one, the calling program must be importable: `if __name__ == "__main__":`). What is judged when the
    keyboard interrupts is kept.
    """
    day = today or datetime.now(UTC).date()
    count = len(mutants(process))
    judged: dict[int, Judged] = {}
    try:
        judge = Judge(process, budget, day)
        for number, each in _spread(judge, range(count), jobs) if jobs > 1 else _one_by_one(judge, range(count)):
            judged[number] = each
            if progress is not None:
                progress(len(judged), count)
    except KeyboardInterrupt:
        return Mutation(process, tuple(judged[number] for number in sorted(judged)), count, interrupted=True)
    return Mutation(process, tuple(judged[number] for number in sorted(judged)), count)


class Judge:
    """Knows the verdicts on the process as it is, and asks for those on the process without a sentence."""

    def __init__(self, process: Process, budget: Budget = SMALL, today: date = date(2024, 3, 4)) -> None:
        self.process, self._budget, self._today = process, budget, today
        self.mutants = mutants(process)
        self.known = Known(self._task(process), tuple(rule for rule in process.rules if rule.prop != EveryCaseEnds()))
        self._built_in: Mapping[tuple[str, str], Verdict] | None = None
        results, _ = run_scenarios(process)
        self._passing = frozenset(result.scenario.title for result in results if result.passed)

    def _task(self, process: Process) -> Task:
        return Task(process, self._budget, self._today)

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """On the process as it is, by rule."""
        return self.known.verdicts

    def judged(self, number: int) -> Judged:
        """Whether anything notices that this mutant's sentence is gone."""
        mutant = self.mutants[number]
        results, _ = run_scenarios(mutant.process)
        failing = tuple(r.scenario.title for r in results if not r.passed and r.scenario.title in self._passing)
        if self.known.same(mutant.process):
            return Judged(mutant, (), (), failing, ())
        task = self._task(mutant.process)
        verdicts = self.known.again(task, only_more=mutant.sort in ONLY_MORE)
        changes = [each for each in map(self._of_rule, verdicts.values()) if each is not None]
        rules = tuple(each for each in changes if each.after != "open")
        unclear = [each for each in changes if each.after == "open"]
        properties: tuple[Noticed, ...] = ()
        if not rules and not failing:
            found = tuple(self._of_properties(task, verdicts))
            properties = tuple(each for each in found if each.after != "open")
            unclear += [each for each in found if each.after == "open"]
        return Judged(mutant, rules, properties, failing, tuple(unclear))

    def _of_rule(self, now: Verdict) -> Noticed | None:
        return _worse(self.verdicts[now.subject.name], now)

    def _of_properties(self, task: Task, verdicts: Mapping[str, Verdict]) -> Iterator[Noticed]:
        if self._built_in is None:
            self._built_in = _keyed(
                decide_built_in(self._task(self.process), _watching(self.known.rules, self.verdicts))
            )
        for key, now in _keyed(decide_built_in(task, _watching(self.known.rules, verdicts))).items():
            before = self._built_in.get(key)
            change = None if before is None else _worse(before, now)
            if change is not None:
                yield change


def _watching(rules: tuple[Rule, ...], verdicts: Mapping[str, Verdict]) -> tuple[Rule, ...]:
    """The rules for which something may be refused."""
    return tuple(rule for rule in rules if verdicts[rule.name].kind != "proved")


def _keyed(verdicts: tuple[Verdict, ...]) -> Mapping[tuple[str, str], Verdict]:
    return {(each.subject.kind, each.subject.name): each for each in verdicts}


def _worse(before: Verdict, now: Verdict) -> Noticed | None:
    if now.kind == "open":
        return None if before.kind == "open" else Noticed(now.subject, before.kind, "open")
    if now.kind != "proved" and WORSE[now.kind] > WORSE.get(before.kind, WORSE["enforced"]):
        return Noticed(now.subject, before.kind, now.kind)
    if now.vacuous and not before.vacuous:
        return Noticed(now.subject, before.kind, "vacuous")
    return None


# ---------------------------------------------------------------------------------------------------- several at once

_own: list[Judge] = []
"""The judge of a working process."""


def _begin(judge: Judge) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keyboard interrupts the one that collects
    _own.append(judge)


def _judged(number: int) -> Judged:
    return _own[0].judged(number)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """The keyboard interrupts when this is over; processes that are started meanwhile it does not interrupt at all."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _one_by_one(judge: Judge, numbers: range) -> Iterator[tuple[int, Judged]]:
    for number in numbers:
        yield number, judge.judged(number)


def _spread(judge: Judge, numbers: range, jobs: int) -> Iterator[tuple[int, Judged]]:
    """Spawned, not forked: the same everywhere, and safe beside threads. Nobody waits for what is not finished."""
    others = set(active_children())
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(judge,))
    try:
        with _uninterrupted():
            waiting = {pool.submit(_judged, number): number for number in numbers}
        for done in as_completed(waiting):
            yield waiting[done], done.result()
    except BaseException:
        for child in set(active_children()) - others:
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
