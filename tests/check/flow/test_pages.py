"""The page of a code about the flow is its test: the bad example yields that code, the good one does not, and no
other is disputed.
"""

from __future__ import annotations

import re

import pytest

from closedloop.lower.compiling import lower_file
from closedloop.messages import LANGUAGES
from closedloop.messages.advice import ROWS as ADVICE
from closedloop.messages.explanations import explain
from closedloop.messages.flow import ROWS as FLOW
from closedloop.syntax.parse import parse_text
from tests.check.skeletons import whole

FENCE = re.compile(r"^```loop (bad|good)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OURS = [row.code for row in (*FLOW, *ADVICE) if "CL250" <= row.code < "CL350"]
OF_THE_SKELETON = {"CL300", "CL301", "CL302"}
EXAMPLES = [
    pytest.param(code, kind, text, id=f"{code}-{kind}")
    for code in OURS
    for kind, text in FENCE.findall(explain(code, "en"))
]


def codes(text: str) -> set[str]:
    parsed = parse_text(whole(text))
    assert parsed.file is not None
    assert not parsed.diagnostics, [each.message("en") for each in parsed.diagnostics]
    found = lower_file(parsed.file, parsed.source)[1]
    assert not [each for each in found if each.code < "CL250"], [each.message("en") for each in found]
    return {each.code for each in found if each.code in OURS}


@pytest.mark.parametrize(("code", "kind", "text"), EXAMPLES)
def test_an_example_shows_what_its_page_says(code: str, kind: str, text: str) -> None:
    found = codes(text)
    assert found - (OF_THE_SKELETON - {code}) == ({code} if kind == "bad" else set())


@pytest.mark.parametrize("code", OURS)
def test_every_code_has_a_page_with_examples_in_both_languages(code: str) -> None:
    for lang in LANGUAGES:
        assert [kind for kind, _ in FENCE.findall(explain(code, lang))] == ["bad", "good"]
