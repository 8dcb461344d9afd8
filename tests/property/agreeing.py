"""The assertion of the property tests: an executor and the judge agree; if not, the smallest run that shows it."""

from __future__ import annotations

import pytest

from tests.property.comparing import KERNEL, Executor, compare
from tests.property.showing import shown, text_of
from tests.property.shrinking import shrunk
from tests.strategies.runs import Run


def agrees(run: Run, executor: Executor = KERNEL) -> None:
    """Fails with process, run and first difference, made as small as it goes."""
    if compare(run, executor) is None:
        return
    small = shrunk(run, lambda run: bool(text_of(run.process)) and compare(run, executor) is not None)
    found = compare(small, executor)
    assert found is not None
    pytest.fail(shown(small, found), pytrace=False)
