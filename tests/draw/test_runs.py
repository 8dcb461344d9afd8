"""A run over the picture: which lines are marked, which numbers stand where, and the story with the same numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from closedloop.draw import draw, picture, tell_run
from closedloop.draw.graph import graph_of
from closedloop.draw.shapes import Block, Disc
from closedloop.draw.trace import trace_of
from closedloop.kernel.values import Record
from closedloop.model.process import Process
from closedloop.testing.scenarios import run_scenario
from tests.compiled import program

ROOT = Path(__file__).parent.parent.parent
PROCESS = program(ROOT / "examples/deputy_proposals/process.loop").process


def ran(title: str, process: Process = PROCESS) -> tuple[Record, ...]:
    return run_scenario(process, next(each for each in process.scenarios if each.title == title)).journal


def discs(blocks: tuple[Block, ...]) -> list[str]:
    return [piece.text for block in blocks for piece in block.pieces if isinstance(piece, Disc)]


def test_lines_of_the_run_are_marked_and_numbered_in_order() -> None:
    shown = picture(PROCESS, run=ran("second dissatisfied answer is censured"))
    numbered = {line.id: discs((line.label,)) for line in shown.lines if line.marked}
    assert numbered == {
        "offer:place:received:0:0": ["1"],
        "offer:place:assigning:0:0": ["2"],
        "offer:place:handling:3:0": ["4", "6"],
        "offer:place:feedback:0:1": ["5"],
        "offer:place:feedback:0:2": ["7"],
        "offer:place:censured:0:0": ["8"],
    }
    assert {node.id: discs(node.blocks) for node in shown.nodes if discs(node.blocks)} == {"place:handling": ["3"]}
    assert [node.id for node in shown.nodes if node.marked] == ["place:handling"]


def test_timers_rungs_and_reopenings_find_their_lines() -> None:
    shown = picture(PROCESS, run=ran("everything is late"))
    marked = {line.id for line in shown.lines if line.marked}
    assert "rung:handling:3" in marked
    assert "rung:handling:3" not in {line.id for line in picture(PROCESS).lines if line.marked}
    silent = picture(PROCESS, run=ran("silence is taken as consent, a relapse goes round again"))
    assert {"then:feedback:0", "offer:place:revisiting:1:0"} <= {line.id for line in silent.lines if line.marked}
    again = picture(PROCESS, run=ran("a key proposal needs a plan and three visits, and is closed when revisited"))
    assert "reopen:0:closed" in {line.id for line in again.lines if line.marked}


@pytest.mark.parametrize("scenario", [each.title for each in PROCESS.scenarios])
def test_every_record_that_moved_the_case_has_a_line(scenario: str) -> None:
    run = ran(scenario)
    trace = trace_of(graph_of(PROCESS), run)
    moves = [number for number, record in zip(trace.numbers, run, strict=True) if record.to and record.kind != "opened"]
    on_lines = sorted(number for numbers in trace.edges.values() for number in numbers)
    assert on_lines == moves
    stays = sorted(number for numbers in trace.stays.values() for number in numbers)
    assert sorted(on_lines + stays) == [number for number in trace.numbers if number is not None]


def test_the_story_has_the_numbers_of_the_picture() -> None:
    run = ran("second dissatisfied answer is censured")
    story = list(tell_run(PROCESS, run, "en"))
    assert len(story) == len(run)
    assert story[0].startswith("·  2024-03-01 09:00  ")
    assert [line[0] for line in story if line[0] != "·"] == [str(number) for number in range(1, 9)]
    assert "give opinion" in next(line for line in story if line.startswith("7"))
    assert "now in Censured" in next(line for line in story if line.startswith("7"))
    chinese = list(tell_run(PROCESS, run, "zh"))
    assert "转入Censured" in next(line for line in chinese if line.startswith("7"))


def test_the_legend_shows_a_run_only_where_there_is_one() -> None:
    run = ran("what is no proposal is declined")
    assert "the way of the run" in draw(PROCESS, run=run)
    assert "the way of the run" not in draw(PROCESS)
