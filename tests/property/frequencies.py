"""How often each construct of the language occurs in the random processes, and what happens in the random runs.

`python -m tests.property.frequencies [PROCESSES [FIRST SEED]]` prints the table.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import attrs
from attrs import field, frozen

from closedloop.syntax import tree
from tests.strategies.conditions import kind_of
from tests.strategies.drawing import Dice
from tests.strategies.processes import Process
from tests.strategies.runs import Drawing, Run, Submit, Tick

AFTERWARDS = {
    "Comment", "File", "Metric", "Breakdown", "Target", "Cases", "WithAtom", "WithoutAtom", "InStep", "EndedAt",
    "Ratio", "NumberOf", "Aggregate", "Scenario", "Happens", "Nothing", "Plus", "Expect", "ExpectStep", "ExpectField",
    "ExpectScore", "ExpectMark", "ExpectOverdue", "ExpectDue", "ExpectBreach", "InRole",
}  # fmt: skip
"""Nodes of the tree that no case ever meets: metrics and scenarios look at cases from outside."""


@frozen
class Counts:
    """`processes` and `runs`: in how many of them something occurs; `acts`: how many submissions, ticks, refusals."""

    number: int
    processes: Counter[str] = field(factory=Counter)
    runs: Counter[str] = field(factory=Counter)
    acts: Counter[str] = field(factory=Counter)

    def share(self, construct: str) -> float:
        return self.processes[construct] / self.number

    def add(self, run: Run) -> None:
        self.processes.update(set(constructs(run.process)))
        seen = set()
        for step in run.steps:
            if isinstance(step.act, Submit):
                self.acts["submissions"] += 1
                self.acts["refused"] += bool(step.verdict.reasons)
                self.acts.update(f"refused: {kind}" for kind in {kind for kind, _ in step.verdict.reasons})
            if isinstance(step.act, Tick):
                self.acts["ticks"] += 1
            for record in step.verdict.new:
                self.acts["records"] += 1
                seen.update(_of_record(record))
        self.runs.update(seen)


@lru_cache(maxsize=512)
def drawn(seed: int) -> Run:
    """The process and the run of a seed; drawing takes as long as running, and several tests ask for the same."""
    dice = Dice.seeded(seed)
    process = Process(dice).process()
    return Drawing(dice, process).run(process)


def counted(seeds: range) -> Counts:
    counts = Counts(len(seeds))
    for seed in seeds:
        counts.add(drawn(seed))
    return counts


def _of_record(record: dict[str, Any]) -> Iterator[str]:
    yield f"a record of kind {record['kind']}"
    if record["kind"] == "timer":
        yield f"a timer: {record['timer'].partition(':')[0]}"
    if record["event"] in tree.BUILTIN_EVENTS:
        yield f"the event {record['event']}"
    if record["breaches"]:
        yield "a breach"
    if record["deadline"] is not None and record["deadline"]["provisional"]:
        yield "a provisional deadline"
    if record["occurred"] != record["at"]:
        yield "a back-dated event"
    for effect in record["effects"]:
        yield f"the effect {effect['kind']}"


# ------------------------------------------------------------------------------------------------------- constructs


def constructs(node: Any) -> Iterator[str]:
    """Everything in the tree that has a meaning of its own, as often as it occurs."""
    if not isinstance(node, tree.Node):
        return
    name = type(node).__name__
    if name not in ("Name", "Process"):
        yield name
    yield from _variants(node)
    for each in attrs.fields(type(node)):
        value = getattr(node, each.name)
        for item in value if isinstance(value, tuple) else (value,):
            yield from constructs(item)


def _variants(node: tree.Node) -> Iterator[str]:
    match node:
        case tree.Binary(op):
            yield f"operator {op}"
            if isinstance(node.left, (tree.Elapsed, tree.Remaining, tree.Overdue)):
                yield f"{type(node.left).__name__} against a duration"
        case tree.Unary(op):
            yield f"operator {op}"
        case tree.Duration(parts):
            yield from (f"duration in {unit}" for _, unit in parts)
            if len(parts) > 1:
                yield "duration of two units"
        case tree.FieldDecl():
            yield f"field: {kind_of(node.type)}"
        case tree.Param():
            yield "parameter: optional" if node.optional else "parameter: needed"
            yield "parameter: own" if node.type is not None else "parameter: of the case"
        case tree.Role():
            yield "role: assigned" if node.assigned else "role: global"
        case tree.Calendar():
            yield f"calendar {node.name.text}"
            if node.zone is not None:
                yield "calendar with a zone"
        case tree.Atom():
            yield from _of_atom(node)
        case tree.ListOp(op):
            yield f"list: {op}"
        case tree.Rule():
            yield "rule"
        case _:
            yield from _flags(node)


def _of_atom(atom: tree.Atom) -> Iterator[str]:
    if atom.kind == "expiry":
        yield "atom: expiry"
    if atom.condition is not None:
        yield "atom with a condition"
    if atom.by is not None:
        yield "atom with by"


FLAGS = (
    "negated", "since", "ever", "bare", "where", "when", "own_day", "extendable", "then", "event", "by", "approved_by",
    "asked_before", "decided_within", "in_all", "unless", "otherwise", "after", "label", "to", "within", "before",
    "per", "each", "in_one_stay", "while_suspended", "but", "window", "requires", "do", "default",
)  # fmt: skip


def _flags(node: tree.Node) -> Iterator[str]:
    name = type(node).__name__
    if isinstance(node, tree.Bounded):
        yield f"Bounded {node.bound}"
    if isinstance(node, tree.DueOn):
        yield f"DueOn {type(node.on).__name__}"
    if isinstance(node, tree.Within) and isinstance(node.limit, tree.Name):
        yield "Within a field"
    if isinstance(node, tree.Extendable) and node.by is None:
        yield "Extendable, each says its length"
    for each in attrs.fields(type(node)):
        if each.name in FLAGS and not (each.name == "by" and name in ("Offer", "Step")):
            value = getattr(node, each.name)
            if value not in (None, False, ()) and each.default is not attrs.NOTHING:
                yield f"{name} with {each.name}"


def expected() -> set[str]:
    """The nodes that every sample must show."""
    kinds = [each for each in vars(tree).values() if isinstance(each, type) and issubclass(each, tree.Node)]
    return {each.__name__ for each in kinds} - {"Node", "Name", "Process", "Act"} - AFTERWARDS


def table(counts: Counts) -> str:
    """What occurred how often, the rarest first."""
    lines = [f"constructs in {counts.number} random processes"]
    lines += [
        f"  {100 * number / counts.number:5.1f} %  {name}" for name, number in reversed(counts.processes.most_common())
    ]
    lines += [f"in the runs through them ({counts.acts['records']} records)"]
    lines += [
        f"  {100 * number / counts.number:5.1f} %  {name}" for name, number in reversed(counts.runs.most_common())
    ]
    submissions = counts.acts["submissions"]
    lines += [f"of {submissions} submissions"]
    for name, number in reversed(counts.acts.most_common()):
        if name.startswith("refused"):
            lines.append(f"  {100 * number / submissions:5.1f} %  {name}")
    return "\n".join(lines)


if __name__ == "__main__":
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    print(table(counted(range(first, first + how_many))))
