"""The place where reading stopped, and what may be tried there.

A `Stop` knows the stack, the token that could not come and the tokens before it; a `Repair` is a way on: a stack and an
offset to go on from, with what is to be said about it. How far one gets from there decides between repairs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, field, frozen

from closedloop.syntax.automaton import Automaton, Cell
from closedloop.syntax.lexemes import Lexeme, Lexemes
from closedloop.syntax.parsed import Token
from closedloop.syntax.tables import END
from closedloop.syntax.vocabulary import Vocabulary

FAR = 12
"""So many tokens are looked ahead at most."""


@frozen
class Reach:
    """How far one can read: in tokens that do not stand before the one that came (the end of the text is far), and
    whether the rest of a line was read, so that what comes then may be another mistake; `past`: all that stands before
    the one that came was read."""

    tokens: int
    line: bool
    past: bool


@frozen
class Fed:
    """A token that was read, and the stack before it."""

    before: Cell
    token: Token

    @property
    def start(self) -> int:
        return self.token.start_pos

    @property
    def end(self) -> int:
        return self.token.end_pos


@frozen
class Repair:
    """Go on with `cell` at `at`; `cost` is how unlikely it is that the author meant that.

    `code`, `start` and `end` place the finding, `params` fill in its message (computed where they cost something). A
    `sure` repair is taken without a look at what comes behind; `worth` is set where going on was chosen so that it goes
    well.
    """

    cell: Cell
    at: int
    cost: float
    code: str
    start: int
    end: int
    params: Mapping[str, Any] | Callable[[], Mapping[str, Any]] = field(factory=dict)
    fix: tuple[int, int, str] | None = None
    related: tuple[int, int, str] | None = None
    sure: bool = False
    worth: float | None = None


@frozen
class Stop:
    """Reading stopped with the stack `cell` at `came`; `fed` are the tokens before, the last one last.

    `again`: the repair before led to the same place.
    """

    automaton: Automaton
    vocabulary: Vocabulary
    lexemes: Lexemes
    text: str
    cell: Cell
    came: Lexeme
    fed: list[Fed]
    again: bool = False

    @property
    def last(self) -> Fed | None:
        """The token before."""
        return self.fed[-1] if self.fed else None

    def one_word_earlier(self) -> Stop | None:
        """The stop before the last token, if that is a keyword of the dialect that was read as a name."""
        last = self.last
        if last is None or last.token.type != "NAME" or not self.vocabulary.is_keyword(str(last.token)):
            return None
        came = self.lexemes.at(last.start)
        return evolve(self, cell=last.before, came=came, fed=self.fed[-30:-1])

    def allowed(self, cell: Cell) -> frozenset[str]:
        return self.automaton.allowed(cell)

    def insert(self, cell: Cell, name: str, offset: int) -> Cell | None:
        """The stack after a token that the text does not have."""
        text = self.vocabulary.spelled.get(name) or STAND_INS.get(name, "")
        return self.automaton.feed(cell, Token(name, text, offset, offset))

    def put(self, cell: Cell, name: str, start: int, end: int, text: str | None = None) -> Cell | None:
        """The stack after reading what stands from `start` to `end` as that terminal."""
        return self.automaton.feed(cell, Token(name, self.text[start:end] if text is None else text, start, end))

    def reach(self, cell: Cell, at: int) -> Reach:
        """How far one can read from there."""
        count = 0
        while count < FAR:
            token = self.automaton.next_token(cell, self.text, at)
            after = self.automaton.advance(cell, token.type) if token is not None else None
            if token is None or after is None:
                stopped = self.lexemes.at(at)
                return Reach(count, stopped.first and stopped.start > self.came.start, stopped.start >= self.came.start)
            if token.type == END:
                return Reach(FAR, True, True)
            cell, at = after, token.end_pos
            count += token.start_pos >= self.came.start
        return Reach(FAR, True, True)


STAND_INS: Mapping[str, str] = {
    "NAME": "…", "QUOTED": "`…`", "STRING": '""', "INT": "1", "DECIMAL": "1.0", "PERCENT": "1%", "DATE": "2000-01-01",
    "MOMENT": "2000-01-01 00:00", "MONTHDAY": "01-01",
}  # fmt: skip
"""What stands for a value that is missing, in a tree that will not be used for running anything."""
