"""What can be said about all runs of a process without exploring them: routes, data, reachability, time.

The input is the lowered process, whose nodes keep their place in the source. Guarantees: an error is certain for the process
as it is written; where an analysis would have to guess it warns, advises or is silent. Nothing here explores runs one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from closedloop.check.flow.dataflow import Flow
from closedloop.check.flow.decisions import check_decisions
from closedloop.check.flow.finding import Finding
from closedloop.check.flow.waiting import check_waiting
from closedloop.model.process import Process

Analysis = Callable[[Flow], Iterable[Finding]]

ANALYSES: tuple[Analysis, ...] = (check_decisions, check_waiting)
"""Each looks at one kind of thing; the order decides which of two findings at one place is kept."""


def check_flow(process: Process) -> Iterator[Finding]:
    """Everything found in a process whose names and types are right; at most one finding of a code for a place."""
    flow = Flow(process)
    seen: set[tuple[str, object, str]] = set()
    for analysis in ANALYSES:
        for found in analysis(flow):
            key = found.code, found.at, "" if found.at is not None else repr(found.params)
            if key not in seen:
                seen.add(key)
                yield found


__all__ = ["Finding", "check_flow"]
