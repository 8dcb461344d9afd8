"""What is known of a term where it stands: between which bounds it lies, and what is left of it.

Guarantees: wherever each variable lies within its bounds, the term that is left has the value of the whole one.
"""

from __future__ import annotations

from collections.abc import Mapping

from closedloop.prove.terms import (
    FALSE,
    TRUE,
    Num,
    Op,
    Term,
    Var,
    add,
    at_most,
    both,
    choose,
    either,
    equal,
    least,
    less,
    negated,
)

Span = tuple[int, int]
Known = Mapping[str, Span]
"""The smallest and the largest value of each variable and choice."""

TRUTH: Span = (0, 1)


def span(term: Term, known: Known) -> Span:
    """Between which bounds the term lies (of truth: within 0 and 1)."""
    if isinstance(term, Num):
        return term.value, term.value
    if isinstance(term, Var):
        return known[term.name]
    if term.op == "if":
        (low, high), (other_low, other_high) = span(term.args[1], known), span(term.args[2], known)
        return min(low, other_low), max(high, other_high)
    if term.op in ("+", "min"):
        (low, high), (other_low, other_high) = span(term.args[0], known), span(term.args[1], known)
        return (low + other_low, high + other_high) if term.op == "+" else (min(low, other_low), min(high, other_high))
    return TRUTH


def narrowed(term: Term, known: Known) -> Term:
    """The term without what is certain here."""
    if isinstance(term, Num):
        return term
    if isinstance(term, Var):
        low, high = known[term.name]
        return Num(low) if low == high else term
    match term.op:
        case "and":
            return _joined(term.args, known, holding=True)
        case "or":
            return _joined(term.args, known, holding=False)
        case "not":
            return negated(narrowed(term.args[0], known))
        case "if":
            return _chosen(term, known)
    left, right = (narrowed(each, known) for each in term.args)
    return _compared(term.op, left, right, known)


def _joined(terms: tuple[Term, ...], known: Known, *, holding: bool) -> Term:
    """Each is looked at only where those before it hold (of `or`: do not)."""
    kept: list[Term] = []
    for term in terms:
        left = narrowed(term, known)
        kept.append(left)
        if left == (FALSE if holding else TRUE):
            break
        known = learned(left, known, holding)
    return both(*kept) if holding else either(*kept)


def _chosen(term: Op, known: Known) -> Term:
    condition = narrowed(term.args[0], known)
    if isinstance(condition, Num):
        return narrowed(term.args[1 if condition.value else 2], known)
    then = narrowed(term.args[1], learned(condition, known, True))
    otherwise = narrowed(term.args[2], learned(condition, known, False))
    return choose(condition, then, otherwise)


def _compared(op: str, left: Term, right: Term, known: Known) -> Term:
    (low, high), (other_low, other_high) = span(left, known), span(right, known)
    match op:
        case "+":
            return add(left, right)
        case "min":
            return left if high <= other_low else right if other_high <= low else least(left, right)
        case "=":
            return FALSE if high < other_low or other_high < low else equal(left, right)
        case "<":
            return TRUE if high < other_low else FALSE if other_high <= low else less(left, right)
        case _:
            return TRUE if high <= other_low else FALSE if other_high < low else at_most(left, right)


def learned(condition: Term, known: Known, holds: bool) -> Known:
    """What is known besides where the condition holds, or does not."""
    if isinstance(condition, Var):
        low, high = known[condition.name]
        return _within(known, condition.name, (max(1, low), high) if holds else (0, 0))
    if not isinstance(condition, Op):
        return known
    match condition.op:
        case "not":
            return learned(condition.args[0], known, not holds)
        case "and" if holds:
            for each in condition.args:
                known = learned(each, known, True)
        case "or" if not holds:
            for each in condition.args:
                known = learned(each, known, False)
        case "=" | "<" | "<=":
            return _by_comparison(condition, known, holds)
    return known


def _by_comparison(condition: Op, known: Known, holds: bool) -> Known:
    left, right = condition.args
    if isinstance(left, Var) and isinstance(right, Num):
        name, number, below = left.name, right.value, holds
    elif isinstance(left, Num) and isinstance(right, Var):
        name, number, below = right.name, left.value, not holds
    else:
        return known
    low, high = known[name]
    if condition.op == "=":
        if holds:
            return _within(known, name, (number, number))
        return _within(known, name, (low + (low == number), high - (high == number)))
    strict = (condition.op == "<") == holds
    if below:
        return _within(known, name, (low, min(high, number - strict)))
    return _within(known, name, (max(low, number + strict), high))


def _within(known: Known, name: str, bounds: Span) -> Known:
    """Where the bounds leave nothing, nothing comes here: it does not matter what is known."""
    return {**known, name: bounds} if bounds[0] <= bounds[1] else known
