"""The command line: one module per command, each imported when it is called."""

from __future__ import annotations

try:
    from closedloop.cli.application import main
except KeyboardInterrupt:  # while the command was still loading: nothing has been done yet
    raise SystemExit(130) from None

__all__ = ["main"]
