"""XES with one tag to a line, as programs write it: read several times faster than through an XML parser.

Guarantees: what is read here is what an XML parser would read. Every line must be one of a few shapes in full; anything
else (attributes within attributes, comments, tags over several lines, errors) is left to the parser: the answer is then
None. Equal lines are looked at once.
"""

from __future__ import annotations

import re
from pyexpat import ExpatError, ParserCreate
from sys import intern

Records = tuple[list[dict[str, str]], list[int], list[tuple[int, str | None]]]
"""The events, their lines, and the traces without any: line and name."""

_TEXT = r'"([^"<\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]*)"'
_ATTRIBUTE = re.compile(
    rf"[ \t]*<(?:string|date|int|float|boolean|id)[ \t]+key={_TEXT}[ \t]+value={_TEXT}[ \t]*/>[ \t]*\r?"
)
_TRACE, _TRACE_END, _EVENT, _EVENT_END, _LOG_END = range(5)
_TAGS = {"<trace>": _TRACE, "</trace>": _TRACE_END, "<event>": _EVENT, "</event>": _EVENT_END, "</log>": _LOG_END}


class _NotPlain(Exception):
    """The file needs a parser."""


class _Line(dict[str, object]):
    """What each line says: the number of a tag, or key and value of an attribute."""

    def __missing__(self, line: str) -> object:
        said = self[line] = _attribute(line) or _tag(line)
        return said


def _attribute(line: str) -> tuple[str, str] | None:
    found = _ATTRIBUTE.fullmatch(line)
    if found is None:
        return None
    key, value = found.groups()
    if "&" in line:
        return _by_parser(line)
    return intern(key), value


def _by_parser(line: str) -> tuple[str, str]:
    found: list[dict[str, str]] = []
    parser = ParserCreate("utf-8")
    parser.StartElementHandler = lambda _, given: found.append(given)
    try:
        parser.Parse(line.encode(), True)
    except ExpatError:
        raise _NotPlain from None
    return intern(found[0]["key"]), found[0]["value"]


def _tag(line: str) -> int:
    tag = _TAGS.get(line.strip(" \t\r"))
    if tag is None:
        raise _NotPlain
    return tag


def read_lines(text: str) -> Records | None:
    """The events, or None where the file is not of this shape."""
    start = text.rfind("\n", 0, max(text.find("<trace"), 0)) + 1
    if not start or not _is_head(text[:start]):
        return None
    lines = text[start:].rstrip().split("\n")
    try:
        return _walk(list(map(_Line().__getitem__, lines)), text.count("\n", 0, start))
    except (_NotPlain, IndexError, TypeError, ValueError):
        return None


def _is_head(head: str) -> bool:
    """Whether the text is the beginning of a log, up to its first trace."""
    within: list[str] = []
    found: list[str] = []
    parser = ParserCreate("utf-8")

    def start(name: str, _: object) -> None:
        found.append(name)
        within.append(name)

    def refuse(*_: object) -> None:
        found.append("!")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: within.pop()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(head.encode("utf-8", "replace"), False)
    except ExpatError:
        return False
    return within == ["log"] and found[0] == "log" and "!" not in found and not {"trace", "event"} & set(found)


def _walk(said: list[object], first: int) -> Records:
    records: list[dict[str, str]] = []
    numbers: list[int] = []
    empty: list[tuple[int, str | None]] = []
    index = 0
    while said[index] == _TRACE:
        trace = index
        index += 1
        while type(said[index]) is tuple:
            index += 1
        case = {f"case:{key}": value for key, value in _pairs(said[trace + 1 : index])}
        if said[index] == _TRACE_END:
            empty.append((first + trace + 1, case.get("case:concept:name")))
        while said[index] == _EVENT:
            end = said.index(_EVENT_END, index)
            record = dict(case)
            record.update(said[index + 1 : end])  # type: ignore[arg-type]
            if len(record) != len(case) + end - index - 1:
                raise _NotPlain
            records.append(record)
            numbers.append(first + index + 1)
            index = end + 1
        if said[index] != _TRACE_END:
            raise _NotPlain
        index += 1
    if said[index] != _LOG_END or index + 1 != len(said):
        raise _NotPlain
    return records, numbers, empty


def _pairs(said: list[object]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = said  # type: ignore[assignment]
    if len({key for key, _ in pairs}) != len(pairs):
        raise _NotPlain
    return pairs
