"""Reading a table of the mapping key by key: what has the wrong form is noted with its place, and left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Literal

from closedloop.logs.mapping import Place
from closedloop.logs.toml_places import Path, Where
from closedloop.logs.values import Finding
from closedloop.messages import Phrase

Table = Mapping[str, Any]


class Checking:
    """Collects `findings`, and where columns and activities are first spoken of."""

    def __init__(self, text: str, places: Mapping[Path, Where]) -> None:
        self.findings: list[Finding] = []
        self.columns: dict[str, Place] = {}
        self.activities: dict[str, Place] = {}
        self._text = text
        self._places = places

    def found(
        self,
        code: str,
        path: Path,
        *,
        at: Literal["key", "value"] = "value",
        near: Iterable[str] = (),
        severity: Literal["error", "warning"] = "error",
        **params: Any,
    ) -> None:
        """Notes a finding at a key or its value. `near`: what the misspelt `name` may have meant."""
        line, start, end = self.place(path, at)
        if "name" in params:
            suggestion = closest(str(params["name"]), near)
            params |= {} if suggestion is None else {"suggestion": suggestion}
        self.findings.append(Finding(code, line, start, end, params, severity))

    def place(self, path: Path, at: Literal["key", "value"] = "value") -> Place:
        """Where the key or value stands; of what is not written, where its table begins."""
        while path and path not in self._places:
            path = path[:-1]
        where = self._places.get(path)
        if where is None:
            return 1, 0, 0
        start, end = where.key if at == "key" else where.value
        return self._text.count("\n", 0, start) + 1, start, end

    def known(self, table: Table, path: Path, keys: Iterable[str]) -> None:
        """Notes every key of the table that there is not."""
        keys = tuple(keys)
        for key in table:
            if key not in keys:
                self.found("CL701", (*path, key), at="key", name=key, near=keys, choices=keys)

    def table(self, table: Table, path: Path) -> Table:
        """The table at the last part of the path, empty where there is none."""
        found = table.get(str(path[-1]), {})
        if isinstance(found, dict):
            return found
        self.wrong(path, "table")
        return {}

    def text(self, table: Table, path: Path) -> str | None:
        """The text at the last part of the path."""
        found = table.get(str(path[-1]))
        if found is None or isinstance(found, str):
            return found
        self.wrong(path, "text")
        return None

    def texts(self, table: Table, path: Path) -> tuple[str, ...]:
        """The list of texts; a single one is a list of one."""
        found = table.get(str(path[-1]), [])
        if isinstance(found, str):
            return (found,)
        if isinstance(found, list) and all(isinstance(each, str) for each in found):
            return tuple(found)
        self.wrong(path, "texts")
        return ()

    def column(self, table: Table, path: Path) -> str | None:
        """The column named there; remembered, so that the log can be asked for it."""
        column = self.text(table, path)
        if column is not None:
            self.columns.setdefault(column, self.place(path))
        return column

    def columns_at(self, table: Table, path: Path) -> tuple[str, ...]:
        """The columns named there."""
        columns = self.texts(table, path)
        for number, column in enumerate(columns):
            self.columns.setdefault(column, self.place(self.element(path, number)))
        return columns

    def columns_of(self, table: Table, path: Path) -> Mapping[str, frozenset[str]]:
        """A table from column to the texts that it may have."""
        found = {}
        for column in table:
            texts = self.texts(table, (*path, column))
            self.columns.setdefault(column, self.place((*path, column), "key"))
            found[column] = frozenset(texts)
        return found

    def element(self, path: Path, number: int) -> Path:
        """The path of an element, where the list is one; a single text stands for a list of one."""
        return (*path, number) if (*path, number) in self._places else path

    def activity(self, activity: str, path: Path) -> None:
        """Remembers where an activity is first spoken of."""
        self.activities.setdefault(activity, self.place(path))

    def wrong(self, path: Path, kind: str) -> None:
        """Notes that the value has the wrong form."""
        self.found("CL703", path, key=str(path[-1]), kind=Phrase(f"mapping.kind.{kind}"))


def closest(word: str, among: Iterable[str], likeness: float = 0.6) -> str | None:
    """What a misspelt word most likely stands for, whatever its case; `likeness` from 0 to 1 is the least there is."""
    spelled = {each.casefold(): each for each in reversed(tuple(among)) if each != word}
    found = get_close_matches(word.casefold()[:80], spelled, 1, likeness)
    return spelled[found[0]] if found else None
