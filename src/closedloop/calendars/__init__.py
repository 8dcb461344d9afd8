"""Working days, time zones and the counting of limits: from a moment and a duration to a due moment.

`catalogue` finds calendars, `days` is what one is, `moments` converts between UTC and local days, `deadlines` counts,
`points` are the moments that hang on a limit, `spans` compares, `office` is office time, `arithmetic` moves dates,
`wording` reads and writes durations. Everything is pure; nothing looks at the machine's clock or zone.
"""

from __future__ import annotations

from closedloop.calendars.arithmetic import moved
from closedloop.calendars.catalogue import available, calendar, known, known_zone
from closedloop.calendars.days import EARLIEST, LATEST, Calendar
from closedloop.calendars.deadlines import Deadline, Shifts, deadline, fixed_deadline, suspended
from closedloop.calendars.moments import end_of_day, local_date, local_to_utc, start_of_day, to_local
from closedloop.calendars.office import add_office_time, office_time_between
from closedloop.calendars.points import (
    Point,
    before_point,
    day_number,
    every_point,
    next_month_day,
    overdue_point,
    share_point,
)
from closedloop.calendars.spans import (
    Op,
    overdue_compare,
    overdue_thresholds,
    remaining_compare,
    remaining_thresholds,
    span_compare,
    span_thresholds,
)
from closedloop.calendars.wording import LONGEST_YEARS, format_duration, parse_duration

__all__ = [
    "EARLIEST",
    "LATEST",
    "LONGEST_YEARS",
    "Calendar",
    "Deadline",
    "Op",
    "Point",
    "Shifts",
    "add_office_time",
    "available",
    "before_point",
    "calendar",
    "day_number",
    "deadline",
    "end_of_day",
    "every_point",
    "fixed_deadline",
    "format_duration",
    "known",
    "known_zone",
    "local_date",
    "local_to_utc",
    "moved",
    "next_month_day",
    "office_time_between",
    "overdue_compare",
    "overdue_point",
    "overdue_thresholds",
    "parse_duration",
    "remaining_compare",
    "remaining_thresholds",
    "share_point",
    "span_compare",
    "span_thresholds",
    "start_of_day",
    "suspended",
    "to_local",
]
