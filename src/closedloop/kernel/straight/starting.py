"""The clock of a new stay, as lines; see `closedloop.kernel.clocks`."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from closedloop.kernel.straight.making import Making
from closedloop.kernel.straight.naming import literal
from closedloop.model.process import End, Limit, Step


def start_clock(m: Making, entered: Step | End, number: int) -> None:
    """`start`: how the stay begins; `None` is said where something is due at once."""
    place = m.machine.places[entered.name]
    if isinstance(entered, End) or not (entered.limits or entered.every or place.spots):
        m.lines.add("start = WITHOUT_CLOCK")
        return
    m.used |= {"day", "at", "paused"}
    starts = m.constants.of("STARTS", f"Starts(MACHINE, {entered.name!r})")
    scope = m.scope()
    for index, limit in enumerate(entered.limits):
        source = _under(m, starts, index, limit)
        lasting = place.by_days and (limit.on is not None or (limit.length is not None and not limit.length.exact))
        with _under_head(m, index, None if limit.when is None else scope.test(limit.when)):
            _start(m, source, f"{number}.{index}" if lasting else None)
        if limit.when is None:
            return
    lasting = place.by_days and bool(entered.limits or entered.every)
    with _under_head(m, len(entered.limits), None):
        _start(m, f"{starts}.none(at, paused)", f"{number}." if lasting else None)


def _under_head(m: Making, index: int, test: str | None) -> AbstractContextManager[None]:
    """The choice of a limit among those before it."""
    if test is None:
        return m.lines.block("else:") if index else nullcontext()
    return m.lines.block(f"{'elif' if index else 'if'} {test}:")


def _under(m: Making, starts: str, index: int, limit: Limit) -> str:
    if limit.length is not None:
        length = m.constants.of("LENGTH", literal(limit.length))
        return f"{starts}.length({index}, {length}, at, paused)"
    if limit.length_field is not None:
        return f"{starts}.length({index}, {m.local(m.names.fields[limit.length_field])}, at, paused)"
    if limit.on_field is not None:
        return f"{starts}.day({index}, {m.local(m.names.fields[limit.on_field])}, at, paused)"
    return f"{starts}.written({index}, {limit.on!r}, day, at, paused)"


def _start(m: Making, source: str, key: str | None) -> None:
    """`key`: under which it is the same for all stays that begin on one day."""
    if key is None:
        m.lines.add(f"start = {source}", "if start is None: return None")
        return
    m.lines.add(
        f"start = day.starts.get({key!r})",
        "if start is None:",
        f"    start = {source}",
        "    if start is None: return None",
        f"    day.starts[{key!r}] = start",
    )
