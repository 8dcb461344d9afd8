"""Which names must be quoted: those that would be read as something else where they stand.

Nothing is guessed from lists of words: the parser itself is asked, word by word, what it would read in that place. So
what has passed here reads back as the words that were meant.
"""

from __future__ import annotations

from closedloop.syntax.automaton import Automaton
from closedloop.syntax.literals import quoted
from closedloop.syntax.phrasing import NotPrintable, Phrase, Word


def quote_names(phrase: Phrase, automaton: Automaton) -> None:
    """Quote, in place, every name of the phrase (a whole file) that needs it."""
    words = list(phrase.words())
    for word in words:
        if word.terminal == "QUOTED" and word.name is not None:
            word.text = quoted(word.name.text)
    while _misread(words, automaton):
        pass


def _misread(words: list[Word], automaton: Automaton) -> bool:
    """Whether a word of the language was misread, so that all is to be read again; misread names are quoted."""
    text = " ".join(word.text for word in words)
    cell, at, again = automaton.bottom, 0, False
    for index, word in enumerate(words):
        token = automaton.next_token(cell, text, at)
        at += len(word.text) + 1
        if token is None or token.type != word.terminal or str(token) != word.text:
            again = _quote(words, index) or again
        after = automaton.advance(cell, word.terminal)
        if after is None:
            raise NotPrintable(f"`{word.text}` cannot stand here")
        cell = after
    return again


def _quote(words: list[Word], index: int) -> bool:
    """Quote the name at the index; or, if a word of the language swallows it, the one behind: then True."""
    for word in words[index : index + 3]:
        if word.terminal == "NAME" and word.name is not None:
            word.terminal, word.text = "QUOTED", quoted(word.name.text)
            return word is not words[index]
    raise NotPrintable(f"`{words[index].text}` would be read as something else")
