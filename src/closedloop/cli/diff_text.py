"""What differs between two versions, for people: sentences, stories, verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from attrs import evolve

from closedloop.cli.diff import Compared
from closedloop.cli.verify_story import story_of
from closedloop.cli.verify_words import VerifyWords
from closedloop.engine.story import Teller
from closedloop.kernel import compile_process
from closedloop.kernel.events import BUILT_IN
from closedloop.kernel.values import Record
from closedloop.messages import Language, say
from closedloop.messages.events import event_name
from closedloop.messages.values import printable
from closedloop.model.process import Process, Scenario
from closedloop.prove.changed import Changed
from closedloop.prove.differences import Answer, Difference
from closedloop.prove.structure import Change
from closedloop.prove.verdicts import Said, Verdict
from closedloop.testing.parting import Parting, partings
from closedloop.testing.retelling import scenario_of
from closedloop.testing.scenario_text import scenario_text

KINDS = ("forbidden", "allowed", "reason", "elsewhere", "time", "deadline", "effects", "values")
Texts = Mapping[str, Sequence[str]]


def diff_text(found: Compared, texts: Texts, lang: Language, *, scenarios: bool = False) -> str:
    """The whole report. `texts`: the lines of the files by their names; `scenarios`: whether stories are written as
    such, too.
    """
    return "\n".join(map(printable, _Report(found, texts, lang, scenarios).lines())) + "\n"


class DiffWords:
    """The words of a comparison in one language."""

    def __init__(self, found: Compared, lang: Language) -> None:
        self.lang: Language = lang
        comparison = found.comparison
        self.old = Teller(compile_process(comparison.old), lang)
        self.new = Teller(compile_process(comparison.new), lang)
        self._old_events = {*BUILT_IN, *(event.name for event in comparison.old.events)}
        self._old_roles = {role.name for role in comparison.old.roles}

    def heading(self, each: Difference) -> str:
        """Where it differs, and what is done there."""
        comma = say("comma", self.lang)
        step = comma.join(map(self.old.step, each.steps))
        if each.kind == "deadline":
            return say("diff.in_step", self.lang, step=step)
        if each.event is None:
            return say("diff.waiting", self.lang, step=step)
        return say("diff.in", self.lang, step=step, event=self.event(each), role=comma.join(map(self.role, each.roles)))

    def event(self, each: Difference) -> str:
        name = each.event or ""
        teller = self.old if name in self._old_events else self.new
        return teller.event(name, each.step)

    def role(self, name: str) -> str:
        return (self.old if name in self._old_roles else self.new).role(name)

    def story(self, each: Difference) -> Iterator[str]:
        """What happened before, without what does not matter to it."""
        for record in each.told:
            if record.kind != "timer" or record.to is not None or record.timer == "due":
                yield self._line(self.old, _short(record))

    def answers(self, each: Difference) -> Iterator[tuple[str, str]]:
        """What the versions say to the last of it, the old one first."""
        for name, mine, other, teller in (
            ("old", each.old, each.new, self.old),
            ("new", each.new, each.old, self.new),
        ):
            yield say(f"diff.{name}", self.lang), self._answer(each, mine, other, teller)

    def _answer(self, each: Difference, answer: Answer, other: Answer, teller: Teller) -> str:
        apart = {"en": "; ", "zh": "；"}[self.lang]
        if answer.refused is not None:
            why = apart.join(reason.explain(self.lang) for reason in answer.refused.reasons)
            return say("diff.refused", self.lang, why=why)
        theirs = [(record.event, record.timer, record.effects) for record in other.records]
        told = [
            self._line(teller, record)
            for record in answer.records
            if (record.kind == "event" or record.to is not None or record.breaches)
            or (each.kind == "effects" and (record.event, record.timer, record.effects) not in theirs)
        ]
        return apart.join(told) if told else say("diff.nothing", self.lang)

    def _line(self, teller: Teller, record: Record) -> str:
        """Whoever is no more than the name of a role, by its title."""
        told = teller.told(record)
        named = record.role is not None and record.role == record.person == record.party
        return (evolve(told, who=teller.role(record.role or "")) if named else told).line(self.lang)

    def change(self, each: Change) -> str:
        """What has changed."""
        name = event_name(each.name, self.lang)
        where = each.step if each.step not in (None, each.name) else None
        said = " ".join(f"`{part}`" for part in (where, name) if part)
        key = "added" if each.added else "removed" if each.removed else "changed"
        return say(f"diff.{key}", self.lang, sort=say(f"diff.sort.{each.sort}", self.lang), name=said)


def _short(record: Record) -> Record:
    """Without its deadline and effects."""
    return evolve(record, deadline=None, effects=())


class _Report:
    def __init__(self, found: Compared, texts: Texts, lang: Language, scenarios: bool) -> None:
        self._found = found
        self._scenarios = scenarios
        self._texts = texts
        self._words = DiffWords(found, lang)
        self._lang: Language = lang

    def lines(self) -> Iterator[str]:
        comparison = self._found.comparison
        numbers = comparison.old.version, comparison.new.version
        key, (old, new) = ("files", self._found.paths) if numbers[0] == numbers[1] else ("versions", numbers)
        versions = say(f"diff.{key}", self._lang, old=old, new=new)
        title = comparison.new.title or comparison.new.name
        yield f"{title}{say('comma', self._lang)}{versions}"
        if not self._found.differs and not self._found.interrupted:
            yield "  " + say("diff.same", self._lang)
        if self._found.changes:
            yield "  " + say("diff.written", self._lang)
            for change in self._found.changes:
                yield from self._change(change)
        each_with = partings(comparison) if self._scenarios else ((each, None) for each in comparison.differences)
        order = sorted(each_with, key=lambda pair: KINDS.index(pair[0].kind))
        for kind, group in groupby(order, key=lambda pair: pair[0].kind):
            yield "  " + say(f"diff.{kind}", self._lang)
            for each, parting in group:
                yield from self._difference(each)
                yield from self._parting(parting) if self._scenarios else ()
        yield from self._verdicts()
        if self._found.interrupted:
            yield "  " + say("diff.interrupted", self._lang)
        looked = "looked" if comparison.finished else "looked_not_all"
        yield "  " + say(f"diff.{looked}", self._lang, number=comparison.pairs)

    def _change(self, change: Change) -> Iterator[str]:
        yield "    " + self._words.change(change)
        for sign, path, at in zip("-+", self._found.paths, (change.before, change.after), strict=True):
            lines = self._texts.get(path, ())
            if at is not None and at[0] <= len(lines):
                yield f"      {sign} {path}:{at[0]}: {lines[at[0] - 1].strip()}"

    def _difference(self, each: Difference) -> Iterator[str]:
        yield "    " + self._words.heading(each)
        yield from (f"      {line}" for line in self._words.story(each))
        for name, said in self._words.answers(each):
            yield f"      = {name}{say('colon', self._lang)}{said}"

    def _parting(self, parting: Parting | None) -> Iterator[str]:
        if parting is None:
            yield "      " + say("diff.scenario_none", self._lang)
        else:
            yield f"      {say(f'diff.scenario_{parting.version}', self._lang)}{say('colon', self._lang).rstrip()}"
            yield from self._scenario(parting.process, parting.scenario)

    @staticmethod
    def _scenario(process: Process, scenario: Scenario) -> Iterator[str]:
        yield ""
        yield from scenario_text(process, scenario).rstrip().split("\n")
        yield ""

    # ----------------------------------------------------------------------------------------------------- verdicts

    def _verdicts(self) -> Iterator[str]:
        if self._found.proofs is None:
            return
        changed = self._found.verdicts
        rules = [each for each in changed if each.subject.kind == "rule"]
        rest = [each for each in changed if each.subject.kind != "rule"]
        if rules:
            yield "  " + say("diff.rules", self._lang)
        elif self._found.proofs[1].rules and not self._found.interrupted:
            yield "  " + say("diff.rules_same", self._lang)
        for each in rules:
            yield from self._verdict(each)
        if rest:
            yield "  " + say("diff.properties", self._lang)
        for each in rest:
            yield from self._verdict(each)

    def _verdict(self, each: Changed) -> Iterator[str]:
        assert self._found.proofs is not None
        words = VerifyWords(self._found.proofs[1], self._lang)
        name = f"`{each.subject.name}`" if each.subject.kind == "rule" else words.subject(each.subject)
        before, after = self._kind(each.before), self._kind(each.after)
        key = "rule_removed" if after is None else "rule_added" if before is None else "verdict"
        if before is None and each.subject.kind != "rule":
            key = "property"
        yield "    " + say(f"diff.{key}", self._lang, name=name, before=before, after=after)
        if each.after is not None:
            yield from (f"      {line}" for line in self._why(each.after, words))
            scenario = scenario_of(words.proof.process, each.after) if self._scenarios else None
            if isinstance(scenario, Said):
                yield f"      {words.say('no_scenario', why=words.said(scenario))}"
            elif scenario is not None:
                as_scenario = words.say("as_scenario_enforced" if each.after.kind == "enforced" else "as_scenario")
                yield f"      {as_scenario}{say('colon', self._lang).rstrip()}"
                if each.after.counterexample is not None and each.after.counterexample.waiting:
                    yield f"      {words.say('extend_scenario')}"
                yield from self._scenario(words.proof.process, scenario)

    def _kind(self, verdict: Verdict | None) -> str | None:
        return None if verdict is None else say(f"proof.{verdict.kind}", self._lang)

    def _why(self, verdict: Verdict, words: VerifyWords) -> Iterator[str]:
        """What there is to know of the new verdict: remarks, and a run that shows it."""
        yield from words.remarks(verdict)
        shown = verdict.counterexample
        if shown is None:
            return
        yield f"{words.headline(verdict)}{say('colon', self._lang).rstrip()}"
        yield from (f"  {line.text(self._lang)}" for line in story_of(verdict, shown, self._lang))
        yield f"  {words.ending(verdict, shown)}"
