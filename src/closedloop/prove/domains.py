"""What a field, a slot or a parameter can be told to hold: the few classes of values that conditions tell apart.

Code 0 is *unset*; the others are cells. A bounded number that is looked at has a cell for each value; a count one for
each number up to the largest constant it is compared with, and a last one for all beyond (nothing is lost: it is only
raised and reset); any other number one for each constant and for what lies between them; a text one for each text it is
compared with and one for all others; whatever no condition tells apart is only set or unset.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import count, islice
from typing import Any, Literal, cast

from attrs import field, frozen

from closedloop.model.expressions import Value
from closedloop.model.process import Type

Number = int | Decimal
Range = tuple[Number | None, Number | None]
"""Bounds of a cell; None: without end."""

UNSET = 0
MANY = 64
"""A bounded number with more values than this is told apart by constants, like an unbounded one."""


@frozen
class Domain:
    """`cells` by code (from 1). A `points` domain's cells are values; a `counter`'s too, and its last stands for all
    larger ones; a `ranges` domain's are pairs of bounds (None: without end), equal for a single value and else
    exclusive; a `names` domain's are texts or parties, `others` of them (the last ones) not named by the process.
    """

    kind: Literal["points", "counter", "ranges", "names", "opaque"]
    cells: tuple[object, ...]
    others: int = 0
    individual: bool = False
    """Whether each of `others` is one single party (rather than any text that is none of the named ones)."""

    @property
    def size(self) -> int:
        return len(self.cells) + 1

    @property
    def codes(self) -> tuple[int, ...]:
        return tuple(range(1, self.size))

    @property
    def top(self) -> int:
        return len(self.cells)

    def code(self, value: Value) -> int | None:
        """The cell of a value, None if it has none of its own."""
        if value is None:
            return UNSET
        if self.kind == "opaque":
            return 1
        if self.kind == "ranges":
            return next((code for code, cell in enumerate(self.cells, 1) if _inside(value, cell)), None)
        named = self.cells[: len(self.cells) - self.others]
        for code, cell in enumerate(named, 1):
            if cell == value and isinstance(cell, bool) == isinstance(value, bool):
                return code
        if self.kind == "counter" and isinstance(value, int) and value > _number(self.cells[-1]):
            return self.top
        if self.kind == "names" and not self.individual:
            return self.size - 1
        return None

    def compared(self, op: str, constant: Value) -> tuple[int, ...] | None:
        """The codes of which `cell op constant` holds; None where some cell is torn by it."""
        codes = []
        for code, cell in enumerate(self.cells, 1):
            holds = self._compare(cell, code, op, constant)
            if holds is None:
                return None
            if holds:
                codes.append(code)
        return tuple(codes)

    def _compare(self, cell: object, code: int, op: str, constant: Value) -> bool | None:
        if self.kind == "opaque":
            return None
        if self.kind == "names":
            if op not in ("=", "!="):
                return None
            unnamed = code > len(self.cells) - self.others
            if unnamed and constant not in self.cells[: len(self.cells) - self.others]:
                return None
            return ((not unnamed) and cell == constant) == (op == "=")
        if self.kind == "ranges":
            return _range_compared(cell, op, constant)
        if self.kind == "counter" and code == self.top and not _number(constant) < _number(cell):
            return None
        return _compared(cell, op, constant)

    def sample(self, code: int, type_: Type | None = None) -> Value:
        """A value of the cell, None for unset (and for what is only set: that is for its type to say)."""
        if code == UNSET or self.kind == "opaque":
            return None
        cell = self.cells[code - 1]
        if self.kind == "ranges":
            return _middle(cell, whole=type_ is not None and type_.kind == "int", type_=type_)
        return cast(Value, cell)

    def within(self, type_: Type) -> tuple[int, ...]:
        """The codes of values that the type admits."""
        if type_.kind != "int":
            return self.codes
        low, high = type_.low, type_.high
        kept = []
        for code, cell in enumerate(self.cells, 1):
            least, most = cast(Range, cell) if isinstance(cell, tuple) else (_number(cell), _number(cell))
            if self.kind == "counter" and code == self.top:
                most = None
            open_ = least != most and self.kind == "ranges"
            above = low is None or most is None or (most > low if open_ else most >= low)
            below = high is None or least is None or (least < high if open_ else least <= high)
            if above and below and (not open_ or _has_whole(cell, low, high)):
                kept.append(code)
        return tuple(kept)


def _has_whole(cell: object, low: int | None, high: int | None) -> bool:
    return _middle(cell, whole=True, type_=Type("int", low, high)) is not None


def _number(value: object) -> Number:
    assert isinstance(value, (int, Decimal))
    return value


def _inside(value: Any, cell: object) -> bool:
    least, most = cast(Range, cell)
    if least == most and least is not None:
        return bool(value == least)
    return (least is None or value > least) and (most is None or value < most)


def _compared(left: Any, op: str, right: Any) -> bool:
    match op:
        case "=":
            return bool(left == right)
        case "!=":
            return bool(left != right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case _:
            return bool(left >= right)


def _range_compared(cell: object, op: str, constant: Any) -> bool | None:
    least, most = cast(Range, cell)
    if least is not None and least == most:
        return _compared(least, op, constant)
    if most is not None and _compared(constant, ">=", most):
        return op in ("<", "<=", "!=")
    if least is not None and _compared(constant, "<=", least):
        return op in (">", ">=", "!=")
    return None


def _middle(cell: object, *, whole: bool, type_: Type | None) -> Value:
    least, most = cast(Range, cell)
    if least is not None and least == most:
        return least
    if whole:
        low = type_.low if type_ is not None else None
        high = type_.high if type_ is not None else None
        first = _next_whole(least, 1) if least is not None else low
        last = _next_whole(most, -1) if most is not None else high
        if first is None:
            first = last if last is not None else 0
        if low is not None:
            first = max(first, low)
        return first if (last is None or first <= last) and (high is None or first <= high) else None
    if least is None:
        return most - 1 if most is not None else 0
    return least + 1 if most is None else (Decimal(least) + Decimal(most)) / 2


def _next_whole(bound: Number, step: int) -> int:
    whole = (
        int(bound.to_integral_value(rounding="ROUND_FLOOR" if step > 0 else "ROUND_CEILING"))
        if isinstance(bound, Decimal)
        else bound
    )
    return whole + step if whole == bound or step > 0 else whole


OPAQUE = Domain("opaque", (True,))
TRUTH = Domain("points", (False, True))


def choices(values: tuple[str, ...]) -> Domain:
    return Domain("points", values)


def names(constants: Iterable[str], others: int = 1, *, individual: bool = False) -> Domain:
    named = tuple(sorted(set(constants)))
    return Domain("names", (*named, *(f"party {i + 1}" for i in range(others))), others, individual)


def letters(constants: Iterable[str], others: int) -> Domain:
    """Texts: the named ones, and so many single others."""
    named = tuple(sorted(set(constants)))
    free = (each for each in map(chr, count(ord("A"))) if each not in named)
    return Domain("names", (*named, *islice(free, others)), others, individual=True)


@frozen
class Numbers:
    """What is known of numbers that flow into each other: constants compared with and `assigned`, bounds of what is put
    in, and whether something is counted or computed.
    """

    constants: set[Number] = field(factory=set)
    assigned: set[Number] = field(factory=set)
    bounds: list[tuple[int, int] | None] = field(factory=list)
    counted: list[bool] = field(factory=list)
    computed: list[bool] = field(factory=list)
    decimal: list[bool] = field(factory=list)

    def domain(self) -> Domain:
        """The coarsest cells that lose nothing, if there are any; else cells between the constants."""
        whole = not any(self.decimal) and all(isinstance(each, int) for each in (*self.constants, *self.assigned))
        if whole and not any(self.counted) and self.bounds and all(self.bounds):
            low = min(min(pair[0] for pair in self.bounds if pair), *self._whole_constants(), 2**60)
            high = max(max(pair[1] for pair in self.bounds if pair), *self._whole_constants(), -(2**60))
            if high - low < MANY:
                return Domain("points", tuple(range(low, high + 1)))
        inputs_bounded = all(pair is not None for pair in self.bounds)
        if whole and any(self.counted) and inputs_bounded:
            known = [*self._whole_constants(), 0, *(n for pair in self.bounds if pair for n in pair)]
            if max(known) - min(known) < 4 * MANY:
                return Domain("counter", tuple(range(min(known), max(known) + 2)))
        return Domain("ranges", _ranges(sorted(self.constants)))

    def _whole_constants(self) -> list[int]:
        return [int(each) for each in (*self.constants, *self.assigned)]


def _ranges(cuts: list[Number]) -> tuple[object, ...]:
    if not cuts:
        return ((None, None),)
    cells: list[object] = [(None, cuts[0])]
    for index, cut in enumerate(cuts):
        cells.append((cut, cut))
        cells.append((cut, cuts[index + 1] if index + 1 < len(cuts) else None))
    return tuple(cells)
