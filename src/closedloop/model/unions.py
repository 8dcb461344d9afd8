"""How the JSON of a process tells the members of a union apart."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import attrs

from closedloop.model.durations import Duration

TAG = "is"
"""The key under which a member of a union carries the name of its class."""


def members(kind: Any) -> tuple[Any, ...]:
    """The members of a union, `None` left out; empty for what is no union."""
    if get_origin(kind) not in (Union, UnionType):
        return ()
    return tuple(each for each in get_args(kind) if each is not NoneType)


def optional(kind: Any) -> bool:
    """Whether `None` is a member."""
    return get_origin(kind) in (Union, UnionType) and NoneType in get_args(kind)


def is_tagged(kind: Any) -> bool:
    """Whether this is a union of several classes of the model."""
    inner = members(kind)
    return len(inner) > 1 and all(attrs.has(each) for each in inner)


def is_value(kind: Any) -> bool:
    """Whether this is `Value`, or the part of it that a scenario's moment is."""
    inner = members(kind)
    return str in inner and Duration in inner
