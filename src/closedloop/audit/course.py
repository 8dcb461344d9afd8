"""One case of the log on its way: the log as it is, and beside it what the process would have let pass.

Rules, limits and metrics look at the case along the log (`closedloop.audit.following`). The replay is another: what is
refused is skipped, ends it, or (`force`) happens too. As long as the two are the same only one decision is taken for
each row. A journal of ours says itself where the clock has moved the case, so it is trusted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from closedloop.audit import forcing
from closedloop.audit.following import Follower, Passed
from closedloop.audit.forcing import Happened
from closedloop.audit.journals import Recorded, RecordedCase
from closedloop.audit.noting import Seen, Would
from closedloop.audit.preparing import Prepared
from closedloop.audit.values import OnRefusal, Refusal
from closedloop.engine.scores import Scores
from closedloop.kernel import decide
from closedloop.kernel.case import Case
from closedloop.kernel.firing import fire
from closedloop.kernel.timers import first_due
from closedloop.kernel.values import CLOCK, Accepted, Actor, Opening, Readings, Reason, Record, Refused, Submission
from closedloop.kernel.work import NO_READINGS
from closedloop.logs.values import Entry, LogCase

NOBODY = Actor(CLOCK, CLOCK)


@frozen
class Shared:
    """What all courses of an audit share. The sums of scores are kept for log and replay each, where somebody reads
    them.
    """

    ready: Prepared
    on_refusal: OnRefusal
    would: Would
    log_scores: Scores | None = None
    replay_scores: Scores | None = None


class Course:
    """`log` follows the log. The replay is `forced` under `force`, else `replay`; neither is there as long as it is the
    same (`one`), nor after `stop`. `fits`: nothing was refused and no move of the clock contradicted.
    """

    def __init__(self, shared: Shared, case: LogCase, seen: Seen, rows: Sequence[Entry]) -> None:
        self._shared = shared
        self._ready = shared.ready
        self._log_case = case
        self._rows = rows
        self._next = 0
        self.seen = seen
        self.one = True
        self.fits = True
        self.forced: Follower | None = None
        self.replay: Case | None = None
        self._after_end: tuple[Record, Case, Entry] | None = None
        self._broke_at_end: frozenset[str] = frozenset()
        self.log = self._opened(case.opener if isinstance(case, RecordedCase) else NOBODY)

    @property
    def following(self) -> Entry | None:
        """The next row."""
        return self._rows[self._next] if self._next < len(self._rows) else None

    def _ahead(self) -> Sequence[Entry]:
        """The rows that tell whether the clock has moved the case; a journal says that itself."""
        return () if isinstance(self._log_case, RecordedCase) else self._rows[self._next :]

    def _opened(self, actor: Actor) -> Follower:
        """The case opens; what would be refused is opened all the same, in the replay too."""
        asked = Opening(self._log_case.case, self._ready.process.name, self._log_case.opened, actor)
        scores = self._shared.log_scores
        readings = NO_READINGS if scores is None else Readings(scores=scores.without(None))
        answer = decide(self._ready.program, (), asked, readings)
        if isinstance(answer, Accepted):
            records, after = answer.records, answer.cases[0]
            self.seen.records(None, records, after)
        else:
            self._refused(answer, asked.at, None, None)
            made = forcing.opened(self._ready, asked, readings)
            records, after = tuple(each.record for each in made), made[-1].after
            self._see(made, None, answer.reasons)
        self._shared.would.records(records)
        self._rescored(self._shared.log_scores, None, after)
        self._rescored(self._shared.replay_scores, None, after)
        return Follower(self._ready, after, trusting=isinstance(self._log_case, RecordedCase))

    # ---------------------------------------------------------------------------------------------------------- rows

    def take(self) -> None:
        """The next row."""
        entry = self._rows[self._next]
        self.pass_time(entry.row.at)
        self._next += 1
        asked = submission(entry)
        if self.one:
            self._both(entry, asked)
            return
        refused = None
        if self.forced is not None:
            refused = self._also_forced(self.forced, entry, asked)
        elif self.replay is not None:
            refused = self._replayed(self.replay, entry, asked)
        else:
            self._shared.would.not_reached += 1
        self._happens(entry, asked, () if refused is None else refused.reasons)

    def _both(self, entry: Entry, asked: Submission) -> None:
        stands = self.log.stripped
        answer = decide(self._ready.program, (stands,), asked, self._readings())
        if isinstance(answer, Accepted):
            self._shared.would.accepted += 1
            self._shared.would.records(answer.records)
            self.seen.records(stands, answer.records, answer.cases[0], entry)
            self._ended(answer.records)
            self._set_log(answer.cases[0])
            return
        self._refused(answer, asked.at, stands, entry)
        if self._shared.on_refusal == "force":
            self._shared.would.records([each.record for each in self._happens(entry, asked, answer.reasons)])
            return
        self.one = False
        self.replay = stands
        if self._shared.on_refusal == "stop":
            self._set_replay(None)
        self._happens(entry, asked, answer.reasons)

    def _replayed(self, replay: Case, entry: Entry, asked: Submission) -> Refused | None:
        answer = decide(self._ready.program, (replay,), asked, self._replay_readings(replay))
        self._shared.would.records(answer.records)
        self._set_replay(answer.cases[0])
        if isinstance(answer, Accepted):
            self._shared.would.accepted += 1
            return None
        self._refused(answer, asked.at, answer.cases[0], entry)
        if self._shared.on_refusal == "stop":
            self._set_replay(None)
        return answer

    def _also_forced(self, forced: Follower, entry: Entry, asked: Submission) -> Refused | None:
        stands = forced.stripped
        answer = decide(self._ready.program, (stands,), asked, self._replay_readings(stands))
        if isinstance(answer, Accepted):
            self._shared.would.accepted += 1
            records, after = answer.records, answer.cases[0]
        else:
            self._refused(answer, asked.at, stands, entry)
            made = forcing.happened(self._ready, forced.case, asked, self._replay_readings(forced.case))
            records, after = tuple(each.record for each in made), made[-1].after if made else forced.case
        self._shared.would.records(records)
        self._rescored(self._shared.replay_scores, forced.case, after)
        forced.case = after
        return answer if isinstance(answer, Refused) else None

    def _happens(self, entry: Entry, asked: Submission, reasons: tuple[Reason, ...]) -> list[Happened]:
        """The row happens along the log, whatever the process says."""
        case = self.log.case
        made = forcing.happened(self._ready, case, asked, self._readings())
        if made:
            self._see(made, entry, reasons)
            if case.ended and made[-1].after.ended and not any(each.record.to for each in made):
                self._after_end = made[0].record, made[0].before, entry
            else:
                self._ended([each.record for each in made])
            self._set_log(made[-1].after)
        return made

    def _see(self, made: Sequence[Happened], entry: Entry | None, reasons: tuple[Reason, ...] = ()) -> None:
        for each in made:
            self.seen.record(each.record, each.before, each.after, entry, reasons)

    def _ended(self, records: Sequence[Record]) -> None:
        """What was broken is not broken again by rows that come after the end."""
        self._after_end = None
        self._broke_at_end = frozenset(rule for record in records for rule in record.breaches)

    def _refused(self, answer: Refused, at: datetime, case: Case | None, entry: Entry | None) -> None:
        self.fits = False
        actor = NOBODY if entry is None else entry.actor
        self._shared.would.refusals.append(
            Refusal(
                case=self._log_case.case,
                at=at,
                line=None if entry is None else entry.row.line,
                event=None if entry is None else entry.event,
                step=None if case is None else case.step,
                person=actor.person,
                party=actor.party,
                role=None if entry is None else entry.role,
                reasons=answer.reasons,
            )
        )

    # ---------------------------------------------------------------------------------------------------------- time

    def pass_time(self, until: datetime) -> None:
        """What is due by then happens, along the log and in the replay."""
        if not self.one:
            self._replay_time(until)
        log = self.log
        if not log.is_due(until):
            return
        before = log.case
        start = log.parted(trusting=True) if self.one else None
        passed = log.passed(until, self._ahead(), self._readings())
        if start is not None and (passed is None or not passed.plainly):
            self._maybe_part(start, before, until, passed)
        elif passed is not None and self.one:
            self._shared.would.records(passed.records)
        if passed is not None:
            self._passed(before, passed)

    def due(self, after: datetime | None = None) -> datetime | None:
        """The first moment (later than `after`) at which a timer may have something to say, along the log or in the
        replay.
        """
        replay = self.forced.case if self.forced is not None else self.replay
        cases = [self.log.case] if replay is None else [self.log.case, replay]
        moments = (timer.due for case in cases for timer in case.armed if after is None or timer.due > after)
        return min(moments, default=None)

    def _passed(self, before: Case, passed: Passed) -> None:
        if passed.made:
            self._see(passed.made, None)
        elif passed.records:
            self.seen.records(before, passed.records, passed.after)
        if passed.contradictions:
            self.fits = False
            self.seen.contradictions.extend(passed.contradictions)
        self._ended(passed.records)
        self._rescored(self._shared.log_scores, before, passed.after)
        if self.one:
            self._rescored(self._shared.replay_scores, before, passed.after)

    def _maybe_part(self, start: Follower, before: Case, until: datetime, passed: Passed | None) -> None:
        """Something was set aside along the log: whether the replay goes the same way."""
        if self._shared.on_refusal == "force":
            replayed = start.passed(until, self._ahead(), self._replay_readings(start.case))
            if start.case == self.log.case:
                self._shared.would.records(() if passed is None else passed.records)
                return
            self.forced = start
            self._shared.would.records(() if replayed is None else replayed.records)
            self._rescored(self._shared.replay_scores, before, start.case)
        else:
            self.replay = start.case
            self._fire(start.case, until)
        self.one = False

    def _replay_time(self, until: datetime) -> None:
        if self.forced is not None:
            forced, before = self.forced, self.forced.case
            if forced.is_due(until):
                passed = forced.passed(until, self._ahead(), self._replay_readings(before))
                if passed is not None:
                    self._shared.would.records(passed.records)
                    self._rescored(self._shared.replay_scores, before, passed.after)
        elif self.replay is not None:
            self._fire(self.replay, until)

    def _fire(self, replay: Case, until: datetime) -> None:
        first = first_due(replay.stay_timers, replay.rule_timers)
        if first is not None and first <= until:
            after, records, _ = fire(self._ready.machine, replay, until, self._replay_readings(replay))
            self._shared.would.records(records)
            if records:
                self._set_replay(after)

    def finish(self, as_of: datetime, until: datetime | None) -> None:
        """The rows are through; time runs on, if it does. What stands unanswered at an end is broken, what is late is
        late up to `as_of`.
        """
        if until is not None:
            self.pass_time(until)
        if self._after_end is not None:
            record, before, entry = self._after_end
            watched = self._ready.machine.watched
            for index in forcing.unanswered(self._ready, self.log.case):
                name = watched[index].rule.name
                if name not in self._broke_at_end:
                    self.seen.breaches.append(self.seen.breach(name, record, before, entry))
        self.seen.finish(self.log.case, as_of)

    # -------------------------------------------------------------------------------------------------------- scores

    def _set_log(self, after: Case) -> None:
        self._rescored(self._shared.log_scores, self.log.case, after)
        if self.one:
            self._rescored(self._shared.replay_scores, self.log.case, after)
        self.log.case = after

    def _set_replay(self, after: Case | None) -> None:
        """The replay stands here; None where it is over: what it contributed to scores stands."""
        if after is not None:
            self._rescored(self._shared.replay_scores, self.replay, after)
        self.replay = after

    def _rescored(self, scores: Scores | None, before: Case | None, after: Case) -> None:
        if scores is not None:
            scores.changed(before, after)

    def _readings(self) -> Readings:
        scores = self._shared.log_scores
        return NO_READINGS if scores is None else Readings(scores=scores.without(self.log.case))

    def _replay_readings(self, case: Case) -> Readings:
        scores = self._shared.replay_scores
        return NO_READINGS if scores is None else Readings(scores=scores.without(case))


def submission(entry: Entry) -> Submission:
    """The row as it is asked of the process."""
    occurred = entry.occurred if isinstance(entry, Recorded) else None
    return Submission(entry.row.case, entry.event, entry.row.at, entry.actor, entry.params, occurred, entry.role)
