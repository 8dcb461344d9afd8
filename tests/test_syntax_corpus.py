"""Files in `tests/corpus/syntax`. In `bad`, `#~ CODE TEXT` is one finding on that line with the text underlined (no
text: a place between two characters), `#~^ CODE TEXT` one on the line above; in `good` nothing is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from closedloop.messages import CATALOGUE, LANGUAGES
from closedloop.syntax.parse import Parsed, parse_bytes
from closedloop.text import render_json, render_sarif, render_text

CORPUS = Path(__file__).parent / "corpus" / "syntax"
BAD = sorted((CORPUS / "bad").glob("*.loop"))
GOOD = sorted((CORPUS / "good").glob("*.loop"))
MARK = re.compile(r"#~(\^*) (CL\d{3})(?: (.*?))?(?=[ \t]+#~|[ \t]*$)", re.MULTILINE)


def parsed(path: Path) -> Parsed:
    return parse_bytes(path.read_bytes(), name=path.name)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_each_mistake_is_found_once_at_its_place(path: Path) -> None:
    expected = [
        (number - len(above), code, text)
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        for above, code, text in MARK.findall(line)
    ]
    read = parsed(path)
    source = read.source
    found = [(source.position(each.span.start).line, each.code, source.excerpt(each.span)) for each in read.diagnostics]
    assert sorted(found) == sorted(expected), render_text(read.diagnostics, source)
    assert not read.complete


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_nothing_is_found_in_what_is_right(path: Path) -> None:
    read = parsed(path)
    assert not read.diagnostics, render_text(read.diagnostics, read.source)
    assert read.complete


@pytest.mark.parametrize("name", ["en_five", "en_five_more", "zh_five", "zh_five_more"])
def test_five_planted_mistakes_are_five_findings(name: str) -> None:
    assert len(parsed(CORPUS / "bad" / f"{name}.loop").diagnostics) == 5


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_findings_are_sentences_in_both_languages_and_name_no_terminal(path: Path) -> None:
    read = parsed(path)
    for lang in LANGUAGES:
        for each in read.diagnostics:
            said = each.message(lang) + (each.hint(lang) or "")
            assert not re.search(r"\b[_A-Z]{3,}\b|\{\w+\}|\$END", said.replace("UTF", ""))
        shown = render_text(read.diagnostics, read.source, lang)
        assert shown.count("[CL") == len(read.diagnostics)
        for form in (
            render_json(read.diagnostics, read.source, lang),
            render_sarif(read.diagnostics, read.source, lang),
        ):
            assert all(each.code in form for each in read.diagnostics)


def test_the_corpus_shows_every_code_that_a_text_can_have() -> None:
    shown = {code for path in BAD for _, code, _ in MARK.findall(path.read_text(encoding="utf-8"))}
    others = {"CL001", "CL002", "CL008", "CL009"}  # bytes, control characters, nothing, a hundred mistakes
    assert shown | others >= {code for code in CATALOGUE if code < "CL040"}
