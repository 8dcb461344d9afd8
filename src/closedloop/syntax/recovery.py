"""Reading a text to its end, whatever is wrong with it."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from closedloop.syntax.automaton import Automaton
from closedloop.syntax.normalise import Normalised
from closedloop.syntax.tables import END
from closedloop.text import Diagnostic, Span, error


@frozen
class Reading:
    """`parse` is what Lark's parser would have made of the text without its mistakes; None where it has no sense."""

    parse: Any
    diagnostics: tuple[Diagnostic, ...]


def read(automaton: Automaton, normal: Normalised) -> Reading:
    """The parse of the text."""
    cell, at = automaton.bottom, 0
    while True:
        token = automaton.next_token(cell, normal.text, at)
        after = automaton.feed(cell, token) if token is not None else None
        if token is None or after is None:
            place = normal.offsets.start(at)
            return Reading(None, (error("CL010", Span(place, place + 1)),))
        if token.type == END:
            return Reading(after.value, ())
        cell, at = after, token.end_pos or at
