"""What a picture is made of, as values with their places: boxes, lines, words and signs.

Guarantees: everything visible is here before any SVG is written, so that tests can measure it. Units are those of the
`viewBox`; y grows downwards; the lanes begin at x = 0.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from attrs import evolve, frozen


class Point(NamedTuple):
    x: float
    y: float


@frozen
class Rect:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> Point:
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def overlaps(self, other: Rect) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )  # fmt: skip

    def holds(self, other: Rect) -> bool:
        """Whether the other lies inside, edges included (to a hundredth)."""
        spare = 0.01
        return (
            self.x - spare <= other.x
            and other.right <= self.right + spare
            and self.y - spare <= other.y
            and other.bottom <= self.bottom + spare
        )


@frozen
class Style:
    """`size` in the picture's unit, `colour` as CSS writes it."""

    size: float
    colour: str
    bold: bool = False


SignName = Literal[
    "clock", "triangle", "ladder", "diamond", "again", "every", "ring", "check", "section", "plus", "pause", "pen"
]
State = Literal["fine", "near", "overdue", "ended"]


@frozen
class Words:
    """A text; (x, y) is the end of its base line that `anchor` names."""

    text: str
    style: Style
    x: float = 0
    y: float = 0
    anchor: Literal["start", "middle", "end"] = "start"


@frozen
class Sign:
    """A little drawing as high as a letter; (x, y) is its left end at half its height."""

    name: SignName
    size: float
    colour: str
    x: float = 0
    y: float = 0


@frozen
class Disc:
    """A numbered disc of a run; (x, y) is its left end at half its height."""

    text: str
    x: float = 0
    y: float = 0


@frozen
class Tally:
    """So many cases; `colour` fills the sign, `strokes` (0 to 2) tell the marks apart without colour."""

    state: State
    colour: str
    strokes: int
    number: int
    style: Style
    x: float = 0
    y: float = 0


Piece = Words | Sign | Disc | Tally


def moved(piece: Piece, dx: float, dy: float) -> Piece:
    """The piece elsewhere."""
    return evolve(piece, x=piece.x + dx, y=piece.y + dy)


@frozen
class Block:
    """Lines of pieces that were set together. `whole` is what they say where something was cut off or is worth more
    words: it becomes a tooltip.
    """

    rect: Rect
    pieces: tuple[Piece, ...]
    whole: str | None = None


NodeKind = Literal["step", "end", "anywhere"]
EdgeKind = Literal["event", "timer", "escalation", "condition", "reopen"]


@frozen
class NodeShape:
    """A step, an end, or the box of what is offered anywhere. `id` is that of the graph's node."""

    id: str
    kind: NodeKind
    rect: Rect
    blocks: tuple[Block, ...]
    about: str
    start: Point | None = None
    """Where the dot stands, for the step that cases begin in."""
    reachable: bool = True
    marked: bool = False
    """Whether a run ends here."""


@frozen
class LineShape:
    """A route: straight pieces between `points`, the arrow at the last one."""

    id: str
    kind: EdgeKind
    points: tuple[Point, ...]
    label: Block
    about: str
    marked: bool = False
    joins: bool = False
    """Whether it shares the rest of its way, from its second point on, with a longer line that shows it."""


@frozen
class Lane:
    rect: Rect
    head: Rect
    title: Block


@frozen
class Sample:
    """One entry of the legend."""

    name: str
    rect: Rect
    text: Block
    tally: Tally | None = None


@frozen
class Picture:
    """Everything, in the picture's unit. `view` is all of it; `sheet` the millimetres that it is printed on."""

    view: Rect
    sheet: tuple[float, float]
    name: str
    about: str
    title: tuple[Block, ...]
    lanes: tuple[Lane, ...]
    nodes: tuple[NodeShape, ...]
    lines: tuple[LineShape, ...]
    notes: tuple[Block, ...]
    legend: tuple[Sample, ...]
