"""A third dialect, offered as an installed distribution would offer it: a grammar file and its metadata, no Python."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from closedloop.syntax.dialects import dialects

GERMAN = Path(__file__).parent / "german.lark"


@pytest.fixture(scope="session")
def german(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of the third dialect, installed as long as the tests run."""
    site = tmp_path_factory.mktemp("site")
    (site / "closedloop_german").mkdir()
    shutil.copy(GERMAN, site / "closedloop_german" / "words.lark")
    metadata = site / "closedloop_german-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: closedloop-german\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[closedloop.dialects]\nde = closedloop_german:words.lark\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(site))
        dialects.cache_clear()
        yield "de"
    dialects.cache_clear()


@pytest.fixture(params=dict.fromkeys([*dialects(), "de"]))
def dialect_name(request: pytest.FixtureRequest, german: str) -> str:
    """Each dialect in turn."""
    name: str = request.param
    return name
