"""Codes 5xx: refusals: what an actor may not do now."""

from __future__ import annotations

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = ()
