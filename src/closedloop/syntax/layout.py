"""From entries to lines: indentation, columns, blank lines, and long lines broken.

Widths are display cells: a Chinese character takes two. Laying out is idempotent: what is read back from the lines
gives the same lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from closedloop.syntax.comments import Surroundings
from closedloop.syntax.entries import Entry, Piece
from closedloop.syntax.tree import Comment

WIDTH = 120
"""Lines are broken so as to stay within so many cells, where they can be broken at all."""

_INDENT = "  "
_CONTINUED = "    "
_LEAST = 40
"""A line is not broken before it has so many cells, if it can be broken later."""
_MOST_PADDING = 40
"""Columns that would need more padding than that are not aligned."""

_GROUPS: Mapping[str, str] = {
    "list_decl": "field",
    "allow_suspend": "allow",
    "allow_reopen": "allow",
    "allow_backdate": "allow",
    "breakdown": "metric",
}
_TALL = frozenset({"process", "step", "anywhere", "escalation", "scenario"})
_ALIGNED: Mapping[str, str] = {
    **{kind: kind for kind in ("role", "metric", "route", "require", "rung", "offer")},
    "happens": "line",
    "nothing": "line",
}


class Layout:
    """Lays out one file; `around` tells where the author left blank lines."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def text(self, root: Entry) -> str:
        """The whole text, with a line end at its end unless it is empty."""
        lines = [*self._body(root, ""), *self._comments(root.inside, "", first=not root.body)]
        return "\n".join(lines) + "\n" if lines else ""

    # ---------------------------------------------------------------------------------------------------- one entry

    def _lines(self, entry: Entry, indent: str, head: str | None) -> Iterator[str]:
        """The entry without its leading comments; `head` is its head if it has been aligned already."""
        joined, clauses = _joined(entry)
        trailing = [*entry.trailing, *(comment for clause in joined for comment in clause.trailing)]
        if _on_one_line(entry, indent):
            yield from self._head(entry, indent, head, [*trailing, *entry.after])
            return
        yield from self._head(entry, indent, head, trailing)
        yield from self._body(entry, indent + _INDENT, clauses)
        yield from self._comments(entry.inside, indent + _INDENT, first=not entry.body)
        if entry.braced:
            closing = indent + _plain(entry.close)
            extra, last = entry.after[:-1], entry.after[-1:]
            yield closing + "".join(f"  {_written(comment)}" for comment in last)
            yield from (indent + _written(comment) for comment in extra)

    def _head(self, entry: Entry, indent: str, head: str | None, comments: Sequence[Comment]) -> Iterator[str]:
        lines = [indent + head] if head is not None else _broken(_pieces_of(entry, indent), indent)
        if comments:
            lines[-1] += f"  {_written(comments[-1])}"
        return iter(lines)

    def _body(self, entry: Entry, indent: str, entries: Sequence[Entry] | None = None) -> Iterator[str]:
        entries = entry.body if entries is None else entries
        heads = _aligned_heads(entries, indent)
        before: Entry | None = None
        for each, head in zip(entries, heads, strict=True):
            leading = [*each.leading, *_surplus(each)]
            if before is not None and self._apart(before, each, leading, indent):
                yield ""
            yield from self._comments(leading, indent, first=True)
            if leading and each.apart:
                yield ""
            yield from self._lines(each, indent, head)
            before = each

    def _apart(self, before: Entry, entry: Entry, leading: Sequence[Comment], indent: str) -> bool:
        """Whether a blank line stands between the two, before the comments, unless one stands behind or among them."""
        parted = _parted(before, entry, indent)
        if not leading:
            return parted or entry.apart
        behind = entry.apart or any(self._around.apart(comment.span.start) for comment in leading[1:])
        return self._around.apart(leading[0].span.start) or (parted and not behind)

    def _comments(self, comments: Sequence[Comment], indent: str, *, first: bool) -> Iterator[str]:
        """Comments on lines of their own; `first`: no blank line before the first of them."""
        for index, comment in enumerate(comments):
            if (index or not first) and self._around.apart(comment.span.start):
                yield ""
            yield indent + _written(comment)


def _written(comment: Comment) -> str:
    if not comment.text or comment.text.startswith("#"):
        return f"#{comment.text}"
    return f"# {comment.text}"


def _parted(before: Entry, entry: Entry, indent: str) -> bool:
    """Whether a blank line stands between the two, whatever the author wrote."""
    if "process" in (before.kind, entry.kind):
        return True
    if indent != _INDENT:
        return False
    tall = any(each.kind in _TALL or (each.kind == "end" and each.braced) for each in (before, entry))
    return tall or _GROUPS.get(before.kind, before.kind) != _GROUPS.get(entry.kind, entry.kind)


def _surplus(entry: Entry) -> list[Comment]:
    """Of several comments for one line end, all but the last: they move to lines before the entry."""
    joined, _ = _joined(entry)
    comments = [*entry.trailing, *(comment for clause in joined for comment in clause.trailing)]
    if entry.is_block and not entry.opened:
        comments += entry.after
    return comments[:-1]


def _joined(entry: Entry) -> tuple[list[Entry], list[Entry]]:
    """The clauses that stand on the line of the head, and the others."""
    first = entry.body[:1]
    if first and first[0].may_join and not first[0].leading:
        return first, entry.body[1:]
    return [], entry.body


# ------------------------------------------------------------------------------------------------------ words in a row


def _pieces_of(entry: Entry, indent: str) -> list[Piece]:
    """The words of the entry's first line: its head, and what joins it there."""
    joined, _ = _joined(entry)
    if joined:
        first, *rest = joined[0].head
        return [*entry.head, Piece(first.text, 0, False, True, 0), *rest]
    if entry.is_block and _on_one_line(entry, indent):
        return _one_line(entry)
    if entry.braced and not entry.is_block and not entry.body and not entry.inside and not entry.trailing:
        return [*entry.head, *_clinging(entry.close)]
    return entry.head


def _one_line(entry: Entry) -> list[Piece]:
    """The entry with its effects in a row."""
    pieces = list(entry.head)
    for index, act in enumerate(entry.body):
        first, *rest = act.head
        if index:
            pieces.append(Piece(";", 1, True, False))
        pieces += [Piece(first.text, 1, False, index > 0), *rest]
    first, *rest = entry.close
    return [*pieces, Piece(first.text, 1, not entry.body, False), *rest]


def _clinging(close: Sequence[Piece]) -> list[Piece]:
    first, *rest = close
    return [Piece(first.text, 1, True, False), *rest]


def _on_one_line(entry: Entry, indent: str) -> bool:
    """Whether the whole entry is one line."""
    if entry.is_block:
        return not entry.opened and _width(indent + _plain(_one_line(entry))) <= WIDTH
    if entry.braced:
        return not entry.body and not entry.inside and not entry.trailing
    return not _joined(entry)[1]


def _plain(pieces: Iterable[Piece]) -> str:
    """The words in a row, unaligned and unbroken."""
    text = ""
    for piece in pieces:
        text += piece.text if piece.glued or not text else f" {piece.text}"
    return text


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _broken(pieces: Sequence[Piece], indent: str) -> list[str]:
    """The words in lines that fit, broken where the words belong together least."""
    lines: list[str] = []
    rest = list(pieces)
    prefix = indent
    while True:
        cut = _cut(rest, prefix)
        lines.append(prefix + _plain(rest[:cut]))
        if cut == len(rest):
            return lines
        rest = rest[cut:]
        prefix = indent + _CONTINUED


def _cut(pieces: Sequence[Piece], prefix: str) -> int:
    """How many of the words come on this line."""
    width, best = _width(prefix), 0
    early = True
    for index, piece in enumerate(pieces):
        if index and piece.breakable and width <= WIDTH and (early or piece.depth <= pieces[best].depth):
            best, early = index, width < _LEAST
        width += _width(piece.text) + (index > 0 and not piece.glued)
        if width > WIDTH and best:
            return best
    return len(pieces)


# -------------------------------------------------------------------------------------------------------------- columns


def _aligned_heads(entries: Sequence[Entry], indent: str) -> list[str | None]:
    """The heads of the entries whose columns are aligned with their neighbours'; None for all others.

    Where a line becomes too wide for it, no line of its run is aligned; in a scenario, all but that one.
    """
    heads: list[str | None] = [None] * len(entries)
    for run in _runs(entries, indent):
        kind = entries[run[0]].kind
        while run:
            aligned = _align([_pieces_of(entries[index], indent) for index in run], kind)
            fitting = [i for i, head in zip(run, aligned, strict=True) if _width(indent + (head or "")) <= WIDTH]
            if len(fitting) == len(run):
                for index, head in zip(run, aligned, strict=True):
                    heads[index] = head
                break
            run = fitting if _ALIGNED[kind] == "line" else []
    return heads


def _runs(entries: Sequence[Entry], indent: str) -> Iterator[list[int]]:
    """Entries of one kind that follow each other closely; all events of a scenario are one run."""
    run: list[int] = []
    for index, entry in enumerate(entries):
        group = _ALIGNED.get(entry.kind)
        if group == "line":
            continue
        loose = bool(entry.leading) or entry.apart or bool(_surplus(entry))
        if run and (group is None or loose or group != _ALIGNED.get(entries[run[-1]].kind)):
            yield run
            run = []
        if group is not None and (_on_one_line(entry, indent) or not entry.braced):
            run.append(index)
        if run and not _on_one_line(entry, indent):
            yield run
            run = []
    if run:
        yield run
    lines = [index for index, entry in enumerate(entries) if _ALIGNED.get(entry.kind) == "line"]
    if lines:
        yield lines


def _align(rows: Sequence[Sequence[Piece]], kind: str) -> list[str | None]:
    gap = 2 if kind in ("happens", "nothing") else 1
    cut = [_columns(row) for row in rows]
    starts: dict[int, int] = {}
    for column in sorted({column for cells in cut for column in cells if column >= 0}):
        ends = [_end_before(cells, column, starts) for cells in cut if column in cells]
        if max(ends) - min(ends) > _MOST_PADDING:
            return [None] * len(rows)
        starts[column] = max(ends) + gap
    return [_set_out(cells, starts) for cells in cut]


def _columns(row: Sequence[Piece]) -> dict[int, str]:
    """The text of each column; -1 is what comes before the first."""
    cells: dict[int, list[Piece]] = {-1: []}
    current = -1
    for piece in row:
        current = piece.column if piece.column is not None and piece.column > current else current
        cells.setdefault(current, []).append(piece)
    return {column: _plain(pieces) for column, pieces in cells.items()}


def _end_before(cells: Mapping[int, str], column: int, starts: Mapping[int, int]) -> int:
    """Where the text before the column ends."""
    last = max(each for each in cells if each < column)
    return starts.get(last, 0) + _width(cells[last])


def _set_out(cells: Mapping[int, str], starts: Mapping[int, int]) -> str:
    text = ""
    for column, cell in sorted(cells.items()):
        text += " " * (starts.get(column, 0) - _width(text)) + cell
    return text
