"""Cases by the present value of a field or of a role, in an order that does not depend on the order of the cases."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from closedloop.ledger.facts import CaseFacts
from closedloop.model.expressions import Value
from closedloop.model.process import Process


def grouped(process: Process, name: str, cases: Iterable[CaseFacts]) -> list[tuple[Value, list[CaseFacts]]]:
    """The cases by value: choices and yes or no as declared, others sorted; those without a value last, as None."""
    parts: dict[Value, list[CaseFacts]] = {}
    for facts in cases:
        parts.setdefault(facts.present(name), []).append(facts)
    order = declared_values(process, name)
    return sorted(parts.items(), key=lambda part: _rank(part[0], order))


def declared_values(process: Process, name: str) -> tuple[Value, ...]:
    """All values that the field can have, where its type lists them; otherwise none."""
    for field in process.fields:
        if field.name == name:
            return (True, False) if field.type.kind == "bool" else field.type.choices
    return ()


def _rank(value: Value, order: tuple[Value, ...]) -> tuple[int, int | Decimal, str]:
    if value is None:
        return (2, 0, "")
    if value in order:
        return (0, order.index(value), "")
    if isinstance(value, (int, Decimal)):
        return (1, value, "")
    return (1, 0, str(value))
