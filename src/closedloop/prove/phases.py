"""The time of one stay, as far as its order is certain: rungs at a share or before the end of the limit, its expiry,
rungs after it, and what leaves the step.

Guarantees: whatever order the timers of a stay can really have is possible here. What is certain: shares in order of
size, then the expiry, then what is overdue, in order of days where both are counted alike; and nobody acts between the
moment of the expiry and what happens at that very moment.
"""

from __future__ import annotations

from attrs import frozen

from closedloop.model.durations import Duration
from closedloop.model.expressions import CompareSpan, Expr
from closedloop.model.process import Rung, Step
from closedloop.prove.meaning import EXPIRED, Meaning
from closedloop.prove.reads import inside
from closedloop.prove.running import Run
from closedloop.prove.terms import Num, Term, both, choose, either, equal, negated, num


@frozen
class Phases:
    """`rungs`: which of the step's rungs are followed; `before`: for each those that must have been performed first;
    `expires`: whether the expiry of the limit is followed; `dated`: whether the limit may be a date, which may lie
    before the stay.
    """

    step: Step
    rungs: tuple[bool, ...]
    before: tuple[tuple[int, ...], ...]
    expires: bool
    needs_limit: bool
    dated: bool

    def start(self, run: Run, meaning: Meaning) -> None:
        """The clock of a new stay starts: which limit holds."""
        if not self.needs_limit:
            return
        chosen: Term = Num(0)
        for index, limit in reversed(list(enumerate(self.step.limits))):
            holds = meaning.holds(limit.when, run)
            field = limit.length_field or limit.on_field
            there = meaning.there(field, run) if field else num(True)
            chosen = choose(holds, choose(there, Num(index + 1), Num(0)), chosen)
        run.write("limit", chosen)

    def has_limit(self, run: Run) -> Term:
        return negated(equal(run.read("limit"), Num(0))) if self.needs_limit else num(bool(self.step.limits))

    def awake(self, run: Run) -> Term:
        """Whether somebody may act: nothing that happens at the moment of the expiry itself is outstanding."""
        if not self.expires or self.dated:
            return num(True)
        outstanding = [
            self._due(run, index) for index, rung in enumerate(self.step.rungs) if self._at_once(index, rung)
        ]
        outstanding += [self._holding(run, i) for i, limit in enumerate(self.step.limits) if limit.then is not None]
        return negated(both(run.read(EXPIRED), either(*outstanding)))

    def _at_once(self, index: int, rung: Rung) -> bool:
        return self.rungs[index] and rung.point == "overdue" and rung.duration is None and rung.after is None

    def _due(self, run: Run, index: int) -> Term:
        return negated(run.read(f"rung:{index}"))

    def _holding(self, run: Run, limit: int) -> Term:
        return equal(run.read("limit"), Num(limit + 1)) if self.needs_limit else num(True)

    def may_expire(self, run: Run) -> Term:
        early = (
            run.read(f"rung:{index}")
            for index, rung in enumerate(self.step.rungs)
            if self.rungs[index] and _comes_early(rung) and not self.dated
        )
        return both(self.has_limit(run), negated(run.read(EXPIRED)), *early)

    def may_perform(self, run: Run, index: int) -> Term:
        rung = self.step.rungs[index]
        performed = (run.read(f"rung:{other}") for other in self.before[index])
        expired: Term = num(True)
        if self.expires and rung.point == "overdue":
            expired = run.read(EXPIRED)
        elif self.expires and _comes_early(rung) and not self.dated:
            expired = negated(run.read(EXPIRED))
        gone = either(*self._leaving(run)) if rung.point == "overdue" and rung.duration is not None else num(False)
        return both(self.has_limit(run), negated(run.read(f"rung:{index}")), expired, negated(gone), *performed)

    def _leaving(self, run: Run) -> list[Term]:
        """For each limit with a `then`: whether it holds, so that nothing of the stay comes later than its expiry."""
        if self.dated:
            return []
        return [self._holding(run, index) for index, limit in enumerate(self.step.limits) if limit.then is not None]

    def may_leave(self, run: Run, limit: int) -> Term:
        """Whether `then` is due: the last thing at the moment of the expiry."""
        first = (run.read(f"rung:{index}") for index, rung in enumerate(self.step.rungs) if self._at_once(index, rung))
        return both(self._holding(run, limit), run.read(EXPIRED), *(() if self.dated else first))

    def asks_time(self, condition: Expr) -> bool:
        """Whether an `as soon as` may come to hold by time alone."""
        return any(isinstance(part, CompareSpan) for part in inside(condition))

    @property
    def is_patient(self) -> bool:
        """Whether a case can rest here as long as it takes: nothing that time brings leads on."""
        leads = [limit.then for limit in self.step.limits] + [rung.to for rung in self.step.rungs]
        return all(to is None for to in leads) and not any(self.asks_time(each.condition) for each in self.step.as_soon)


def phases(step: Step, acts_matter: list[bool], *, expiry: bool, extensions: bool) -> Phases:
    """What is followed of a step's time. `acts_matter`: of each rung; `expiry`: whether something else looks at
    it; `extensions`: whether which limit holds decides about them.
    """
    matters = [acts or rung.to is not None for acts, rung in zip(acts_matter, step.rungs, strict=True)]
    changed = True
    while changed:
        changed = False
        for index in range(len(matters)):
            if matters[index]:
                for other in _labelled(step, index):
                    changed = changed or not matters[other]
                    matters[other] = True
    routed = any(limit.then is not None for limit in step.limits)
    overdue = any(kept and rung.point == "overdue" for kept, rung in zip(matters, step.rungs, strict=True))
    dated = any(limit.on or limit.on_field for limit in step.limits)
    expires = bool(step.limits) and (expiry or routed or overdue)
    certain = len(step.limits) == 1 and step.limits[0].when is None and step.limits[0].length is not None
    return Phases(
        step=step,
        rungs=tuple(matters),
        before=tuple(
            (*_labelled(step, index), *(_sooner(step, index, matters) if not dated else ()))
            for index in range(len(step.rungs))
        ),
        expires=expires,
        needs_limit=bool(step.limits) and (not certain or extensions),
        dated=dated,
    )


def _labelled(step: Step, index: int) -> tuple[int, ...]:
    after = step.rungs[index].after
    if after is None:
        return ()
    found = [other for other, each in enumerate(step.rungs) if each.label == after]
    same = [other for other in found if step.rungs[other].escalation == step.rungs[index].escalation]
    return tuple((same or found)[:1])


def _sooner(step: Step, index: int, matters: list[bool]) -> tuple[int, ...]:
    """The rungs that certainly come before this one."""
    return tuple(
        other
        for other, each in enumerate(step.rungs)
        if other != index and matters[other] and each.after is None and _before(each, other, step.rungs[index], index)
        if each.point != "before" or each.to is None
    )


def _comes_early(rung: Rung) -> bool:
    """Whether it certainly comes before the limit runs out.

    A rung at a time before the end may be due when the stay begins; if it leads out of the step it may have to wait
    then, since timers leave a step only once in one moment.
    """
    if rung.after is not None or rung.point == "overdue":
        return False
    return rung.point == "share" or rung.to is None


def _before(one: Rung, at: int, other: Rung, behind: int) -> bool:
    if one.point == "share" and other.point == "share":
        assert one.share is not None
        assert other.share is not None
        return (one.share, at) < (other.share, behind)
    if one.point == "before" and other.point == "before":
        return _order(other.duration, one.duration) or (one.duration == other.duration and at < behind)
    if one.point == "overdue" and other.point == "overdue":
        if one.duration is None:
            return other.duration is not None or at < behind
        return _order(one.duration, other.duration) or (one.duration == other.duration and at < behind)
    return one.point != "overdue" and other.point == "overdue" and other.after is None


def _order(one: Duration | None, other: Duration | None) -> bool:
    """Whether one certainly ends before the other: both counted in the same single unit."""
    if one is None or other is None:
        return False
    if len(one.parts) != 1 or len(other.parts) != 1:
        return False
    (first, unit), (second, of_other) = one.parts[0], other.parts[0]
    return unit == of_other and first < second
