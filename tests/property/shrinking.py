"""From a disagreement to the smallest process and run that still show one: pieces are left out as long as it stays."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import attrs

from closedloop.syntax import tree
from tests.reference import story
from tests.reference.judge import Judge
from tests.strategies.runs import Act, Open, Run, Step, Submit

Fails = Callable[[Run], bool]


def replayed(process: tree.Process, acts: tuple[Act, ...]) -> Run:
    """The same acts in (perhaps another) process, with the judge's verdicts."""
    judge = Judge(process)
    records: list[story.Record] = []
    steps = []
    for act in acts:
        if isinstance(act, Open):
            verdict = judge.open("case", act.at, act.who)
        elif isinstance(act, Submit):
            verdict = judge.submit(records, act.event, act.at, act.who, act.params, act.occurred, act.role)
        else:
            verdict = judge.tick(records, act.at)
        records = verdict.records
        steps.append(Step(act, verdict))
        if not records:
            break
    return Run(process, tuple(steps))


def shrunk(run: Run, fails: Fails, seconds: float = 30) -> Run:
    """A smaller run that fails, too, found in about so many seconds."""
    until = time.monotonic() + seconds
    smaller: Run | None = run
    while smaller is not None:
        run = smaller
        smaller = next((each for each in _candidates(run, until) if _fails(each, fails)), None)
    return run


def _fails(run: Run, fails: Fails) -> bool:
    try:
        return fails(run)
    except Exception:  # not a valid process any more
        return False


def _candidates(run: Run, until: float) -> Iterator[Run]:
    acts = tuple(step.act for step in run.steps)
    for place in range(len(acts) - 1, 0, -1):
        yield from _tried(run.process, acts[:place] + acts[place + 1 :], until)
    for process in smaller_nodes(run.process):
        yield from _tried(process, acts, until)


def _tried(process: tree.Process, acts: tuple[Act, ...], until: float) -> Iterator[Run]:
    if time.monotonic() > until:
        return
    try:
        yield replayed(process, acts)
    except Exception:  # a piece that something else needs
        return


def smaller_nodes(node: Any) -> Iterator[Any]:
    """The node with one piece left out, the largest pieces first."""
    if isinstance(node, tree.Binary) and node.op in ("and", "or"):
        yield node.left
        yield node.right
    if isinstance(node, tree.WhenProp):
        yield node.prop
    if isinstance(node, tree.Unary) and node.op == "not":
        yield node.operand
    for each in attrs.fields(type(node)):
        if each.name in ("span", "parts"):
            continue
        value = getattr(node, each.name)
        if isinstance(value, tuple):
            for place in range(len(value)):
                yield attrs.evolve(node, **{each.name: value[:place] + value[place + 1 :]})
        elif value is not None and each.default is None:
            yield attrs.evolve(node, **{each.name: None})
    for each in attrs.fields(type(node)):
        value = getattr(node, each.name)
        if isinstance(value, tuple):
            for place, item in enumerate(value):
                if attrs.has(type(item)):
                    for smaller in smaller_nodes(item):
                        yield attrs.evolve(node, **{each.name: (*value[:place], smaller, *value[place + 1 :])})
        elif isinstance(value, tree.Node) and not isinstance(value, tree.Name):
            for smaller in smaller_nodes(value):
                yield attrs.evolve(node, **{each.name: smaller})
