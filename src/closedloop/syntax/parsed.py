"""The parse: what the automaton makes of a text, before it becomes a tree. Offsets are those of the parsed text."""

from __future__ import annotations

from typing import Any


class Token:
    """A piece of the text that a terminal (`type`) has read; `str(token)` is the piece."""

    __slots__ = ("end_pos", "start_pos", "text", "type")

    def __init__(self, type: str, text: str, start_pos: int, end_pos: int) -> None:
        self.type = type
        self.text = text
        self.start_pos = start_pos
        self.end_pos = end_pos

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Token({self.type}, {self.text!r}, {self.start_pos})"


class Node:
    """What a rule has read: `data` is its kind, `children` are tokens and nodes in the order of the text."""

    __slots__ = ("children", "data")

    def __init__(self, data: str, children: list[Any]) -> None:
        self.data = data
        self.children = children
