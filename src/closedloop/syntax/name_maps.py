"""Maps of the author's names and texts into other words: what a translation of a process is made with.

A map is a TOML file: a table `[names]` with `original = "translation"` for names of any sort, and a table `[texts]`
for titles, messages, other strings and comments. What has no entry stays as it is. No two names may become one, for a
process in which they do is another process.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from attrs import evolve, field, frozen

from closedloop.messages import ClosedLoopError
from closedloop.syntax.literals import WRITERS, quoted
from closedloop.syntax.phrasing import Phrase, Word
from closedloop.syntax.tree import Comment, Happens, Name

_PLACE = re.compile(r"\{([^{}]+)\}")


class NameMapError(ClosedLoopError, ValueError):
    """A map that cannot be used: `code` is CL060 to CL063, `params` what it speaks of."""

    def __init__(self, code: str, **params: object) -> None:
        from closedloop.messages import render

        super().__init__(render(code, "en", **params))
        self.code = code
        self.params = params


@frozen
class NameMap:
    """`names` and `texts`, each original → translation; checked when made (`NameMapError`)."""

    names: Mapping[str, str] = field(factory=dict)
    texts: Mapping[str, str] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        seen: dict[str, str] = {}
        for original, translation in self.names.items():
            if not translation.strip() or "`" in translation or "\n" in translation or "\r" in translation:
                raise NameMapError("CL061", name=original)
            if translation in seen:
                raise NameMapError("CL060", first=seen[translation], second=original, translation=translation)
            seen[translation] = original

    @classmethod
    def loads(cls, text: str) -> NameMap:
        """The map in a TOML text."""
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise NameMapError("CL062", why=str(error)) from error
        for table, content in data.items():
            if table not in ("names", "texts"):
                raise NameMapError("CL063", entry=table)
            if not isinstance(content, dict):
                raise NameMapError("CL063", entry=table)
            for original, translation in content.items():
                if not isinstance(translation, str):
                    raise NameMapError("CL063", entry=original)
        return cls(data.get("names", {}), data.get("texts", {}))

    @classmethod
    def load(cls, path: Path) -> NameMap:
        """The map in a file; `OSError` if it cannot be read, `UnicodeDecodeError` if it is not UTF-8."""
        return cls.loads(path.read_text(encoding="utf-8-sig"))

    def inverted(self) -> NameMap:
        """The way back. Of several texts with one translation the first comes back."""
        texts: dict[str, str] = {}
        for original, translation in self.texts.items():
            texts.setdefault(translation, original)
        return NameMap({translation: original for original, translation in self.names.items()}, texts)

    def comments(self, comments: Iterable[Comment]) -> tuple[Comment, ...]:
        """The comments, translated where `[texts]` has an entry for a whole one."""
        return tuple(evolve(each, text=self.texts.get(each.text, each.text)) for each in comments)

    def translate(self, phrase: Phrase) -> None:
        """Translate, in place, every name and text of a phrased file."""
        words = list(_authored(phrase))
        self._check({word.name.text for word, _ in words if word.name is not None})
        for word, kind in words:
            if word.name is not None:
                _rename(word, self.names.get(word.name.text, word.name.text))
            elif word.terminal == "STRING":
                _retell(word, self._text(word, kind))

    def _check(self, present: Iterable[str]) -> None:
        """That no name of the file becomes what another one of the file is or becomes."""
        seen: dict[str, str] = {}
        for name in sorted(present):
            translation = self.names.get(name, name)
            if translation in seen:
                raise NameMapError("CL060", first=seen[translation], second=name, translation=translation)
            seen[translation] = name

    def _text(self, word: Word, kind: str) -> str:
        text = str(word.value)
        if text in self.texts:
            return self.texts[text]
        if kind == "message":  # texts of effects speak of fields: {field}
            return _PLACE.sub(lambda place: "{" + self.names.get(place[1], place[1]) + "}", text)
        return text


def _authored(phrase: Phrase) -> Iterable[tuple[Word, str]]:
    """The words that the author chose, each with the kind of its phrase; calendars and what the events of the language
    take have names of their own."""
    pending = [(phrase, False)]
    while pending:
        current, given = pending.pop()
        if current.kind == "calendar":
            continue
        given = given or (isinstance(current.value, Happens) and _settled(current.value.event))
        for child in current.children:
            if isinstance(child, Word):
                if child.name is not None or child.terminal == "STRING":
                    yield child, current.kind
            elif not (given and current.kind == "named_arg" and child.kind == "name"):
                pending.append((child, given))


def _settled(event: Name) -> bool:
    """Whether the language names the event's parameters; those of `extend` are the author's."""
    return event.builtin and event.text != "extend"


def _rename(word: Word, text: str) -> None:
    assert word.name is not None
    word.value = evolve(word.name, text=text)
    plain = WRITERS["NAME"](word.value)
    word.terminal, word.text = ("QUOTED", quoted(text)) if plain is None else ("NAME", plain)


def _retell(word: Word, text: str) -> None:
    word.value = text
    word.text = WRITERS["STRING"](text) or word.text
