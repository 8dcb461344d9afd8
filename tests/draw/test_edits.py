"""Small edits to a file: no box moves sideways, no two change their order, whatever else is new."""

from __future__ import annotations

from pathlib import Path

import pytest

from closedloop import loads
from closedloop.draw import picture
from closedloop.draw.shapes import Picture

FILE = Path(__file__).parent.parent.parent / "examples" / "deputy_proposals" / "process.loop"
TEXT = FILE.read_text(encoding="utf-8")
MIDDLE = """\
  step reviewing "Reviewing" {
    by office
    within 1 month
    pass_on() -> assessing
  }

  step censured "Censured" {"""

EDITS = {
    "an event": (
        "    order_rework(reason: text) -> handling",
        "    order_rework(reason: text) -> handling\n    look()",
    ),
    "a route back": (
        "    order_rework(reason: text) -> handling",
        "    order_rework(reason: text) -> handling\n    hand_back(reason: text) -> assigning",
    ),
    "a route on": (
        "    assign(handler) -> handling",
        "    assign(handler) -> handling\n    settle() -> declined",
    ),
    "a deadline": ("    within 1 month, then -> assessing", "    within 6 weeks, then -> censured"),
    "no deadline": (
        '  step assessing "Assessing" {\n    by inspector\n    within 1 month\n    escalate duty',
        '  step assessing "Assessing" {\n    by inspector',
    ),
    "a name": ('"Handling"', '"Handling of the matter by the unit that it was assigned to"'),
    "the name of a role": ('"Inspection office"', '"Office of inspection and supervision of the city"'),
    "a requirement": (
        "    assess(mark: int 0..100) -> revisiting",
        '    assess(mark: int 0..100) -> revisiting\n      require happened reply "nothing was replied"',
    ),
    "a step in the middle": ('  step censured "Censured" {', MIDDLE),
    "an event everywhere": ("  end closed", "  anywhere { inspect(note: text) by inspector }\n\n  end closed"),
}  # fmt: skip


def columns(shown: Picture) -> dict[str, float]:
    """Where the middle of each box is, from the left edge of the picture."""
    return {node.id: node.rect.middle.x - shown.view.x for node in shown.nodes}


def order(shown: Picture) -> list[str]:
    return [node.id for node in sorted(shown.nodes, key=lambda node: node.rect.y)]


def drawn(text: str) -> Picture:
    return picture(loads(text).process)


BEFORE = drawn(TEXT)


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_moves_no_box_sideways_and_changes_no_order(edit: str) -> None:
    old, new = EDITS[edit]
    assert old in TEXT
    after = drawn(TEXT.replace(old, new, 1))
    assert after != BEFORE
    before_columns, after_columns = columns(BEFORE), columns(after)
    assert {node: after_columns[node] for node in before_columns} == before_columns
    assert [node for node in order(after) if node in before_columns] == order(BEFORE)


def test_rows_follow_the_file_and_columns_the_declarations_of_roles() -> None:
    assert order(BEFORE) == [node.id for node in BEFORE.nodes]
    by_role = {
        "congress": ("received", "revisiting", "closed", "declined"),
        "office": ("assigning",),
        "inspector": ("censured", "assessing"),
        "handler": ("handling",),
        "deputy": ("feedback",),
    }
    places = columns(BEFORE)
    in_columns = [{places[f"place:{step}"] for step in steps} for steps in by_role.values()]
    assert all(len(column) == 1 for column in in_columns)
    assert [min(column) for column in in_columns] == sorted(min(column) for column in in_columns)
    assert [lane.rect.x for lane in BEFORE.lanes] == sorted(lane.rect.x for lane in BEFORE.lanes)


def test_moving_a_step_in_the_file_moves_its_row_alone() -> None:
    start, end = TEXT.index('  step censured "Censured" {'), TEXT.index('  step assessing "Assessing" {')
    moved = TEXT[:start] + TEXT[end:].replace("  end closed", TEXT[start:end] + "  end closed", 1)
    after = drawn(moved)
    assert columns(after) == columns(BEFORE)
    assert order(after)[-3:] == ["place:censured", "place:closed", "place:declined"]
