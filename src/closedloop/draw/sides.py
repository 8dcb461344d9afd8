"""By which side each line leaves and reaches its boxes, and in which order the lines stand there.

One line from each row to the next goes straight down between the two. All others go round: on to a later row by the
right, back to an earlier one (or to the same) by the left. On each side they are ordered so that lines of one box
nest and do not cross: on the right arrivals above departures, on the left departures above arrivals. Four or more
lines of one kind that go to one place share a track and an arrow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

from attrs import frozen

from closedloop.draw.graph import Edge, Graph

Side = Literal["left", "right"]


BUNDLE = 4
"""So many lines of one kind to one place become one."""


class Slot(NamedTuple):
    """One end of a line at a side of a box. Of lines that share an arrow only the first arrives."""

    edge: str
    leaves: bool


@frozen
class Sides:
    """`down`: the edge that goes from a node to the next one, by the node's id. `slots`: those of each node and side,
    from top to bottom. `side` of each edge that goes round. `shared`: the first of the edges that share a track, for
    each that goes round.
    """

    down: Mapping[str, Edge]
    side: Mapping[str, Side]
    slots: Mapping[tuple[str, Side], tuple[Slot, ...]]
    shared: Mapping[str, str]


def sides_of(graph: Graph) -> Sides:
    """The sides of all edges of the graph."""
    rows = {node.id: row for row, node in enumerate(graph.nodes)}
    down = _straight(graph, rows)
    straight = {edge.id for edge in down.values()}
    round_about = [edge for edge in graph.edges if edge.id not in straight]
    side: dict[str, Side] = {
        edge.id: "right" if rows[edge.target] > rows[edge.source] else "left" for edge in round_about
    }
    bundles = _bundles(round_about, side)
    right = _Ordering([edge for edge in round_about if side[edge.id] == "right"], rows, bundles)
    left = _Ordering([edge for edge in round_about if side[edge.id] == "left"], rows, bundles)
    slots: dict[tuple[str, Side], tuple[Slot, ...]] = {}
    for node in graph.nodes:
        slots[node.id, "right"] = tuple(right.at_right(node.id))
        slots[node.id, "left"] = tuple(left.at_left(node.id))
    return Sides(down, side, slots, bundles)


def _bundles(edges: Sequence[Edge], side: Mapping[str, Side]) -> dict[str, str]:
    """The first of its bundle for each edge; an edge alone is its own."""
    alike: dict[tuple[str, str, Side], list[str]] = {}
    for edge in edges:
        if edge.source != edge.target:
            alike.setdefault((edge.target, edge.kind, side[edge.id]), []).append(edge.id)
    first = {edge.id: edge.id for edge in edges}
    for together in alike.values():
        if len(together) >= BUNDLE:
            first.update(dict.fromkeys(together, together[0]))
    return first


def _straight(graph: Graph, rows: Mapping[str, int]) -> dict[str, Edge]:
    """Of the edges to the next row the first that somebody takes, else the first."""
    down: dict[str, Edge] = {}
    for wanted in (True, False):
        for edge in graph.edges:
            near = rows[edge.target] == rows[edge.source] + 1
            if near and (edge.kind == "event") == wanted:
                down.setdefault(edge.source, edge)
    return down


@frozen
class _Ordering:
    """The lines of one margin, and their order at each box."""

    edges: Sequence[Edge]
    rows: Mapping[str, int]
    first: Mapping[str, str]

    def at_right(self, node: str) -> list[Slot]:
        """Those from above, the nearest first; then those down, the farthest first."""
        arrive = self._arriving(node, min)
        leave = [edge for edge in self.edges if edge.source == node]
        leave.sort(key=lambda edge: -self.rows[edge.target])
        return [*arrive, *(Slot(edge.id, True) for edge in leave)]

    def at_left(self, node: str) -> list[Slot]:
        """Those up, the nearest first; those to the box itself; those from below, the farthest first."""
        again = [edge for edge in self.edges if edge.source == edge.target == node]
        leave = [edge for edge in self.edges if edge.source == node != edge.target]
        leave.sort(key=lambda edge: -self.rows[edge.target])
        itself = [slot for edge in again for slot in (Slot(edge.id, True), Slot(edge.id, False))]
        return [*(Slot(edge.id, True) for edge in leave), *itself, *self._arriving(node, max)]

    def _arriving(self, node: str, farthest: Callable[[int, int], int]) -> list[Slot]:
        """Arrivals by the row of their source, lower ones first; a bundle counts by its farthest."""
        row: dict[str, int] = {}
        for edge in self.edges:
            if edge.target == node != edge.source:
                first = self.first[edge.id]
                here = self.rows[edge.source]
                row[first] = here if first not in row else farthest(row[first], here)
        last_first = list(row)[::-1]  # where two come from one box, they nest
        return [Slot(edge, False) for edge in sorted(last_first, key=lambda edge: -row[edge])]
