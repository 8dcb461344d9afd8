"""The shell around the kernel: it keeps cases, asks the clock and the directory, and hands out effects.

`desk` keeps cases in memory; `ports` says what any engine offers and what it needs; `journals` reads and writes records
line by line, `journal_file` keeps them on disk; `story` tells them to people.
"""

from __future__ import annotations

from closedloop.engine.desk import Desk
from closedloop.engine.errors import DeskError, JournalCorrupt, StoreError
from closedloop.engine.journal_file import JournalFile, JournalNotKept
from closedloop.engine.journals import journal_lines, read_journal
from closedloop.engine.ports import Delivery, Directory, EffectKey, Engine

__all__ = [
    "Delivery",
    "Desk",
    "DeskError",
    "Directory",
    "EffectKey",
    "Engine",
    "JournalCorrupt",
    "JournalFile",
    "JournalNotKept",
    "StoreError",
    "journal_lines",
    "read_journal",
]
