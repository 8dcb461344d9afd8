"""Conditions as formulas over cells: narrowing, and the search for values that make formulas hold.

Guarantees: a condition either holds or does not (unset counts as not holding), so negation is exact. `narrow` never
drops a value with which the formula can hold. `satisfy` is exact; it gives up with `TooLarge` instead of taking long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import field, frozen

BUDGET = 150
"""How many case distinctions one search may make."""
PATIENCE = 20_000
"""How many all searches about one process may make together."""

Masks = dict[int, int]


class TooLarge(Exception):
    """The search was given up; nothing is known."""


@frozen
class Lit:
    """The value of a variable lies in the cells of `mask`; `full` are all cells that it has."""

    var: int
    mask: int
    full: int

    @property
    def vars(self) -> frozenset[int]:
        return frozenset((self.var,))


@frozen
class All:
    items: tuple[Formula, ...]
    vars: frozenset[int] = field(init=False, eq=False, repr=False)
    opposite: list[Formula] = field(init=False, eq=False, repr=False, factory=list)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "vars", frozenset().union(*(each.vars for each in self.items)))


@frozen
class Any:
    items: tuple[Formula, ...]
    vars: frozenset[int] = field(init=False, eq=False, repr=False)
    opposite: list[Formula] = field(init=False, eq=False, repr=False, factory=list)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "vars", frozenset().union(*(each.vars for each in self.items)))


Formula = Lit | All | Any
TRUE = All(())
FALSE = Any(())


def all_of(items: Iterable[Formula]) -> Formula:
    """The conjunction, flattened."""
    flat: list[Formula] = []
    for each in items:
        if each == FALSE:
            return FALSE
        flat += each.items if isinstance(each, All) else (each,)
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def any_of(items: Iterable[Formula]) -> Formula:
    """The disjunction, flattened."""
    flat: list[Formula] = []
    for each in items:
        if each == TRUE:
            return TRUE
        flat += each.items if isinstance(each, Any) else (each,)
    return flat[0] if len(flat) == 1 else Any(tuple(flat))


def negation(formula: Formula) -> Formula:
    """What holds where the formula does not; made once, so that the same question is the same object."""
    if isinstance(formula, Lit):
        return Lit(formula.var, formula.full & ~formula.mask, formula.full)
    if not formula.opposite:
        negated = (negation(each) for each in formula.items)
        formula.opposite.append(any_of(negated) if isinstance(formula, All) else all_of(negated))
    return formula.opposite[0]


def narrow(masks: Masks, formula: Formula) -> bool:
    """Takes values out of `masks` (which knows all variables of the formula) with which it cannot hold; false if
    none is left."""
    if isinstance(formula, Lit):
        masks[formula.var] &= formula.mask
        return masks[formula.var] != 0
    if isinstance(formula, All):
        return all(narrow(masks, each) for each in formula.items)
    return _narrow_to_one(masks, formula)


def _narrow_to_one(masks: Masks, formula: Any) -> bool:
    possible: list[Masks] = []
    for each in formula.items:
        trial = {var: masks[var] for var in formula.vars}
        if narrow(trial, each):
            possible.append(trial)
    for var in formula.vars:
        mask = 0
        for trial in possible:
            mask |= trial[var]
        masks[var] = mask
    return bool(possible)


def narrow_together(masks: Masks, formulas: Sequence[Formula]) -> bool:
    """`narrow` by all of them until nothing changes any more."""
    while True:
        before = dict(masks)
        if not all(narrow(masks, each) for each in formulas):
            return False
        if masks == before:
            return True


def certain(masks: Masks, formula: Formula) -> bool:
    """Whether the formula holds for all values left."""
    if isinstance(formula, Lit):
        return not masks[formula.var] & ~formula.mask
    if isinstance(formula, All):
        return all(certain(masks, each) for each in formula.items)
    return any(certain(masks, each) for each in formula.items)


def possible(masks: Masks, formula: Formula) -> bool:
    """Whether each part of the formula, taken by itself, could still hold."""
    if isinstance(formula, Lit):
        return bool(masks[formula.var] & formula.mask)
    if isinstance(formula, All):
        return all(possible(masks, each) for each in formula.items)
    return any(possible(masks, each) for each in formula.items)


def satisfy(masks: Masks, formulas: Sequence[Formula], left: list[int] | None = None) -> Masks | None:
    """Values (sets of them, any choice from which will do) with which all formulas hold; None if there are none.

    `left` holds how many case distinctions may be made, and is counted down.
    """
    return _search(dict(masks), list(formulas), [BUDGET] if left is None else left)


def _search(masks: Masks, formulas: list[Formula], left: list[int]) -> Masks | None:
    if not narrow_together(masks, formulas):
        return None
    undecided = [each for each in formulas if not certain(masks, each)]
    if not undecided:
        return masks
    if left[0] <= 0:
        raise TooLarge
    left[0] -= 1
    literal = _undecided(masks, undecided[0])
    for part in (literal.mask, ~literal.mask):
        found = _search({**masks, literal.var: masks[literal.var] & part}, undecided, left)
        if found is not None:
            return found
    return None


def _undecided(masks: Masks, formula: Formula) -> Lit:
    """A part that holds for some of the values left and not for others; there is one in a formula that is not
    certain."""
    if isinstance(formula, Lit):
        return formula
    if isinstance(formula, All):
        return _undecided(masks, next(each for each in formula.items if not certain(masks, each)))
    return _undecided(masks, next(each for each in formula.items if possible(masks, each)))
