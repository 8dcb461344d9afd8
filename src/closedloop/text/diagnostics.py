"""A diagnostic: what is wrong with a text, as a value; words and layout come from the renderers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from attrs import evolve, field, frozen

from closedloop.messages import CompileError, Language, hint, render, say
from closedloop.text.sources import Source
from closedloop.text.spans import NOWHERE, Span

Severity = Literal["error", "warning", "advice"]


@frozen
class Related:
    """Another place that belongs to the matter; `key` is a phrase such as `related.first_declared`."""

    span: Span
    key: str = "related.first_declared"
    params: Mapping[str, Any] = field(factory=dict, hash=False)

    def message(self, lang: Language) -> str:
        return say(self.key, lang, **self.params)


@frozen
class Fix:
    """An edit that would put the matter right: the text at `span` becomes `text`."""

    span: Span
    text: str


@frozen
class Diagnostic:
    """One finding. `params` fill in the message of the code; a param `suggestion` becomes the hint `did you mean …?`.

    `source` is the name of the source, or empty where there is only one.
    """

    code: str
    span: Span
    severity: Severity = "error"
    params: Mapping[str, Any] = field(factory=dict, hash=False)
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    source: str = ""

    def message(self, lang: Language) -> str:
        """The one-line message."""
        return render(self.code, lang, **self.params)

    def hint(self, lang: Language) -> str | None:
        """The remedy, where there is one."""
        return hint(self.code, lang, **self.params)


def error(
    code: str, span: Span, *, related: tuple[Related, ...] = (), fixes: tuple[Fix, ...] = (), **params: Any
) -> Diagnostic:
    """A finding that keeps the text from being a process."""
    return Diagnostic(code, span, "error", params, related, fixes)


def warning(
    code: str, span: Span, *, related: tuple[Related, ...] = (), fixes: tuple[Fix, ...] = (), **params: Any
) -> Diagnostic:
    """A finding that is allowed and most likely a mistake."""
    return Diagnostic(code, span, "warning", params, related, fixes)


def advice(
    code: str, span: Span, *, related: tuple[Related, ...] = (), fixes: tuple[Fix, ...] = (), **params: Any
) -> Diagnostic:
    """A finding that could be better."""
    return Diagnostic(code, span, "advice", params, related, fixes)


def in_order(diagnostics: Iterable[Diagnostic], source: Source | None = None) -> tuple[Diagnostic, ...]:
    """Sorted by place (those of no place last), without duplicates, and named after the source where one is given."""
    name = source.name if source is not None else None
    found = {(d.code, d.span): d if name is None else evolve(d, source=name) for d in reversed(list(diagnostics))}
    return tuple(sorted(found.values(), key=lambda d: (d.span == NOWHERE, d.span, d.code)))


def compile_error(
    diagnostics: Iterable[Diagnostic], sources: Source | Iterable[Source], lang: Language
) -> CompileError:
    """The exception for the edge of the API, showing the findings without colours."""
    from closedloop.text.terminal import render_text

    found = tuple(diagnostics)
    return CompileError(found, render_text(found, sources, lang))
