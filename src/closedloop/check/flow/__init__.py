"""What can be said about all runs of a process without exploring them: routes, data, reachability, time.

The input is the lowered process, whose nodes keep their place in the source. Guarantees: an error is certain for the
process as it is written; where an analysis would have to guess it warns, advises or is silent. Nothing here explores
runs one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from closedloop.check.flow.dataflow import Flow
from closedloop.check.flow.deadlines import check_deadlines
from closedloop.check.flow.decisions import check_decisions
from closedloop.check.flow.duties import check_duties
from closedloop.check.flow.finding import Finding
from closedloop.check.flow.instants import check_instants
from closedloop.check.flow.knowledge import implications
from closedloop.check.flow.ladders import check_ladders
from closedloop.check.flow.ranges import check_ranges
from closedloop.check.flow.reach import check_reach
from closedloop.check.flow.reads import check_reads
from closedloop.check.flow.roles import check_roles
from closedloop.check.flow.vacuous import check_vacuous
from closedloop.check.flow.waiting import check_waiting
from closedloop.model.process import At, Process

Analysis = Callable[[Flow], Iterable[Finding]]

ANALYSES: tuple[Analysis, ...] = (
    check_ranges,
    check_reads,
    check_roles,
    check_decisions,
    check_waiting,
    check_reach,
    check_instants,
    check_deadlines,
    check_ladders,
    check_vacuous,
    check_duties,
)
"""Each looks at one kind of thing. Causes come before what follows from them."""

CAUSES = frozenset(("CL260", "CL262", "CL264", "CL266"))
CONSEQUENCES = frozenset(("CL250", "CL251", "CL253", "CL256", "CL257", "CL258", "CL259", "CL323"))
"""That a condition never holds is not said again where the reason has been said."""

DOUBTED = frozenset(("CL252", "CL260", "CL261", "CL262", "CL277", "CL280", "CL281"))
"""What may come from not knowing which data are set together: looked at again with that knowledge."""
FEW = 40
"""With so many names or fewer, all of them are followed, else those that were reported."""


def check_flow(process: Process) -> Iterator[Finding]:
    """Everything found in a process whose names and types are right; at most one finding of a code for a place."""
    flow = Flow(process)
    found = list(_distinct(flow))
    if any(each.code in DOUBTED for each in found):
        found = list(_distinct(Flow(process, implications(flow, _doubted(flow, found)))))
    yield from found


def _doubted(flow: Flow, found: list[Finding]) -> frozenset[str]:
    """The fields and roles of which it matters whether they are set."""
    named = {
        each.params[key] for each in found for key in ("field", "role") if each.code in DOUBTED and key in each.params
    }
    variables = flow.transfer.variables
    names = {*variables.fields, *variables.assigned}
    return frozenset(names if len(names) <= FEW else named)


def _distinct(flow: Flow) -> Iterator[Finding]:
    seen: set[tuple[str, At, str]] = set()
    explained: set[At] = set()
    for analysis in ANALYSES:
        for found in analysis(flow):
            key = found.code, found.at, "" if found.at is not None else repr(found.params)
            if key in seen or (found.code in CONSEQUENCES and found.at in explained):
                continue
            seen.add(key)
            if found.code in CAUSES and found.at is not None:
                explained.add(found.at)
            yield found


__all__ = ["Finding", "check_flow"]
