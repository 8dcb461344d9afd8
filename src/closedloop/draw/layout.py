"""From a process to a picture: every box, line, word and sign with its place.

Guarantees: the same process gives the same picture. Boxes keep their columns and their order through any edit that
leaves roles and order of steps alone (see `closedloop.draw.placing`). No label lies on a box, on a line or on another
label: labels stand above their own line in the row of their box, where no other line comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from closedloop.calendars import calendar
from closedloop.draw.captions import Captions
from closedloop.draw.counts import Counts
from closedloop.draw.graph import Graph, Node, graph_of
from closedloop.draw.guards import guards
from closedloop.draw.lines import lines_of
from closedloop.draw.placing import COLUMN, SPACE, Placed, place
from closedloop.draw.shapes import Block, NodeShape, Picture, Point, Rect
from closedloop.draw.sheet import Paper, lane_shapes, lanes_of, legend_of, notes_of, sheet_for, title_of
from closedloop.draw.sides import sides_of
from closedloop.draw.trace import NO_TRACE, trace_of
from closedloop.draw.wording import Wording
from closedloop.kernel.values import Record
from closedloop.messages import Language
from closedloop.model.process import Process

AROUND = 14.0
"""White on all sides."""
UNDER_HEAD = 20.0
LEAST = 560.0
"""The least width of title, notes and legend."""
DOT = 6.0


def picture(
    process: Process,
    *,
    run: Sequence[Record] | None = None,
    counts: Counts | None = None,
    lang: Language | None = None,
    day: date | None = None,
    paper: Paper | None = None,
) -> Picture:
    """The picture as values. See `closedloop.draw.draw` for the arguments."""
    graph = graph_of(process)
    captions = _captions(graph, run, counts, lang or language_of(process))
    right = len(graph.lanes) * COLUMN
    room = max(LEAST, right + SPACE)
    title = title_of(captions, room, day, as_of=counts is not None)
    top = title[-1].rect.bottom + 12
    heads, head = lanes_of(graph, captions, top)
    sides = sides_of(graph)
    placed = place(graph, sides, captions, top + head + UNDER_HEAD)
    lines, margins = lines_of(graph, sides, placed, captions)
    nodes = tuple(_node(graph, placed, captions, row) for row in range(len(graph.nodes)))
    notes = notes_of(graph, captions, placed.bottom + 22, room)
    under = max((note.rect.bottom + 10 for note in notes), default=placed.bottom + 16)
    blocks = [*(line.label for line in lines), *(block for node in nodes for block in node.blocks)]
    legend = legend_of(captions, lines, blocks, under, room)
    left = -(SPACE + margins["left"] + AROUND)
    beyond = max(right + SPACE + margins["right"], room) + AROUND
    bottom = max((sample.rect.bottom for sample in legend), default=under) + AROUND
    view = Rect(left, 0, beyond - left, bottom)
    return Picture(
        view=view,
        sheet=sheet_for(view, paper),
        name=_said(title[0]),
        about="\n".join(line.about.partition("\n")[0] for line in lines),
        title=title,
        lanes=lane_shapes(heads, top, head, placed.bottom),
        nodes=nodes,
        lines=lines,
        notes=notes,
        legend=legend,
    )


def language_of(process: Process) -> Language:
    """The language in which the file is written; English for dialects that have no words of their own here."""
    return "zh" if process.dialect == "zh" else "en"


def _captions(graph: Graph, run: Sequence[Record] | None, counts: Counts | None, lang: Language) -> Captions:
    process = graph.process
    wording = Wording.of(process, lang, calendar(process.calendar, process.zone))
    events, places = guards(process)
    trace = NO_TRACE if run is None else trace_of(graph, run)
    return Captions(wording, events, places, graph.lanes, trace, counts or {})


def _node(graph: Graph, placed: Placed, captions: Captions, row: int) -> NodeShape:
    node = graph.nodes[row]
    box = placed.boxes[node.id]
    return NodeShape(
        id=node.id,
        kind=node.kind,
        rect=box,
        blocks=placed.blocks[node.id],
        about=captions.about_node(node),
        start=_dot(graph, node, box, row),
        reachable=node.reachable,
        marked=captions.trace.last == node.id,
    )


def _dot(graph: Graph, node: Node, box: Rect, row: int) -> Point | None:
    """Above the middle of the first box; above a corner of a later one, where no line comes down."""
    if node.id != graph.start:
        return None
    return Point(box.middle.x if row == 0 else box.x + 16, box.y - DOT - 6)


def _said(block: Block) -> str:
    return block.whole or " ".join(piece.text for piece in block.pieces if hasattr(piece, "text"))
