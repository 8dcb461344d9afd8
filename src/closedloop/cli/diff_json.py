"""What differs between two versions, for programs."""

from __future__ import annotations

from typing import Any

from closedloop.cli.diff import Compared
from closedloop.cli.diff_text import DiffWords
from closedloop.kernel.values import Opening, Submission
from closedloop.messages import Language
from closedloop.model.json_form import value_to_json
from closedloop.model.process import At
from closedloop.prove.comparing import Answer, Difference
from closedloop.prove.replaying import Asked


def diff_json(found: Compared, lang: Language) -> dict[str, Any]:
    """The whole comparison; reasons in the language."""
    comparison = found.comparison
    words = DiffWords(found, lang)
    return {
        "old": {"file": found.paths[0], "process": comparison.old.name, "version": comparison.old.version},
        "new": {"file": found.paths[1], "process": comparison.new.name, "version": comparison.new.version},
        "changes": [
            {
                "sort": change.sort,
                "name": change.name,
                "step": change.step,
                "change": "added" if change.added else "removed" if change.removed else "changed",
                "old_line": _line(change.before),
                "new_line": _line(change.after),
            }
            for change in found.changes
        ],
        "differences": [_difference(each, words) for each in comparison.differences],
        "rules": None
        if found.rules is None
        else [{"name": each.name, "old": each.before, "new": each.after} for each in found.rules],
        "pairs": comparison.pairs,
        "finished": comparison.finished,
    }


def _line(at: At) -> int | None:
    return None if at is None else at[0]


def _difference(each: Difference, words: DiffWords) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "step": each.step,
        "event": each.event,
        "role": each.role,
        "asked": [_asked(one) for one in each.asked],
        "old": _answer(each.old, words),
        "new": _answer(each.new, words),
    }


def _asked(asked: Asked) -> dict[str, Any]:
    at = asked.at.isoformat()
    if isinstance(asked, Submission):
        params = {name: value_to_json(value) for name, value in asked.params.items()}
        return {"at": at, "event": asked.event, "actor": asked.actor.party, "params": params}
    return {"at": at, "event": "opened" if isinstance(asked, Opening) else None}


def _answer(answer: Answer, words: DiffWords) -> dict[str, Any]:
    reasons = () if answer.refused is None else answer.refused.reasons
    deadline = None if answer.case is None or answer.case.deadline is None else answer.case.deadline.at
    return {
        "accepted": answer.refused is None,
        "step": None if answer.case is None else answer.case.step,
        "due": None if deadline is None else deadline.isoformat(),
        "reasons": [
            {"code": reason.code, "rule": reason.rule, "message": reason.explain(words.lang)} for reason in reasons
        ],
    }
