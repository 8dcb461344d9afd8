"""A compiled process as JSON, and back.

Guarantees: `process_from_json(process_to_json(p))` is `p`, places and texts included; what does not have this form is
refused with the path to the place (`steps[2].limits[0].length`), and so is what names something that is not there
(`closedloop.model.references`); another schema version is refused by its number.
Members of a union carry their name under `is`; what has its default value is left out; values that JSON does not know
are tagged (`{"date": "2024-03-01"}`). `closedloop.model.schema` describes the form.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from cattrs import BaseValidationError, Converter, IterableValidationError
from cattrs.v import format_exception

from closedloop.messages import UsageError
from closedloop.model.durations import UNITS, Duration
from closedloop.model.expressions import Value
from closedloop.model.process import SCHEMA_VERSION, Process
from closedloop.model.references import problems
from closedloop.model.schema import json_schema
from closedloop.model.unions import TAG, is_tagged, is_value, members, optional

__all__ = [
    "NO_PROCESS",
    "comparable",
    "json_schema",
    "process_from_json",
    "process_to_json",
    "program_from_json",
    "program_to_json",
    "value_from_json",
    "value_to_json",
]

FORMAT = "closedloop"
NO_PROCESS = "this is no compiled process: "
"""How a message begins that says why; another that says so already leaves it away."""
_LEFT_OUT = ("at", "dialect", "source")
_LONGEST_NUMBER = 4000
_LONGEST_PATH = 200


class _Malformed(ValueError):
    """Something does not have its form; the converter adds the path."""


# ----------------------------------------------------------------------------------------------------------- outside


def process_to_json(process: Process) -> dict[str, Any]:
    """The process as plain JSON values."""
    made: dict[str, Any] = _converter().unstructure(process)
    return {"schema": SCHEMA_VERSION, **{key: value for key, value in made.items() if key != "schema"}}


def process_from_json(form: Any) -> Process:
    """The process of `process_to_json`. `UsageError` says what is wrong and where."""
    if not isinstance(form, Mapping):
        raise UsageError("a compiled process is a JSON object")
    _same_version(form)
    try:
        process = _converter().structure(form, Process)
        dangling = problems(process)
    except BaseValidationError as problem:
        raise _refused(_problems(problem)) from None
    except RecursionError:
        raise _refused(["it is nested too deeply"]) from None
    if dangling:
        raise _refused(dangling)
    return process


def program_to_json(processes: Sequence[Process]) -> str:
    """Several processes as the text of a compiled file."""
    form = {FORMAT: "program", "schema": SCHEMA_VERSION, "processes": [process_to_json(each) for each in processes]}
    return json.dumps(form, ensure_ascii=False, indent=1) + "\n"


def program_from_json(text: str) -> tuple[Process, ...]:
    """The processes of a compiled file. `UsageError` says what is wrong and where."""
    try:
        form = json.loads(text)
    except RecursionError:
        raise _refused(["it is nested too deeply"]) from None
    except ValueError as problem:
        raise _refused([str(problem)]) from None
    if not isinstance(form, dict) or form.get(FORMAT) != "program" or not isinstance(form.get("processes"), list):
        raise _refused([f'it does not begin with "{FORMAT}": "program"'])
    _same_version(form)
    return tuple(process_from_json(each) for each in form["processes"])


def _refused(found: Sequence[str]) -> UsageError:
    return UsageError(f"{NO_PROCESS}{'; '.join(found[:5])}")


def _same_version(form: Mapping[str, Any]) -> None:
    version = form.get("schema")
    if version != SCHEMA_VERSION or isinstance(version, bool):
        raise UsageError(
            f"this process was compiled in schema version {version!r}; this library reads {SCHEMA_VERSION}:"
            " compile it again"
        )


def comparable(form: Any) -> Any:
    """The JSON without what belongs to one text: equal for a file and for its translation."""
    if isinstance(form, list):
        return [comparable(each) for each in form]
    if not isinstance(form, dict):
        return form
    own = {*_LEFT_OUT, *(() if TAG in form else ("text",))}  # only effects, which are tagged, have a text that counts
    return {key: comparable(value) for key, value in form.items() if key not in own}


# ------------------------------------------------------------------------------------------------------------ values


def value_to_json(value: Value) -> Any:
    """A value of the language as JSON; `value_from_json` is its inverse."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return {"decimal": str(value)}
        case datetime():
            return {"time": value.astimezone(UTC).isoformat()}
        case date():
            return {"date": value.isoformat()}
        case Duration():
            return {"duration": _duration_to_json(value)}
        case tuple():
            return [value_to_json(each) for each in value]


def value_from_json(form: Any) -> Value:
    """The value; `ValueError` where it is none."""
    if form is None or isinstance(form, (bool, int, str)):
        return form
    if isinstance(form, list):
        return tuple(value_from_json(each) for each in form)
    if isinstance(form, Mapping) and len(form) == 1:
        [(kind, inner)] = form.items()
        if kind in _TAGGED:
            return _TAGGED[kind](inner)
    raise _Malformed("not a value of the language")


def _duration_to_json(duration: Duration) -> dict[str, int]:
    return {unit: amount for amount, unit in duration.parts}


def _duration(form: Any) -> Duration:
    if not isinstance(form, Mapping) or not form:
        raise _Malformed("not a duration")
    for unit, amount in form.items():
        if unit not in UNITS or not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0:
            raise _Malformed("not a duration")
    return Duration(tuple((form[unit], unit) for unit in UNITS if unit in form))


def _decimal(form: Any) -> Decimal:
    if isinstance(form, str) and len(form) < _LONGEST_NUMBER:
        try:
            number = Decimal(form)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite():
            return number
    raise _Malformed("not a decimal number in a string")


def _time(form: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(form)
    except (TypeError, ValueError):
        raise _Malformed("not a moment in ISO form") from None
    if moment.tzinfo is None:
        raise _Malformed("a moment without an offset")
    return moment.astimezone(UTC)


def _date(form: Any) -> date:
    try:
        return date.fromisoformat(form)
    except (TypeError, ValueError):
        raise _Malformed("not a date in ISO form") from None


_TAGGED: Mapping[str, Callable[[Any], Value]] = {
    "decimal": _decimal,
    "time": _time,
    "date": _date,
    "duration": _duration,
}


# --------------------------------------------------------------------------------------------------------- converter


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, omit_if_default=True, unstruct_collection_overrides={tuple: list})
    converter.register_unstructure_hook(Duration, _duration_to_json)
    converter.register_unstructure_hook(Decimal, str)
    converter.register_unstructure_hook_func(is_value, value_to_json)
    converter.register_unstructure_hook_factory(is_tagged, lambda kind: _write_tagged(converter))
    for kind in (str, int, bool):
        converter.register_structure_hook(kind, _exactly(kind))
    converter.register_structure_hook(Duration, lambda form, _: _duration(form))
    converter.register_structure_hook(Decimal, lambda form, _: _decimal(form))
    converter.register_structure_hook_func(is_value, lambda form, _: value_from_json(form))
    converter.register_structure_hook_factory(is_tagged, lambda kind: _read_tagged(kind, converter))
    return converter


def _exactly(kind: type[Any]) -> Callable[[Any, Any], Any]:
    words = {str: "a string", int: "a whole number", bool: "true or false"}[kind]

    def read(form: Any, _: Any) -> Any:
        if type(form) is not kind:
            raise _Malformed(f"not {words}")
        return form

    return read


def _write_tagged(converter: Converter) -> Callable[[Any], Any]:
    def write(value: Any) -> Any:
        if value is None:
            return None
        return {TAG: type(value).__name__, **converter.unstructure(value, type(value))}

    return write


def _read_tagged(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    by_name = {each.__name__: each for each in members(kind)}
    may_be_none = optional(kind)

    def read(form: Any, _: Any) -> Any:
        if form is None and may_be_none:
            return None
        if not isinstance(form, Mapping) or form.get(TAG) not in by_name:
            raise _Malformed(f"`{TAG}` is not one of {', '.join(by_name)}")
        return converter.structure({key: each for key, each in form.items() if key != TAG}, by_name[form[TAG]])

    return read


def _problems(error: BaseException, path: str = "") -> list[str]:
    """What is wrong, each with its path."""
    if not isinstance(error, BaseValidationError):
        return [f"{_shortened(path) or 'the whole'}: {_words(error)}"]
    if isinstance(error, IterableValidationError):
        noted: Any
        noted, without = error.group_exceptions()
        found = [each for problem, note in noted for each in _problems(problem, f"{path}[{note.index}]")]
    else:
        noted, without = error.group_exceptions()  # type: ignore[attr-defined]
        dot = "." if path else ""
        found = [each for problem, note in noted for each in _problems(problem, f"{path}{dot}{note.name}")]
    return found + [each for problem in without for each in _problems(problem, path)]


def _shortened(path: str) -> str:
    return path if len(path) <= _LONGEST_PATH else f"{path[:_LONGEST_PATH]}…"


def _words(error: BaseException) -> str:
    if isinstance(error, _Malformed):
        return str(error)
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    if isinstance(error, (AttributeError, TypeError)):
        return "a value of another kind is wanted"
    if "not in literal" in str(error):  # of no kind of its own: how cattrs says that a text is none of a `Literal`
        return "none of the values that may stand here"
    return format_exception(error, None)
