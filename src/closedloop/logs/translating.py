"""From what stands in a row, case and time aside, to what it means for the process.

Guarantees: a pure function of the texts in the columns that the mapping speaks of. Equal texts are translated once and
share the result, so that a log costs what its distinct rows do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from closedloop.kernel.values import CLOCK, NOTHING, Actor
from closedloop.logs.mapping import LogMapping
from closedloop.logs.matching import Match, Matching
from closedloop.logs.parameters import Parameters
from closedloop.logs.moments import Clock
from closedloop.logs.roles import Roles
from closedloop.logs.uses import Uses
from closedloop.model.process import Process

BETWEEN = " / "
"""Joins the texts of several columns of activity."""

Texts = tuple[str | None, ...]


Parts = tuple[str, str | None, str | None, str | None, Any, Mapping[str, Any], Any, str | None]
"""Activity, person, party and role as they stand there; event, parameters, actor and the role acted in."""


@frozen
class Meaning:
    """`parts`: its event is None where nothing is known to the row, as `issues` say, or it is `left_out`.

    `opens`: the row opens the case and is nothing else.
    """

    parts: Parts
    issues: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    left_out: bool = False
    opens: bool = False
    unusual: bool = field(init=False)
    """Whether there are issues, or it is left out."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "unusual", bool(self.issues) or self.left_out)

    @property
    def activity(self) -> str:
        return self.parts[0]

    @property
    def event(self) -> str | None:
        found: str | None = self.parts[4]
        return found


class Translator:
    """Translates the rows of one log. `columns` are those that it wants of a row, in this order."""

    def __init__(
        self, process: Process, mapping: LogMapping, uses: Uses, columns: Sequence[str], clock: Clock
    ) -> None:
        self._keep = {column: texts for column, texts in mapping.keep.items() if column in columns}
        self._ignore = mapping.ignore
        self._uses = uses
        self._matching = Matching(process, mapping)
        self.activities: set[str] = set()
        """All activities that were met."""
        self._roles = Roles(process, mapping, by_column=uses.role is not None)
        taken = frozenset(filter(None, (uses.case, *uses.activity, *uses.time, uses.person, uses.party, uses.role)))
        self._parameters = Parameters(process, mapping, frozenset(columns) - taken, frozenset(columns), clock)
        wanted = [*uses.activity, uses.person, uses.party, uses.role, *self._keep, *self._matching.columns]
        wanted += [*self._roles.columns, *self._parameters.columns]
        there = frozenset(columns)
        self.columns = tuple(dict.fromkeys(name for name in wanted if name in there))
        self._place = {name: place for place, name in enumerate(self.columns)}

    @property
    def assumed(self) -> tuple[str, ...]:
        """Roles of which nothing says who holds them."""
        return self._roles.assumed

    def translate(self, texts: Texts) -> Meaning:
        """What a row with these texts means."""

        def text(column: str | None) -> str:
            place = None if column is None else self._place.get(column)
            return "" if place is None else texts[place] or ""

        activity = BETWEEN.join(text(column).strip() for column in self._uses.activity)
        uses = self._uses
        person, party, role = (text(each).strip() or None for each in (uses.person, uses.party, uses.role))
        row = (activity, person, party, role)
        self.activities.add(activity)
        if any(text(column) not in kept for column, kept in self._keep.items()) or activity in self._ignore:
            return Meaning((*row, *_NO_EVENT), left_out=True)
        if not activity.strip(" /"):
            return _no_event(row, "CL674", {"column": BETWEEN.join(f"`{each}`" for each in self._uses.activity)})
        match = self._matching.match(activity, text)
        return self._event(row, match, text) if isinstance(match, Match) else _no_event(row, *match)

    def _event(self, row: tuple[Any, ...], match: Match, text: Callable[[str | None], str]) -> Meaning:
        _, person, party, role = row
        who, unit = person or party or match.person or "", party or person or match.person or ""
        if CLOCK in (who, unit):
            return _no_event(row, "CL676", NOTHING)
        acted_as = match.role or self._roles.named(role)
        actor = Actor(who, unit, self._roles.of(who, unit, acted_as, text))
        if match.opens:
            return Meaning((*row, match.event, NOTHING, actor, acted_as), opens=True)
        params, wrong = self._parameters.read(match, text)
        issues = tuple((error.code, error.params) for error in wrong)
        return Meaning((*row, match.event, params, actor, acted_as), issues)


_NO_EVENT = (None, NOTHING, None, None)


def _no_event(row: tuple[Any, ...], code: str, params: Mapping[str, Any]) -> Meaning:
    return Meaning((*row, *_NO_EVENT), ((code, params),))
