"""What the events of the language itself are called, in both languages.

A journal, a file of events written by a program and all JSON have the canonical names, which are the English ones;
whatever people read has the names of their language.
"""

from __future__ import annotations

from collections.abc import Mapping

from closedloop.messages.language import Language

EVENTS: Mapping[str, tuple[str, str]] = {
    "suspend": ("suspend", "中止"),
    "resume": ("resume", "恢复"),
    "reopen": ("reopen", "重启"),
    "extend": ("extend", "延期"),
    "grant_extension": ("grant_extension", "准予延期"),
    "deny_extension": ("deny_extension", "不予延期"),
}
"""The names in English and Chinese, as the dialects have them, by the canonical name."""


def event_name(event: str, lang: Language) -> str:
    """The event as people read it; an author's own event is called what its author calls it."""
    names = EVENTS.get(event)
    return event if names is None else names[lang == "zh"]
