"""The command line: one module per command, each imported when it is called."""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs `closedloop` with the arguments (those of the process, if None) and returns the exit code."""
    from closedloop.cli.application import run

    return run(arguments)
