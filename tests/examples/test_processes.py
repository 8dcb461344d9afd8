"""The processes of the examples: their twins are what the formatter makes, and scenarios cover them wholly."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

import closedloop
from closedloop.cli import main
from tests.examples.real_logs import EXAMPLES

NAMES = ["traffic_fines", "permit_receipt", "incidents"]
TEXTS = ["process.loop", "process.zh.loop"]


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["--lang", "en", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("name", NAMES)
def test_the_twin_is_what_the_formatter_makes_with_the_map_of_names(name: str) -> None:
    here = EXAMPLES / name
    made = run("fmt", str(here / "process.loop"), "--dialect", "zh", "--names", str(here / "names.zh.toml"), "--stdout")
    assert made == (here / "process.zh.loop").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_the_twin_has_the_same_shape(name: str) -> None:
    here, there = (closedloop.load(EXAMPLES / name / text).process for text in TEXTS)
    assert [len(step.offers) for step in here.steps] == [len(step.offers) for step in there.steps]
    assert [type(rule.prop) for rule in here.rules] == [type(rule.prop) for rule in there.rules]
    assert len(here.scenarios) == len(there.scenarios)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", NAMES)
def test_they_are_checked_strictly_formatted_and_covered_by_their_scenarios(name: str, text: str) -> None:
    path = str(EXAMPLES / name / text)
    run("check", "--strict", path)
    run("fmt", "--check", path)
    run("test", "--min-coverage", "100", path)
