"""A process: from the tree to the model, with everything that is wrong with its names and types.

Guarantees: a `Process` comes out only if there is no error; the same one for a file and for its translation into
another dialect, places and texts aside. Everything wrong is reported, each mistake once.
"""

from __future__ import annotations

from typing import TypeVar

from attrs import evolve, frozen

from closedloop.check import names
from closedloop.check.declarations import DEFAULT_COLOURS, declare
from closedloop.check.report import Report
from closedloop.check.scope import Scope
from closedloop.check.types import constant, duration
from closedloop.check.unused import report_unused
from closedloop.lower.limits import lower_escalations
from closedloop.lower.metrics import lower_breakdown, lower_metric
from closedloop.lower.rules import lower_rule
from closedloop.lower.scenarios import lower_scenario
from closedloop.lower.steps import lower_anywhere, lower_end, lower_step
from closedloop.model import process as model
from closedloop.syntax import tree
from closedloop.text import Diagnostic, Related, Source, in_order

N = TypeVar("N", bound=tree.Node)


@frozen
class Lowered:
    """`process` is None where `diagnostics` has an error."""

    process: model.Process | None
    diagnostics: tuple[Diagnostic, ...]


def lower_process(process: tree.Process, source: Source | None = None, dialect: str = "en") -> Lowered:
    """The compiled process and what was found, in the order of the text.

    `source` is what the tree was read from; without one, places and texts are left out.
    """
    report = Report(source)
    scope = Scope(report, dialect=dialect)
    declare(process, scope)
    start = _start(process, scope)
    made = _Parts(process, scope).assemble(start, source, dialect)
    if not report.broken:  # a misspelt name would make another one look unused
        report_unused(process, scope)
    return Lowered(None if report.broken else made, in_order(report.found, source))


def _start(process: tree.Process, scope: Scope) -> str:
    lines = _all(process, tree.Start)
    if not _all(process, tree.Step):
        scope.report.error("CL143", process.name.span, name=process.name.text)
    elif not lines:
        first = _all(process, tree.Step)[0].name.text
        scope.report.error("CL140", process.name.span, name=process.name.text, step=first)
    for extra in lines[1:]:
        scope.report.error("CL141", extra.span, related=(Related(lines[0].span, "related.earlier"),))
    if not _all(process, tree.End):
        scope.report.error("CL142", process.name.span, name=process.name.text)
    return names.step(lines[0].step, scope) if lines else ""


def _all(process: tree.Process, kind: type[N]) -> list[N]:
    return [each for each in process.items if isinstance(each, kind)]


class _Parts:
    """Lowers the items of one process, in an order that does not depend on the dialect."""

    def __init__(self, process: tree.Process, scope: Scope) -> None:
        self.process, self.scope = process, scope

    def assemble(self, start: str, source: Source | None, dialect: str) -> model.Process:
        process, scope = self.process, self.scope
        calendar = next(iter(_all(process, tree.Calendar)), None)
        rungs = lower_escalations(process, scope)
        parts = model.Process(
            name=process.name.text,
            start=start,
            steps=tuple(lower_step(each, rungs, scope) for each in _all(process, tree.Step)),
            ends=tuple(lower_end(each, scope) for each in _all(process, tree.End)),
            title=process.title,
            version=1 if process.version is None else process.version,
            cite=process.cite,
            calendar="weekdays" if calendar is None else calendar.name.text,
            zone=None if calendar is None else calendar.zone,
            roles=tuple(self._role(each) for each in _all(process, tree.Role)),
            fields=tuple(self._field(each) for each in _all(process, tree.FieldDecl)),
            lists=tuple(self._list(each) for each in _all(process, tree.ListDecl)),
            colours=self._colours(),
            effects=tuple(self._effect(each) for each in _all(process, tree.EffectDecl)),
            events=tuple(
                model.Event(each.name, each.params, each.title, at=scope.report.at(each.span))
                for each in scope.events.values()
            ),
            anywhere=tuple(lower_anywhere(each, scope) for each in _all(process, tree.Anywhere)),
            suspend=self._suspend(),
            reopens=tuple(self._reopen(each) for each in _all(process, tree.AllowReopen)),
            backdates=tuple(self._backdate(each) for each in _all(process, tree.AllowBackdate)),
            rules=tuple(lower_rule(each, scope) for each in _all(process, tree.Rule)),
            metrics=tuple(lower_metric(each, scope) for each in _all(process, tree.Metric)),
            breakdowns=tuple(lower_breakdown(each, scope) for each in _all(process, tree.Breakdown)),
            scenarios=tuple(lower_scenario(each, scope) for each in _all(process, tree.Scenario)),
            dialect=dialect,
            source="" if source is None else source.name,
        )
        return evolve(parts, slots=tuple(scope.slots))

    def _role(self, node: tree.Role) -> model.Role:
        at = self.scope.report.at(node.name.span)
        return model.Role(node.name.text, node.title, node.assigned, node.cite, at=at)

    def _field(self, node: tree.FieldDecl) -> model.Field:
        kind = self.scope.fields[node.name.text].value.type if node.name.text in self.scope.fields else None
        default = None
        if node.default is not None and kind is not None:
            default = constant(node.default, kind, self.scope)
        at = self.scope.report.at(node.name.span)
        return model.Field(node.name.text, kind or model.Type("text"), node.title, default, node.cite, at=at)

    def _list(self, node: tree.ListDecl) -> model.ListDecl:
        declared = self.scope.lists.get(node.name.text)
        item = (declared.value.item if declared else None) or model.Type("unknown")
        values = tuple(constant(each, item, self.scope) for each in node.values)
        at = self.scope.report.at(node.name.span)
        return model.ListDecl(node.name.text, values, item.kind, node.title, at=at)

    def _colours(self) -> tuple[model.Colour, ...]:
        declared = tuple(model.Colour(each.name.text, each.title) for each in _all(self.process, tree.Colour))
        return declared or tuple(map(model.Colour, DEFAULT_COLOURS))

    def _effect(self, node: tree.EffectDecl) -> model.EffectDecl:
        declared = self.scope.effects.get(node.name.text)
        return model.EffectDecl(
            node.name.text, declared.value if declared else (), at=self.scope.report.at(node.name.span)
        )

    def _suspend(self) -> model.Suspend | None:
        lines = _all(self.process, tree.AllowSuspend)
        for extra in lines[1:]:
            self.scope.report.error("CL145", extra.span, related=(Related(lines[0].span, "related.earlier"),))
        if not lines:
            return None
        return model.Suspend(names.roles(lines[0].by, self.scope), at=self.scope.report.at(lines[0].span))

    def _reopen(self, node: tree.AllowReopen) -> model.Reopen:
        return model.Reopen(
            by=names.roles(node.by, self.scope),
            to=names.step(node.to, self.scope),
            window=None if node.window is None else duration(node.window),
            end=None if node.end is None else names.end(node.end, self.scope),
            at=self.scope.report.at(node.span),
        )

    def _backdate(self, node: tree.AllowBackdate) -> model.Backdate:
        by = names.roles(node.by, self.scope)
        return model.Backdate(by, duration(node.at_most), at=self.scope.report.at(node.span))
