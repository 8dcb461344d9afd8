"""Terms over the variables of a finite system: whole numbers, truth being 1 and 0.

Guarantees: frozen and hashable; the makers fold whatever is known already, so that what a command does in a certain
step is as small as if it had been written for it. Every form of a system (Python, Promela, the plain interpreter)
prints or evaluates these terms and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from attrs import frozen


@frozen
class Num:
    value: int


@frozen
class Var:
    """A variable of the state, as it was before the command, or one of the command's choices."""

    name: str


@frozen
class Op:
    """`op`: + - and or not = < <= if (condition, then, otherwise) min."""

    op: str
    args: tuple[Term, ...]


Term = Num | Var | Op

TRUE, FALSE = Num(1), Num(0)


def num(value: int) -> Num:
    return Num(int(value))


def add(left: Term, right: Term) -> Term:
    if isinstance(left, Num) and isinstance(right, Num):
        return Num(left.value + right.value)
    if right == FALSE:
        return left
    if left == FALSE:
        return right
    return Op("+", (left, right))


def least(left: Term, right: Term) -> Term:
    if isinstance(left, Num) and isinstance(right, Num):
        return Num(min(left.value, right.value))
    return Op("min", (left, right))


def equal(left: Term, right: Term) -> Term:
    if left == right:
        return TRUE
    if isinstance(left, Num) and isinstance(right, Num):
        return FALSE
    if isinstance(left, Op) and left.op == "if" and isinstance(right, Num):
        return choose(left.args[0], equal(left.args[1], right), equal(left.args[2], right))
    return Op("=", (left, right))


def less(left: Term, right: Term) -> Term:
    if isinstance(left, Num) and isinstance(right, Num):
        return num(left.value < right.value)
    return FALSE if left == right else Op("<", (left, right))


def at_most(left: Term, right: Term) -> Term:
    if isinstance(left, Num) and isinstance(right, Num):
        return num(left.value <= right.value)
    return TRUE if left == right else Op("<=", (left, right))


def negated(term: Term) -> Term:
    if isinstance(term, Num):
        return num(not term.value)
    if isinstance(term, Op) and term.op == "not":
        return term.args[0]
    return Op("not", (term,))


def both(*terms: Term) -> Term:
    return _joined("and", terms, FALSE, TRUE)


def either(*terms: Term) -> Term:
    return _joined("or", terms, TRUE, FALSE)


def _joined(op: str, terms: tuple[Term, ...], decides: Num, neutral: Num) -> Term:
    kept: list[Term] = []
    for term in _flat(op, terms):
        if isinstance(term, Num):
            if term == decides:
                return decides
        elif term not in kept:
            if negated(term) in kept:
                return decides
            kept.append(term)
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else Op(op, tuple(kept))


def _flat(op: str, terms: tuple[Term, ...]) -> Iterator[Term]:
    for term in terms:
        if isinstance(term, Op) and term.op == op:
            yield from term.args
        else:
            yield num(term.value != 0) if isinstance(term, Num) else term


def choose(condition: Term, then: Term, otherwise: Term) -> Term:
    if isinstance(condition, Num):
        return then if condition.value else otherwise
    if then == otherwise:
        return then
    if (then, otherwise) == (TRUE, FALSE):
        return condition
    if (then, otherwise) == (FALSE, TRUE):
        return negated(condition)
    return Op("if", (condition, then, otherwise))


def one_of(term: Term, codes: tuple[int, ...]) -> Term:
    """Whether the term is one of these numbers."""
    return either(*(equal(term, Num(code)) for code in codes))


def variables(*terms: Term) -> set[str]:
    """The names in terms."""
    waiting, found = [*terms], set()
    while waiting:
        term = waiting.pop()
        if isinstance(term, Op):
            waiting += term.args
        elif isinstance(term, Var):
            found.add(term.name)
    return found


def evaluate(term: Term, values: Mapping[str, int]) -> int:
    """The term's value: the plain meaning that every printed form must have."""
    kind = type(term)  # asked far more often than anything else: no patterns, nothing allocated
    if kind is Num:
        return term.value  # type: ignore[union-attr]
    if kind is Var:
        return values[term.name]  # type: ignore[union-attr]
    op, args = term.op, term.args  # type: ignore[union-attr]
    if op == "and":
        for each in args:
            if not evaluate(each, values):
                return 0
        return 1
    if op == "or":
        for each in args:
            if evaluate(each, values):
                return 1
        return 0
    if op == "not":
        return 0 if evaluate(args[0], values) else 1
    if op == "if":
        return evaluate(args[1] if evaluate(args[0], values) else args[2], values)
    return COMPUTED[op](evaluate(args[0], values), evaluate(args[1], values))


COMPUTED: Mapping[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "=": lambda a, b: int(a == b),
    "<": lambda a, b: int(a < b),
    "<=": lambda a, b: int(a <= b),
    "min": min,
}
