"""The index of the diagnostics says what the catalogue says."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from closedloop.messages import CATALOGUE, LANGUAGES, Language

REFERENCE = Path(__file__).parent.parent.parent / "docs" / "reference"
SCRIPT = runpy.run_path(str(REFERENCE / "make_diagnostics.py"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_index_is_what_its_script_writes(lang: Language) -> None:
    shown = (REFERENCE / SCRIPT["FILES"][lang]).read_text(encoding="utf-8")
    assert shown == SCRIPT["page"](lang), "run docs/reference/make_diagnostics.py again"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_one_row(lang: Language) -> None:
    rows = [line[3:8] for line in SCRIPT["page"](lang).splitlines() if line.startswith("| [CL")]
    assert rows == sorted(CATALOGUE)
