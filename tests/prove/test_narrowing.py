"""What is left of a term has the value of the whole one, wherever its variables lie within their bounds."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closedloop.prove.narrowing import TRUTH, learned, narrowed, span
from closedloop.prove.terms import FALSE, TRUE, Num, Op, Term, Var, at_most, both, evaluate, least

NAMES = ("a", "b", "c")
numbers = st.integers(-1, 4).map(Num)
names = st.sampled_from(NAMES).map(Var)


def conditions(value: st.SearchStrategy[Term], inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    compared = st.builds(lambda op, a, b: Op(op, (a, b)), st.sampled_from(["=", "<", "<="]), value, value)
    joined = st.builds(
        lambda op, each: Op(op, tuple(each)), st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)
    )
    return compared | joined | inner.map(lambda each: Op("not", (each,)))


truths: st.SearchStrategy[Term] = st.deferred(lambda: conditions(values, truths) | st.sampled_from([TRUE, FALSE]))
values: st.SearchStrategy[Term] = st.deferred(
    lambda: (
        numbers
        | names
        | st.builds(lambda op, a, b: Op(op, (a, b)), st.sampled_from(["+", "min"]), values, values)
        | st.builds(lambda a, b, c: Op("if", (a, b, c)), truths, values, values)
    )
)
bounds = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda pair: (min(pair), max(pair)))

few_and_many = pytest.mark.parametrize("examples", [60, pytest.param(2000, marks=pytest.mark.slow)])


@few_and_many
def test_the_value_stays(examples: int) -> None:
    known = st.fixed_dictionaries(dict.fromkeys(NAMES, bounds))
    settings(max_examples=examples)(given(values | truths, known)(the_value_stays))()


@few_and_many
def test_what_is_learned_holds_wherever_the_condition_does(examples: int) -> None:
    known = st.fixed_dictionaries(dict.fromkeys(NAMES, bounds))
    settings(max_examples=examples)(given(truths, known, st.booleans())(what_is_learned_holds))()


def the_value_stays(term: Term, known: dict[str, tuple[int, int]]) -> None:
    left = narrowed(term, known)
    low, high = span(term, known)
    for codes in product(*(range(known[name][0], known[name][1] + 1) for name in NAMES)):
        point = dict(zip(NAMES, codes, strict=True))
        value = evaluate(term, point)
        assert evaluate(left, point) == value
        assert low <= value <= high


def what_is_learned_holds(condition: Term, known: dict[str, tuple[int, int]], holds: bool) -> None:
    more = learned(condition, known, holds)
    for codes in product(*(range(known[name][0], known[name][1] + 1) for name in NAMES)):
        point = dict(zip(NAMES, codes, strict=True))
        if bool(evaluate(condition, point)) == holds:
            assert all(more[name][0] <= point[name] <= more[name][1] for name in NAMES)


def test_a_counter_below_its_top_is_simply_raised() -> None:
    raised = least(Op("+", (Var("a"), Num(1))), Num(5))
    known = {"a": (0, 5)}
    assert narrowed(raised, known) == raised
    assert narrowed(raised, learned(at_most(Var("a"), Num(4)), known, True)) == Op("+", (Var("a"), Num(1)))


def test_what_is_asked_twice_is_asked_once() -> None:
    twice = both(at_most(Num(2), Var("a")), at_most(Num(1), Var("a")))
    assert narrowed(twice, {"a": (0, 5)}) == at_most(Num(2), Var("a"))
    assert narrowed(twice, {"a": (2, 5)}) == TRUE
    assert narrowed(twice, {"a": TRUTH}) == FALSE
