"""Parsing tables on disk, so that nobody waits for them twice.

They are kept in the user's cache directory under a name that holds a digest of the grammar, of Lark's and of Python's
version. A file is written whole or not at all and checked when read: one that is torn, foreign or writable by others is
ignored and replaced. Where nothing can be written, nothing is said: tables are built again each time.
"""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from closedloop.syntax.dialects import Dialect
from closedloop.syntax.tables import Tables, build_tables

_FORM = 1
"""Raised when the form of the file changes."""


@cache
def tables_of(dialect: Dialect) -> Tables:
    """The tables of the dialect, from the cache or built now."""
    grammar = dialect.grammar
    path = cache_path(grammar)
    found = _read(path)
    if found is None:
        found = build_tables(grammar)
        _write(path, found.dumps())
    return found


def cache_directory() -> Path:
    """Where the user's cache is: `XDG_CACHE_HOME`, or what the platform has for it."""
    home = os.environ.get("XDG_CACHE_HOME")
    if home and os.path.isabs(home):
        return Path(home) / "closedloop"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "closedloop" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "closedloop"
    return Path.home() / ".cache" / "closedloop"


def cache_path(grammar: str) -> Path | None:
    """The file for the grammar's tables, or None where there is no place for one (no home directory)."""
    python = ".".join(map(str, sys.version_info[:2]))
    key = "\0".join((str(_FORM), version("lark"), python, grammar))
    try:
        return cache_directory() / f"tables-{sha256(key.encode()).hexdigest()[:32]}.json"
    except RuntimeError:
        return None


def _read(path: Path | None) -> Tables | None:
    """The tables in the file, or None if it is not there or not to be trusted."""
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            if not _ours(os.fstat(file.fileno())):
                return None
            digest, _, text = file.read().partition(b"\n")
        if sha256(text).hexdigest().encode() != digest:
            return None
        return Tables.loads(text.decode())
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def _ours(status: os.stat_result) -> bool:
    """Whether it is a plain file that nobody else may write."""
    if not stat.S_ISREG(status.st_mode):
        return False
    if sys.platform == "win32":
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _write(path: Path | None, text: str) -> None:
    if path is None:
        return
    data = text.encode()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, temporary = tempfile.mkstemp(prefix=path.name, dir=path.parent)
        try:
            with open(descriptor, "wb") as file:
                file.write(sha256(data).hexdigest().encode() + b"\n" + data)
            os.replace(temporary, path)
        except OSError:
            os.unlink(temporary)
            raise
