"""Files in `tests/corpus`. In `bad`, `#~ CODE TEXT` at the end of a line is one finding there with the text
underlined; in `good` nothing is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from closedloop.lower.compiling import lower_file
from closedloop.messages import LANGUAGES
from closedloop.syntax.parse import Parsed, parse_bytes
from closedloop.text import Diagnostic, render_json, render_sarif, render_text

CORPUS = Path(__file__).parent.parent / "corpus"
BAD = [path for area in ("names", "types") for path in sorted((CORPUS / area / "bad").glob("*.loop"))]
GOOD = [path for area in ("names", "types") for path in sorted((CORPUS / area / "good").glob("*.loop"))]
MARK = re.compile(r"#~ (CL\d{3}) (.*?)(?=\s+#~|$)")


def found_in(path: Path) -> tuple[Parsed, tuple[Diagnostic, ...]]:
    parsed = parse_bytes(path.read_bytes(), name=path.name)
    assert parsed.file is not None
    assert not parsed.diagnostics, render_text(parsed.diagnostics, parsed.source, "en")
    return parsed, lower_file(parsed.file, parsed.source)[1]


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_each_mistake_is_found_once_at_its_place(path: Path) -> None:
    parsed, found = found_in(path)
    expected = [
        (number, *mark)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for mark in MARK.findall(line)
    ]
    source = parsed.source
    actual = [
        (source.position(each.span.start).line, each.code, " ".join(source.excerpt(each.span).split()))
        for each in found
        if each.severity != "advice" or each.code in ("CL350", "CL352")
    ]
    assert sorted(actual) == sorted(expected)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_findings_are_shown_in_both_languages(path: Path) -> None:
    parsed, found = found_in(path)
    for lang in LANGUAGES:
        shown = render_text(found, parsed.source, lang)
        assert shown.count("CL") >= len(found)
        for form in (render_json(found, parsed.source, lang), render_sarif(found, parsed.source, lang)):
            assert all(each.code in form for each in found)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_nothing_is_found_in_what_is_right(path: Path) -> None:
    parsed, found = found_in(path)
    ours = [each for each in found if each.code < "CL250" or each.code in ("CL350", "CL351", "CL352")]
    assert not ours, render_text(ours, parsed.source, "en")
