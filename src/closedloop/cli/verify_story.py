"""A counterexample told: dated lines in the author's words, only with what they change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from attrs import frozen

from closedloop.calendars import to_local
from closedloop.engine.story import Teller
from closedloop.kernel import compile_process
from closedloop.kernel.values import Record, Refused
from closedloop.messages import Language, say
from closedloop.model.expressions import Value
from closedloop.model.process import EveryCaseEnds, LeadsTo, Recurs
from closedloop.prove.verdicts import Counterexample, Verdict
from closedloop.testing.retelling import called


@frozen
class StoryLine:
    """`at`: local moment; `who`: empty for what time did; `changes`: fields, roles, the step reached."""

    at: datetime
    who: str
    what: str
    changes: tuple[str, ...]

    def text(self, lang: Language) -> str:
        """All of it in one line."""
        who = f"{self.who}{say('colon', lang)}" if self.who else ""
        apart = {"en": "; ", "zh": "；"}[lang]
        return f"{self.at:%Y-%m-%d %H:%M}  {who}{apart.join((self.what, *self.changes))}"


def story_of(verdict: Verdict, shown: Counterexample, lang: Language) -> tuple[StoryLine, ...]:
    """The lines; timers that change nothing that a reader needs are left out."""
    return tuple(_Story(verdict, shown, lang).lines())


class _Story:
    def __init__(self, verdict: Verdict, shown: Counterexample, lang: Language) -> None:
        self._shown = shown
        self._lang = lang
        self._machine = compile_process(shown.process)
        self._teller = Teller(self._machine, lang, names=called(shown.process, shown))
        self._types = {field.name: field.type for field in shown.process.fields}
        rule = verdict.subject.rule
        prop = None if rule is None else rule.prop
        self._about_time = isinstance(prop, (LeadsTo, Recurs, EveryCaseEnds)) and not shown.refused

    def lines(self) -> Iterator[StoryLine]:
        fields: dict[str, Value] = dict(self._machine.defaults)
        for record in self._shown.records:
            told = self._teller.told(record)
            changes = tuple(self._changes(record, fields))
            fields.update(record.writes)
            if record.kind == "timer" and record.timer != "due" and not changes:
                continue
            who = "" if record.kind in ("timer", "breach", "route") else told.who
            yield StoryLine(told.at, who, told.what, changes)

    def _changes(self, record: Record, before: dict[str, Value]) -> Iterator[str]:
        teller, lang = self._teller, self._lang
        if record.occurred != record.at:
            occurred = to_local(self._machine.calendar, record.occurred)
            yield say("story.occurred", lang, day=occurred)
        for name, value in record.writes.items():
            if value != before.get(name):
                yield say("story.value", lang, name=teller.param(name), value=teller.value(value, self._types[name]))
        for name, value in record.params.items():
            if name not in record.writes and name not in record.binds and self._speaks(value):
                yield say("story.value", lang, name=teller.param(name), value=teller.value(value))
        for role, party in record.binds.items():
            yield say("proof.bound", lang, role=teller.role(role), party=teller.party(party))
        if record.to is not None:
            yield say("story.to", lang, step=teller.step(record.to))
        if record.deadline is not None and self._about_time:
            yield teller.deadline(record.deadline)
        for effect in record.effects:
            if effect.kind == "mark":
                yield teller.effect(effect)

    @staticmethod
    def _speaks(value: Value) -> bool:
        """Whether it is more than a text or a file that anybody could have given."""
        return not isinstance(value, str)


def refusal_of(shown: Counterexample, lang: Language) -> tuple[str, ...]:
    """Why the process as it is refuses the last submission."""
    if not isinstance(shown.refused, Refused):
        return ()
    return tuple(reason.explain(lang) for reason in shown.refused.reasons)
