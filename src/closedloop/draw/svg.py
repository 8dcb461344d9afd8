"""A picture as SVG: one pass over its values, nothing is measured or moved any more.

Guarantees: well-formed XML whatever the process calls its parts; text is text; no script, no font, no file from
elsewhere. Width and height are millimetres of paper, the `viewBox` is the picture's own unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from closedloop.draw import colours
from closedloop.draw.colours import INK, OF_EDGE
from closedloop.draw.flow import DISC, width_of
from closedloop.draw.shapes import (
    Block,
    Disc,
    EdgeKind,
    Lane,
    LineShape,
    NodeShape,
    Picture,
    Piece,
    Point,
    Rect,
    Sample,
    Sign,
    Tally,
    Words,
)
from closedloop.draw.signs import SIGNS, tally_sign

FONTS = (
    "Arial, Helvetica, 'Liberation Sans', 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei',"
    " 'Hiragino Sans GB', 'Source Han Sans SC', 'WenQuanYi Micro Hei', SimHei, sans-serif"
)
MARKER = "#ffd54a"
CORNER = 6.0
HALO = ' stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
_STYLE: dict[EdgeKind, str] = {
    "event": 'stroke-width="1.6"',
    "reopen": 'stroke-width="1.6"',
    "timer": 'stroke-width="2.2" stroke-dasharray=".1 4.4" stroke-linecap="round"',
    "escalation": 'stroke-width="2.2" stroke-dasharray="10 4"',
    "condition": 'stroke-width="1.6" stroke-dasharray="8 3 1.5 3"',
}
_KINDS: tuple[EdgeKind, ...] = ("event", "timer", "escalation", "condition")


def to_svg(picture: Picture) -> str:
    """The picture as an SVG document, with a final line end."""
    view, (width, height) = picture.view, picture.sheet
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(width)}mm" height="{_n(height)}mm" '
        f'viewBox="{_n(view.x)} {_n(view.y)} {_n(view.width)} {_n(view.height)}" role="img" '
        f'aria-label="{escaped(picture.name)}" font-family="{FONTS}">',
        f"<title>{escaped(picture.name)}</title>",
        f"<desc>{escaped(picture.about)}</desc>",
        _markers(),
        f'<rect x="{_n(view.x)}" y="{_n(view.y)}" width="{_n(view.width)}" height="{_n(view.height)}" fill="#fff"/>',
    ]
    for block in picture.title:
        parts += _block(block)
    for index, lane in enumerate(picture.lanes):
        parts += _lane(index, lane)
    for line in picture.lines:
        if line.marked:
            parts.append(_highlight(_path(line.points)))
    for node in picture.nodes:
        if node.marked:
            parts.append(_halo(node))
    parts += [_line(line) for line in sorted(picture.lines, key=lambda each: each.marked)]
    for node in picture.nodes:
        parts += _node(node)
    for line in picture.lines:
        parts += _block(line.label, line.about, HALO)
    for block in picture.notes:
        parts += _block(block)
    for sample in picture.legend:
        parts += _sample(sample)
    return "\n".join([*parts, "</svg>", ""])


# -------------------------------------------------------------------------------------------------------------- parts


def _markers() -> str:
    heads = "".join(
        f'<marker id="closedloop-{kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="10" markerHeight="10" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 .6L10 5L0 9.4z" fill="{OF_EDGE[kind]}"/></marker>'
        for kind in _KINDS
    )
    return f"<defs>{heads}</defs>"


def _lane(index: int, lane: Lane) -> Iterator[str]:
    fill = "#fff" if index % 2 else "#f6f7f9"
    yield f'<rect {_at(lane.rect)} fill="{fill}" stroke="#d5d9de"/>'
    yield f'<rect {_at(lane.head)} fill="#e6e9ee" stroke="#d5d9de"/>'
    yield from _block(lane.title)


def _line(line: LineShape) -> str:
    marker = "event" if line.kind == "reopen" else line.kind
    points, head = line.points, f' marker-end="url(#closedloop-{marker})"'
    if line.joins and not line.marked:  # drawn twice, dashes would fill each other's gaps
        points, head = (*points[:2], _towards(points[1], points[2], 2 * CORNER)), ""
    return (
        f'<path class="line {line.kind}" d="{_path(points)}" fill="none" stroke="{OF_EDGE[line.kind]}" '
        f"{_STYLE[line.kind]}{head}><title>{escaped(line.about)}</title></path>"
    )


def _highlight(path: str) -> str:
    return f'<path d="{path}" fill="none" stroke="{MARKER}" stroke-width="9" stroke-linejoin="round" opacity=".9"/>'


def _halo(node: NodeShape) -> str:
    rect = node.rect
    around = Rect(rect.x - 5, rect.y - 5, rect.width + 10, rect.height + 10)
    radius = 22 if node.kind == "end" else 12
    return f'<rect {_at(around)} rx="{radius}" fill="{MARKER}" opacity=".9"/>'


def _path(points: Sequence[Point]) -> str:
    """Straight pieces with rounded corners."""
    first, *rest = points
    parts = [f"M{_n(first.x)} {_n(first.y)}"]
    for index, point in enumerate(rest[:-1]):
        before, after = points[index], rest[index + 1]
        radius = min(CORNER, _far(before, point) / 2, _far(point, after) / 2)
        enter, leave = _towards(point, before, radius), _towards(point, after, radius)
        parts.append(f"L{_n(enter.x)} {_n(enter.y)}Q{_n(point.x)} {_n(point.y)} {_n(leave.x)} {_n(leave.y)}")
    parts.append(f"L{_n(rest[-1].x)} {_n(rest[-1].y)}")
    return "".join(parts)


def _far(one: Point, other: Point) -> float:
    return abs(one.x - other.x) + abs(one.y - other.y)


def _towards(point: Point, other: Point, by: float) -> Point:
    far = _far(point, other) or 1.0
    return Point(point.x + (other.x - point.x) * by / far, point.y + (other.y - point.y) * by / far)


def _node(node: NodeShape) -> Iterator[str]:
    dash = "" if node.reachable else ' stroke-dasharray="5 4"'
    yield f'<g class="{node.kind}" data-id="{escaped(node.id)}" tabindex="0"><title>{escaped(node.about)}</title>'
    if node.start is not None:
        x, y = node.start
        yield f'<path d="M{_n(x)} {_n(y)}V{_n(node.rect.y)}" stroke="{INK}" stroke-width="1.6"/>'
        yield f'<circle cx="{_n(x)}" cy="{_n(y)}" r="6" fill="{INK}"/>'
    if node.kind == "end":
        rect = node.rect
        inner = Rect(rect.x + 3, rect.y + 3, rect.width - 6, rect.height - 6)
        yield f'<rect {_at(rect)} rx="17" fill="#fff" stroke="{INK}" stroke-width="1.4"{dash}/>'
        yield f'<rect {_at(inner)} rx="14" fill="none" stroke="{INK}" stroke-width="2.4"{dash}/>'
    else:
        width = 2.6 if node.start is not None else 1.5
        dash = dash or (' stroke-dasharray="2 3"' if node.kind == "anywhere" else "")
        stroke = INK if node.reachable else colours.SOFT
        yield f'<rect {_at(node.rect)} rx="8" fill="#fff" stroke="{stroke}" stroke-width="{width}"{dash}/>'
    for block in node.blocks:
        yield from _block(block)
    yield "</g>"


def _sample(sample: Sample) -> Iterator[str]:
    x, y = sample.rect.x, sample.rect.y + 11
    kind = sample.name
    if kind in _KINDS:
        yield (
            f'<path d="M{_n(x)} {_n(y)}h44" stroke="{OF_EDGE[kind]}" {_STYLE[kind]} '
            f'marker-end="url(#closedloop-{kind})"/>'
        )
    elif kind == "run":
        yield f'<path d="M{_n(x)} {_n(y)}h44" stroke="{MARKER}" stroke-width="9"/>'
        yield f'<path d="M{_n(x)} {_n(y)}h44" stroke="{INK}" stroke-width="1.6"/>'
        yield _piece(Disc("1", x + 22 - DISC / 2, y))
    elif sample.tally is not None:
        yield _scaled(tally_sign(sample.tally), x, y, 13)
    elif kind in SIGNS:
        yield _piece(Sign(kind, 12, colours.SOFT, x, y))  # type: ignore[arg-type]
    yield from _block(sample.text)


# ------------------------------------------------------------------------------------------------------------- pieces


def _block(block: Block, about: str | None = None, around: str = "") -> Iterator[str]:
    said = block.whole and (about or block.whole)
    if said:
        yield f"<g><title>{escaped(said)}</title>"
    for piece in block.pieces:
        yield _piece(piece, around)
    if said:
        yield "</g>"


def _piece(piece: Piece, around: str = "") -> str:
    if isinstance(piece, Words):
        weight = ' font-weight="700"' if piece.style.bold else ""
        anchor = "" if piece.anchor == "start" else f' text-anchor="{piece.anchor}"'
        return (
            f'<text x="{_n(piece.x)}" y="{_n(piece.y)}" font-size="{_n(piece.style.size)}"{weight}{anchor} '
            f'fill="{piece.style.colour}"{around}>{escaped(piece.text)}</text>'
        )
    if isinstance(piece, Sign):
        return _scaled(SIGNS[piece.name].replace('"C"', f'"{piece.colour}"'), piece.x, piece.y, piece.size)
    if isinstance(piece, Tally):
        size = piece.style.size + 1
        number = Words(str(piece.number), piece.style, piece.x + size + 3, piece.y + piece.style.size * 0.36)
        return _scaled(tally_sign(piece), piece.x, piece.y, size) + _piece(number)
    return _disc(piece)


def _scaled(drawing: str, x: float, middle: float, size: float) -> str:
    return f'<g transform="translate({_n(x)} {_n(middle - size / 2)}) scale({_n(size / 12)})">{drawing}</g>'


def _disc(disc: Disc) -> str:
    width = width_of(disc)
    middle = disc.x + width / 2
    rect = Rect(disc.x, disc.y - DISC / 2, width, DISC)
    return (
        f'<rect {_at(rect)} rx="{_n(DISC / 2)}" fill="#111"/><text x="{_n(middle)}" y="{_n(disc.y + 3.7)}" '
        f'text-anchor="middle" font-size="10.5" font-weight="700" fill="#fff">{escaped(disc.text)}</text>'
    )


def _at(rect: Rect) -> str:
    return f'x="{_n(rect.x)}" y="{_n(rect.y)}" width="{_n(rect.width)}" height="{_n(rect.height)}"'


def _n(number: float) -> str:
    """A number with at most two decimals, the same on every machine."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


_NOT_XML = re.compile("[^\t\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(text: str) -> str:
    """The text as XML, in an element or an attribute in double quotes; what XML cannot hold becomes `\\ufffd`."""
    kept = _NOT_XML.sub("\ufffd", text)
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
