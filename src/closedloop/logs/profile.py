"""What stands in a log: how many different texts each column has, how often each activity occurs and from when to when,
how times are written. The ground of a first mapping.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from attrs import field, frozen

from closedloop.logs.moments import iso_moment
from closedloop.logs.tables import Table
from closedloop.logs.translating import BETWEEN
from closedloop.logs.wellknown import column_for

FORMATS = tuple(
    f"{day}{clock}"
    for day in ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%d.%m.%y", "%m/%d/%y", "%d %b %Y", "%d-%b-%Y")
    for clock in (" %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", " %H:%M:%S.%f", "")
)
"""How times are written that are not ISO 8601; of formats that fit, the first is taken."""

STAGES = frozenset(
    (
        *("schedule", "assign", "withdraw", "reassign", "start", "suspend", "resume", "pi_abort", "ate_abort"),
        *("complete", "autoskip", "manualskip", "unknown", "started", "completed", "end", "finish"),
    )
)
"""What the lifecycle of a task says in XES, when it is no status of the case."""

_CLOCK = re.compile(r"\s*\d{1,2}[:时]\d{2}.*")
_ENOUGH = 1_000
SAMPLES = 50


@frozen
class Column:
    """`different`: how many texts; `filled`: in how many rows there is one; `samples`: the most frequent, in order."""

    name: str
    filled: int
    different: int
    samples: tuple[str, ...]


@frozen
class Activity:
    """`first` and `last` as the log writes them, empty where there are no times. `columns`: what its rows say."""

    name: str
    rows: int
    first: str
    last: str
    columns: tuple[Column, ...]


@frozen
class Profile:
    """`activity` are the columns whose texts joined are one, `keep` the stages of a task that count."""

    rows: int
    case: str | None
    activity: tuple[str, ...]
    time: tuple[str, ...]
    person: str | None
    party: str | None
    role: str | None
    order: str | None
    keep: Mapping[str, tuple[str, ...]]
    time_format: str | None
    by_day: bool
    local: bool
    first: str
    last: str
    activities: tuple[Activity, ...]
    columns: Mapping[str, Column] = field(factory=dict)


def profile(table: Table) -> Profile:
    """The profile of a log that was read and not translated."""
    return _Profiling(table).done()


class _Profiling:
    def __init__(self, table: Table) -> None:
        self._table = table
        pick = {name: table.picker([name]) for name in table.columns}
        self._texts = {name: [text or "" for (text,) in map(pick[name], table.rows)] for name in table.columns}
        self._columns = {name: column_of(name, texts) for name, texts in self._texts.items()}

    def done(self) -> Profile:
        columns = self._table.columns
        uses = {use: column_for(use, columns) for use in ("case", "activity", "person", "party", "role", "order")}
        activity, keep = self._activity(uses["activity"])
        time = self._time()
        times = [" ".join(each) for each in zip(*(self._texts[name] for name in time), strict=True)]
        written = format_of(times)
        moments = [_moment(text, written) for text in times]
        spans = _span(moments, times)
        return Profile(
            rows=len(self._table.rows),
            case=uses["case"],
            activity=activity,
            time=time,
            person=uses["person"],
            party=uses["party"],
            role=uses["role"],
            order=uses["order"] if uses["order"] == ".order" else None,
            keep=keep,
            time_format=written,
            by_day=says_days_only(moments, times),
            local=any(moment is not None and moment.tzinfo is None for moment in moments),
            first=spans[0],
            last=spans[1],
            activities=self._activities(activity, keep, moments, times, {uses["case"], *activity, *time}),
            columns=self._columns,
        )

    def _activity(self, column: str | None) -> tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]:
        """The columns of activity; with the lifecycle where that is a status, else the stage that counts."""
        stage = column_for("lifecycle", self._table.columns)
        if column is None or stage is None or stage == column:
            return (() if column is None else (column,)), {}
        found = {text.strip().casefold() for text in self._texts[stage]} - {""}
        if found - STAGES:
            return (column, stage), {}
        kept = tuple(dict.fromkeys(text for text in self._texts[stage] if text.strip().casefold() == "complete"))
        return (column,), {stage: kept} if len(found) > 1 and kept else {}

    def _time(self) -> tuple[str, ...]:
        column = column_for("time", self._table.columns)
        if column is None:
            return ()
        days = next((name for name in self._table.columns if name.casefold() in ("date", "日期")), None)
        filled = [text for text in self._texts[column] if text][:_ENOUGH]
        if days is not None and days != column and filled and all(map(_CLOCK.fullmatch, filled)):
            return days, column
        return (column,)

    def _activities(
        self,
        columns: tuple[str, ...],
        keep: Mapping[str, tuple[str, ...]],
        moments: list[datetime | None],
        times: list[str],
        used: set[str | None],
    ) -> tuple[Activity, ...]:
        rows: dict[str, list[int]] = defaultdict(list)
        texts = [self._texts[name] for name in columns]
        for number, parts in enumerate(zip(*texts, strict=True)):
            if all(self._texts[name][number] in kept for name, kept in keep.items()):
                rows[BETWEEN.join(part.strip() for part in parts)].append(number)
        others = [name for name in self._table.columns if name not in used and self._columns[name].different]
        found = []
        for name, numbers in rows.items():
            first, last = _span(
                [moments[each] for each in numbers if times], [times[each] for each in numbers if times]
            )
            said = [column_of(other, [self._texts[other][each] for each in numbers]) for other in others]
            found.append(Activity(name, len(numbers), first, last, tuple(each for each in said if each.filled)))
        return tuple(sorted(found, key=lambda each: -each.rows))


def column_of(name: str, texts: Iterable[str]) -> Column:
    """What stands in the column in these rows."""
    counts = Counter(text for text in texts if text.strip())
    samples = tuple(text for text, _ in counts.most_common(SAMPLES))
    return Column(name, counts.total(), len(counts), samples)


def format_of(times: Iterable[str]) -> str | None:
    """The format that all of the first times have, None for ISO 8601 (and where none fits)."""
    texts = list(dict.fromkeys(text for text in times if text.strip()))[:_ENOUGH]
    if any(iso_moment(text) is not None for text in texts):
        return None
    fits = (each for each in FORMATS if texts and all(_moment(text, each) is not None for text in texts))
    return next(fits, None)


def _moment(text: str, written: str | None) -> datetime | None:
    if written is None:
        return iso_moment(text)
    try:
        return datetime.strptime(text.strip(), written)
    except ValueError:
        return None


def says_days_only(moments: Iterable[datetime | None], times: Iterable[str]) -> bool:
    """Whether no time tells more than a day: all have the same time of day."""
    clocks = {moment.timetz() for moment in moments if moment is not None}
    return len({clock.replace(tzinfo=None) for clock in clocks}) == 1 and len(set(times)) > 1


def _span(moments: Iterable[datetime | None], times: Iterable[str]) -> tuple[str, str]:
    """The first and the last time, as written; local ones are compared as if they were UTC."""
    known = [
        (moment if moment.tzinfo else moment.replace(tzinfo=UTC), text)
        for moment, text in zip(moments, times, strict=True)
        if moment is not None
    ]
    return (min(known)[1], max(known)[1]) if known else ("", "")
