"""What an analysis of the flow found, as a value; who compiles the text makes a diagnostic of it.

`at` is the place in the source as the model's nodes carry it; None where no text stands behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from attrs import field, frozen

from closedloop.model.process import At

Severity = Literal["error", "warning", "advice"]
Related = tuple[At, str, Mapping[str, Any]]
"""Another place that belongs to the matter: where, the key of its phrase, the parameters of the phrase."""


@frozen
class Finding:
    """One finding: `code` is a row of the catalogue, `params` fill in its message."""

    code: str
    severity: Severity
    at: At
    params: Mapping[str, Any] = field(factory=dict, hash=False)
    related: tuple[Related, ...] = field(default=(), hash=False)


def error(code: str, at: At, *, related: tuple[Related, ...] = (), **params: Any) -> Finding:
    """What is certain to be wrong."""
    return Finding(code, "error", at, params, related)


def warning(code: str, at: At, *, related: tuple[Related, ...] = (), **params: Any) -> Finding:
    """What is allowed and most likely a mistake."""
    return Finding(code, "warning", at, params, related)


def advice(code: str, at: At, *, related: tuple[Related, ...] = (), **params: Any) -> Finding:
    """What could be better."""
    return Finding(code, "advice", at, params, related)
