"""Logs of cases that ran elsewhere: read from CSV, JSON lines or XES, and translated by a mapping into events of a
process. Nothing is dropped silently: what cannot be read or translated is an issue with its line.
"""

from __future__ import annotations

from closedloop.logs.mapping import LogMapping
from closedloop.logs.mapping_file import load_mapping, process_name
from closedloop.logs.reading import read_log, read_log_bytes
from closedloop.logs.values import Entry, Finding, Issue, Log, LogCase, Row

__all__ = [
    "Entry",
    "Finding",
    "Issue",
    "Log",
    "LogCase",
    "LogMapping",
    "Row",
    "load_mapping",
    "process_name",
    "read_log",
    "read_log_bytes",
]
