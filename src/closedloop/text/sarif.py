"""Diagnostics as SARIF 2.1.0, for code-scanning services and editors."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from closedloop.messages import Language
from closedloop.messages.explanations import explain, has_page
from closedloop.messages.samples import example
from closedloop.text.diagnostics import Diagnostic
from closedloop.text.json_report import clean, named, source_of
from closedloop.text.sources import Source
from closedloop.text.spans import NOWHERE, Span

_LEVELS = {"error": "error", "warning": "warning", "advice": "note"}


def render_sarif(diagnostics: Iterable[Diagnostic], sources: Source | Iterable[Source], lang: Language = "en") -> str:
    """A SARIF log of one run; rules are those that occur, with their pages as help."""
    found = list(diagnostics)
    known = named(sources)
    codes = sorted({diagnostic.code for diagnostic in found})
    run = {
        "tool": {
            "driver": {"name": "closedloop", "version": _version(), "rules": [_rule(code, lang) for code in codes]}
        },
        "columnKind": "unicodeCodePoints",
        "language": {"en": "en-US", "zh": "zh-CN"}[lang],
        "artifacts": [{"location": {"uri": _uri(source.name)}, "encoding": "UTF-8"} for source in known.values()],
        "results": [_result(diagnostic, source_of(diagnostic, known), codes, lang) for diagnostic in found],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return clean(json.dumps(log, indent=2, ensure_ascii=False))


def _version() -> str:
    try:
        return version("closedloop")
    except PackageNotFoundError:  # run from a source tree that was never installed
        return "0"


def _rule(code: str, lang: Language) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": code, "shortDescription": {"text": example(code, lang)}}
    if has_page(code):
        page = explain(code, lang)
        rule["help"] = {"text": page, "markdown": page}
    return rule


def _result(diagnostic: Diagnostic, source: Source | None, codes: list[str], lang: Language) -> dict[str, Any]:
    hint = diagnostic.hint(lang)
    text = diagnostic.message(lang) + (f"; {hint}" if hint else "")
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": clean(text)},
        "locations": [_location(source, diagnostic.span)] if source else [],
    }
    if source and diagnostic.related:
        result["relatedLocations"] = [
            {"id": index, **_location(source, related.span), "message": {"text": related.message(lang)}}
            for index, related in enumerate(diagnostic.related)
        ]
    if source and diagnostic.fixes:
        result["fixes"] = [_fix(source, diagnostic)]
    return result


def _fix(source: Source, diagnostic: Diagnostic) -> dict[str, Any]:
    changes = [
        {"deletedRegion": _region(source, fix.span), "insertedContent": {"text": clean(fix.text)}}
        for fix in diagnostic.fixes
    ]
    return {"artifactChanges": [{"artifactLocation": {"uri": _uri(source.name)}, "replacements": changes}]}


def _location(source: Source, span: Span) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(source.name)}}
    if span != NOWHERE:
        place["region"] = _region(source, span)
    return {"physicalLocation": place}


def _region(source: Source, span: Span) -> dict[str, Any]:
    start, end = source.position(span.start), source.position(max(span.end, span.start))
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "charOffset": span.start,
        "charLength": max(span.end - span.start, 0),
    }


def _uri(name: str) -> str:
    return quote(clean(PurePath(name).as_posix()), safe="/:@!$&'()*+,;=~-._")
