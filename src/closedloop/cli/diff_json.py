"""What differs between two versions, for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from closedloop.cli.diff import Compared
from closedloop.cli.diff_text import DiffWords
from closedloop.cli.verify_json import counterexample_json
from closedloop.cli.verify_words import VerifyWords
from closedloop.kernel.values import Opening, Submission
from closedloop.messages import Language
from closedloop.model.json_form import value_to_json
from closedloop.model.process import At
from closedloop.prove.differences import Answer, Difference
from closedloop.prove.replaying import Asked
from closedloop.testing.parting import Parting, partings
from closedloop.testing.scenario_text import scenario_text


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
        "differences": [_difference(each, words, parting) for each, parting in partings(comparison)],
        "rules": None if found.proofs is None else list(_verdicts(found, lang, rules=True)),
        "properties": None if found.proofs is None else list(_verdicts(found, lang, rules=False)),
        "pairs": comparison.pairs,
        "finished": comparison.finished,
        "interrupted": found.interrupted,
    }


def _verdicts(found: Compared, lang: Language, *, rules: bool) -> Iterator[dict[str, Any]]:
    assert found.proofs is not None
    new = found.proofs[1]
    words = VerifyWords(new, lang)
    for each in found.verdicts:
        if (each.subject.kind == "rule") == rules:
            yield {
                "about": each.subject.kind,
                "name": each.subject.name,
                "old": None if each.before is None else each.before.kind,
                "new": None if each.after is None else each.after.kind,
                "vacuous": each.after is not None and each.after.vacuous,
                "counterexample": None if each.after is None else counterexample_json(new.process, each.after, words),
            }


def _line(at: At) -> int | None:
    return None if at is None else at[0]


def _difference(each: Difference, words: DiffWords, parting: Parting | None) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "step": each.step,
        "event": each.event,
        "role": each.role,
        "steps": list(each.steps),
        "roles": list(each.roles),
        "asked": [_asked(one) for one in each.asked],
        "scenario": None if parting is None else scenario_text(parting.process, parting.scenario, depth=0),
        "scenario_of": None if parting is None else parting.version,
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
