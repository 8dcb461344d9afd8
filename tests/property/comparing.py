"""Holds whatever executes a process against the judge: runs the same acts through both and finds the first difference.

An `Executor` is the kernel (`KERNEL`) or another machine made from the process; each keeps one case and answers every
act with what it recorded and why it refused.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from attrs import frozen

from closedloop.kernel import Case, Machine, compile_process, decide
from closedloop.kernel.values import Accepted, Actor, Effect, Opening, Reason, Record, Refused, Submission
from closedloop.kernel.values import Tick as KernelTick
from closedloop.lower.process import lower_process
from closedloop.model.durations import Duration
from closedloop.model.process import Process
from closedloop.syntax import tree
from tests.reference import story
from tests.reference.judge import Judge, Verdict, Who
from tests.strategies.runs import Act, Open, Run, Submit

KINDS = {
    "CL501": "time",
    "CL502": "unknown event",
    "CL503": "ended",
    "CL504": "suspended",
    "CL505": "not offered",
    "CL506": "role",
    "CL507": "role",
    "CL508": "backdate",
    "CL509": "backdate",
    "CL510": "backdate",
    "CL513": "backdate",
    "CL511": "unknown parameter",
    "CL512": "missing parameter",
    "CL520": "requirement",
    "CL521": "requirement",
    "CL522": "no route",
    "CL523": "window",
    "CL524": "extension: run out",
    "CL525": "extension: undecided",
    "CL526": "extension: times",
    "CL527": "extension: asked late",
    "CL528": "extension: in all",
    "CL529": "granting too late",
    "CL530": "rule",
    "CL531": "rule",
}
ILL_TYPED = "ill-typed parameter"
NOT_COMPARED = ("readings",)


@frozen
class Difference:
    """Where the two part: after which act, in what, and what each says (`kernel`: the executor)."""

    number: int
    what: str
    kernel: Any
    judge: Any


class Executing(Protocol):
    """One case in the making.

    `case` is the kernel's view of the case as it stands, None before it is open; an executor that keeps none of its own
    answers what its journal gives. `does` answers with the records of the act (timers first) and, if it was refused,
    the reasons. The first act of a run opens the case, which is called `case`.
    """

    @property
    def case(self) -> Case | None: ...

    def does(self, act: Act) -> Accepted | Refused: ...


Executor = Callable[[Process], Executing]
"""Begins with a compiled process; a class will do."""


# ----------------------------------------------------------------------------------------------- both as plain values


def plain(value: Any) -> Any:
    """A value of the kernel as the judge would hold it."""
    if isinstance(value, Duration):
        return tree.Duration(value.parts)
    if isinstance(value, (list, tuple)):
        return tuple(plain(item) for item in value)
    return value


def typed(value: Any) -> Any:
    """A value of the judge as the kernel takes it."""
    if isinstance(value, tree.Duration):
        return Duration(value.parts)
    return value


def plain_effect(effect: Effect) -> dict[str, Any]:
    return {
        "index": effect.index,
        "kind": effect.kind,
        "name": effect.name,
        "to": tuple((each.role, each.party) for each in effect.to),
        "text": effect.text,
        "party": effect.party,
        "amount": effect.amount,
        "args": tuple((name, plain(value)) for name, value in effect.args),
    }


def plain_record(record: Record) -> dict[str, Any]:
    deadline = record.deadline
    return {
        "case": record.case,
        "seq": record.seq,
        "kind": record.kind,
        "at": record.at,
        "occurred": record.occurred,
        "person": record.person,
        "party": record.party,
        "role": record.role,
        "event": record.event,
        "timer": record.timer,
        "step": record.step,
        "to": record.to,
        "params": {name: plain(value) for name, value in record.params.items()},
        "writes": {name: plain(value) for name, value in record.writes.items()},
        "binds": dict(record.binds),
        "effects": tuple(plain_effect(effect) for effect in record.effects),
        "breaches": record.breaches,
        "due": record.due,
        "deadline": None
        if deadline is None
        else {
            "at": deadline.at,
            "last_day": deadline.last_day,
            "provisional": deadline.provisional,
            "calendar": deadline.calendar,
        },
        "process": record.process,
        "version": record.version,
    }


def noted(record: story.Record) -> dict[str, Any]:
    """The judge's record without its own notes."""
    return {name: value for name, value in record.items() if not name.startswith("_")}


def plain_reason(reason: Reason) -> tuple[str, Any]:
    kind = KINDS.get(reason.code, ILL_TYPED)
    if kind == "rule":
        return kind, reason.rule
    if kind == "requirement":
        return kind, reason.params["message"] if reason.code == "CL520" else None
    return kind, reason.params.get("name") if "parameter" in kind else None


def noted_reason(reason: tuple[str, Any]) -> tuple[str, Any]:
    kind, about = reason
    if kind == "requirement":
        return kind, about if isinstance(about, str) else None
    return kind, about if kind == "rule" or "parameter" in kind else None


def in_order(reasons: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Parameters come in no order that is ruled."""
    return sorted(reasons) if reasons and "parameter" in reasons[0][0] else reasons


# ------------------------------------------------------------------------------------------------------- the kernel


def lowered(process: tree.Process) -> Process:
    """The compiled process; what was found is the message if there is none."""
    result = lower_process(process)
    if result.process is None:
        raise ValueError([(each.code, dict(each.params)) for each in result.diagnostics])
    return result.process


class Kernel:
    """One case in the kernel."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.program = {machine.process.name: machine}
        self.case: Case | None = None
        self.records: list[Record] = []

    def does(self, act: Act) -> Accepted | Refused:
        result = self.asked(act)
        self.records += result.records
        if result.cases:
            self.case = result.cases[0]
        return result

    def asked(self, act: Act) -> Accepted | Refused:
        cases = () if self.case is None else (self.case,)
        return decide(self.program, cases, asked(self.machine, act))


def KERNEL(process: Process) -> Kernel:
    """The general kernel alone."""
    return Kernel(compile_process(process, fast=False))


def FAST(process: Process) -> Kernel:
    """The kernel with straight code for all that it is made for, from the first event on."""
    return Kernel(compile_process(process, after=0))


def actor(who: Who) -> Actor:
    return Actor(who.person, who.party, who.roles)


def asked(machine: Machine, act: Act) -> Opening | Submission | KernelTick:
    if isinstance(act, Open):
        return Opening("case", machine.process.name, act.at, actor(act.who))
    if isinstance(act, Submit):
        params = {name: typed(value) for name, value in act.params.items()}
        return Submission("case", act.event, act.at, actor(act.who), params, act.occurred, act.role)
    return KernelTick("case", act.at)


# --------------------------------------------------------------------------------------------------- the comparison


def compare(run: Run, executor: Executor = KERNEL) -> Difference | None:
    """The first difference between the executor and the judge, None if they agree."""
    executing = executor(lowered(run.process))
    judge = Judge(run.process)
    for number, step in enumerate(run.steps):
        found = compare_results(executing.does(step.act), step.verdict)
        if found is None and executing.case is not None:
            found = compare_cases(judge, executing.case, step.verdict.records)
        if found is not None:
            return Difference(number, *found)
    return None


def compare_results(result: Accepted | Refused, verdict: Verdict) -> tuple[str, Any, Any] | None:
    kernel = [plain_record(record) for record in result.records]
    judge = [noted(record) for record in verdict.new]
    for mine, yours in zip(kernel, judge, strict=False):
        if mine != yours:
            names = [name for name in yours if mine[name] != yours[name]]
            about = f"record {yours['seq']} ({yours['kind']} {yours['event'] or yours['timer'] or ''})"
            return about, {name: mine[name] for name in names}, {name: yours[name] for name in names}
    if len(kernel) != len(judge):
        shorter = min(len(kernel), len(judge))
        return "records", [_gist(each) for each in kernel[shorter:]], [_gist(each) for each in judge[shorter:]]
    refused = [plain_reason(reason) for reason in result.reasons] if isinstance(result, Refused) else []
    expected = [noted_reason(reason) for reason in verdict.reasons]
    if in_order(refused) != in_order(expected):
        return "refusal", refused, expected
    return None


def _gist(record: dict[str, Any]) -> str:
    return f"{record['at']} {record['kind']} {record['event'] or record['timer'] or ''} -> {record['to']}"


def compare_cases(judge: Judge, case: Case, records: list[story.Record]) -> tuple[str, Any, Any] | None:
    """What is found in the records and what the kernel keeps."""
    fields = {name: value for name, value in judge.fields(records).items() if value is not None}
    for what, mine, yours in (
        ("step", case.step, story.where(records)),
        ("mark", case.mark, story.mark(records)),
        ("suspended", case.suspended, story.suspended(judge.book, records)),
        ("fields", {name: plain(value) for name, value in case.fields.items() if value is not None}, fields),
        ("bindings", dict(case.bindings), story.roles(records)),
        ("timers", _timers(case), judge.timers(records)),
    ):
        if mine != yours:
            return what, mine, yours
    return None


def _timers(case: Case) -> list[tuple[datetime, str]]:
    return sorted((timer.due, timer.name) for timer in case.armed if timer.name != "ask")
