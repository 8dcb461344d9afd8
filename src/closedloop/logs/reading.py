"""A log, read whole and translated: every row becomes an entry, is left out as the mapping says, or is an issue.

Guarantees: rows of a case need not stand together, nor in order of time; those of equal times keep the order of the
file, or that of the mapping's `order`. The same bytes, process and mapping give the same log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from operator import attrgetter
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from closedloop.calendars import calendar
from closedloop.logs.checking import closest
from closedloop.logs.collecting import collector_at_rest
from closedloop.logs.csv_log import read_csv
from closedloop.logs.json_log import read_jsonl
from closedloop.logs.mapping import IDENTITY, LogMapping, Place
from closedloop.logs.moments import Clock, OutOfRange
from closedloop.logs.sources import decoded, unpacked
from closedloop.logs.tables import Table
from closedloop.logs.translating import BETWEEN, Meaning, Translator
from closedloop.logs.uses import Uses, uses_of
from closedloop.logs.values import Entry, Finding, Issue, Log, LogCase, Row
from closedloop.logs.xes import declared_encoding, read_xes
from closedloop.messages import Phrase
from closedloop.model.process import Process

_AT = attrgetter("row.at")


def read_log(path: str | PathLike[str], process: Process, mapping: LogMapping | None = None) -> Log:
    """The log in a file: CSV, JSON lines or XES, plain or gzip, whichever its content shows.

    Without a mapping the columns go by the names that they usually bear, and activities are names or titles of events.
    OSError where the file cannot be read.
    """
    return read_log_bytes(Path(path).read_bytes(), process, mapping, source=fspath(path))


def read_log_bytes(data: bytes, process: Process, mapping: LogMapping | None = None, *, source: str = "<log>") -> Log:
    """The log in these bytes; `source` is what it is called."""
    with collector_at_rest():
        table = read_table(data, mapping)
        uses = uses_of(mapping or IDENTITY, table.columns, everything=mapping is None)
        missing = uses.missing()
        if missing and table.columns:
            table.issues.append(Issue(1, "CL729", {"what": tuple(Phrase(f"log.{use}") for use in missing)}))
        log = _Reading(process, mapping or IDENTITY, uses, table)
        if not missing:
            log.read()
        return log.done(source)


def read_table(data: bytes, mapping: LogMapping | None = None) -> Table:
    """The rows of a log, not translated."""
    mapping = mapping or IDENTITY
    data, torn = unpacked(data)
    is_xml = data[:400].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    text = decoded(data, mapping.encoding or (declared_encoding(data) if is_xml else None), torn)
    beginning = text.text[:400].lstrip()
    if beginning.startswith("<"):
        table: Table = read_xes(text)
    elif beginning.startswith(("{", "[")):
        table = read_jsonl(text)
    else:
        table = read_csv(text, mapping.columns(), mapping.delimiter)
    if torn:
        table.issues.append(Issue(text.text.count("\n") + 1, "CL684"))
    return table


class _Reading:
    """Collects the entries of one log by case, in order of the file."""

    def __init__(self, process: Process, mapping: LogMapping, uses: Uses, table: Table) -> None:
        zone = ZoneInfo(mapping.zone) if mapping.zone else calendar(process.calendar, process.zone).tzinfo
        self._clock = Clock(zone, mapping.time_format, by_day=mapping.resolution == "day")
        self._mapping = mapping
        self._uses = uses
        self._table = table
        self._translator = Translator(process, mapping, uses, table, self._clock)
        self._issues = list(table.issues)
        self._left_out: Counter[str] = Counter()
        self._entries: dict[str, list[Entry]] = {}
        self._opened: dict[str, Row] = {}

    def read(self) -> None:
        """Translates all rows."""
        view, key, translate = self._table.viewer(), self._key(), self._translator.meaning
        times: dict[str | None, datetime | None] = {}
        cases = self._entries
        for line, row in zip(self._table.lines, self._table.rows, strict=True):
            case, time = key(row)
            if not case or not (case := case.strip()):
                self._issues.append(Issue(line, "CL674", {"column": f"`{self._uses.case}`"}))
                continue
            entries = cases.get(case)
            if entries is None:
                entries = cases[case] = []
            meaning = translate(row)
            if meaning.unusual and not self._note(meaning, line, case):
                continue
            at = times.get(time)
            if at is None:
                at = times[time] = self._time(time, line, case)
                if at is None:
                    continue
            activity, person, party, role, event, params, actor, acted_as = meaning.parts
            found = Row(line, case, activity, at, person, party, role, view(row))
            if meaning.opens:
                self._open(found)
            else:
                entries.append(Entry(found, event, params, actor, acted_as))

    def _key(self) -> Callable[[Any], tuple[str | None, str | None]]:
        """Takes case and time out of a row; several columns of time are one text."""
        pick = self._table.picker([self._uses.case or "", *self._uses.time])
        if len(self._uses.time) == 1:
            return pick  # type: ignore[return-value]

        def joined(row: Any) -> tuple[str | None, str | None]:
            case, *times = pick(row)
            return case, " ".join(filter(None, times))

        return joined

    def _note(self, meaning: Meaning, line: int, case: str) -> bool:
        """Counts or notes what the row is instead of a plain entry; whether it is one all the same."""
        if meaning.left_out:
            self._left_out[meaning.parts[0]] += 1
            return False
        self._issues.extend(Issue(line, code, params, case) for code, params in meaning.issues)
        return meaning.parts[4] is not None

    def _time(self, text: str | None, line: int, case: str) -> datetime | None:
        code = "CL728"
        try:
            at = self._clock.read(text) if text else None
            if at is not None:
                return at
        except OutOfRange:
            code = "CL724"
        column = BETWEEN.join(f"`{each}`" for each in self._uses.time)
        if text is None or not text.strip():
            self._issues.append(Issue(line, "CL674", {"column": column}, case))
        else:
            self._issues.append(Issue(line, code, {"text": text, "column": column}, case))
        return None

    def _open(self, row: Row) -> None:
        known = self._opened.get(row.case)
        if known is None or row.at < known.at:
            self._opened[row.case] = row

    def done(self, source: str) -> Log:
        """The log, in order."""
        rank = None if self._uses.order is None else self._rank(self._uses.order)
        cases = [self._case(case, entries, rank) for case, entries in self._entries.items()]
        without = [case for case, entries in self._entries.items() if not entries and case not in self._opened]
        return Log(
            source=source,
            cases=tuple(filter(None, cases)),
            issues=tuple(sorted(self._issues, key=lambda issue: issue.line)),
            rows=len(self._table.rows) + self._table.bad,
            left_out=dict(self._left_out),
            columns=self._table.columns,
            findings=self._findings(),
            assumed=self._translator.assumed,
            without_entries=tuple(without),
        )

    def _case(self, case: str, entries: list[Entry], rank: Callable[[Entry], Any] | None) -> LogCase | None:
        if len(entries) > 1:
            entries.sort(key=_AT)
            if rank is not None and len({entry.row.at for entry in entries}) < len(entries):
                entries.sort(key=rank)
        opening = self._opened.get(case)
        if entries and (opening is None or entries[0].row.at < opening.at):
            opening = entries[0].row
        return None if opening is None else LogCase(case, opening.at, tuple(entries), opening.attributes)

    def _rank(self, column: str) -> Callable[[Entry], Any]:
        """Time first, then the number in the column; without one a row comes after those with one."""

        def rank(entry: Entry) -> tuple[datetime, bool, Decimal]:
            row = entry.row
            text = row.attributes.get(column, "").strip()
            number = decimal(text)
            if number is None:
                params = {"text": text, "kind": Phrase("cell.decimal"), "column": f"`{column}`"}
                self._issues.append(Issue(row.line, "CL683", params, row.case))
            return row.at, number is None, number or Decimal(0)

        return rank

    def _findings(self) -> tuple[Finding, ...]:
        """What the mapping speaks of and the log does not have."""
        if not self._table.columns:
            return ()
        found = _absent("CL717", "error", self._mapping.column_places, self._table.columns)
        if not self._uses.missing():
            found += _absent("CL718", "warning", self._mapping.activity_places, sorted(self._translator.activities))
        return tuple(sorted(found, key=lambda finding: finding.start))


def _absent(
    code: str, severity: Literal["error", "warning"], places: Mapping[str, Place], there: Collection[str]
) -> list[Finding]:
    """A finding for each name that is spoken of and not there."""
    near = {name: closest(name, there) for name in places if name not in there}
    return [
        Finding(code, *places[name], {"name": name} if other is None else {"name": name, "suggestion": other}, severity)
        for name, other in near.items()
    ]


def decimal(text: str) -> Decimal | None:
    """The number that the text is."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
