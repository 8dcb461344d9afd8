"""Every code is explained, in both languages, without a hole in it."""

from __future__ import annotations

import re

import pytest

from closedloop.messages import CATALOGUE, LANGUAGES, Language
from closedloop.messages.building import ROWS as BUILDING
from closedloop.messages.explanations import explain
from closedloop.messages.samples import OF_CODE, SAMPLES, example, example_hint
from closedloop.messages.values import placeholders
from closedloop.syntax.parse import parse_text
from tests.check.skeletons import framed

CODES = list(CATALOGUE)
FENCE = re.compile(r"^```loop (bad|good)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HOLE = re.compile(r"\{\w+(:event)?\}")
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_is_explained_without_a_hole(lang: Language) -> None:
    for code in CODES:
        explained(code, lang)


def explained(code: str, lang: Language) -> None:
    page = explain(code, lang)
    title, message, prose = page.split("\n\n", 2)
    assert (title, message) == (f"# {code}", f"> {example(code, lang)}")
    assert len(prose) > 8, code
    texts = [example(code, lang), example_hint(code, lang) or "", FENCE.sub("", prose)]
    allowed = {"{titel}", "{标体}"} if code == "CL128" else set()
    assert [hole[0] for text in texts for hole in HOLE.finditer(text) if hole[0] not in allowed] == [], code
    said = re.sub(r"`[^`]*`", "", FENCE.sub("", prose))
    assert bool(CHINESE.search(said)) == (lang == "zh"), code


def test_every_sample_is_one_of_a_parameter() -> None:
    taken = {code: placeholders(row.en) | placeholders(row.hint_en or "") for code, row in CATALOGUE.items()}
    assert [code for code, own in OF_CODE.items() if set(own) - taken[code]] == []
    assert set(SAMPLES) == {name for code in taken for name in taken[code] - set(OF_CODE.get(code, {}))}


@pytest.mark.parametrize("code", [code for code in CODES if "CL250" <= code < "CL350"])
def test_the_examples_about_the_flow_are_the_same_in_both_languages(code: str) -> None:
    english, chinese = ([text for _, text in FENCE.findall(explain(code, lang))] for lang in LANGUAGES)
    for one, other in zip(english, chinese, strict=True):
        trees = [parse_text(framed(text, lang)).file for text, lang in ((one, "en"), (other, "zh"))]
        assert trees[0] is not None
        assert trees[1] is not None
        assert trees[0].processes == trees[1].processes


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", [row.code for row in BUILDING if "CL041" <= row.code <= "CL050"])
def test_the_examples_of_a_single_literal_or_phrase_show_it(code: str, lang: Language) -> None:
    examples = FENCE.findall(explain(code, lang))
    found = [(kind, {each.code for each in parse_text(framed(text, lang)).diagnostics}) for kind, text in examples]
    assert found == [("bad", {code}), ("good", set())]
