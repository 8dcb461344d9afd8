"""Which names must be quoted: those that would be read as something else where they stand.

Nothing is guessed from lists of words: the parser itself is asked, word by word, what it would read in that place.
"""

from __future__ import annotations

from closedloop.syntax.automaton import Automaton
from closedloop.syntax.literals import quoted
from closedloop.syntax.phrasing import Phrase, Word


def quote_names(phrase: Phrase, automaton: Automaton) -> None:
    """Quote, in place, every name of the phrase (a whole file) that needs it."""
    words = list(phrase.words())
    text = " ".join(word.text for word in words)
    cell, at = automaton.bottom, 0
    for index, word in enumerate(words):
        token = automaton.next_token(cell, text, at)
        if token is None or token.type != word.terminal or str(token) != word.text:
            _quote(words, index)
        after = automaton.advance(cell, word.terminal)
        assert after is not None, (word, token)
        cell = after
        at += len(word.text) + 1
    for word in words:
        if word.terminal == "QUOTED" and word.name is not None:
            word.text = quoted(word.name.text)


def _quote(words: list[Word], index: int) -> None:
    """Quote the name at the index, or, if a keyword swallows what follows it, the next name."""
    for word in words[index:]:
        if word.name is not None:
            if word.terminal == "NAME":
                word.terminal = "QUOTED"
            return
