"""Comparisons that no constants decide, between numbers or dates: of each pair it is remembered which side is larger.

A pair is two expressions made of numeric fields, constants and + - *, or two fields of dates or moments. Its sign is
unknown whenever one of its fields was written, is guessed when it is looked at, and stays as it is until the next
writing: a condition asked twice is answered alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from attrs import frozen

from closedloop.model.expressions import Arith, Compare, Const, Expr, FieldRef, Value
from closedloop.model.process import Process

SMALLER, SAME, LARGER, UNKNOWN = range(4)
NUMERIC = ("int", "decimal")
MOST = 6
"""How many signs are remembered; what else is compared is guessed anew each time."""

UNBOUNDED = (*NUMERIC, "date", "time")


@frozen
class Pair:
    """`name` of the variable that holds the sign of left against right; `fields` that it depends on."""

    name: str
    left: Expr
    right: Expr
    fields: tuple[str, ...]


def codes(op: str) -> tuple[int, ...]:
    """The signs for which the comparison holds."""
    return {
        "=": (SAME,),
        "!=": (SMALLER, LARGER),
        "<": (SMALLER,),
        "<=": (SMALLER, SAME),
        ">": (LARGER,),
        ">=": (SAME, LARGER),
    }[op]


def fields_of(expr: Expr, numeric: frozenset[str]) -> tuple[str, ...] | None:
    """The fields of an expression of numbers; None where it is made of anything else."""
    match expr:
        case FieldRef():
            return (expr.name,) if expr.name in numeric else None
        case Const():
            return () if type(expr.value) in (int, Decimal) else None
        case Arith() if expr.op in "+-*":
            left, right = fields_of(expr.left, numeric), fields_of(expr.right, numeric)
            return None if left is None or right is None else (*left, *right)
    return None


def pairs_of(process: Process, compared: Iterator[Compare]) -> tuple[Pair, ...]:
    """The pairs among these comparisons, each once whichever side is written first; of many the first, which are those
    that rules speak of: each multiplies the states.
    """
    numeric = frozenset(field.name for field in process.fields if field.type.kind in NUMERIC)
    dates = {field.name: field.type.kind for field in process.fields if field.type.kind in ("date", "time")}
    pairs: list[Pair] = []
    for each in compared:
        fields = _of_dates(each, dates)
        if not fields:
            left, right = fields_of(each.left, numeric), fields_of(each.right, numeric)
            fields = () if left is None or right is None else tuple(dict.fromkeys((*left, *right)))
        if fields and find(tuple(pairs), each) is None:
            pairs.append(Pair(f"sign:{len(pairs)}", each.left, each.right, fields))
    return tuple(pairs[:MOST])


def _of_dates(compared: Compare, dates: Mapping[str, str]) -> tuple[str, ...]:
    """The fields, where two of dates or two of moments are compared."""
    match compared.left, compared.right:
        case FieldRef(name=left), FieldRef(name=right) if dates.get(left, "") == dates.get(right):
            return left, right
    return ()


def find(pairs: tuple[Pair, ...], compared: Compare) -> tuple[Pair, bool] | None:
    """The pair of a comparison, and whether its sides stand the other way round there."""
    for pair in pairs:
        if (pair.left, pair.right) == (compared.left, compared.right):
            return pair, False
        if (pair.left, pair.right) == (compared.right, compared.left):
            return pair, True
    return None


def outgrown(pair: Pair, large: frozenset[str]) -> int | None:
    """The sign that a number that is large enough, or a day that is late enough, in one of these fields (`field:…`)
    makes; None if that is not certain.
    """
    left, right = (_grows(side, large) for side in (pair.left, pair.right))
    if (left, right) == (1, 0):
        return LARGER
    return SMALLER if (left, right) == (0, 1) else None


def _grows(expr: Expr, large: frozenset[str]) -> int | None:
    """1: with those fields; 0: it does not depend on them; None: anything else."""
    match expr:
        case FieldRef():
            return int(f"field:{expr.name}" in large)
        case Arith(op="+" | "-"):
            left, right = _grows(expr.left, large), _grows(expr.right, large)
            if left is None or right is None or (right and expr.op == "-"):
                return None
            return max(left, right)
        case Arith():
            return 0 if _grows(expr.left, large) == _grows(expr.right, large) == 0 else None
    return 0


def sign(pair: Pair, fields: Mapping[str, Value]) -> int | None:
    """The sign for these values, None if a side is unset."""
    left, right = _value(pair.left, fields), _value(pair.right, fields)
    if left is None or right is None:
        return None
    return SAME if left == right else SMALLER if left < right else LARGER  # type: ignore[operator]  # both of one kind


def _value(expr: Expr, fields: Mapping[str, Value]) -> Decimal | date | None:
    match expr:
        case FieldRef():
            value = fields.get(expr.name)
            return value if isinstance(value, date) else Decimal(value) if isinstance(value, (int, Decimal)) else None
        case Const(value=int() | Decimal() as known):
            return Decimal(known)
        case Arith():
            left, right = _value(expr.left, fields), _value(expr.right, fields)
            if not isinstance(left, Decimal) or not isinstance(right, Decimal):
                return None
            return left + right if expr.op == "+" else left - right if expr.op == "-" else left * right
    return None
