"""The audit for programs: one JSON object, or one CSV line per finding."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from closedloop.audit.values import Audit, Breach, Grouping, LimitFinding, Refusal, RefusalKind, RuleFinding, Story
from closedloop.calendars import to_local
from closedloop.cli.audit_words import AuditWords, nearest_rank
from closedloop.cli.ledger_json import ledger_json
from closedloop.kernel.journal import record_to_json
from closedloop.kernel.machine import Machine, compile_process
from closedloop.kernel.values import Reason
from closedloop.messages import Language, render

FORM = 1
"""The version of the JSON form; it grows when a key changes its meaning or goes."""


def audit_json(audit: Audit, lang: Language) -> dict[str, Any]:
    """Everything that the audit found (docs/reference/audit.md says what the keys mean); messages in the language."""
    words = AuditWords(audit, lang)
    machine = compile_process(audit.process)
    return {
        "form": FORM,
        "process": audit.process.name,
        "title": audit.process.title,
        "version": audit.process.version,
        "source": audit.source,
        "journal": audit.journal,
        "as_of": _local(words, audit.as_of),
        "zone": audit.zone,
        "cases": audit.cases,
        "events": audit.events,
        "rows": audit.rows,
        "later": audit.later,
        "left_out": dict(audit.left_out),
        "without_entries": list(audit.without_entries),
        "assumed": list(audit.assumed),
        "issues": [
            {"line": each.line, "case": each.case, "code": each.code, "message": words.issue(each)}
            for each in audit.issues
        ],
        "rules": [_rule(words, machine, finding) for finding in audit.rules],
        "replay": _replay(words, audit, lang),
        "limits": [_limit(each) for each in audit.limits],
        "contradictions": [
            {
                "case": each.case,
                "at": _local(words, each.at),
                "step": each.step,
                "timer": each.timer,
                "to": each.to,
                "line": each.line,
            }
            for each in audit.contradictions
        ],
        "groupings": [_grouping(audit, each) for each in audit.groupings],
        "ledger": {
            key: value for key, value in ledger_json(audit.ledger).items() if key not in ("cases", "process", "title")
        },
        "differing": [{"case": each.case, "seq": each.seq, "line": each.line} for each in audit.differing],
    }


def _local(words: AuditWords, at: datetime) -> str:
    return to_local(words.cal, at).isoformat()


def _rule(words: AuditWords, machine: Machine, finding: RuleFinding) -> dict[str, Any]:
    rule = finding.rule
    return {
        "rule": rule.name,
        "title": rule.title,
        "cite": rule.cite,
        "text": rule.text or None,
        "kept": finding.kept,
        "broken": finding.broken,
        "open": finding.open,
        "unmet": finding.unmet,
        "first": None if finding.first is None else _breach(words, finding.first),
        "last": None if finding.last is None else _breach(words, finding.last),
        "by_party": [
            {"party": each.party, "role": each.role, "cases": each.cases, "times": each.times}
            for each in finding.by_party
        ],
        "breaches": [_breach(words, breach) for breach in finding.breaches],
        "examples": [_story(machine, story) for story in finding.examples],
    }


def _breach(words: AuditWords, breach: Breach) -> dict[str, Any]:
    return {
        "case": breach.case,
        "at": _local(words, breach.at),
        "line": breach.line,
        "event": breach.event,
        "timer": breach.timer,
        "step": breach.step,
        "person": breach.person,
        "party": breach.party,
        "role": breach.role,
    }


def _story(machine: Machine, story: Story) -> dict[str, Any]:
    return {
        "case": story.case,
        "records": [
            {
                "line": told.line,
                **record_to_json(machine, told.record),
                **({"refused": [reason.code for reason in told.reasons]} if told.reasons else {}),
            }
            for told in story.lines
        ],
    }


def _replay(words: AuditWords, audit: Audit, lang: Language) -> dict[str, Any]:
    replay = audit.replay
    return {
        "on_refusal": replay.on_refusal,
        "cases": replay.cases,
        "fitting": replay.fitting,
        "events": replay.events,
        "accepted": replay.accepted,
        "refused": replay.refused,
        "not_reached": replay.not_reached,
        "reasons": [_kind(words, kind, lang) for kind in replay.kinds],
        "timers": [
            {"step": each.step, "timer": each.timer, "to": each.to, "times": each.times, "cases": each.cases}
            for each in replay.timers
        ],
        "refusals": [_refusal(words, each, lang) for each in replay.refusals],
    }


def _kind(words: AuditWords, kind: RefusalKind, lang: Language) -> dict[str, Any]:
    return {
        "code": kind.code,
        "event": kind.event,
        "about": kind.about,
        "message": kind.reason.explain(lang),
        "times": kind.times,
        "cases": kind.cases,
        "examples": [{"case": each.case, "line": each.line, "at": _local(words, each.at)} for each in kind.examples],
    }


def _refusal(words: AuditWords, refusal: Refusal, lang: Language) -> dict[str, Any]:
    return {
        "case": refusal.case,
        "at": _local(words, refusal.at),
        "line": refusal.line,
        "event": refusal.event,
        "step": refusal.step,
        "person": refusal.person,
        "party": refusal.party,
        "reasons": [_reason(reason, lang) for reason in refusal.reasons],
    }


def _reason(reason: Reason, lang: Language) -> dict[str, Any]:
    return {
        "code": reason.code,
        "message": reason.explain(lang),
        "rule": reason.rule,
        "requirement": reason.requirement,
        "cite": reason.cite,
    }


def _limit(limit: LimitFinding) -> dict[str, Any]:
    ranks = {f"p{percent}": nearest_rank(limit.days, percent) if limit.days else None for percent in (50, 90, 100)}
    return {
        "step": limit.step,
        "stays": limit.stays,
        "late": limit.late,
        "cases": limit.cases,
        "waiting": limit.waiting,
        "days": list(limit.days),
        **ranks,
    }


def _grouping(audit: Audit, grouping: Grouping) -> dict[str, Any]:
    names = [finding.rule.name for finding in audit.rules]
    return {
        "by": grouping.by,
        "overlapping": grouping.overlapping,
        "groups": [
            {
                "value": group.value,
                "cases": group.cases,
                "fitting": group.fitting,
                "rules": {name: dict(counts) for name, counts in zip(names, group.outcomes, strict=True)},
            }
            for group in grouping.groups
        ],
    }


# ------------------------------------------------------------------------------------------------------------------ CSV

COLUMNS = ("kind", "case", "at", "line", "name", "code", "event", "step", "person", "party", "role", "message")


def audit_csv(audit: Audit, lang: Language) -> str:
    """One line per finding: breaches, refusals, contradictions, rows that could not be used, records that differ."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_findings(audit, AuditWords(audit, lang), lang))
    return out.getvalue()


def _findings(audit: Audit, words: AuditWords, lang: Language) -> Iterator[dict[str, Any]]:
    for finding in audit.rules:
        for breach in finding.breaches:
            told = _breach(words, breach)
            del told["timer"]
            yield {"kind": "breach", "name": breach.rule, "message": words.rule(breach.rule), **told}
    for refusal in audit.replay.refusals:
        for reason in refusal.reasons:
            told = _refusal(words, refusal, lang)
            del told["reasons"]
            name = reason.rule or reason.requirement
            message = reason.explain(lang)
            yield {
                "kind": "refusal",
                "name": name,
                "code": reason.code,
                "role": refusal.role,
                **told,
                "message": message,
            }
    for each in audit.contradictions:
        yield {
            "kind": "contradiction",
            "case": each.case,
            "at": _local(words, each.at),
            "line": each.line,
            "name": each.timer,
            "step": each.step,
            "message": f"{words.timer(each.step, each.timer)} -> {words.step(each.to)}",
        }
    for issue in audit.issues:
        message = render(issue.code, lang, **issue.params)
        yield {"kind": "issue", "case": issue.case, "line": issue.line, "code": issue.code, "message": message}
    for record in audit.differing:
        yield {"kind": "differing", "case": record.case, "line": record.line, "name": str(record.seq)}
