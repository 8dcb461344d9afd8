"""A journal on disk that grows by decisions: what a host needs who keeps cases at a desk and must lose none of them.

Guarantees: when `append` returns, the records are on the disk; what was cut short (the machine stopped in the middle)
is none of the journal, so a decision is there whole or not at all; when `append` raises, the file is as it was.
Assumes that one process at a time keeps the file, and notices where another one has written.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from closedloop.engine.errors import JournalCorrupt, StoreError
from closedloop.engine.journals import journal_lines, read_journal
from closedloop.kernel.machine import Machine
from closedloop.kernel.values import Record
from closedloop.messages import Language, hint, render


class JournalNotKept(StoreError):
    """Records could not be appended; the file is as it was, and whoever asked must not be told that it was accepted."""

    def __init__(self, code: str, path: str, problem: str = "") -> None:
        self.code = code
        self.params = {"path": path, "problem": problem}
        super().__init__(self.explain())

    def explain(self, lang: Language = "en") -> str:
        """What is wrong and what would be right, in one line."""
        said, remedy = render(self.code, lang, **self.params), hint(self.code, lang, **self.params)
        return f"{said}; {remedy}" if remedy else said

    def __reduce__(self) -> tuple[type[JournalNotKept], tuple[str, str, str]]:
        return type(self), (self.code, self.params["path"], self.params["problem"])


class JournalFile:
    """Records of cases in one file of JSON lines. What is appended together ends with an empty line.

    `torn`: how many bytes of a decision cut short stood at the end when the file was opened. They were never confirmed
    to anybody; they are moved to a file beside it, named `.torn`. A file without any empty line, such as `closedloop
    run --journal` writes, is taken line by line.
    """

    def __init__(self, path: str | os.PathLike[str], machines: Mapping[str, Machine]) -> None:
        self.path = Path(path)
        self._machines = machines
        self._processes: dict[str, str] = {}
        self.path.touch()
        whole = self.path.read_bytes()
        end = whole.rfind(b"\n\n")
        self._size = end + 2 if end >= 0 else whole.rfind(b"\n") + 1
        self.torn = len(whole) - self._size
        if self.torn:
            self.path.with_suffix(".torn").write_bytes(whole[self._size :])
            os.truncate(self.path, self._size)

    def read(self) -> tuple[Record, ...]:
        """All records, in order. `JournalCorrupt` for a line that is none."""
        written = self.path.read_bytes()
        try:
            records = read_journal(self._machines, written.decode("utf-8").split("\n"))
        except UnicodeDecodeError as problem:
            line = written.count(b"\n", 0, problem.start) + 1
            raise JournalCorrupt("CL610", line=line, problem="it is not UTF-8") from None
        self._processes |= {record.case: record.process for record in records if record.process}
        return records

    def append(self, records: Iterable[Record]) -> None:
        """The records of one answer, or of one `tick`. `JournalNotKept` if they cannot be stored."""
        records = tuple(records)
        if not records:
            return
        new = {record.case: record.process for record in records if record.process}
        lines = journal_lines(self._machines, records, self._processes | new)
        written = "".join(line + "\n" for line in [*lines, ""]).encode()
        try:
            with self.path.open("ab") as file:
                if file.tell() != self._size:
                    raise JournalNotKept("CL613", str(self.path))
                self._write(file.fileno(), written)
        except OSError as problem:
            raise JournalNotKept("CL614", str(self.path), problem.strerror or str(problem)) from problem
        self._size += len(written)
        self._processes |= new

    def _write(self, file: int, written: bytes) -> None:
        try:
            rest = memoryview(written)
            while rest:
                rest = rest[os.write(file, rest) :]
            os.fsync(file)
        except OSError:
            os.truncate(self.path, self._size)
            raise
