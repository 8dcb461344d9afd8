"""Files in `tests/corpus/flow`. In `bad`, `#~ CODE TEXT` at the end of a line is one finding there with the text
underlined; advice need not be marked. In `good`, and in the example, there is no error and no warning.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from closedloop.lower.compiling import lower_file
from closedloop.messages import LANGUAGES
from closedloop.syntax.parse import Parsed, parse_bytes
from closedloop.text import Diagnostic, render_text

ROOT = Path(__file__).parent.parent.parent.parent
CORPUS = ROOT / "tests" / "corpus" / "flow"
BAD = sorted((CORPUS / "bad").glob("*.loop"))
GOOD = [
    *sorted((CORPUS / "good").glob("*.loop")),
    *sorted((ROOT / "examples").glob("*/process*.loop")),
    *sorted((ROOT / "src" / "closedloop" / "cli" / "starters").glob("*.loop")),
]
MARK = re.compile(r"#~ (CL\d{3}) (.*?)(?=\s+#~|$)")


def found_in(path: Path) -> tuple[Parsed, tuple[Diagnostic, ...]]:
    parsed = parse_bytes(path.read_bytes(), name=path.name)
    assert parsed.file is not None
    assert not parsed.diagnostics, render_text(parsed.diagnostics, parsed.source, "en")
    return parsed, lower_file(parsed.file, parsed.source)[1]


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_each_mistake_is_found_once_at_its_place(path: Path) -> None:
    parsed, found = found_in(path)
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    expected = {(number, *mark) for number, line in lines for mark in MARK.findall(line)}
    codes = {code for _, code, _ in expected}
    source = parsed.source
    actual = [
        (source.position(each.span.start).line, each.code, " ".join(source.excerpt(each.span).split()))
        for each in found
        if each.severity != "advice" or each.code in codes
    ]
    assert sorted(actual) == sorted(expected)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_findings_are_shown_in_both_languages(path: Path) -> None:
    parsed, found = found_in(path)
    for lang in LANGUAGES:
        shown = render_text(found, parsed.source, lang)
        assert shown.count("CL") >= len(found)
        assert "Phrase" not in shown


@pytest.mark.parametrize("path", GOOD, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_nothing_is_found_in_what_is_right(path: Path) -> None:
    parsed, found = found_in(path)
    assert not [each for each in found if each.severity != "advice"], render_text(found, parsed.source, "en")


def test_the_example_draws_no_advice_either() -> None:
    assert not found_in(ROOT / "examples" / "deputy_proposals" / "process.loop")[1]
