"""What is said of a text that begins like no dialect."""

from __future__ import annotations

import re

from closedloop.messages import AnyOf
from closedloop.syntax.dialects import dialects
from closedloop.syntax.normalise import Normalised
from closedloop.syntax.spelling import spelling
from closedloop.text import Diagnostic, Fix, Span, did_you_mean, error

_FIRST = re.compile(r"(?:\s|#[^\n]*)*(?P<first>\w+|.|$)", re.DOTALL)


def no_dialect(normal: Normalised) -> Diagnostic:
    """An empty text, or one whose first word is not what a file begins with in any dialect."""
    words = tuple(spelling("_PROCESS", dialect.opening.pattern).usual for dialect in dialects().values())
    found = _FIRST.match(normal.text)
    first = found["first"] if found else ""
    if not first:
        return error("CL008", Span(0, 0), words=AnyOf(words))
    start = found.start("first") if found else 0
    span = Span(normal.offsets.start(start), normal.offsets.end(start + len(first)))
    suggestion = did_you_mean(first, words)
    fixes = (Fix(span, suggestion),) if suggestion else ()
    return error("CL007", span, word=first, words=AnyOf(words), suggestion=suggestion, fixes=fixes)
