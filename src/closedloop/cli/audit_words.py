"""What the parts of an audit are called, for all its renderers alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from attrs import evolve as changed
from attrs import frozen

from closedloop.audit.values import Audit, Breach, Charged, Refusal, RefusalKind, Story, Told
from closedloop.calendars import Calendar, calendar, to_local
from closedloop.engine.story import Teller
from closedloop.kernel.machine import compile_process
from closedloop.kernel.values import CLOCK, Record
from closedloop.ledger.shares import percent_text, share
from closedloop.logs.values import Issue
from closedloop.messages import Language, render, say
from closedloop.model.process import Rule

DASH = "—"


@frozen
class StoryLine:
    """`at`: local date and time; `who`: empty for what time did; `line`: of the log, None for what is no row."""

    at: str
    line: int | None
    who: str
    what: str
    details: tuple[str, ...]
    broke: tuple[str, ...]
    refused: tuple[str, ...]
    opening: bool = False


class AuditWords:
    """The words of one audit in one language."""

    def __init__(self, audit: Audit, lang: Language) -> None:
        self.audit = audit
        self.lang: Language = lang
        self.cal: Calendar = calendar(audit.process.calendar, audit.process.zone)
        self._teller = Teller(compile_process(audit.process), lang)
        self._rules = {rule.name: rule for rule in audit.process.rules}

    # ----------------------------------------------------------------------------------------------------------- time

    def moment(self, at: datetime) -> str:
        """Local date and time."""
        return to_local(self.cal, at).strftime("%Y-%m-%d %H:%M")

    def day(self, at: datetime) -> str:
        """The local day."""
        return to_local(self.cal, at).date().isoformat()

    def as_of(self) -> str:
        """The local moment; a day that has run to its end by its date alone."""
        local = to_local(self.cal, self.audit.as_of)
        if (local + timedelta(microseconds=1)).time() == datetime.min.time():
            return local.date().isoformat()
        return local.strftime("%Y-%m-%d %H:%M")

    # ---------------------------------------------------------------------------------------------------------- names

    def title(self) -> str:
        return self.audit.process.title or self.audit.process.name

    def rule(self, name: str) -> str:
        """A rule by its title, else its name."""
        return self._rules[name].title or name

    def rule_cells(self, rule: Rule) -> tuple[str, str]:
        """Its name, and its title if it has another."""
        return rule.name, rule.title if rule.title and rule.title != rule.name else ""

    def step(self, name: str) -> str:
        return self._teller.step(name)

    def event(self, name: str | None, step: str | None = None) -> str:
        return say("audit.opening", self.lang) if name is None else self._teller.event(name, step)

    def timer(self, step: str, timer: str) -> str:
        """What a timer of a step is called."""
        kind, _, which = timer.partition(":")
        if kind == "rule":
            return self.rule(which)
        at = datetime(2000, 1, 1, tzinfo=UTC)
        record = Record("", 1, "timer", at, at, CLOCK, CLOCK, timer=timer, step=step)
        return self._teller.told(changed(record, kind="route", timer=None) if kind == "route" else record).what

    def breach(self, breach: Breach | None) -> str:
        """The day of a breach."""
        return DASH if breach is None else self.day(breach.at)

    def charged(self, charged: Charged) -> str:
        """A party; where there is none, the role that had the case in hand."""
        return self.who(charged.party, charged.role)

    def who(self, party: str | None, role: str | None) -> str:
        if party is not None and party != CLOCK:
            return party
        if role is not None:
            return say("audit.in_charge", self.lang, role=self._teller.role(role))
        return say("audit.by_time", self.lang)

    def why(self, kind: RefusalKind) -> str:
        """Why events were refused, without what differs from case to case."""
        reason = kind.reason
        if reason.rule is not None:
            return self.rule(reason.rule)
        params = {name: _ANY if _differs(name, value) else value for name, value in reason.params.items()}
        return changed(reason, params=params).explain(self.lang)

    def example(self, refusal: Refusal) -> str:
        if refusal.line is None:
            return say("audit.case", self.lang, case=refusal.case)
        return say("audit.example", self.lang, line=refusal.line, case=refusal.case)

    def issue(self, issue: Issue) -> str:
        """What is wrong with a row."""
        return render(issue.code, self.lang, **issue.params)

    def share(self, part: int, whole: int) -> str:
        value: Fraction | None = share(part, whole)
        if value is None:
            return DASH
        text = percent_text(value)
        return text.replace(" ", "") if self.lang == "zh" else text

    # -------------------------------------------------------------------------------------------------------- stories

    def story(self, story: Story) -> list[StoryLine]:
        """The lines of a story; what timers would merely have reminded of is left out."""
        return [self._told(told) for told in story.lines if _matters(told)]

    def _told(self, told: Told) -> StoryLine:
        record = told.record
        plain = self._teller.told(changed(record, effects=(), breaches=()))
        return StoryLine(
            at=plain.at.strftime("%Y-%m-%d %H:%M"),
            line=told.line,
            who="" if record.person == CLOCK else plain.who,
            what=plain.what,
            details=plain.details,
            broke=tuple(self.rule(name) for name in record.breaches),
            refused=tuple(reason.explain(self.lang) for reason in told.reasons),
            opening=record.kind == "opened",
        )


_ANY = "…"


def _differs(name: str, value: object) -> bool:
    """Whether a part of a reason is of the one case alone."""
    return name in ("actor", "value", "role") or isinstance(value, date)


def _matters(told: Told) -> bool:
    record = told.record
    if record.kind != "timer" or record.timer == "due":
        return True
    return bool(record.to or record.breaches or record.writes)


def nearest_rank(days: Sequence[int], percent: int) -> int:
    """By nearest rank of ascending numbers, of which there is one at least."""
    return days[max(1, -(-percent * len(days) // 100)) - 1]


def shortened(lines: Sequence[StoryLine], most: int) -> Iterator[StoryLine | int]:
    """At most so many lines: the first, those that broke a rule with what led to them, the last; a number says how
    many were left out there.
    """
    if len(lines) <= most:
        yield from lines
        return
    kept = _kept(lines, most)
    left = 0
    for position, line in enumerate(lines):
        if position in kept:
            if left:
                yield left
            left = 0
            yield line
        else:
            left += 1
    if left:
        yield left


def _kept(lines: Sequence[StoryLine], most: int) -> set[int]:
    wanted = [position for position, line in enumerate(lines) if line.broke]
    order = [0, *wanted, *(each - 1 for each in wanted), len(lines) - 1, *range(1, len(lines))]
    kept: dict[int, None] = {}
    for position in order:
        if len(kept) < most and 0 <= position < len(lines):
            kept[position] = None
    return set(kept)
