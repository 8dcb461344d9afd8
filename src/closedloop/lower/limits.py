"""Limits, extensions and ladders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal

from closedloop.check import names
from closedloop.check.elaboration import CONDITION, EFFECT
from closedloop.check.expressions import condition
from closedloop.check.history import limited
from closedloop.check.scope import Scope
from closedloop.check.signatures import asking_event
from closedloop.check.types import duration, in_words
from closedloop.lower.effects import lower_block
from closedloop.messages import Phrase
from closedloop.model import process as model
from closedloop.model.durations import Duration
from closedloop.syntax import tree
from closedloop.text import Related

Rungs = dict[str, tuple[model.Rung, ...]]


def lower_limits(items: Iterable[tree.StepItem], scope: Scope) -> tuple[model.Limit, ...]:
    """The limits of a step in the order of writing; one behind a limit that always holds is reported."""
    made = []
    always: tree.Within | tree.DueOn | None = None
    for item in items:
        if not isinstance(item, (tree.Within, tree.DueOn)):
            continue
        if always is not None:
            scope.report.error("CL238", item.span, related=(Related(always.span, "related.earlier"),))
        made.append(_within(item, scope) if isinstance(item, tree.Within) else _due_on(item, scope))
        if item.when is None:
            always = always or item
    return tuple(made)


def _within(item: tree.Within, scope: Scope) -> model.Limit:
    length = field = None
    if isinstance(item.limit, tree.Name):
        field = _field_of(item.limit, "duration", scope)
    else:
        length = duration(item.limit)
    return model.Limit(
        length=length,
        length_field=field,
        when=None if item.when is None else condition(item.when, CONDITION, scope),
        own_day=item.own_day,
        extension=_extension(item.extendable, scope),
        then=None if item.then is None else names.step_or_end(item.then, scope),
        at=scope.report.at(item.span),
    )


def _due_on(item: tree.DueOn, scope: Scope) -> model.Limit:
    field = on = None
    if isinstance(item.on, tree.Name):
        field = _field_of(item.on, "date", scope)
    elif isinstance(item.on, tree.MonthDay):
        on = f"{item.on.month:02}-{item.on.day:02}"
    else:
        on = item.on.iso
    return model.Limit(
        on_field=field,
        on=on,
        when=None if item.when is None else condition(item.when, CONDITION, scope),
        extension=_extension(item.extendable, scope),
        then=None if item.then is None else names.step_or_end(item.then, scope),
        at=scope.report.at(item.span),
    )


def _field_of(name: tree.Name, kind: str, scope: Scope) -> str:
    field = names.field(name, scope)
    declared = scope.fields.get(field)
    if declared is not None and declared.value.type.kind not in (kind, "unknown"):
        related = (Related(declared.span, "related.declared"),)
        kinds = {"actual": in_words(declared.value.type), "wanted": Phrase(f"type.{kind}")}
        scope.report.error("CL221", name.span, related=related, name=field, **kinds)
    return field


def _extension(node: tree.Extendable | None, scope: Scope) -> model.Extension | None:
    if node is None:
        return None
    if node.decided_within is not None and not node.approved_by:
        scope.report.error("CL243", node.decided_within.span)
    return model.Extension(
        times=node.times,
        by=_duration(node.by),
        event=asking_event(node),
        approved_by=names.roles(node.approved_by, scope),
        asked_before=_duration(node.asked_before),
        decided_within=_duration(node.decided_within),
        in_all=_duration(node.in_all),
        at=scope.report.at(node.span),
    )


def _duration(node: tree.Duration | None) -> Duration | None:
    return None if node is None else duration(node)


# ----------------------------------------------------------------------------------------------------------- ladders


def lower_escalations(process: tree.Process, scope: Scope) -> Rungs:
    """The rungs of each escalation, by its name."""
    found: Rungs = {}
    for item in process.items:
        if isinstance(item, tree.Escalation):
            rungs = _rungs(item, scope)
            found.setdefault(item.name.text, rungs)
    return found


def _rungs(item: tree.Escalation, scope: Scope) -> tuple[model.Rung, ...]:
    labels = {each.label.text: each.label for each in reversed(item.rungs) if each.label is not None}
    seen: set[str] = set()
    made = []
    for rung in item.rungs:
        if rung.after is not None and rung.after.text not in seen:
            _report_label(rung.after, labels, scope)
        if rung.label is not None:
            if rung.label.text in seen:
                related = (Related(labels[rung.label.text].span),)
                params = {"name": rung.label.text, "what": Phrase("bare.label")}
                scope.report.error("CL101", rung.label.span, related=related, **params)
            seen.add(rung.label.text)
        made.append(_rung(rung, item.name.text, scope))
    return tuple(made)


def _report_label(name: tree.Name, labels: dict[str, tree.Name], scope: Scope) -> None:
    later = labels.get(name.text)
    if later is not None:
        scope.report.error("CL239", name.span, related=(Related(later.span, "related.declared"),), name=name.text)
        return
    scope.report.error("CL129", name.span, name=name.text, suggestion=scope.nearest(name.text, labels))


def _rung(rung: tree.Rung, escalation: str, scope: Scope) -> model.Rung:
    point, share, away = _point(rung.at, scope)
    return model.Rung(
        point,
        share=share,
        duration=away,
        label=None if rung.label is None else rung.label.text,
        after=None if rung.after is None else rung.after.text,
        acts=lower_block(rung.block, EFFECT, scope),
        to=None if rung.to is None else names.step_or_end(rung.to, scope),
        escalation=escalation,
        at=scope.report.at(rung.at.span),
    )


def _point(
    node: tree.AtShare | tree.AtBefore | tree.AtOverdue, scope: Scope
) -> tuple[Literal["share", "before", "overdue"], Decimal | None, Duration | None]:
    match node:
        case tree.AtShare():
            if not 0 < node.percent <= 100:
                scope.report.error("CL244", node.span)
            return "share", node.percent, None
        case tree.AtBefore():
            return "before", None, duration(node.duration)
        case tree.AtOverdue():
            return "overdue", None, _duration(node.duration)


def ladder_of(step: tree.Step, rungs: Rungs, scope: Scope) -> tuple[model.Rung, ...]:
    """The rungs of all escalations of the step, in order."""
    used = [each for each in step.items if isinstance(each, tree.Escalate)]
    if used and not limited(step):
        for each in used:
            scope.report.error("CL237", each.span, name=each.name.text, step=step.name.text)
    found = names.each_once([each.name for each in used], scope, names.escalation)
    return _flat(rungs.get(each, ()) for each in found)


def _flat(ladders: Iterable[Sequence[model.Rung]]) -> tuple[model.Rung, ...]:
    return tuple(rung for ladder in ladders for rung in ladder)
