"""The words, types and lengths from which random processes are made."""

from __future__ import annotations

from decimal import Decimal

from closedloop.syntax import tree

STEPS = ("received", "assigning", "handling", "feedback", "assessing", "revisiting")
ENDS = ("closed", "declined")
GLOBAL_ROLES = ("office", "inspector", "clerk")
ASSIGNED_ROLES = ("handler", "deputy")
EVENTS = ("accept", "assign", "plan", "reply", "confirm", "return_it", "visit", "review", "sign", "close_it")
WATCHING = ("inspect", "annotate")
CHOICES = ("low", "middle", "high")
COLOURS = ("yellow", "red")
PARTIES = ("water", "roads", "parks", "mayor", "press")
TEXTS = ("dry", "wet", "old")
ZONES = ("Europe/Rome", "America/New_York", "Asia/Shanghai", "Pacific/Auckland")


def name(text: str) -> tree.Name:
    return tree.Name(text, builtin=text in tree.BUILTIN_EVENTS)


def names(*texts: str) -> tuple[tree.Name, ...]:
    return tuple(name(text) for text in texts)


def ref(text: str) -> tree.Ref:
    return tree.Ref(name(text))


def number(value: int) -> tree.Expr:
    literal = tree.Number(Decimal(abs(value)))
    return tree.Unary("neg", literal) if value < 0 else literal


def decimal(value: str) -> tree.Expr:
    literal = tree.Number(Decimal(value.lstrip("-")), decimal=True)
    return tree.Unary("neg", literal) if value.startswith("-") else literal


def span(*parts: tuple[int, str]) -> tree.Duration:
    order = {unit: place for place, unit in enumerate(tree.UNITS)}
    return tree.Duration(tuple(sorted(parts, key=lambda part: order[part[1]])))


SIMPLE = {
    kind: tree.SimpleType(kind) for kind in ("bool", "decimal", "text", "date", "time", "duration", "party", "file")
}
ENUM = tree.EnumType(tuple(tree.Choice(name(choice)) for choice in CHOICES))

FIELDS: tuple[tuple[str, tree.TypeExpr], ...] = (
    ("urgent", SIMPLE["bool"]),
    ("level", ENUM),
    ("number", tree.IntType()),
    ("grade", tree.IntType(0, 9)),
    ("cost", SIMPLE["decimal"]),
    ("subject", SIMPLE["text"]),
    ("day", SIMPLE["date"]),
    ("moment", SIMPLE["time"]),
    ("length", SIMPLE["duration"]),
    ("unit", SIMPLE["party"]),
    ("letter", SIMPLE["file"]),
    ("tags", tree.ListType(SIMPLE["text"])),
    ("grades", tree.ListType(tree.IntType())),
    ("levels", tree.ListType(ENUM)),
)

OWN_PARAMS: tuple[tuple[str, tree.TypeExpr], ...] = (
    ("note", SIMPLE["text"]),
    ("score_given", tree.IntType(0, 9)),
    ("answer", ENUM),
    ("agreed", SIMPLE["bool"]),
    ("share", SIMPLE["decimal"]),
    ("on_day", SIMPLE["date"]),
    ("at_moment", SIMPLE["time"]),
    ("who", SIMPLE["party"]),
    ("parts", tree.ListType(tree.IntType())),
)

SHORT_DAYS = (
    span((3, "days")),
    span((5, "working_days")),
    span((1, "days")),
    span((2, "weeks")),
    span((1, "working_days")),
    span((10, "days")),
    span((15, "working_days")),
)
LONG_DAYS = (
    span((1, "months")),
    span((3, "months")),
    span((1, "months"), (10, "days")),
    span((1, "months"), (5, "working_days")),
    span((1, "weeks"), (2, "working_days")),
    span((1, "years")),
)
EXACT = (
    span((36, "hours")),
    span((1, "days"), (90, "minutes")),
    span((1, "days"), (12, "hours")),
    span((12, "working_hours")),
    span((2, "working_days"), (6, "hours")),
)
CONSTANTS = SHORT_DAYS + LONG_DAYS + EXACT
PERIODS = (
    span((1, "weeks")),
    span((5, "days")),
    span((1, "months")),
    span((5, "working_days")),
    span((1, "days"), (12, "hours")),
    span((60, "hours")),
)
