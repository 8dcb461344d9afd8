"""The languages that messages exist in, and which of them a person's locale asks for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def language_from_locale(environment: Mapping[str, str] | None = None) -> Language:
    """The language that `LC_ALL`, `LC_MESSAGES` or `LANG` (the first that is set) asks for; English when none does."""
    variables = os.environ if environment is None else environment
    for key in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = variables.get(key)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
