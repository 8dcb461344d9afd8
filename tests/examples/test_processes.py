"""The processes of the examples: their twins are what the formatter makes, and scenarios cover them wholly."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

import closedloop
from closedloop.cli import main
from closedloop.logs import load_mapping
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
def test_the_mapping_of_the_twin_is_what_the_program_beside_them_makes_and_fits_it(name: str) -> None:
    command = [sys.executable, EXAMPLES / "translate_mapping.py", name]
    made = subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout
    assert made == (EXAMPLES / name / "mapping.zh.toml").read_text(encoding="utf-8")
    for mapping, text in zip(["mapping.toml", "mapping.zh.toml"], TEXTS, strict=True):
        process = closedloop.load(EXAMPLES / name / text).process
        _, findings = load_mapping((EXAMPLES / name / mapping).read_text(encoding="utf-8"), process)
        assert findings == ()


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
