"""The calendar line of a process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from zoneinfo import ZoneInfo, available_timezones

from closedloop import calendars
from closedloop.check.scope import Scope
from closedloop.messages import UsageError
from closedloop.syntax import tree
from closedloop.text import Related, did_you_mean

_UTC = ZoneInfo("UTC")


def zone_of(lines: Sequence[tree.Calendar], scope: Scope) -> tzinfo:
    """The zone in which the process counts its days: the one named, else the calendar's own, else UTC.

    Reports an unknown calendar, an unknown zone, and a second line.
    """
    for extra in lines[1:]:
        scope.report.error("CL144", extra.span, related=(Related(lines[0].span, "related.earlier"),))
    if not lines:
        return _UTC
    line = lines[0]
    if not calendars.known(line.name.text):
        known = calendars.available()
        suggestion = did_you_mean(line.name.text, known)
        scope.report.error("CL107", line.name.span, name=line.name.text, known=known, suggestion=suggestion)
        return _UTC
    if line.zone is None:
        return _own_zone(line, scope)
    if not calendars.known_zone(line.zone):
        suggestion = did_you_mean(line.zone, sorted(available_timezones()))
        scope.report.error("CL108", line.span, zone=line.zone, suggestion=suggestion)
        return _UTC
    return ZoneInfo(line.zone)


def _own_zone(line: tree.Calendar, scope: Scope) -> tzinfo:
    try:
        return calendars.calendar(line.name.text).tzinfo
    except UsageError as problem:  # an installed calendar that does not load
        scope.report.error("CL127", line.name.span, name=line.name.text, problem=str(problem))
        return _UTC
