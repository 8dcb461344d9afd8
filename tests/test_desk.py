"""The desk: cases in memory, with a clock and a directory of the host's."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import attrs
import pytest

import closedloop
from closedloop import Actor, Desk, Refused, UsageError
from closedloop.engine import DeskError, EffectKey, Engine, JournalCorrupt, journal_lines, read_journal
from closedloop.kernel.values import Accepted

TEXT = """
process repairs "Repairs" {
  calendar weekdays "Asia/Shanghai"
  role office "Office"
  role unit "Unit" assigned
  field kind: text = "leak"
  start received
  step received { by office  within 2 working days  escalate ladder  assign(unit, kind?) -> working }
  step working {
    by unit
    within 5 days, then -> censured
    report(note: text) -> closed
      require score of unit > -10 "too many points lost"
  }
  step censured {
    by office
    on enter { score unit -5 "late"; notify unit "{kind}" }
    redo() -> working
    drop_it() -> closed
  }
  end closed
  escalation ladder { overdue { remind office } }
}
"""
DIRECTORY = {"ann": ["office"], "hall": ["office"], "bob": []}
MONDAY = datetime(2024, 3, 4, 1, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def program() -> closedloop.Program:
    return closedloop.loads(TEXT)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(program: closedloop.Program, clock: Clock) -> Desk:
    return Desk(program, clock=clock, directory=DIRECTORY)


def accepted(outcome: Accepted | Refused) -> Accepted:
    assert isinstance(outcome, Accepted), outcome.explain()
    return outcome


def test_a_case_is_opened_and_moves(desk: Desk, clock: Clock) -> None:
    opened = accepted(desk.open())
    case = opened.cases[0]
    assert (case.id, case.process, case.step) == ("repairs-1", "repairs", "received")
    clock.now += timedelta(hours=1)
    moved = accepted(desk.submit(case.id, "assign", "ann", {"unit": "water"}))
    assert moved.records[0].at == clock.now
    assert desk.case(case.id).step == "working"
    assert [record.kind for record in desk.journal(case.id)] == ["opened", "event"]
    assert desk.cases() == (desk.case(case.id),)


def test_the_desk_is_an_engine(desk: Desk) -> None:
    engine: Engine = desk
    assert isinstance(engine.open(case="x"), Accepted)


def test_ids_are_given_in_turn_and_skip_what_is_taken(desk: Desk) -> None:
    desk.open(case="repairs-2")
    assert [accepted(desk.open()).cases[0].id for _ in range(2)] == ["repairs-1", "repairs-3"]


def test_a_refusal_is_a_value_that_explains_itself(desk: Desk) -> None:
    desk.open(case="c")
    outcome = desk.submit("c", "assign", "bob", {"unit": "water"})
    assert isinstance(outcome, Refused)
    assert str(outcome) == "CL506: `bob` may not do `assign`: that is for `office`"
    outcome = desk.submit("c", "report", "ann", {})
    assert isinstance(outcome, Refused)
    assert str(outcome) == "CL505: `report` is not possible in `received`\npossible instead: `assign`"
    chinese = outcome.explain("zh")
    assert chinese.startswith("CL505: ")
    assert "不能" in chinese
    assert chinese != outcome.explain("en")


def test_roles_come_from_the_directory_by_person_or_party_or_with_the_actor(desk: Desk) -> None:
    for who in ("ann", Actor("zoe", "hall"), Actor("zoe", "zoe", frozenset({"office"}))):
        case = accepted(desk.open()).cases[0].id
        accepted(desk.submit(case, "assign", who, {"unit": "water"}))
    case = accepted(desk.open()).cases[0].id
    assert isinstance(desk.submit(case, "assign", Actor("zoe", "zoe"), {"unit": "water"}), Refused)


def test_a_directory_may_be_an_object(program: closedloop.Program, clock: Clock) -> None:
    class Everybody:
        def roles(self, name: str) -> Iterable[str]:
            return ("office",) if name == "eve" else ()

    desk = Desk(program["repairs"], clock=clock, directory=Everybody())
    desk.open(case="c")
    accepted(desk.submit("c", "assign", "eve", {"unit": "water"}))


def test_a_moment_without_an_offset_is_local_time_of_the_process(desk: Desk) -> None:
    desk.open(case="c", at=datetime(2024, 3, 4, 9, 30))
    assert desk.case("c").at == datetime(2024, 3, 4, 1, 30, tzinfo=UTC)


def test_time_passes_over_all_cases_in_order_of_moments(desk: Desk, clock: Clock) -> None:
    for name, days in (("late", 2), ("early", 0), ("middle", 1)):
        accepted(desk.open(case=name, at=MONDAY + timedelta(days=days)))
    clock.now += timedelta(days=30)
    records = desk.tick()
    assert [(record.case, record.timer) for record in records] == [
        ("early", "due"),
        ("early", "rung:0"),
        ("middle", "due"),
        ("middle", "rung:0"),
        ("late", "due"),
        ("late", "rung:0"),
    ]
    assert desk.tick() == ()
    assert desk.journal("late")[1:] == records[4:]


def test_scores_are_read_over_all_cases_of_the_desk(desk: Desk, clock: Clock) -> None:
    for name in ("a", "b", "c"):
        desk.open(case=name)
        accepted(desk.submit(name, "assign", "ann", {"unit": "water"}))
    clock.now += timedelta(days=10)
    desk.tick()
    assert all(desk.case(name).scores == {("water", 2024): -5} for name in "abc")
    accepted(desk.submit("a", "redo", "ann"))
    outcome = desk.submit("a", "report", "water", {"note": "done"})
    assert isinstance(outcome, Refused)
    assert [reason.requirement for reason in outcome.reasons] == ["score of unit > -10"]


def test_effects_wait_until_they_are_confirmed(desk: Desk, clock: Clock) -> None:
    desk.open(case="a")
    accepted(desk.submit("a", "assign", "ann", {"unit": "water"}))
    clock.now += timedelta(days=10)
    desk.tick()
    first, second = desk.effects()
    assert (first.key, first.effect.kind) == (EffectKey("a", 4, 0), "score")
    assert (second.effect.kind, second.effect.text) == ("notify", "leak")
    desk.confirm(first.key)
    desk.confirm(first.key)
    assert desk.effects() == (second,)


def test_what_a_timer_did_stays_when_a_submission_is_refused(desk: Desk) -> None:
    desk.open(case="a")
    outcome = desk.submit("a", "assign", "bob", {"unit": "x"}, at=MONDAY + timedelta(days=9))
    assert isinstance(outcome, Refused)
    assert [record.timer for record in desk.journal("a")[1:]] == ["due", "rung:0"]
    assert desk.case("a") == outcome.cases[0]


def test_offers_are_what_the_actor_may_do(desk: Desk) -> None:
    desk.open(case="a")
    (offer,) = desk.offers("a", "ann")
    assert (offer.event, offer.role, list(offer.schema["properties"])) == ("assign", "office", ["unit", "kind"])
    assert desk.offers("a", "bob") == ()


def test_a_journal_restores_the_cases_and_goes_on(desk: Desk, program: closedloop.Program, clock: Clock) -> None:
    for name in ("a", "b"):
        desk.open(case=name)
        accepted(desk.submit(name, "assign", "ann", {"unit": "water"}))
    records = [*desk.journal("a"), *desk.journal("b")]
    lines = list(journal_lines(desk.machines, sorted(records, key=lambda record: record.seq)))
    other = Desk(program, clock=clock, directory=DIRECTORY)
    other.load_journal(read_journal(other.machines, lines))
    assert other.cases() == desk.cases()
    assert other.effects() == ()
    assert accepted(other.open()).cases[0].id == "repairs-1"
    assert other.submit("a", "report", "water", {"note": "x"}) == desk.submit("a", "report", "water", {"note": "x"})
    assert other.journal("a") == desk.journal("a")


def test_a_journal_may_be_continued_and_is_loaded_whole_or_not_at_all(desk: Desk, program: closedloop.Program) -> None:
    desk.open(case="a")
    accepted(desk.submit("a", "assign", "ann", {"unit": "water"}))
    first, second = desk.journal("a")
    other = Desk(program, directory=DIRECTORY)
    with pytest.raises(JournalCorrupt, match="record 1 of case `a`"):
        other.load_journal([first, second, first])
    assert other.cases() == ()
    other.load_journal([first])
    other.load_journal([second])
    assert other.case("a") == desk.case("a")


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "{}",
        '{"case": 3}',
        '{"case":"new","kind":"event"}',
        '{"case":"a","process":"x"}',
        "[" * 100_000,
        "1" * 5000,
    ],
)
def test_a_damaged_journal_says_which_line(desk: Desk, line: str) -> None:
    desk.open(case="a")
    lines = [*journal_lines(desk.machines, desk.journal("a")), "", line]
    with pytest.raises(JournalCorrupt) as caught:
        read_journal(desk.machines, lines)
    assert caught.value.line == 3
    assert "line 3" in str(caught.value)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda desk: desk.case("nobody"), "CL600"),
        (lambda desk: desk.submit("cas", "assign", "ann"), "CL600"),
        (lambda desk: desk.open("repair"), "CL601"),
        (lambda desk: desk.open(case="case"), "CL603"),
        (lambda desk: desk.open(case=""), "CL605"),
        (lambda desk: desk.open(at="2024-03-01"), "CL604"),
        (lambda desk: desk.open(at=date(2024, 3, 1)), "CL604"),
        (lambda desk: desk.open(at=datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5)))), "CL604"),
        (lambda desk: desk.submit("case", "assign", "ann", at=3), "CL604"),
        (lambda desk: desk.submit("case", "assign", "ann", occurred="x"), "CL604"),
        (lambda desk: desk.submit("case", "", "ann"), "CL605"),
        (lambda desk: desk.submit("case", "assign", ""), "CL606"),
        (lambda desk: desk.submit("case", "assign", None), "CL606"),
        (lambda desk: desk.submit("case", "assign", "ann", ["water"]), "CL607"),
        (lambda desk: desk.submit("case", "assign", "clock"), "CL612"),
        (lambda desk: desk.submit("case", "assign", Actor("x", "clock")), "CL612"),
        (lambda desk: Desk({"p": 3}), "CL609"),
        (lambda desk: Desk(3), "CL609"),
        (lambda desk: Desk(desk_program(), directory={"ann": "office"}), "CL608"),
        (lambda desk: Desk(two_programs()).open(), "CL602"),
    ],
)
def test_mistakes_of_the_calling_program_are_raised(desk: Desk, call: Any, code: str) -> None:
    desk.open(case="case")
    with pytest.raises(UsageError) as caught:
        call(desk)
    assert isinstance(caught.value, DeskError)
    assert caught.value.code == code
    assert caught.value.explain("zh") != caught.value.explain("en")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def desk_program() -> closedloop.Program:
    return closedloop.loads(TEXT)


def two_programs() -> dict[str, Any]:
    process = desk_program()["repairs"]
    return {"repairs": process, "others": attrs.evolve(process, name="others")}


def test_a_misspelt_name_gets_a_suggestion(desk: Desk) -> None:
    desk.open(case="road-works")
    with pytest.raises(UsageError, match="did you mean `road-works`"):
        desk.case("road-work")
    with pytest.raises(UsageError, match="did you mean `repairs`"):
        desk.open("repair")


def test_threads_take_turns(desk: Desk) -> None:
    desk.open(case="a")
    accepted(desk.submit("a", "assign", "ann", {"unit": "water"}))

    def work(number: int) -> int:
        outcome = desk.submit("a", "report", "water", {"note": str(number)})
        return int(isinstance(outcome, Accepted)) + int(isinstance(desk.open(), Accepted))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(64))) == 65
    assert len(desk.cases()) == 65
    assert desk.case("a").seq == 3


def test_the_example_of_the_proposals_runs_to_its_end() -> None:
    path = Path(__file__).parents[1] / "examples" / "deputy_proposals" / "process.loop"
    desk = Desk(closedloop.load(path), directory={name: [name] for name in ("congress", "office", "inspector")})
    desk.open(case="p", at=datetime(2024, 3, 1, 9))
    for days, who, event, params in [
        (0, "congress", "accept", {"deputy": "d17", "key": False}),
        (2, "office", "assign", {"handler": "water"}),
        (3, "water", "plan", {"document": "plan.pdf"}),
        (40, "water", "reply", {"outcome": "solved", "letter": "a.pdf"}),
        (41, "d17", "give_opinion", {"opinion": "satisfied"}),
        (50, "inspector", "assess", {"mark": 90}),
        (200, "congress", "confirm", {}),
    ]:
        accepted(desk.submit("p", event, who, params, at=datetime(2024, 3, 1, 9) + timedelta(days=days)))
    assert desk.case("p").ended
