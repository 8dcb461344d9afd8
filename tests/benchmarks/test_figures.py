"""The tables of the page about performance, made from a run's rows."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.figures import PAGES, ROOT, replaced, section
from benchmarks.page_table import number
from benchmarks.proof_figures import proof_section
from benchmarks.table import Better, Figure, Peer, Row


def row(
    name: str, unit: str, ours: float | None, peer: tuple[str, float] | None = None, better: Better = "more"
) -> Any:
    figures = [None if value is None else Figure(value, value, value) for value in (ours, peer and peer[1])]
    return Row("g", name, unit, better, figures[0], Peer(peer[0], "1.0", figures[1]) if peer else None).as_json()


BENCH = {
    "machine": {"date": "2026-01-02T03:04:05+00:00", "python": "CPython 3.11.7", "processor": "a quick one"},
    "rows": [
        row("Desk.submit: events", "events/s", 60_000.0, ("transitions", 40_000.0)),
        row("Desk.submit: as opened", "bytes", 1_250.0, ("transitions", 7_000.0), "less"),
        row("generated module: events", "events/s", 120_000.0, ("transitions", 40_000.0)),
        row("10,000 traffic fines: without imports", "s", 2.0, ("pm4py", 1.0), "less"),
        row("parse, many processes, 5,166 lines", "lines/s", 4_000.0, ("Lark", 5_000.0)),
        row("parse, check, compile, many processes", "lines/s", 3_000.0),
        row("second `check`", "s", 0.96),
        row("1,434 permits", "s", None),
    ],
}


def test_contestants_stand_one_on_a_line_ours_first() -> None:
    lines = section(BENCH, "en").splitlines()
    assert lines[0] == "Measured on 2026-01-02: CPython 3.11.7, a quick one."
    assert [line for line in lines if line.startswith(("| Desk", "| generated", "| transitions"))] == [
        "| Desk.submit | 60,000 | – | 1,250 | – | – |",
        "| generated module | 120,000 | – | – | – | – |",
        "| transitions 1.0 | 40,000 | – | 7,000 | – | – |",
        "| transitions | 1.5 × | 3 × |",
    ]


def test_every_kind_of_row_has_its_table() -> None:
    text = section(BENCH, "en")
    assert "| 10,000 traffic fines, without imports | 2 | 1 | 0.5 × |" in text
    assert "| parse, many processes | 4,000 | 5,000 | 0.8 × |" in text
    assert "| parse, check, compile, many processes | 3,000 | – |  |" in text
    assert "| second `check` | 0.96 s |" in text
    assert "permits" not in text, "what was not measured is not on the page"


def test_both_languages_have_the_same_figures() -> None:
    def cells(lang: str) -> list[str]:
        lines = [line for line in section(BENCH, lang).splitlines() if line.startswith("| ")]
        return [cell.strip() for line in lines for cell in line.split("|")[2:] if any(map(str.isdigit, cell))]

    assert cells("en") == cells("zh")
    assert "一万张交通罚单, 不计导入" not in section(BENCH, "zh")
    assert "一万张交通罚单，不计导入" in section(BENCH, "zh")


PROOF = {
    "machine": BENCH["machine"],
    "rows": [
        {
            **row("states per second of processor time (1,383,415 states)", "1/s", 500_000.0, ("SPIN", 600_000.0)),
            "group": "Exploring all states: 7 independent counters up to 6, three steps",
        },
        row("memory of the whole process, at most", "MB", 300.0),
        row("all rules, and what holds of every process (38 proved, 7 enforced)", "s", 1.55),
        row("  grace: enforced, 218 states", "s", 0.05),
        row("1,000 steps in a row, 4 rules (4,575 states)", "s", 2.9),
        row("1 counter (24 states)", "s", 0.0021),
        row("7 counters (1,383,415 states)", "s", 2.5),
    ],
}


def test_the_prover_has_tables_of_its_own() -> None:
    text = proof_section(PROOF, "en")
    assert "| 7 × 0…6 | 1,383,415 | 500,000 | 600,000 | 0.833 × |" in text
    assert "| `g` | 38 proved, 7 enforced | 1.55 |" in text
    assert "| 1,000 | 4,575 | 2.9 |" in text
    assert "| 1 | 24 | 0.0021 |\n| 7 | 1,383,415 | 2.5 |" in text
    assert "grace" not in text
    assert "| `g` | 成立 38，拦截后成立 7 | 1.55 |" in proof_section(PROOF, "zh")


@pytest.mark.parametrize(
    ("value", "text"), [(1750832.0, "1,750,832"), (0.0224, "0.0224"), (100.0, "100"), (None, "–"), (2.0, "2")]
)
def test_numbers_as_tables_write_them(value: float | None, text: str) -> None:
    assert number(value) == text


def test_only_what_stands_between_the_marks_is_replaced() -> None:
    page = "before\n<!-- figures -->\nold\n<!-- end of figures -->\nafter\n"
    assert replaced(page, "new\n") == "before\n<!-- figures -->\n\nnew\n<!-- end of figures -->\nafter\n"
    with pytest.raises(ValueError, match="no place"):
        replaced("before\n", "new\n")


def test_the_pages_have_a_place_for_figures_and_one_outline() -> None:
    pages = [(ROOT / name).read_text(encoding="utf-8") for name in PAGES.values()]
    for page in pages:
        assert "figures of this test" in replaced(page, "figures of this test\n")
        assert "figures of this test" in replaced(page, "figures of this test\n", "figures of the prover")
    english, chinese = ([line[:4].count("#") for line in replaced(page, "").splitlines()] for page in pages)
    assert [level for level in english if level] == [level for level in chinese if level]
