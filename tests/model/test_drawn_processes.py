"""Every drawn process is right in the eyes of the checker, and survives being written down."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from closedloop.lower.process import lower_process
from closedloop.model.json_form import (
    json_schema,
    process_from_json,
    process_to_json,
    program_from_json,
    program_to_json,
)
from closedloop.syntax import tree
from tests.strategies.processes import processes

FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
VALIDATOR = Draft202012Validator(json_schema())


@FEW
@given(processes())
def test_a_process_without_mistakes_is_lowered_without_errors(process: tree.Process) -> None:
    lowered = lower_process(process)
    assert [each for each in lowered.diagnostics if each.severity == "error"] == []
    assert lowered.process is not None
    assert lower_process(process).process == lowered.process


@pytest.mark.parametrize("examples", [6, pytest.param(200, marks=pytest.mark.slow)])
def test_its_json_is_read_as_it_was_written_and_has_its_schema(examples: int) -> None:
    settings(FEW, max_examples=examples)(given(processes())(json_is_read_as_it_was_written))()


def json_is_read_as_it_was_written(process: tree.Process) -> None:
    lowered = lower_process(process).process
    assert lowered is not None
    text = program_to_json([lowered])
    assert program_from_json(text) == (lowered,)
    assert process_from_json(json.loads(json.dumps(process_to_json(lowered)))) == lowered
    assert VALIDATOR.is_valid(json.loads(text))
