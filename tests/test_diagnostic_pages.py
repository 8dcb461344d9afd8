"""Every code that a text can have has a page; of those about reading, the bad example yields that code and no other."""

from __future__ import annotations

import re

import pytest

from closedloop.messages import CATALOGUE, LANGUAGES, Language, UsageError
from closedloop.messages.explanations import explain, has_page
from closedloop.syntax.parse import parse_text
from closedloop.text import render_text

FENCE = re.compile(r"^```loop (bad|good)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
READING = [code for code in CATALOGUE if code < "CL040"]
NOT_IN_A_PAGE = {"CL001", "CL002", "CL009"}
"""Bytes, control characters and a hundred mistakes cannot be shown in a page."""


@pytest.mark.parametrize("code", [code for code in CATALOGUE if code < "CL500"])
def test_every_code_has_a_page_in_both_languages(code: str) -> None:
    assert has_page(code)
    pages = [explain(code, lang) for lang in LANGUAGES]
    assert all(page.startswith(f"# {code}\n") and len(page) > 30 for page in pages)
    assert pages[0] != pages[1]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", READING)
def test_an_example_shows_what_its_page_says(code: str, lang: Language) -> None:
    examples = FENCE.findall(explain(code, lang))
    assert [kind for kind, _ in examples] == ([] if code in NOT_IN_A_PAGE else ["bad", "good"])
    for kind, text in examples:
        read = parse_text(text)
        found = [each.code for each in read.diagnostics]
        assert found == ([code] if kind == "bad" else []), render_text(read.diagnostics, read.source)


def test_a_code_is_found_in_any_case_and_an_unknown_one_is_a_usage_error() -> None:
    assert explain("cl011", "en") == explain("CL011", "en")
    for code in ("CL999", "CL", "../CL011", "CL0/11"):
        with pytest.raises(UsageError):
            explain(code, "en")
