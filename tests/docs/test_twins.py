"""The Chinese reference pages have the outline of the English ones: a ruling or an example is added to both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REFERENCE = Path(__file__).parent.parent.parent / "docs" / "reference"


def outline(name: str) -> list[str]:
    """Headings by level and number, numbered points, rows of tables and fences by language."""
    text = (REFERENCE / name).read_text(encoding="utf-8")
    found = re.finditer(r"^(#+(?: \d+\.)?|\d+\.|\||```\w+)(?= |\n|$)", text, re.MULTILINE)
    return [match[1] for match in found]


@pytest.mark.parametrize(
    "name", ["semantics", "calendars", "events-file", "command-line", "picture", "mapping", "audit", "verify"]
)
def test_the_translation_has_every_point(name: str) -> None:
    assert outline(f"{name}.zh.md") == outline(f"{name}.md")


def test_the_chinese_language_page_has_every_row_of_a_table() -> None:
    english, chinese = ([row for row in outline(f"language{end}.md") if row == "|"] for end in ("", ".zh"))
    assert len(english) > 30
    assert len(chinese) == len(english)
