"""A mapping: how the columns of a log and what stands in them become events of a process.

Guarantees: plain frozen values. What is None is not said: the case, the activity, the time and the person are then
looked for under the names that they usually bear.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen

from closedloop.kernel.values import NOTHING
from closedloop.model.expressions import Value

Place = tuple[int, int, int]
"""Line, and character offsets from and to."""


@frozen
class ParamFrom:
    """Where the value of a parameter comes from: `constant`, or the text in `column`; `values` translate texts,
    `default` is taken where there is none.
    """

    column: str | None = None
    values: Mapping[str, Value] = NOTHING
    constant: Value = None
    default: Value = None


@frozen
class RoleFrom:
    """Who holds a role: everybody, these `parties` (or persons), and who is in a row with one of `values`."""

    anybody: bool = False
    parties: frozenset[str] = frozenset()
    column: str | None = None
    values: frozenset[str] = frozenset()


@frozen
class EventFrom:
    """The rows that are an event: with one of the activities, and for each column of `when` one of its texts.

    `role`: it was done in it; `person`: who did it where the row names nobody.
    """

    event: str
    activities: tuple[str, ...] = ()
    when: Mapping[str, frozenset[str]] = NOTHING
    role: str | None = None
    person: str | None = None
    params: Mapping[str, ParamFrom] = NOTHING


@frozen
class LogMapping:
    """`activity` and `time` may be several columns: joined by ` / ` and by a blank. `keep`: rows with other texts in
    these columns are left out. `ignore`: activities that are left out.

    `place` is where the mapping's text first speaks of a column or an activity.
    """

    process: str | None = None
    case: str | None = None
    activity: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    order: str | None = None
    time_format: str | None = None
    zone: str | None = None
    resolution: Literal["day"] | None = None
    person: str | None = None
    party: str | None = None
    role: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    keep: Mapping[str, frozenset[str]] = NOTHING
    roles: Mapping[str, RoleFrom] = NOTHING
    events: tuple[EventFrom, ...] = ()
    ignore: frozenset[str] = frozenset()
    column_places: Mapping[str, Place] = field(default=NOTHING, eq=False, repr=False)
    activity_places: Mapping[str, Place] = field(default=NOTHING, eq=False, repr=False)

    def columns(self) -> tuple[str, ...]:
        """All columns that the mapping speaks of, each once."""
        single = (self.case, *self.activity, *self.time, self.order, self.person, self.party, self.role)
        found = [*single, *self.keep, *(each.column for each in self.roles.values())]
        for event in self.events:
            found += [*event.when, *(each.column for each in event.params.values())]
        return tuple(dict.fromkeys(filter(None, found)))


IDENTITY = LogMapping()
"""The mapping of a log that already speaks the language of the process."""
