"""The report on a proof for people at a terminal: a table, remarks, counterexamples told and as scenarios."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from attrs import frozen

from closedloop.cli.screen import heading, warned
from closedloop.cli.tables import table
from closedloop.cli.verify_story import story_of
from closedloop.cli.verify_words import DASH, VerifyWords
from closedloop.messages import Language, say
from closedloop.messages.values import printable
from closedloop.model.process import Rule, Scenario
from closedloop.prove.verdicts import Counterexample, Proof, Said, Subject, Verdict
from closedloop.testing.retelling import scenario_of
from closedloop.testing.scenario_text import scenario_text


@frozen
class Told:
    """A proof with the name of the file that it is about."""

    path: str
    proof: Proof

    def place(self, rule: Rule) -> str:
        """Where the rule stands."""
        return self.path if rule.at is None else f"{self.path}:{rule.at[0]}"


def verify_text(told: Told, lang: Language) -> str:
    """The whole report."""
    return "\n".join(_Report(told, lang).lines()) + "\n"


class _Report:
    def __init__(self, told: Told, lang: Language) -> None:
        self._told = told
        self._proof = told.proof
        self._lang: Language = lang
        self._words = VerifyWords(told.proof, lang)

    def lines(self) -> Iterator[str]:
        process = self._proof.process
        yield heading(printable(f"{self._told.path}: {process.title or process.name}"), sys.stdout)
        yield from self._table()
        yield from self._remarks()
        yield from self._counterexamples()
        yield ""
        yield f"{self._words.say('rests_on')}{say('colon', self._lang).rstrip()}"
        yield from (f"  {printable(ground)}" for ground in self._words.grounds())
        if self._proof.interrupted:
            number, rules = len(self._proof.rules), len(process.rules)
            yield warned(self._words.say("interrupted", number=number, all=rules), sys.stdout)
        yield self._words.summary()

    # --------------------------------------------------------------------------------------------------------- table

    def _table(self) -> Iterator[str]:
        built_in = self._words.built_in()
        rows = [self._row(each) for each in self._rows(all_proved=built_in is not None)]
        headings = [self._words.say(key) for key in ("subject", "verdict", "states", "days", "seconds")]
        if rows:
            yield from table(headings, rows, (2, 3, 4))
        if not self._proof.process.rules:
            yield f"  {self._words.say('no_rules')}"
        if built_in is not None:
            yield f"  {printable(built_in)}"

    def _rows(self, *, all_proved: bool) -> Iterator[Verdict]:
        """The rules, and of what holds of every process what does not."""
        yield from self._proof.rules
        rest = [each for each in self._proof.verdicts if each.subject.kind != "rule"]
        if not all_proved:
            yield from (each for each in rest if each.kind != "proved")

    def _row(self, verdict: Verdict) -> list[str]:
        effort = verdict.effort
        days = f"{effort.days:,}" if effort.days else DASH
        name, kind = self._words.subject(verdict.subject), self._words.verdict(verdict)
        return [name, kind, f"{effort.states:,}", days, f"{effort.seconds:.2f}"]

    def _remarks(self) -> Iterator[str]:
        apart = {"en": "; ", "zh": "；"}[self._lang]
        remarks = [(each, apart.join(self._words.remarks(each))) for each in self._rows(all_proved=False)]
        told = [(each, remark) for each, remark in remarks if remark]
        if told:
            yield ""
        for verdict, remark in told:
            yield printable(f"  {self._words.subject(verdict.subject)}{say('colon', self._lang)}{remark}")

    # ----------------------------------------------------------------------------------------------- counterexamples

    def _counterexamples(self) -> Iterator[str]:
        shown: list[Counterexample] = []
        for verdict in self._proof.verdicts:
            if verdict.counterexample is not None and verdict.counterexample not in shown:
                shown.append(verdict.counterexample)
                yield ""
                yield from self._told_of(verdict, verdict.counterexample)

    def _told_of(self, verdict: Verdict, shown: Counterexample) -> Iterator[str]:
        subject = verdict.subject
        title = f"{self._words.subject(subject)}{say('colon', self._lang)}{self._words.verdict(verdict)}"
        yield heading(printable(title), sys.stdout)
        if subject.rule is not None:
            yield printable(f"  {rule_in_words(self._told, subject, self._lang)}")
        yield f"  {self._words.headline(verdict)}{say('colon', self._lang).rstrip()}"
        for line in story_of(verdict, shown, self._lang):
            yield printable(f"    {line.text(self._lang)}")
        yield f"    {warned(printable(self._words.ending(verdict, shown)), sys.stdout)}"
        if verdict.prevented is not None:
            hint = f"{say('diagnostic.hint', self._lang)}{say('colon', self._lang)}"
            yield printable(f"  = {hint}{self._words.said(verdict.prevented)}")
        yield from self._scenario(verdict)

    def _scenario(self, verdict: Verdict) -> Iterator[str]:
        scenario = scenario_of(self._proof.process, verdict)
        if isinstance(scenario, Said):
            yield printable(f"  {self._words.say('no_scenario', why=self._words.said(scenario))}")
        elif isinstance(scenario, Scenario):
            key = "as_scenario_enforced" if verdict.kind == "enforced" else "as_scenario"
            yield f"  {self._words.say(key)}{say('colon', self._lang).rstrip()}"
            if verdict.counterexample is not None and verdict.counterexample.waiting:
                yield f"  {self._words.say('extend_scenario')}"
            yield ""
            yield from map(printable, scenario_text(self._proof.process, scenario).rstrip().split("\n"))


def rule_in_words(told: Told, subject: Subject, lang: Language) -> str:
    """Where it stands, its text, its title and where it comes from."""
    rule = subject.rule
    assert rule is not None
    cite = say("aside", lang, text=say("run.cite", lang, cite=rule.cite)) if rule.cite else ""
    title = f' "{rule.title}"' if rule.title else ""
    return f"{told.place(rule)}{say('colon', lang)}{rule.name}{title}{say('colon', lang)}{rule.text}{cite}"
