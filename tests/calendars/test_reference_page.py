"""The table of last days in `docs/reference/calendars.md` is true."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from closedloop.calendars import calendar, deadline, local_to_utc, parse_duration

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "calendars.md"
ROW = re.compile(
    r"^\| `(?P<limit>[^`]+)`(?P<more>[^|]*) \| (?:Saturday )?(?P<start>[\d-]{10}) \| (?P<last>[\d-]{10}) \|",
    re.MULTILINE,
)
ROWS = [pytest.param(row, id=f"{row['limit']}{row['more']}") for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))]


def test_the_table_is_found() -> None:
    assert len(ROWS) >= 11


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_the_page(row: re.Match[str]) -> None:
    cal = calendar("china" if "`china`" in row["more"] else "weekdays")
    limit = parse_duration(row["limit"])
    extended = re.search(r"extended by `([^`]+)`", row["more"])
    if extended:
        limit = limit.plus(parse_duration(extended[1]))
    start = local_to_utc(cal, datetime.fromisoformat(row["start"]))
    found = deadline(cal, start, limit, own_day="counting its own day" in row["more"])
    assert found.last_day == date.fromisoformat(row["last"])
    assert not found.provisional
