"""From text to tree: `parse_text` and `parse_bytes`.

Guarantees: nothing that a text contains raises; time is linear in its length; every span refers to the text as written.
After a mistake reading goes on (see `recovery`), so that independent mistakes are reported together, in the order of
the text.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from attrs import frozen

from closedloop.syntax import tree
from closedloop.syntax.automaton import Automaton
from closedloop.syntax.build import build_file
from closedloop.syntax.cache import tables_of
from closedloop.syntax.decoding import decode
from closedloop.syntax.dialects import Dialect, dialect_of
from closedloop.syntax.normalise import Normalised, normalise
from closedloop.syntax.opening import no_dialect
from closedloop.syntax.recovery import Reading, read
from closedloop.syntax.vocabulary import Vocabulary
from closedloop.text import Diagnostic, Source, Span, error, in_order


@frozen
class Parsed:
    """`file` is None where nothing could be made of the text, and lacks what could not be read unless `complete`."""

    file: tree.File | None
    diagnostics: tuple[Diagnostic, ...]
    source: Source

    @property
    def complete(self) -> bool:
        """Whether the tree says all that the text says: there is one, and no error was found."""
        return self.file is not None and not any(found.severity == "error" for found in self.diagnostics)


def parse_bytes(data: bytes, *, name: str = "<text>") -> Parsed:
    """The tree of a file's bytes, which must be UTF-8; a byte order mark is allowed and not part of the source."""
    text, findings = decode(data)
    if findings:
        source = Source(name, text)
        return Parsed(None, in_order(findings, source), source)
    return parse_text(text, name=name)


def parse_text(text: str, *, name: str = "<text>") -> Parsed:
    """The tree of a text and what is wrong with it. The text's first word decides the dialect."""
    source = Source(name, text)
    normal = normalise(text)
    dialect = dialect_of(normal.text)
    if dialect is None:
        return Parsed(None, in_order((*normal.diagnostics, no_dialect(normal)), source), source)
    reading = read(*_readers(dialect), normal, text)
    found = [*normal.diagnostics, *reading.diagnostics]
    file = _file(reading, normal, dialect, found) if reading.parse is not None else None
    return Parsed(file, in_order(found, source), source)


@cache
def _readers(dialect: Dialect) -> tuple[Automaton, Vocabulary]:
    tables = tables_of(dialect)
    return Automaton(tables), Vocabulary(dialect, tables)


def _file(reading: Reading, normal: Normalised, dialect: Dialect, found: list[Diagnostic]) -> tree.File:
    def at(start: int, end: int) -> Span:
        return Span(normal.offsets.start(start), normal.offsets.end(end))

    def report(code: str, span: Span, /, **params: Any) -> None:
        found.append(error(code, span, **params))

    return build_file(reading.parse, report=report, at=at, dialect=dialect.name, comments=normal.comments)
