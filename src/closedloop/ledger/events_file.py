"""A file of events, read line by line: CSV or JSON lines, plain or gzip, from a path or standard input.

Guarantees: every line that is not blank comes out as an `EventLine` or as a `Problem` with its number in the file; a
file that cannot be read on (not UTF-8 from the start, damaged) ends with a `Problem` that says so. Nothing is guessed
and nothing left out in silence.
"""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from closedloop.ledger.csv_events import read_csv
from closedloop.ledger.event_lines import EventLine, Problem
from closedloop.ledger.jsonl_events import read_jsonl

_GZIP = b"\x1f\x8b"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_events(path: str, parameters: Collection[str]) -> Iterator[EventLine | Problem]:
    """The lines of the file at `path` (`-`: standard input). `parameters` are the names of all parameters of the
    process's events.

    Raises OSError where the file cannot be opened.
    """
    with _opened(path) as stream:
        head = _head(stream)
        if head.startswith(_UTF_16):
            yield Problem(1, "CL678", {"guess": "UTF-16"})
            return
        text = _Lines(stream)
        try:
            reader = read_jsonl if _is_jsonl(head) else read_csv
            yield from reader(text, parameters)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            yield Problem(text.number + 1, "CL684")


class _Lines:
    """The lines as text, with their ends; `number` is that of the last one. Bytes that are not UTF-8 become lone
    surrogates.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._text = io.TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline="")
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._text:
            self.number += 1
            yield line


@contextmanager
def _opened(path: str) -> Iterator[IO[bytes]]:
    stream = cast(BinaryIO, sys.stdin.buffer) if path == "-" else Path(path).open("rb")  # noqa: SIM115
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(cast(io.RawIOBase, stream))
    try:
        if buffered.peek(2)[:2] == _GZIP:
            yield io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=buffered)))
        else:
            yield buffered
    finally:
        if path != "-":
            stream.close()


def _head(stream: IO[bytes]) -> bytes:
    try:
        return cast(io.BufferedReader, stream).peek(4096)[:4096]
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return b""


def _is_jsonl(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"["))
