"""Setting words, signs and discs in lines of a given width.

Guarantees: no line is wider than asked for; what does not fit in the lines allowed ends in `…`, and the block says so.
Latin breaks at blanks, Chinese anywhere but before a closing or after an opening mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from attrs import evolve, frozen

from closedloop.draw.shapes import Block, Disc, Piece, Point, Rect, Sign, Style, Tally, Words, moved
from closedloop.draw.widths import is_wide, text_width

DISC = 17.0
"""The diameter of a numbered disc."""
GAP = 3.0
"""Between pieces that are no words."""
LEADING = 1.18
GOOD_BREAK = 0.55
"""A line at least so full may be broken early."""
ELLIPSIS = "…"
CLOSING = frozenset("，。；：、）】〕」』！？％,.;:)]!?%…")
OPENING = frozenset("（【〔「『([")

Align = Literal["left", "middle", "right"]


@frozen
class _Atom:
    """What a line is never broken inside; `blank` is the width of the space before it."""

    piece: Piece
    width: float
    blank: float = 0


def set_block(
    items: Sequence[Piece], width: float, at: Point, align: Align = "left", most: int = 99, whole: str | None = None
) -> Block:
    """The items in at most `most` lines; `at` is the top left, top middle or top right of the block."""
    lines, cut = _lines(list(_atoms(items)), width, most)
    block = _placed(lines, at, align)
    return evolve(block, whole=whole if whole is not None and (cut or whole) else None)


def is_one_line(items: Sequence[Piece], width: float) -> bool:
    """Whether the items fit in one line of this width."""
    return _used(list(_atoms(items))) <= width


def width_of(piece: Piece) -> float:
    """How much room a piece takes in a line."""
    if isinstance(piece, Words):
        return text_width(piece.text, piece.style.size, piece.style.bold)
    if isinstance(piece, Sign):
        return piece.size
    if isinstance(piece, Tally):
        return piece.style.size + 4 + text_width(str(piece.number), piece.style.size, bold=True)
    return max(DISC, text_width(piece.text, 10, bold=True) + 6)


def height_of(piece: Piece) -> float:
    """How high a line is that holds the piece."""
    if isinstance(piece, Words):
        return piece.style.size * LEADING
    if isinstance(piece, Disc):
        return DISC + 1
    if isinstance(piece, Tally):
        return piece.style.size + 5
    return piece.size


# -------------------------------------------------------------------------------------------------------------- atoms


def _atoms(items: Sequence[Piece]) -> Iterator[_Atom]:
    for item in items:
        if isinstance(item, Words):
            yield from _words(item)
        else:
            yield _Atom(item, width_of(item), 2 * GAP if _begins_an_item(item) else GAP)


def _begins_an_item(piece: Piece) -> bool:
    return isinstance(piece, Tally) or (isinstance(piece, Sign) and piece.name == "ring")


def _words(item: Words) -> Iterator[_Atom]:
    """The unbreakable parts of a text: words between blanks, single wide characters with their marks."""
    blank = text_width(" ", item.style.size, item.style.bold)
    part, space = "", max(GAP, blank)
    for character in item.text:
        if character == " ":
            if part:
                yield _part(item, part, space)
                part = ""
                space = blank
            else:
                space = max(space, blank)
            continue
        if part and _may_break(part[-1], character):
            yield _part(item, part, space)
            part, space = "", 0.0
        part += character
    if part:
        yield _part(item, part, space)


def _part(item: Words, text: str, blank: float) -> _Atom:
    return _Atom(evolve(item, text=text), text_width(text, item.style.size, item.style.bold), blank)


def _may_break(before: str, after: str) -> bool:
    if after in CLOSING or before in OPENING:
        return False
    return is_wide(before) or is_wide(after)


# -------------------------------------------------------------------------------------------------------------- lines


def _lines(atoms: list[_Atom], width: float, most: int) -> tuple[list[list[_Atom]], bool]:
    lines: list[list[_Atom]] = [[]]
    used = 0.0
    pending = list(reversed(atoms))
    while pending:
        atom = pending.pop()
        need = atom.width + (atom.blank if lines[-1] else 0)
        if used + need <= width:
            lines[-1].append(atom)
            used += need
        elif not lines[-1]:
            head, tail = _split(atom, width)
            lines[-1].append(head)
            used = head.width
            if tail is not None:
                pending.append(tail)
        elif len(lines) == most:
            _cut(lines[-1], width)
            return lines, True
        else:
            pending.append(atom)
            pending.extend(_taken_along(lines[-1], width))
            lines.append([])
            used = 0.0
    return lines, False


def _taken_along(line: list[_Atom], width: float) -> Iterator[_Atom]:
    """Chinese breaks anywhere, but better where there is a blank: what stands behind a late one goes to the next line.

    The last part first, as `pending` takes them.
    """
    blanks = [index for index in range(1, len(line)) if line[index].blank > 0]
    if blanks and _used(line[: blanks[-1]]) > width * GOOD_BREAK:
        while len(line) > blanks[-1]:
            yield line.pop()


def _split(atom: _Atom, width: float) -> tuple[_Atom, _Atom | None]:
    """As much of a part as fits, at least one character; the rest follows on the next line."""
    piece = atom.piece
    if not isinstance(piece, Words) or len(piece.text) < 2 or atom.width <= width:
        return atom, None
    fits = 1
    while (
        fits < len(piece.text) - 1 and text_width(piece.text[: fits + 1], piece.style.size, piece.style.bold) <= width
    ):
        fits += 1
    return _part(piece, piece.text[:fits], atom.blank), _part(piece, piece.text[fits:], 0)


def _cut(line: list[_Atom], width: float) -> None:
    """Makes room at the end of the line for an ellipsis."""
    style = next((atom.piece.style for atom in reversed(line) if isinstance(atom.piece, Words)), Style(11.5, "#1b1f24"))
    room = width - text_width(ELLIPSIS, style.size, style.bold)
    while len(line) > 1 and _used(line) > room:
        line.pop()
    last = line[-1].piece
    if isinstance(last, Words):
        text = last.text
        while len(text) > 1 and _used([*line[:-1], _part(last, text, line[-1].blank)]) > room:
            text = text[:-1]
        line[-1] = _part(last, text + ELLIPSIS, line[-1].blank)
    elif _used(line) <= room:
        line.append(_part(Words(ELLIPSIS, style), ELLIPSIS, 0))


def _used(line: Sequence[_Atom]) -> float:
    return sum(atom.width + (atom.blank if index else 0) for index, atom in enumerate(line))


def _placed(lines: Sequence[Sequence[_Atom]], at: Point, align: Align) -> Block:
    pieces: list[Piece] = []
    widest = max(map(_used, lines), default=0.0)
    y = at.y
    for line in lines:
        height = max((height_of(atom.piece) for atom in line), default=0.0)
        used = _used(line)
        start = {"left": at.x, "middle": at.x - used / 2, "right": at.x - used}[align]
        joined = _joined(_run(line, start, y + height / 2))
        pieces += [_anchored(joined[0], at.x, align)] if len(joined) == 1 else joined
        y += height
    left = {"left": at.x, "middle": at.x - widest / 2, "right": at.x - widest}[align]
    return Block(Rect(left, at.y, widest, y - at.y), tuple(pieces))


def _run(line: Sequence[_Atom], x: float, middle: float) -> Iterator[tuple[Piece, float]]:
    """Each piece of a line at its place, with the blank before it."""
    for index, atom in enumerate(line):
        blank = atom.blank if index else 0.0
        x += blank
        drop = atom.piece.style.size * 0.36 if isinstance(atom.piece, Words) else 0.0
        yield evolve(atom.piece, x=x, y=middle + drop), blank
        x += atom.width


def _joined(run: Iterator[tuple[Piece, float]]) -> list[Piece]:
    """Words of one style that follow each other become one text, so that they can be selected as one."""
    pieces: list[Piece] = []
    for piece, blank in run:
        last = pieces[-1] if pieces else None
        if isinstance(piece, Words) and isinstance(last, Words) and piece.style == last.style:
            space = " " if blank > 0 else ""
            pieces[-1] = evolve(last, text=last.text + space + piece.text)
        else:
            pieces.append(piece)
    return pieces


def _anchored(piece: Piece, x: float, align: Align) -> Piece:
    """A text alone in its line is held where it is aligned, so that a narrower face leaves no gap there."""
    if not isinstance(piece, Words) or align == "left":
        return piece
    return evolve(piece, x=x, anchor="middle" if align == "middle" else "end")


def shifted(block: Block, dx: float, dy: float) -> Block:
    """The block elsewhere."""
    rect = Rect(block.rect.x + dx, block.rect.y + dy, block.rect.width, block.rect.height)
    return evolve(block, rect=rect, pieces=tuple(moved(piece, dx, dy) for piece in block.pieces))
