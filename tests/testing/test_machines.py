"""Applications driven by machines of Hypothesis: ours agree, and what is wrong with others is found and told."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import reduce
from typing import Any

import pytest
from attrs import evolve
from hypothesis import Phase, find, given, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from closedloop import Desk, loads
from closedloop.embed.transitions import ProcessMachine
from closedloop.kernel import Case, compile_process, decide
from closedloop.kernel import evolve as evolved
from closedloop.kernel.values import Accepted, Actor, Opening, Record, Refused, Submission
from closedloop.model.process import Process
from closedloop.testing import (
    Answer,
    Application,
    CallableApplication,
    DeskApplication,
    Disagreement,
    State,
    TransitionsApplication,
    cases,
    journals,
    machine_for,
    submissions,
)

TEXT = """process requests {
  calendar china
  role office
  role boss
  role unit assigned
  field urgent: bool
  start filed
  step filed {
    by office
    within 5 working days, then -> late
    hand_on(unit, urgent) -> working
  }
  step working {
    by unit
    within 10 working days
    escalate slow
    note(text: text)
    answer(letter: file) -> answered
      require happened note "a note comes before the answer"
  }
  step late { by boss within 2 days take_back() -> filed }
  end answered
  escalation slow { overdue { remind unit } overdue 5 working days -> late }
  allow suspend, resume by boss
  rule other_hands: different parties for hand_on, answer
}
"""
PROCESS = loads(TEXT).process
FEW = settings(
    max_examples=40, deadline=None, stateful_step_count=12, database=None, derandomize=True, report_multiple_bugs=False
)


def drive(machine: type[RuleBasedStateMachine], budget: settings = FEW) -> None:
    run_state_machine_as_test(machine, settings=budget)  # type: ignore[no-untyped-call]


def failure(application: Callable[[], Application], **more: Any) -> str:
    """What the machine says of a wrong application, with the steps that show it."""
    many = settings(FEW, max_examples=400, phases=(Phase.generate, Phase.shrink))
    with pytest.raises(Disagreement) as caught:
        drive(machine_for(PROCESS, application, **more), many)
    return "\n".join([str(caught.value), *getattr(caught.value, "__notes__", ())])


def a_desk(process: Process = PROCESS) -> DeskApplication:
    return DeskApplication(Desk(process))


# ------------------------------------------------------------------------------------------------ those that are right


def test_a_desk_agrees() -> None:
    drive(machine_for(PROCESS, a_desk))


def test_a_machine_of_transitions_agrees() -> None:
    class Request:
        pass

    drive(machine_for(PROCESS, lambda: TransitionsApplication(ProcessMachine(PROCESS), Request())))


def test_four_functions_agree() -> None:
    def made() -> Application:
        desk = a_desk()
        return CallableApplication(desk.open, desk.submit, desk.tick, lambda: State(desk.state().step))

    drive(machine_for(PROCESS, made))


def test_people_of_the_application_act() -> None:
    seen: set[str] = set()

    class Watched(DeskApplication):
        def submit(self, submission: Submission) -> Answer:
            seen.add(submission.actor.person)
            return super().submit(submission)

    people = {"office": Actor("li", "the office", frozenset(("office",))), "roads": Actor("zhao", "roads")}
    drive(machine_for(PROCESS, lambda: Watched(Desk(PROCESS)), people=people, parties=("roads",)))
    assert {"li", "zhao"} <= seen
    assert "office" not in seen


def test_an_application_is_closed_at_the_end() -> None:
    closed = []

    class Closing(DeskApplication):
        def close(self) -> None:
            closed.append(self)

    drive(machine_for(PROCESS, lambda: Closing(Desk(PROCESS))))
    assert len(closed) >= FEW.max_examples


# ------------------------------------------------------------------------------------------------ those that are wrong


def without(text: str, by: str = "") -> Callable[[], Application]:
    """An application that was written without this sentence."""
    assert text in TEXT
    process = loads(TEXT.replace(text, by)).process
    return lambda: a_desk(process)


def test_a_forgotten_requirement_is_found() -> None:
    said = failure(without('      require happened note "a note comes before the answer"\n'))
    assert "`answer`" in said
    assert "the process refuses: a note comes before the answer; the application accepted it" in said
    assert re.search(r"hand_on\(after=.*, by='office', given=\{.*\}\)", said)
    assert re.search(r"state\.answer\(after=\d+, by='unit', given=\{'letter': .*\}\)|on the way: answer\(", said)
    assert "note(" not in said


def test_a_wrong_role_is_found() -> None:
    said = failure(without("hand_on(unit, urgent)", "hand_on(unit, urgent) by office, boss"))
    assert "`hand_on` by boss (boss)" in said
    assert "that is for `office`; the application accepted it" in said


def test_an_ignored_deadline_is_found() -> None:
    said = failure(without("within 5 working days, then -> late", "within 5 working days"))
    assert "step is 'late', and in the application 'filed'" in said
    assert len(re.findall(r"^state\.|^  on the way", said, re.MULTILINE)) <= 4


def test_a_deadline_of_another_length_is_found() -> None:
    said = failure(without("within 10 working days", "within 11 working days"))
    assert "due is" in said


def test_a_rule_that_nobody_watches_is_found() -> None:
    unwatched = evolve(PROCESS, rules=())
    said = failure(lambda: a_desk(unwatched), parties=("office",))
    assert "would break the rule `other_hands`" in said


def test_a_value_that_is_lost_is_found() -> None:
    class Forgetful(DeskApplication):
        def state(self) -> State:
            told = super().state()
            return evolve(told, fields={**told.fields, "urgent": None})

    assert "field `urgent` is" in failure(lambda: Forgetful(Desk(PROCESS)))


def test_another_reason_is_found() -> None:
    class Wrong(DeskApplication):
        def submit(self, submission: Submission) -> Answer:
            answer = super().submit(submission)
            return answer if answer.accepted else Answer(False, ("role",))

    assert "for another reason: role" in failure(lambda: Wrong(Desk(PROCESS)))


# ---------------------------------------------------------------------------------------------------------- strategies


@settings(max_examples=40, deadline=None, derandomize=True)
@given(journals(PROCESS))
def test_journals_are_those_of_the_kernel(journal: tuple[Record, ...]) -> None:
    assert journal[0].kind == "opened"
    assert [record.seq for record in journal] == list(range(1, len(journal) + 1))
    program = {PROCESS.name: compile_process(PROCESS)}
    made = reduce(lambda case, record: evolved(program, case, record), journal, None)
    assert isinstance(made, Case)
    assert made.seq == len(journal)


def test_cases_come_everywhere() -> None:
    for step in ("filed", "working", "late", "answered"):
        found = find(
            cases(PROCESS), lambda case, step=step: case.step == step, settings=settings(FEW, max_examples=2000)
        )
        assert isinstance(found, Case)


def test_submissions_are_accepted_and_refused() -> None:
    machine = compile_process(PROCESS)
    opened = decide(
        {"requests": machine}, (), Opening("c", "requests", datetime.fromisoformat("2024-03-04T01:00Z"), ANY)
    )
    assert isinstance(opened, Accepted)
    case = opened.cases[0]
    for kind in (Accepted, Refused):
        asked = submissions(PROCESS, case=case)
        many = settings(FEW, max_examples=2000)
        found = find(
            asked, lambda s, kind=kind: isinstance(decide({"requests": machine}, (case,), s), kind), settings=many
        )
        assert isinstance(found, Submission)


ANY = Actor("li", "li")
