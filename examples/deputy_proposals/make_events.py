"""Construct `events_230.csv`: python examples/deputy_proposals/make_events.py > events_230.csv

The file is made up. Only its totals are real: they are those that one city government printed in its report on
deputies' proposals in 2021 (230 proposals, 9 of them key; 135 solved or basically solved, 85 planned, 10 noted for
reference; 176 opinion forms returned, all satisfied or mostly satisfied; everything answered on time). Who, when, which
unit and how the 176 divide between satisfied and mostly satisfied was not printed and is invented here, the same at
every run.

With `zh` behind it the same events come out in the words of `process.zh.loop`, by its map of names.
"""

from __future__ import annotations

import csv
import random
import sys
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from chinese_calendar import is_workday

COLUMNS = [
    "case",
    "time",
    "event",
    "party",
    "deputy",
    "key",
    "handler",
    "document",
    "note",
    "outcome",
    "letter",
    "opinion",
    "mark",
]
UNITS = (
    "water", "roads", "education", "health", "housing", "transport", "environment", "parks", "civil_affairs", "culture",
    "agriculture", "industry", "commerce", "finance", "planning", "police", "labour", "tourism", "emergency", "markets",
)  # fmt: skip
OUTCOMES = ["solved"] * 135 + ["planned"] * 85 + ["noted"] * 10
OPINIONS = ["satisfied"] * 151 + ["mostly"] * 25 + [None] * 54
KEY_CASES = 9
CHINESE = {"case": "案件", "time": "时间", "event": "事项", "party": "单位", "open": "开立", "yes": "是", "no": "否"}


def working_time(moment: datetime, chance: random.Random) -> datetime:
    """The next working day from `moment` on, at some minute between 9:00 and 17:00."""
    while not is_workday(moment.date()):
        moment += timedelta(days=1)
    return moment.replace(hour=9, minute=0) + timedelta(minutes=chance.randrange(480))


def story(number: int, outcome: str, opinion: str | None, key: bool, chance: random.Random) -> list[dict[str, str]]:
    """The events of one proposal, each within its limit."""
    rows: list[dict[str, str]] = []

    def happens(days: int, event: str, party: str, **params: str) -> None:
        nonlocal at
        at = working_time(at + timedelta(days=days), chance)
        rows.append(
            {
                "case": f"2021-{number:03d}",
                "time": at.isoformat(sep=" ", timespec="minutes"),
                "event": event,
                "party": party,
            }
            | params
        )

    at = datetime(2021, 5, 6)
    unit, deputy = chance.choice(UNITS), f"d{chance.randrange(1, 340):03d}"
    happens(chance.randrange(6), "open", "congress")
    happens(chance.randrange(1, 4), "accept", "congress", deputy=deputy, key="yes" if key else "no")
    happens(chance.randrange(1, 9), "assign", "office", handler=unit)
    happens(chance.randrange(2, 12), "plan", unit, document=f"plans/{number:03d}.pdf")
    for visit in range(chance.randrange(3, 5) if key else chance.randrange(3)):
        happens(chance.randrange(2, 9), "visit", unit, note=f"visit {visit + 1} to the deputy")
    happens(chance.randrange(10, 32), "reply", unit, outcome=outcome, letter=f"replies/{number:03d}.pdf")
    if opinion:
        happens(chance.randrange(1, 20), "give_opinion", deputy, opinion=opinion)
    else:
        at += timedelta(days=33)  # silence is taken as consent when the month has passed
    happens(chance.randrange(3, 16), "assess", "inspector", mark=str(chance.randrange(72, 101)))
    if outcome == "solved" and chance.random() < 0.7:
        happens(chance.randrange(40, 100), "confirm", "congress")
    return rows


def chinese_names() -> dict[str, str]:
    """The map of names of the process, and the names that only the events have."""
    with (Path(__file__).parent / "names.zh.toml").open("rb") as file:
        return tomllib.load(file)["names"] | CHINESE


def in_chinese(row: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    """The row with its columns, events, choices and units by their Chinese names; texts stay."""
    texts = ("case", "time", "document", "note", "letter", "mark")
    return {
        names.get(column, column): value if column in texts else names.get(value, value)
        for column, value in row.items()
    }


def main() -> None:
    """Write the rows in order of time to standard output."""
    chance = random.Random(2021)
    outcomes, opinions = OUTCOMES[:], OPINIONS[:]
    chance.shuffle(outcomes)
    chance.shuffle(opinions)
    keys = set(chance.sample(range(230), KEY_CASES))
    rows = [row for n in range(230) for row in story(n + 1, outcomes[n], opinions[n], n in keys, chance)]
    rows.sort(key=lambda row: row["time"])
    columns = COLUMNS
    if "zh" in sys.argv[1:]:
        names = chinese_names()
        rows = [in_chinese(row, names) for row in rows]
        columns = list(in_chinese(dict.fromkeys(COLUMNS, ""), names))
    sys.stdout.reconfigure(encoding="utf-8")
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


if __name__ == "__main__":
    main()
