"""A compiled process as Python source that makes it again.

Guarantees: what the source makes equals the process; places in the author's text are left out, defaults too.
"""

from __future__ import annotations

from typing import Any

import attrs

from closedloop.kernel.straight.naming import literal
from closedloop.model import expressions
from closedloop.model.durations import Duration

WIDTH = 110


def constructed(node: Any, depth: int = 0) -> str:
    """The source of a node of the model, or of a value within; it stands `depth` levels deep."""
    if isinstance(node, tuple):
        return _broken("(", [constructed(each, depth + 1) for each in node], "," if len(node) == 1 else "", depth)
    if not attrs.has(type(node)) or isinstance(node, Duration):
        return literal(node)
    kind = type(node)
    where = "ex" if kind.__module__ == expressions.__name__ else "model"
    parts = [
        f"{each.name}={constructed(getattr(node, each.name), depth + 1)}"
        for each in attrs.fields(kind)
        if each.name != "at" and getattr(node, each.name) != each.default
    ]
    return _broken(f"{where}.{kind.__name__}(", parts, "", depth)


def _broken(head: str, parts: list[str], last: str, depth: int) -> str:
    """On one line where it fits, else a line for each part."""
    one = f"{head}{', '.join(parts)}{last})"
    if len(one) + 4 * depth <= WIDTH and "\n" not in one:
        return one
    inside = "".join(f"{'    ' * (depth + 1)}{part},\n" for part in parts)
    return f"{head}\n{inside}{'    ' * depth})"
