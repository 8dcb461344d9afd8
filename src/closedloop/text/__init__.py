"""Sources, spans, diagnostics and their renderers."""

from __future__ import annotations

from closedloop.text.diagnostics import (
    Diagnostic,
    Fix,
    Related,
    Severity,
    advice,
    compile_error,
    error,
    in_order,
    warning,
)
from closedloop.text.json_report import render_json
from closedloop.text.sarif import render_sarif
from closedloop.text.sources import Position, Source
from closedloop.text.spans import NOWHERE, Span
from closedloop.text.suggestions import did_you_mean
from closedloop.text.terminal import render_text

__all__ = [
    "NOWHERE",
    "Diagnostic",
    "Fix",
    "Position",
    "Related",
    "Severity",
    "Source",
    "Span",
    "advice",
    "compile_error",
    "did_you_mean",
    "error",
    "in_order",
    "render_json",
    "render_sarif",
    "render_text",
    "warning",
]
