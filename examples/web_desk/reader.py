"""A reader's language: the words of the pages, of the process, and people's names."""

from __future__ import annotations

import tomllib
from pathlib import Path

from closedloop.engine.story import Teller
from closedloop.model.glossary import glossary

HERE = Path(__file__).parent


def toml(name):
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


class Reader:
    def __init__(self, lang, machine, words, people) -> None:
        self.lang = lang
        self._pages = {key: both[lang == "zh"] for key, both in toml("words.toml").items()}
        names = {name: person["name"][lang == "zh"] for name, person in people.items()}
        self.teller = Teller(machine, lang, words, names)
        self.words = self.teller.words()

    def say(self, key):
        """What the pages say."""
        return self._pages[key]

    def __contains__(self, key):
        return key in self._pages


def readers(machine, translation, people):
    """One reader for each language. The cases run by the English process; its translation gives the Chinese words."""
    words = {"en": {}, "zh": glossary(machine.process, translation)}
    return {lang: Reader(lang, machine, words[lang], people) for lang in words}
