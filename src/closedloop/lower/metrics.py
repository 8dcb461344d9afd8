"""Metrics and breakdowns."""

from __future__ import annotations

from closedloop.check import names
from closedloop.check.elaboration import CONDITION, elaborate
from closedloop.check.expressions import condition
from closedloop.check.history import atom
from closedloop.check.scope import BROKEN, Scope
from closedloop.check.types import in_words
from closedloop.model import expressions as ex
from closedloop.model import process as model
from closedloop.model.types import NUMBERS
from closedloop.syntax import tree
from closedloop.text import Related

_NOTHING = ex.StepAtom("")


def lower_metric(metric: tree.Metric, scope: Scope) -> model.Metric:
    return model.Metric(
        name=metric.name.text,
        value=_value(metric.value, scope),
        title=metric.title,
        each=None if metric.each is None else _group(metric.each, scope),
        target=_target(metric, scope),
        cite=metric.cite,
        text=scope.report.excerpt(metric.value.span),
        at=scope.report.at(metric.name.span),
    )


def lower_breakdown(node: tree.Breakdown, scope: Scope) -> model.Breakdown:
    field = names.field(node.field, scope)
    _no_list(node.field, field, scope)
    return model.Breakdown(
        field=field,
        cases=_cases(node.cases, scope),
        title=node.title,
        each=None if node.each is None else _group(node.each, scope),
        text=scope.report.excerpt(node.span),
        at=scope.report.at(node.field.span),
    )


def _value(
    value: tree.Ratio | tree.NumberOf | tree.Aggregate, scope: Scope
) -> model.Ratio | model.NumberOf | model.Aggregate:
    match value:
        case tree.Ratio():
            return model.Ratio(_cases(value.numerator, scope), _cases(value.denominator, scope))
        case tree.NumberOf():
            return model.NumberOf(_cases(value.cases, scope))
        case tree.Aggregate():
            number = _number(value.value, scope)
            if value.percentile is not None and not 1 <= value.percentile <= 100:
                scope.report.error("CL246", value.span, value=value.percentile)
            return model.Aggregate(value.op, number, _cases(value.cases, scope), value.percentile)


def _number(node: tree.Expr, scope: Scope) -> ex.Expr:
    expr, kind = elaborate(node, CONDITION, scope)
    if kind.kind in (*NUMBERS, "unknown"):
        return expr
    scope.report.error("CL247", node.span, text=scope.report.excerpt(node.span), actual=in_words(kind))
    return BROKEN


def _cases(node: tree.Cases, scope: Scope) -> model.Cases:
    where = None if node.where is None else condition(node.where, CONDITION, scope)
    return model.Cases(tuple(_qualifier(each, scope) for each in node.qualifiers), where)


def _qualifier(
    node: tree.WithAtom | tree.WithoutAtom | tree.InStep | tree.EndedAt, scope: Scope
) -> model.With | model.Without | model.InStep | model.EndedAt:
    match node:
        case tree.WithAtom():
            observed = atom(node.atom, scope) or _NOTHING
            if node.on_time and observed is not _NOTHING and not isinstance(observed, ex.EventAtom):
                scope.report.error("CL248", node.atom.span, name=node.atom.name.text)
            return model.With(observed, node.on_time)
        case tree.WithoutAtom():
            return model.Without(atom(node.atom, scope) or _NOTHING)
        case tree.InStep():
            return model.InStep(names.step(node.step, scope))
        case tree.EndedAt():
            return model.EndedAt(names.end(node.end, scope))


def _group(name: tree.Name, scope: Scope) -> str:
    """A field or an assigned role."""
    assigned = [each for each, role in scope.roles.items() if role.value.assigned]
    if name.text in scope.roles:
        scope.use("role", name.text)
        if name.text not in assigned:
            related = (Related(scope.roles[name.text].span, "related.declared"),)
            scope.report.error("CL249", name.span, related=related, name=name.text)
    elif name.text in scope.fields:
        scope.use("field", name.text)
        _no_list(name, name.text, scope)
    else:
        suggestion = scope.nearest(name.text, [*scope.fields, *assigned])
        scope.report.error("CL114", name.span, name=name.text, suggestion=suggestion, known=None)
    return name.text


def _no_list(name: tree.Name, field: str, scope: Scope) -> None:
    declared = scope.fields.get(field)
    if declared is not None and declared.value.type.kind == "list":
        related = (Related(declared.span, "related.declared"),)
        scope.report.error("CL200", name.span, related=related, name=field)


def _target(metric: tree.Metric, scope: Scope) -> model.Target | None:
    target = metric.target
    if target is None:
        return None
    percent = isinstance(target.value, tree.Percent)
    if percent != isinstance(metric.value, tree.Ratio):
        scope.report.error("CL235", target.value.span)
    return model.Target(target.op, target.value.value, percent)
