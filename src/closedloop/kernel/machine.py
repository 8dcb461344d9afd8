"""A process compiled once: what an event, an entry or an expiry touches is looked up, never searched.

Guarantees: immutable after `compile_process`; holds no state of any case; the same process and calendar give machines
that decide alike.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from attrs import field, frozen

from closedloop.calendars import Calendar, calendar
from closedloop.kernel.acts import Acts, Perform
from closedloop.kernel.case import Fresh
from closedloop.kernel.events import EventPlan, event_plans
from closedloop.kernel.expressions import Compiler, Test
from closedloop.kernel.history import History
from closedloop.kernel.offering import ASK_EXTENSION, EVENT, RESUME, Offering, Offerings, built_in, offering
from closedloop.kernel.shortcuts import WORTH_IT, Shortcuts
from closedloop.kernel.spotting import Spot, spots
from closedloop.kernel.watching import Listeners, Watched, listeners, watched_rules
from closedloop.model.expressions import Value
from closedloop.model.process import AsSoonAs, End, Every, Limit, Process, Rung, Step


@frozen
class LimitPlan:
    limit: Limit
    when: Test | None


@frozen
class RungPlan:
    """`after`: the index of the rung that has to be performed first."""

    rung: Rung
    acts: tuple[Perform, ...]
    after: int | None
    name: str


@frozen
class EveryPlan:
    every: Every
    acts: tuple[Perform, ...]
    name: str


@frozen
class Place:
    """A step or an end. `offers`: by event, in order of precedence; `while_suspended`: those that stand also then.

    `not_performed`, `never_repeated`: where a stay starts from. `by_days`: whatever hangs on the clock is counted in
    days, so that all stays that begin on one day in the same way have the same deadlines; these are `known` then.
    """

    name: str
    title: str | None
    ended: bool
    offers: Mapping[str, tuple[Offering, ...]]
    while_suspended: Mapping[str, tuple[Offering, ...]] = {}
    limits: tuple[LimitPlan, ...] = ()
    rungs: tuple[RungPlan, ...] = ()
    every: tuple[EveryPlan, ...] = ()
    on_enter: tuple[Perform, ...] = ()
    on_leave: tuple[Perform, ...] = ()
    as_soon: tuple[tuple[Test, str], ...] = ()
    spots: tuple[Spot, ...] = ()
    not_performed: tuple[None, ...] = ()
    never_repeated: tuple[int, ...] = ()
    by_days: bool = False
    known: dict[Hashable, Fresh] = field(factory=dict, eq=False, repr=False)


@frozen(eq=False)
class Machine:
    """A process and its calendar, ready to decide. `places` by the names of steps and ends; `defaults`: how fields
    begin.
    """

    process: Process
    calendar: Calendar
    events: Mapping[str, EventPlan]
    places: Mapping[str, Place]
    assigned: frozenset[str]
    defaults: Mapping[str, Value]
    history: History
    previous: Mapping[str, int]
    watched: tuple[Watched, ...]
    listeners: Listeners
    shortcuts: Shortcuts | None = None


def compile_process(
    process: Process,
    own_calendar: Calendar | None = None,
    *,
    fast: bool = True,
    after: int = WORTH_IT,
    unwatched: frozenset[str] = frozenset(),
) -> Machine:
    """The machine of a process. `own_calendar` takes the place of the one that the process names.

    `fast`: straight code is made for an event in a step when it has come up there more than `after` times; it says
    nothing else than the general kernel, only sooner. `unwatched`: names of rules that nothing can break
    (`closedloop.kernel.proved`). `UsageError` for a calendar or zone that does not exist.
    """
    cal = own_calendar or calendar(process.calendar, process.zone)
    compiler = Compiler(process, cal)
    events = event_plans(process, cal)
    places = _Places(process, compiler, events)
    watched = watched_rules(process, compiler, unwatched)
    history = History(process.slots, compiler)
    return Machine(
        process=process,
        calendar=cal,
        events=events,
        places=places.all(),
        assigned=frozenset(role.name for role in process.roles if role.assigned),
        defaults={field.name: field.default for field in process.fields if field.default is not None},
        history=history,
        previous=history.previous,
        watched=watched,
        listeners=listeners(watched, compiler),
        shortcuts=Shortcuts(after) if fast else None,
    )


class _Places:
    """Compiles the steps and ends of one process."""

    def __init__(self, process: Process, compiler: Compiler, events: Mapping[str, EventPlan]) -> None:
        self._process = process
        self._compiler = compiler
        self._acts = Acts(process, compiler)
        self._events = events
        self._everybody = tuple(role.name for role in process.roles)

    def all(self) -> Mapping[str, Place]:
        steps = {step.name: self._step(step) for step in self._process.steps}
        return steps | {end.name: self._end(end) for end in self._process.ends}

    def _end(self, end: End) -> Place:
        offers = Offerings()
        for reopen in self._process.reopens:
            if reopen.end in (None, end.name):
                offers.add(built_in("reopen", reopen.by, self._events, reopen=reopen))
        return Place(
            name=end.name,
            title=end.title,
            ended=True,
            offers=offers.by_event(),
            on_enter=self._acts.compiled(end.on_enter),
        )

    def _step(self, step: Step) -> Place:
        return Place(
            name=step.name,
            title=step.title,
            ended=False,
            offers=self._offers(step),
            while_suspended=self._while_suspended(step),
            limits=tuple(LimitPlan(limit, self._compiler.maybe(limit.when)) for limit in step.limits),
            rungs=tuple(self._rung(step, index) for index in range(len(step.rungs))),
            every=tuple(
                EveryPlan(every, self._acts.compiled(every.acts, by_clock=True), f"every:{index}")
                for index, every in enumerate(step.every)
            ),
            on_enter=self._acts.compiled(step.on_enter),
            on_leave=self._acts.compiled(step.on_leave),
            as_soon=tuple(self._as_soon(each) for each in step.as_soon),
            spots=spots(step.as_soon),
            not_performed=(None,) * len(step.rungs),
            never_repeated=(0,) * len(step.every),
            by_days=_by_days(step),
        )

    def _as_soon(self, each: AsSoonAs) -> tuple[Test, str]:
        return self._compiler.test(each.condition), each.to

    def _rung(self, step: Step, index: int) -> RungPlan:
        rung = step.rungs[index]
        labelled = [other for other, each in enumerate(step.rungs) if rung.after and each.label == rung.after]
        same_ladder = [other for other in labelled if step.rungs[other].escalation == rung.escalation]
        after = next(iter(same_ladder or labelled), None)
        return RungPlan(rung, self._acts.compiled(rung.acts, by_clock=True), after, f"rung:{index}")

    def _offers(self, step: Step) -> Mapping[str, tuple[Offering, ...]]:
        offers = Offerings()
        for offer in step.offers:
            offers.add(offering(offer, EVENT, self._events, self._compiler, self._acts))
        for index, limit in enumerate(step.limits):
            self._extension(offers, step, index, limit)
        if self._process.suspend is not None:
            offers.add(built_in("suspend", self._process.suspend.by, self._events))
        for anywhere in self._process.anywhere:
            if step.name not in anywhere.but:
                for offer in anywhere.offers:
                    offers.add(offering(offer, EVENT, self._events, self._compiler, self._acts))
        return offers.by_event()

    def _extension(self, offers: Offerings, step: Step, index: int, limit: Limit) -> None:
        extension = limit.extension
        if extension is None:
            return
        by = step.by or self._everybody
        offers.add(built_in(ASK_EXTENSION, by, self._events, event=extension.event, limit=index))
        if extension.approved_by:
            for kind in ("grant_extension", "deny_extension"):
                offers.add(built_in(kind, extension.approved_by, self._events, limit=index))

    def _while_suspended(self, step: Step) -> Mapping[str, tuple[Offering, ...]]:
        offers = Offerings()
        if self._process.suspend is not None:
            offers.add(built_in(RESUME, self._process.suspend.by, self._events))
        for anywhere in self._process.anywhere:
            if anywhere.while_suspended and step.name not in anywhere.but:
                for offer in anywhere.offers:
                    offers.add(offering(offer, EVENT, self._events, self._compiler, self._acts))
        return offers.by_event()


def _by_days(step: Step) -> bool:
    durations = [rung.duration for rung in step.rungs] + [every.period for every in step.every]
    durations += [duration for _, duration in spots(step.as_soon)]
    return not any(duration is not None and duration.exact for duration in durations)
