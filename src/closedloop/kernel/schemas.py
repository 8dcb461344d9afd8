"""Parameters of an event as JSON Schema (draft 2020-12), for forms and for agents that call tools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from closedloop.model.process import Param, Process, Type

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(params: tuple[Param, ...], process: Process) -> Mapping[str, Any]:
    """An object schema; titles are those of the fields and roles that the parameters write and bind."""
    titles = {field.name: field.title for field in process.fields} | {role.name: role.title for role in process.roles}
    properties: dict[str, Any] = {}
    for param in params:
        of_type = type_schema(param.type)
        title = titles.get(param.name) if param.use != "own" else None
        properties[param.name] = of_type if title is None else {"title": title, **of_type}
    return {
        "$schema": DIALECT,
        "type": "object",
        "properties": properties,
        "required": [param.name for param in params if not param.optional],
        "additionalProperties": False,
    }


def type_schema(type_: Type) -> dict[str, Any]:
    """The JSON form of values of the type, as `closedloop.kernel.reading` reads and writes it."""
    match type_.kind:
        case "int":
            return _int_schema(type_)
        case "enum":
            return _enum_schema(type_)
        case "list":
            assert type_.item is not None
            return {"type": "array", "items": type_schema(type_.item)}
    return dict(SIMPLE[type_.kind])


def _int_schema(type_: Type) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer"}
    if type_.low is not None:
        schema["minimum"] = type_.low
    if type_.high is not None:
        schema["maximum"] = type_.high
    return schema


def _enum_schema(type_: Type) -> dict[str, Any]:
    if not any(type_.titles):
        return {"type": "string", "enum": list(type_.choices)}
    choices = zip(type_.choices, type_.titles, strict=True)
    return {"type": "string", "oneOf": [{"const": name, "title": title or name} for name, title in choices]}


SIMPLE: Mapping[str, Mapping[str, Any]] = {
    "bool": {"type": "boolean"},
    "decimal": {"type": ["string", "number"], "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?$"},
    "text": {"type": "string"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "date-time"},
    "duration": {"type": "string", "minLength": 2, "description": "5 working days, 1 month 10 days, 2 hours"},
    "party": {"type": "string", "pattern": r"\S"},
    "file": {"type": "string", "pattern": r"\S", "description": "reference of a file"},
}
