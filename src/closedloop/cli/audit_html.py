"""The audit as one page: nothing outside of it is needed, it sorts its tables, prints, and follows light and dark.

Everything that comes from the log or the process is escaped, and a content security policy keeps out what else there
might be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from attrs import evolve as changed

from closedloop.audit.values import Audit, RuleFinding
from closedloop.cli.audit_sheets import AuditSheets
from closedloop.cli.audit_words import StoryLine
from closedloop.cli.ledger_text import figure_sheets, place_sheets
from closedloop.cli.tables import Sheet
from closedloop.messages import Language, say
from closedloop.messages.values import printable

LANGUAGE_TAG = {"en": "en", "zh": "zh-CN"}


def audit_html(audit: Audit, lang: Language) -> str:
    """The page."""
    return "\n".join(_Page(audit, lang).lines()) + "\n"


class _Page:
    def __init__(self, audit: Audit, lang: Language) -> None:
        self._audit = audit
        self._lang: Language = lang
        self._sheets = AuditSheets(audit, lang)

    def lines(self) -> Iterator[str]:
        own = files("closedloop.cli")
        title, *facts = self._sheets.facts()
        head = f"{self._sheets.say('title')}{say('colon', self._lang)}{title}"
        yield f'<!doctype html>\n<html lang="{LANGUAGE_TAG[self._lang]}">\n<head>\n<meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
        yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        yield f"<title>{_text(head)}</title>"
        yield f"<style>\n{own.joinpath('audit_page.css').read_text(encoding='utf-8')}</style>\n</head>\n<body>"
        yield f"<header>\n<h1>{_text(head)}</h1>\n<p>{_text(' · '.join(facts))}</p>"
        yield "".join(f"<p class=remark>{_text(remark)}</p>" for remark in self._sheets.remarks())
        yield "</header>\n<main>"
        yield from self._tiles()
        yield from self._rules()
        for sheet in self._tables():
            if sheet is not None:
                yield from self._sheet(sheet)
        for sheet in self._figures():
            yield from self._sheet(sheet, sortable=False)
        for sheet in (self._sheets.left_out(), self._sheets.issues()):
            if sheet is not None:
                yield from self._sheet(sheet)
        yield "</main>"
        yield f"<script>\n{own.joinpath('audit_page.js').read_text(encoding='utf-8')}</script>\n</body>\n</html>"

    def _tables(self) -> Iterator[Sheet | None]:
        sheets = self._sheets
        yield from (sheets.replay(), sheets.refusals(), sheets.timers(), sheets.limits(), sheets.contradictions())
        yield from sheets.groupings()

    def _figures(self) -> Iterator[Sheet]:
        """The ledger: its rows have sums and groups among them and keep their order."""
        steps, ends = place_sheets(self._audit.ledger, self._lang)
        yield changed(steps, title=self._sheets.say("ledger"))
        yield ends
        yield from figure_sheets(self._audit.ledger, self._lang)

    # ----------------------------------------------------------------------------------------------------------- parts

    def _tiles(self) -> Iterator[str]:
        audit, words, say_ = self._audit, self._sheets.words, self._sheets.say
        broken = sum(1 for finding in audit.rules if finding.broken)
        late, stays = (sum(getattr(each, name) for each in audit.limits) for name in ("late", "stays"))
        replay = audit.replay
        tiles = [
            (f"{broken} / {len(audit.rules)}", say_("rules_broken")),
            (words.share(replay.fitting, replay.cases), say_("fitting")),
            (words.share(replay.accepted, replay.events), say_("accepted")),
            (words.share(late, stays), say_("late_stays")),
        ]
        yield "<ul class=tiles>"
        yield from (f"<li><b>{_text(value)}</b> {_text(label)}</li>" for value, label in tiles)
        yield "</ul>"

    def _rules(self) -> Iterator[str]:
        yield from self._sheet(self._sheets.rules(), self._bars())
        parties = self._sheets.parties()
        if parties is not None:
            yield from self._sheet(parties)
        told = [finding for finding in self._audit.rules if finding.examples]
        if told:
            yield f"<section>\n<h2>{_text(self._sheets.say('examples'))}</h2>"
            for finding in told:
                yield from self._examples(finding)
            yield "</section>"

    def _bars(self) -> list[str]:
        """For each rule the shares of the four outcomes as a bar; the numbers stand in the table."""
        bars = []
        for finding in self._audit.rules:
            counts = [(name, getattr(finding, name)) for name in ("kept", "broken", "open", "unmet")]
            titles = [f"{self._sheets.say(name)} {number}" for name, number in counts]
            parts = "".join(f'<i class={name} style="flex:{number}"></i>' for name, number in counts if number)
            bars.append(f'<span class=bar title="{_text(", ".join(titles))}">{parts}</span>')
        return bars

    def _examples(self, finding: RuleFinding) -> Iterator[str]:
        words = self._sheets.words
        yield f"<h3>{_text(words.rule(finding.rule.name))}</h3>"
        if finding.rule.text or finding.rule.cite:
            cite = say("run.cite", self._lang, cite=finding.rule.cite) if finding.rule.cite else ""
            yield f"<p class=remark><code>{_text(finding.rule.text)}</code> {_text(cite)}</p>"
        for story in finding.examples:
            lines = words.story(story)
            broke = next((line.at for line in lines if words.rule(finding.rule.name) in line.broke), "")
            yield f"<details><summary>{_text(self._sheets.say('case', case=story.case))} <time>{broke}</time></summary>"
            yield "<table class=story><tbody>"
            yield from map(self._told, lines)
            yield "</tbody></table></details>"

    def _told(self, line: StoryLine) -> str:
        where = "" if line.line is None else self._sheets.say("line", line=line.line)
        notes = [self._sheets.say("refused_because", why=why) for why in line.refused]
        details = "".join(f"<li>{_text(each)}</li>" for each in line.details)
        refused = "".join(f"<li class=refused>{_text(note)}</li>" for note in notes)
        broke = "".join(
            f"<li class=breach>{_text(say('story.broken', self._lang, rule=rule))}</li>" for rule in line.broke
        )
        lists = f"<ul>{details}{refused}{broke}</ul>" if details or refused or broke else ""
        kind = " class=broke" if line.broke else ""
        who = line.who or ("" if line.opening else self._sheets.say("by_itself"))
        return (
            f"<tr{kind}><td><time>{line.at}</time><td>{_text(who)}<td>{_text(line.what)}{lists}"
            f"<td class=where>{_text(where)}</tr>"
        )

    def _sheet(self, sheet: Sheet, bars: Sequence[str] = (), *, sortable: bool = True) -> Iterator[str]:
        yield f"<section>\n<h2>{_text(sheet.title)}</h2>"
        if sheet.rows:
            yield "<div class=wide><table class=sheet>"
            if any(sheet.headings):
                yield f"<thead><tr>{self._headings(sheet, bool(bars), sortable)}</tr></thead>"
            yield "<tbody>"
            for number, row in enumerate(sheet.rows):
                cells = "".join(_cell(cell, position in sheet.right) for position, cell in enumerate(row))
                yield f"<tr>{cells}{f'<td>{bars[number]}' if bars else ''}</tr>"
            yield "</tbody></table></div>"
        yield from (f"<p class=remark>{_text(remark)}</p>" for remark in sheet.remarks)
        yield "</section>"

    def _headings(self, sheet: Sheet, bars: bool, sortable: bool) -> str:
        heads = (_heading(text, position in sheet.right, sortable) for position, text in enumerate(sheet.headings))
        return "".join(heads) + ("<th>" if bars else "")


def _heading(text: str, number: bool, sortable: bool) -> str:
    if not text:
        return "<th>"
    inside = f"<button>{_text(text)}</button>" if sortable else _text(text)
    return f"<th scope=col{' class=number' if number else ''}>{inside}"


def _cell(text: str, number: bool) -> str:
    indent = len(text) - len(text.lstrip(" "))
    inside = f' style="padding-left:{indent / 2 + 0.6}em"' if indent else ""
    return f"<td{' class=number' if number else ''}{inside}>{_text(text)}"


def _text(text: str) -> str:
    return escape(printable(text), quote=True)
