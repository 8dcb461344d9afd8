"""`china`: public holidays and make-up working weekends of mainland China, as announced for each year.

The days are those of the package `chinesecalendar`, kept from the yearly notices; it is imported when the calendar is
first built. Nothing of a year without a notice is guessed: such a year is not covered.
"""

from __future__ import annotations

from datetime import date, time

from closedloop.calendars.days import Calendar


def china() -> Calendar:
    """Zone Asia/Shanghai, office hours 08:30 to 12:00 and 14:30 to 17:30, covering the years that the data hold."""
    from importlib import metadata

    from chinese_calendar.constants import holidays, workdays

    first, last = min(holidays).year, max(holidays).year
    return Calendar(
        name="china",
        version=f"chinesecalendar {metadata.version('chinesecalendar')}",
        zone="Asia/Shanghai",
        office_hours=((time(8, 30), time(12)), (time(14, 30), time(17, 30))),
        coverage=(date(first, 1, 1), date(last, 12, 31)),
        holidays=frozenset(holidays),
        working_weekends=frozenset(workdays),
    )
