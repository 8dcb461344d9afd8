"""Where the boxes stand: a row for each node, a column for each role, and the lines' ends at their sides.

Guarantees: the column of a box depends on nothing but its role, its row on nothing but the order of the file; a row is
as high as its box and the labels beside it, so that rows never touch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

from attrs import frozen

from closedloop.draw.captions import ROOM, Captions, Para
from closedloop.draw.flow import Align, height_of, set_block, shifted, width_of
from closedloop.draw.graph import Graph, Node
from closedloop.draw.shapes import Block, Piece, Point, Rect
from closedloop.draw.sides import Side, Sides, Slot

COLUMN = 150.0
BOX = 130.0
SPACE = 112.0
"""Between the lanes and the first track: room for the labels of the outermost columns."""
MOST_LABEL = 240.0
"""The widest a label is set."""
LINES_OF_LABEL = 3
BESIDE = 6.0
"""From a box or a line to its label."""
ABOVE = 2.0
"""From a label down to its line."""
ARRIVAL = 7.0
"""Room above and below an arrow's head."""
FIRST = 11.0
"""From the corner of a box to its first line."""
ROW_GAP = 34.0
INSIDE = 9.0
"""From the border of a box to its text."""
PILL = 34.0
BETWEEN = 8.0
"""By how much the lines at a high box are spread at most."""


@frozen
class Placed:
    """`boxes` by node, `blocks` their texts; `ends`: where the lines of each (edge, leaves) touch a box; `labels` by
    edge; `top` and `bottom` of all rows; `bends`: the height at which a straight line turns, by edge.
    """

    boxes: Mapping[str, Rect]
    blocks: Mapping[str, tuple[Block, ...]]
    ends: Mapping[tuple[str, bool], Point]
    labels: Mapping[str, Block]
    bends: Mapping[str, float]
    bottom: float


def column_of(graph: Graph, node: Node) -> int:
    """Ends, and what is offered anywhere by a role without a column, stand where cases begin."""
    if node.lane in graph.lanes:
        return graph.lanes.index(node.lane)
    start = next(each for each in graph.nodes if each.id == graph.start)
    return graph.lanes.index(start.lane or "")


def place(graph: Graph, sides: Sides, captions: Captions, top: float) -> Placed:
    """All boxes, line ends and labels; the first row begins at `top`."""
    return _Placing(graph, sides, captions).all(top)


class _Placing:
    def __init__(self, graph: Graph, sides: Sides, captions: Captions) -> None:
        self.graph = graph
        self.sides = sides
        self.captions = captions
        self.nodes = {node.id: node for node in graph.nodes}
        self.right = len(graph.lanes) * COLUMN
        self.items: dict[str, tuple[Piece, ...]] = {
            edge.id: captions.edge(edge, self.nodes[edge.source]) for edge in graph.edges
        }
        self.boxes: dict[str, Rect] = {}
        self.blocks: dict[str, tuple[Block, ...]] = {}
        self.ends: dict[tuple[str, bool], Point] = {}
        self.labels: dict[str, Block] = {}
        self.bends: dict[str, float] = {}

    def all(self, top: float) -> Placed:
        y = top
        for node in self.graph.nodes:
            y = self._row(node, y)
        return Placed(self.boxes, self.blocks, self.ends, self.labels, self.bends, y)

    def _row(self, node: Node, top: float) -> float:
        """Places one node; where the next row begins."""
        middle = column_of(self.graph, node) * COLUMN + COLUMN / 2
        texts, content = self._texts(node)
        width = self._width(node, texts)
        x = middle - width / 2
        stacks: dict[Side, _Stack] = {}
        for side in ("left", "right"):
            stacks[side] = self._stack(node, side, x if side == "left" else x + width)
        height = max(content, *(stack.least for stack in stacks.values()))
        tops = {side: stack.places(height) for side, stack in stacks.items()}
        over = max((stack.over(tops[side]) for side, stack in stacks.items()), default=0.0)
        box = Rect(x, top + over, width, height)
        self.boxes[node.id] = box
        down = box.y + (height - content) / 2 + (INSIDE if node.kind != "end" else 0)
        self.blocks[node.id] = tuple(shifted(block, middle, down) for block in texts)
        for side, stack in stacks.items():
            for slot, offset in zip(stack.slots, tops[side], strict=True):
                self._end(node, slot, side, box, box.y + offset)
        return self._below(node, box)

    def _texts(self, node: Node) -> tuple[list[Block], float]:
        """The texts of a box around x = 0, and how high the box must be for them."""
        room = ROOM if node.kind != "end" else ROOM - INSIDE
        blocks: list[Block] = []
        y = 0.0
        for para in self.captions.node(node):
            block = _hanging(para, y) if para.hangs else _centred(para, y, room)
            blocks.append(block)
            y = block.rect.bottom + 1
        if node.kind != "end":
            return blocks, y + 2 * INSIDE
        height = max(PILL, y + 12)
        return [shifted(block, 0, (height - y) / 2) for block in blocks], height

    def _width(self, node: Node, texts: Sequence[Block]) -> float:
        if node.kind != "end":
            return BOX
        return min(BOX, max(100.0, *(block.rect.width + 3 * INSIDE for block in texts)))

    def _stack(self, node: Node, side: Side, edge_of_box: float) -> _Stack:
        room = edge_of_box + SPACE if side == "left" else self.right + SPACE - edge_of_box
        slots = self.sides.slots[node.id, side]
        above = []
        for slot in slots:
            if slot.leaves:
                label = self._label(slot.edge, room, "right" if side == "left" else "left")
                above.append(max(ARRIVAL, label.rect.height + self._above(slot.edge) + 2))
            else:
                above.append(ARRIVAL)
        return _Stack(slots, tuple(above))

    def _label(self, edge: str, room: float, align: Align) -> Block:
        """The label with its top left corner at (0, 0), or its top right one, as it is aligned."""
        pieces = self.items[edge]
        width = min(room - 2 * BESIDE, MOST_LABEL)
        block = set_block(pieces, width, Point(0, 0), align, LINES_OF_LABEL, _plain(pieces))
        self.labels[edge] = block
        return block

    def _end(self, node: Node, slot: Slot, side: Side, box: Rect, y: float) -> None:
        inset = _inset(box, y) if node.kind == "end" else 0.0
        x = box.x + inset if side == "left" else box.right - inset
        self.ends[slot.edge, slot.leaves] = Point(x, y)
        if slot.leaves:
            block = self.labels[slot.edge]
            beside = box.right + BESIDE if side == "right" else box.x - BESIDE
            self.labels[slot.edge] = shifted(block, beside, y - self._above(slot.edge) - block.rect.height)

    def _above(self, edge: str) -> float:
        """From a label down to its line, which is broader where a run took it."""
        return ABOVE + (3 if edge in self.captions.trace.edges else 0)

    def _below(self, node: Node, box: Rect) -> float:
        """The line straight down to the next row, if there is one, with its label; where the next row begins."""
        edge = self.sides.down.get(node.id)
        if edge is None:
            return box.bottom + ROW_GAP
        target = column_of(self.graph, self.nodes[edge.target]) * COLUMN + COLUMN / 2
        x = box.middle.x
        to_the_right = target > x
        room = x + SPACE if to_the_right else self.right + SPACE - x
        block = self._label(edge.id, room, "right" if to_the_right else "left")
        self.labels[edge.id] = shifted(block, x - BESIDE if to_the_right else x + BESIDE, box.bottom + 3)
        gap = max(ROW_GAP, block.rect.height + 10)
        self.bends[edge.id] = box.bottom + gap / 2
        self.ends[edge.id, True] = Point(x, box.bottom)
        return box.bottom + gap


@frozen
class _Stack:
    """The lines at one side of a box: how much room each needs above it."""

    slots: tuple[Slot, ...]
    above: tuple[float, ...]

    def _steps(self, spread: float) -> list[float]:
        """How far each line lies below the first."""
        steps = [0.0]
        for above in self.above[1:]:
            steps.append(steps[-1] + ARRIVAL + above + spread)
        return steps

    @property
    def least(self) -> float:
        """How high the box must be."""
        return 0.0 if not self.slots else self._steps(0)[-1] + 2 * FIRST

    def places(self, height: float) -> list[float]:
        """Where the lines lie, from the top of a box of this height."""
        if not self.slots:
            return []
        spread = min(BETWEEN, (height - self.least) / len(self.slots)) if len(self.slots) > 1 else 0.0
        steps = self._steps(spread)
        first = (height - steps[-1]) / 2
        return [first + step for step in steps]

    def over(self, places: Sequence[float]) -> float:
        """By how much the first label stands above the box."""
        return max(0.0, self.above[0] - places[0]) if places else 0.0


def _inset(box: Rect, y: float) -> float:
    """How far the round end of a pill lies inside its rectangle at this height."""
    radius = PILL / 2
    off = 0.0
    if y < box.y + radius:
        off = box.y + radius - y
    elif y > box.bottom - radius:
        off = y - box.bottom + radius
    return radius - sqrt(max(0.0, radius**2 - off**2))


def _centred(para: Para, y: float, room: float) -> Block:
    return set_block(para.pieces, room, Point(0, y), "middle", para.most, _plain(para.pieces))


def _hanging(para: Para, y: float) -> Block:
    """The first piece in front, the others in lines beside it."""
    sign, *others = para.pieces
    indent = width_of(sign) + 4
    text = set_block(others, ROOM - indent, Point(indent - ROOM / 2, y), "left", para.most, _plain(para.pieces))
    line = max(map(height_of, others), default=0.0)
    front = set_block((sign,), indent, Point(-ROOM / 2, y + (line - height_of(sign)) / 2))
    rect = Rect(-ROOM / 2, y, indent + text.rect.width, text.rect.height)
    return Block(rect, (*front.pieces, *text.pieces), text.whole)


def _plain(pieces: Sequence[Piece]) -> str:
    """The words of the pieces, for a tooltip where some were cut off."""
    return " ".join(piece.text for piece in pieces if hasattr(piece, "text"))
