"""Events from a table with a line of headers: comma, semicolon or tab between the cells, whichever the headers show.

Lines that begin with `#` before the headers are remarks. Empty cells are not given.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

from attrs import frozen

from closedloop.ledger.columns import COLUMNS, NEEDED, column_of, is_prefixed, parameter_of
from closedloop.ledger.event_lines import EventLine, LineError, Problem, event_line, named

_DELIMITERS = ",;\t，"


class Lines(Iterable[str], Protocol):
    """Lines with their ends; `number` is that of the last one given."""

    number: int


@frozen
class _Header:
    """For each cell: the file's own column that it is, or the parameter; both None where it is left out."""

    columns: tuple[str | None, ...]
    parameters: tuple[str | None, ...]


def read_csv(lines: Lines, parameters: Collection[str]) -> Iterator[EventLine | Problem]:
    """Each row as an event or a problem, headers first."""
    text = iter(lines)
    first = next((line for line in text if line.strip() and not line.startswith("#")), None)
    if first is None:
        yield Problem(max(lines.number, 1), "CL670")
        return
    if not _is_unicode(first):
        yield Problem(lines.number, "CL678", {"guess": "GB18030" if _reads_as_chinese(first) else None})
        return
    delimiter, cells = _header_cells(first)
    header, problems = _header(cells, parameters, lines.number)
    yield from problems
    if header is not None:
        yield from _rows(lines, text, delimiter, header)


def _rows(lines: Lines, text: Iterator[str], delimiter: str, header: _Header) -> Iterator[EventLine | Problem]:
    tail = _Tail(text)
    rows = csv.reader(tail, delimiter=delimiter, strict=True)
    while True:
        line = lines.number + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield Problem(line, "CL682", {"last": lines.number})
            continue
        if any(cell.strip() for cell in cells):
            yield _row(line, cells, header, torn=tail.torn)


class _Tail:
    """The lines themselves; `torn` once the last one was given without a line end."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.torn = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.torn = not line.endswith(("\n", "\r"))
        return line


def _row(line: int, cells: list[str], header: _Header, *, torn: bool) -> EventLine | Problem:
    if not all(map(_is_unicode, cells)):
        return Problem(line, "CL677")
    width = len(header.columns)
    if any(cell.strip() for cell in cells[width:]):
        return Problem(line, "CL681", {"found": len(cells), "expected": width})
    if torn and len(cells) < width:
        return Problem(line, "CL680")
    given = {column: cell for column, cell in zip(header.columns, cells, strict=False) if column and cell.strip()}
    params = {name: cell.strip() for name, cell in zip(header.parameters, cells, strict=False) if name and cell.strip()}
    try:
        return event_line(line, given, params, texts=True)
    except LineError as error:
        return Problem(line, error.code, error.params)


# ------------------------------------------------------------------------------------------------------------ headers


def _header_cells(first: str) -> tuple[str, list[str]]:
    """The delimiter under which most of the file's own columns are recognised, and the headers."""
    split = {delimiter: next(csv.reader([first], delimiter=delimiter), []) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: sum(column_of(cell) is not None for cell in split[delimiter]))
    return best, split[best]


def _header(cells: list[str], parameters: Collection[str], line: int) -> tuple[_Header | None, list[Problem]]:
    columns: list[str | None] = []
    names: list[str | None] = []
    problems = []
    for cell in cells:
        column = None if is_prefixed(cell) else column_of(cell)
        name = None if column else parameter_of(cell)
        if (column and column in columns) or (name and name in names):
            problems.append(Problem(line, "CL673", {"column": cell.strip()}))
            column = name = None
        elif column == "params" or (name and name not in parameters):
            problems.append(Problem(line, "CL672", _unknown(cell.strip(), parameters)))
            column = name = None
        columns.append(column)
        names.append(name)
    missing = [column for column in NEEDED if column not in columns]
    if missing:
        return None, [Problem(line, "CL671", {"column": tuple(map(named, missing))}), *problems]
    return _Header(tuple(columns), tuple(names)), problems


def _unknown(header: str, parameters: Collection[str]) -> dict[str, str | None]:
    from difflib import get_close_matches

    found = get_close_matches(header, [*parameters, *COLUMNS], 1, 0.75)
    return {"column": header, "suggestion": found[0] if found else None}


# ---------------------------------------------------------------------------------------------------------- encodings


def _is_unicode(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def _reads_as_chinese(text: str) -> bool:
    try:
        text.encode("utf-8", "surrogateescape").decode("gb18030")
    except ValueError:
        return False
    return True
