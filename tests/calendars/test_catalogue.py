"""Finding calendars: ours, another zone, installed ones, and words that name none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, time
from importlib.metadata import EntryPoint, version

import pytest

from closedloop.calendars import Calendar, available, calendar, catalogue, known, known_zone
from closedloop.messages import UsageError


def office_of_holidays() -> Calendar:
    return Calendar("lyceum", "2025a", "Europe/Rome", ((time(8), time(14)),), week=frozenset(range(6)))


def broken() -> Calendar:
    raise RuntimeError("the data are missing")


def no_calendar() -> str:
    return "Monday to Friday"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    here = f"{__name__}:"
    points = {
        "lyceum": office_of_holidays,
        "broken": broken,
        "odd": no_calendar,
        "china": office_of_holidays,
    }
    entries = [EntryPoint(name, here + made.__name__, catalogue.GROUP) for name, made in points.items()]

    def offered(group: str) -> list[EntryPoint]:
        return [entry for entry in entries if entry.group == group]

    monkeypatch.setattr("importlib.metadata.entry_points", offered)
    for cached in (catalogue._installed, catalogue.calendar):
        cached.cache_clear()
    yield
    for cached in (catalogue._installed, catalogue.calendar):
        cached.cache_clear()


def test_china_says_its_version_zone_and_years() -> None:
    china = calendar("china")
    assert china.version == f"chinesecalendar {version('chinesecalendar')}"
    assert china.zone == "Asia/Shanghai"
    assert china.office_hours == ((time(8, 30), time(12)), (time(14, 30), time(17, 30)))
    assert china.coverage is not None
    first, last = china.coverage
    assert first <= date(2010, 1, 1)
    assert (last.month, last.day) == (12, 31)
    assert last.year >= 2025


def test_weekdays_says_its_version_zone_and_hours() -> None:
    plain = calendar("weekdays")
    assert (plain.version, plain.zone, plain.coverage) == ("1", "UTC", None)
    assert plain.office_hours == ((time(9), time(17)),)


def test_the_same_calendar_is_the_same_object() -> None:
    assert calendar("china") is calendar("china") is calendar("china", "Asia/Shanghai")
    assert calendar("weekdays", "Europe/Rome") is calendar("weekdays", "Europe/Rome")
    assert calendar("weekdays", "Europe/Rome").name == "weekdays"


def test_an_unknown_calendar_is_refused_with_the_nearest_and_all() -> None:
    with pytest.raises(UsageError) as refused:
        calendar("chyna")
    assert str(refused.value) == ("there is no calendar `chyna`; did you mean `china`?; there are `china`, `weekdays`")


def test_an_unknown_zone_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError) as refused:
        calendar("weekdays", "Europe/Rom")
    assert str(refused.value) == "there is no time zone `Europe/Rom`; did you mean `Europe/Rome`?"


@pytest.mark.parametrize(
    "zone", ["", "Europe", "../etc/passwd", "/etc/passwd", "localtime", "posix/Europe/Rome", "x\0y"]
)
def test_what_is_no_zone_everywhere_is_none(zone: str) -> None:
    assert not known_zone(zone)
    with pytest.raises(UsageError, match="no time zone"):
        calendar("weekdays", zone)


def test_known_names() -> None:
    assert available() == ("china", "weekdays")
    assert known("china")
    assert not known("China")
    assert known_zone("Asia/Shanghai")


@pytest.mark.usefixtures("installed")
def test_an_installed_calendar_is_found_and_cannot_replace_ours() -> None:
    assert available() == ("broken", "china", "lyceum", "odd", "weekdays")
    assert known("lyceum")
    assert calendar("lyceum").is_working_day(date(2025, 6, 7))
    assert calendar("lyceum", "Europe/Paris").zone == "Europe/Paris"
    assert calendar("china").name == "china"


@pytest.mark.usefixtures("installed")
def test_an_installed_calendar_that_fails_is_named() -> None:
    with pytest.raises(UsageError, match=r"calendar `broken` of `.*` cannot be loaded: the data are missing"):
        calendar("broken")
    with pytest.raises(UsageError, match=r"calendar `odd` of `.*` is not made by a function that returns a calendar"):
        calendar("odd")


def test_only_china_loads_its_data() -> None:
    code = (
        "import sys; from closedloop.calendars import calendar; calendar('weekdays');"
        "print('chinese_calendar' in sys.modules, 'lark' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["False", "False"]
