"""Days that are left out when deadlines are counted would have said nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import closedloop
from closedloop import calendars
from closedloop.model.process import Process, Rule
from closedloop.prove.building import Scope, built
from closedloop.prove.deciding import deadline_of
from closedloop.prove.exploring import explore
from closedloop.prove.late import _Starts, _what_is_waited_for
from closedloop.prove.replaying import Replayer
from closedloop.prove.timing import Bounds, Timed, Waiting, how_late, starting_days
from tests.compiled import program

HERE = Path(__file__).parent
FILES = [*sorted((HERE / "corpus" / "deadlines").glob("*.loop")), *sorted((HERE / "corpus" / "ladders").glob("*.loop"))]
EXAMPLES = sorted((HERE.parent.parent / "examples").glob("*/process.loop"))
TODAY = date(2024, 3, 4)


def with_deadline(paths: list[Path]) -> list[tuple[Path, str]]:
    found = []
    for path in paths:
        try:
            process = program(path).process
        except closedloop.CompileError:
            continue
        found += [(path, rule.name) for rule in process.rules if deadline_of(rule) is not None]
    return found


def timed(process: Process, rule: Rule, orderly: bool, days: list[date] | None = None) -> Timed:
    made = built(process, Scope((rule,), extensions=True))
    explored = explore(made.system)
    waiting = Waiting(made.system, process, *_what_is_waited_for(rule, made))
    stays = waiting.stays(frozenset(_Starts(waiting, explored).found))
    calendar = Replayer(process).calendar
    bounds = Bounds(process, calendar)
    bounds.orderly = orderly and bounds.orderly
    within = deadline_of(rule)
    assert within is not None
    return how_late(stays, bounds, calendar, within, days or starting_days(calendar, TODAY))


def same(path: Path, name: str, days: list[date] | None) -> None:
    process = program(path).process
    rule = next(each for each in process.rules if each.name == name)
    assert timed(process, rule, True, days) == timed(process, rule, False, days)


def named(each: object) -> str:
    return f"{each.parent.name}/{each.stem}" if isinstance(each, Path) else str(each)


SLOW = ("loop_by_hand", "loop_by_clock")
"""Going round a loop takes long to count: these wait for the slow tier, which counts from every starting day."""


@pytest.mark.parametrize(
    ("path", "name"), [each for each in with_deadline(FILES) if each[0].stem not in SLOW], ids=named
)
def test_two_years_give_the_same_when_days_are_left_out(path: Path, name: str) -> None:
    same(path, name, [date(2023, 6, 1) + timedelta(days=number) for number in range(731)])


@pytest.mark.parametrize(("path", "name"), with_deadline(FILES)[::5], ids=named)
def test_the_end_of_what_a_calendar_covers_is_the_same(path: Path, name: str) -> None:
    last = calendars.calendar("china").coverage[1]
    same(path, name, [last - timedelta(days=number) for number in range(500, -1, -1)])


@pytest.mark.slow
@pytest.mark.parametrize(("path", "name"), with_deadline([*EXAMPLES, *FILES]), ids=named)
def test_all_starting_days_give_the_same_when_some_are_left_out(path: Path, name: str) -> None:
    same(path, name, None)
