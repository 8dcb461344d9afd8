"""Refusals as web applications answer them: in the reader's words, with an HTTP status, as problem details (RFC 9457).

Guarantees: the status depends on the codes alone; `type` is stable, one for each code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from closedloop.kernel.values import Reason, Refused
from closedloop.messages import AnyOf, Language, say

MEDIA_TYPE = "application/problem+json"
FORBIDDEN = frozenset(("CL506", "CL507", "CL508"))
"""The actor has not the role for it."""
UNPROCESSABLE = frozenset(("CL502", "CL509", "CL510", "CL511", "CL512", "CL513", *(f"CL{n}" for n in range(540, 560))))
"""What was submitted cannot be meant: no such event, ill-typed or missing parameters, impossible dates."""
_OF_THE_AUTHOR = frozenset(
    (
        "choices",
        "end",
        "event",
        "message",
        "name",
        "params",
        "process",
        "role",
        "roles",
        "rule",
        "step",
        "text",
        "title",
    )
)


def status(refused: Refused) -> int:
    """403 where the role is missing, 422 where the request itself is wrong, 409 where the case stands against it."""
    code = refused.reasons[0].code
    return 403 if code in FORBIDDEN else 422 if code in UNPROCESSABLE else 409


def in_words(refused: Refused, words: Mapping[str, str]) -> Refused:
    """The refusal with the process's words replaced, such as by those of a translation
    (`closedloop.model.glossary`), so that `explain` says them. Values that were submitted stay as they are.
    """
    return attrs.evolve(
        refused,
        reasons=tuple(_reason(reason, words) for reason in refused.reasons),
        possible=tuple(words.get(event, event) for event in refused.possible),
    )


def _reason(reason: Reason, words: Mapping[str, str]) -> Reason:
    params = {
        name: _replaced(value, words) if name in _OF_THE_AUTHOR else value for name, value in reason.params.items()
    }
    return attrs.evolve(
        reason,
        params=params,
        rule=_replaced(reason.rule, words),
        requirement=_replaced(reason.requirement, words),
        cite=_replaced(reason.cite, words),
    )


def _replaced(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return words.get(value, value)
    if isinstance(value, AnyOf):
        return AnyOf(tuple(_replaced(item, words) for item in value.items))
    return type(value)(_replaced(item, words) for item in value) if isinstance(value, (list, tuple)) else value


def problem(refused: Refused, lang: Language = "en") -> dict[str, Any]:
    """The refusal as problem details. `type` names the first reason's code; `reasons` holds all of them with their
    hints, and the parameter that each is about, if it is about one; `possible` what the actor may do instead.
    """
    code = status(refused)
    return {
        "type": f"urn:closedloop:{refused.reasons[0].code}",
        "title": say(f"refused.{code}", lang),
        "status": code,
        "detail": refused.explain(lang),
        "reasons": [_reason_to_json(reason, lang) for reason in refused.reasons],
        "possible": list(refused.possible),
    }


def _reason_to_json(reason: Reason, lang: Language) -> dict[str, Any]:
    about = reason.params.get("name") if reason.code in UNPROCESSABLE else None
    written = {"code": reason.code, "message": reason.explain(lang), "hint": reason.hint(lang), "parameter": about}
    written |= {"rule": reason.rule, "requirement": reason.requirement}
    return {key: value for key, value in written.items() if value is not None}
