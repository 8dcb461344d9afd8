"""Whatever happens to a file, the checker answers with diagnostics."""

from __future__ import annotations

import pytest

from tests.robustness.mutations import survey


def test_damaged_files_get_diagnostics_and_no_exception() -> None:
    seen = survey(30, seed=7)
    assert seen.total() == 30
    assert seen.total() > seen["none"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_many_damaged_files_get_diagnostics_and_no_exception(seed: int) -> None:
    assert survey(2_500, seed=seed).total() == 2_500
