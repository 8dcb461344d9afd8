"""What the tests of the command line share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from closedloop.cli import main
from closedloop.cli.new import starter

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs `closedloop` in an empty folder, in English unless the arguments say otherwise."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("CLOSEDLOOP_LANG", "CLOSEDLOOP_DEBUG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*arguments: str, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(main, list(arguments), input=stdin)
        assert "Traceback" not in result.output
        return result

    return invoke


@pytest.fixture
def process(tmp_path: Path) -> str:
    """A process file that is in order."""
    path = tmp_path / "requests.loop"
    path.write_text(starter("requests", "en"), encoding="utf-8")
    return path.name


@pytest.fixture
def broken(tmp_path: Path) -> str:
    """A process file with an error in its notation."""
    path = tmp_path / "broken.loop"
    path.write_text("process p {\n  role\n}\n", encoding="utf-8")
    return path.name
