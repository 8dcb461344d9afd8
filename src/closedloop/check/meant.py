"""What an unknown name in an expression was probably meant for, in the words of the author's dialect.

Guarantees: what is suggested is made of keywords and declared names only, and has a value where the name stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from closedloop.check.scope import Scope
from closedloop.model.process import Type
from closedloop.model.types import BOOL, INT
from closedloop.syntax import tree
from closedloop.syntax.dialects import dialects
from closedloop.syntax.synonyms import SYNONYMS
from closedloop.syntax.vocabulary import usual_words

_LONGEST = 40
_COUNTED_BEHIND = frozenset({"zh"})
"""The dialects in which the word for a count stands behind the event."""

_NEGATIONS = ("没有", "没", "尚未", "未曾", "无", "不")
"""Words that authors write for `not` before an event: what is suggested must not be the opposite of what was meant."""


def yes_or_no(name: str, scope: Scope) -> str | None:
    """The dialect's own word for a truth value that is called otherwise (`true`) or in another dialect."""
    own = _words(scope)
    for terminal in ("_YES", "_NO"):
        others = {usual_words(each).get(terminal) for each in dialects().values()}
        if terminal in own and (name.casefold() in SYNONYMS[terminal] or name.casefold() in others):
            return own[terminal]
    return None


def apart(name: str, valued: Mapping[str, Type], expected: Type | None, scope: Scope) -> str | None:
    """The name with the blanks that are missing: `已约谈`, `not_paid`; None if it is not keywords and declared names.

    `valued` are the names that have a value here, with their types. For a condition only what is one is suggested.
    """
    if len(name) > _LONGEST:
        return None
    found = _Pieces(_words(scope), valued, scope)
    if expected is not None and expected != BOOL:
        return next(found.counted(name), None) if expected == INT else None
    condition = next(found.condition(name), None)
    return condition or (next(found.counted(name), None) if expected is None else None)


def happened(name: str, scope: Scope) -> str | None:
    """For a condition: the question whether the event nearest to the name happened."""
    event = scope.nearest(name, scope.events)
    word = _words(scope).get("_HAPPENED")
    return f"{word} {event}" if event is not None and word is not None else None


def _words(scope: Scope) -> Mapping[str, str]:
    found = dialects().get(scope.dialect)
    return usual_words(found) if found is not None else {}


class _Pieces:
    """Reads keywords and names that were written together."""

    def __init__(self, words: Mapping[str, str], valued: Mapping[str, Type], scope: Scope) -> None:
        self.words, self.valued, self.scope = words, valued, scope

    def condition(self, text: str) -> Iterator[str]:
        """Conditions; several are joined by `and` or `or`."""
        yield from self._single(text)
        for terminal in ("_AND", "_OR"):
            word = self.words.get(terminal, "")
            at = text.find(word, 1) if word else -1
            while at > 0:
                for left in self._operand(_bare(text[:at])):
                    for right in self._operand(_bare(text[at + len(word) :])):
                        yield f"{left} {word} {right}"
                at = text.find(word, at + 1)

    def counted(self, text: str) -> Iterator[str]:
        """How often something happened."""
        word = self.words.get("_COUNT", "")
        for event in (*self._behind(word, text), *self._in_front(word, text)):
            if self._observable(event):
                yield f"{event} {word}" if self.scope.dialect in _COUNTED_BEHIND else f"{word} {event}"

    def _operand(self, text: str) -> Iterator[str]:
        if self.valued.get(text) == BOOL:
            yield text
        yield from self._single(text)

    def _single(self, text: str) -> Iterator[str]:
        for terminal in ("_HAPPENED", "_NOT_HAPPENED"):
            for event in self._behind(self.words.get(terminal, ""), text):
                if self._observable(event):
                    yield f"{self.words[terminal]} {event}"
        for word in (self.words.get("_NOT", ""), *_NEGATIONS):
            for event in self._behind(word, text):
                if self._observable(event):
                    yield self._not_happened(event)
        for name in self._behind(self.words.get("_NOT", ""), text):
            if self.valued.get(name) == BOOL:
                yield f"{self.words['_NOT']} {name}"
        for terminal in ("_IS_SET", "_IS_NOT_SET"):
            for name in self._in_front(self.words.get(terminal, ""), text):
                if name in self.valued:
                    yield f"{name} {self.words[terminal]}"

    def _not_happened(self, event: str) -> str:
        word = self.words.get("_NOT_HAPPENED") or f"{self.words.get('_NOT')} {self.words.get('_HAPPENED')}"
        return f"{word} {event}"

    def _behind(self, word: str, text: str) -> Iterator[str]:
        if word and text.startswith(word):
            yield _bare(text[len(word) :])

    def _in_front(self, word: str, text: str) -> Iterator[str]:
        if word and text.endswith(word):
            yield _bare(text[: -len(word)])

    def _observable(self, name: str) -> bool:
        own = (self.words.get(f"_{event.upper()}") for event in tree.BUILTIN_EVENTS)
        return bool(name) and (name in self.scope.events or name in self.scope.steps or name in own)


def _bare(text: str) -> str:
    return text.strip("_")
