"""What surrounds the boxes: title, lanes, notes, legend, and the sheet of paper that it all is printed on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from closedloop.draw import colours
from closedloop.draw.captions import Captions, overdue_fill, rule_text
from closedloop.draw.flow import set_block, shifted, width_of
from closedloop.draw.graph import ITSELF, Graph
from closedloop.draw.names import shown
from closedloop.draw.placing import COLUMN
from closedloop.draw.shapes import (
    Block,
    Lane,
    LineShape,
    Piece,
    Point,
    Rect,
    Sample,
    Sign,
    SignName,
    Style,
    Tally,
    Words,
)
from closedloop.model import process as model

Paper = Literal["a4", "a3"]
SHEETS: dict[Paper, tuple[float, float]] = {"a4": (210, 297), "a3": (297, 420)}
"""Millimetres, upright."""
BORDER = 10.0
"""Millimetres that a printer leaves white."""
NATURAL = 25.4 / 96
"""Millimetres to a unit: a small picture is not blown up."""
READABLE = 0.155
"""Below it the smallest letters have less than 4.6 points, and a picture wants a larger sheet."""

HEAD = 28.0
LINE_OF_HEAD = 16.0
SIGN_OF_NOTE = 20.0
SAMPLE = 44.0
"""The length of a line in the legend."""
LEADING = 22.0


def title_of(captions: Captions, width: float, day: date | None, as_of: bool) -> tuple[Block, ...]:
    """The process's title, and below it version, date and source."""
    names = captions.wording.names
    process = names.process
    title = shown(process.name, process.title)
    above = set_block((Words(title, colours.TITLE),), width, Point(0, 14), most=2, whole=title)
    parts = [names.words("picture.version", version=process.version)]
    if day is not None:
        parts.append(names.words("picture.as_of", date=day.isoformat()) if as_of else day.isoformat())
    if process.cite:
        parts.append(names.words("picture.cite", cite=process.cite))
    text = " · ".join(parts)
    below = set_block((Words(text, colours.SUBTITLE),), width, Point(0, above.rect.bottom + 4), most=2, whole=text)
    return above, below


def lanes_of(graph: Graph, captions: Captions, top: float) -> tuple[list[Block], float]:
    """The titles of the lanes, and how high the heads are."""
    names = captions.wording.names
    blocks = []
    for index, lane in enumerate(graph.lanes):
        title = names.words("picture.itself") if lane == ITSELF else names.role(lane)
        at = Point(index * COLUMN + COLUMN / 2, top)
        blocks.append(set_block((Words(title, colours.HEAD),), COLUMN - 12, at, "middle", 2, title))
    highest = max(block.rect.height for block in blocks)
    height = HEAD if highest <= LINE_OF_HEAD else HEAD + LINE_OF_HEAD
    return [shifted(block, 0, (height - block.rect.height) / 2) for block in blocks], height


def lane_shapes(titles: Sequence[Block], top: float, head: float, bottom: float) -> tuple[Lane, ...]:
    """The lanes from their heads down to `bottom`."""
    return tuple(
        Lane(Rect(x, top, COLUMN, bottom - top), Rect(x, top, COLUMN, head), title)
        for x, title in ((index * COLUMN, title) for index, title in enumerate(titles))
    )


# -------------------------------------------------------------------------------------------------------------- notes


def notes_of(graph: Graph, captions: Captions, top: float, width: float) -> tuple[Block, ...]:
    """Ladders, rules and what is allowed besides; short notes share a line."""
    blocks: list[Block] = []
    x, y, next_line = 0.0, top, top
    for sign, text in _notes(graph, captions):
        indent = max(SIGN_OF_NOTE, width_of(sign) + 6)
        block = set_block((Words(text, colours.NOTE),), width - indent, Point(0, 0), most=4, whole=text)
        if x > 0 and x + indent + block.rect.width > width:
            x, y = 0.0, next_line
        block = shifted(block, x + indent, y)
        head = set_block((sign,), indent, Point(x, y + _halved(block) - _halved_piece(sign)))
        rect = Rect(x, y, indent + block.rect.width, block.rect.height)
        blocks.append(Block(rect, (*head.pieces, *block.pieces), block.whole))
        next_line = max(next_line, rect.bottom + 4)
        x = rect.right + 24
    return tuple(blocks)


def _halved(block: Block) -> float:
    return min(block.rect.height, colours.NOTE.size * 1.18) / 2


def _halved_piece(piece: Piece) -> float:
    return (piece.size if isinstance(piece, Sign) else colours.NOTE.size * 1.18) / 2


def _notes(graph: Graph, captions: Captions) -> Iterator[tuple[Piece, str]]:
    process, wording = graph.process, captions.wording
    names = wording.names
    ladders: dict[str, tuple[model.Rung, ...]] = {}
    for step in process.steps:
        for rung in step.rungs:
            if rung.escalation not in ladders:
                ladders[rung.escalation] = tuple(each for each in step.rungs if each.escalation == rung.escalation)
    for name, rungs in ladders.items():
        text = names.words("picture.note.ladder", name=captions.ladder(name), rungs=wording.ladder(rungs))
        yield Sign("ladder", 11, colours.SOFT), text
    for number, rule in enumerate(process.rules, 1):
        yield Words(f"§{number}", Style(11.5, colours.SOFT)), names.words("picture.note.rule", text=rule_text(rule))
    if process.suspend is not None:
        text = names.words("picture.note.suspend", roles=names.roles(process.suspend.by))
        yield Sign("pause", 11, colours.SOFT), text
    for backdate in process.backdates:
        length = names.duration(backdate.at_most)
        text = names.words("picture.note.backdate", roles=names.roles(backdate.by), duration=length)
        yield Sign("pen", 11, colours.SOFT), text


# ------------------------------------------------------------------------------------------------------------- legend


def legend_of(
    captions: Captions, lines: Sequence[LineShape], blocks: Sequence[Block], top: float, width: float
) -> tuple[Sample, ...]:
    """A sample of everything that occurs, in rows of the given width."""
    samples: list[Sample] = []
    x, y = 0.0, top
    for row in _entries(captions, lines, blocks):
        for name, text, tally in row:
            sign = SAMPLE if name in _AS_LINES else (0.0 if name == "text" else 15.0)
            gap = 8.0 if sign else 0.0
            block = set_block((Words(text, colours.LEGEND),), width - sign - gap, Point(0, 0), most=2, whole=text)
            full = sign + gap + block.rect.width
            if x > 0 and x + full > width:
                x, y = 0.0, y + LEADING
            middle = y + LEADING / 2
            placed = shifted(block, x + sign + gap, middle - colours.LEGEND.size * 0.59)
            samples.append(Sample(name, Rect(x, y, full, LEADING), placed, tally))
            x += full + 22
            y += max(0.0, block.rect.height - LEADING)
        if x > 0:
            x, y = 0.0, y + LEADING
    return tuple(samples)


Entry = tuple[str, str, Tally | None]
_AS_LINES = frozenset(("event", "timer", "escalation", "condition", "run"))
_SIGNS: tuple[tuple[SignName, str], ...] = (
    ("ring", "stays"),
    ("check", "requires"),
    ("every", "every"),
    ("plus", "extension"),
    ("ladder", "ladder"),
    ("again", "reopen"),
)


def _entries(captions: Captions, lines: Sequence[LineShape], blocks: Sequence[Block]) -> Iterator[list[Entry]]:
    """The rows of the legend: lines, signs, the run and the counts."""

    def said(key: str) -> str:
        return captions.wording.names.words(f"picture.legend.{key}")

    kinds = {"event" if line.kind == "reopen" else line.kind for line in lines}
    first: list[Entry] = [
        (kind, said(kind), None) for kind in ("event", "timer", "escalation", "condition") if kind in kinds
    ]
    if lines:
        first.append(("text", said("sides"), None))
    yield first
    found = {piece.name for block in blocks for piece in block.pieces if isinstance(piece, Sign)}
    signs: list[Entry] = [(sign, said(key), None) for sign, key in _SIGNS if sign in found]
    if captions.events or captions.places:
        signs.append(("section", said("rule"), None))
    yield signs
    yield [*_run(captions, said("run")), *_tallies(captions)]


def _run(captions: Captions, text: str) -> list[Entry]:
    return [("run", text, None)] if captions.trace.numbers else []


def _tallies(captions: Captions) -> list[Entry]:
    """Each sort of number that occurs, the best first."""
    names = captions.wording.names
    found = {(each.state, each.mark) for tallies in captions.counts.values() for each in tallies}
    marks = (None, *(colour.name for colour in names.process.colours))
    kinds = [(state, mark) for state in colours.OF_STATE for mark in marks if (state, mark) in found]
    entries: list[Entry] = []
    for state, mark in kinds:
        text = names.words(f"picture.legend.{state}")
        if mark is not None:
            text = names.words("picture.legend.marked", state=text, mark=names.colour(mark))
        fill = overdue_fill(names.process, mark) if state == "overdue" else colours.OF_STATE[state]
        strokes = colours.mark_strokes(names.process, mark) if state == "overdue" else 0
        entries.append(("tally", text, Tally(state, fill, strokes, 0, colours.LEGEND)))
    if entries:
        entries.append(("text", names.words("picture.legend.number"), None))
    return entries


# -------------------------------------------------------------------------------------------------------------- paper


def sheet_for(view: Rect, paper: Paper | None) -> tuple[float, float]:
    """Width and height in millimetres, so that the picture fits on one sheet, upright or across.

    Without a wish it is A4 if the letters stay readable there, else A3.
    """
    wanted = paper or ("a4" if _scale(view, "a4") >= READABLE else "a3")
    scale = _scale(view, wanted)
    return view.width * scale, view.height * scale


def _scale(view: Rect, paper: Paper) -> float:
    short, long = (side - 2 * BORDER for side in SHEETS[paper])
    upright = min(short / view.width, long / view.height)
    across = min(long / view.width, short / view.height)
    return min(NATURAL, max(upright, across))
