"""What every form of log is read into: rows with named texts, and where they stand.

Rows are not copied: a table's row is the list of its cells, any other one a mapping from column to text. `picker` makes
the function that takes the wanted columns out of a row, `viewer` the one that shows a row as a mapping.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from attrs import define, field

from closedloop.logs.values import Issue

Pick = Callable[[Any], tuple[str | None, ...]]


@define
class Table(ABC):
    """`lines` are those of `rows`, in the same order. `bad` rows could not be read and are among the issues."""

    columns: tuple[str, ...]
    rows: Sequence[Any]
    lines: Sequence[int]
    issues: list[Issue] = field(factory=list)
    bad: int = 0

    @abstractmethod
    def picker(self, names: Sequence[str]) -> Pick:
        """Takes the texts of these columns out of a row, None where it has none."""

    @abstractmethod
    def viewer(self) -> Callable[[Any], Mapping[str, str]]:
        """Shows a row as a mapping from column to text."""


@define
class CellTable(Table):
    """Every row is a list of as many cells as there are columns."""

    def picker(self, names: Sequence[str]) -> Pick:
        index = _index(self.columns)
        places = [index.get(name) for name in names]
        if len(places) > 1 and None not in places:
            return itemgetter(*places)
        return lambda cells: tuple(None if place is None else cells[place] for place in places)

    def viewer(self) -> Callable[[Any], Mapping[str, str]]:
        index = {name: place for name, place in _index(self.columns).items() if name}
        return lambda cells: Cells(index, cells)


def _index(columns: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in reversed(list(enumerate(columns)))}


class Cells(Mapping[str, str]):
    """A row of a table by the names of its columns; an unchanging view that copies nothing."""

    __slots__ = ("_cells", "_index")

    def __init__(self, index: Mapping[str, int], cells: Sequence[str]) -> None:
        self._index = index
        self._cells = cells

    def __getitem__(self, name: str) -> str:
        return self._cells[self._index[name]]

    def get(self, name: str, default: Any = None) -> Any:
        place = self._index.get(name)
        return default if place is None else self._cells[place]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._index, key=self._index.__getitem__))

    def __len__(self) -> int:
        return len(self._index)

    def __repr__(self) -> str:
        return repr(dict(self))


@define
class RecordTable(Table):
    """Every row is a mapping from column to text; a column may be missing from it."""

    def picker(self, names: Sequence[str]) -> Pick:
        wanted = tuple(names)
        if len(wanted) < 2:
            return lambda record: tuple(map(record.get, wanted))
        all_of = itemgetter(*wanted)

        def pick(record: Mapping[str, str]) -> tuple[str | None, ...]:
            try:
                return all_of(record)  # type: ignore[no-any-return]
            except KeyError:
                return tuple(map(record.get, wanted))

        return pick

    def viewer(self) -> Callable[[Any], Mapping[str, str]]:
        return _itself


def _itself(record: Mapping[str, str]) -> Mapping[str, str]:
    return record


def columns_of(records: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """All columns of the records, in order of first appearance."""
    found: dict[str, None] = {}
    seen: set[tuple[str, ...]] = set()
    for record in records:
        names = tuple(record)
        if names not in seen:
            seen.add(names)
            found.update(dict.fromkeys(names))
    return tuple(found)
