"""Every link between the documents leads somewhere, and every page has its twin in the other language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")])
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
FOR_CONTRIBUTORS = {"add-a-dialect.md", "one-semantics.md"}
"""These need no twin in Chinese."""
BOTH_LANGUAGES = ("docs/tutorials", "docs/how-to", "docs/explanation")


def prose(path: Path) -> str:
    return CODE.sub(lambda code: "`" * len(code[0].split("\n")), path.read_text(encoding="utf-8"))


def anchors(path: Path) -> set[str]:
    """The headings of a page as links name them: lower case, blanks as `-`, no punctuation."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(path: Path) -> list[str]:
    found = []
    for link in LINK.finditer(prose(path)):
        target, _, anchor = link["target"].partition("#")
        if "://" in target:
            continue
        place = (path.parent / target).resolve() if target else path
        if not place.exists() or (anchor and anchor not in anchors(place)):
            found.append(link["target"])
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    assert broken(path) == []


def test_a_broken_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One two\n[a](#one-two) [b](#three) [c](none.md) `[d](none.md)`\n", encoding="utf-8")
    assert broken(page) == ["#three", "none.md"]


@pytest.mark.parametrize("folder", BOTH_LANGUAGES)
def test_every_page_for_readers_is_there_in_both_languages(folder: str) -> None:
    names = {path.name for path in (ROOT / folder).glob("*.md")}
    english = {name for name in names if not name.endswith(".zh.md")}
    assert english
    wanted = {name.replace(".md", ".zh.md") for name in english - FOR_CONTRIBUTORS}
    allowed = {name.replace(".md", ".zh.md") for name in english}
    assert wanted <= names - english <= allowed
