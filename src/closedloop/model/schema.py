"""The JSON Schema (2020-12) of compiled processes, made from the classes of the model themselves.

Guarantees: whatever `json_form` writes is valid; each class is one definition with its docstring as description.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import attrs

from closedloop.model import expressions, process
from closedloop.model.durations import UNITS, Duration
from closedloop.model.process import SCHEMA_VERSION, Process
from closedloop.model.unions import TAG, is_tagged, is_value, members, optional

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DECIMAL = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$"}
_PLAIN: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    Decimal: _DECIMAL,
    NoneType: {"type": "null"},
}


_UNIONS: Mapping[frozenset[Any], str] = {
    frozenset(members(union)): name
    for name, union in {
        "AnyExpr": expressions.Expr,
        "AnySpan": expressions.Span,
        "AnyAtom": expressions.Atom,
        "AnySlot": process.Slot,
        "AnyAct": process.AnyAct,
        "AnyProp": process.Prop,
    }.items()
}


def json_schema() -> dict[str, Any]:
    """The schema of what `program_to_json` writes."""
    definitions: dict[str, Any] = {"Duration": _duration(), "Value": _value()}
    _define(Process, definitions)
    definitions["Process"]["properties"]["schema"] = {"const": SCHEMA_VERSION}
    definitions["Process"]["required"].insert(0, "schema")
    return {
        "$schema": DIALECT,
        "title": "A compiled closedloop program",
        "type": "object",
        "properties": {
            "closedloop": {"const": "program"},
            "schema": {"const": SCHEMA_VERSION},
            "processes": {"type": "array", "items": _reference("Process")},
        },
        "required": ["closedloop", "schema", "processes"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _define(kind: type[Any], definitions: dict[str, Any], *, tagged: bool = False) -> None:
    if kind.__name__ in definitions:
        return
    made: dict[str, Any] = {"type": "object"}
    definitions[kind.__name__] = made
    words = " ".join((kind.__dict__.get("__doc__") or "").split())
    if words:
        made["description"] = words
    attrs.resolve_types(kind)
    tag = {TAG: {"const": kind.__name__}} if tagged else {}
    made["properties"] = {**tag, **{each.name: _field(each, definitions) for each in attrs.fields(kind)}}
    made["required"] = [*tag, *(each.name for each in attrs.fields(kind) if each.default is attrs.NOTHING)]
    made["additionalProperties"] = False


def _field(field: attrs.Attribute[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """What has None as default is left out instead of null."""
    made = _form(field.type, definitions)
    if optional(field.type) and not is_value(field.type) and field.default is attrs.NOTHING:
        return {"anyOf": [made, {"type": "null"}]}
    return made


def _form(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if get_origin(kind) is Literal:
        return {"enum": list(get_args(kind))}
    if get_origin(kind) is tuple:
        return _array(get_args(kind), definitions)
    if kind is Duration or is_value(kind):
        return _reference("Duration" if kind is Duration else "Value")
    if is_tagged(kind):
        return _union(members(kind), definitions)
    if members(kind):
        [inner] = members(kind)
        return _form(inner, definitions)
    _define(kind, definitions)
    return _reference(kind.__name__)


def _union(kinds: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    """One of several classes; the unions that have a name in the model have it here."""
    name = _UNIONS.get(frozenset(kinds))
    if name is None:
        return {"oneOf": [_tagged(each, definitions) for each in kinds]}
    if name not in definitions:
        made: dict[str, Any] = {"oneOf": []}
        definitions[name] = made
        made["oneOf"] += [_tagged(each, definitions) for each in kinds]
    return _reference(name)


def _tagged(kind: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """A member of a union: its own definition, with the tag among its properties."""
    _define(kind, definitions, tagged=True)
    return _reference(kind.__name__)


def _array(items: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    if len(items) == 2 and items[1] is Ellipsis:
        if optional(items[0]) and not is_value(items[0]):
            return {"type": "array", "items": {"anyOf": [_form(items[0], definitions), {"type": "null"}]}}
        return {"type": "array", "items": _form(items[0], definitions)}
    made = [_form(each, definitions) for each in items]
    return {"type": "array", "prefixItems": made, "minItems": len(made), "maxItems": len(made)}


def _duration() -> dict[str, Any]:
    amount = {"type": "integer", "minimum": 1}
    return {
        "description": " ".join((Duration.__doc__ or "").split()),
        "type": "object",
        "properties": dict.fromkeys(UNITS, amount),
        "minProperties": 1,
        "additionalProperties": False,
    }


def _value() -> dict[str, Any]:
    """Values that JSON does not know are objects with one key."""
    tagged = {
        "decimal": _DECIMAL,
        "date": {"type": "string", "format": "date"},
        "time": {"type": "string", "format": "date-time"},
        "duration": _reference("Duration"),
    }
    return {
        "description": "A value of the language; null is unset.",
        "oneOf": [
            {"type": ["null", "boolean", "integer", "string"]},
            {"type": "array", "items": _reference("Value")},
            *(
                {"type": "object", "properties": {key: form}, "required": [key], "additionalProperties": False}
                for key, form in tagged.items()
            ),
        ],
    }
