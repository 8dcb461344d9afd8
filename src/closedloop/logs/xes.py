"""A log in XES (IEEE 1849), the form that process mining exchanges logs in.

Columns are the keys of the attributes; those of a trace as `case:KEY`, one within another as `OUTER.INNER`; several of
the same key are joined by `;`. Document types are refused, and with them all entities of the file's own: nothing in a
log can make its reading expensive. What stands before a place that is no XML is read.
"""

from __future__ import annotations

import re
from pyexpat import ExpatError, ParserCreate, XMLParserType

from closedloop.logs.sources import Text, is_damaged
from closedloop.logs.tables import RecordTable, columns_of
from closedloop.logs.values import Issue
from closedloop.logs.xes_lines import read_lines

ATTRIBUTES = frozenset({"string", "date", "int", "float", "boolean", "id", "list", "container"})
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BAD = re.compile("[\ud800-\udfff]+")


def declared_encoding(data: bytes) -> str | None:
    """The encoding that an XML text says it has; None where it says none, or one in which it does not even say that."""
    found = _DECLARED.match(data[:400])
    if found is None:
        return None
    name = found[1].decode("ascii").lower()
    try:
        return name if found[0].decode(name) == found[0].decode("ascii") else None
    except (LookupError, UnicodeError):
        return None


def read_xes(source: Text) -> RecordTable:
    """The table: a row for each event."""
    text, issues = source.text, []
    if not source.clean:
        bad = [number for number, line in enumerate(text.split("\n"), 1) if is_damaged(line)]
        issues = [Issue(number, "CL725", {"encoding": source.encoding}) for number in bad]
        text = _BAD.sub("\ufffd", text)
    plain = read_lines(text)
    if plain is not None:
        records, lines, empty = plain
        issues += [Issue(line, "CL723", case=case) for line, case in empty]
        return RecordTable(columns_of(records), records, lines, issues)
    reading = _Reading()
    reading.read(text, torn=source.torn)
    records = reading.records
    return RecordTable(columns_of(records), records, reading.lines, issues + reading.issues)


class _Stop(Exception):
    """Nothing more is read."""


class _Reading:
    """Takes what expat finds; `_within` are the open elements, `_keys` the keys of the open attributes."""

    def __init__(self) -> None:
        self.records: list[dict[str, str]] = []
        self.lines: list[int] = []
        self.issues: list[Issue] = []
        self._within: list[str] = []
        self._keys: list[str] = []
        self._case: dict[str, str] = {}
        self._first = 0
        self._trace_line = 0
        self._event: dict[str, str] | None = None
        self._parser: XMLParserType = ParserCreate("utf-8")

    def read(self, text: str, *, torn: bool) -> None:
        parser = self._parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            parser.Parse(text.encode("utf-8", "replace"), True)
        except ExpatError as error:
            if not torn:
                self.issues.append(Issue(error.lineno, "CL720", {"column": error.offset + 1}))
        except _Stop:
            pass
        self._end_of_trace()

    def _refuse(self, *_: object) -> None:
        self.issues.append(Issue(self._parser.CurrentLineNumber, "CL721"))
        raise _Stop

    def _start(self, name: str, given: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if not self._within and name != "log":
            self.issues.append(Issue(self._parser.CurrentLineNumber, "CL722", {"name": name}))
            raise _Stop
        if name in ATTRIBUTES:
            self._keys.append(given.get("key", ""))
            if "value" in given and self._inside():
                self._note(".".join(filter(None, self._keys)), given["value"])
        elif name == "trace":
            self._end_of_trace()
            self._trace_line = self._parser.CurrentLineNumber
        elif name == "event":
            self._event = {}
            self.lines.append(self._parser.CurrentLineNumber)
        self._within.append(name)

    def _inside(self) -> bool:
        return self._event is not None or "trace" in self._within

    def _note(self, key: str, value: str) -> None:
        noted, key = (self._case, f"case:{key}") if self._event is None else (self._event, key)
        noted[key] = f"{noted[key]};{value}" if key in noted else value

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self._within.pop()
        if name in ATTRIBUTES:
            self._keys.pop()
        elif name == "event" and self._event is not None:
            self.records.append(self._event)
            self._event = None
        elif name == "trace":
            self._end_of_trace()

    def _end_of_trace(self) -> None:
        """Gives the events of the trace its attributes, wherever in it these stood."""
        if self._event is not None:  # torn off
            self._event = None
            self.lines.pop()
        for record in self.records[self._first :]:
            record.update({key: value for key, value in self._case.items() if key not in record})
        if self._trace_line and len(self.records) == self._first:
            self.issues.append(Issue(self._trace_line, "CL723", case=self._case.get("case:concept:name")))
        self._first = len(self.records)
        self._case = {}
        self._trace_line = 0
