"""What the parser was in the middle of, in the words of the language: read from the symbols on its stack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from closedloop.messages import Phrase
from closedloop.messages.constructs import CONSTRUCTS
from closedloop.syntax.automaton import Automaton, Cell
from closedloop.syntax.parsed import Node, Token
from closedloop.syntax.vocabulary import Vocabulary

BLOCKS: Mapping[str, str] = {
    "_PROCESS": "process", "_STEP": "step", "_END": "end", "_ANYWHERE": "anywhere", "_ESCALATION": "escalation",
    "_SCENARIO": "scenario", "_ON_ENTER": "on_enter", "_ON_LEAVE": "on_leave", "_DO": "do", "_EVERY": "every",
    "at_share": "rung", "at_before": "rung", "at_overdue": "rung",
}  # fmt: skip
"""The symbols that introduce what may have a body in braces."""

_INTRODUCED: Mapping[str, str] = {
    **BLOCKS,
    "_CALENDAR": "calendar", "_ROLE": "role", "_FIELD": "field", "_LIST": "list_decl", "_COLOUR": "colour",
    "_EFFECT": "effect_decl", "_START": "start_decl", "_BY": "by", "_WITHIN": "within", "_DUE_ON": "due",
    "_EXTENDABLE": "extendable", "_ESCALATE": "escalate", "_AS_SOON_AS": "as_soon", "_ALLOW": "allow",
    "_REQUIRE": "require", "_WHEN": "when", "_NOTIFY": "notify", "_REMIND": "remind", "_MARK": "mark",
    "_SCORE": "score", "_PUBLISH": "publish", "_SET": "set", "_UNLESS": "unless", "_RULE": "rule", "_METRIC": "metric",
    "_BREAKDOWN": "breakdown", "_EXPECT": "expect", "_CITE": "cite", "_ONE_OF": "enum_type", "_ARROW": "route",
    "_IF": "if_else", "params": "offer", "DATE": "happens", "instant": "happens", "plus": "happens",
}  # fmt: skip

_AFTER = {
    "name": "after.name", "NAME": "after.name", "_o_title": "after.title", "title": "after.title",
    "params": "after.params", "cases": "after.cases",
}  # fmt: skip


@frozen
class Frame:
    """A body whose `{` is open: what it belongs to, the stack right after the `{`, and where that stands."""

    kind: str
    name: str | None
    cell: Cell
    start: int

    @property
    def phrase(self) -> Phrase:
        """`the step x`, or `a block` where it has no name."""
        if self.name is None:
            return Phrase(f"construct.{self.kind}")
        return Phrase(f"named.{self.kind}", {"name": self.name})


def frames(cell: Cell) -> Iterator[Frame]:
    """The open bodies, innermost first."""
    closed = 0
    for each in cell.downwards():
        if each.symbol == "RBRACE":
            closed += 1
        elif each.symbol == "LBRACE" and closed:
            closed -= 1
        elif each.symbol == "LBRACE":
            yield _frame(each)


def _frame(opened: Cell) -> Frame:
    start = first_offset(opened.value) or 0
    name: str | None = None
    for each in opened.downwards():
        if each.symbol in ("name", "NAME", "title") and name is None:
            name = first_text(each.value)
        elif each.symbol in BLOCKS:
            kind = BLOCKS[each.symbol]
            return Frame(kind, name if f"named.{kind}" in CONSTRUCTS else None, opened, start)
        elif each.symbol == "LBRACE" and each is not opened:
            break
    return Frame("block", None, opened, start)


def construct_of(cell: Cell) -> str:
    """What is being written: the nearest construct on the stack that is not closed."""
    closed = 0
    for each in cell.downwards():
        if each.symbol == "RBRACE":
            closed += 1
        elif each.symbol == "LBRACE":
            if not closed:
                return f"body_{_frame(each).kind}"
            closed -= 1
        elif each.symbol in _INTRODUCED and not closed:
            return _INTRODUCED[each.symbol]
    return "file"


def first_token(value: Any) -> Token | None:
    """The first token of what was read."""
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, Token):
            return each
        children = each.children if isinstance(each, Node) else each
        pending.extend(reversed(children or ()))
    return None


def first_text(value: Any) -> str | None:
    token = first_token(value)
    return str(token).strip('"`') if token is not None else None


def first_offset(value: Any) -> int | None:
    token = first_token(value)
    return token.start_pos if token is not None else None


@frozen
class Need:
    """A missing token: the construct that needs it and what it comes after (None: at its very beginning)."""

    construct: str
    after: Phrase | str | None


def need_of(automaton: Automaton, inserted: Cell) -> Need:
    """Which construct needs the token that `inserted` ends with: the rule that has come furthest."""
    best: tuple[int, str] = (0, "")
    cells = [cell for cell, _ in zip(inserted.downwards(), range(12), strict=False)]
    symbols = tuple(cell.symbol for cell in reversed(cells))
    for production in automaton.tables.productions:
        kind = _kind(production.origin, production.kind)
        if kind is None:
            continue
        for size in range(min(len(production.symbols), len(symbols)), best[0], -1):
            if production.symbols[:size] == symbols[-size:]:
                best = (size, kind)
                break
    size, kind = best
    return Need(kind if size > 1 else construct_of(cells[1] if len(cells) > 1 else inserted), _after(cells, size))


def _kind(origin: str, kind: str) -> str | None:
    return next((name for name in (kind, origin) if f"construct.{name}" in CONSTRUCTS), None)


def _after(cells: list[Cell], size: int) -> Phrase | str | None:
    for cell in cells[1:]:
        token = first_token(cell.value)
        if token is not None:
            return Phrase(_AFTER[cell.symbol]) if cell.symbol in _AFTER else None
    return None


_FAMILIES = (
    ("declaration", "_ROLE _FIELD _STEP", "_CALENDAR _LIST _COLOUR _EFFECT _START _END _ANYWHERE _ALLOW _ESCALATION"
     " _RULE _METRIC _BREAKDOWN _SCENARIO"),
    ("step_item", "_WITHIN _ESCALATE _ON_ENTER", "_DUE_ON _EVERY _ON_LEAVE _AS_SOON_AS NAME QUOTED _BY"),
    ("effect", "_NOTIFY _REMIND _MARK", "_SCORE _PUBLISH _SET NAME QUOTED SEMICOLON"),
    ("clause", "_REQUIRE _DO", "_ARROW _WHEN OTHERWISE"),
    ("rule", "_NEVER _ALWAYS", "_EVERY_CASE_ENDS _DIFFERENT_PARTIES _SAME_PARTY _ON _WHEN _STEP _EVENT _EXPIRY_OF NAME"
     " QUOTED"),
    ("rung", "_AT _OVERDUE", "NAME QUOTED _AHEAD"),
    ("type", "_BOOL _TEXT _DATE", "_INT _DECIMAL _TIME _DURATION _PARTY _FILE _ONE_OF _LIST_OF"),
    ("unit", "DAYS MONTHS", "YEARS WEEKS WORKING_DAYS HOURS WORKING_HOURS MINUTES"),
    ("expression", "NAME INT LPAR _NOT", "QUOTED DECIMAL PERCENT STRING DATE MOMENT MINUS _IF _YES _NO _IT _HAPPENED"
     " _NOT_HAPPENED _COUNT _LAST _PREVIOUS _TIME_SINCE _TIME_FROM _ACTOR_OF _ACTOR _SCORE_OF _ELAPSED _REMAINING"
     " _OVERDUE _TODAY _NOW _ANY _ALL _SUM _STEP _EVENT _EXPIRY_OF"),
    ("value", "NAME INT STRING", "QUOTED DECIMAL PERCENT DATE MOMENT MINUS _YES _NO"),
    ("operator", "_AND _OR", "PLUS MINUS STAR SLASH _EQ _NE _LT _LE _GT _GE _IN _NOT_IN _IS_SET _IS_NOT_SET _NOT_OVER"),
    ("operator", "PLUS STAR", "MINUS SLASH _EQ _NE _LT _LE _GT _GE _IN _NOT_IN _IS_SET _IS_NOT_SET _NOT_OVER"),
    ("comparison", "_EQ _LT", "_NE _LE _GT _GE _NOT_OVER"),
    ("name", "NAME QUOTED", "_SUSPEND _RESUME _REOPEN _EXTEND _GRANT_EXTENSION _DENY_EXTENSION"),
    ("moment", "DATE MOMENT", "PLUS"),
    ("name", "NAME", ""),
    ("text", "STRING", ""),
    ("number", "INT", "DECIMAL PERCENT"),
    ("date", "DATE", "MONTHDAY"),
)  # fmt: skip
"""What tells that a whole family may come, and who else belongs to it."""


def expected(allowed: frozenset[str], vocabulary: Vocabulary) -> tuple[Phrase | str, ...]:
    """What may come, in a few words: whole families first, then single keywords and marks as they are spelt."""
    found: list[Phrase | str] = []
    rest = set(allowed) - {"$END"}
    for key, witnesses, others in _FAMILIES:
        if rest.issuperset(witnesses.split()):
            phrase = Phrase(f"expected.{key}")
            if phrase not in found:
                found.append(phrase)
            rest.difference_update(witnesses.split(), others.split())
    marks = sorted(name for name in rest if not vocabulary.is_word(name))
    words = sorted(name for name in rest if vocabulary.is_word(name))
    found += [vocabulary.spelled.get(name, name) for name in (*marks, *words)]
    return tuple(found)
