"""What is printed says the same: in every dialect, whatever the tree."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from closedloop.syntax.parse import parse_text
from closedloop.syntax.printing import print_file
from closedloop.syntax.tree import File
from closedloop.testing import trees

DIALECTS = ("en", "zh")
quickly = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def read(text: str) -> File:
    parsed = parse_text(text)
    assert parsed.file is not None
    assert parsed.diagnostics == (), (text, parsed.diagnostics)
    return parsed.file


@pytest.mark.parametrize("dialect", DIALECTS)
@quickly
@given(file=trees.files)
def test_what_is_printed_reads_back_as_the_same_tree(dialect: str, file: File) -> None:
    text = print_file(file, dialect)
    again = read(text)
    assert again == file
    assert again.dialect == dialect
    assert print_file(again, dialect, source=text) == text
