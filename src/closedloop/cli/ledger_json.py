"""The ledger for programs: one JSON object, or one CSV line per case.

Shares are given in percent with one decimal, as texts, next to the whole numbers that they were made of.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from typing import Any

from closedloop.calendars import Calendar, calendar, to_local
from closedloop.kernel.reading import value_to_json
from closedloop.ledger.account import CaseRow, Ledger
from closedloop.ledger.breakdowns import BreakdownResult, Partition
from closedloop.ledger.metrics import Figure, MetricResult
from closedloop.ledger.shares import number_text, rounded
from closedloop.model.expressions import Value
from closedloop.model.process import Process, Ratio


def ledger_json(ledger: Ledger) -> dict[str, Any]:
    """Everything that the text report says, and every case."""
    process = ledger.process
    cal = calendar(process.calendar, process.zone)
    return {
        "process": process.name,
        "title": process.title,
        "version": process.version,
        "as_of": _local(cal, ledger.as_of),
        "zone": ledger.zone,
        "steps": [
            {"step": r.name, "title": r.title, "cases": r.cases, "overdue": r.overdue, "suspended": r.suspended}
            for r in ledger.by_step
        ],
        "ends": [{"end": r.name, "title": r.title, "cases": r.cases} for r in ledger.by_end],
        "overdue": [{"mark": mark, "cases": cases} for mark, cases in ledger.overdue_by_mark],
        "scores": [{"party": r.party, "year": r.year, "score": r.amount} for r in ledger.scores],
        "breaches": [{"rule": rule, "times": times} for rule, times in ledger.breaches],
        "metrics": [_metric(result, process, cal) for result in ledger.metrics],
        "breakdowns": [_breakdown(result, process, cal) for result in ledger.breakdowns],
        "cases": [_case(row, process, cal) for row in ledger.cases],
    }


def _metric(result: MetricResult, process: Process, cal: Calendar) -> dict[str, Any]:
    metric = result.metric
    target = metric.target
    return {
        "name": metric.name,
        "title": metric.title,
        **_figure(result.total, metric.value),
        "target": None
        if target is None
        else {"op": target.op, "value": format(target.value, "f"), "percent": target.percent},
        "each": metric.each,
        "groups": [
            {"group": _value(process, metric.each, value, cal), **_figure(figure, metric.value)}
            for value, figure in result.groups
        ],
    }


def _figure(figure: Figure, value: object) -> dict[str, Any]:
    if isinstance(value, Ratio):
        numbers: dict[str, Any] = {"numerator": figure.numerator, "denominator": figure.denominator}
        numbers["percent"] = _percent(figure.value)
    else:
        numbers = {"value": None if figure.value is None else number_text(figure.value, 6)}
        numbers |= {"cases": figure.cases, "unset": figure.unset}
    return numbers if figure.met is None else {**numbers, "met": figure.met}


def _breakdown(result: BreakdownResult, process: Process, cal: Calendar) -> dict[str, Any]:
    breakdown = result.breakdown
    return {
        "field": breakdown.field,
        "title": breakdown.title,
        **_partition(result.total, breakdown.field, process, cal),
        "each": breakdown.each,
        "groups": [
            {"group": _value(process, breakdown.each, value, cal), **_partition(part, breakdown.field, process, cal)}
            for value, part in result.groups
        ],
    }


def _partition(partition: Partition, name: str, process: Process, cal: Calendar) -> dict[str, Any]:
    parts = [
        {"value": _value(process, name, part.value, cal), "cases": part.cases, "percent": _percent(part.share)}
        for part in partition.parts
    ]
    return {"cases": partition.cases, "parts": parts}


def _percent(share: Fraction | None) -> str | None:
    return None if share is None else format(rounded(share * 100, 1), "f")


# -------------------------------------------------------------------------------------------------------------- cases


def _case(row: CaseRow, process: Process, cal: Calendar) -> dict[str, Any]:
    return {
        "case": row.case,
        "step": row.place,
        "ended": row.ended,
        "mark": row.mark,
        "overdue": row.overdue,
        "suspended": row.suspended,
        "opened": None if row.opened is None else _local(cal, row.opened),
        "due": None if row.due is None else (row.last_day.isoformat() if row.last_day else _local(cal, row.due)),
        "provisional": row.provisional,
        "roles": dict(row.bindings),
        "fields": {name: _value(process, name, value, cal) for name, value in row.fields.items()},
    }


def ledger_csv(ledger: Ledger) -> str:
    """One line per case: where it is, then the parties of its roles, then its fields."""
    process = ledger.process
    cal = calendar(process.calendar, process.zone)
    roles = [role.name for role in process.roles if role.assigned]
    fields = [field.name for field in process.fields]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    own = ["case", "step", "ended", "mark", "overdue", "suspended", "opened", "due", "provisional"]
    writer.writerow([*own, *roles, *fields])
    for row in ledger.cases:
        case = _case(row, process, cal)
        writer.writerow([_cell(case[name]) for name in own] + list(_values(case, roles, fields)))
    return out.getvalue()


def _values(case: dict[str, Any], roles: list[str], fields: list[str]) -> Iterator[str]:
    yield from (_cell(case["roles"].get(role)) for role in roles)
    yield from (_cell(case["fields"].get(field)) for field in fields)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(map(_cell, value)) if isinstance(value, list) else str(value)


def _value(process: Process, name: str | None, value: Value, cal: Calendar) -> Any:
    field = next((field for field in process.fields if field.name == name), None)
    return value if field is None else value_to_json(value, field.type, cal)


def _local(cal: Calendar, moment: datetime) -> str:
    return to_local(cal, moment).isoformat(timespec="minutes")
