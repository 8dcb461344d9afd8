"""Monitors by themselves, as a prover or an audit drives them: values that are stepped, no case in sight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import closedloop.rules
from closedloop.model.durations import Duration
from closedloop.model.expressions import Const, EventAtom, StepAtom
from closedloop.model.process import (
    Always,
    Before,
    Bounded,
    DifferentParties,
    EveryCaseEnds,
    LeadsTo,
    Never,
    OnAtom,
    Prop,
    Recurs,
    Rule,
    SameParty,
)
from closedloop.rules import Moment, Monitor, Observation, State, monitor

A, B, S = EventAtom("a"), EventAtom("b"), StepAtom("s")
WEEK = Duration(((1, "weeks"),))
START = datetime(2024, 3, 4, tzinfo=UTC)
PROPS: tuple[Prop, ...] = (
    Never(A),
    Always(Const(True, "bool")),
    OnAtom(A, Const(True, "bool")),
    Before(A, B),
    Before(A, B, each=True),
    LeadsTo(A, (B, S), WEEK),
    Bounded(A, "exactly", 2),
    Bounded(A, "at_least", 1, per="s"),
    Bounded(A, "at_most", 1, before=B),
    Recurs(A, WEEK, "s"),
    DifferentParties((A, B)),
    DifferentParties((A, B), in_one_stay=True),
    SameParty((A, B)),
    EveryCaseEnds(WEEK),
)


def seen(day: int, kind: str = "event", person: str | None = "ann", step: str = "s") -> Observation:
    return Observation(kind, step, Moment(START + timedelta(days=day)), person, person)  # type: ignore[arg-type]


def made(prop: Prop) -> Monitor:
    automaton = monitor(Rule("r", prop))
    assert automaton is not None
    return automaton


@pytest.mark.parametrize("prop", PROPS, ids=lambda prop: type(prop).__name__)
def test_states_are_values_and_steps_are_repeatable(prop: Prop) -> None:
    automaton = made(prop)
    reached: set[State] = set()
    for hits in ((1, 2, 1, 0), (2, 2, 1, 1), (1, 1, 1, 1)):
        ends = []
        for _ in range(2):
            state = automaton.start(Moment(START))
            for day, bits in enumerate(hits):
                kind = "entered" if bits == 0 else "event"
                state, broken = automaton.observe(state, bits, True, seen(day, kind))
                assert type(broken) is bool
                reached.add(state)
            ends.append(state)
        assert ends[0] == ends[1]
        assert hash(ends[0]) == hash(ends[1])
    assert reached


def test_a_rule_that_is_only_proved_has_no_monitor() -> None:
    assert monitor(Rule("r", EveryCaseEnds())) is None


def test_a_deadline_runs_from_the_first_unanswered_and_passes_once() -> None:
    leads = made(LeadsTo(A, (B,), WEEK))
    state: State = leads.start(Moment(START))
    assert leads.waiting(state) is None
    state, _ = leads.observe(state, 1, True, seen(1))
    state, _ = leads.observe(state, 1, True, seen(2))
    assert leads.waiting(state) == Moment(START + timedelta(days=1))
    state = leads.passed(state)
    assert leads.waiting(state) is None
    assert leads.unfulfilled(state)
    state, _ = leads.observe(state, 2, True, seen(3))
    assert not leads.unfulfilled(state)
    state, _ = leads.observe(state, 1, False, seen(4))
    assert not leads.unfulfilled(state)
    state, _ = leads.observe(state, 3, True, seen(5))
    assert leads.waiting(state) == Moment(START + timedelta(days=5))


def test_an_observation_of_two_atoms_does_not_meet_itself() -> None:
    hands = made(DifferentParties((A, B)))
    state, broken = hands.observe(hands.start(Moment(START)), 3, True, seen(0))
    assert not broken
    assert hands.observe(state, 1, True, seen(1))[1]
    assert not hands.observe(state, 1, True, seen(1, person="bob"))[1]
    assert not hands.observe(state, 1, True, seen(1, person=None))[1]


def test_monitors_know_nothing_of_cases() -> None:
    place = Path(closedloop.rules.__file__).parent
    for module in place.glob("*.py"):
        assert "closedloop.kernel" not in module.read_text(encoding="utf-8").replace("`closedloop.kernel", "")
