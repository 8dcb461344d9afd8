"""The dialects: which there are, and the grammar of each.

A dialect is one `.lark` file: keyword terminals and the rules whose word order differs (see
`grammars/closedloop.lark`). English and Chinese come with the package; others are offered by installed distributions
through the entry-point group `closedloop.dialects`, as `NAME = "PACKAGE:FILE.lark"`, a file inside a package. No code
of theirs is run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from typing import Any

from attrs import field, frozen

GROUP = "closedloop.dialects"
OWN = ("en", "zh")

LARK_OPTIONS: Mapping[str, Any] = {"parser": "lalr", "keep_all_tokens": True, "maybe_placeholders": False}
"""What every parser for a grammar of ours must be made with."""

_PROCESS = re.compile(r"^_PROCESS(?:\.-?\d+)?\s*:\s*/((?:[^/\\\n]|\\.)+)/", re.MULTILINE)
_SKIPPED = re.compile(r"(?:\s|\ufeff|[#＃][^\n]*)*")


@frozen
class Dialect:
    """One dialect; `words` is the text of its own file, `grammar` the whole grammar."""

    name: str
    words: str = field(repr=False)

    @property
    def grammar(self) -> str:
        return f"{_structure()}\n{self.words}"

    @property
    def opening(self) -> re.Pattern[str]:
        """What the first word of a file in this dialect looks like."""
        found = _PROCESS.search(self.words)
        if found is None:
            raise ValueError(f"the dialect {self.name} has no terminal _PROCESS that is a regular expression")
        return re.compile(found[1])


@cache
def _structure() -> str:
    return files("closedloop.grammars").joinpath("closedloop.lark").read_text(encoding="utf-8")


@cache
def dialects() -> Mapping[str, Dialect]:
    """All dialects by name: our own first, then those of installed distributions, which cannot replace ours."""
    found = {name: Dialect(name, _words("closedloop.grammars", f"{name}.lark")) for name in OWN}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        if entry.name not in found:
            found[entry.name] = _offered(entry)
    return found


def _offered(entry: EntryPoint) -> Dialect:
    package, _, path = entry.value.partition(":")
    return Dialect(entry.name, _words(package.strip(), path.strip()))


def _words(package: str, path: str) -> str:
    return files(package).joinpath(path).read_text(encoding="utf-8")


def dialect(name: str) -> Dialect:
    """The dialect of that name; `LookupError` says which there are."""
    try:
        return dialects()[name]
    except KeyError:
        raise LookupError(f"there is no dialect {name}, only {', '.join(dialects())}") from None


def dialect_of(text: str) -> Dialect | None:
    """The dialect that the first word of the text decides, or None if it is the first word of no dialect."""
    skipped = _SKIPPED.match(text)
    start = skipped.end() if skipped else 0
    return next((found for found in dialects().values() if found.opening.match(text, start)), None)
