"""A bar for what takes more than a second, on a terminal only and never in the output itself."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import click

PATIENCE = 1.0
"""Seconds without a bar."""

T = TypeVar("T")


def tracked(items: Sequence[T], label: str) -> Iterator[T]:
    """The items one after another; a bar on standard error shows how far they are."""
    if not sys.stderr.isatty():
        yield from items
        return
    started = time.monotonic()
    for position, item in enumerate(items):
        if time.monotonic() - started > PATIENCE:
            yield from _with_bar(items, position, label)
            return
        yield item


@contextmanager
def said_in_place() -> Iterator[Callable[[str], None] | None]:
    """Takes lines that say how far it is, each in the place of the one before; None where there is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    try:
        yield lambda line: click.echo(f"\r\x1b[2K{line}", nl=False, err=True)
    finally:
        click.echo("\r\x1b[2K", nl=False, err=True)


def _with_bar(items: Sequence[T], position: int, label: str) -> Iterator[T]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=len(items), completed=position)
        for item in items[position:]:
            yield item
            bar.advance(task)
