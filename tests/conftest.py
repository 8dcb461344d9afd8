"""Settings of all tests: how fast a machine is decides nothing, so no example has a deadline."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("closedloop", deadline=None)
settings.load_profile("closedloop")
