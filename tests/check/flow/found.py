"""What is found in a short process, in words."""

from __future__ import annotations

from closedloop.lower.compiling import lower_file
from closedloop.syntax.parse import parse_text
from closedloop.text import Diagnostic, Source

HEAD = """
role office
role inspector
role handler assigned
role deputy assigned
field opinion: one of satisfied | mostly | dissatisfied
field amount: decimal
field budget: decimal = 10
field mark: int 0..100
field day: date
field key: bool
start one
"""


def diagnostics(body: str) -> tuple[tuple[Diagnostic, ...], Source]:
    parsed = parse_text(f"process example {{{HEAD}{body}\n}}\n")
    assert parsed.file is not None
    assert not parsed.diagnostics, [each.message("en") for each in parsed.diagnostics]
    return lower_file(parsed.file, parsed.source)[1], parsed.source


def found(body: str, *codes: str, lang: str = "en") -> list[str]:
    """The messages of these codes, in the order of the text."""
    return [each.message("zh" if lang == "zh" else "en") for each in diagnostics(body)[0] if each.code in codes]
