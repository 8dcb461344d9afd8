"""A scenario of the model as a tree, and as a text that can be pasted into the file of its process.

Guarantees: what is printed reads back as the same scenario; what no text can say (that a value is missing) is
`Inexpressible`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from closedloop.calendars import Calendar, calendar, to_local
from closedloop.kernel.events import BUILT_IN
from closedloop.model.durations import Duration
from closedloop.model.expressions import Value
from closedloop.model.process import Event, Expect, Happens, Nothing, Process, Scenario, Type
from closedloop.syntax import tree
from closedloop.syntax.printing import print_file

INDENT = "  "


class Inexpressible(ValueError):
    """No scenario can say it."""


def scenario_text(process: Process, scenario: Scenario, *, depth: int = 1) -> str:
    """The scenario in the dialect of the process's file, indented as it stands in a process (`depth` 0: not)."""
    name = tree.Name(process.name)
    file = tree.File((tree.Process(name, (scenario_tree(process, scenario),)),), dialect=process.dialect)
    _, *lines, _ = print_file(file, process.dialect).strip().splitlines()
    return "\n".join(INDENT * depth + line.removeprefix(INDENT) for line in lines) + "\n"


def scenario_tree(process: Process, scenario: Scenario) -> tree.Scenario:
    """The scenario as it would be read."""
    return tree.Scenario(scenario.title, tuple(_Lines(process).of(scenario)))


def iso_moment(cal: Calendar, at: datetime) -> str:
    """A moment as scenarios write it: local, the date alone at nine."""
    local = to_local(cal, at)
    if (local.hour, local.minute, local.second) == (9, 0, 0):
        return local.date().isoformat()
    return local.strftime("%Y-%m-%dT%H:%M" + (":%S" if local.second else ""))


class _Lines:
    def __init__(self, process: Process) -> None:
        self._process = process
        self._calendar = calendar(process.calendar, process.zone)
        self._events: Mapping[str, Event] = {event.name: event for event in process.events}
        self._fields = {field.name: field.type for field in process.fields}
        self._names = {role.name for role in process.roles}

    def of(self, scenario: Scenario) -> Iterator[tree.Happens | tree.Nothing | tree.Expect]:
        expected: list[Expect] = []
        for line in scenario.lines:
            if isinstance(line, Expect):
                expected.append(line)
                continue
            if expected:
                yield self._expect(expected)
                expected = []
            yield self._nothing(line) if isinstance(line, Nothing) else self._happens(line)
        if expected:
            yield self._expect(expected)

    # ------------------------------------------------------------------------------------------------------- lines

    def _nothing(self, line: Nothing) -> tree.Nothing:
        return tree.Nothing(_instant(line.moment))

    def _happens(self, line: Happens) -> tree.Happens:
        types = self._types(line.event)
        args = tuple(tree.Arg(self._value(value, types.get(name)), tree.Name(name)) for name, value in line.params)
        return tree.Happens(
            _instant(line.moment),
            self._party(line.actor) if line.role is None else tree.InRole(tree.Name(line.role), line.actor),
            self._event(line.event),
            args,
            line.refused,
            None if line.dated is None else tree.Date(line.dated),
            line.because,
            None if line.person is None else self._party(line.person),
        )

    def _types(self, event: str) -> Mapping[str, Type]:
        declared = self._events.get(event)
        params = BUILT_IN.get(event, ()) if declared is None else declared.params
        return {param.name: param.type for param in params}

    def _event(self, name: str) -> tree.Name:
        return tree.Name(name, builtin=name in tree.BUILTIN_EVENTS)

    def _party(self, name: str) -> tree.Name | tree.String:
        return tree.Name(name) if name in self._names else tree.String(name)

    # ------------------------------------------------------------------------------------------------ expectations

    def _expect(self, lines: list[Expect]) -> tree.Expect:
        return tree.Expect(tuple(map(self._item, lines)))

    def _item(self, line: Expect) -> tree.Expectation:
        match line.what:
            case "step":
                return tree.ExpectStep(tree.Name(line.name))
            case "field":
                return tree.ExpectField(tree.Name(line.name), self._value(line.value, self._fields.get(line.name)))
            case "score":
                assert isinstance(line.value, int)
                return tree.ExpectScore(self._party(line.name), line.value)
            case "mark":
                return tree.ExpectMark(tree.Name(line.name))
            case "overdue":
                return tree.ExpectOverdue()
            case "due":
                assert isinstance(line.value, str)
                day = len(line.value) == len("2024-03-01")
                return tree.ExpectDue(tree.Date(line.value) if day else tree.Moment(line.value))
            case "breach":
                return tree.ExpectBreach(tree.Name(line.name))

    # ------------------------------------------------------------------------------------------------------ values

    def _value(self, value: Value, type_: Type | None) -> tree.Literal | tree.Listing:
        if isinstance(value, tuple):
            item = None if type_ is None else type_.item
            return tree.Listing(tuple(self._literal(each, item) for each in value))
        return self._literal(value, type_)

    def _literal(self, value: Value, type_: Type | None) -> tree.Literal:
        if isinstance(value, bool):
            return tree.Boolean(value)
        if isinstance(value, (int, Decimal)):
            return _number(value)
        if isinstance(value, str):
            return tree.Ref(tree.Name(value)) if type_ is not None and type_.kind == "enum" else tree.String(value)
        if isinstance(value, datetime):
            local = to_local(self._calendar, value.astimezone(UTC))
            return tree.Moment(local.strftime("%Y-%m-%dT%H:%M" + (":%S" if local.second else "")))
        if isinstance(value, date):
            return tree.Date(value.isoformat())
        if isinstance(value, Duration):
            return _duration(value)
        raise Inexpressible(repr(value))


def _number(value: int | Decimal) -> tree.Literal:
    size = Decimal(value).copy_abs()
    number = tree.Number(size, decimal=size != size.to_integral_value())
    return tree.Unary("neg", number) if value < 0 else number


def _duration(value: Duration) -> tree.Duration:
    return tree.Duration(value.parts)


def _instant(moment: str | Duration) -> tree.Date | tree.Moment | tree.Plus:
    if isinstance(moment, Duration):
        return tree.Plus(_duration(moment))
    return tree.Date(moment) if len(moment) == len("2024-03-01") else tree.Moment(moment)
