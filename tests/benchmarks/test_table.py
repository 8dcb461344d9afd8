"""Figures, ratios and rows of the measurements, and the table that is printed of them."""

from __future__ import annotations

import json
import math

import pytest

from benchmarks.table import Better, Figure, Peer, Row, rendered, shown, width


def figure(value: float) -> Figure:
    return Figure(value, value, value)


def row(ours: float | None, peer: float | None, better: Better = "more", note: str = "") -> Row:
    sides = [None if value is None else figure(value) for value in (ours, peer)]
    return Row("Loop", "events", "events/s", better, sides[0], Peer("other", "1.2", sides[1]), note)


def test_a_figure_is_the_median_with_the_extremes() -> None:
    found = Figure.of([5.0, 1.0, 4.0, 2.0])
    assert (found.value, found.low, found.high) == (3.0, 1.0, 5.0)
    assert found.spread == pytest.approx(2 / 3)


def test_a_figure_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="sample"):
        Figure.of([])


@pytest.mark.parametrize(
    ("better", "ours", "peer", "ratio"),
    [("more", 300.0, 100.0, 3.0), ("more", 50.0, 100.0, 0.5), ("less", 50.0, 100.0, 2.0), ("less", 200.0, 100.0, 0.5)],
)
def test_above_one_is_better_whichever_way_the_unit_goes(
    better: Better, ours: float, peer: float, ratio: float
) -> None:
    assert row(ours, peer, better).ratio == ratio


def test_ratios_are_taken_round_by_round() -> None:
    """The third round was slow for both: the ratio of the medians would be 2.5."""
    ours, peer = Figure.of([100.0, 110.0, 20.0]), Figure.of([50.0, 40.0, 10.0])
    assert ours.over(peer) == 2.0
    assert peer.over(ours) == 0.5
    assert ours.over(Figure.of([50.0])) == 2.0


def test_there_is_no_ratio_without_both_figures() -> None:
    assert row(None, 1.0).ratio is None
    assert row(1.0, None).ratio is None
    assert Row("Loop", "events", "events/s", "more", figure(1.0)).ratio is None


def test_a_peer_that_took_nothing_at_all_is_no_number_in_json() -> None:
    free = row(1.0, 0.0)
    assert math.isinf(free.ratio or 0)
    assert free.as_json()["ratio"] is None


def test_a_row_in_json_has_every_key_whatever_is_missing() -> None:
    full = row(123456.789, 1000.0).as_json()
    bare = Row("Loop", "events", "events/s", "more", None, note="left out").as_json()
    assert list(full) == list(bare)
    assert set(full) == {
        *("group", "name", "unit", "better", "ours", "ours_low_high", "peer", "peer_low_high"),
        *("peer_name", "peer_version", "ratio", "note"),
    }
    assert full["ours"] == 123460.0
    assert full["ours_low_high"] == [123460.0, 123460.0]
    assert full["ratio"] == 123.46
    assert (full["peer_name"], full["peer_version"], full["peer"]) == ("other", "1.2", 1000.0)
    assert [bare[key] for key in ("ours", "peer", "peer_name", "ratio")] == [None] * 4
    assert json.loads(json.dumps([full, bare], allow_nan=False)) == [full, bare]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234567.8, "1,234,568"), (100.4, "100"), (99.4, "99.4"), (1.234, "1.23"), (0.00584, "0.00584"), (0.0, "0")],
)
def test_three_digits_count(value: float, text: str) -> None:
    assert shown(value) == text


def test_the_table_says_ours_once_and_every_peer_below_it() -> None:
    ours = Figure(200.0, 180.0, 220.0)
    rows = [
        Row("Loop", "Desk", "events/s", "more", ours, Peer("slow", "1.0", figure(100.0))),
        Row("Loop", "Desk", "events/s", "more", ours, Peer("gone", "", None), "not installed: no such package"),
        Row("Reading", "parse", "lines/s", "more", figure(5000.0), note="no peer"),
    ]
    lines = rendered(rows).splitlines()
    assert lines[0] == "Loop"
    assert lines[1] == "────"
    assert lines[2].split() == ["Desk", "200", "events/s", "±10%"]
    assert lines[3].split() == ["slow", "1.0", "100", "events/s", "2.00", "×"]
    assert lines[4].split()[:3] == ["gone", "–", "events/s"]
    assert lines[4].endswith("not installed: no such package")
    assert lines[5:8] == ["", "Reading", "───────"]
    assert lines[8].split() == ["parse", "5,000", "lines/s", "no", "peer"]


def test_wide_letters_take_two_columns() -> None:
    assert width("审计 audit") == 10
