"""A log as a table with a line of headers, as spreadsheets and databases write it.

The delimiter is the one under which the headers show most of the columns looked for. Lines before the headers that
begin with `#` are remarks; `sep=;` as the first line is obeyed. A row that is short has empty cells at its end; one
that is too long, cut off or wrongly quoted is an issue, and the next line is read on its own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence

from closedloop.logs.sources import Text, is_damaged
from closedloop.logs.tables import CellTable
from closedloop.logs.values import Issue
from closedloop.logs.wellknown import known_columns

DELIMITERS = ",;\t|，"


def read_csv(source: Text, wanted: Collection[str] = (), delimiter: str | None = None) -> CellTable:
    """The table. `wanted` are the columns that the mapping speaks of: they tell the delimiter."""
    lines = list(io.StringIO(source.text, newline=""))
    while lines and not lines[-1].strip("\r\n"):
        lines.pop()
    first, delimiter = _preamble(lines, delimiter)
    if first == len(lines):
        return CellTable((), [], (), [Issue(max(first, 1), "CL670")])
    delimiter = delimiter or _delimiter(lines[first], wanted)
    header, after = _header(lines, first, delimiter)
    columns = tuple(name.strip() for name in header)
    issues = [Issue(first + 1, "CL673", {"column": name}) for name in _twice(columns)]
    table = _quickly(lines, after, delimiter, columns) if source.clean else None
    if table is None:
        table = _carefully(lines, after, delimiter, columns, source)
    table.issues[:0] = issues
    return table


def _preamble(lines: Sequence[str], delimiter: str | None) -> tuple[int, str | None]:
    """Which line has the headers, and the delimiter that a line before says."""
    for index, line in enumerate(lines):
        text = line.strip("\r\n")
        if len(text) == 5 and text.startswith("sep="):
            delimiter = delimiter or text[4]
        elif text.strip() and not text.startswith("#"):
            return index, delimiter
    return len(lines), delimiter


def _delimiter(line: str, wanted: Collection[str]) -> str:
    def merit(delimiter: str) -> tuple[int, int]:
        names = [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
        return len(set(wanted) & set(names)) * 10 + known_columns(names), len(names)

    return max(DELIMITERS, key=merit)


def _header(lines: Sequence[str], first: int, delimiter: str) -> tuple[list[str], int]:
    reader = csv.reader(lines[first:], delimiter=delimiter)
    try:
        return next(reader), first + reader.line_num
    except csv.Error:
        return lines[first].strip().split(delimiter), first + 1


def _twice(columns: Sequence[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in columns if name and (name in seen or seen.add(name))]  # type: ignore[func-returns-value]


def _quickly(lines: Sequence[str], after: int, delimiter: str, columns: tuple[str, ...]) -> CellTable | None:
    """The table where every line is a whole row; None where one is not."""
    rows = _unquoted(lines[after:], delimiter) or _quoted(lines[after:], delimiter)
    if rows is None or any(width != len(columns) for width in set(map(len, rows))):
        return None
    return CellTable(columns, rows, range(after + 1, after + 1 + len(rows)))


def _unquoted(lines: Sequence[str], delimiter: str) -> list[list[str]] | None:
    """The rows of lines without a quotation mark: a plain split says what the csv module would, in half the time."""
    text = "".join(lines)
    if '"' in text:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            return None
    return [line.split(delimiter) for line in text.removesuffix("\n").split("\n")] if text else []


def _quoted(lines: Sequence[str], delimiter: str) -> list[list[str]] | None:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        return None
    return rows if reader.line_num == len(rows) else None


def _carefully(lines: Sequence[str], after: int, delimiter: str, columns: tuple[str, ...], source: Text) -> CellTable:
    table = CellTable(columns, [], [])
    number = after
    while number < len(lines):
        number = _stretch(lines, number, delimiter, table, source)
    return table


def _stretch(lines: Sequence[str], start: int, delimiter: str, table: CellTable, source: Text) -> int:
    """Reads rows up to one that cannot be taken apart; where to go on."""
    reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
    while True:
        line = start + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return len(lines)
        except csv.Error:
            torn = line == len(lines) and not _ended(lines)
            _is_bad(table, Issue(line, "CL680") if torn else Issue(line, "CL682", {"last": line}))
            return line
        if any(cell.strip() for cell in cells):
            last = start + reader.line_num == len(lines) and not _ended(lines)
            _row(table, line, cells, source, torn=last and (source.torn or len(cells) < len(table.columns)))


def _ended(lines: Sequence[str]) -> bool:
    return lines[-1].endswith(("\n", "\r"))


def _row(table: CellTable, line: int, cells: list[str], source: Text, *, torn: bool) -> None:
    width = len(table.columns)
    if torn:
        _is_bad(table, Issue(line, "CL680"))
    elif not source.clean and any(map(is_damaged, cells)):
        _is_bad(table, Issue(line, "CL725", {"encoding": source.encoding}))
    elif any(cell.strip() for cell in cells[width:]):
        _is_bad(table, Issue(line, "CL681", {"found": len(cells), "expected": width}))
    else:
        if len(cells) < width:
            table.issues.append(Issue(line, "CL719", {"found": len(cells), "expected": width}))
            cells.extend([""] * (width - len(cells)))
        table.rows.append(cells)  # type: ignore[attr-defined]
        table.lines.append(line)  # type: ignore[attr-defined]


def _is_bad(table: CellTable, issue: Issue) -> None:
    table.issues.append(issue)
    table.bad += 1
