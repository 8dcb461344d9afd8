"""`python -m closedloop.cli`."""

from __future__ import annotations

from closedloop.cli import main

main()
