"""The word list says what the grammars say."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from closedloop.syntax.dialects import dialect

REFERENCE = Path(__file__).parent.parent.parent / "docs" / "reference"


def test_the_page_is_what_its_script_prints() -> None:
    page = runpy.run_path(str(REFERENCE / "make_words.py"))["page"]()
    assert (REFERENCE / "words.md").read_text(encoding="utf-8") == page, "run docs/reference/make_words.py again"


def test_every_word_of_both_dialects_is_in_the_list() -> None:
    page = (REFERENCE / "words.md").read_text(encoding="utf-8")
    for name in ("en", "zh"):
        words = re.findall(r"^_?[A-Z_]+\.\d: /(?:\(\?:)?([^\\(|)?]+)", dialect(name).words, re.MULTILINE)
        assert len(words) > 100
        assert [word for word in words if f"`{word}" not in page] == []


def test_every_phrase_with_an_order_of_its_own_is_shown() -> None:
    """Each rule that the Chinese grammar overrides is used by some example of the page.

    Rules that make no phrase of their own are left out: they begin with `_` or only give other names to signs.
    """
    shown = runpy.run_path(str(REFERENCE / "make_words.py"))["kinds_shown"]()
    overridden = set(re.findall(r"^%override ([a-z]\w*):(?! _\w+ ->)", dialect("zh").words, re.MULTILINE))
    assert len(overridden) > 20
    assert overridden - shown == set()
