"""What the constructs of the language are called in messages, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

CONSTRUCTS: Mapping[str, tuple[str, str]] = {}
