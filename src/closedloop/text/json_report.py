"""Diagnostics as JSON, in the shape that `diagnostics.schema.json` beside this module fixes.

Lines and columns count from 1, columns and offsets count characters; an end is the first place behind.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from closedloop.messages import Language
from closedloop.text.diagnostics import Diagnostic
from closedloop.text.sources import Source
from closedloop.text.spans import NOWHERE, Span

SCHEMA = 1


def render_json(diagnostics: Iterable[Diagnostic], sources: Source | Iterable[Source], lang: Language = "en") -> str:
    """One JSON object: `{"schema": 1, "diagnostics": […]}`, only what JSON asks for is escaped."""
    known = named(sources)
    found = [_diagnostic(diagnostic, source_of(diagnostic, known), lang) for diagnostic in diagnostics]
    return clean(json.dumps({"schema": SCHEMA, "diagnostics": found}, indent=2, ensure_ascii=False))


def named(sources: Source | Iterable[Source]) -> dict[str, Source]:
    return {source.name: source for source in ([sources] if isinstance(sources, Source) else sources)}


def source_of(diagnostic: Diagnostic, known: dict[str, Source]) -> Source | None:
    """The source that a finding is about: the one it names, or the only one."""
    if not diagnostic.source and len(known) == 1:
        return next(iter(known.values()))
    return known.get(diagnostic.source)


def _diagnostic(diagnostic: Diagnostic, source: Source | None, lang: Language) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": clean(diagnostic.message(lang)),
        "hint": diagnostic.hint(lang),
        "file": clean(source.name) if source else None,
        "span": _span(source, diagnostic.span),
        "related": [
            {"message": related.message(lang), "span": _span(source, related.span)} for related in diagnostic.related
        ],
        "fixes": [{"span": _span(source, fix.span), "text": clean(fix.text)} for fix in diagnostic.fixes],
    }


def clean(text: str) -> str:
    """The text with lone surrogates replaced: what no UTF-8 file could hold, and no JSON reader has to accept."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _span(source: Source | None, span: Span) -> dict[str, Any] | None:
    if source is None or span == NOWHERE:
        return None
    return {"start": _position(source, span.start), "end": _position(source, max(span.end, span.start))}


def _position(source: Source, offset: int) -> dict[str, int]:
    position = source.position(offset)
    return {"line": position.line, "column": position.column, "offset": offset}
