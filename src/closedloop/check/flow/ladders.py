"""Rungs and repetitions that never come, or come at once, and labels that nobody names.

Guarantees: a rung of an escalation is reported only if it is so in every step that uses it and can be reached.
"""

from __future__ import annotations

from collections.abc import Iterator

from closedloop.check.flow.dataflow import Flow
from closedloop.check.flow.durations import surely_over_before, surely_shorter
from closedloop.check.flow.finding import Finding, advice, warning
from closedloop.check.flow.instants import may_be_past, starts_at_once
from closedloop.model import process as model
from closedloop.model.durations import Duration

Key = tuple[str, int]


def check_ladders(flow: Flow) -> Iterator[Finding]:
    """All ladders in the steps that are reached."""
    steps = [flow.steps[name] for name in flow.rest if name in flow.steps and flow.steps[name].limits]
    used = _used(steps)
    for rungs in used.values():
        first, here = rungs[0]
        names = tuple(step.name for _, step in rungs)
        leaving = left_by(first, here)
        if all(comes_after_then(rung, step) for rung, step in rungs):
            yield warning("CL304", first.at, steps=names)
        elif leaving is not None and all(left_by(rung, step) is not None for rung, step in rungs):
            yield warning("CL306", first.at, steps=names, related=((leaving.at, "related.earlier", {}),))
        elif all(starts_at_once(rung, step) for rung, step in rungs):
            yield advice("CL305", first.at, steps=names)
        if first.label is not None and not any(_named(first, step) for _, step in rungs):
            yield advice("CL308", first.at, label=first.label)
    for step in steps:
        yield from _repeated(step)


def _used(steps: list[model.Step]) -> dict[Key, list[tuple[model.Rung, model.Step]]]:
    """Each rung of each escalation, in all steps that use it."""
    used: dict[Key, list[tuple[model.Rung, model.Step]]] = {}
    for step in steps:
        counted: dict[str, int] = {}
        for rung in step.rungs:
            number = counted.get(rung.escalation, 0)
            counted[rung.escalation] = number + 1
            used.setdefault((rung.escalation, number), []).append((rung, step))
    return used


def comes_after_then(rung: model.Rung, step: model.Step) -> bool:
    """Whether every limit leaves the step at the due moment, and the rung would come later. Of a date that was past on
    entry all rungs are due at once, before `then`."""
    later = rung.point == "overdue" and rung.duration is not None
    return later and all(each.then is not None and not may_be_past(each) for each in step.limits)


def left_by(rung: model.Rung, step: model.Step) -> model.Rung | None:
    """The rung that has left the step whenever this one would come; of equal moments the one written first comes first.

    A step that is entered again at the very moment at which a rung left it is not left by that rung again. So a rung
    counts here only if it cannot be due on entry.
    """
    for earlier in step.rungs:
        if earlier is rung:
            return None
        if earlier.to is None or _may_be_due_on_entry(earlier, step):
            continue
        if earlier.after is None and _not_later(earlier, rung):
            return earlier
        if rung.after is not None and rung.after == earlier.label and rung.escalation == earlier.escalation:
            return earlier
    return None


def _may_be_due_on_entry(rung: model.Rung, step: model.Step) -> bool:
    own_day = any(each.own_day for each in step.limits)
    return rung.point == "before" or own_day or any(may_be_past(each) for each in step.limits)


def _not_later(one: model.Rung, other: model.Rung) -> bool:
    """Whether the moment of one certainly is not behind that of the other."""
    if one.point != other.point:
        return other.point == "overdue"
    if one.point == "share":
        return one.share is not None and other.share is not None and one.share <= other.share
    if one.duration is None or other.duration is None:
        return one.duration is None
    if one.duration == other.duration:
        return True
    earlier, later = (one, other) if one.point == "overdue" else (other, one)
    return earlier.duration is not None and later.duration is not None and _shorter(earlier.duration, later.duration)


def _shorter(one: Duration, other: Duration) -> bool:
    return one.parts[0][0] < other.parts[0][0] if _unit(one) == _unit(other) else surely_shorter(one, other)


def _unit(duration: Duration) -> tuple[str, ...]:
    """What makes amounts comparable: days overdue and days before are never rolled."""
    return tuple(unit for _, unit in duration.parts) if len(duration.parts) == 1 else (repr(duration),)


def _named(rung: model.Rung, step: model.Step) -> bool:
    return any(each.after == rung.label and each.escalation == rung.escalation for each in step.rungs)


def _repeated(step: model.Step) -> Iterator[Finding]:
    """`every D` where the limit ends the stay, or passes, before the first time."""
    for every in step.every:
        if comes_after_limit(every, step):
            leaves = all(each.then is not None for each in step.limits)
            yield (warning if leaves else advice)("CL309" if leaves else "CL313", every.at, step=step.name)


def comes_after_limit(every: model.Every, step: model.Step) -> bool:
    """Whether the first time lies behind the end of every limit that the step may have."""
    lengths = [each.length for each in step.limits if each.length is not None and each.extension is None]
    return 0 < len(lengths) == len(step.limits) and all(surely_over_before(each, every.period) for each in lengths)
