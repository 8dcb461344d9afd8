"""Which calendars there are: the two that come with the library, and those that installed distributions offer.

A distribution offers one under its name in the entry-point group `closedloop.calendars`: a function without arguments
that returns a `Calendar`. It cannot replace one of ours. Each calendar is built once in a process and zone, so that
two cases with the same calendar share its tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from attrs import evolve

from closedloop.calendars.china import china
from closedloop.calendars.days import Calendar
from closedloop.calendars.weekdays import weekdays
from closedloop.messages import UsageError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "closedloop.calendars"
_OURS: Mapping[str, Callable[[], Calendar]] = {"china": china, "weekdays": weekdays}
_NOT_PLACES = frozenset({"localtime", "posixrules", "Factory"})
"""Keys that some machines answer to, each in its own way."""


@lru_cache(maxsize=256)
def calendar(name: str, zone: str | None = None) -> Calendar:
    """The calendar of this name, in its own zone or the one given (an IANA key such as `Europe/Rome`).

    The same object for the same arguments. `UsageError` for a name or a zone that does not exist, and for an
    installed calendar that cannot be loaded.
    """
    if zone is not None:
        if not known_zone(zone):
            raise UsageError(f"there is no time zone `{zone}`{_did_you_mean(zone, _zones())}")
        own = calendar(name)
        return own if zone == own.zone else evolve(own, zone=zone)
    if name in _OURS:
        return _OURS[name]()
    if name not in _installed():
        names = ", ".join(f"`{each}`" for each in available())
        raise UsageError(f"there is no calendar `{name}`{_did_you_mean(name, available())}; there are {names}")
    return _load(name, _installed()[name])


def available() -> tuple[str, ...]:
    """The names of all calendars, in alphabetical order."""
    return tuple(sorted({*_OURS, *_installed()}))


def known(name: str) -> bool:
    """Whether there is a calendar of this name; builds and loads none."""
    return name in _OURS or name in _installed()


@lru_cache(maxsize=256)
def known_zone(zone: str) -> bool:
    """Whether this is a key of the time-zone database, spelled as it is there."""
    if zone in _NOT_PLACES or zone.startswith(("posix/", "right/")):
        return False
    try:
        ZoneInfo(zone)
    except (ValueError, KeyError, OSError):  # no such key; a path out of the database; a folder in it
        return False
    return True


@lru_cache(maxsize=1)
def _installed() -> Mapping[str, EntryPoint]:
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=GROUP)}


def _load(name: str, point: EntryPoint) -> Calendar:
    where = f"calendar `{name}` of `{point.value}`"
    try:
        built = point.load()()
    except Exception as error:  # somebody else's code
        raise UsageError(f"{where} cannot be loaded: {error}") from error
    if not isinstance(built, Calendar):
        raise UsageError(f"{where} is not made by a function that returns a calendar")
    return built


def _zones() -> Iterable[str]:
    from zoneinfo import available_timezones

    return available_timezones()


def _did_you_mean(word: str, among: Iterable[str]) -> str:
    from difflib import get_close_matches

    spelled = {each.casefold(): each for each in sorted(among)}
    close = get_close_matches(word.casefold(), spelled, n=1, cutoff=0.6)
    return f"; did you mean `{spelled[close[0]]}`?" if close else ""
