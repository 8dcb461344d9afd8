"""Every planted bug is found by comparing with the judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.planted.hunting import PATCHES, ROOT, decided_runs, hunted, patched

QUICKLY_FOUND = ("11-", "16-", "19-")
"""Patches whose bugs show within the first runs."""

named = pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.stem)


@pytest.fixture(scope="module")
def few_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return decided_runs(range(150), tmp_path_factory.mktemp("runs") / "few")


@pytest.fixture(scope="module")
def many_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return decided_runs(range(40_000, 44_000), tmp_path_factory.mktemp("runs") / "many")


def test_there_are_twenty_two_planted_bugs() -> None:
    assert len(PATCHES) == 22


@named
def test_the_patch_still_fits_the_library(patch: Path, tmp_path: Path) -> None:
    source = patched(patch, tmp_path)
    changed = [line[6:] for line in patch.read_text().splitlines() if line.startswith("+++ ")]
    assert changed
    for each in changed:
        assert (source.parent / each).read_text() != (ROOT / each).read_text()


@pytest.mark.parametrize("first", QUICKLY_FOUND)
def test_a_planted_bug_is_found_in_a_few_runs(first: str, few_runs: Path, tmp_path: Path) -> None:
    patch = next(each for each in PATCHES if each.name.startswith(first))
    hunt = hunted(patched(patch, tmp_path), few_runs)
    assert hunt.returncode == 0, hunt.stdout + hunt.stderr


def test_nothing_is_found_in_the_library_as_it_is(few_runs: Path) -> None:
    hunt = hunted(ROOT / "src", few_runs)
    assert hunt.returncode == 1, hunt.stdout + hunt.stderr
    assert hunt.stdout.startswith("nothing found")


@pytest.mark.slow
@named
def test_every_planted_bug_is_found(patch: Path, many_runs: Path, tmp_path: Path) -> None:
    hunt = hunted(patched(patch, tmp_path), many_runs)
    assert hunt.returncode == 0, hunt.stdout + hunt.stderr
