"""Every message people see, in English and Chinese: one catalogue of codes, and uncoded words for reports.

Guarantees: a code means one thing for ever; both languages take the same parameters (kept by a test); rendering
never fails on a value it has not seen before and never lets a control character through to a terminal. Area modules are
loaded when one of their codes is first asked for, so that a running case engine loads only the refusals.
"""

from __future__ import annotations

from closedloop.messages.catalogue import CATALOGUE, Message, hint, render
from closedloop.messages.errors import ClosedLoopError, CompileError, InternalError, UsageError
from closedloop.messages.language import LANGUAGES, Language, language_from_locale
from closedloop.messages.phrases import say
from closedloop.messages.values import AnyOf, Phrase

__all__ = [
    "CATALOGUE",
    "LANGUAGES",
    "AnyOf",
    "ClosedLoopError",
    "CompileError",
    "InternalError",
    "Language",
    "Message",
    "Phrase",
    "UsageError",
    "hint",
    "language_from_locale",
    "render",
    "say",
]
