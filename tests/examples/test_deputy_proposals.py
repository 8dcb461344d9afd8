"""The example tells the truth: its twin, its events and the figures in its README are what comes of them."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import closedloop
from closedloop.cli import main
from closedloop.model.json_form import comparable, process_to_json

HERE = Path(__file__).parent.parent.parent / "examples" / "deputy_proposals"


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["--lang", "en", *arguments])
    assert result.exit_code in (0, 1), result.output
    return result.stdout


def account(events: str, as_of: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        run("run", str(HERE / "process.loop"), str(HERE / events), "--as-of", as_of, "--format", "json")
    )
    return found


def test_the_twin_is_what_the_formatter_makes_with_the_map_of_names() -> None:
    made = run("fmt", str(HERE / "process.loop"), "--dialect", "zh", "--names", str(HERE / "names.zh.toml"), "--stdout")
    assert made == (HERE / "process.zh.loop").read_text(encoding="utf-8")


def test_a_translation_of_the_words_alone_compiles_to_the_same_process() -> None:
    made = run("fmt", str(HERE / "process.loop"), "--dialect", "zh", "--stdout")
    assert made.startswith("#")
    assert "流程 deputy_proposals" in made
    original = closedloop.load(HERE / "process.loop").process
    translated = closedloop.loads(made).process
    assert comparable(process_to_json(original)) == comparable(process_to_json(translated))
    assert original == translated


def test_the_twin_has_the_same_shape() -> None:
    here, there = (closedloop.load(HERE / name).process for name in ("process.loop", "process.zh.loop"))
    assert [len(step.offers) for step in here.steps] == [len(step.offers) for step in there.steps]
    assert len(here.slots) == len(there.slots)
    assert len(here.scenarios) == len(there.scenarios)


@pytest.mark.parametrize("name", ["process.loop", "process.zh.loop"])
def test_the_scenarios_pass_and_cover_every_route_requirement_and_rung(name: str) -> None:
    result = CliRunner().invoke(main, ["--lang", "en", "test", "--min-coverage", "100", str(HERE / name)])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(("language", "name"), [([], "events_230.csv"), (["zh"], "events_230.zh.csv")])
def test_the_events_are_those_that_the_program_beside_them_makes(language: list[str], name: str) -> None:
    command = [sys.executable, HERE / "make_events.py", *language]
    made = subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout
    assert made == (HERE / name).read_text(encoding="utf-8")


def test_the_published_totals_come_out() -> None:
    with (HERE / "events_230.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    accepted = [row for row in rows if row["event"] == "accept"]
    opinions = Counter(row["opinion"] for row in rows if row["event"] == "give_opinion")
    assert (len(accepted), sum(row["key"] == "yes" for row in accepted)) == (230, 9)
    assert (opinions.total(), opinions["dissatisfied"]) == (176, 0)

    found = account("events_230.csv", "2021-12-31")
    assert (found["lines"], found["accepted"], found["refused"], found["bad"]) == (len(rows), len(rows), [], [])
    text = run("run", str(HERE / "process.loop"), str(HERE / "events_230.csv"), "--as-of", "2021-12-31")
    for name, share, of in [
        ("Key proposals", "9", ""),
        ("Reply rate", "100.0 %", "230 of 230"),
        ("Opinion forms returned", "76.5 %", "176 of 230"),
        ("Satisfaction rate", "100.0 %", "176 of 176"),
        ("Solved rate", "58.7 %", "135 of 230"),
        ("On-time rate", "100.0 %", "230 of 230"),
        ("solved or basically solved", "135", "58.7 %"),
        ("planned, being solved", "85", "37.0 %"),
        ("noted for reference", "10", "4.3 %"),
        ("dissatisfied", "0", "0.0 %"),
    ]:
        assert any(line.split() == [*name.split(), *share.split(), *of.split()] for line in text.splitlines()), (
            name,
            text,
        )


def test_the_small_file_shows_what_goes_wrong() -> None:
    found = account("events_small.csv", "2022-12-31")
    reasons = [
        (row["case"], row["event"], [reason["message"] for reason in row["reasons"]]) for row in found["refused"]
    ]
    assert [(case, event) for case, event, _ in reasons] == [
        ("A-03", "accept"), ("A-01", "reply"), ("A-02", "reply"), ("A-02", "give_opinion"), ("A-05", "visit"),
        ("A-01", "send_back"), ("A-07", "assess"),
    ]  # fmt: skip
    assert len(reasons[5][2]) == 2, "all failing requirements are reported together"
    assert [row["line"] for row in found["bad"]] == [17]
    ledger = found["ledgers"][0]
    assert {row["party"]: row["score"] for row in ledger["scores"]} == {"parks": -5, "water": -5}
    assert {row["step"]: row["cases"] for row in ledger["steps"] if row["cases"]} == {
        "received": 1, "handling": 1, "censured": 1, "assessing": 2, "revisiting": 2,
    }  # fmt: skip


def test_the_chinese_run_says_the_same() -> None:
    events = str(HERE / "events_230.zh.csv")
    arguments = ["run", str(HERE / "process.zh.loop"), events, "--as-of", "2021-12-31"]
    result = CliRunner().invoke(main, ["--lang", "zh", *arguments])
    assert result.exit_code == 0, result.output
    for name, value, of in [
        ("重点建议", "9", ""),
        ("办复率", "100.0%", "230 / 230"),
        ("意见表反馈率", "76.5%", "176 / 230"),
        ("满意和基本满意率", "100.0%", "176 / 176"),
        ("已经解决或基本解决", "135", "58.7%"),
        ("已列入规划正在解决", "85", "37.0%"),
        ("留作参考", "10", "4.3%"),
    ]:
        assert any(line.split() == [name, value, *of.split()] for line in result.stdout.splitlines()), result.stdout
    assert "cases" not in result.output
