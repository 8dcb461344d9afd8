"""What differs between two versions, for people: sentences, stories, verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from attrs import evolve

from closedloop.cli.diff import Compared, Ruled
from closedloop.engine.story import Teller
from closedloop.kernel import compile_process
from closedloop.kernel.values import Record
from closedloop.messages import Language, say
from closedloop.messages.events import event_name
from closedloop.prove.comparing import Answer, Difference
from closedloop.prove.structure import Change

KINDS = ("forbidden", "allowed", "elsewhere", "time", "deadline", "effects", "values")
Texts = Mapping[str, Sequence[str]]


def diff_text(found: Compared, texts: Texts, lang: Language) -> str:
    """The whole report. `texts`: the lines of the files by their names."""
    return "\n".join(_Report(found, texts, lang).lines()) + "\n"


class DiffWords:
    """The words of a comparison in one language."""

    def __init__(self, found: Compared, lang: Language) -> None:
        self.lang: Language = lang
        comparison = found.comparison
        self.old = Teller(compile_process(comparison.old), lang)
        self.new = Teller(compile_process(comparison.new), lang)

    def heading(self, each: Difference) -> str:
        """Where it differs, and what is done there."""
        step = self.old.step(each.step)
        if each.kind == "deadline":
            return say("diff.in_step", self.lang, step=step)
        if each.event is None:
            return say("diff.waiting", self.lang, step=step)
        return say("diff.in", self.lang, step=step, event=self.event(each), role=self.old.role(each.role or ""))

    def event(self, each: Difference) -> str:
        return self.old.event(each.event or "", each.step)

    def story(self, each: Difference) -> Iterator[str]:
        """What happened before, without what does not matter to it."""
        for record in each.told:
            if record.kind != "timer" or record.to is not None or record.timer == "due":
                yield self.old.told(_short(record)).line(self.lang)

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
            teller.told(record).line(self.lang)
            for record in answer.records
            if (record.kind == "event" or record.to is not None or record.breaches)
            or (each.kind == "effects" and (record.event, record.timer, record.effects) not in theirs)
        ]
        return apart.join(told) if told else say("diff.nothing", self.lang)

    def rule(self, each: Ruled) -> str:
        before = None if each.before is None else say(f"proof.{each.before}", self.lang)
        after = None if each.after is None else say(f"proof.{each.after}", self.lang)
        key = "rule_added" if before is None else "rule_removed" if after is None else "verdict"
        return say(f"diff.{key}", self.lang, name=each.name, before=before, after=after)

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
    def __init__(self, found: Compared, texts: Texts, lang: Language) -> None:
        self._found = found
        self._texts = texts
        self._words = DiffWords(found, lang)
        self._lang: Language = lang

    def lines(self) -> Iterator[str]:
        comparison = self._found.comparison
        versions = say("diff.versions", self._lang, old=comparison.old.version, new=comparison.new.version)
        title = comparison.new.title or comparison.new.name
        yield f"{title}{say('comma', self._lang)}{versions}"
        if not self._found.differs:
            yield "  " + say("diff.same", self._lang)
        if self._found.changes:
            yield "  " + say("diff.written", self._lang)
            for change in self._found.changes:
                yield from self._change(change)
        order = sorted(comparison.differences, key=lambda each: KINDS.index(each.kind))
        for kind, group in groupby(order, key=lambda each: each.kind):
            yield "  " + say(f"diff.{kind}", self._lang)
            for each in group:
                yield from self._difference(each)
        yield from self._rules()
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

    def _rules(self) -> Iterator[str]:
        rules = self._found.rules
        if rules:
            yield "  " + say("diff.rules", self._lang)
            yield from ("    " + self._words.rule(each) for each in rules)
        elif rules is not None and self._found.comparison.new.rules:
            yield "  " + say("diff.rules_same", self._lang)
