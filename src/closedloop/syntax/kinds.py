"""The table of kinds: for every rule and alias of `closedloop.lark` that makes something, its shape.

Declarations, steps and effects have their rows here; rules, metrics, scenarios and expressions in
`kinds_of_statements`; phrases that are more than the sum of their parts in `kinds_of_phrases`. A kind without a row
hands on the only value that its children have.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from closedloop.syntax import tree
from closedloop.syntax.kinds_of_phrases import PHRASES, UNIT_WORDS
from closedloop.syntax.kinds_of_statements import EXPRESSIONS, STATEMENTS
from closedloop.syntax.shapes import Attributes, Fixed, Flag, Many, Maybe, One, Shape, of_node, of_sequence, of_word

_NAME = One("name")
_TITLED: Attributes = {"name": _NAME, "title": Maybe("title")}
_CITED: Attributes = {**_TITLED, "cite": Maybe("cite")}

FILE = {
    "start": of_node(tree.File, {"processes": Many("process")}, "start"),
    "process": of_node(tree.Process, {**_CITED, "version": Maybe("version"), "items": Many("item")}, "process"),
}

DECLARATIONS: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "calendar": (tree.Calendar, {"name": _NAME, "zone": Maybe("zone")}),
    "role": (tree.Role, {**_CITED, "assigned": Flag("ASSIGNED")}),
    "field": (tree.FieldDecl, {**_CITED, "type": One("type"), "default": Maybe("default")}),
    "list_decl": (tree.ListDecl, {**_TITLED, "values": Many("expr")}),
    "colour": (tree.Colour, _TITLED),
    "effect_decl": (tree.EffectDecl, {"name": _NAME, "params": One("params")}),
    "start_decl": (tree.Start, {"step": _NAME}),
    "step": (tree.Step, {**_CITED, "by": Maybe("by", ()), "items": Many("step_item")}),
    "end": (tree.End, {**_TITLED, "on_enter": Many("arriving")}),
    "anywhere": (
        tree.Anywhere,
        {"but": Maybe("but", ()), "while_suspended": Flag("ALSO_SUSPENDED"), "offers": Many("step_item")},
    ),
    "allow_suspend": (tree.AllowSuspend, {"by": One("by")}),
    "allow_reopen": (
        tree.AllowReopen,
        {"by": One("by"), "to": _NAME, "window": Maybe("duration"), "end": Maybe("ended")},
    ),
    "allow_backdate": (tree.AllowBackdate, {"by": One("by"), "at_most": One("duration")}),
    "escalation": (tree.Escalation, {**_CITED, "rungs": Many("rung")}),
    "rule": (tree.Rule, {**_CITED, "prop": One("prop")}),
    "metric": (
        tree.Metric,
        {**_CITED, "value": One("measurement"), "each": Maybe("each"), "target": Maybe("target")},
    ),
    "breakdown": (
        tree.Breakdown,
        {"field": _NAME, "title": Maybe("title"), "cases": One("cases"), "each": Maybe("each")},
    ),
    "scenario": (tree.Scenario, {"title": One("title"), "lines": Many("line")}),
}

SIMPLE_TYPES = ("bool", "decimal", "text", "date", "time", "duration", "party", "file")
TYPES: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    **{f"t_{kind}": (tree.SimpleType, {"kind": Fixed(kind)}) for kind in SIMPLE_TYPES},
    "int_type": (tree.IntType, {"low": Maybe("low"), "high": Maybe("high")}),
    "enum_type": (tree.EnumType, {"choices": Many("choice")}),
    "list_type": (tree.ListType, {"item": One("type")}),
}

STEP_ITEMS: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "escalate": (tree.Escalate, {"name": _NAME}),
    "every": (tree.Every, {"period": One("duration"), "block": One("block")}),
    "on_enter": (tree.OnEnter, {"block": One("block")}),
    "on_leave": (tree.OnLeave, {"block": One("block")}),
    "as_soon": (tree.AsSoonAs, {"condition": One("expr"), "to": _NAME}),
}

_UNLESS: Attributes = {"unless": Maybe("unless")}
_ADDRESSED: Attributes = {"to": One("names"), "text": Maybe("message"), **_UNLESS}
EFFECTS: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "notify": (tree.Notify, _ADDRESSED),
    "remind": (tree.Remind, _ADDRESSED),
    "mark": (tree.Mark, {"colour": _NAME, **_UNLESS}),
    "score": (tree.Score, {"party": _NAME, "amount": One("amount"), "reason": Maybe("message"), **_UNLESS}),
    "publish": (tree.Publish, {"text": Maybe("message"), **_UNLESS}),
    "set": (tree.SetField, {"field": _NAME, "value": One("expr"), **_UNLESS}),
    "call": (tree.CallEffect, {"name": _NAME, "args": One("args"), **_UNLESS}),
}

_WHOLE_RUNG: Attributes = {
    "label": Maybe("label"),
    "at": One("point"),
    "after": Maybe("after"),
    "block": Maybe("block"),
    "to": Maybe("to"),
}
PIECES: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "choice": (tree.Choice, _TITLED),
    "param": (tree.Param, {"name": _NAME, "optional": Flag("OPTIONAL"), "type": Maybe("type")}),
    "require": (tree.Require, {"condition": One("expr"), "message": Maybe("message"), "cite": Maybe("cite")}),
    "route": (tree.Route, {"to": _NAME, "when": Maybe("when"), "otherwise": Flag("OTHERWISE")}),
    "block": (tree.Block, {"acts": Many("act")}),
    "rung": (tree.Rung, _WHOLE_RUNG),
}

POINTS: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "at_share": (tree.AtShare, {"percent": One("PERCENT")}),
    "at_before": (tree.AtBefore, {"duration": One("duration")}),
    "at_overdue": (tree.AtOverdue, {"duration": Maybe("duration")}),
}
ARGUMENTS: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "plain_arg": (tree.Arg, {"value": One("given"), "name": Fixed(None)}),
    "named_arg": (tree.Arg, {"value": One("given"), "name": _NAME}),
}
BUILTINS: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    f"b_{event}": (tree.Name, {"text": Fixed(event), "builtin": Fixed(True)}) for event in tree.BUILTIN_EVENTS
}

SEQUENCES = {
    "names": "name",
    "approved": "name",
    "params": "param",
    "args": "arg",
    "atoms": "atom",
    "group": "expr",
    "listed": "expr",
}

WORDS: Mapping[str, tuple[str, str | int]] = {
    "once": ("times", 1),
    "at_most": ("bound", "at_most"),
    "at_least": ("bound", "at_least"),
    "exactly": ("bound", "exactly"),
    "k_step": ("kind", "step"),
    "k_event": ("kind", "event"),
    "k_expiry": ("kind", "expiry"),
    "eq": ("relation", "="),
    "ne": ("relation", "!="),
    "lt": ("relation", "<"),
    "le": ("relation", "<="),
    "gt": ("relation", ">"),
    "ge": ("relation", ">="),
}

_SLOTS: tuple[tuple[str, Mapping[str, tuple[type[tree.Node], Attributes]]], ...] = (
    ("item", DECLARATIONS),
    ("type", TYPES),
    ("step_item", STEP_ITEMS),
    ("act", EFFECTS),
    ("point", POINTS),
    ("arg", ARGUMENTS),
    ("name", BUILTINS),
    *STATEMENTS,
    ("expr", EXPRESSIONS),
)


@cache
def flags() -> frozenset[str]:
    """The terminals that say something by standing there."""
    rows = [attributes for _, table in (*_SLOTS, ("", PIECES)) for _, attributes in table.values()]
    found = {rule.slot for attributes in rows for rule in attributes.values() if isinstance(rule, Flag)}
    return frozenset(found | set(UNIT_WORDS) | {"OWN_DAY"})


@cache
def shapes() -> Mapping[str, Shape]:
    """The shape of every kind that has one."""
    return {
        **FILE,
        **{kind: of_node(node, attributes, slot) for slot, rows in _SLOTS for kind, (node, attributes) in rows.items()},
        **{kind: of_node(node, attributes, kind) for kind, (node, attributes) in PIECES.items()},
        **{kind: of_sequence(kind, item) for kind, item in SEQUENCES.items()},
        **{kind: of_word(slot, meaning) for kind, (slot, meaning) in WORDS.items()},
        **PHRASES,
    }
