"""Which column of a log is used for what: as the mapping says, else by the names that columns usually bear."""

from __future__ import annotations

from collections.abc import Collection

from attrs import frozen

from closedloop.logs.mapping import LogMapping
from closedloop.logs.wellknown import column_for


@frozen
class Uses:
    """Columns that are there; None and empty where there is none for this use."""

    case: str | None
    activity: tuple[str, ...]
    time: tuple[str, ...]
    order: str | None
    person: str | None
    party: str | None
    role: str | None

    def missing(self) -> tuple[str, ...]:
        """Of the case, the activity and the time those that no column says."""
        needed = {"case": self.case, "activity": self.activity, "time": self.time}
        return tuple(use for use, column in needed.items() if not column)


def uses_of(mapping: LogMapping, columns: Collection[str], *, everything: bool) -> Uses:
    """The uses. Unit and role are looked for by their names only where there is no mapping at all (`everything`)."""
    there = frozenset(columns)

    def one(said: str | None, use: str, *, look: bool = True) -> str | None:
        if said is not None:
            return said if said in there else None
        return column_for(use, columns) if look else None

    def several(said: tuple[str, ...], use: str) -> tuple[str, ...]:
        found = said or tuple(filter(None, [column_for(use, columns)]))
        return found if there.issuperset(found) else ()

    return Uses(
        case=one(mapping.case, "case"),
        activity=several(mapping.activity, "activity"),
        time=several(mapping.time, "time"),
        order=one(mapping.order, "order", look=False),
        person=one(mapping.person, "person"),
        party=one(mapping.party, "party", look=everything),
        role=one(mapping.role, "role", look=everything),
    )
