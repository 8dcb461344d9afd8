"""The audit for people at a terminal: its tables, and cases told as dated stories."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from attrs import evolve as changed

from closedloop.audit.values import Audit
from closedloop.cli.audit_sheets import AuditSheets
from closedloop.cli.audit_words import StoryLine, shortened
from closedloop.cli.ledger_text import figure_sheets, place_sheets
from closedloop.cli.screen import heading, warned
from closedloop.cli.tables import Sheet
from closedloop.messages import Language, say
from closedloop.messages.values import printable

MOST = 20
"""So many rows of a table are shown; the other forms of the report have all of them."""
LONGEST_STORY = 14


def audit_text(audit: Audit, lang: Language) -> str:
    """The whole report; what has nothing to say is left out."""
    return "\n".join(_lines(audit, lang)) + "\n"


def _lines(audit: Audit, lang: Language) -> Iterator[str]:
    sheets = AuditSheets(audit, lang, MOST)
    yield heading(printable(" · ".join(sheets.facts())), sys.stdout)
    yield from map(printable, sheets.remarks())
    for sheet in (sheets.rules(), sheets.parties()):
        yield from _shown(sheet)
    yield from _examples(sheets, lang)
    for sheet in _tables(sheets, lang):
        yield from _shown(sheet)


def _tables(sheets: AuditSheets, lang: Language) -> Iterator[Sheet | None]:
    replay = sheets.replay()
    yield replay
    yield from (sheets.refusals(), sheets.timers(), sheets.limits(), sheets.contradictions())
    yield from sheets.groupings()
    steps, ends = place_sheets(sheets.audit.ledger, lang)
    yield changed(steps, title=sheets.say("ledger"))
    yield ends
    yield from figure_sheets(sheets.audit.ledger, lang)
    yield from (sheets.left_out(), sheets.issues())


def _shown(sheet: Sheet | None) -> Iterator[str]:
    if sheet is not None:
        yield ""
        title, *lines = sheet.lines()
        yield heading(printable(title), sys.stdout)
        if not any(sheet.headings):
            lines = lines[1:]
        yield from lines


def _examples(sheets: AuditSheets, lang: Language) -> Iterator[str]:
    told = [finding for finding in sheets.audit.rules if finding.examples]
    if not told:
        return
    yield ""
    yield heading(sheets.say("examples"), sys.stdout)
    for finding in told:
        yield "  " + printable(sheets.words.rule(finding.rule.name))
        for story in finding.examples:
            yield "    " + printable(sheets.say("case", case=story.case))
            for line in shortened(sheets.words.story(story), LONGEST_STORY):
                yield from _told(sheets, line, lang)


def _told(sheets: AuditSheets, line: StoryLine | int, lang: Language) -> Iterator[str]:
    if isinstance(line, int):
        yield "      " + sheets.counted("left_lines", line)
        return
    where = "" if line.line is None else say("aside", lang, text=sheets.say("line", line=line.line))
    who = f"{line.who}{say('colon', lang)}" if line.who else ""
    details = {"en": "; ", "zh": "；"}[lang].join((line.what, *line.details))
    yield printable(f"      {line.at}  {who}{details}{where}")
    for why in line.refused:
        yield printable("        " + sheets.say("refused_because", why=why))
    for rule in line.broke:
        yield "        " + warned(printable(say("story.broken", lang, rule=rule)), sys.stdout)
