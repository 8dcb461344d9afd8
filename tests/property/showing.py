"""A disagreement in words: the process as text, the run as a scenario with its journal, and the first difference."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from closedloop.syntax import tree
from closedloop.syntax.printing import print_file
from tests.property.comparing import Difference, noted_reason
from tests.reference.days import Calendar
from tests.reference.judge import Judge, written
from tests.strategies.runs import Open, Run, Submit


def text_of(process: tree.Process) -> str:
    return print_file(tree.File((process,)), "en")


def shown(run: Run, found: Difference) -> str:
    """All that is needed to see who is wrong."""
    cal = Judge(run.process).cal
    lines = [text_of(run.process), "--- the run, and what the judge recorded (local time)"]
    for number, step in enumerate(run.steps[: found.number + 1]):
        lines.append(f"{number:3} {_local(cal, step.act.at)}  {_act(cal, step.act)}")
        lines += [f"      {each['seq']:3} {_record(cal, each)}" for each in step.verdict.new]
        lines += [f"      refused: {reason}" for reason in map(noted_reason, step.verdict.reasons)]
    lines += [f"--- after act {found.number} they differ in {found.what}", *_parts(found)]
    return "\n".join(lines)


def _local(cal: Calendar, moment: datetime) -> str:
    return moment.astimezone(cal.zone).isoformat(sep=" ")


def _act(cal: Calendar, act: Any) -> str:
    if isinstance(act, Open):
        return f"{act.who.person} ({act.who.party}) opens the case"
    if not isinstance(act, Submit):
        return "nothing"
    given = ", ".join(
        f"{name}: {value if isinstance(value, str) else written(value, cal)}" for name, value in act.params.items()
    )
    role = f" as {act.role}" if act.role else ""
    dated = f" dated {_local(cal, act.occurred)}" if act.occurred else ""
    holds = ", ".join(sorted(act.who.roles))
    return f"{act.who.person} ({act.who.party}; {holds}){role} {act.event}({given}){dated}"


def _record(cal: Calendar, record: dict[str, Any]) -> str:
    what = record["event"] or record["timer"] or record["kind"]
    to = f" -> {record['to']}" if record["to"] else ""
    deadline = record["deadline"]
    due = f" due {_local(cal, deadline['at'])}{'?' if deadline['provisional'] else ''}" if deadline else ""
    writes = f" {record['writes']}" if record["writes"] else ""
    binds = f" {record['binds']}" if record["binds"] else ""
    breaches = f" breaks {', '.join(record['breaches'])}" if record["breaches"] else ""
    return f"{_local(cal, record['at'])} {record['kind']} {what}{to}{due}{writes}{binds}{breaches}"


def _parts(found: Difference) -> list[str]:
    if isinstance(found.kernel, dict) and isinstance(found.judge, dict):
        names = [name for name in {**found.kernel, **found.judge} if found.kernel.get(name) != found.judge.get(name)]
        return [f"  {name}:\n    ours  {found.kernel.get(name)}\n    judge {found.judge.get(name)}" for name in names]
    return [f"  ours  {found.kernel}", f"  judge {found.judge}"]
