"""How a kind of the grammar and a value of the tree belong together: a shape, to be read in both directions.

A *kind* is the name of a grammar rule, or the alias of one of its alternatives. A shape says which value a kind makes
and which of the value's attributes come from children of which *slot*. Kinds that play the same role share a slot
(all expressions are `expr`); otherwise the slot is the kind itself. The builder (`build`) uses `make`, the printer
(`phrasing`) `take`; neither knows the order of words in any dialect. The table of all kinds is in `kinds`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any, Protocol

from attrs import NOTHING, fields_dict, frozen

from closedloop.syntax import tree
from closedloop.text.spans import Span

Part = tuple[str, Any]
"""A slot and what stands in it."""


class Parts(Protocol):
    """What a shape sees of the children that were read."""

    @property
    def span(self) -> Span:
        """Where all of it stands."""

    def all(self, slot: str) -> list[Any]:
        """The values of the slot in the order of the text."""

    def one(self, slot: str) -> Any:
        """The only value of the slot; a second one is reported and dropped."""

    def maybe(self, slot: str, default: Any = None) -> Any:
        """The same, or the default where there is none."""

    def report(self, code: str, span: Span | None = None, /, **params: Any) -> None:
        """Report a problem of the whole, or of the place given."""


@frozen
class Shape:
    """`make` gives the value of the parts, `take` the parts of a value, or None if the value is not of this kind."""

    slot: str
    make: Callable[[Parts], Any]
    take: Callable[[Any], list[Part] | None]
    of: type | None = None
    """The type of every value of the kind; None if they differ."""


@frozen
class One:
    """An attribute with one value; `index` tells apart operands of the same slot."""

    slot: str
    index: int = 0


@frozen
class Maybe:
    """An attribute that may be missing; with `always` the printer is handed it even if it is the default."""

    slot: str
    default: Any = None
    always: bool = False


@frozen
class Many:
    slot: str


@frozen
class Flag:
    slot: str


@frozen
class Fixed:
    """An attribute that the kind itself decides."""

    value: Any


Attribute = One | Maybe | Many | Flag | Fixed
Attributes = Mapping[str, Attribute]


def of_node(node: type[tree.Node], attributes: Attributes, slot: str) -> Shape:
    """The shape of a node whose attributes come straight from slots."""
    unfilled = {name for name, rule in fields_dict(node).items() if rule.default is NOTHING} - set(attributes)
    if unfilled:
        raise ValueError(f"{node.__name__} needs {', '.join(sorted(unfilled))}")
    fixed = tuple((attrgetter(name), rule.value) for name, rule in attributes.items() if isinstance(rule, Fixed))
    readers = tuple((name, _reader(rule, attributes)) for name, rule in attributes.items())
    takers = tuple((attrgetter(name), _taker(rule)) for name, rule in attributes.items())

    def make(parts: Parts) -> Any:
        return node(span=parts.span, **{name: read(parts) for name, read in readers})

    def take(value: Any) -> list[Part] | None:
        if type(value) is not node or any(get(value) != expected for get, expected in fixed):
            return None
        return [part for get, taken in takers for part in taken(get(value))]

    return Shape(slot, make, take, node)


def _reader(rule: Attribute, attributes: Attributes) -> Callable[[Parts], Any]:
    match rule:
        case One(slot, index):
            if sum(isinstance(other, One) and other.slot == slot for other in attributes.values()) > 1:
                return lambda parts: parts.all(slot)[index]
            return lambda parts: parts.one(slot)
        case Maybe(slot, default):
            return lambda parts: parts.maybe(slot, default)
        case Many(slot):
            return lambda parts: tuple(parts.all(slot))
        case Flag(slot):
            return lambda parts: bool(parts.all(slot))
        case Fixed(value):
            return lambda parts: value


def _taker(rule: Attribute) -> Callable[[Any], Iterable[Part]]:
    match rule:
        case One(slot):
            return lambda value: ((slot, value),)
        case Maybe(slot, default, always):
            return lambda value: ((slot, value),) if always or value != default else ()
        case Many(slot):
            return lambda value: [(slot, item) for item in value]
        case Flag(slot):
            return lambda value: ((slot, True),) if value else ()
        case Fixed():
            return lambda value: ()


def of_sequence(slot: str, item: str) -> Shape:
    """The shape of a kind whose value is the tuple of its items."""

    def take(value: Any) -> list[Part] | None:
        return [(item, each) for each in value] if isinstance(value, tuple) else None

    return Shape(slot, lambda parts: tuple(parts.all(item)), take, tuple)


def of_word(slot: str, meaning: str | int) -> Shape:
    """The shape of a kind that is a word with a meaning."""

    def take(value: Any) -> list[Part] | None:
        return [] if type(value) is type(meaning) and value == meaning else None

    return Shape(slot, lambda parts: meaning, take, type(meaning))


def handing_on(slot: str) -> Shape:
    """The shape of a kind that hands on the only value that its children have (brackets, roles of an atom)."""
    return Shape(slot, lambda parts: parts.one(ANY), lambda value: [(ANY, value)])


ANY = "*"
"""The slot of a value that goes to whichever child can hold it."""
