"""A rule that is proved since nothing it speaks of happens is said to be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

import closedloop
from closedloop.cli import main
from closedloop.prove.verifying import verify

# A dataflow analysis does not see that `protest` is never accepted: it does not know that both fields change together.
PROCESS = """process matters {{
  role office
  role board
  field urgent: bool
  field seen: bool = no
  field noted: bool = no
  start desk
  step desk {{
    by office
    look() -> desk
      do {{ set seen = yes; set noted = yes }}
    hand_up(urgent) -> board_room
      require not urgent or happened protest
    finish() -> closed
  }}
  step board_room {{
    by board
    decide() -> closed
    protest() -> desk
      require seen and not noted
  }}
  end closed
  rule asked: {rule}
}}
"""

EMPTY = (
    "hand_up(urgent = yes) leads to decide",
    "look before hand_up(urgent = yes)",
    "protest at most 2 times",
    "on protest, urgent",
    "when urgent, hand_up before decide",
    "different parties for protest, decide",
)
SPEAKING = (
    "hand_up before decide",
    "decide at most 1 time",
    "on hand_up, not urgent",
    "never protest",
    "hand_up(urgent = no) leads to decide or protest or closed",
)


def vacuous(rule: str) -> bool:
    text = PROCESS.format(rule=rule)
    found = verify(closedloop.loads(text).process, today=date(2024, 3, 4), only=["asked"]).of("asked")
    assert found.kind == "proved"
    return found.vacuous


@pytest.mark.parametrize("rule", EMPTY)
def test_what_never_comes_about_proves_nothing(rule: str) -> None:
    assert vacuous(rule)


@pytest.mark.parametrize("rule", SPEAKING)
def test_a_rule_that_something_meets_or_that_forbids_it_says_something(rule: str) -> None:
    assert not vacuous(rule)


@pytest.mark.parametrize(("lang", "words"), [("en", "ever happens"), ("zh", "从不发生")])
def test_the_report_says_so(lang: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "matters.loop"
    file.write_text(PROCESS.format(rule=EMPTY[0]), encoding="utf-8")
    assert words in CliRunner().invoke(main, ["verify", "--lang", lang, str(file)]).output
