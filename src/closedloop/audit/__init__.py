"""Logs of cases that were handled elsewhere, held against a process: rules along the log as it is, and beside that a
replay of what the process would have let pass.
"""

from __future__ import annotations

from closedloop.audit.auditing import EXAMPLES, audit
from closedloop.audit.grouping import NoSuchGroup
from closedloop.audit.journals import log_of_journal
from closedloop.audit.values import (
    Audit,
    Breach,
    Charged,
    Contradiction,
    Differing,
    Group,
    Grouping,
    LimitFinding,
    OnRefusal,
    Refusal,
    RefusalKind,
    Replay,
    RuleFinding,
    Story,
    TimerKind,
    Told,
)

__all__ = [
    "EXAMPLES",
    "Audit",
    "Breach",
    "Charged",
    "Contradiction",
    "Differing",
    "Group",
    "Grouping",
    "LimitFinding",
    "NoSuchGroup",
    "OnRefusal",
    "Refusal",
    "RefusalKind",
    "Replay",
    "RuleFinding",
    "Story",
    "TimerKind",
    "Told",
    "audit",
    "log_of_journal",
]
