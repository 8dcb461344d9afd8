"""The kinds of values that a process knows, and the types that every process shares."""

from __future__ import annotations

from closedloop.model.process import Type

KINDS = ("bool", "int", "decimal", "text", "date", "time", "duration", "party", "file", "enum", "list")

BOOL = Type("bool")
INT = Type("int")
DECIMAL = Type("decimal")
TEXT = Type("text")
DATE = Type("date")
TIME = Type("time")
DURATION = Type("duration")
PARTY = Type("party")
FILE = Type("file")

NUMBERS = ("int", "decimal")


def choices_alike(one: Type, other: Type) -> bool:
    """Whether two enumerations have the same choices in the same order, whatever their titles."""
    return one.choices == other.choices
