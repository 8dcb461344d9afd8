"""Tables as the page about performance has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def measured_on(machine: Mapping[str, Any], lang: str) -> str:
    """When and where it was measured."""
    where = f"{machine['python']}, {machine['processor']}"
    day = machine["date"][:10]
    return f"Measured on {day}: {where}." if lang == "en" else f"{day} 测：{where}。"


def number(value: float | None) -> str:
    """As the tables write it: three digits that count."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(heading: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; nothing if it has no lines."""
    body = [f"| {' | '.join(line)} |" for line in lines]
    rule = f"| --- |{' ---: |' * (len(heading) - 1)}"
    return "\n".join([f"| {' | '.join(heading)} |", rule, *body]) if body else ""
