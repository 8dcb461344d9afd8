"""Exported systems: SPIN stores exactly the states that exploration finds, and sees the same rules break."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import closedloop
from benchmarks.proof_processes import counters
from benchmarks.proof_spin import LIGHT, Spin, problem
from closedloop.model.process import Process, Rule
from closedloop.prove.building import Scope, build_system
from closedloop.prove.exploring import Budget, Explored, explore
from closedloop.prove.promela import by_submission, by_time, promela, states_before
from closedloop.prove.system import PLACE, Command, Emit, System, Variable
from closedloop.prove.terms import Num, Op, Var
from tests.compiled import program
from tests.property.comparing import lowered
from tests.property.frequencies import drawn

HERE = Path(__file__).parent
EXAMPLES = sorted((HERE.parent.parent / "examples").glob("*/process.loop"))
BUDGET = Budget(states=20_000)
LONGEST = 300_000
"""A longer model takes the C compiler minutes: each choice of each event is a step of its own."""
SEEDS = range(60)
needs_spin = pytest.mark.skipif(bool(problem()), reason=problem() or "SPIN is there")


def broken(found: Explored) -> set[str]:
    """The assertions that must fail."""
    numbers = {rule: number for number, rule in enumerate(found.system.rules)}
    submissions = {by_submission(numbers[rule]) for rule in found.refusing}
    return submissions | {by_time(numbers[rule]) for rule in found.breaking}


def agree(system: System, folder: Path) -> None:
    """Holds SPIN's search against ours."""
    found = explore(system, BUDGET)
    if not found.finished:
        pytest.skip(f"more than {BUDGET.states} states")
    model = promela(system)
    if len(model) > LONGEST:
        pytest.skip(f"a model of {len(model)} characters")
    theirs = Spin(model, folder, LIGHT).search()
    assert theirs.states == found.states + states_before(system)
    assert theirs.failed == broken(found)


# ------------------------------------------------------------------------------------------------------- the text


def counting(number: int, top: int) -> System:
    return build_system(closedloop.loads(counters(number, top)).process)


def swapping() -> System:
    """Two variables that exchange their values with each step, and one that can be opened with either."""
    places = Variable(PLACE, 2, values=("here", "gone"))
    left, right = Variable("field:左", 3, initial=1), Variable("field:右", 3, initial=2)
    swap = Command("event", "swap", None, (), Emit((("field:左", Var("field:右")), ("field:右", Var("field:左")))))
    turn = Op("if", (Op("=", (Var("field:左"), Num(1))), Num(0), Num(2)))
    both = Command("event", "turn", None, (), Emit((("field:左", turn), ("field:右", Var("field:左")))))
    opening = Command("event", "opened", None, (), Emit(((PLACE, Num(0)),)))
    return System(
        "交换",
        (places, left, right),
        ("here", "gone"),
        frozenset({"gone"}),
        {"here": (swap, both), "gone": ()},
        opening,
    )


def test_the_state_holds_the_variables_of_the_system_and_nothing_else() -> None:
    system = counting(2, 3)
    text = promela(system)
    declared = re.findall(r"^(?:bit|byte|short|int) (\w+)", text, re.MULTILINE)
    assert declared == ["place", "field_tally_1", "field_tally_2"]
    assert [each.name for each in system.variables] == ["place", "field:tally_1", "field:tally_2"]


def test_names_are_ones_that_promela_takes() -> None:
    text = promela(swapping())
    code = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    assert code.isascii()
    assert "交换" in text
    assert re.findall(r"^byte (\w+)", text, re.MULTILINE) == ["v1", "v2"]


def test_a_comment_is_not_ended_by_what_an_author_wrote() -> None:
    system = swapping()
    sly = System("*/ assert(false) /*", *(getattr(system, name) for name in NAMES))
    head = promela(sly).partition("*/")[0]
    assert "assert(false)" in head
    assert "byte v1" not in head


NAMES = ("variables", "places", "ends", "commands", "opening")


def test_what_is_written_at_once_is_not_read_anew() -> None:
    """The second of two exchanged values is read before it is overwritten."""
    code = promela(swapping())
    assert re.search(r"k0 = v1;\s+v1 = v2;\s+v2 = k0", code)


def test_a_case_that_opens_in_one_way_is_open_from_the_beginning() -> None:
    assert states_before(counting(1, 1)) == 0
    assert "byte field_tally_1 = 1;" in promela(counting(1, 1))


def test_each_rule_has_two_assertions_and_two_claims() -> None:
    process = program(EXAMPLES[0]).process
    text = promela(build_system(process, Scope(process.rules[:2])))
    assert all(f"hidden byte {each(rule)} = 1;" in text for each in (by_submission, by_time) for rule in (0, 1))
    assert "ltl not_by_time { [] (broken != 2) }" in text
    assert "ltl never_broken { [] (broken == 0) }" in text


# ------------------------------------------------------------------------------------------------------- with SPIN


@needs_spin
@pytest.mark.slow
def test_spin_exchanges_values_as_we_do(tmp_path: Path) -> None:
    agree(swapping(), tmp_path)


@needs_spin
@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_spin_counts_as_many_states_of_counters(number: int, tmp_path: Path) -> None:
    agree(counting(number, 6), tmp_path)


@needs_spin
@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_spin_agrees_on_random_processes(seed: int, tmp_path: Path) -> None:
    process: Process = lowered(drawn(seed).process)
    more = Scope(process.rules[:3], extensions=seed % 2 == 0, suspension=seed % 3 == 0)
    agree(build_system(process, more), tmp_path)


def in_corpus() -> list[Path]:
    return sorted((HERE / "corpus").glob("*/*.loop"))


@needs_spin
@pytest.mark.slow
@pytest.mark.parametrize("path", in_corpus(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_spin_agrees_on_the_corpus(path: Path, tmp_path: Path) -> None:
    try:
        process = program(path).process
    except closedloop.CompileError:
        assert "# errors" in path.read_text(encoding="utf-8")
        return
    agree(build_system(process, Scope(process.rules)), tmp_path)


def of_examples() -> list[tuple[Path, str]]:
    return [(path, rule.name) for path in EXAMPLES for rule in program(path).process.rules]


def rule_of(path: Path, name: str) -> tuple[Process, Rule]:
    process = program(path).process
    return process, next(rule for rule in process.rules if rule.name == name)


@needs_spin
@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "name"), of_examples(), ids=lambda each: each if isinstance(each, str) else each.parent.name
)
def test_spin_agrees_on_each_rule_of_the_examples(path: Path, name: str, tmp_path: Path) -> None:
    process, rule = rule_of(path, name)
    agree(build_system(process, Scope((rule,))), tmp_path)


CLAIMED = ("deputy_proposals", "incidents")


@needs_spin
@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "name"),
    [each for each in of_examples() if each[0].parent.name in CLAIMED],
    ids=lambda each: each if isinstance(each, str) else each.parent.name,
)
def test_rules_as_ltl_have_the_same_verdicts(path: Path, name: str, tmp_path: Path) -> None:
    """Never by time: nothing but submissions breaks it. Never broken: it holds though nobody watches it."""
    process, rule = rule_of(path, name)
    system = build_system(process, Scope((rule,)))
    found = explore(system)
    spin = Spin(promela(system), tmp_path, LIGHT)
    assert spin.holds(0, "not_by_time") == (name not in found.breaking)
    assert spin.holds(0, "never_broken") == (name not in found.breaking and name not in found.refusing)
