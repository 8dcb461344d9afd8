"""Who holds which global role, as the mapping recognises it."""

from __future__ import annotations

from collections.abc import Callable

from closedloop.logs.mapping import LogMapping
from closedloop.model.process import Process


class Roles:
    """Recognises roles. `columns` are those that it looks at. `by_column`: a column of the log names roles.

    A party that bears the name of a global role holds it, as in files of events.
    """

    def __init__(self, process: Process, mapping: LogMapping, *, by_column: bool) -> None:
        declared = [role for role in process.roles if not role.assigned]
        self._declared = frozenset(role.name for role in declared)
        self._names = {name: role.name for role in process.roles for name in (role.title, role.name) if name}
        said = {name: way for name, way in mapping.roles.items() if name in self._declared}
        self.assumed = () if by_column else tuple(role.name for role in declared if role.name not in said)
        self._everybody = frozenset(self.assumed) | {name for name, way in said.items() if way.anybody}
        self._by_party = [(name, way.parties) for name, way in said.items() if way.parties]
        self._by_text = [(name, way.column, way.values) for name, way in said.items() if way.column is not None]
        self.columns = tuple(dict.fromkeys(column for _, column, _ in self._by_text))

    def named(self, text: str | None) -> str | None:
        """The role of this name or title."""
        return None if text is None else self._names.get(text)

    def of(self, person: str, party: str, acted_as: str | None, text: Callable[[str | None], str]) -> frozenset[str]:
        """The global roles of whoever acts in the row with these texts."""
        found = {name for name, parties in self._by_party if person in parties or party in parties}
        found |= {name for name, column, values in self._by_text if text(column).strip() in values}
        found |= {person, party, acted_as} & self._declared  # type: ignore[arg-type]
        return self._everybody | found
