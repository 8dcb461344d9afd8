"""What is printed says the same: in every dialect, whatever the tree."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from closedloop.syntax import tree
from closedloop.syntax.parse import parse_text
from closedloop.syntax.printing import print_file
from closedloop.testing import trees

quickly = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def read(text: str) -> tree.File:
    parsed = parse_text(text)
    assert parsed.file is not None
    assert parsed.diagnostics == (), (text, parsed.diagnostics)
    return parsed.file


def stays_the_same(file: tree.File, dialect: str) -> None:
    text = print_file(file, dialect)
    again = read(text)
    assert again == file
    assert again.dialect == dialect
    assert print_file(again, dialect, source=text) == text


@pytest.mark.parametrize("dialect", ["en", "zh"])
@pytest.mark.parametrize("sort", trees.sorts)
def test_an_item_of_any_sort_reads_back_as_it_was(sort: str, dialect: str) -> None:
    @quickly
    @given(file=trees.sorts[sort].map(trees.alone))
    def check(file: tree.File) -> None:
        stays_the_same(file, dialect)

    check()


@pytest.mark.parametrize("dialect", ["en", "zh"])
@quickly
@given(file=trees.files)
def test_a_file_reads_back_as_it_was(dialect: str, file: tree.File) -> None:
    stays_the_same(file, dialect)


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["en", "zh"])
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(file=trees.files)
def test_many_files_read_back_as_they_were(dialect: str, file: tree.File) -> None:
    stays_the_same(file, dialect)


def nodes_of(file: tree.File) -> Iterator[tree.Node]:
    pending: list[object] = [file]
    while pending:
        current = pending.pop()
        if isinstance(current, tree.Node):
            yield current
            pending += [getattr(current, each.name) for each in attrs.fields(type(current))]
        elif isinstance(current, tuple):
            pending += current


@pytest.mark.slow
def test_every_kind_of_node_is_among_the_trees() -> None:
    seen: set[type] = set()

    every_time = settings(max_examples=400, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    for sort in trees.sorts.values():

        @settings(every_time, phases=[Phase.generate])
        @given(item=sort)
        def collect(item: tree.Item) -> None:
            seen.update(map(type, nodes_of(trees.alone(item))))

        collect()
    kinds = {each for each in vars(tree).values() if isinstance(each, type) and issubclass(each, tree.Node)}
    assert kinds - seen == {tree.Node, tree.Act, tree.Comment}
