"""The moments at which an `as soon as` can become true by time alone.

They are those of its comparisons of `elapsed`, `remaining` and `overdue` with constants; anything else changes only
with a record, and then the condition is asked anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from closedloop.model.durations import Duration
from closedloop.model.expressions import (
    CompareSpan,
    Const,
    ElapsedSpan,
    OverdueSpan,
    RemainingSpan,
)
from closedloop.model.process import AsSoonAs

Spot = tuple[type, Duration]
"""A kind of span and what it is compared with."""


def spots(conditions: tuple[AsSoonAs, ...]) -> tuple[Spot, ...]:
    """Each comparison once, in order of writing."""
    found = (spot for each in conditions for spot in _spots(each.condition))
    return tuple(dict.fromkeys(found))


def _spots(node: Any) -> Iterator[Spot]:
    if isinstance(node, tuple):
        for item in node:
            yield from _spots(item)
    elif attrs.has(type(node)):
        if isinstance(node, CompareSpan):
            yield from _spot(node)
        for attribute in attrs.fields(type(node)):
            yield from _spots(getattr(node, attribute.name))


def _spot(node: CompareSpan) -> Iterator[Spot]:
    duration = node.duration
    if not isinstance(node.span, (ElapsedSpan, RemainingSpan, OverdueSpan)):
        return
    if isinstance(duration, Const) and isinstance(duration.value, Duration):
        yield type(node.span), duration.value
