"""Names and literals of generated code.

Guarantees: what an author wrote becomes a name in the code only where Python takes it as one unchanged, and otherwise a
number or a quoted constant; so no text of an author is ever run. The same process gives the same source.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal

from closedloop.model.durations import Duration
from closedloop.model.expressions import Value


class Unusual(Exception):
    """No straight code is made for this construct: the general kernel decides."""


def is_name(word: str) -> bool:
    """Whether Python takes the word as a name just as it is written."""
    return word.isidentifier() and unicodedata.normalize("NFKC", word) == word


def name_of(prefix: str, word: str, number: int) -> str:
    """A name that shows the author's word where it can."""
    return f"{prefix}_{word}" if is_name(word) else f"{prefix}{number}"


def literal(value: Value) -> str:
    """A value of the language as source."""
    match value:
        case Decimal():
            return f"Decimal({str(value)!r})"
        case datetime():
            moment = value.astimezone(UTC)
            return f"datetime.fromisoformat({moment.isoformat()!r}).astimezone(UTC)"
        case date():
            return f"date({value.year}, {value.month}, {value.day})"
        case Duration():
            return f"Duration({value.parts!r})"
        case tuple():
            return tuple_of(literal(each) for each in value)
    return repr(value)


def tuple_of(items: object) -> str:
    """The sources as the source of a tuple."""
    parts = list(items)  # type: ignore[call-overload]
    return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"


class Constants:
    """The constants of one generated source, each once: name and source, in order of first use."""

    def __init__(self) -> None:
        self.sources: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def of(self, prefix: str, source: str) -> str:
        """The name of the constant with this source."""
        key = f"{prefix}={source}"
        if key not in self._names:
            number = sum(1 for name in self.sources if name.startswith(f"{prefix}_"))
            self._names[key] = f"{prefix}_{number}"
            self.sources[self._names[key]] = source
        return self._names[key]
