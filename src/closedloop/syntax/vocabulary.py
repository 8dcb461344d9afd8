"""The words of a dialect as recovery needs them: how each terminal is spelt, and what other words stand for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property

from closedloop.syntax.dialects import Dialect, dialects
from closedloop.syntax.spelling import spelling
from closedloop.syntax.synonyms import SYNONYMS
from closedloop.syntax.tables import VALUES, Tables, Terminal
from closedloop.text import did_you_mean

_TERMINAL = re.compile(r"^(?P<name>_?[A-Z][A-Z_]*)(?:\.-?\d+)?\s*:\s*/(?P<pattern>(?:[^/\\\n]|\\.)+)/", re.MULTILINE)


class Vocabulary:
    """The words of one dialect, and those of the others for comparison."""

    def __init__(self, dialect: Dialect, tables: Tables) -> None:
        self.dialect = dialect
        self.terminals: Mapping[str, Terminal] = tables.by_name
        self._patterns = {name: re.compile(terminal.pattern) for name, terminal in self.terminals.items()}

    @cached_property
    def spelled(self) -> Mapping[str, str]:
        """The usual spelling of every keyword and mark."""
        found = {}
        for terminal in self.terminals.values():
            if terminal.fixed is not None:
                found[terminal.name] = terminal.fixed
            elif terminal.name not in VALUES:
                found[terminal.name] = _usual(terminal.name, terminal.pattern)
        return {name: text for name, text in found.items() if text}

    def is_word(self, name: str) -> bool:
        """Whether the terminal is a keyword."""
        return name in self.spelled and self.spelled[name][0].isalpha()

    def is_keyword(self, text: str) -> bool:
        """Whether the text is a keyword anywhere in the dialect, or the first word of one."""
        return text in self._first_words

    @cached_property
    def _first_words(self) -> frozenset[str]:
        return frozenset(text.split()[0] for name, text in self.spelled.items() if self.is_word(name))

    def matches(self, name: str, text: str) -> bool:
        """Whether the text as a whole is that terminal."""
        return self._patterns[name].fullmatch(text) is not None

    def nearest(self, word: str, names: Iterable[str]) -> str | None:
        """The keyword among the terminals that the word is a misspelling of, or a common other word for."""
        words = sorted(name for name in names if self.is_word(name))
        for name in words:
            if word.casefold() in SYNONYMS.get(name, ()) or word.casefold() == self.spelled[name].replace(" ", ""):
                return name
        by_spelling = {self.spelled[name]: name for name in reversed(words)}
        by_spelling = {text: name for text, name in by_spelling.items() if text.count(" ") == word.count(" ")}
        near = did_you_mean(word, by_spelling)
        if near is None and word.casefold() in by_spelling:
            near = word.casefold()
        if near is None or len(near) < 2 or abs(len(near) - len(word)) > 1 + len(word) // 6:
            return None
        return by_spelling[near]

    def foreign(self, word: str, names: Iterable[str]) -> str | None:
        """The keyword among the terminals that the word spells in another dialect."""
        known = self._foreign.get(word, frozenset())
        return next((name for name in sorted(names) if name in known and self.is_word(name)), None)

    @cached_property
    def _foreign(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for other in dialects().values():
            if other.name != self.dialect.name:
                for name, text in usual_words(other).items():
                    found.setdefault(text, set()).add(name)
        return {text: frozenset(names) for text, names in found.items()}


@cache
def usual_words(dialect: Dialect) -> Mapping[str, str]:
    """The usual spelling of each keyword of the dialect, by terminal; read from its own file, without tables."""
    found = ((match["name"], _usual(match["name"], match["pattern"])) for match in _TERMINAL.finditer(dialect.words))
    return {name: text for name, text in found if text}


def _usual(name: str, pattern: str) -> str:
    try:
        return spelling(name, pattern).usual
    except ValueError:  # a pattern that is not a word
        return ""
