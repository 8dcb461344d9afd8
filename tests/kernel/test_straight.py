"""Straight code: when it is made, what it looks like, and that it is the general kernel in other words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import closedloop
from closedloop import Desk
from closedloop.kernel import compile_process
from closedloop.kernel.live import Incompatible, LiveCase, digest_of
from closedloop.kernel.straight.forms import Frozen
from closedloop.kernel.straight.functions import Functions
from closedloop.kernel.straight.literals import constructed
from closedloop.kernel.straight.module import Origin, module_source
from closedloop.kernel.values import Accepted, Actor, Refused
from closedloop.model import expressions as ex
from closedloop.model import process as model
from closedloop.model.durations import Duration
from closedloop.model.process import Process
from closedloop.rules import Moment, Observation, monitor


def moment(day: str) -> datetime:
    """09:00 UTC of the day."""
    return datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC)


ORIGIN = Origin("repairs.loop", "closedloop compile repairs.loop --to python -o repairs.py", "0.1.0")
TEXT = """
process repairs "Repairs of \\"our\\" houses" {
  role office
  role handler assigned
  field visits: int = 0
  field class: one of small | big
  start received
  step received { by office  within 5 working days  assign(handler, class) -> working }
  step working "Being \\\\ worked on" {
    by handler
    within 1 month
    visit(note: text, at?: date) do { set visits = visits + 1; notify office "{note}: {visits}" }
    finish() -> done  require visits >= 1 "a visit first"
    for() -> received
  }
  end done
  rule once: finish at most 1 times
  rule apart: different parties for assign, visit
}
"""
OFFICE, WATER = Actor("li", "li", frozenset({"office"})), Actor("water", "water")


@pytest.fixture(scope="module")
def process() -> Process:
    return closedloop.loads(TEXT)["repairs"]


def live(process: Process, text: str | None = None) -> type[LiveCase]:
    known: dict[str, object] = {"__name__": "repairs"}
    exec(module_source(process, ORIGIN) if text is None else text, known)
    made = known["Repairs"]
    assert isinstance(made, type)
    return made


def test_straight_code_is_made_for_what_comes_up_again_and_again(process: Process) -> None:
    desk = Desk(process, directory={"li": ["office"]})
    machine = desk.machines["repairs"]
    assert machine.shortcuts is not None
    made = []
    for number in range(12):
        desk.open(case=str(number), at=moment("2024-03-01"))
        desk.submit(str(number), "assign", "li", {"handler": "water", "class": "big"}, at=moment("2024-03-04"))
        made.append(("received", "assign") in machine.shortcuts.ways)
    assert made == [False] * 8 + [True] * 4
    assert len({(case.step, case.stay, case.monitors) for case in desk.cases()}) == 1


def test_it_can_be_switched_off(process: Process) -> None:
    assert compile_process(process, fast=False).shortcuts is None


def test_a_function_can_be_read(process: Process) -> None:
    functions = Functions(compile_process(process), Frozen())
    source = functions.function("working", "finish")
    assert source is not None
    assert source.name == "working__finish"
    assert "    if not (f_visits is not None and f_visits >= 1): return None" in source.text.splitlines()
    assert functions.function("working", "assign") is None
    assert functions.function("done", "visit") is None


def test_the_same_process_gives_the_same_text_and_another_process_another(process: Process) -> None:
    text = module_source(process, ORIGIN)
    assert text == module_source(closedloop.loads(TEXT)["repairs"], ORIGIN)
    assert text != module_source(closedloop.loads(TEXT.replace(">= 1", ">= 2"))["repairs"], ORIGIN)
    assert "repairs.loop" in text.split('"""')[1]


def test_a_live_case_goes_its_way(process: Process) -> None:
    case = live(process).open("1", OFFICE, at=moment("2024-03-01"))
    assert case.assign(OFFICE, handler="water", class_="big", at=moment("2024-03-04")) is None  # type: ignore[attr-defined]
    assert case.visit(WATER, note="seen", at=moment("2024-03-05")) is None  # type: ignore[attr-defined]
    assert case.state == "working"
    assert case.fields == {"visits": 1, "class": "big"}
    assert case.bindings == {"handler": "water"}
    assert case.records[-1].effects[0].text == "seen: 1"
    assert case.for_(WATER, at=moment("2024-03-05")) is None  # type: ignore[attr-defined]
    refused = case.visit("water", note="seen", at=moment("2024-03-05"))  # type: ignore[attr-defined]
    assert isinstance(refused, Refused)
    assert [reason.code for reason in refused.reasons] == ["CL505"]
    assert [record.timer for record in case.tick(moment("2024-03-13"))] == ["due"]
    assert case.ended is False


def test_a_live_case_and_a_desk_read_each_others_journals(process: Process) -> None:
    from closedloop.engine import journal_lines, read_journal

    case = live(process).open("1", OFFICE, at=moment("2024-03-01"))
    case.submit("assign", OFFICE, {"handler": "water", "class": "big"}, at=moment("2024-03-04"))
    desk = Desk(process)
    desk.load_journal(read_journal(desk.machines, case.journal()))
    assert desk.case("1") == case.case
    desk.submit("1", "visit", "water", {"note": "seen"}, at=moment("2024-03-05"))
    again = live(process).restore(journal_lines(desk.machines, desk.journal("1")))
    assert again.case == desk.case("1")
    assert isinstance(desk.submit("1", "finish", "water", at=moment("2024-03-06")), Accepted)


@pytest.mark.parametrize(("there", "instead"), [("form=1", "form=2"), ("schema=1", "schema=7")])
def test_another_kernel_is_refused_in_both_languages(process: Process, there: str, instead: str) -> None:
    text = module_source(process, ORIGIN)
    assert text.count(there) == 1
    with pytest.raises(Incompatible) as refused:
        live(process, text.replace(there, instead))
    assert refused.value.code == "CL780"
    english, chinese = str(refused.value).splitlines()
    assert ORIGIN.command in english
    assert "请重新生成" in chinese


def test_a_process_changed_by_hand_is_refused(process: Process) -> None:
    text = module_source(process, ORIGIN)
    with pytest.raises(Incompatible) as refused:
        live(process, text.replace("((1, 'months'),)", "((2, 'months'),)"))
    assert refused.value.code == "CL781"


def test_a_process_as_python_values_is_the_process(process: Process) -> None:
    known = {"model": model, "ex": ex, "Duration": Duration}
    again = eval(constructed(process), known)
    assert again == process
    assert digest_of(again) == digest_of(process)


RULES = [
    model.Never(ex.EventAtom("a")),
    model.Always(ex.Const(True, "bool")),
    model.Before(ex.EventAtom("a"), ex.EventAtom("b"), each=True),
    model.Before(ex.EventAtom("a"), ex.EventAtom("b")),
    model.Bounded(ex.EventAtom("a"), "exactly", 2, before=ex.EventAtom("b")),
    model.Bounded(ex.EventAtom("a"), "at_least", 2, per="s"),
    model.DifferentParties((ex.EventAtom("a"), ex.EventAtom("b"))),
    model.DifferentParties((ex.EventAtom("a"), ex.EventAtom("b")), in_one_stay=True),
    model.SameParty((ex.EventAtom("a"), ex.EventAtom("b"))),
]
seen = st.builds(
    Observation,
    st.sampled_from(["event", "expiry", "left", "entered"]),
    st.sampled_from(["s", "t"]),
    st.just(Moment(moment("2024-03-01"))),
    st.sampled_from(["ann", "bob"]),
    st.sampled_from(["ann", "water"]),
)


@pytest.mark.parametrize("prop", RULES, ids=lambda prop: type(prop).__name__)
@given(st.lists(st.tuples(seen, st.integers(0, 3), st.booleans()), max_size=8))
def test_a_rule_looks_at_no_more_than_it_says(prop: model.Prop, observed: list[tuple[Observation, int, bool]]) -> None:
    automaton = monitor(model.Rule("r", prop))
    assert automaton is not None
    assert automaton.looks_at in ("nothing", "parties")
    state = automaton.start(Moment(moment("2024-03-01")))
    for each, hits, bites in observed:
        other = each._replace(moment=Moment(moment("2030-01-01")))
        if automaton.looks_at == "nothing":
            other = other._replace(person="zoe", party="zoe")
        assert automaton.observe(state, hits, bites, other) == automaton.observe(state, hits, bites, each)
        state, _ = automaton.observe(state, hits, bites, each)
