"""Codes 040–069: what the builder finds in single literals and phrases."""

from __future__ import annotations

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = ()
