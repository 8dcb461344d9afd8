"""A machine of Hypothesis that drives an application through everything that a process allows and forbids.

After each step the application is held against our kernel: whether it accepted, why it refused, how the case stands.
Runs begin somewhere on the paths that take everything (`paths`), so that what lies deep is reached, too. What fails is
shrunk by Hypothesis to the fewest steps; each is printed as the event, who tried it, how many hours after the step
before, and what was given. Needs Hypothesis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from attrs import frozen
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from closedloop.calendars import local_to_utc
from closedloop.kernel import compile_process, decide
from closedloop.kernel.case import Case
from closedloop.kernel.machine import Machine
from closedloop.kernel.values import CLOCK, NOTHING, Accepted, Actor, Opening, Refused, Submission, Tick
from closedloop.messages import UsageError
from closedloop.model.json_form import value_to_json
from closedloop.model.process import Process
from closedloop.prove.replaying import CASE
from closedloop.prove.stepping import Standing, Stepper
from closedloop.testing.applications import UNTOLD, Answer, Application, State, named, state_of
from closedloop.testing.drawing import FIRST_DAY, PARTIES, Values, World
from closedloop.testing.path_finding import Path, paths

HOURS = (24, 1, 0, 72, 240)
"""How long after the step before somebody acts; the first is the simplest."""


class Disagreement(AssertionError):
    """The application did something else than the process says."""


def machine_for(
    process: Process,
    application: Callable[[], Application],
    *,
    people: Mapping[str, Actor] = NOTHING,
    parties: Sequence[str] = PARTIES,
    first_day: date = FIRST_DAY,
    steps: int = 30,
) -> type[RuleBasedStateMachine]:
    """A state machine of Hypothesis: `TestMine = machine_for(process, Mine).TestCase`.

    `application` makes one for each run, with no case yet (see `Application`). `people`: who acts for a global role, or
    for a party, where the application has people of its own; without, whoever bears its name. `parties`: who may be
    bound to assigned roles. Cases are opened on `first_day` at 9 o'clock, local time of the process. `steps`: of one
    run, at most.
    """
    parts = {
        "process": process,
        "make": staticmethod(application),
        "world": World(process, people, parties),
        "first_day": first_day,
        "kernel": compile_process(process),
        "stepper": Stepper(process, thorough=False),
    }
    rules = {"opens": _opens(process, parties), **_rules(process, Values(process, parties))}
    made: type[RuleBasedStateMachine] = type(f"{process.name}_machine", (_Driven,), {**parts, **rules})
    made.TestCase.settings = settings(
        deadline=None,
        stateful_step_count=steps,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow],
    )
    return made


@frozen
class _Step:
    """Something on the way to where a run begins. `event` None: time passes."""

    event: str | None
    role: str
    after: timedelta
    given: Mapping[str, Any]


def _opens(process: Process, parties: Sequence[str]) -> Any:
    """Opens a case and takes it some acts along a path, so that runs begin everywhere."""
    ways = {path.name: tuple(_steps(process, path, parties)) for path in paths(process)}
    longest = max(map(len, ways.values()), default=0)

    def opens(self: _Driven, way: str, acts: int) -> None:
        self.begins()
        for step in ways.get(way, ())[:acts]:
            self.leads(step)

    names = st.sampled_from(tuple(ways) or ("",))
    return initialize(way=names, acts=st.integers(0, longest))(opens)


def _steps(process: Process, path: Path, parties: Sequence[str]) -> Iterator[_Step]:
    roles = {role.name: role.assigned for role in process.roles}
    called: dict[str, str] = {}
    before = path.acts[0]
    for act in path.acts[1:]:
        after = act.asked.at - before.asked.at
        if isinstance(act.asked, Submission):
            party = act.asked.actor.party
            bound = (role for role, each in before.case.bindings.items() if each == party and roles.get(role))
            given = {}
            for name, value in act.asked.params.items():
                if isinstance(value, str) and act.case.bindings.get(name) == value:
                    value = called.setdefault(value, parties[len(called) % len(parties)])
                given[name] = value
            yield _Step(act.asked.event, next(bound, party), after, given)
        else:
            yield _Step(None, "", after, {})
        before = act


def _rules(process: Process, values: Values) -> dict[str, Any]:
    """One for each event, one for whatever else may be tried, one for time."""
    machine = values.stepper.machine
    roles = tuple(role.name for role in process.roles)
    after = st.sampled_from(HOURS)
    found: dict[str, Any] = {}
    for number, event in enumerate(machine.events):
        offered = _offering(machine, event)
        if offered:
            by = st.one_of(st.sampled_from(offered), st.sampled_from(roles))
            act = rule(by=by, after=after, given=values.given(event))(_act(event))
            found[f"event_{number}"] = precondition(_offers(event))(act)
    anything = st.sampled_from(tuple(machine.events)).flatmap(
        lambda event: st.tuples(st.just(event), values.given(event))
    )
    found["tries"] = rule(asked=anything, by=st.sampled_from(roles), after=after)(_tries)
    found["time_passes"] = rule(stop=st.integers(0, 9))(_time_passes)
    return found


def _offering(machine: Machine, event: str) -> tuple[str, ...]:
    """The roles for which the event is, wherever it is offered."""
    places = [places for place in machine.places.values() for places in (place.offers, place.while_suspended)]
    return tuple(dict.fromkeys(role for offers in places for each in offers.get(event, ()) for role in each.by))


def _offers(event: str) -> Callable[[_Driven], bool]:
    def offered(self: _Driven) -> bool:
        case = self.case
        if case is None:
            return False
        place = self.kernel.places[case.step]
        return event in (place.while_suspended if case.suspended else place.offers)

    return offered


def _act(event: str) -> Callable[..., None]:
    def act(self: _Driven, by: str, after: int, given: dict[str, Any]) -> None:
        self.submits(event, by, after, given)

    act.__name__ = event
    return act


def _tries(self: _Driven, asked: tuple[str, dict[str, Any]], by: str, after: int) -> None:
    event, given = asked
    self.submits(event, by, after, given)


def _time_passes(self: _Driven, stop: int) -> None:
    """To one of the moments around the next limits."""
    self.passes(stop)


_tries.__name__, _time_passes.__name__ = "tries", "time_passes"


class _Driven(RuleBasedStateMachine):
    process: Process
    make: Callable[[], Application]
    world: World
    first_day: date
    kernel: Machine
    stepper: Stepper

    def __init__(self) -> None:
        super().__init__()
        self.case: Case | None = None
        self.broken: set[str] = set()

    def begins(self) -> None:
        """A case is opened."""
        day = self.first_day
        at = local_to_utc(self.kernel.calendar, datetime(day.year, day.month, day.day, 9))
        opening = Opening(CASE, self.process.name, at, Actor(CLOCK, CLOCK))
        answer = decide({self.process.name: self.kernel}, (), opening)
        if isinstance(answer, Refused):
            raise UsageError("a rule refuses every opening: there is nothing to test")
        self.application = self.make()
        self.now = at
        self.application.open(opening)
        self._keep(answer)
        self._compare("the opening")

    def teardown(self) -> None:
        close = getattr(getattr(self, "application", None), "close", None)
        if close is not None:
            close()

    # --------------------------------------------------------------------------------------------------------- steps

    def leads(self, step: _Step) -> None:
        """One act of a path, told where a run is told."""
        if step.event is None:
            note(f"  on the way: time passes for {step.after}")
            self._passes_to(self.now + step.after)
        else:
            note(f"  on the way: {step.event}(after={step.after}, by={step.role!r}, given={dict(step.given)!r})")
            self._submits(step.event, step.role, self.now + step.after, step.given)

    def submits(self, event: str, by: str, after: int, given: Mapping[str, Any]) -> None:
        self._submits(event, by, self.now + timedelta(hours=after), given)

    def _submits(self, event: str, by: str, at: datetime, given: Mapping[str, Any]) -> None:
        assert self.case is not None
        self.now = at
        actor = self.world.actor(by, self.case)
        asked = Submission(CASE, event, self.now, actor, given)
        expected = decide({self.process.name: self.kernel}, (self.case,), asked)
        answer = self.application.submit(asked)
        self._keep(expected)
        what = f"`{event}` by {actor.person} ({by}) at {self.now:%Y-%m-%d %H:%M}"
        _compare_answers(what, expected, answer)
        self._compare(what)

    def passes(self, stop: int) -> None:
        moments = self._moments()
        self._passes_to(moments[stop % len(moments)])

    def _passes_to(self, at: datetime) -> None:
        assert self.case is not None
        self.now = at
        expected = decide({self.process.name: self.kernel}, (self.case,), Tick(CASE, self.now))
        self.application.tick(self.now)
        self._keep(expected)
        self._compare(f"time had passed to {self.now:%Y-%m-%d %H:%M}")

    def _moments(self) -> list[datetime]:
        """When time brings something about, around comparisons of times, just before all that, and a day later: the
        simplest first.
        """
        assert self.case is not None
        due = sorted({timer.due for timer in self.case.armed})
        around = self.stepper.waits(Standing(self.case, self.now))
        before = (each - timedelta(minutes=1) for each in due)
        found = dict.fromkeys((*due, *around, *before, self.now + timedelta(days=1)))
        return [each for each in found if each > self.now]

    # ----------------------------------------------------------------------------------------------------- comparing

    def _keep(self, outcome: Accepted | Refused) -> None:
        self.broken.update(rule for record in outcome.records for rule in record.breaches)
        self.case = outcome.cases[0] if outcome.cases else self.case

    def _compare(self, what: str) -> None:
        assert self.case is not None
        _compare_states(what, state_of(self.case, self.broken), self.application.state())


def _compare_answers(what: str, expected: Accepted | Refused, answer: Answer) -> None:
    reasons = () if isinstance(expected, Accepted) else expected.reasons
    ours = "accepts it" if isinstance(expected, Accepted) else "refuses: " + "; ".join(r.explain() for r in reasons)
    if answer.accepted != isinstance(expected, Accepted):
        theirs = "accepted" if answer.accepted else "refused"
        told = "" if answer.accepted or answer.reasons is UNTOLD else f" ({', '.join(map(str, answer.reasons))})"
        raise Disagreement(f"{what}: the process {ours}; the application {theirs} it{told}")
    if reasons and answer.reasons is not UNTOLD:
        known = frozenset().union(*map(named, reasons))
        if not answer.reasons or not known.issuperset(answer.reasons):
            told = ", ".join(map(str, answer.reasons)) or "no reason"
            raise Disagreement(f"{what}: the process {ours}; the application refused it for another reason: {told}")


def _compare_states(what: str, ours: State, theirs: State) -> None:
    for name in ("step", "due", "mark", "suspended", "broken"):
        mine, other = getattr(ours, name), getattr(theirs, name)
        if other is UNTOLD:
            continue
        if (set(mine) != set(other)) if name == "broken" else mine != other:
            raise Disagreement(f"after {what}: {name} is {mine!r}, and in the application {other!r}")
    if theirs.fields is not UNTOLD:
        for name, value in theirs.fields.items():
            mine = ours.fields.get(name)
            if value not in (mine, value_to_json(mine)) and not (value is None and mine is None):
                raise Disagreement(f"after {what}: field `{name}` is {mine!r}, and in the application {value!r}")
