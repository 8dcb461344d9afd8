"""The colours and letter sizes of the picture, in one place.

Nothing depends on colour alone: lines differ in style, signs in shape, marks in strokes.
"""

from __future__ import annotations

from collections.abc import Mapping

from closedloop.draw.shapes import EdgeKind, State, Style
from closedloop.model.process import Mark, Process

INK = "#1b1f24"
SOFT = "#57606a"
BLUE = "#0b5cad"
RED = "#b3261e"
VIOLET = "#6a3d9a"

OF_EDGE: Mapping[EdgeKind, str] = {
    "event": INK,
    "reopen": INK,
    "timer": BLUE,
    "escalation": RED,
    "condition": VIOLET,
}

TITLE = Style(22, INK, bold=True)
SUBTITLE = Style(12, SOFT)
HEAD = Style(13, INK, bold=True)
NAME = Style(15, INK, bold=True)
END_NAME = Style(14, INK, bold=True)
DETAIL = Style(11.5, SOFT)
SMALL = Style(10.5, SOFT)
LABEL = Style(11.5, INK)
NOTE = Style(11.5, INK)
LEGEND = Style(12, INK)
NUMBER = Style(13, INK, bold=True)

OF_STATE: Mapping[State, str] = {"fine": "#2e7d32", "near": "#f2b705", "overdue": RED, "ended": "#ffffff"}

_NAMED: Mapping[str, str] = {
    "green": "#2e7d32", "绿": "#2e7d32", "yellow": "#f2b705", "黄": "#f2b705", "red": RED, "红": RED,
    "blue": "#1565c0", "蓝": "#1565c0", "orange": "#e06c00", "橙": "#e06c00", "purple": VIOLET, "violet": VIOLET,
    "紫": VIOLET, "black": "#000000", "黑": "#000000", "grey": "#757575", "gray": "#757575", "灰": "#757575",
    "white": "#ffffff", "白": "#ffffff",
}  # fmt: skip
_BY_SEVERITY = ("#f2b705", "#e06c00", RED)


def mark_colour(process: Process, mark: str) -> str:
    """How a mark of the file is filled: by its name where that is a colour, else by its place among the marks."""
    name = mark.lower().removesuffix("牌").removesuffix("色")
    if name in _NAMED:
        return _NAMED[name]
    names = [colour.name for colour in process.colours]
    place = names.index(mark) if mark in names else len(names)
    from_last = max(0, len(names) - 1 - place)
    return _BY_SEVERITY[max(0, len(_BY_SEVERITY) - 1 - from_last)]


def sets_marks(process: Process) -> bool:
    """Whether time or anybody ever marks a case."""
    acts = [act for step in process.steps for act in (*step.on_enter, *step.on_leave)]
    acts += [act for step in process.steps for rung in step.rungs for act in rung.acts]
    acts += [act for step in process.steps for every in step.every for act in every.acts]
    acts += [act for step in process.steps for offer in step.offers for act in offer.acts]
    acts += [act for block in process.anywhere for offer in block.offers for act in offer.acts]
    acts += [act for end in process.ends for act in end.on_enter]
    return any(isinstance(act, Mark) for act in acts)


def mark_strokes(process: Process, mark: str | None) -> int:
    """Strokes in the sign of an overdue case, so that marks differ without colour: two for the most severe, and where
    there are no marks at all.
    """
    names = [colour.name for colour in process.colours]
    if mark is None or mark not in names:
        return 2 if mark is None and not sets_marks(process) else 0
    return max(0, 2 - (len(names) - 1 - names.index(mark)))
