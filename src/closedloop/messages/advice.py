"""Codes 3xx: advice: what is allowed and probably not meant."""

from __future__ import annotations

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = ()
