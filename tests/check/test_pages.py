"""The page of a code about names or types is its test: the bad example yields that code and nothing else, the good
one nothing."""

from __future__ import annotations

import re

import pytest

from closedloop.lower.compiling import lower_file
from closedloop.messages import LANGUAGES
from closedloop.messages.advice import ROWS as ADVICE
from closedloop.messages.explanations import explain
from closedloop.messages.names import ROWS as NAMES
from closedloop.messages.types import ROWS as TYPES
from closedloop.syntax.parse import parse_text
from tests.check.skeletons import framed, whole

FENCE = re.compile(r"^```loop (bad|good)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OURS = [row.code for row in (*NAMES, *TYPES, *ADVICE) if row.code < "CL250" or row.code in ("CL350", "CL351")]
WITHOUT_EXAMPLE = {"CL127", "CL240", "CL241"}
EXAMPLES = [
    pytest.param(code, kind, text, id=f"{code}-{kind}")
    for code in OURS
    for kind, text in FENCE.findall(explain(code, "en"))
]


def codes(text: str) -> set[str]:
    parsed = parse_text(whole(text))
    assert parsed.file is not None
    assert not parsed.diagnostics, [each.message("en") for each in parsed.diagnostics]
    found = [each for each in lower_file(parsed.file, parsed.source)[1] if each.code in OURS]
    unused = {each.params["name"] for each in found if each.code == "CL351"} & set(re.findall(r"\w+", text))
    return {each.code for each in found if each.code != "CL351" or unused}


@pytest.mark.parametrize(("code", "kind", "text"), EXAMPLES)
def test_an_example_shows_what_its_page_says(code: str, kind: str, text: str) -> None:
    found = codes(text)
    assert found - ({"CL351"} - {code}) == ({code} if kind == "bad" else set())


@pytest.mark.parametrize("code", OURS)
def test_every_code_has_a_page_with_examples_in_both_languages(code: str) -> None:
    for lang in LANGUAGES:
        kinds = [kind for kind, _ in FENCE.findall(explain(code, lang))]
        assert kinds == ([] if code in WITHOUT_EXAMPLE else ["bad", "good"])


@pytest.mark.parametrize("code", sorted(set(OURS) - WITHOUT_EXAMPLE))
def test_the_examples_are_the_same_in_both_languages(code: str) -> None:
    english, chinese = ([text for _, text in FENCE.findall(explain(code, lang))] for lang in LANGUAGES)
    for one, other in zip(english, chinese, strict=True):
        trees = [parse_text(framed(text, lang)).file for text, lang in ((one, "en"), (other, "zh"))]
        assert trees[0] is not None
        assert trees[1] is not None
        assert trees[0].processes == trees[1].processes
