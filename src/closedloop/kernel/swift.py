"""Frozen values that are made at the cost of plain ones.

A frozen attrs class sets each attribute through `object.__setattr__`, a tenth of a microsecond apiece: 2 µs for a
record, which is made for every event. `swift` gives such a class an `__init__` that lends the new object a mutable
class of the same layout while its attributes are set. Nothing else changes: the instance is frozen when its making
ends, equal by its parts, and known to attrs (`evolve`, `fields`) as before.
"""

from __future__ import annotations

from typing import Any, TypeVar

import attrs

T = TypeVar("T")


def swift(cls: type[T]) -> type[T]:
    """The frozen attrs class with slots, its `__init__` replaced by a faster one of the same signature.

    Not for attributes with converters, validators, factories or `init=False`; there are none among the kernel's values.
    """
    open_class = type(
        f"{cls.__name__}InTheMaking",
        (cls,),
        {"__slots__": (), "__setattr__": object.__setattr__, "__delattr__": object.__delattr__},
    )
    lend = object.__dict__["__class__"].__set__
    known: dict[str, Any] = {"_lend": lend, "_open": open_class, "_frozen": cls}
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(cls)  # type: ignore[arg-type]
    parameters = ", ".join(_parameter(each, known) for each in fields)
    lines = [f"def __init__(self, {parameters}):", "    _lend(self, _open)"]
    lines += [f"    self.{each.name} = {each.name}" for each in fields]
    lines.append("    self.__class__ = _frozen")
    exec("\n".join(lines), known)  # of nothing but the names of attributes
    made = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__module__ = cls.__module__
    made.__annotations__ = dict(cls.__init__.__annotations__)
    type.__setattr__(cls, "__init__", made)
    return cls


def _parameter(each: attrs.Attribute[Any], known: dict[str, Any]) -> str:
    if each.default is attrs.NOTHING:
        return each.name
    known[f"_default_{each.name}"] = each.default
    return f"{each.name}=_default_{each.name}"
