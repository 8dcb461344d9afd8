"""Settings of all tests: how fast a machine is decides nothing, so no example has a deadline."""

from __future__ import annotations

import gc

from hypothesis import settings

settings.register_profile("closedloop", deadline=None)
settings.load_profile("closedloop")


def pytest_collection_finish() -> None:
    """What collecting has made stays: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
