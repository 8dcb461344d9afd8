"""Formulas over cells against trying out everything."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closedloop.check.flow.formulas import (
    FALSE,
    TRUE,
    Formula,
    Lit,
    TooLarge,
    all_of,
    any_of,
    certain,
    narrow_together,
    negation,
    satisfy,
)

VARS = range(4)
FULL = 0b1111

literals = st.builds(Lit, st.sampled_from(VARS), st.integers(0, FULL), st.just(FULL))
formulas = st.recursive(
    literals,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(all_of), st.lists(inner, max_size=3).map(any_of), inner.map(negation)
    ),
    max_leaves=8,
)
masks = st.fixed_dictionaries({var: st.integers(1, FULL) for var in VARS})


def holds(formula: Formula, values: tuple[int, ...]) -> bool:
    if isinstance(formula, Lit):
        return bool(formula.mask & values[formula.var])
    truths = [holds(each, values) for each in formula.items]
    return all(truths) if type(formula).__name__ == "All" else any(truths)


def values_in(known: dict[int, int]) -> list[tuple[int, ...]]:
    choices = [[1 << bit for bit in range(4) if known[var] >> bit & 1] for var in VARS]
    return list(product(*choices))


@given(masks, st.lists(formulas, min_size=1, max_size=3))
def test_narrowing_loses_no_solution_and_searching_misses_none(known: dict[int, int], wanted: list[Formula]) -> None:
    solutions = [each for each in values_in(known) if all(holds(formula, each) for formula in wanted)]
    narrowed = dict(known)
    assert narrow_together(narrowed, wanted) or not solutions
    if solutions:
        assert set(solutions) <= set(values_in(narrowed))
    found = satisfy(known, wanted)
    assert (found is not None) == bool(solutions)
    if found is not None:
        assert set(values_in(found)) <= set(solutions)


@given(masks, formulas)
def test_certainty_and_negation_mean_what_they_say(known: dict[int, int], formula: Formula) -> None:
    for values in values_in(known):
        assert holds(negation(formula), values) != holds(formula, values)
        assert holds(formula, values) or not certain(known, formula)


def test_nothing_and_everything() -> None:
    assert satisfy({}, [TRUE]) == {}
    assert satisfy({}, [FALSE]) is None
    assert all_of((FALSE, Lit(0, 1, 3))) == FALSE
    assert any_of((TRUE, Lit(0, 1, 3))) == TRUE


def test_a_search_that_would_take_long_is_given_up() -> None:
    """Pigeons and holes: a pigeon in each variable, a cell for each hole, one hole too few."""
    pigeons = 9
    full = (1 << (pigeons - 1)) - 1
    apart = [
        any_of((Lit(one, full & ~(1 << hole), full), Lit(other, full & ~(1 << hole), full)))
        for one in range(pigeons)
        for other in range(one)
        for hole in range(pigeons - 1)
    ]
    left = [20]
    with pytest.raises(TooLarge):
        satisfy(dict.fromkeys(range(pigeons), full), apart, left)
    assert left == [0]
