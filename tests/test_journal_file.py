"""A journal that grows by decisions: whole or not at all, whatever happens in between."""

from __future__ import annotations

import errno
import os
import pickle
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import closedloop
from closedloop import Accepted, Desk
from closedloop.engine import JournalCorrupt
from closedloop.engine.journal_file import JournalFile, JournalNotKept

TEXT = """
process errands {
  role office
  field pieces: int = 0
  start doing
  step doing { by office  as soon as pieces > 4 -> checking  put(pieces) }
  step checking { by office  look(note: text) -> done }
  end done
}
"""
PROGRAM = closedloop.loads(TEXT)
DAY = datetime(2024, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def desk() -> Desk:
    return Desk(PROGRAM, directory={"ann": ["office"]})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


def keep(desk: Desk, file: JournalFile) -> None:
    """A case with three decisions, the second of two records."""
    put = {"pieces": 5}
    for answer in (
        desk.open(case="甲-1", at=DAY),
        desk.submit("甲-1", "put", "ann", put, at=DAY + timedelta(days=1)),
        desk.submit("甲-1", "look", "ann", {"note": "好\nthe line"}, at=DAY + timedelta(days=2)),
    ):
        assert isinstance(answer, Accepted)
        file.append(answer.records)


def test_what_was_appended_is_read_by_the_next(desk: Desk, path: Path) -> None:
    keep(desk, JournalFile(path, desk.machines))
    again = JournalFile(path, desk.machines)
    assert again.torn == 0
    assert again.read() == desk.journal("甲-1")
    assert path.read_bytes().count(b"\n\n") == 3


def test_cut_anywhere_it_holds_whole_decisions(desk: Desk, path: Path, tmp_path: Path) -> None:
    keep(desk, JournalFile(path, desk.machines))
    whole, records = path.read_bytes(), desk.journal("甲-1")
    ends = [index + 2 for index in range(len(whole)) if whole[index : index + 2] == b"\n\n"]
    first_line = whole.index(b"\n") + 1
    near = {end + step for end in [0, first_line, *ends] for step in (-2, -1, 0, 1)}
    for length in sorted({*range(0, len(whole), 11), *near} & {*range(len(whole))}):
        path.write_bytes(whole[:length])
        file = JournalFile(path, desk.machines)
        complete = sum(end <= length for end in ends)
        read = file.read()
        assert read == records[: [0, 1, 3, 4][complete] or (length >= first_line)]
        torn = length - ends[complete - 1] if complete else length - (first_line if length >= first_line else 0)
        assert file.torn == torn
        if torn:
            assert path.with_suffix(".torn").read_bytes() == whole[length - torn : length]
        if read:
            assert path.read_bytes() == whole[: length - torn]


def test_it_goes_on_after_a_cut(desk: Desk, path: Path) -> None:
    keep(desk, JournalFile(path, desk.machines))
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    file = JournalFile(path, desk.machines)
    again = Desk(PROGRAM, directory={"ann": ["office"]})
    again.load_journal(file.read())
    answer = again.submit("甲-1", "look", "ann", {"note": "again"}, at=DAY + timedelta(days=3))
    file.append(answer.records)
    assert [record.seq for record in JournalFile(path, desk.machines).read()] == [1, 2, 3, 4]


def test_a_journal_written_line_by_line_is_taken_as_it_is(desk: Desk, path: Path) -> None:
    keep(desk, JournalFile(path, desk.machines))
    path.write_bytes(path.read_bytes().replace(b"\n\n", b"\n"))
    assert JournalFile(path, desk.machines).read() == desk.journal("甲-1")


def test_nothing_is_written_where_another_has_written(desk: Desk, path: Path) -> None:
    one, other = JournalFile(path, desk.machines), JournalFile(path, desk.machines)
    one.append(desk.open(case="a", at=DAY).records)
    before = path.read_bytes()
    with pytest.raises(JournalNotKept) as found:
        other.append(desk.open(case="b", at=DAY).records)
    assert found.value.code == "CL613"
    assert "被其他程序改动过" in found.value.explain("zh")
    assert path.read_bytes() == before
    assert str(pickle.loads(pickle.dumps(found.value))) == str(found.value)


def test_a_full_disk_leaves_the_file_as_it_was(desk: Desk, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = JournalFile(path, desk.machines)
    file.append(desk.open(case="a", at=DAY).records)
    before, write = path.read_bytes(), os.write
    calls: list[int] = []

    def full(to: int, data: bytes) -> int:
        calls.append(len(data))
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(to, bytes(data[:10]))

    records = desk.submit("a", "put", "ann", {"pieces": 7}, at=DAY + timedelta(days=1)).records
    with monkeypatch.context() as patched:
        patched.setattr("closedloop.engine.journal_file.os.write", full)
        with pytest.raises(JournalNotKept, match="No space left"):
            file.append(records)
    assert len(calls) == 2
    assert path.read_bytes() == before
    file.append(records)
    assert len(JournalFile(path, desk.machines).read()) == 3


def test_nothing_to_append_writes_nothing(desk: Desk, path: Path) -> None:
    JournalFile(path, desk.machines).append(())
    assert path.read_bytes() == b""


def test_a_damaged_line_is_named(desk: Desk, path: Path) -> None:
    keep(desk, JournalFile(path, desk.machines))
    path.write_bytes(path.read_bytes().replace("好".encode(), b"\xff\xfe"))
    with pytest.raises(JournalCorrupt, match="line 6"):
        JournalFile(path, desk.machines).read()
