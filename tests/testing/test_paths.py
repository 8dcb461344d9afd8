"""Generated runs: they take everything, they are what the kernel does, and written as scenarios they pass."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from closedloop import Desk, Program, load, loads
from closedloop.kernel.values import Opening, Refused, Submission, Tick
from closedloop.model.process import Process
from closedloop.testing import Path as Run
from closedloop.testing import paths
from closedloop.testing.scenario_text import scenario_text
from closedloop.testing.scenarios import run_scenarios
from tests.surface.test_scenarios import HEAD
from tests.surface.test_scenarios import Run as Command

ROOT = Path(__file__).parent.parent.parent
QUICK = ("permit_receipt/process.loop", "incidents/process.zh.loop")
SLOW = (
    "deputy_proposals/process.loop",
    "deputy_proposals/process.zh.loop",
    "traffic_fines/process.loop",
    "traffic_fines/process.zh.loop",
    "permit_receipt/process.zh.loop",
    "incidents/process.loop",
)
EXAMPLES = [*QUICK, *(pytest.param(each, marks=pytest.mark.slow) for each in SLOW)]
SMALL = loads(HEAD + "}").process
TAKEN = paths(SMALL)


@pytest.mark.parametrize("path", TAKEN)
def test_paths_are_parameters_of_a_test(path: Run, request: pytest.FixtureRequest) -> None:
    assert path.name in request.node.name
    assert path.covered


def test_another_engine_can_be_driven_along_a_path() -> None:
    for path in TAKEN:
        desk = Desk(Program((SMALL,)))
        for act in path.acts:
            match act.asked:
                case Opening(at=at):
                    case = desk.open("p", at=at).cases[0].id
                case Submission(event=event, at=at, actor=actor, params=params):
                    answer = desk.submit(case, event, actor, params, at=at)
                    assert isinstance(answer, Refused) == (act.refusal is not None)
                case Tick(at=at):
                    desk.tick(at)
        assert desk.case(case).step == path.case.step


def test_everything_of_a_small_process_is_taken() -> None:
    assert (TAKEN.missing, TAKEN.places, TAKEN.exhausted) == ((), (), True)
    assert pasted(SMALL, HEAD, TAKEN) == []


def test_what_nothing_ever_does_is_told() -> None:
    text = """process p { role r start s field n: int 0..3
      step s { by r go(n) require n > 5 "no" -> t  stay() -> e }
      step t { by r within 1 day overdue_route() -> e } end e }"""
    found = paths(loads(text).process)
    assert found.places == ("t",)
    assert {(item.what, item.name) for item in found.missing} == {("event", "go"), ("event", "overdue_route")}
    assert found.exhausted


def test_a_budget_ends_the_search() -> None:
    found = paths(SMALL, most_cases=1)
    assert not found.exhausted
    assert found.missing


def test_paths_begin_on_the_day_that_is_asked_for() -> None:
    found = paths(SMALL, first_day=date(2025, 6, 3))
    assert {path.acts[0].asked.at.date() for path in found} == {date(2025, 6, 3)}


@pytest.mark.parametrize("example", EXAMPLES)
def test_generated_scenarios_of_an_example_pass_and_cover_it(example: str) -> None:
    text = (ROOT / "examples" / example).read_text(encoding="utf-8")
    process = loads(text).process
    found = paths(process)
    assert (found.missing, found.places) == ((), ())
    assert pasted(process, text.rstrip().removesuffix("}"), found) == []


def pasted(process: Process, head: str, found: tuple[Run, ...]) -> list[object]:
    """What fails, and what is not covered, when only the generated scenarios are run."""
    written = "\n".join(scenario_text(process, path.scenario()) for path in found)
    read = loads(f"{head}\n{written}}}").process
    results, coverage = run_scenarios(evolve(read, scenarios=read.scenarios[len(process.scenarios) :]))
    assert len(results) == len(found)
    return [*(mismatch for result in results for mismatch in result.mismatches), *coverage.uncovered]


def test_the_command_writes_them(run: Command, tmp_path: Path) -> None:
    (tmp_path / "p.loop").write_text(HEAD + "}", encoding="utf-8")
    printed = run("test", "--generate", "p.loop")
    assert printed.exit_code == 0
    (tmp_path / "q.loop").write_text(HEAD + printed.stdout + "}", encoding="utf-8")
    tested = run("test", "q.loop", "--min-coverage", "100")
    assert tested.exit_code == 0, tested.output
    written = run("test", "--generate", "-o", "more.txt", "p.loop")
    assert (tmp_path / "more.txt").read_text(encoding="utf-8") == printed.stdout
    assert "scenarios written" in written.stderr


def test_the_command_says_what_no_run_takes(run: Command, tmp_path: Path) -> None:
    text = "process p {\n role r start s field n: int 0..3\n step s { by r\n go(n) require n > 5\n -> e } end e }"
    (tmp_path / "p.loop").write_text(text, encoding="utf-8")
    printed = run("test", "--generate", "p.loop", "--lang", "zh")
    assert printed.exit_code == 1
    assert "p.loop:5: 去向 s: go() -> e" in printed.stderr
    assert "步骤或终点`e`" in printed.stderr


def test_the_examples_are_all_here() -> None:
    there = {str(each.relative_to(ROOT / "examples")) for each in (ROOT / "examples").glob("*/*.loop")}
    assert there == {*QUICK, *SLOW}
    assert load(ROOT / "examples" / QUICK[0]).process
