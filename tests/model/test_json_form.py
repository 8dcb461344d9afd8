"""The JSON of compiled processes: complete, located when it is wrong, and one for a file and its translation."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from closedloop.lower.process import lower_process
from closedloop.messages import UsageError
from closedloop.model.json_form import (
    comparable,
    json_schema,
    process_from_json,
    process_to_json,
    program_from_json,
    program_to_json,
    value_from_json,
    value_to_json,
)
from closedloop.model.process import SCHEMA_VERSION, Process
from closedloop.syntax.parse import parse_bytes, parse_text

ROOT = Path(__file__).parent.parent.parent
CORPUS = ROOT / "tests/corpus"  # files about syntax alone need not be whole processes
FILES = [
    ROOT / "examples/deputy_proposals/process.loop",
    *sorted(path for path in CORPUS.glob("*/good/*.loop") if path.parts[-3] != "syntax"),
]
SCHEMA = ROOT / "docs/reference/process.schema.json"


@cache
def processes(path: Path) -> list[Process]:
    parsed = parse_bytes(path.read_bytes(), name=path.name)
    assert parsed.file is not None
    found = [lower_process(each, parsed.source, parsed.file.dialect).process for each in parsed.file.processes]
    return [each for each in found if each is not None]


def with_places(process: Process) -> list[Any]:
    """Everything in it that equality passes over."""
    return [process.dialect, process.source, [each.at for each in process.steps], [each.text for each in process.rules]]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_written_is_read_again(path: Path) -> None:
    found = processes(path)
    assert found
    text = program_to_json(found)
    again = program_from_json(text)
    assert list(again) == found
    assert [with_places(each) for each in again] == [with_places(each) for each in found]
    assert program_to_json(again) == text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_written_has_the_published_schema(path: Path) -> None:
    validator = Draft202012Validator(json_schema())
    assert not list(validator.iter_errors(json.loads(program_to_json(processes(path)))))


def test_the_published_schema_is_the_one_of_the_model() -> None:
    Draft202012Validator.check_schema(json_schema())
    published = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert published == json_schema(), f"write it again: closedloop schema > {SCHEMA.relative_to(ROOT)}"


def example() -> dict[str, Any]:
    [process] = processes(FILES[0])
    return process_to_json(process)


def broken(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    form: Any = example()
    place = form
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return form  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("steps", 2, "limits", 0, "length"), {"month": 3}, "steps[2].limits[0].length: not a duration"),
        (("steps", 2, "limits", 0, "length"), {"months": 0}, "steps[2].limits[0].length: not a duration"),
        (("steps", 2, "limits", 0, "length"), {"months": True}, "steps[2].limits[0].length: not a duration"),
        (("steps", 0, "name"), 3, "steps[0].name: not a string"),
        (("version",), "1", "version: not a whole number"),
        (("version",), True, "version: not a whole number"),
        (("roles", 3, "assigned"), 1, "roles[3].assigned: not true or false"),
        (("steps", 2, "rungs", 0, "share"), "seventy", "steps[2].rungs[0].share: not a decimal number in a string"),
        (("steps", 2, "rungs", 0, "share"), "NaN", "steps[2].rungs[0].share: not a decimal number in a string"),
        (("rules", 0, "prop", "is"), "Perhaps", "rules[0].prop: `is` is not one of Never, Always"),
        (("rules", 0, "prop"), "Never", "rules[0].prop: `is` is not one of Never, Always"),
        (("fields", 0, "default"), {"date": "2024-02-30"}, "fields[0].default: not a date in ISO form"),
        (("fields", 0, "default"), {"time": "2024-02-01T10:00"}, "fields[0].default: a moment without an offset"),
        (("fields", 0, "default"), {"number": "1"}, "fields[0].default: not a value of the language"),
        (("fields", 0, "default"), [[{}]], "fields[0].default: not a value of the language"),
        (("steps",), None, "steps: "),
        (("steps",), 5, "steps: a value of another kind is wanted"),
        (("fields", 0), "topic", "fields[0]: a value of another kind is wanted"),
        (("steps", 1, "rungs", 0, "point"), "late", "steps[1].rungs[0].point: none of the values that may stand here"),
        (("unheard_of",), 1, "unheard_of"),
    ],
)
def test_what_is_wrong_is_located(path: tuple[str | int, ...], value: Any, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        process_from_json(broken(path, value))
    assert said in str(caught.value)


def test_what_is_missing_is_named() -> None:
    form = example()
    del form["steps"][1]["name"]
    with pytest.raises(UsageError, match=r"steps\[1\]\.name: name is missing"):
        process_from_json(form)


@pytest.mark.parametrize("version", [SCHEMA_VERSION + 1, 0, "1", None, True])
def test_another_schema_version_is_refused_by_its_number(version: Any) -> None:
    with pytest.raises(UsageError, match=rf"schema version {version!r}.*reads {SCHEMA_VERSION}"):
        process_from_json(broken(("schema",), version))


def test_a_file_of_another_schema_version_is_refused() -> None:
    text = json.dumps({"closedloop": "program", "schema": SCHEMA_VERSION + 1, "processes": [example()]})
    with pytest.raises(UsageError, match=rf"schema version {SCHEMA_VERSION + 1}"):
        program_from_json(text)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"closedloop": "program"}', "[" * 100_000, '{"processes": []}']
)
def test_what_is_no_compiled_program_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="this is no compiled process"):
        program_from_json(text)


def test_a_process_nested_without_end_is_refused() -> None:
    condition: Any = {"is": "FieldRef", "name": "key"}
    for _ in range(5_000):
        condition = {"is": "Not", "operand": condition}
    with pytest.raises(UsageError, match="nested too deeply"):
        process_from_json(broken(("steps", 2, "offers", 3, "requires", 0, "condition"), condition))


@pytest.mark.parametrize(
    "form",
    [
        None,
        True,
        0,
        "x",
        {"decimal": "1.50"},
        {"date": "2024-02-29"},
        {"duration": {"months": 1, "days": 2}},
        [1, [None]],
        {"time": "2024-02-29T10:00:00+00:00"},
    ],
)
def test_a_value_is_read_as_it_was_written(form: Any) -> None:
    assert value_to_json(value_from_json(form)) == form


TRANSLATED = (
    """process p "T" { role r field n: int = 1 start s step s { by r within 3 days
       go(note: text) -> e require n > 0 "m" do { notify r "x {n}" } } end e rule a: go before e
       metric m = cases with go out of cases }""",
    """流程 p "T" { 角色 r 字段 n: 整数 = 1 起点 s 步骤 s { 由 r 限 3 天
       go(note: 文本) -> e 须 n > 0 "m" 并 { 通知 r "x {n}" } } 终点 e 规则 a: go 先于 e
       指标 m = 有 go 的案件 占 案件 }""",
)


def compiled(text: str) -> dict[str, Any]:
    parsed = parse_text(text)
    assert parsed.file is not None
    assert parsed.complete, [each.message("en") for each in parsed.diagnostics]
    process = lower_process(parsed.file.processes[0], parsed.source, parsed.file.dialect).process
    assert process is not None
    return process_to_json(process)


def test_a_file_and_its_translation_compile_to_the_same() -> None:
    english, chinese = map(compiled, TRANSLATED)
    assert english != chinese
    assert comparable(english) == comparable(chinese)


@pytest.mark.parametrize(
    "change",
    [lambda t: t.replace("x {n}", "y {n}"), lambda t: t.replace("n > 0", "n > 1"), lambda t: t.replace('"m"', '"k"')],
)
def test_what_a_process_does_counts_in_the_comparison(change: Callable[[str], str]) -> None:
    assert comparable(compiled(TRANSLATED[0])) != comparable(compiled(change(TRANSLATED[0])))
