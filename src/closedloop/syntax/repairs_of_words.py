"""Repairs of words: misspelt, of another dialect, written together with the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from attrs import frozen

from closedloop.messages import AnyOf
from closedloop.syntax.automaton import Cell
from closedloop.syntax.situation import expected
from closedloop.syntax.trial import Fed, Repair, Stop

_Pieces = tuple[tuple[str, str], ...]
"""Terminals and what they read."""

_LONGEST = 40
_WORDS_OF_A_KEYWORD = 4
_MOST_PIECES = 6
_MOST_SPLITS = 12
_MOST_NAMED = 6
_CHINESE = range(0x3400, 0xA000)


@frozen
class _Word:
    """A word that may be meant otherwise, and the stack before it; `taken`: it was read as a name."""

    before: Cell
    text: str
    start: int
    end: int
    taken: bool


def _suspects(stop: Stop) -> Iterator[_Word]:
    """The word that came, and the names read before it on the same line."""
    if stop.came.sort == "word" and not stop.came.text.startswith("`"):
        yield _Word(stop.cell, stop.came.text, stop.came.start, stop.came.end, False)
    line = stop.lexemes.line_first(stop.came.start)
    fed: list[Fed] = stop.fed[-3:]
    for each in reversed(fed):
        near = each is stop.last or stop.lexemes.line_first(each.start) == line
        if each.token.type == "NAME" and near:
            yield _Word(each.before, str(each.token), each.start, each.end, True)


def misspelt(stop: Stop) -> Iterator[Repair]:
    """A word near a keyword that may stand there; also one that is two or three words long (`workng days`)."""
    for word in _suspects(stop):
        allowed = stop.allowed(word.before)
        lexeme = stop.lexemes.at(word.start)
        text, end = "", word.start
        for _ in range(_WORDS_OF_A_KEYWORD):
            if lexeme.sort != "word" or lexeme.start < word.start:
                break
            text, end = f"{text} {lexeme.text}".strip(), lexeme.end
            name = stop.vocabulary.nearest(text, allowed)
            if name is not None and len(text) <= _LONGEST:
                right = stop.vocabulary.spelled[name]
                cell = stop.put(word.before, name, word.start, end)
                cost = 0.5 + 0.3 * word.taken
                params = {"word": text, "suggestion": right}
                if cell is not None and text != right:
                    yield Repair(cell, end, cost, "CL013", word.start, end, params, (word.start, end, right))
            lexeme = stop.lexemes.after(lexeme)


def foreign(stop: Stop) -> Iterator[Repair]:
    """A keyword of another dialect."""
    for word in _suspects(stop):
        allowed = stop.allowed(word.before)
        lexeme = stop.lexemes.at(word.start)
        text, end = "", word.start
        for _ in range(_WORDS_OF_A_KEYWORD):
            if lexeme.sort != "word" or lexeme.start < word.start:
                break
            text, end = f"{text} {lexeme.text}".strip(), lexeme.end
            name = stop.vocabulary.foreign(text, allowed)
            cell = stop.put(word.before, name, word.start, end) if name is not None else None
            if name is not None and cell is not None:
                right = stop.vocabulary.spelled[name]
                params = {"word": text, "right": right}
                yield Repair(cell, end, 0.1, "CL017", word.start, end, params, (word.start, end, right))
            lexeme = stop.lexemes.after(lexeme)


def any_keyword(stop: Stop) -> Iterator[Repair]:
    """A word that is none here, read as each keyword that may stand there: the text behind it tells which is meant."""
    came = stop.came
    if came.sort != "word":
        return
    for name in sorted(stop.allowed(stop.cell)):
        if stop.vocabulary.is_word(name):
            cell = stop.put(stop.cell, name, came.start, came.end)
            if cell is not None and stop.automaton.can_go_on(cell, stop.text, came.end):
                yield Repair(cell, came.end, 4, "CL010", came.start, came.end, lambda: cannot_stand(stop))


def cannot_stand(stop: Stop) -> Mapping[str, object]:
    """The parameters of the message that says what could have come instead."""
    found = expected(stop.allowed(stop.cell), stop.vocabulary)
    return {"text": stop.came.text, "expected": AnyOf(found) if 0 < len(found) <= _MOST_NAMED else None}


def glued(stop: Stop) -> Iterator[Repair]:
    """A word that is several words of the dialect written together: `由办公室`."""
    for word in _suspects(stop):
        if len(word.text) > _LONGEST or not any(ord(character) in _CHINESE for character in word.text):
            continue
        for cell, pieces in islice(_splits(stop, word.before, word.start, word.end, _MOST_PIECES), _MOST_SPLITS):
            if len(pieces) > 1:
                apart = " ".join(piece for _, piece in pieces)
                params = {"word": word.text, "apart": apart}
                named = sum(len(piece) for name, piece in pieces if name == "NAME")
                cost = 0.1 * len(pieces) + 0.001 * named  # of `的案件` and `案件` the longer keyword
                yield Repair(cell, word.end, cost, "CL018", word.start, word.end, params, (word.start, word.end, apart))


def _splits(stop: Stop, cell: Cell, start: int, end: int, most: int) -> Iterator[tuple[Cell, _Pieces]]:
    """Stacks after the pieces from `start` to `end`: keywords, numbers, and names where a keyword is beside them."""
    if start == end:
        yield cell, ()
        return
    if not most:
        return
    text = stop.text[start:end]
    allowed = stop.allowed(cell)
    words = [name for name in sorted(allowed) if stop.vocabulary.is_word(name)]
    for size in range(len(text), 0, -1):
        piece = text[:size]
        names = [name for name in words if stop.vocabulary.matches(name, piece)]
        if "INT" in allowed and piece.isdigit():
            names = ["INT"]
        elif "NAME" in allowed and not names and not piece[0].isdigit() and cell.symbol != "NAME":
            names = ["NAME"]
        for name in names:
            after = stop.put(cell, name, start, start + size)
            left = most - 1 if name != "NAME" else min(most - 1, 2)
            if after is not None:
                for last, rest in _splits(stop, after, start + size, end, left):
                    yield last, ((name, piece), *rest)
