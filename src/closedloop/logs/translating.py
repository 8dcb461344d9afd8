"""From what stands in a row, case and time aside, to what it means for the process.

Guarantees: a pure function of the texts in the columns that the mapping speaks of. Equal texts are translated once and
share the result, and of a row only those columns count that its activity needs: a log costs what its distinct rows do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import define, field, frozen

from closedloop.kernel.values import CLOCK, NOTHING, Actor
from closedloop.logs.mapping import LogMapping
from closedloop.logs.matching import Match, Matching
from closedloop.logs.moments import Clock
from closedloop.logs.parameters import Parameters
from closedloop.logs.roles import Roles
from closedloop.logs.tables import Pick, Table
from closedloop.logs.uses import Uses
from closedloop.model.process import Process

BETWEEN = " / "
"""Joins the texts of several columns of activity."""

Texts = tuple[str | None, ...]
ReadText = Callable[[str | None], str]
"""The text in a column, empty where there is none."""

Parts = tuple[str, str | None, str | None, str | None, Any, Mapping[str, Any], Any, str | None]
"""Activity, person, party and role as they stand there; event, parameters, actor and the role acted in."""


@frozen
class Meaning:
    """`parts`: its event is None where nothing is known to the row, as `issues` say, or it is `left_out`.

    `opens`: the row opens the case and is nothing else. `unusual`: there are issues, or it is left out.
    """

    parts: Parts
    unusual: bool = False
    issues: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    left_out: bool = False
    opens: bool = False


@define(eq=False)
class _Event:
    """What of a row's meaning does not hang on who acts. `person` is who it was where the row names nobody.

    `meanings` are those found so far, by the texts that say who acts.
    """

    activity: str
    event: str | None = None
    params: Mapping[str, Any] = NOTHING
    acted_as: str | None = None
    person: str | None = None
    issues: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    left_out: bool = False
    opens: bool = False
    meanings: dict[Texts, Meaning] = field(factory=dict)


@define(eq=False)
class _Activity:
    """What rows of an activity have in common. `pick` takes out what tells their events apart; None: nothing does."""

    name: str
    columns: tuple[str, ...]
    pick: Pick | None
    only: _Event
    events: dict[Texts, _Event] = field(factory=dict)


class Translator:
    """Translates the rows of one log."""

    def __init__(self, process: Process, mapping: LogMapping, uses: Uses, table: Table, clock: Clock) -> None:
        self.activities: set[str] = set()
        """All activities that were met."""
        self._keep = {column: texts for column, texts in mapping.keep.items() if column in table.columns}
        self._ignore = mapping.ignore
        self._uses = uses
        self._table = table
        self._matching = Matching(process, mapping)
        self._roles = Roles(process, mapping, by_column=uses.role is not None)
        taken = frozenset(filter(None, (uses.case, *uses.activity, *uses.time, uses.person, uses.party, uses.role)))
        self._parameters = Parameters(process, mapping, frozenset(table.columns) - taken, table.columns, clock)
        self._first = self._there([*uses.activity, *self._keep])
        self._pick_first = self._picker(self._first)
        self._who = self._there([uses.person, uses.party, uses.role, *self._roles.columns])
        self._pick_who = self._picker(self._who)
        self._found: dict[Texts, _Activity] = {}
        self._actors: dict[tuple[Texts, str | None, str | None], tuple[Actor, str | None]] = {}

    @property
    def assumed(self) -> tuple[str, ...]:
        """Roles of which nothing says who holds them."""
        return self._roles.assumed

    def meaning(self, row: Any) -> Meaning:
        """What the row of the table means."""
        texts = self._pick_first(row)
        activity = self._found.get(texts)
        if activity is None:
            activity = self._found[texts] = self._activity(texts)
        event = activity.only
        if activity.pick is not None:
            given = activity.pick(row)
            known = activity.events.get(given)
            if known is None:
                known = activity.events[given] = self._event(activity, given)
            event = known
        who = self._pick_who(row)
        meaning = event.meanings.get(who)
        if meaning is None:
            meaning = event.meanings[who] = self._meaning(event, who)
        return meaning

    def _there(self, columns: Sequence[str | None]) -> tuple[str, ...]:
        there = frozenset(self._table.columns)
        return tuple(dict.fromkeys(column for column in columns if column is not None and column in there))

    def _picker(self, columns: tuple[str, ...]) -> Pick:
        """Of a single column its text comes twice, for several are taken out faster than one."""
        return self._table.picker(columns * 2 if len(columns) == 1 else columns)

    def _activity(self, texts: Texts) -> _Activity:
        text = _reader(self._first, texts)
        name = BETWEEN.join([text(column).strip() for column in self._uses.activity])
        self.activities.add(name)
        if any(text(column) not in kept for column, kept in self._keep.items()) or name in self._ignore:
            return _Activity(name, (), None, _Event(name, left_out=True))
        if not name.strip(" /"):
            columns = BETWEEN.join(f"`{each}`" for each in self._uses.activity)
            return _Activity(name, (), None, _Event(name, issues=(("CL674", {"column": columns}),)))
        columns_of = [self._matching.columns_of(name)]
        columns_of += [self._parameters.columns_of(match) for match in self._matching.matches(name)]
        columns_there = self._there([column for columns in columns_of for column in columns])
        activity = _Activity(name, columns_there, self._picker(columns_there), _Event(name))
        if not columns_there:
            activity.only, activity.pick = self._event(activity, ()), None
        return activity

    def _event(self, activity: _Activity, texts: Texts) -> _Event:
        text = _reader(activity.columns, texts)
        match = self._matching.match(activity.name, text)
        if not isinstance(match, Match):
            return _Event(activity.name, issues=(match,))
        if match.opens:
            return _Event(activity.name, match.event, NOTHING, match.role, match.person, opens=True)
        params, wrong = self._parameters.read(match, text)
        issues = tuple((error.code, error.params) for error in wrong)
        return _Event(activity.name, match.event, params, match.role, match.person, issues)

    def _meaning(self, event: _Event, texts: Texts) -> Meaning:
        text, uses = _reader(self._who, texts), self._uses
        person, party, role = (text(each).strip() or None for each in (uses.person, uses.party, uses.role))
        row = (event.activity, person, party, role)
        if event.event is None:
            return Meaning((*row, None, NOTHING, None, None), True, event.issues, event.left_out)
        key = texts, event.person, event.acted_as
        known = self._actors.get(key)
        if known is None:
            who, unit = person or party or event.person or "", party or person or event.person or ""
            acted_as = event.acted_as or self._roles.named(role)
            known = self._actors[key] = Actor(who, unit, self._roles.of(who, unit, acted_as, text)), acted_as
        actor, acted_as = known
        if CLOCK in (actor.person, actor.party):
            return Meaning((*row, None, NOTHING, None, None), True, (("CL676", NOTHING),))
        parts = (*row, event.event, event.params, actor, acted_as)
        return Meaning(parts, bool(event.issues), event.issues, opens=event.opens)


def _reader(columns: Sequence[str], texts: Texts) -> ReadText:
    given = dict(zip(columns, texts, strict=False))

    def text(column: str | None) -> str:
        return given.get(column) or "" if column is not None else ""

    return text
