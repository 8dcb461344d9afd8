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
from closedloop.logs.moments import Clock
from closedloop.logs.parameters import Parameters
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


@frozen
class _Event:
    """What of a row's meaning does not hang on who acts. `person` is who it was where the row names nobody."""

    activity: str
    event: str | None = None
    params: Mapping[str, Any] = NOTHING
    acted_as: str | None = None
    person: str | None = None
    issues: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    left_out: bool = False
    opens: bool = False


@frozen
class _Acting:
    """Who acts, and the role acted in; `actor` None where it may not be."""

    person: str | None
    party: str | None
    role: str | None
    actor: Actor | None
    acted_as: str | None


class Translator:
    """Translates the rows of one log. `columns` are those that it wants of a row, in this order."""

    def __init__(self, process: Process, mapping: LogMapping, uses: Uses, columns: Sequence[str], clock: Clock) -> None:
        self._keep = {column: texts for column, texts in mapping.keep.items() if column in columns}
        self._ignore = mapping.ignore
        self._uses = uses
        self._matching = Matching(process, mapping)
        self.activities: set[str] = set()
        """All activities that were met."""
        self._roles = Roles(process, mapping, by_column=uses.role is not None)
        taken = frozenset(filter(None, (uses.case, *uses.activity, *uses.time, uses.person, uses.party, uses.role)))
        self._parameters = Parameters(process, mapping, frozenset(columns) - taken, frozenset(columns), clock)
        there = frozenset(columns)
        of_event = [*uses.activity, *self._keep, *self._matching.columns, *self._parameters.columns]
        of_actor = [each for each in (uses.person, uses.party, uses.role) if each is not None]
        of_event, of_actor = ([name for name in names if name in there] for names in (of_event, of_actor))
        of_actor += [name for name in self._roles.columns if name in there]
        self.columns = tuple(dict.fromkeys([*of_event, *of_actor]))
        self._place = {name: place for place, name in enumerate(self.columns)}
        self._of_event = _taker([self._place[name] for name in of_event])
        self._of_actor = _taker([self._place[name] for name in of_actor])
        self._events: dict[Texts, _Event] = {}
        self._actors: dict[tuple[Texts, str | None, str | None], _Acting] = {}

    @property
    def assumed(self) -> tuple[str, ...]:
        """Roles of which nothing says who holds them."""
        return self._roles.assumed

    def translate(self, texts: Texts) -> Meaning:
        """What a row with these texts means."""

        def text(column: str | None) -> str:
            place = None if column is None else self._place.get(column)
            return "" if place is None else texts[place] or ""

        of_event = self._of_event(texts)
        event = self._events.get(of_event)
        if event is None:
            event = self._events[of_event] = self._event(text)
        of_actor = self._of_actor(texts), event.person, event.acted_as
        actor = self._actors.get(of_actor)
        if actor is None:
            actor = self._actors[of_actor] = self._actor(event, text)
        return self._meaning(event, actor)

    def _event(self, text: Callable[[str | None], str]) -> _Event:
        activity = BETWEEN.join([text(column).strip() for column in self._uses.activity])
        self.activities.add(activity)
        if any(text(column) not in kept for column, kept in self._keep.items()) or activity in self._ignore:
            return _Event(activity, left_out=True)
        if not activity.strip(" /"):
            columns = BETWEEN.join(f"`{each}`" for each in self._uses.activity)
            return _Event(activity, issues=(("CL674", {"column": columns}),))
        match = self._matching.match(activity, text)
        if not isinstance(match, Match):
            return _Event(activity, issues=(match,))
        if match.opens:
            return _Event(activity, match.event, NOTHING, match.role, match.person, opens=True)
        params, wrong = self._parameters.read(match, text)
        issues = tuple((error.code, error.params) for error in wrong)
        return _Event(activity, match.event, params, match.role, match.person, issues)

    def _actor(self, event: _Event, text: Callable[[str | None], str]) -> _Acting:
        uses = self._uses
        person, party, role = (text(each).strip() or None for each in (uses.person, uses.party, uses.role))
        who, unit = person or party or event.person or "", party or person or event.person or ""
        if CLOCK in (who, unit):
            return _Acting(person, party, role, None, None)
        acted_as = event.acted_as or self._roles.named(role)
        return _Acting(person, party, role, Actor(who, unit, self._roles.of(who, unit, acted_as, text)), acted_as)

    def _meaning(self, event: _Event, acting: _Acting) -> Meaning:
        row = (event.activity, acting.person, acting.party, acting.role)
        if event.event is None or acting.actor is None:
            issues = event.issues if event.event is None else (("CL676", NOTHING),)
            return Meaning((*row, None, NOTHING, None, None), issues, event.left_out)
        parts = (*row, event.event, event.params, acting.actor, acting.acted_as)
        return Meaning(parts, event.issues, event.left_out, event.opens)


def _taker(places: Sequence[int]) -> Callable[[Texts], Texts]:
    return lambda texts: tuple([texts[place] for place in places])
