"""A name in a compiled process that names nothing is found when the process is read, not when a case comes there."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from closedloop.check.scope import BUILTINS
from closedloop.kernel.events import BUILT_IN as KERNEL_EVENTS
from closedloop.lower.process import lower_process
from closedloop.messages import UsageError
from closedloop.model.json_form import process_from_json, process_to_json
from closedloop.model.references import BUILT_IN, problems
from closedloop.syntax.parse import parse_bytes

ROOT = Path(__file__).parent.parent.parent
FILES = [
    ROOT / "examples/deputy_proposals/process.loop",
    *sorted(path for path in (ROOT / "tests/corpus").glob("*/good/*.loop") if path.parts[-3] != "syntax"),
]
Keys = tuple[str | int, ...]


def compiled(path: Path) -> list[dict[str, Any]]:
    parsed = parse_bytes(path.read_bytes(), name=path.name)
    assert parsed.file is not None
    found = [lower_process(each, parsed.source, parsed.file.dialect).process for each in parsed.file.processes]
    return [process_to_json(each) for each in found if each is not None]


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    return compiled(FILES[0])[0]


def at(form: Any, keys: Keys) -> Any:
    for key in keys:
        form = form[key]
    return form


def changed(form: dict[str, Any], keys: Keys, value: Any) -> dict[str, Any]:
    made = copy.deepcopy(form)
    at(made, keys[:-1])[keys[-1]] = value
    return made


def written(keys: Keys) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).removeprefix(".")


HANDLING = ("steps", 2)
RENAMED: list[tuple[Keys, str]] = [
    (("start",), "step"),
    ((*HANDLING, "by", 0), "role"),
    ((*HANDLING, "limits", 0, "extension", "event"), "event"),
    ((*HANDLING, "limits", 0, "extension", "approved_by", 0), "role"),
    ((*HANDLING, "rungs", 3, "to"), "step or end"),
    ((*HANDLING, "rungs", 1, "acts", 0, "colour"), "colour"),
    ((*HANDLING, "rungs", 1, "acts", 1, "to", 0), "role"),
    ((*HANDLING, "every", 0, "acts", 0, "to", 0), "role"),
    ((*HANDLING, "offers", 0, "event"), "event"),
    ((*HANDLING, "offers", 0, "by", 0), "role"),
    ((*HANDLING, "offers", 2, "routes", 0, "to"), "step or end"),
    (("steps", 3, "limits", 0, "then"), "step or end"),
    (("steps", 4, "on_enter", 1, "party", "name"), "role"),
    (("suspend", "by", 0), "role"),
    (("reopens", 0, "by", 0), "role"),
    (("reopens", 0, "to"), "step"),
    (("reopens", 0, "end"), "end"),
    (("backdates", 0, "by", 0), "role"),
    (("rules", 0, "prop", "earlier", "event"), "event"),
    (("rules", 0, "prop", "later", "step"), "step or end"),
    (("rules", 2, "when", "name"), "field"),
    (("metrics", 0, "value", "cases", "where", "name"), "field"),
    (("metrics", 5, "each"), "field or assigned role"),
    (("breakdowns", 0, "field"), "field"),
    (("scenarios", 0, "lines", 0, "event"), "event"),
    (("scenarios", 0, "lines", 5, "name"), "step or end"),
    (("slots", 0, "atom", "event"), "event"),
]


@pytest.mark.parametrize(("keys", "kind"), RENAMED, ids=lambda each: written(each) if isinstance(each, tuple) else each)
def test_a_name_of_nothing_is_refused_with_its_path(example: dict[str, Any], keys: Keys, kind: str) -> None:
    assert isinstance(at(example, keys), str)
    with pytest.raises(UsageError) as caught:
        process_from_json(changed(example, keys, "nowhere"))
    assert f"{written(keys)}: there is no {kind} `nowhere`" in str(caught.value)


TWISTED: list[tuple[Keys, Any, str]] = [
    (("fields", 0, "type", "kind"), "nowhere", "fields[0].type.kind: there is no kind of value `nowhere`"),
    (("start",), "closed", "start: there is no step `closed`"),
    (("reopens", 0, "end"), "handling", "reopens[0].end: there is no end `handling`"),
    (("metrics", 5, "each"), "office", "metrics[5].each: there is no field or assigned role `office`"),
    (("events", 1, "params", 0, "name"), "nowhere", "events[1].params[0].name: there is no assigned role `nowhere`"),
    (("events", 1, "params", 1, "name"), "nowhere", "events[1].params[1].name: there is no field `nowhere`"),
    (("scenarios", 0, "lines", 0, "params", 0, 0), "no", "scenarios[0].lines[0].params[0][0]: `accept` has no"),
    (("scenarios", 0, "lines", 0, "role"), "no", "scenarios[0].lines[0].role: there is no role `no`"),
    ((*HANDLING, "rungs", 2, "after"), "late", "steps[2].rungs[2].after: there is no rung `late` before it"),
    (("rules", 2, "when"), {"is": "ParamRef", "name": "x"}, "rules[2].when.name: `x` is a parameter, but of no event"),
    (("rules", 2, "when"), {"is": "ListRef", "name": "x"}, "rules[2].when.name: there is no list `x`"),
    (("rules", 2, "when"), {"is": "SlotValue", "slot": 99}, "rules[2].when.slot: there is no slot 99"),
    (("rules", 2, "when"), {"is": "SlotValue", "slot": -1}, "rules[2].when.slot: there is no slot -1"),
    (
        (*HANDLING, "every", 0, "acts", 0),
        {"is": "CallEffect", "name": "ring"},
        "steps[2].every[0].acts[0].name: there is no effect `ring`",
    ),
    (
        (*HANDLING, "offers", 1, "requires"),
        [{"condition": {"is": "IsSet", "operand": {"is": "ParamRef", "name": "x"}}}],
        "steps[2].offers[1].requires[0].condition.operand.name: `visit` has no parameter `x`",
    ),
]


@pytest.mark.parametrize(("keys", "value", "said"), TWISTED, ids=lambda each: each if isinstance(each, str) else "")
def test_a_name_of_another_kind_is_refused_too(example: dict[str, Any], keys: Keys, value: Any, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        process_from_json(changed(example, keys, value))
    assert said in str(caught.value)


def test_a_slot_of_another_kind_is_refused(example: dict[str, Any]) -> None:
    span = {"is": "SinceSpan", "slot": 0}
    condition = {"is": "CompareSpan", "op": ">", "span": span, "duration": {"is": "Const", "value": 1, "type": "int"}}
    with pytest.raises(UsageError, match=r"rules\[2\]\.when\.span\.slot: slot 0 is of another kind"):
        process_from_json(changed(example, ("rules", 2, "when"), condition))


# ------------------------------------------------------------------------------------------------- every string at all

FREE = {
    *("title", "titles", "cite", "text", "message", "reason", "because", "choices", "order", "value", "default"),
    *("calendar", "zone", "dialect", "source", "actor", "moment", "dated", "on", "escalation", "values", "label"),
    "person",
}
"""What is no reference."""

DECLARED = {
    *((), ("fields",), ("lists",), ("colours",), ("effects",), ("roles",), ("ends",), ("steps",), ("events",)),
    *(("rules",), ("metrics",), ("effects", "params"), ("events", "params")),
}
"""What has a `name` of its own: another one may be free, if nothing names it."""


def strings(form: Any, keys: Keys = ()) -> Iterator[Keys]:
    if isinstance(form, str):
        yield keys
    elif isinstance(form, (dict, list)):
        for key, each in form.items() if isinstance(form, dict) else enumerate(form):
            yield from strings(each, (*keys, key))


def free(form: dict[str, Any], keys: Keys) -> bool:
    words = tuple(key for key in keys if isinstance(key, str))
    if words[-1] == "name" and words[:-1] in DECLARED:
        return True
    score = words == ("scenarios", "lines", "name") and at(form, (*keys[:-1], "what")) == "score"
    return (
        score or words[-1] in FREE or (words[:2] == ("scenarios", "lines") and words[-1] == "params" and keys[-1] == 1)
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_string_is_free_or_refused_when_it_names_nothing(path: Path) -> None:
    for form in compiled(path):
        assert problems(process_from_json(form)) == ()
        seen = set()
        for keys in strings(form):
            parent = at(form, keys[:-1])
            sort = (tuple("*" if isinstance(key, int) else key for key in keys), str(parent)[:30])
            if sort in seen or len(seen) > 150 or keys[-1] == "is":
                continue
            seen.add(sort)
            try:
                process_from_json(changed(form, keys, "nowhere"))
            except UsageError:
                continue
            assert free(form, keys), written(keys)


def test_the_events_of_the_language_are_those_of_the_kernel_and_the_checker() -> None:
    of_kernel = {name: {param.name for param in params} for name, params in KERNEL_EVENTS.items()}
    assert of_kernel == BUILT_IN
    assert {name: {param.name for param in each.params} for name, each in BUILTINS.items()} == BUILT_IN
