"""Codes 3xx: advice: what is allowed and probably not meant."""

from __future__ import annotations

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = (
    Message(
        "CL350",
        "`{name}` is taken for a party, and nearly is the name of a role",
        "`{name}`将视为单位名称，但它与某个角色名相近",
    ),
    Message(
        "CL351",
        "the {kind} `{name}` is never used",
        "{kind}`{name}`从未用到",
        "use it, or leave it out",
        "请加以使用，或删去",
    ),
)
