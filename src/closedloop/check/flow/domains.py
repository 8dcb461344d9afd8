"""The values that a term can have, cut into finitely many cells by the constants that it is compared with.

Guarantees: a comparison with one of these constants comes out the same for all values of a cell, so that looking at one
example of each cell is exact. Sets of cells are bit masks: bit 0 is *unset*, bit `i + 1` is cell `i`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Literal

from attrs import frozen

from closedloop.model.process import Type

UNSET = 1
Place = int | Fraction
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
FLIPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@frozen
class Cell:
    """`example` is a value in it (of a line: its place on the line). A cell of a line lies between `low` and `high`,
    None being infinitely far; both are the example for a cell of one point. `other`: all texts that are named
    nowhere."""

    example: Any
    low: Place | None = None
    high: Place | None = None
    other: bool = False


@frozen
class Domain:
    """`choices` are compared by their order, `line` by place, `names` only for equality; `thing` is only set or
    unset."""

    kind: Literal["choices", "line", "names", "thing"]
    cells: tuple[Cell, ...]
    type: Type

    @property
    def set(self) -> int:
        """All cells, but not unset."""
        return (1 << (len(self.cells) + 1)) - 2

    def where(self, op: str, value: Any) -> int:
        """The cells whose values compare so with the value; unset never does."""
        holds = OPERATORS[op]
        if self.kind == "choices":
            places = {cell.example: place for place, cell in enumerate(self.cells)}
            if value not in places:
                return self.set if op == "!=" else 0
            return self._mask(holds(place, places[value]) for place in range(len(self.cells)))
        if self.kind == "line":
            place = place_of(value)
            return self._mask(holds(cell.example, place) for cell in self.cells)
        return self._mask((cell.example == value and not cell.other) == (op == "=") for cell in self.cells)

    def among(self, values: Iterable[Any]) -> int:
        """The cells of these values, with which the domain was cut."""
        wanted = set(map(place_of, values) if self.kind == "line" else values)
        return self._mask(cell.example in wanted and not cell.other and cell.low == cell.high for cell in self.cells)

    def holding(self, value: Any) -> int:
        """The cell in which the value lies; all of them if it lies in none that is known."""
        if value is None:
            return UNSET
        if self.kind == "line":
            place = place_of(value)
            inside = self._mask(_inside(cell, place) for cell in self.cells)
        elif self.kind == "names":
            inside = self._mask(cell.example == value for cell in self.cells) or self._mask(
                cell.other for cell in self.cells
            )
        else:
            inside = self._mask(cell.example == value for cell in self.cells)
        return inside or self.set

    def raised(self, mask: int) -> int:
        """Where a count is after one more: cells of one point are left, wider ones may be."""
        after = 0
        for place, cell in enumerate(self.cells):
            bit = 2 << place
            if not mask & bit:
                continue
            more = cell.example + 1
            stays = cell.low != cell.high and (cell.high is None or more < cell.high)
            after |= (bit if stays else 0) | (bit << 1 if place + 1 < len(self.cells) else bit)
        return after

    def _mask(self, truths: Iterable[bool]) -> int:
        mask = 0
        for place, truth in enumerate(truths):
            if truth:
                mask |= 2 << place
        return mask


def _inside(cell: Cell, place: Place) -> bool:
    if cell.low is not None and cell.low == cell.high:
        return place == cell.low
    return (cell.low is None or cell.low < place) and (cell.high is None or place < cell.high)


def place_of(value: Any) -> Place:
    """Where a number, a date or a moment lies on its line (dates by days, moments by seconds); whole ones as `int`."""
    if isinstance(value, int):
        return int(value)
    if isinstance(value, datetime):
        return Fraction((value - EPOCH) // timedelta(microseconds=1), 1_000_000)
    if isinstance(value, date):
        return value.toordinal()
    place = Fraction(value)
    return int(place) if place.denominator == 1 else place


def value_at(place: Place, kind: str) -> Any:
    """The value of that kind (int, decimal, date, time) at a place; the nearest there is at the ends of the
    calendar."""
    if kind == "date":
        return date.fromordinal(min(max(floor(place), 1), date.max.toordinal()))
    if kind == "time":
        try:
            return EPOCH + timedelta(seconds=float(place))
        except OverflowError:
            return datetime.max.replace(tzinfo=UTC) if place > 0 else datetime.min.replace(tzinfo=UTC)
    if place.denominator == 1:
        return int(place)
    return Decimal(place.numerator) / Decimal(place.denominator)


# --------------------------------------------------------------------------------------------------- cutting into cells


def domain_of(type: Type, constants: Iterable[Any]) -> Domain:
    """The cells of a type, cut at the constants."""
    match type.kind:
        case "bool":
            return Domain("choices", (Cell(False), Cell(True)), type)
        case "enum":
            return Domain("choices", tuple(Cell(choice) for choice in type.choices), type)
        case "int" | "date":
            places = sorted({place_of(each) for each in constants})
            return Domain("line", tuple(_steps(places, type.low, type.high)), type)
        case "decimal" | "time":
            return Domain("line", tuple(_dense(sorted({place_of(each) for each in constants}))), type)
        case "text" | "party" | "file":
            named = tuple(Cell(each) for each in dict.fromkeys(constants) if isinstance(each, str))
            return Domain("names", (*named, Cell(None, other=True)), type)
        case _:
            return Domain("thing", (Cell(None),), type)


def _steps(places: list[Place], low: int | None, high: int | None) -> Iterable[Cell]:
    """Whole numbers between `low` and `high`, cut at the places; cells without a whole number are left out."""
    lower = None if low is None else low - 1
    upper = None if high is None else high + 1
    inside = [each for each in places if (lower is None or lower < each) and (upper is None or each < upper)]
    bounds: list[Place | None] = [lower, *inside, upper]
    for number, (left, right) in enumerate(pairwise(bounds)):
        if number and left is not None and left.denominator == 1:
            yield Cell(left, left, left)
        example = _whole_between(left, right)
        if example is not None:
            yield Cell(example, left, right)


def _whole_between(left: Place | None, right: Place | None) -> int | None:
    if left is None:
        return 0 if right is None else ceil(right) - 1
    example = floor(left) + 1
    return example if right is None or example < right else None


def _dense(places: list[Place]) -> Iterable[Cell]:
    bounds: list[Place | None] = [None, *places, None]
    for left, right in pairwise(bounds):
        if left is not None:
            yield Cell(left, left, left)
        if left is None:
            yield Cell(0 if right is None else right - 1, left, right)
        else:
            whole = floor(left) + 1
            yield Cell(whole if right is None or whole < right else Fraction(left + right) / 2, left, right)
