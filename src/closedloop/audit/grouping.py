"""Cases told apart: by a column of the log, a role or a field of the process, the year, or who acted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from closedloop.audit.course import Course
from closedloop.audit.journals import RecordedCase
from closedloop.audit.judging import Standing
from closedloop.audit.preparing import Prepared
from closedloop.audit.values import Breach, Group, Grouping, Outcome
from closedloop.calendars import local_date
from closedloop.kernel.values import CLOCK
from closedloop.logs.values import Log, LogCase
from closedloop.messages.errors import UsageError
from closedloop.messages.values import render_value

YEAR, PARTY, ROLE = "year", "party", "role"


class NoSuchGroup(UsageError):
    """A `by` that is nothing by which cases can be told apart; `known` are those that are."""

    def __init__(self, name: str, known: Collection[str]) -> None:
        super().__init__(f"cases cannot be told apart by `{name}`: there is {', '.join(known)}")
        self.name = name
        self.known = tuple(known)


class _Counting:
    def __init__(self, rules: int) -> None:
        self.cases = 0
        self.fitting = 0
        self.outcomes: list[dict[Outcome, int]] = [
            {"kept": 0, "broken": 0, "open": 0, "unmet": 0} for _ in range(rules)
        ]

    def add(self, fits: bool, outcomes: Sequence[Outcome]) -> None:
        self.cases += 1
        self.fitting += fits
        for counts, outcome in zip(self.outcomes, outcomes, strict=True):
            counts[outcome] += 1


class Grouper:
    """Counts cases by each of `by`; `NoSuchGroup` for a name that is none of the possible ones."""

    def __init__(self, ready: Prepared, log: Log, by: Sequence[str]) -> None:
        self._ready = ready
        self._rules = ready.process.rules
        columns = dict.fromkeys(log.columns)
        for case in log.cases:
            columns.update(dict.fromkeys(case.attributes))
        self._columns = frozenset(columns)
        self._fields = {each.name for each in ready.process.fields}
        known = [YEAR, PARTY, ROLE, *sorted(ready.machine.assigned), *(f.name for f in ready.process.fields), *columns]
        for name in by:
            if name not in known:
                raise NoSuchGroup(name, tuple(dict.fromkeys(known)))
        self.wanted = tuple(dict.fromkeys(by))
        self._found: dict[str, dict[str | None, _Counting]] = {name: {} for name in self.wanted}

    def add(self, case: LogCase, course: Course, standing: Standing) -> None:
        """A case that is through, with how it stands to each rule."""
        outcomes = [standing.outcome(index) for index in range(len(self._rules))]
        for name in self.wanted:
            for value in self._values(name, case, course):
                counting = self._found[name].setdefault(value, _Counting(len(self._rules)))
                own = outcomes if name not in (PARTY, ROLE) else self._own(name, value, course, outcomes)
                counting.add(course.fits, own)

    def _values(self, name: str, case: LogCase, course: Course) -> Iterable[str | None]:
        if name == YEAR:
            return (str(local_date(self._ready.machine.calendar, case.opened).year),)
        if name in (PARTY, ROLE):
            return _acting(name, case, course)
        if name in self._ready.machine.assigned:
            return (course.log.case.bindings.get(name),)
        if name in self._fields and not (name in self._columns and not isinstance(case, RecordedCase)):
            value = course.log.case.fields.get(name)
            return (None if value is None else render_value(value, "en"),)
        return (case.attributes.get(name) or None,)

    def _own(self, name: str, value: str | None, course: Course, outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
        """Only what the group is charged with counts as broken by it."""
        charged = {breach.rule for breach in course.seen.breaches if _charged(name, breach) == value}
        return [
            "kept" if outcome == "broken" and rule.name not in charged else outcome
            for rule, outcome in zip(self._rules, outcomes, strict=True)
        ]

    def groupings(self) -> tuple[Grouping, ...]:
        """By value, the cases without one last."""
        return tuple(
            Grouping(
                name,
                name in (PARTY, ROLE),
                tuple(
                    Group(value, found.cases, found.fitting, tuple(found.outcomes))
                    for value, found in sorted(groups.items(), key=lambda each: (each[0] is None, each[0] or ""))
                ),
            )
            for name, groups in self._found.items()
        )


def _charged(name: str, breach: Breach) -> str | None:
    return breach.party if name == PARTY else breach.role


def _acting(name: str, case: LogCase, course: Course) -> Iterable[str | None]:
    """The parties or roles that acted in the case, or are charged with a breach."""
    found: dict[str | None, None] = {}
    for entry in case.entries:
        acting = entry.actor.party if name == PARTY else entry.role
        if acting is not None and acting != CLOCK:
            found[acting] = None
    for breach in course.seen.breaches:
        charged = _charged(name, breach)
        if charged is not None:
            found[charged] = None
    return found
