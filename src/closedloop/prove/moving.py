"""What happens within one instant: observing, acts, leaving and entering, what follows by itself, the rest at its end.

The same for submissions and timers; `closedloop.prove.building` says what starts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from closedloop.model.expressions import Expr, FieldRef
from closedloop.model.process import AnyAct, End, Process, SetField, Step
from closedloop.prove.guessing import guarded, with_few_guesses
from closedloop.prove.history import Slots
from closedloop.prove.landmarks import DUE, KEPT, STAY, TODAY, clock
from closedloop.prove.meaning import Meaning
from closedloop.prove.phases import Phases
from closedloop.prove.reads import Reads, inside
from closedloop.prove.running import Choices, Run
from closedloop.prove.signs import UNBOUNDED
from closedloop.prove.system import PLACE, STOP, Branch, Command, Emit, Kind, Node
from closedloop.prove.terms import FALSE, Num, Term, Var, both, choose, equal, negated, num
from closedloop.prove.watching import Watch

LIMIT, GRANTED, REQUEST, SUSPENDED = "limit", "granted", "request", "suspended"

Ways = list[tuple[Expr | None, str]]
"""Conditions and where they lead, in order."""


@frozen
class Moves:
    """A process with what is followed of it. `of_the_stay`: the variables that begin anew with every stay;
    `patient`: the steps where a case can rest as long as it takes;
    `suspension`: whether suspension is followed; `persons`: whether a person is told from the party acted for;
    `strangers`: whether somebody may act who is never heard of again.
    """

    process: Process
    places: tuple[str, ...]
    steps: Mapping[str, Step]
    ends: Mapping[str, End]
    reads: Reads
    meaning: Meaning
    slots: Slots
    watches: tuple[Watch, ...]
    phases: Mapping[str, Phases]
    of_the_stay: tuple[str, ...]
    patient: frozenset[str]
    parties: tuple[int, ...]
    suspension: bool
    persons: bool
    strangers: bool

    # --------------------------------------------------------------------------------------------------- the beginning

    def run(self, place: str) -> Run:
        """A command in the making."""
        run = Run(Choices(), place, self.reads.signs)
        run.patient = place in self.patient
        return run

    def submitted(self, place: str, event: str, role: str, *, assigned: bool) -> tuple[Run, list[Term]]:
        """A submission by the role: the run, and what must hold for it to be possible at all."""
        run = self.run(place)
        run.event, run.role, run.by_clock = event, role, False
        guards: list[Term] = []
        if assigned:
            bound = run.read(f"role:{role}")
            guards.append(negated(equal(bound, Num(0))))
            self._acts_for(run, bound)
        elif self.parties:
            run.actor = run.person = run.choices.pick(
                "actor", (*self.parties, STRANGER) if self.strangers else self.parties
            )
            if self.persons:
                run.person = _or(run.choices.pick(PERSON, (0, *self.parties)), run.actor)
        if place in self.steps:
            guards.append(self.phases[place].awake(run))
        return run, guards

    def _acts_for(self, run: Run, bound: Term) -> None:
        """Who is bound to a role acts: the party that is, through any person, or the person that is, for any party."""
        if not self.parties:
            return
        run.actor = run.person = bound
        if self.persons:
            other = _or(run.choices.pick(PERSON, (0, *self.parties)), bound)
            turned = run.choices.pick(TURNED, (0, 1))
            run.actor, run.person = choose(turned, other, bound), choose(turned, bound, other)

    def given(self, run: Run, event: str) -> None:
        """The parameters are chosen, and stand in their fields and roles; history does not hold them yet."""
        given: dict[str, Term] = {}
        for param in self.reads.own_params(event):
            node = self.reads.param(event, param.name)
            codes = self.reads.domain(node).within(param.type)
            picked = run.choices.pick(param.name, (0, *codes) if param.optional else codes)
            given[param.name] = picked
            if param.use == "own":
                continue
            name = ":".join(node)
            old = run.read(name)
            run.write(name, choose(equal(picked, Num(0)), old, picked) if param.optional else picked)
            if param.type.kind == "date" and self.meaning.days is not None:
                day = Num(self.meaning.days.anything())
                run.dated[name] = choose(equal(picked, Num(0)), Num(KEPT), day) if param.optional else day
            if param.type.kind in UNBOUNDED and param.type.high is None and len(codes) == 1 and not param.optional:
                run.large |= {name}
        run.given = given

    def recorded(self, run: Run, event: str) -> None:
        """History holds what the parameters write."""
        for param in self.reads.own_params(event):
            if param.use == "writes":
                self.slots.written(run, param.name, negated(equal(run.given[param.name], Num(0))))

    def command(self, run: Run, kind: Kind, name: str, role: str | None, guards: Iterable[Term], body: Node) -> Command:
        """The command, once its ways are known."""
        guard = both(*guards)
        whole = body if guard == num(True) else STOP if guard == FALSE else guarded(guard, body, run.choices.made)
        given = {key: term.name for key, term in run.given.items() if isinstance(term, Var)}
        return with_few_guesses(Command(kind, name, role, tuple(run.choices.made), whole, given))

    # --------------------------------------------------------------------------------------------------------- moving

    def observe(self, run: Run, kind: str, name: str, step: str) -> None:
        self.slots.observe(run, kind, name)
        for watch in self.watches:
            watch.observe(run, kind, name, step)

    def perform(self, run: Run, acts: Iterable[AnyAct]) -> None:
        for act in acts:
            if isinstance(act, SetField) and ("field", act.field) in self.reads.relevant:
                name = f"field:{act.field}"
                old = run.read(name)
                new = self.meaning.assigned(act.field, self.reads.type_of(("field", act.field)), act.value, run)
                unless = FALSE if act.unless is None else self.meaning.holds(act.unless, run)
                run.write(name, choose(unless, old, new))
                if run.large or run.grows:
                    run.made_from(
                        name, {f"field:{part.name}" for part in inside(act.value) if isinstance(part, FieldRef)}
                    )
                if self.meaning.days is not None and act.field in self.meaning.days.dates:
                    code = Num(self.meaning.days.set_to(act.value, run.dated))
                    run.dated[name] = choose(unless, run.dated.get(name, Num(KEPT)), code)
                self.slots.written(run, act.field, negated(unless))

    def move(self, run: Run, place: str, to: str) -> None:
        if place in self.steps:
            self.perform(run, self.steps[place].on_leave)
        for watch in self.watches:
            watch.left(run, place)
        self.enter(run, to)

    def enter(self, run: Run, to: str) -> None:
        run.place = to
        run.patient = False
        run.write(PLACE, Num(self.places.index(to)))
        for name in self.of_the_stay:
            run.write(name, Num(0))
        run.dated[clock(STAY)] = run.dated[clock(DUE)] = Num(TODAY)
        if self.suspension and to in self.ends:
            run.write(SUSPENDED, Num(0))
        self.observe(run, "step", to, to)
        if to in self.ends:
            self.perform(run, self.ends[to].on_enter)
            return
        self.perform(run, self.steps[to].on_enter)
        self.phases[to].start(run, self.meaning)

    def close(self, run: Run) -> None:
        """The record is complete: the rules are shown what was noted."""
        for watch in self.watches:
            watch.judge(run)
        run.noted = []

    def settle(self, run: Run) -> Node:
        """Every `as soon as` that holds is taken, each step's at most once; then the case rests."""
        place = run.place
        step = self.steps.get(place)
        if step is not None and step.as_soon and place not in run.entered:
            return self.as_soon(run, place, asked(step))
        return self.rest(run)

    def as_soon(self, run: Run, place: str, ways: Ways) -> Node:
        if not ways:
            return self.rest(run)
        condition, to = ways[0]
        run = run.copy()
        run.event, run.role, run.actor, run.by_clock, run.given = None, None, None, True, {}
        holds = self.meaning.holds(condition, run)
        if self.suspension:
            holds = both(holds, negated(run.read(SUSPENDED)))
        other = run.copy()
        run.entered = run.entered | {place}
        run.begin_record()
        self.move(run, place, to)
        self.close(run)
        return self.fork(holds, self.settle(run), self.as_soon(other, place, ways[1:]))

    def rest(self, run: Run) -> Node:
        for watch in self.watches:
            watch.at_rest(run, ended=run.place in self.ends)
        updates = tuple((name, term) for name, term in run.values.items())
        breaks = tuple((name, term) for name, term in run.breaks.items() if term != FALSE)
        aside = tuple(run.dated.items()) if self.meaning.days is not None else ()
        return Emit(updates, breaks, aside)

    def routed(self, run: Run, place: str, routes: Ways) -> Node:
        if not routes:
            return STOP
        when, to = routes[0]
        holds = self.meaning.holds(when, run)
        other = run.copy()
        self.move(run, place, to)
        self.close(run)
        if holds == num(True):
            return self.settle(run)
        taken = self.settle(run)
        return self.fork(holds, taken, self.routed(other, place, routes[1:]))

    def fork(self, condition: Term, yes: Node, no: Node) -> Node:
        if condition == num(True):
            return yes
        return no if condition == FALSE or yes == no else Branch(condition, yes, no)


STRANGER = 0
"""The code of somebody whom nobody remembers: there are always others."""

PERSON, TURNED = "the person", "the person is bound"
"""Choices: who acts, if it is somebody else than the party acted for; whether it is the person that is bound."""


def _or(code: Term, otherwise: Term) -> Term:
    return choose(equal(code, Num(0)), otherwise, code)


def asked(step: Step) -> Ways:
    """The step's `as soon as`, in order."""
    return [(each.condition, each.to) for each in step.as_soon]
