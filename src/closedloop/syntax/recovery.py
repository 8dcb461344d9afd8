"""Reading a text to its end, whatever is wrong with it.

Where the automaton stops, repairs are tried, each on a stack of its own: a word misspelt, a mark too much or missing, a
body not closed. The one from which reading gets furthest is taken, its finding reported, and reading goes on; where
none helps, the phrase at hand is given up. So a mistake is told by what mends it, and one mistake gives one finding.
The work per mistake is bounded, and so is the number of mistakes that are reported.
"""

from __future__ import annotations

from typing import Any

from attrs import frozen

from closedloop.syntax.automaton import Automaton, Cell
from closedloop.syntax.lexemes import Lexemes
from closedloop.syntax.normalise import Normalised
from closedloop.syntax.repairs import (
    body_without_brace,
    earlier_one_too_much,
    foreign_marks,
    one_for_another,
    one_missing,
    one_too_much,
    unknown_character,
    without_quotes,
)
from closedloop.syntax.repairs_of_blocks import (
    brace_too_much,
    give_up_the_depth,
    give_up_the_phrase,
    misplaced,
    missing_brace,
)
from closedloop.syntax.repairs_of_words import any_keyword, foreign, glued, misspelt
from closedloop.syntax.tables import END
from closedloop.syntax.trial import FAR, Fed, Repair, Stop
from closedloop.syntax.vocabulary import Vocabulary
from closedloop.text import Diagnostic, Fix, Related, Span, error

MOST = 100
"""After so many mistakes the rest of the text is not read."""
HIGHEST = 600
"""A higher stack is given up: what it would make nests deeper than anything is allowed to."""

REPAIRS = (
    unknown_character,
    foreign,
    glued,
    misspelt,
    foreign_marks,
    missing_brace,
    brace_too_much,
    misplaced,
    one_missing,
    one_too_much,
    earlier_one_too_much,
    one_for_another,
    without_quotes,
    any_keyword,
)
"""What is tried, each a generator of repairs; of two that are equally good the earlier one is taken."""
EARLIER_REPAIRS = (missing_brace, brace_too_much, misplaced, one_too_much)
"""What is also tried one word earlier, where a keyword that may not stand there was read as a name."""


_LIKELY = 0.5
"""What costs no more needs to be confirmed by one token only."""
_MOST_CONSUMED = 3
"""Of the tokens that a repair itself takes, so many count."""


@frozen
class Reading:
    """`parse` is what the text without its mistakes would have given; None where there is no sense in it."""

    parse: Any
    diagnostics: tuple[Diagnostic, ...]


def read(automaton: Automaton, vocabulary: Vocabulary, normal: Normalised, written: str) -> Reading:
    """The parse of the text; findings quote it as `written`."""
    return _Reader(automaton, vocabulary, normal, written).run()


class _Reader:
    def __init__(self, automaton: Automaton, vocabulary: Vocabulary, normal: Normalised, written: str) -> None:
        self.automaton = automaton
        self.vocabulary = vocabulary
        self.normal = normal
        self.written = written
        self.fed: list[Fed] = []
        self.found: list[Diagnostic] = []
        self.lexemes: Lexemes | None = None
        self.stopped_at = -1

    def run(self) -> Reading:
        text, automaton = self.normal.text, self.automaton
        cell, at = automaton.bottom, 0
        while True:
            token = automaton.next_token(cell, text, at)
            after = automaton.feed(cell, token) if token is not None else None
            if token is None or after is None or after.depth > HIGHEST:
                going_on = self._mend(cell, at, too_deep=after is not None)
                if going_on is None:
                    return Reading(None, tuple(self.found))
                cell, at = going_on
            elif token.type == END:
                return Reading(after.value, tuple(self.found))
            else:
                self.fed.append(Fed(cell, token))
                cell, at = after, token.end_pos

    def _mend(self, cell: Cell, at: int, too_deep: bool) -> tuple[Cell, int] | None:
        if self.lexemes is None:
            self.lexemes = Lexemes(self.normal.text)
        came = self.lexemes.at(at)
        again, self.stopped_at = self.stopped_at == came.start, came.start
        stop = Stop(self.automaton, self.vocabulary, self.lexemes, self.normal.text, cell, came, self.fed, again)
        repair = give_up_the_depth(stop) if too_deep else best_repair(stop)
        if len(self.found) >= MOST:
            self.found.append(error("CL009", self._span(came.start, came.end), most=MOST))
            return None
        self.found.append(self._finding(repair))
        while self.fed and self.fed[-1].start >= min(repair.at, repair.start):
            self.fed.pop()
        if repair.cell is cell and repair.at <= at and came.sort == "end":
            return None
        return repair.cell, repair.at

    def _finding(self, repair: Repair) -> Diagnostic:
        params = dict(repair.params() if callable(repair.params) else repair.params)
        parsed = self.normal.text[repair.start : repair.end]
        for key in ("text", "wrong", "word"):
            if params.get(key) == parsed:
                span = self._span(repair.start, repair.end)
                params[key] = self.written[span.start : span.end]
        related = repair.related
        fix = repair.fix
        return error(
            repair.code,
            self._span(repair.start, repair.end),
            related=(Related(self._span(*related[:2]), related[2]),) if related else (),
            fixes=(Fix(self._span(*fix[:2]), fix[2]),) if fix else (),
            **params,
        )

    def _span(self, start: int, end: int) -> Span:
        offsets = self.normal.offsets
        first = offsets.start(start)
        return Span(first, max(first, offsets.end(end)))


def best_repair(stop: Stop) -> Repair:
    """The repair from which reading gets furthest, at the least cost."""
    best: tuple[float, Repair] | None = None
    earlier = stop.one_word_earlier()
    places = [(repairs, stop) for repairs in REPAIRS]
    places += [(repairs, earlier) for repairs in EARLIER_REPAIRS if earlier is not None]
    for repairs, place in places:
        for repair in repairs(place):
            if repair.sure:
                return repair
            score = _score(stop, repair)
            if score is not None and (best is None or score > best[0]):
                best = score, repair
    if best is not None:
        return best[1]
    return next(body_without_brace(stop), None) or give_up_the_phrase(stop)


def _score(stop: Stop, repair: Repair) -> float | None:
    """How good the repair is; None if reading does not go on from there to speak of."""
    if repair.worth is not None:
        return repair.worth
    reach = stop.reach(repair.cell, repair.at)
    consumed = stop.lexemes.index(repair.at) - stop.lexemes.index(stop.came.start) if repair.at > stop.came.start else 0
    enough = 1 if repair.cost <= _LIKELY or stop.came.text == "}" or (consumed and repair.code != "CL012") else 2
    keyword_again = reach.past and not stop.again and _keyword_again(stop, repair.at)
    if reach.tokens < enough and not reach.line and not keyword_again:
        return None
    read = min(reach.tokens + min(consumed, _MOST_CONSUMED), FAR)
    return read + 0.5 * reach.line + 2 * keyword_again - 2 * repair.cost


def _keyword_again(stop: Stop, at: int) -> bool:
    """Whether a keyword at the beginning of a line, which was read as a name, is read as a keyword from there."""
    lexeme = stop.lexemes.at(at)
    if lexeme.start >= stop.came.start or not lexeme.first or not stop.vocabulary.is_keyword(lexeme.text):
        return False
    return any(fed.start == lexeme.start and fed.token.type == "NAME" for fed in stop.fed[-3:])
