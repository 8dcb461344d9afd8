"""`weekdays`: Monday to Friday, for all time, with no holidays."""

from __future__ import annotations

from datetime import time

from closedloop.calendars.days import Calendar


def weekdays() -> Calendar:
    """Zone UTC unless another is asked for; office hours 09:00 to 17:00. A rule and not data: it covers all time."""
    return Calendar(name="weekdays", version="1", zone="UTC", office_hours=((time(9), time(17)),))
