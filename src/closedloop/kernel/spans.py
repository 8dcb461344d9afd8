"""Spans of time against durations: `elapsed <= 10 working days`, `time since E > 1 month`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from closedloop.calendars import Op, overdue_compare, remaining_compare, span_compare
from closedloop.kernel.limits import deadline_now, due_of, is_over, ran_out
from closedloop.model.durations import Duration
from closedloop.model.expressions import ElapsedSpan, FromToSpan, OverdueSpan, RemainingSpan, SinceSpan, Span

if TYPE_CHECKING:
    from datetime import datetime

    from closedloop.kernel.work import Work

Against = Callable[["Work", Duration], bool]


def compare_span(op: Op, span: Span, duration: Callable[[Work], Any]) -> Callable[[Work], bool]:
    """The comparison as a closure; false where the span or the duration is unset."""
    compare_with = against(op, span)

    def compare(w: Work) -> bool:
        value = duration(w)
        return value is not None and compare_with(w, value)

    return compare


def against(op: Op, span: Span) -> Against:
    """The comparison of the span with a duration that is there."""
    match span:
        case ElapsedSpan():
            return lambda w, d: span_compare(
                w.machine.calendar, w.stay.since.at, w.now, op, d, **w.shifts_since(w.stay.since)
            )
        case RemainingSpan():
            return lambda w, d: _remaining(w, op, d)
        case OverdueSpan():
            return lambda w, d: _overdue(w, op, d)
        case SinceSpan():
            return lambda w, d: _since(w, span.slot, op, d)
        case FromToSpan():
            return lambda w, d: _from_to(w, span.slot, op, d)


def _remaining(w: Work, op: Op, duration: Duration) -> bool:
    deadline = deadline_now(w)
    return deadline is not None and remaining_compare(w.machine.calendar, w.now, due_of(deadline), op, duration)


def _overdue(w: Work, op: Op, duration: Duration) -> bool:
    if not is_over(w):
        return False
    deadline, shift = deadline_now(w), w.shifts_since(ran_out(w))
    assert deadline is not None
    return overdue_compare(w.machine.calendar, due_of(deadline), w.now, op, duration, **shift)


def _since(w: Work, slot: int, op: Op, duration: Duration) -> bool:
    since = cast("datetime | None", w.slots[slot])
    return since is not None and span_compare(w.machine.calendar, since, w.now, op, duration)


def _from_to(w: Work, slot: int, op: Op, duration: Duration) -> bool:
    _, span = cast("tuple[datetime | None, tuple[datetime, datetime] | None]", w.slots[slot])
    return span is not None and span_compare(w.machine.calendar, span[0], span[1], op, duration)
