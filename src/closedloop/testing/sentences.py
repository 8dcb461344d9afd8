"""Sentences of a process as they are written: the line of the file on which each of them stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import frozen

from closedloop.prove.mutation import Mutant
from closedloop.syntax import tree
from closedloop.syntax.parse import parse_text

COMMENT = re.compile(r"""\s#[^"]*$""")


@frozen
class Sentence:
    """`line` from 1; `text`: the line without its indentation and a comment behind it."""

    line: int
    text: str


class Sentences:
    """Finds them in one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = text.splitlines()
        file = parse_text(text).file
        self._permissions: Mapping[int, int] = {} if file is None else dict(_permissions(file))

    def of(self, mutant: Mutant) -> Sentence | None:
        """The sentence that was left out; None if the process says no places."""
        if mutant.at is None:
            return None
        line = mutant.at[0]
        if mutant.sort == "by":
            at = self._permissions.get(mutant.at[2])
            line = line if at is None else self._text.count("\n", 0, at) + 1
        written = self._lines[line - 1] if line <= len(self._lines) else ""
        return Sentence(line, re.sub(r"\s+", " ", COMMENT.sub("", written)).strip())


def _permissions(file: tree.File) -> Iterator[tuple[int, int]]:
    """Where the `by` of a step or an offer stands, by where its name does."""
    for process in file.processes:
        for item in process.items:
            if isinstance(item, tree.Step):
                if item.by:
                    yield item.name.span.start, item.by[0].span.start
                offers = [each for each in item.items if isinstance(each, tree.Offer)]
            else:
                offers = list(item.offers) if isinstance(item, tree.Anywhere) else []
            yield from ((each.event.span.start, each.by[0].span.start) for each in offers if each.by)
