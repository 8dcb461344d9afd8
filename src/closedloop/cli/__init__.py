"""The command line: one module per command, each imported when it is called."""

from __future__ import annotations

from closedloop.cli.application import main

__all__ = ["main"]
