"""One case of the log on its way: the log as it is, and beside it what the process would have let pass.

Two courses are kept. The first follows the log's own rows: what the process would refuse happens all the same
(`closedloop.audit.forcing`), and a timer's route that the log contradicts is left aside. Rules, limits and metrics look
at it. The second is the replay: what is refused is skipped, ends the replay, or (`force`) happens too, so that both are
one. As long as nothing is refused or contradicted the two are the same and only one decision is taken for each row.

A route that the clock takes is contradicted by the case's next row if that is an event of the place before the route
and of none after it.
"""

from __future__ import annotations

from datetime import datetime

from attrs import evolve as changed
from attrs import frozen

from closedloop.audit import forcing
from closedloop.audit.forcing import Happened
from closedloop.audit.journals import Recorded
from closedloop.audit.noting import Seen, Would
from closedloop.audit.preparing import Prepared
from closedloop.audit.values import Contradiction, OnRefusal, Refusal
from closedloop.engine.scores import Scores
from closedloop.kernel import decide
from closedloop.kernel.case import Case, Timer
from closedloop.kernel.firing import fire
from closedloop.kernel.timers import first_due
from closedloop.kernel.values import (
    CLOCK,
    Accepted,
    Actor,
    Opening,
    Readings,
    Record,
    Refused,
    Submission,
)
from closedloop.kernel.work import NO_READINGS
from closedloop.logs.values import Entry, LogCase

NOBODY = Actor(CLOCK, CLOCK)


@frozen
class Shared:
    """What all courses of an audit share. The sums of scores are kept for each of the two courses, where somebody
    reads them.
    """

    ready: Prepared
    on_refusal: OnRefusal
    would: Would
    follow_scores: Scores | None = None
    replay_scores: Scores | None = None


class Course:
    """`follow` is the case along the log, `replay` that of the replay: None before the opening, and after `stop`.

    `one`: both are the same still. `fits`: nothing was refused and no route contradicted.
    """

    def __init__(self, shared: Shared, case: LogCase, seen: Seen) -> None:
        self._shared = shared
        self._ready = shared.ready
        self._log_case = case
        self.seen = seen
        self.follow: Case | None = None
        self.replay: Case | None = None
        self.one = True
        self.fits = True
        self._set_aside: set[tuple[object, int, int]] = set()
        self._after_end: tuple[Record, Case, Entry] | None = None
        self._broke_at_end: frozenset[str] = frozenset()

    # ------------------------------------------------------------------------------------------------------- opening

    def open(self, actor: Actor = NOBODY) -> None:
        """The case opens; what would be refused is opened all the same, in both courses."""
        asked = Opening(self._log_case.case, self._ready.process.name, self._log_case.opened, actor)
        answer = decide(self._ready.program, (), asked, self._readings(None))
        if isinstance(answer, Accepted):
            self._both(None, answer.records, answer.cases[0], None)
            return
        self._refused(answer, asked.at, None, None)
        self._advance(forcing.opened(self._ready, asked, self._readings(None)), None, answer)

    # ---------------------------------------------------------------------------------------------------------- rows

    def take(self, entry: Entry) -> None:
        """The next row of the case."""
        self.pass_time(entry.row.at, entry)
        assert self.follow is not None
        asked = submission(entry)
        if self.one:
            stands = self._without_set_aside(self.follow)
            answer = decide(self._ready.program, (stands,), asked, self._readings(stands))
            if isinstance(answer, Accepted):
                self._shared.would.accepted += 1
                self._both(self.follow, answer.records, answer.cases[0], entry)
                return
            self._refused(answer, asked.at, stands, entry)
            if self._shared.on_refusal != "force":
                self._part()
                if self._shared.on_refusal == "stop":
                    self._set_replay(None)
            self._forced(asked, entry, answer)
            return
        refused = None
        if self.replay is None:
            self._shared.would.not_reached += 1
        else:
            refused = self._replayed(self.replay, asked, entry)
        self._forced(asked, entry, refused)

    def _replayed(self, replay: Case, asked: Submission, entry: Entry) -> Refused | None:
        answer = decide(self._ready.program, (replay,), asked, self._replay_readings(replay))
        after = answer.cases[0]
        self._shared.would.records(answer.records)
        self._set_replay(after)
        if isinstance(answer, Accepted):
            self._shared.would.accepted += 1
            return None
        self._refused(answer, asked.at, after, entry)
        if self._shared.on_refusal == "stop":
            self._set_replay(None)
        return answer

    def _part(self) -> None:
        """From here on the replay goes its own way."""
        self.one = False
        self.replay = self.follow

    def _forced(self, asked: Submission, entry: Entry, answer: Refused | None) -> None:
        assert self.follow is not None
        ended = self.follow.ended
        made = forcing.happened(self._ready, self.follow, asked, self._readings(self.follow))
        self._advance(made, entry, answer)
        if made and ended and self.follow.ended and not any(each.record.to for each in made):
            self._after_end = made[0].record, made[0].before, entry
        elif made:
            self._after_end = None
            self._broke_at_end = frozenset(rule for each in made for rule in each.record.breaches)

    def _advance(self, made: list[Happened], entry: Entry | None, answer: Refused | None) -> None:
        reasons = () if answer is None else answer.reasons
        for each in made:
            self.seen.record(each.record, each.before, each.after, entry, reasons)
        if made:
            if self.one:
                self._shared.would.records([each.record for each in made])
            self._set_follow(made[-1].after)

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

    def pass_time(self, until: datetime, entry: Entry | None) -> None:
        """What is due by then happens; `entry` is the case's next row, if there is one."""
        case = self.follow
        assert case is not None
        if not self.one and self.replay is not None:
            self._replay_time(self.replay, until)
        first = first_due(case.stay_timers, case.rule_timers)
        if first is None or first > until:
            return
        if not self._set_aside and (entry is None or entry.row.at == until):
            after, records, _ = fire(self._ready.machine, case, until, self._readings(case))
            if not records:
                return
            if entry is None or not _moved(records) or self._offers(after, entry):
                self._both(case, tuple(records), after, None)
                return
        self._carefully(case, until, entry)

    def _replay_time(self, replay: Case, until: datetime) -> None:
        first = first_due(replay.stay_timers, replay.rule_timers)
        if first is not None and first <= until:
            after, records, _ = fire(self._ready.machine, replay, until, self._replay_readings(replay))
            self._shared.would.records(records)
            if records:
                self._set_replay(after)

    def _carefully(self, case: Case, until: datetime, entry: Entry | None) -> None:
        """Timer by timer: routes that the next row contradicts are set aside for the rest of the stay."""
        if entry is not None:
            while (found := self._contradicted(case, entry)) is not None:
                timer, made = found
                self._set_aside.add(_key(made[0].before, timer))
                self._contradiction(timer, made, entry)
                if self.one and self._shared.on_refusal != "force":
                    self._part()
                    self._replay_time(case, until)
        for _, made in self._run(case, until):
            self._advance(made, None, None)

    def _contradicted(self, case: Case, entry: Entry) -> tuple[Timer, list[Happened]] | None:
        """The last move of the clock before the row that the row contradicts."""
        ran = self._run(case, entry.row.at)
        end = ran[-1][1][-1].after if ran else case
        if self._offers(end, entry):
            return None
        moves = ((timer, made) for timer, made in reversed(ran) if _moved([each.record for each in made]))
        return next((each for each in moves if self._offers(each[1][0].before, entry)), None)

    def _contradiction(self, timer: Timer, made: list[Happened], entry: Entry) -> None:
        self.fits = False
        moved = [each.record for each in made if each.record.to is not None]
        self.seen.contradictions.append(
            Contradiction(
                case=self._log_case.case,
                at=moved[0].at,
                step=str(moved[0].step),
                timer=timer.name,
                to=str(moved[-1].to),
                line=entry.row.line,
            )
        )

    def _run(self, case: Case, until: datetime) -> list[tuple[Timer, list[Happened]]]:
        """What would come of the timers that are due by then and not set aside."""
        ran: list[tuple[Timer, list[Happened]]] = []
        quiet: set[Timer] = set()
        readings = self._readings(case)
        while True:
            armed = (each for each in case.armed if each.due <= until and each not in quiet)
            timer = next((each for each in armed if _key(case, each) not in self._set_aside), None)
            if timer is None:
                return ran
            made = forcing.fired(self._ready, case, timer, readings)
            if made:
                ran.append((timer, made))
                case, quiet = made[-1].after, set()
            else:
                quiet.add(timer)

    def _offers(self, case: Case, entry: Entry) -> bool:
        return entry.event in self._ready.machine.places[case.step].offers

    def _without_set_aside(self, case: Case) -> Case:
        if not self._set_aside:
            return case
        kept = tuple(timer for timer in case.stay_timers if _key(case, timer) not in self._set_aside)
        return changed(case, stay_timers=kept)

    # ----------------------------------------------------------------------------------------------------- the end

    def finish(self, as_of: datetime) -> None:
        """Time runs to `as_of`; what stands unanswered at an end is broken."""
        self.pass_time(as_of, None)
        assert self.follow is not None
        if self._after_end is not None:
            self._unanswered(*self._after_end)
        self.seen.finish(self.follow, as_of)

    def _unanswered(self, record: Record, before: Case, entry: Entry) -> None:
        assert self.follow is not None
        watched = self._ready.machine.watched
        names = [watched[index].rule.name for index in forcing.unanswered(self._ready, self.follow)]
        for name in names:
            if name not in self._broke_at_end:
                self.seen.breaches.append(self.seen.breach(name, record, before, entry))

    # -------------------------------------------------------------------------------------------------------- scores

    def _both(self, before: Case | None, records: tuple[Record, ...], after: Case, entry: Entry | None) -> None:
        """Both courses made these records (the one that follows alone, where they have parted)."""
        self.seen.records(before, records, after, entry)
        self._after_end = None
        if self.one:
            self._shared.would.records(records)
        self._set_follow(after)
        if after.ended and records[-1].to is not None:
            self._broke_at_end = frozenset(rule for record in records for rule in record.breaches)

    def _set_follow(self, after: Case) -> None:
        if self._shared.follow_scores is not None:
            self._shared.follow_scores.changed(self.follow, after)
            if self.one and self._shared.replay_scores is not None:
                self._shared.replay_scores.changed(self.follow, after)
        self.follow = after

    def _set_replay(self, after: Case | None) -> None:
        if self._shared.replay_scores is not None and self.replay is not None:
            gone = changed(self.replay, scores={})
            self._shared.replay_scores.changed(self.replay, gone if after is None else after)
        self.replay = after

    def _readings(self, case: Case | None) -> Readings:
        scores = self._shared.follow_scores
        return NO_READINGS if scores is None else Readings(scores=scores.without(case))

    def _replay_readings(self, case: Case) -> Readings:
        scores = self._shared.replay_scores
        return NO_READINGS if scores is None else Readings(scores=scores.without(case))


def submission(entry: Entry) -> Submission:
    """The row as it is asked of the process."""
    occurred = entry.occurred if isinstance(entry, Recorded) else None
    return Submission(entry.row.case, entry.event, entry.row.at, entry.actor, entry.params, occurred, entry.role)


def _moved(records: list[Record]) -> bool:
    return any(record.to is not None for record in records)


def _key(case: Case, timer: Timer) -> tuple[object, int, int]:
    """Names a timer of a stay."""
    return case.stay.since, timer.kind, timer.which
