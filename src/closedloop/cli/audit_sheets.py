"""The tables of an audit, as text and page alike show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from closedloop.audit.values import Audit, Contradiction, Grouping, LimitFinding, RuleFinding
from closedloop.cli.audit_words import DASH, AuditWords, nearest_rank
from closedloop.cli.counting import say_counted
from closedloop.cli.tables import Sheet
from closedloop.messages import Language, hint, say


class AuditSheets:
    """The tables of one audit. `most`: so many rows of each are shown at most, the others counted (None: all)."""

    def __init__(self, audit: Audit, lang: Language, most: int | None = None) -> None:
        self.audit = audit
        self.words = AuditWords(audit, lang)
        self._lang: Language = lang
        self._most = most

    def say(self, key: str, **params: object) -> str:
        return say(f"audit.{key}", self._lang, **params)

    def counted(self, key: str, number: int, **params: object) -> str:
        return say_counted(f"audit.{key}", number, self._lang, **params)

    def _headings(self, *keys: str) -> list[str]:
        return [self.say(key) if key else "" for key in keys]

    def _cut(self, rows: Sequence[Sequence[str]]) -> tuple[Sequence[Sequence[str]], list[str]]:
        """The rows that are shown, and a remark about the others."""
        if self._most is None or len(rows) <= self._most:
            return rows, []
        return rows[: self._most], [self.counted("more_groups", len(rows) - self._most)]

    # ----------------------------------------------------------------------------------------------------------- head

    def facts(self) -> list[str]:
        """What was audited, up to when."""
        audit = self.audit
        return [
            self.words.title(),
            say("run.version", self._lang, version=audit.process.version),
            self.say("journal" if audit.journal else "source", source=audit.source),
            self.counted("cases", audit.cases),
            self.counted("events", audit.events),
            say("run.as_of", self._lang, moment=self.words.as_of(), zone=audit.zone),
        ]

    def remarks(self) -> Iterator[str]:
        """How the rows fared, and what the reading took for granted."""
        audit = self.audit
        bad = len({issue.line for issue in audit.issues})
        left_out = sum(audit.left_out.values())
        yield self.counted("rows", audit.rows, events=audit.events, left_out=left_out, bad=bad)
        if audit.later:
            yield self.counted("later", audit.later)
        if audit.without_entries:
            cases = say("comma", self._lang).join(audit.without_entries[:10])
            cases += ", …" if len(audit.without_entries) > 10 else ""
            yield self.counted("without_entries", len(audit.without_entries), cases=cases)
        if audit.assumed:
            yield self.say("assumed", roles=audit.assumed)
        if audit.journal and not audit.differing:
            yield self.say("same")
        if audit.differing:
            yield self.counted("differing", len(audit.differing))
            yield from (self.say("record", case=each.case, seq=each.seq) for each in audit.differing[:5])

    # ---------------------------------------------------------------------------------------------------------- rules

    def rules(self) -> Sheet:
        """How the cases stand to each rule."""
        if not self.audit.rules:
            return Sheet(self.say("rules"), [""], [], (), [self.say("no_rules")])
        rows = [self._rule(finding) for finding in self.audit.rules]
        words = self._headings("rule", "", "kept", "broken", "open", "unmet", "share", "first", "last")
        return Sheet(self.say("rules"), words, rows, (2, 3, 4, 5, 6), [self.say("legend")])

    def _rule(self, finding: RuleFinding) -> list[str]:
        met = finding.kept + finding.broken + finding.open
        return [
            *self.words.rule_cells(finding.rule),
            *(few(number) for number in (finding.kept, finding.broken, finding.open, finding.unmet)),
            self.words.share(finding.broken, met),
            self.words.breach(finding.first),
            self.words.breach(finding.last),
        ]

    def parties(self) -> Sheet | None:
        """Who broke the rules."""
        rows, remarks = [], []
        for finding in self.audit.rules:
            shown = finding.by_party if self._most is None else finding.by_party[: self._most]
            name = self.words.rule(finding.rule.name)
            rows += [[name, self.words.charged(each), str(each.cases), str(each.times)] for each in shown]
            if len(finding.by_party) > len(shown):
                more = self.counted("more_groups", len(finding.by_party) - len(shown))
                remarks.append(f"{name}{say('colon', self._lang)}{more}")
        if not rows:
            return None
        words = self._headings("rule", "party", "case_count", "times")
        return Sheet(self.say("parties"), words, rows, (2, 3), remarks)

    # --------------------------------------------------------------------------------------------------------- replay

    def replay(self) -> Sheet:
        """How well the log fits the process."""
        replay = self.audit.replay
        found = [
            ("fitting", replay.fitting, replay.cases),
            ("accepted", replay.accepted, replay.events),
            ("refused", replay.refused, replay.events),
        ]
        if replay.not_reached:
            found.append(("not_reached", replay.not_reached, replay.events))
        rows = [
            [self.say(key), say("ledger.out_of", self._lang, part=part, whole=whole), self.words.share(part, whole)]
            for key, part, whole in found
        ]
        title = self.say("replay") + say("aside", self._lang, text=self.say(replay.on_refusal))
        return Sheet(title, ["", "", ""], rows, (1, 2))

    def refusals(self) -> Sheet | None:
        """What would have been refused, and why."""
        kinds = self.audit.replay.kinds
        if not kinds:
            return None
        rows = [
            [
                self.words.event(kind.event),
                f"[{kind.code}] {self.words.why(kind)}",
                str(kind.times),
                str(kind.cases),
                self.words.example(kind.examples[0]) if kind.examples else "",
            ]
            for kind in kinds
        ]
        shown, remarks = self._cut(rows)
        words = self._headings("event", "why", "times", "case_count", "for_example")
        return Sheet(self.say("refusals"), words, shown, (2, 3), remarks)

    # ----------------------------------------------------------------------------------------------------------- time

    def timers(self) -> Sheet | None:
        """What timers would have done."""
        timers = self.audit.replay.timers
        if not timers:
            return None
        rows = [
            [
                self.words.step(kind.step),
                self.words.timer(kind.step, kind.timer),
                self.words.step(kind.to) if kind.to else "",
                str(kind.times),
                str(kind.cases),
            ]
            for kind in timers
        ]
        return Sheet(self.say("timers"), self._headings("step", "timer", "route", "times", "case_count"), rows, (3, 4))

    def limits(self) -> Sheet | None:
        """How many stays outlived their limit, and by how much."""
        if not self.audit.limits:
            return None
        words = ("step", "stays", "late", "late_share", "case_count", "waiting", "median", "ninety", "most")
        rows = [self._limit(each) for each in self.audit.limits]
        return Sheet(self.say("limits"), self._headings(*words), rows, range(1, 9), [self.say("days_legend")])

    def _limit(self, limit: LimitFinding) -> list[str]:
        days = [DASH] * 3 if not limit.days else [str(nearest_rank(limit.days, percent)) for percent in (50, 90, 100)]
        return [
            self.words.step(limit.step),
            str(limit.stays),
            few(limit.late),
            self.words.share(limit.late, limit.stays),
            few(limit.cases),
            few(limit.waiting),
            *days,
        ]

    def contradictions(self) -> Sheet | None:
        """Timers that the log contradicts."""
        found: dict[tuple[str, str, str], list[Contradiction]] = {}
        for each in self.audit.contradictions:
            found.setdefault((each.step, each.timer, each.to), []).append(each)
        if not found:
            return None
        rows = [
            [
                self.words.step(step),
                self.words.timer(step, timer),
                self.words.step(to),
                str(len(each)),
                str(len({one.case for one in each})),
                self.say("example", line=each[0].line, case=each[0].case),
            ]
            for (step, timer, to), each in found.items()
        ]
        words = self._headings("step", "timer", "route", "times", "case_count", "for_example")
        return Sheet(self.say("contradictions"), words, rows, (3, 4))

    # ---------------------------------------------------------------------------------------------------------- groups

    def groupings(self) -> Iterator[Sheet]:
        """The cases told apart; of the rules those that were broken."""
        yield from map(self._grouping, self.audit.groupings)

    def _grouping(self, grouping: Grouping) -> Sheet:
        shown = [index for index, each in enumerate(self.audit.rules) if each.broken]
        rows = [
            [
                self.say("without") if group.value is None else group.value,
                str(group.cases),
                self.words.share(group.fitting, group.cases),
                *(few(group.outcomes[index]["broken"]) for index in shown),
            ]
            for group in grouping.groups
        ]
        by = self.say(grouping.by) if grouping.by in ("year", "party", "role") else grouping.by
        names = (self.audit.rules[index].rule.name for index in shown)
        words = [by, *self._headings("case_count", "fits"), *names]
        cut, remarks = self._cut(rows)
        remarks += [self.say("broken_counted")] if shown else []
        remarks += [self.say("overlapping")] if grouping.overlapping else []
        return Sheet(self.say("by", by=by), words, cut, range(1, len(words)), remarks)

    # ------------------------------------------------------------------------------------------------------------ rows

    def left_out(self) -> Sheet | None:
        """The rows that the mapping leaves out."""
        if not self.audit.left_out:
            return None
        rows = [[activity, str(number)] for activity, number in self.audit.left_out.items()]
        shown, remarks = self._cut(rows)
        return Sheet(self.say("left_out"), self._headings("activity", "number"), shown, (1,), remarks)

    def issues(self) -> Sheet | None:
        """The rows that could not be used."""
        if not self.audit.issues:
            return None
        rows = []
        for issue in self.audit.issues:
            remedy = hint(issue.code, self._lang, **issue.params)
            aside = say("aside", self._lang, text=remedy) if remedy else ""
            said = self.words.issue(issue)
            rows.append([str(issue.line), issue.case or "", f"[{issue.code}] {said}{aside}"])
        shown, remarks = self._cut(rows)
        return Sheet(self.say("issues"), self._headings("row", "case_number", "message"), shown, (0,), remarks)


def few(number: int) -> str:
    """The number; a dash for none, so that what is there stands out."""
    return str(number) if number else DASH
