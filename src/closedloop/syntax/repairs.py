"""Repairs by one token: a mark too much, one that is missing, one for another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from typing import Any

from closedloop.messages import Phrase
from closedloop.syntax.automaton import Cell
from closedloop.syntax.lexemes import Lexeme
from closedloop.syntax.repairs_of_words import cannot_stand
from closedloop.syntax.situation import need_of
from closedloop.syntax.tables import END
from closedloop.syntax.trial import STAND_INS, Fed, Repair, Stop

_FOREIGN_MARKS: Mapping[str, tuple[str, ...]] = {
    "==": ("_EQ",), ":=": ("_EQ",), "&&": ("_AND",), "||": ("_OR",), "!": ("_NOT",), "<>": ("_NE",),
    "=<": ("_LE",), "=>": ("_ARROW", "_GE"), "..": ("COMMA",), ">": ("_ARROW",), "=": ("COLON",), ":": ("_EQ",),
    ";": ("COMMA",), "[": ("LPAR", "LBRACE"), "]": ("RPAR", "RBRACE"), "(": ("LBRACE",), ")": ("RBRACE",),
    "{": ("LPAR",), "}": ("RPAR",), "|": ("COMMA",), ",": ("VBAR", "SEMICOLON"), ".": ("COMMA",),
}  # fmt: skip
"""Marks of other languages, and marks that are easily taken for one another."""


def unknown_character(stop: Stop) -> Iterator[Repair]:
    """A character that no dialect has a use for: left out, whatever comes next."""
    if stop.came.sort == "unknown":
        came = stop.came
        yield Repair(stop.cell, came.end, 0, "CL006", came.start, came.end, {"text": came.text}, sure=True)


def foreign_marks(stop: Stop) -> Iterator[Repair]:
    """`==` for `=`, `=>` for `->`, `;` for `,`."""
    came, cell = stop.lexemes.all[stop.lexemes.index(stop.came.start)], stop.cell
    if came.start < stop.came.start:  # half of it was read as a mark of ours
        if stop.last is None or stop.last.start != came.start:
            return
        cell = stop.last.before
    if came.sort != "mark":
        return
    names = _FOREIGN_MARKS.get(came.text, ("_ARROW",) if came.text.endswith(">") and len(came.text) > 1 else ())
    for name in names:
        if _is_list(stop, came):
            continue
        if name == "COMMA" and stop.lexemes.after(came).first:
            continue
        after = stop.put(cell, name, came.start, came.end) if name in stop.vocabulary.spelled else None
        if after is not None:
            right = stop.vocabulary.spelled[name]
            params = {"wrong": came.text, "right": right}
            yield Repair(after, came.end, 0.2, "CL022", came.start, came.end, params, (came.start, came.end, right))


def _is_list(stop: Stop, came: Lexeme) -> bool:
    """Whether a list begins where a value is wanted: in parentheses it would still be none."""
    return came.text == "[" and bool(stop.allowed(stop.cell) & {"STRING"})


def one_too_much(stop: Stop) -> Iterator[Repair]:
    """The token is left out."""
    came = stop.came
    if came.sort == "end":
        return
    cost = 1.0 if came.sort == "mark" else 1.8 if stop.vocabulary.is_keyword(came.text) else 2.3
    if came.text in "{}":
        cost += 1
    if stop.last is not None and str(stop.last.token) == came.text:
        cost /= 2
    yield Repair(
        stop.cell, came.end, cost, "CL012", came.start, came.end, {"text": came.text}, (came.start, came.end, "")
    )
    last = stop.last
    if last is not None and last.token.type == "COMMA":
        yield Repair(
            last.before, came.start, 0.6, "CL012", last.start, last.end, {"text": ","}, (last.start, last.end, "")
        )


def earlier_one_too_much(stop: Stop) -> Iterator[Repair]:
    """A token read before is left out: a keyword that was read as a name (`a and or b`), a bracket written twice."""
    line = stop.lexemes.line_first(stop.came.start)
    for before, fed in pairwise(stop.fed[-5:]):
        text = str(fed.token)
        keyword = fed.token.type == "NAME" and stop.vocabulary.is_keyword(text) and fed.start > line.start
        doubled = text in ("(", "{") and before.token.type == fed.token.type
        if keyword or doubled:
            cost = 0.8 if doubled else 1.9
            fix = (fed.start, fed.end, "")
            yield Repair(fed.before, fed.end, cost, "CL012", fed.start, fed.end, {"text": text}, fix)


def one_missing(stop: Stop) -> Iterator[Repair]:
    """A token is put in: before the one that came, before the one before it, before the line of either."""
    last = stop.last
    yield from _inserted(stop, stop.cell, stop.came.start, last, 0.0)
    if last is None:
        return
    places = {len(stop.fed) - 1: 0.7}
    first = _line_start(stop, stop.came.start)
    if first is not None:
        places.setdefault(first, 1.0)
    first = _line_start(stop, last.start)
    if first is not None:
        places.setdefault(first, 1.0)
    for index, cost in places.items():
        before = stop.fed[index - 1] if index else None
        yield from _inserted(stop, stop.fed[index].before, stop.fed[index].start, before, cost)


def _line_start(stop: Stop, offset: int) -> int | None:
    """The index of the first token that was read of the line of the offset."""
    start = stop.lexemes.line_first(offset).start
    index = len(stop.fed)
    while index and index > len(stop.fed) - 40 and stop.fed[index - 1].start >= start:
        index -= 1
    return index if index < len(stop.fed) and stop.fed[index].start == start else None


def _inserted(stop: Stop, cell: Cell, at: int, before: Fed | None, cost: float) -> Iterator[Repair]:
    behind = before.end if before is not None else at
    here = stop.lexemes.at(at)
    names = sorted(stop.allowed(cell) - _NEVER_MISSING)
    following = [name for name in names if stop.vocabulary.is_word(name) and _follows(stop, cell, name, at)]
    for name in names:
        if name == "LPAR" and before is not None and before.token.type in ("NAME", "QUOTED"):
            yield from _bare_event(stop, cell, at, before, cost)
        price = cost + _price(stop, name, here, before)
        after = stop.insert(cell, name, behind) if _follows(stop, cell, name, at) else None
        if after is None:
            continue
        code: str = "CL011"
        params: Callable[[], Mapping[str, Any]] = partial(_need, stop, after, name, before)
        if name in following and len(following) > 1:  # which of them is missing, nobody can tell
            code, params = "CL010", partial(cannot_stand, stop)
        text = stop.vocabulary.spelled.get(name)
        fix = (behind, behind, text) if text and name not in STAND_INS and name not in _OPERATORS else None
        at_the_end = (here.first and name != "PLUS") or here.sort == "end"
        start, end = (behind, behind) if at_the_end else (here.start, here.end)
        if code == "CL010" and stop.came.sort != "end":  # it speaks of what came, so it points there
            start, end = stop.came.start, stop.came.end
        yield Repair(after, at, price, code, start, end, params, fix)


def _follows(stop: Stop, cell: Cell, name: str, at: int) -> bool:
    """Whether the text at the offset may follow such a token."""
    after = stop.automaton.advance(cell, name)
    return after is not None and stop.automaton.can_go_on(after, stop.text, at)


def _need(stop: Stop, after: Cell, name: str, before: Fed | None) -> Mapping[str, Any]:
    need = need_of(stop.automaton, after)
    what: Any = Phrase(_VALUE_PHRASES[name]) if name in STAND_INS else f"`{stop.vocabulary.spelled[name]}`"
    if name in ("NAME", "INT") and {"NAME", "INT", "LPAR"} <= stop.allowed(after.below or after):
        what = Phrase("expected.expression")
    if name in _OPERATORS:
        what = Phrase("expected.operator")
    place = need.after or (f"`{before.token}`" if before is not None else Phrase("after.nothing"))
    return {"construct": Phrase(f"construct.{need.construct}"), "what": what, "after": place}


_OPERATORS = frozenset(("PLUS", "MINUS", "STAR", "SLASH"))
_MARKS = frozenset(("LPAR", "RPAR", "LBRACE", "COMMA", "COLON", "_EQ", "_ARROW"))
_NEVER_MISSING = frozenset((END, "RBRACE", "QUOTED", "DECIMAL", "MOMENT", "MONTHDAY", "OPTIONAL"))
_VALUE_PHRASES = {
    "NAME": "expected.name", "STRING": "expected.text", "INT": "expected.number", "PERCENT": "expected.percent",
    "DATE": "expected.date",
}  # fmt: skip


def _price(stop: Stop, name: str, here: Lexeme, before: Fed | None) -> float:
    """Marks are forgotten more easily than words, and what belongs at the end of a line more easily than elsewhere."""
    if name == "NAME" and here.text == "{":
        return 0.8
    if name in STAND_INS:
        return (0.8 if stop.vocabulary.is_keyword(here.text) else 1.2) if here.first else 2.6
    if stop.vocabulary.is_word(name):
        return 2.4
    if name == "COMMA" and here.first:
        return 1.6
    if name == "LBRACE" and here.first and before is not None:
        return 0.3 if here.indent > stop.lexemes.line_first(before.start).indent else 1.0
    return 1.0 if name in ("COMMA", "COLON", "LBRACE", "RPAR", "LPAR", "_ARROW", "_EQ") else 2.2


def _bare_event(stop: Stop, cell: Cell, at: int, event: Fed, cost: float) -> Iterator[Repair]:
    """`confirm -> closed`: the event's parentheses are missing."""
    opened = stop.insert(cell, "LPAR", event.end)
    closed = stop.insert(opened, "RPAR", event.end) if opened is not None else None
    if closed is None:
        return
    line = stop.lexemes.line_first(event.start)
    price = cost + (0.4 if line.start == event.start else 1.8)
    params = {"name": str(event.token)}
    yield Repair(closed, at, price, "CL014", event.start, event.end, params, (event.end, event.end, "()"))


def one_for_another(stop: Stop) -> Iterator[Repair]:
    """The token is read as the mark or the name that is missing there."""
    came = stop.came
    for name in sorted(stop.allowed(stop.cell) & _MARKS):
        if came.sort == "mark" and came.text not in ("{", "}") and not _is_list(stop, came):
            cell = stop.put(stop.cell, name, came.start, came.end)
            right = stop.vocabulary.spelled[name]
            params = {"wrong": came.text, "right": right}
            bracket = name in ("LPAR", "RPAR", "LBRACE")
            if cell is not None and right != came.text and (not bracket or came.text in "()[]{}"):
                yield Repair(cell, came.end, 2, "CL022", came.start, came.end, params, (came.start, came.end, right))
    if came.sort in ("end", "mark", "unknown") or not stop.allowed(stop.cell) & {"NAME"}:
        return
    text, end = came.text.strip('"'), came.end
    following = stop.lexemes.after(came)
    if came.sort == "number" and following.start == end and following.sort == "word":
        text, end = text + following.text, following.end
    cell = stop.put(stop.cell, "NAME", came.start, end, text or "…")
    code = "CL026" if came.sort == "text" else "CL027"
    if cell is not None:
        yield Repair(cell, end, 0.9, code, came.start, end, {"text": text})


def without_quotes(stop: Stop) -> Iterator[Repair]:
    """A name was read where a text may stand, and another name follows: the first was meant as a text."""
    last = stop.last
    if last is None or stop.came.sort != "word" or stop.came.first or last.token.type != "NAME":
        return
    quoted = f'"{last.token}"'
    cell = stop.put(last.before, "STRING", last.start, last.end, quoted)
    if cell is not None and "NAME" in stop.allowed(cell):
        params = {"wrong": str(last.token), "right": quoted}
        yield Repair(cell, stop.came.start, 0.8, "CL022", last.start, last.end, params, (last.start, last.end, quoted))


def body_without_brace(stop: Stop) -> Iterator[Repair]:
    """A line deeper than the one before, where a body may begin: its `{` is missing, whatever else is wrong with it."""
    came, last = stop.came, stop.last
    if last is None or not came.first or came.indent <= stop.lexemes.line_first(last.start).indent:
        return
    cell = stop.insert(stop.cell, "LBRACE", last.end)
    if cell is not None:
        params = partial(_need, stop, cell, "LBRACE", last)
        yield Repair(cell, came.start, 3, "CL011", last.end, last.end, params, (last.end, last.end, " {"), sure=True)
