"""`closedloop export`: what is written, and what is said where there is nothing to write."""

from __future__ import annotations

from pathlib import Path

from tests.surface.conftest import Run

TWO = """process one { role office  start a  step a { by office  go() -> b }  end b }
process two {
  role office
  start a
  step a { by office  go() -> b  stop() -> c }
  end b
  end c
  rule never_stopped: never stop
  rule never_gone: never go
}
"""


def test_the_model_is_printed_or_written(run: Run, process: str) -> None:
    printed = run("export", process, "--to", "promela")
    assert printed.exit_code == 0
    assert "active proctype process()" in printed.stdout
    assert run("export", process, "--to", "promela", "-o", "p.pml").exit_code == 0
    assert Path("p.pml").read_text(encoding="utf-8") == printed.stdout


def test_all_rules_are_watched_or_those_named(run: Run) -> None:
    Path("two.loop").write_text(TWO, encoding="utf-8")
    every = run("export", "two.loop", "--to", "promela", "--process", "two").stdout
    assert "rule 0: never_stopped" in every
    assert "rule 1: never_gone" in every
    named = run("export", "two.loop", "--to", "promela", "--process", "two", "--rule", "never_gone").stdout
    assert "rule 0: never_gone" in named
    assert "never_stopped" not in named


def test_several_processes_and_unknown_rules_are_refused(run: Run, process: str) -> None:
    Path("two.loop").write_text(TWO, encoding="utf-8")
    several = run("export", "two.loop", "--to", "promela")
    assert several.exit_code == 2
    assert "CL666" in several.stderr
    unknown = run("export", process, "--to", "promela", "--rule", "nothing_such")
    assert unknown.exit_code == 2
    assert "CL420" in unknown.stderr
