"""The pictures in the documents are those that the library draws now."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
MADE = runpy.run_path(str(ROOT / "docs" / "pictures" / "make_pictures.py"))


@pytest.mark.parametrize("name", MADE["FILES"])
def test_a_picture_is_not_stale(name: str) -> None:
    """`python docs/pictures/make_pictures.py` draws them anew."""
    assert MADE["drawing"](name) == (ROOT / "docs" / "pictures" / name).read_text(encoding="utf-8")


def test_every_picture_is_made_and_shown() -> None:
    assert {path.name for path in (ROOT / "docs" / "pictures").glob("*.svg")} == set(MADE["FILES"])
    for name, readme in (("deputy_proposals.svg", "README.md"), ("deputy_proposals.zh.svg", "README.zh.md")):
        assert f"docs/pictures/{name}" in (ROOT / readme).read_text(encoding="utf-8")
