"""From a phrase to entries: what stands on a line of its own, and what stands within it.

An entry has a head, and may have a body: what braces hold, or the clauses of an event. Comments are hung on entries
(see `comments`), and `layout` turns them into lines. Between two words stands a blank unless `glued`; a line may be
broken where `breakable`, first where `depth` is least.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import define, field

from closedloop.syntax.kinds_of_phrases import leads_straight
from closedloop.syntax.phrasing import Phrase, Word
from closedloop.syntax.tree import BUILTIN_EVENTS, Comment, Node, Offer
from closedloop.text.spans import NOWHERE, Span

CLAUSES = ("require", "route", "do")

_COLUMNS: Mapping[str, Mapping[str, int]] = {
    "role": {"title": 0, "ASSIGNED": 1},
    "metric": {"title": 0, "_EQ": 1},
    "route": {"when": 0, "OTHERWISE": 0, "_ARROW": 0},
    "require": {"message": 0},
    "rung": {"LBRACE": 0, "to": 0},
    "happens": {"person": 0, "actor": 0, "REFUSED": 1, "name": 1, **{f"b_{event}": 1 for event in BUILTIN_EVENTS}},
    "nothing": {"_NOTHING": 0},
}
"""By kind of entry: the children before which a column begins, unless they come first."""

_CLINGS_LEFT = frozenset({",", ")", "]", ":", ";", ".", "..", "?"})
_CLINGS_RIGHT = frozenset({"(", "[", ".", ".."})
_SIGNED = frozenset({"negative", "amount_up", "amount_down", "integer_minus", "plus"})
_CALLS = frozenset({"params", "args", "condition", "any_of", "all_of", "count_of", "sum_of", "previous"})
_ENDS_A_PART = frozenset({",", ")", "]", ":", ";", "}"})


@define(eq=False)
class Piece:
    """A word in its place; `column` is set where a column begins."""

    text: str
    depth: int
    glued: bool
    breakable: bool
    column: int | None = None


@define(eq=False)
class Entry:
    """Something with a line of its own. `close` is the closing brace and what follows it.

    Comments: `leading` on lines before it, `trailing` at the end of its head, `inside` on lines before its closing
    brace, `after` behind the closing brace.
    """

    kind: str
    span: Span | None
    head: list[Piece]
    body: list[Entry] = field(factory=list)
    close: list[Piece] = field(factory=list)
    may_join: bool = False
    leading: list[Comment] = field(factory=list)
    trailing: list[Comment] = field(factory=list)
    inside: list[Comment] = field(factory=list)
    after: list[Comment] = field(factory=list)
    apart: bool = False
    """The author left a blank line before it (behind its leading comments)."""
    opened: bool = False
    """Something stands between its braces that needs lines of its own."""

    @property
    def braced(self) -> bool:
        return bool(self.close)

    @property
    def is_block(self) -> bool:
        """Whether its braces hold effects, which may stand on its own line."""
        return self.braced and self.kind not in _ALWAYS_OPEN


_ALWAYS_OPEN = frozenset({"process", "step", "anywhere", "escalation", "scenario", "end"})


def entry_of(phrase: Phrase) -> Entry:
    """The entry of a phrase, with everything within it."""
    children = phrase.children
    if phrase.kind == "start":
        return Entry("start", None, [], [entry_of(child) for child in children if isinstance(child, Phrase)])
    if phrase.kind == "offer":
        return _offer(phrase)
    block = next((child for child in children if isinstance(child, Phrase) and child.kind == "block"), None)
    if block is not None:
        at = children.index(block)
        children = [*children[:at], *block.children, *children[at + 1 :]]
    opening = _place(children, "LBRACE")
    if opening is None:
        return Entry(phrase.kind, span_of(phrase), list(_pieces(phrase.kind, children)))
    closing = _place(children, "RBRACE") or opening
    return Entry(
        phrase.kind,
        span_of(phrase),
        list(_pieces(phrase.kind, children[: opening + 1])),
        [entry_of(child) for child in children[opening + 1 : closing] if isinstance(child, Phrase)],
        list(_pieces(phrase.kind, children[closing:])),
    )


def _offer(phrase: Phrase) -> Entry:
    clauses = [child for child in phrase.children if isinstance(child, Phrase) and child.kind in CLAUSES]
    head = [child for child in phrase.children if child not in clauses]
    entry = Entry("offer", span_of(phrase), list(_pieces("offer", head)), [entry_of(clause) for clause in clauses])
    if isinstance(phrase.value, Offer) and leads_straight(phrase.value):
        route = next(clause for clause in entry.body if clause.kind == "route")
        route.may_join = route is entry.body[0]
    return entry


def _place(children: Sequence[Phrase | Word], terminal: str) -> int | None:
    """Where the brace stands: the first opening one, the last closing one."""
    places = [i for i, child in enumerate(children) if isinstance(child, Word) and child.terminal == terminal]
    return (places[0] if terminal == "LBRACE" else places[-1]) if places else None


def span_of(phrase: Phrase) -> Span | None:
    """Where the phrase's value stood in the text, if it did."""
    values = phrase.value if isinstance(phrase.value, tuple) else (phrase.value,)
    spans = [value.span for value in values if isinstance(value, Node) and value.span != NOWHERE]
    return spans[0].to(spans[-1]) if spans else None


def _pieces(kind: str, children: Iterable[Phrase | Word]) -> Iterator[Piece]:
    """The words of some children, with what stands between them."""
    columns = _COLUMNS.get(kind, {})
    stack: list[tuple[str, Iterator[Phrase | Word]]] = [(kind, iter(children))]
    last: tuple[Word, str, int] | None = None
    gap_depth, column, seen = 0, None, set[int]()
    while stack:
        within, rest = stack[-1]
        child = next(rest, None)
        if child is None:
            stack.pop()
            continue
        depth = len(stack) - 1
        gap_depth = min(gap_depth, depth)
        if depth == 0 and last is not None:
            name = child.terminal if isinstance(child, Word) else child.kind
            column = columns.get(name)
            if column in seen:
                column = None
        if isinstance(child, Phrase):
            stack.append((child.kind, iter(child.children)))
            continue
        glued = last is None or _glued(last[0], last[1], child, within)
        breakable = not glued and last is not None and _breakable(last[0], last[2], gap_depth)
        yield Piece(child.text, gap_depth, glued, breakable, column)
        if column is not None:
            seen.add(column)
        last, gap_depth, column = (child, within, depth), 1000, None


def _glued(before: Word, within_before: str, word: Word, within: str) -> bool:
    if word.text in _CLINGS_LEFT or before.text in _CLINGS_RIGHT:
        return True
    if before.text in ("+", "-") and within_before in _SIGNED:
        return True
    return word.text == "(" and within in _CALLS


def _breakable(before: Word, depth_before: int, gap_depth: int) -> bool:
    """Not between a keyword and what it governs."""
    if depth_before > gap_depth or before.text in _ENDS_A_PART:
        return True
    return before.terminal in ("NAME", "QUOTED", "STRING")
