"""The process as rows and routes, before anything has a place: what is drawn, and in which order.

Guarantees: every step, end and `anywhere` block is a node, every route of the process an edge, each with an id that
other edits of the file leave alone. Nodes are in the order of the file: steps, what is offered anywhere, ends.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from closedloop.draw.shapes import EdgeKind, NodeKind
from closedloop.model.process import (
    Anywhere,
    AsSoonAs,
    End,
    Limit,
    Offer,
    Process,
    Reopen,
    Route,
    Rung,
    Step,
)

ITSELF = ""
"""The lane of steps that nobody acts in."""


@frozen
class Node:
    """`lane` is the role in whose column it stands, None for those that have no role (`closedloop.draw.placing` says
    where these stand). `others`: further roles that may act in a step, or
    submit the first event that is offered anywhere.
    """

    id: str
    kind: NodeKind
    what: Step | End | Anywhere
    lane: str | None
    others: tuple[str, ...] = ()
    reachable: bool = True


@frozen
class Edge:
    """A way to go on. `offer` for what somebody does; `because` is the route, limit, rung, condition or reopening that
    it comes from; `otherwise`: taken where the conditions before it do not hold.
    """

    id: str
    kind: EdgeKind
    source: str
    target: str
    because: Route | Limit | Rung | AsSoonAs | Reopen
    offer: Offer | None = None
    otherwise: bool = False


@frozen
class Graph:
    """`lanes`: the roles that have a column, in order of declaration; `ITSELF` last, if there is one."""

    process: Process
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    lanes: tuple[str, ...]

    @property
    def start(self) -> str:
        return place_id(self.process.start)


def place_id(name: str) -> str:
    """The id of a step or an end."""
    return f"place:{name}"


def graph_of(process: Process) -> Graph:
    """The graph of the process."""
    edges = tuple(_edges(process))
    reached = _reached(process, edges)
    nodes = tuple(_nodes(process, reached))
    owners = {node.lane for node in nodes if node.kind == "step"}
    lanes = [role.name for role in process.roles if role.name in owners]
    if ITSELF in owners or not lanes:
        lanes.append(ITSELF)
    return Graph(process, nodes, edges, tuple(lanes))


def _nodes(process: Process, reached: frozenset[str]) -> Iterator[Node]:
    for step in process.steps:
        roles = _roles(step)
        identity = place_id(step.name)
        yield Node(identity, "step", step, roles[0] if roles else ITSELF, roles[1:], identity in reached)
    for index, anywhere in enumerate(process.anywhere):
        roles = next((offer.by for offer in anywhere.offers), ())
        yield Node(f"anywhere:{index}", "anywhere", anywhere, roles[0] if roles else None, roles[1:])
    for end in process.ends:
        yield Node(place_id(end.name), "end", end, None, reachable=place_id(end.name) in reached)


def _roles(step: Step) -> tuple[str, ...]:
    """Who acts there: those of the step; without, those of its first event, then of the others."""
    if step.by:
        return step.by
    return tuple(dict.fromkeys(role for offer in step.offers for role in offer.by))


# -------------------------------------------------------------------------------------------------------------- edges


def _edges(process: Process) -> Iterator[Edge]:
    for step in process.steps:
        source = place_id(step.name)
        yield from _of_offers(source, step.offers)
        for index, limit in enumerate(step.limits):
            if limit.then is not None:
                yield Edge(f"then:{step.name}:{index}", "timer", source, place_id(limit.then), limit)
        for index, rung in enumerate(step.rungs):
            if rung.to is not None:
                yield Edge(f"rung:{step.name}:{index}", "escalation", source, place_id(rung.to), rung)
        for index, soon in enumerate(step.as_soon):
            yield Edge(f"soon:{step.name}:{index}", "condition", source, place_id(soon.to), soon)
    for index, anywhere in enumerate(process.anywhere):
        yield from _of_offers(f"anywhere:{index}", anywhere.offers)
    for index, reopen in enumerate(process.reopens):
        for end in process.ends:
            if reopen.end in (None, end.name):
                identity = f"reopen:{index}:{end.name}"
                yield Edge(identity, "reopen", place_id(end.name), place_id(reopen.to), reopen)


def _of_offers(source: str, offers: tuple[Offer, ...]) -> Iterator[Edge]:
    for index, offer in enumerate(offers):
        for number, route in enumerate(offer.routes):
            identity = f"offer:{source}:{index}:{number}"
            otherwise = route.when is None and number > 0
            yield Edge(identity, "event", source, place_id(route.to), route, offer, otherwise)


def _reached(process: Process, edges: tuple[Edge, ...]) -> frozenset[str]:
    """What some way leads to from the start, conditions left aside."""
    reached = {place_id(process.start)}
    ways: dict[str, set[str]] = {}
    for edge in edges:
        ways.setdefault(edge.source, set()).add(edge.target)
    blocks = {f"anywhere:{index}": block for index, block in enumerate(process.anywhere)}
    pending = list(reached)
    while pending:
        place = pending.pop()
        found = set(ways.get(place, ()))
        for identity, block in blocks.items():
            if any(place == place_id(step.name) and step.name not in block.but for step in process.steps):
                found |= ways.get(identity, set())
        pending += found - reached
        reached |= found
    return frozenset(reached)
