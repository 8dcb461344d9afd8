"""Phrases with a number in them: English has a form for one."""

from __future__ import annotations

from typing import Any

from closedloop.messages import Language, say
from closedloop.messages.phrases import PHRASES


def say_counted(key: str, number: int, lang: Language, /, **params: Any) -> str:
    """The phrase `key`, or `key.one` where the number is 1 and there is such a phrase; `{number}` is the number."""
    one = f"{key}.one"
    return say(one if number == 1 and one in PHRASES else key, lang, number=number, **params)
