"""The lines of the picture: from box to box, straight down or through a track of a margin."""

from __future__ import annotations

from collections.abc import Mapping

from closedloop.draw.captions import Captions
from closedloop.draw.graph import Edge, Graph
from closedloop.draw.placing import COLUMN, SPACE, Placed
from closedloop.draw.shapes import LineShape, Point
from closedloop.draw.sides import Side, Sides
from closedloop.draw.tracks import TRACK, Stretch, margin_of, tracks_of


def lines_of(
    graph: Graph, sides: Sides, placed: Placed, captions: Captions
) -> tuple[tuple[LineShape, ...], Mapping[Side, float]]:
    """All lines in the order of the graph, and the width of each margin beyond `SPACE`."""
    tracks: dict[str, int] = {}
    margins: dict[Side, float] = {}
    for side in ("left", "right"):
        own = tracks_of(_stretches(placed, sides, side))
        tracks.update(own)
        margins[side] = margin_of(max(own.values(), default=-1) + 1)
    right = len(graph.lanes) * COLUMN
    texts = {node.id: node.what for node in graph.nodes}
    shapes = []
    for edge in graph.edges:
        if edge.id in sides.side:
            first = sides.shared[edge.id]
            out = SPACE + tracks[first] * TRACK
            x = -out if sides.side[edge.id] == "left" else right + out
            points = _round(placed.ends[edge.id, True], placed.ends[first, False], x)
        else:
            points = _down(placed, edge)
        source, target = (_name(captions, texts[identity]) for identity in (edge.source, edge.target))
        joins = edge.id in sides.side and not _is_longest(edge.id, sides, placed)
        about = captions.about(edge, source, target)
        marked = edge.id in captions.trace.edges
        shapes.append(LineShape(edge.id, edge.kind, points, placed.labels[edge.id], about, marked, joins))
    return tuple(shapes), margins


def _is_longest(edge: str, sides: Sides, placed: Placed) -> bool:
    """Whether no line that shares the track comes from farther; of equals the first."""
    first = sides.shared[edge]
    arrow = placed.ends[first, False].y
    together = [each for each, leader in sides.shared.items() if leader == first]
    return edge == max(together, key=lambda each: abs(placed.ends[each, True].y - arrow))


def _stretches(placed: Placed, sides: Sides, side: Side) -> list[Stretch]:
    """The vertical part of each line of a margin; one for those that share it."""
    heights: dict[str, list[float]] = {}
    for edge, on in sides.side.items():
        if on == side:
            first = sides.shared[edge]
            ends = placed.ends[edge, True].y, placed.ends[first, False].y
            heights.setdefault(first, []).extend(ends)
    return [Stretch(edge, min(ys), max(ys)) for edge, ys in heights.items()]


def _round(begin: Point, finish: Point, x: float) -> tuple[Point, ...]:
    return begin, Point(x, begin.y), Point(x, finish.y), finish


def _down(placed: Placed, edge: Edge) -> tuple[Point, ...]:
    begin, target = placed.ends[edge.id, True], placed.boxes[edge.target]
    finish = Point(target.middle.x, target.y)
    if begin.x == finish.x:
        return begin, finish
    bend = placed.bends[edge.id]
    return begin, Point(begin.x, bend), Point(finish.x, bend), finish


def _name(captions: Captions, what: object) -> str:
    name = getattr(what, "name", None)
    names = captions.wording.names
    return names.words("picture.anywhere") if name is None else names.place(name)
