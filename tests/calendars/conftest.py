"""The calendars that these tests count in."""

from __future__ import annotations

import pytest

from closedloop.calendars import Calendar, calendar


@pytest.fixture(scope="session")
def china() -> Calendar:
    return calendar("china")


@pytest.fixture(scope="session")
def rome() -> Calendar:
    return calendar("weekdays", "Europe/Rome")


@pytest.fixture(scope="session")
def plain() -> Calendar:
    return calendar("weekdays")
