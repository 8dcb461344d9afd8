"""A log as JSON lines: one object a line, its values as the texts that stand there.

Numbers keep their digits; what is nested has the names of both levels with a dot between them; a list stays JSON.
"""

from __future__ import annotations

import json
from typing import Any

from closedloop.logs.sources import Text, is_damaged
from closedloop.logs.tables import RecordTable, columns_of
from closedloop.logs.values import Issue


class _Twice(ValueError):
    """A name is twice in one object."""


def read_jsonl(source: Text) -> RecordTable:
    """The table; a line that is no object is an issue."""
    records: list[dict[str, str]] = []
    numbers: list[int] = []
    issues: list[Issue] = []
    lines = source.text.split("\n")
    for number, text in enumerate(lines, 1):
        if not text or text.isspace():
            continue
        try:
            records.append(_record(text, source))
            numbers.append(number)
        except _Twice as error:
            issues.append(Issue(number, "CL673", {"column": str(error)}))
        except UnicodeError:
            issues.append(Issue(number, "CL725", {"encoding": source.encoding}))
        except (ValueError, RecursionError) as error:
            column = error.colno if isinstance(error, json.JSONDecodeError) else 1
            torn = number == len(lines)
            issues.append(Issue(number, "CL680") if torn else Issue(number, "CL679", {"column": column}))
    return RecordTable(columns_of(records), records, numbers, issues, len(issues))


def _record(text: str, source: Text) -> dict[str, str]:
    if not source.clean and is_damaged(text):
        raise UnicodeError
    found = _DECODER.decode(text)
    if type(found) is not dict:
        raise ValueError
    if all(type(value) is str for value in found.values()):
        return found
    record: dict[str, str] = {}
    _flatten(found, "", record)
    return record


def _flatten(found: dict[str, Any], prefix: str, record: dict[str, str]) -> None:
    for name, value in found.items():
        if isinstance(value, dict):
            _flatten(value, f"{prefix}{name}.", record)
        elif value is not None:
            record[prefix + name] = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return found


_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_no_number, object_pairs_hook=_once)
