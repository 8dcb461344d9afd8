"""From the JSON Schema of an event's parameters to the inputs of a form, and from what was filled in to parameters."""

from __future__ import annotations

import re

KINDS = {"date": "date", "date-time": "datetime-local"}


def inputs(schema, reader, filled=None, wrong=()):
    """An input for each parameter, as it was filled in; `wrong`: the parameters that were refused."""
    for name, prop in schema["properties"].items():
        of = prop.get("items", prop)  # of a list: what its items are
        yield {
            "param": name,
            "name": f"p.{name}",  # a parameter may be called like one of the form's own inputs
            "title": reader.teller.shown(name, prop.get("title")),
            "kind": kind(of, prop["type"] == "array"),
            "required": name in schema["required"],
            "values": filled.getlist(f"p.{name}") if filled else [],
            "choices": choices(of, reader),
            "minimum": of.get("minimum"),
            "maximum": of.get("maximum"),
            "wrong": name in wrong,
        }


def kind(of, several):
    """What the input is: `select`, `multiple`, `lines`, `textarea`, or a type of <input>."""
    if "oneOf" in of or "enum" in of or of["type"] == "boolean":
        return "multiple" if several else "select"
    if several:
        return "lines"
    if of["type"] == "integer":
        return "number"
    return "textarea" if set(of) <= {"type", "title"} else KINDS.get(of.get("format"), "text")


def choices(of, reader):
    if of["type"] == "boolean":
        return [("true", reader.say("yes")), ("false", reader.say("no"))]
    listed = of.get("oneOf") or [{"const": value} for value in of.get("enum", ())]
    return [(each["const"], reader.teller.shown(each["const"], each.get("title"))) for each in listed]


def params(schema, filled):
    """What was filled in, as JSON. An empty input gives nothing; what makes no sense is left for the desk to refuse."""
    given = {}
    for name, prop in schema["properties"].items():
        texts = [text.replace("\r\n", "\n") for text in filled.getlist(f"p.{name}") if text.strip()]
        if texts and prop["type"] == "array":
            lines = [line.strip() for text in texts for line in text.split("\n") if line.strip()]
            given[name] = [value(prop["items"], line) for line in lines]
        elif texts:
            given[name] = value(prop, texts[0])
    return given


def value(prop, text):
    if prop["type"] == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if prop["type"] == "integer" and re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", text):
        return int(text)
    return text
