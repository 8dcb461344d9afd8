"""Counterexamples as scenarios, pasted into the file that they are of."""

from __future__ import annotations

from closedloop.lower.compiling import lower_file
from closedloop.model.process import Expect, Process, Scenario
from closedloop.prove.verdicts import Said, Verdict
from closedloop.syntax.parse import parse_text
from closedloop.testing.retelling import scenario_of
from closedloop.testing.scenario_text import scenario_text
from closedloop.testing.scenarios import ScenarioResult, run_scenario


def why_it_cannot_be_pasted(text: str, process: Process, verdict: Verdict) -> Said | None:
    """Checks that the scenario of a counterexample fails for its rule when pasted in, if it can be written as one."""
    scenario = scenario_of(process, verdict)
    if isinstance(scenario, Said):
        return scenario
    assert isinstance(scenario, Scenario)
    fails_for(verdict, pasted(text, process, scenario))
    return None


def read(text: str) -> Process:
    """The process, also of a file that the checker has something against (many of the corpus are broken on purpose)."""
    parsed = parse_text(text)
    assert parsed.file is not None
    assert parsed.complete
    [process] = lower_file(parsed.file, parsed.source)[0]
    return process


def pasted(text: str, process: Process, scenario: Scenario) -> ScenarioResult:
    """The result of the scenario as it is read in the file."""
    closing = text.rindex("}")
    again = read(f"{text[:closing]}{scenario_text(process, scenario)}{text[closing:]}")
    assert [each.title for each in again.scenarios[:-1]] == [each.title for each in process.scenarios]
    assert again.scenarios[-1] == scenario
    return run_scenario(again, again.scenarios[-1])


def fails_for(verdict: Verdict, result: ScenarioResult) -> None:
    [wrong] = result.mismatches
    rule = verdict.subject.rule
    if verdict.counterexample is not None and verdict.counterexample.waiting:
        assert isinstance(wrong.line, Expect)
        assert wrong.line.what == "step"
        return
    assert rule is not None
    if verdict.kind == "enforced":
        assert wrong.line == result.scenario.lines[-1]
        assert rule.name in {reason.rule for reason in wrong.reasons}
    else:
        assert (wrong.expected.key, wrong.expected.params["name"]) == ("test.no_breach", rule.name)
