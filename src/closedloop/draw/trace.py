"""A run laid over the graph: which routes its records took, in which order.

Guarantees: numbers count from 1 and are given to what somebody did and to what moved the case; the same record has
the same number in the picture and in the story. Reminders, marks and the like, which time brings by itself and which
leave the case where it is, have none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from closedloop.draw.graph import Edge, Graph, place_id
from closedloop.kernel.values import Record
from closedloop.model.process import AsSoonAs, Limit, Reopen


@frozen
class Trace:
    """`edges` and `stays`: the numbers at routes, and at steps for what left the case where it was. `numbers`: one for
    each record, None where it has none. `last`: where the case is at the end.
    """

    edges: Mapping[str, tuple[int, ...]]
    stays: Mapping[str, tuple[int, ...]]
    numbers: tuple[int | None, ...]
    last: str | None


NO_TRACE = Trace({}, {}, (), None)


def trace_of(graph: Graph, run: Sequence[Record]) -> Trace:
    """The run (records of one case, in order) on the graph."""
    edges: dict[str, tuple[int, ...]] = {}
    stays: dict[str, tuple[int, ...]] = {}
    numbers: list[int | None] = []
    number, last = 0, None
    for record in run:
        here = record.to or record.step
        last = last if here is None else place_id(here)
        if record.kind == "opened" or (record.to is None and record.kind != "event"):
            numbers.append(None)
            continue
        number += 1
        numbers.append(number)
        edge = _edge(graph, record)
        if edge is not None:
            edges[edge.id] = (*edges.get(edge.id, ()), number)
        elif record.step is not None:
            step = place_id(record.step)
            stays[step] = (*stays.get(step, ()), number)
    return Trace(edges, stays, tuple(numbers), last)


def _edge(graph: Graph, record: Record) -> Edge | None:
    """The route that the record took; of several that lead there, the first."""
    if record.to is None or record.step is None:
        return None
    return next(_taken(graph, record, place_id(record.step)), None)


def _taken(graph: Graph, record: Record, source: str) -> Iterator[Edge]:
    target = place_id(record.to or "")
    for edge in graph.edges:
        if edge.target != target:
            continue
        if edge.offer is not None:
            here = edge.source == source or edge.source.startswith("anywhere:")
            if record.event == edge.offer.event and here and record.role in edge.offer.by:
                yield edge
        elif edge.source == source and _itself(edge, record):
            yield edge


def _itself(edge: Edge, record: Record) -> bool:
    """Whether an edge that no event of the process takes is the record's."""
    if isinstance(edge.because, Reopen):
        return record.event == "reopen" and record.role in edge.because.by
    if isinstance(edge.because, AsSoonAs):
        return record.kind == "route"
    if isinstance(edge.because, Limit):
        return record.timer == "then"
    return record.timer is not None and edge.id.endswith(record.timer.removeprefix("rung")) and "rung" in record.timer
