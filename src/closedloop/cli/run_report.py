"""What `closedloop run` prints: how the lines fared, what was refused and why, then the ledgers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from closedloop.calendars import calendar, to_local
from closedloop.cli.counting import say_counted
from closedloop.cli.ledger_json import ledger_csv, ledger_json
from closedloop.cli.ledger_text import render_ledger
from closedloop.cli.screen import heading, warned
from closedloop.ledger.account import Ledger
from closedloop.ledger.event_lines import Problem
from closedloop.ledger.feeding import Fed, Refusal
from closedloop.messages import Language, hint, render, say
from closedloop.messages.events import event_name
from closedloop.messages.values import printable


def report_text(fed: Fed, ledgers: Sequence[Ledger], most: int, lang: Language) -> str:
    """The whole report; at most `most` refusals and as many bad lines (0: all of them)."""
    lines = [*_counts(fed, lang)]
    refused = [line for refusal in _first(fed.refusals, most) for line in refusal_lines(refusal, lang)]
    for title, shown, found in (
        ("run.refused", refused, fed.refusals),
        ("run.bad", problem_lines(_first(fed.problems, most), lang), fed.problems),
    ):
        if found:
            lines += ["", warned(say(title, lang), sys.stdout), *shown]
            if most and len(found) > most:
                lines.append("  " + say("run.more", lang, more=len(found) - most))
    for ledger in ledgers:
        lines += ["", heading(_title(ledger, lang), sys.stdout), *render_ledger(ledger, lang)]
    return "\n".join(lines)


def report_json(fed: Fed, ledgers: Sequence[Ledger], lang: Language) -> str:
    """The same as one JSON object."""
    form = {
        "lines": fed.lines,
        "accepted": fed.accepted,
        "opened": fed.opened,
        "later": fed.later,
        "refused": [_refusal_json(refusal, lang) for refusal in fed.refusals],
        "bad": [_problem_json(problem, lang) for problem in fed.problems],
        "ledgers": [ledger_json(ledger) for ledger in ledgers],
    }
    return json.dumps(form, indent=2, ensure_ascii=False)


def report_csv(ledgers: Sequence[Ledger]) -> str:
    """The cases of the only ledger, a line each."""
    return "".join(map(ledger_csv, ledgers))


def _first(items: Sequence[Any], most: int) -> Sequence[Any]:
    return items[:most] if most else items


def _counts(fed: Fed, lang: Language) -> Iterator[str]:
    yield say_counted("run.lines", fed.lines, lang, accepted=fed.accepted, refused=len(fed.refusals), bad=fed.bad)
    if fed.later:
        yield say_counted("run.later", fed.later, lang)


def _title(ledger: Ledger, lang: Language) -> str:
    process = ledger.process
    parts = [
        process.title or process.name,
        say("run.version", lang, version=process.version),
        say_counted("run.opened", len(ledger.cases), lang),
        say("run.as_of", lang, moment=moment_text(ledger), zone=ledger.zone),
    ]
    return printable(" · ".join(parts))


def moment_text(ledger: Ledger) -> str:
    """The local moment; a day that has run to its end by its date alone."""
    cal = calendar(ledger.process.calendar, ledger.process.zone)
    local = to_local(cal, ledger.as_of)
    if (local + timedelta(microseconds=1)).time() == datetime.min.time():
        return local.date().isoformat()
    return local.strftime("%Y-%m-%d %H:%M")


# ----------------------------------------------------------------------------------------------- refused and bad lines


def refusal_lines(refusal: Refusal, lang: Language) -> Iterator[str]:
    """Where, what, and every reason with its hint; what would have been possible."""
    event = refusal.event if refusal.event is not None else say("run.opening", lang)
    what = say("run.refusal", lang, case=refusal.case, event=event, party=refusal.actor.party)
    colon = say("colon", lang)
    yield f"  {say('run.line', lang, line=refusal.line)}{colon}{what}"
    for reason in refusal.answer.reasons:
        yield f"    [{reason.code}] {reason.explain(lang)}"
        remedy = reason.hint(lang)
        if remedy:
            yield f"      {say('diagnostic.hint', lang)}{colon}{remedy}"
    named = (printable(event_name(event, lang)) for event in refusal.answer.possible)
    possible = say("comma", lang).join(named) or say("run.nothing_possible", lang)
    yield f"    {say('run.possible', lang)}{colon}{possible}"


def problem_lines(problems: Sequence[Problem], lang: Language) -> list[str]:
    """Where, and what is wrong."""
    shown = []
    colon = say("colon", lang)
    for problem in problems:
        remedy = hint(problem.code, lang, **problem.params)
        words = f"[{problem.code}] {render(problem.code, lang, **problem.params)}"
        aside = say("aside", lang, text=remedy) if remedy else ""
        shown.append(f"  {say('run.line', lang, line=problem.line)}{colon}{words}{aside}")
    return shown


def _refusal_json(refusal: Refusal, lang: Language) -> dict[str, Any]:
    return {
        "line": refusal.line,
        "case": refusal.case,
        "event": refusal.event,
        "person": refusal.actor.person,
        "party": refusal.actor.party,
        "at": refusal.at.isoformat(),
        "reasons": [
            {
                "code": reason.code,
                "message": reason.explain(lang),
                "rule": reason.rule,
                "requirement": reason.requirement,
                "cite": reason.cite,
            }
            for reason in refusal.answer.reasons
        ],
        "possible": list(refusal.answer.possible),
    }


def _problem_json(problem: Problem, lang: Language) -> dict[str, Any]:
    return {"line": problem.line, "code": problem.code, "message": render(problem.code, lang, **problem.params)}
