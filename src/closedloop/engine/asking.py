"""What the calling program gives, checked and made whole: moments, actors, names. Its mistakes are `DeskError`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from closedloop.calendars import local_to_utc
from closedloop.engine.errors import DeskError
from closedloop.engine.ports import Clock, Directory
from closedloop.kernel.machine import Machine
from closedloop.kernel.values import CLOCK, NOTHING, Actor

MOST_KNOWN = 4096
"""So many names are remembered with their roles, where these are written down and cannot change."""


class Asking:
    """Turns arguments into what the kernel takes."""

    def __init__(self, clock: Clock, directory: Directory | Mapping[str, Iterable[str]] | None) -> None:
        self._clock = clock
        self._directory = _Listed(directory) if isinstance(directory, Mapping) else directory
        self._may_change = not isinstance(directory, Mapping) and directory is not None
        self._known: dict[str, Actor] = {}

    def moment(self, name: str, given: Any, machine: Machine) -> datetime:
        """The moment in UTC: as given, local time of the process where it says no offset, now where there is none."""
        if type(given) is datetime and given.tzinfo is UTC:
            return given
        moment = self._clock() if given is None else given
        if not isinstance(moment, datetime):
            raise DeskError("CL604", name=name, given=repr(moment))
        try:
            if moment.tzinfo is None:
                return local_to_utc(machine.calendar, moment)
            return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
        except OverflowError:  # the first and the last day of Python's years
            raise DeskError("CL604", name=name, given=repr(moment)) from None

    def actor(self, given: Any) -> Actor:
        """The actor with the roles that the directory gives; a bare name is both person and party."""
        if type(given) is str and given in self._known:
            return self._known[given]
        actor = self._looked_up(given)
        if type(given) is str and not self._may_change:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[given] = actor
        return actor

    def _looked_up(self, given: Any) -> Actor:
        if isinstance(given, str) and given.strip():
            given = Actor(given, given)
        if not isinstance(given, Actor):
            raise DeskError("CL606", given=repr(given))
        if CLOCK in (given.person, given.party):
            raise DeskError("CL612", name=CLOCK)
        if self._directory is None:
            return given
        listed = {*self._directory.roles(given.person), *self._directory.roles(given.party)}
        return Actor(given.person, given.party, given.roles | listed) if listed else given

    def name(self, what: str, given: Any) -> str:
        if not isinstance(given, str) or not given.strip():
            raise DeskError("CL605", name=what, given=repr(given))
        return given

    def params(self, given: Any) -> Mapping[str, Any]:
        if given is None:
            return NOTHING
        if not isinstance(given, (dict, Mapping)):
            raise DeskError("CL607", given=repr(given))
        return given

    def machine(self, machines: Mapping[str, Machine], process: Any) -> Machine:
        """The process of this name; the only one where none is named."""
        if process is None:
            if len(machines) != 1:
                raise DeskError("CL602", processes=list(machines))
            return next(iter(machines.values()))
        if process not in machines:
            suggestion = self.nearest(process, machines)
            raise DeskError("CL601", process=process, processes=list(machines), suggestion=suggestion)
        return machines[process]

    def nearest(self, name: Any, among: Iterable[str]) -> str | None:
        """What was probably meant."""
        from difflib import get_close_matches

        return next(iter(get_close_matches(str(name), list(among), n=1)), None)


class _Listed:
    """A directory that is written down as a mapping."""

    def __init__(self, listed: Mapping[str, Iterable[str]]) -> None:
        for name, roles in listed.items():
            if isinstance(roles, str) or not isinstance(roles, Iterable):
                raise DeskError("CL608", name=name, given=repr(roles))
        self._roles = {name: frozenset(roles) for name, roles in listed.items()}

    def roles(self, name: str) -> Iterable[str]:
        return self._roles.get(name, frozenset())
