"""How deadlines stand, case by case, and what the picture shows of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from closedloop import Desk, loads
from closedloop.draw import Tallied, count_cases, draw, picture
from closedloop.draw.shapes import Picture, Tally
from closedloop.messages.language import Language

TEXT = """
process p "Requests" {
  role office
  COLOURS
  start waiting
  step waiting {
    by office
    LIMIT
    escalate duty
    go() -> done
    stay()
  }
  end done
  escalation duty {
    RUNG
    overdue { mark MARK }
    overdue 5 days { mark red }
  }
  allow suspend, resume by office
}
"""
START = datetime(2024, 3, 1, 9, tzinfo=UTC)


def desk_of(
    limit: str = "within 10 days", rung: str = "at 90% { remind office }", colours: str = "", mark: str = "yellow"
) -> Desk:
    text = TEXT.replace("LIMIT", limit).replace("RUNG", rung).replace("COLOURS", colours).replace("MARK", mark)
    return Desk(loads(text), directory={"li": ["office"]})


def states(desk: Desk, day: datetime) -> dict[str, tuple[Tallied, ...]]:
    desk.tick(day)
    return dict(count_cases(desk.machines["p"], desk.cases(), day))


def tallies_of(shown: Picture) -> list[Tally]:
    """The numbers in the boxes."""
    blocks = [block for node in shown.nodes for block in node.blocks]
    return [piece for block in blocks for piece in block.pieces if isinstance(piece, Tally)]


def samples_of(shown: Picture) -> list[Tally]:
    """The signs of the legend."""
    return [sample.tally for sample in shown.legend if sample.tally is not None]


@pytest.mark.parametrize(
    ("days", "state"),
    [(0, "fine"), (6, "fine"), (7, "near"), (10, "near"), (11, "overdue")],
)
def test_near_begins_at_seventy_percent_and_overdue_after_the_last_day(days: int, state: str) -> None:
    desk = desk_of()
    desk.open("p", "A", at=START)
    [tallied] = states(desk, START + timedelta(days=days))["waiting"]
    assert (tallied.state, tallied.number) == (state, 1)
    assert tallied.mark == ("yellow" if state == "overdue" else None)


def test_overdue_is_red_with_a_cross_where_no_marks_are_set_and_empty_where_none_is_yet() -> None:
    overdue = {"waiting": (Tallied("overdue", 1),)}
    text = TEXT.replace("escalate duty", "").partition("  escalation")[0] + "}"
    plain = loads(text.replace("LIMIT", "within 1 day, then -> done").replace("COLOURS", ""))
    [red] = samples_of(picture(plain.process, counts=overdue))
    assert (red.colour, red.strokes) == ("#b3261e", 2)
    [empty] = samples_of(picture(desk_of().machines["p"].process, counts=overdue))
    assert (empty.colour, empty.strokes) == ("#ffffff", 0)


def test_a_rung_before_the_end_makes_it_near_earlier() -> None:
    desk = desk_of(rung="at 20% { remind office }")
    desk.open("p", "A", at=START)
    assert states(desk, START + timedelta(days=1))["waiting"][0].state == "fine"
    assert states(desk, START + timedelta(days=3))["waiting"][0].state == "near"


def test_suspended_time_does_not_count() -> None:
    desk = desk_of()
    desk.open("p", "A", at=START)
    desk.submit("A", "suspend", "li", at=START + timedelta(days=2))
    desk.submit("A", "resume", "li", at=START + timedelta(days=30))
    assert states(desk, START + timedelta(days=31))["waiting"][0].state == "fine"
    assert states(desk, START + timedelta(days=36))["waiting"][0].state == "near"


@pytest.mark.parametrize(
    ("limit", "early", "late"),
    [("within 10 hours", 6, 7), ("due on 03-11", 24 * 6, 24 * 7), ("within 1 month", 24 * 21, 24 * 23)],
)
def test_every_kind_of_limit_comes_near(limit: str, early: int, late: int) -> None:
    desk = desk_of(limit)
    desk.open("p", "A", at=START)
    assert states(desk, START + timedelta(hours=early))["waiting"][0].state == "fine"
    assert states(desk, START + timedelta(hours=late))["waiting"][0].state == "near"


def test_overdue_cases_are_told_apart_by_the_marks_that_the_file_declares() -> None:
    desk = desk_of(colours='colour blue "late"\n  colour red "very late"', mark="blue")
    for name, days in (("A", 0), ("B", 8), ("C", 30)):
        desk.open("p", name, at=START + timedelta(days=days))
        desk.tick(START + timedelta(days=days))
    desk.open("p", "D", at=START + timedelta(days=30))
    desk.submit("D", "go", "li", at=START + timedelta(days=30))
    counts = states(desk, START + timedelta(days=20 + 10))
    assert counts["waiting"] == (Tallied("overdue", 2, "red"), Tallied("fine", 1))
    assert counts["done"] == (Tallied("ended", 1),)
    shown = picture(
        desk.machines["p"].process, counts={"waiting": (Tallied("overdue", 2, "red"), Tallied("overdue", 1, "blue"))}
    )
    tallies = [
        piece for node in shown.nodes for block in node.blocks for piece in block.pieces if isinstance(piece, Tally)
    ]
    assert [(tally.number, tally.strokes) for tally in tallies] == [(2, 2), (1, 1)]
    assert len({tally.colour for tally in tallies}) == 2
    assert [sample.tally.strokes for sample in shown.legend if sample.tally] == [1, 2]


@pytest.mark.parametrize(
    ("lang", "words"), [("en", ("limit near", "in time", "overdue")), ("zh", ("临期", "正常", "逾期"))]
)
def test_numbers_and_their_legend_are_in_the_svg(lang: Language, words: tuple[str, ...]) -> None:
    process = desk_of().machines["p"].process
    counts = {"waiting": (Tallied("overdue", 3), Tallied("near", 5), Tallied("fine", 21))}
    text = draw(process, counts=counts, lang=lang)
    assert all(f">{number}</text>" in text for number in (3, 5, 21))
    assert all(f">{word}</text>" in text for word in words)
    assert f">{words[0]}</text>" not in draw(process, lang=lang)
