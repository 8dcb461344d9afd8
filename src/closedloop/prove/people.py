"""Who acts on a way through a system, and what they give."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from closedloop import calendars
from closedloop.calendars import Calendar
from closedloop.kernel.case import Case
from closedloop.kernel.events import BUILT_IN
from closedloop.kernel.values import Actor, Submission
from closedloop.model.durations import Duration
from closedloop.model.expressions import Const, ListOp, Value
from closedloop.model.process import Param, Process, Type
from closedloop.prove.moving import PERSON, STRANGER, TURNED
from closedloop.prove.reads import PARTY, Reads, inside
from closedloop.prove.system import Edge

VARIED = ("int", "decimal", "date", "time", "list")
"""The kinds of values that are varied where it is not told which will do."""

MANY = 1000
"""A number that is larger than most, and the name of the second thing that is tried."""

APART = 30
"""How many days dates that are to differ lie apart: farther than what happens on the way from one day to the next."""


class People:
    """Who acts on a way, and what they give: names that a reader takes for what they are. `items`: what conditions ask
    of the items of lists.
    """

    def __init__(
        self, process: Process, reads: Reads, calendar: Calendar, way: Iterable[Edge], items: tuple[Value, ...]
    ) -> None:
        self._process = process
        self._calendar = calendar
        self._reads = reads
        self._assigned = {role.name for role in process.roles if role.assigned}
        self._signatures = {event.name: event.params for event in process.events}
        self._parties = self._named(way)
        self._items = items

    def _named(self, way: Iterable[Edge]) -> Mapping[int, tuple[str, frozenset[str]]]:
        """For each party told apart: a name of its own, from the first role in which it acts or to which it is bound,
        and the global roles in which it acts."""
        held: dict[int, list[str]] = {}
        called: dict[int, str] = {}
        for edge in way:
            for code, role, acts in self._parties_of(edge):
                roles = held.setdefault(code, [])
                called.setdefault(code, role)
                if acts and role not in roles:
                    roles.append(role)
        names: dict[int, str] = {}
        for code, role in called.items():
            names[code] = self._known(code) or self._numbered(role, list(names.values()), plain=bool(held[code]))
        return {code: (names[code], frozenset(roles)) for code, roles in held.items()}

    def _parties_of(self, edge: Edge) -> Iterator[tuple[int, str, bool]]:
        """The parties told apart of which the edge speaks: who acts in a global role, who is named in parameters."""
        actor = edge.chosen.get("actor")
        if actor and edge.command.role is not None:
            yield actor, edge.command.role, True
        person = edge.chosen.get(PERSON)
        if person and edge.command.role is not None:
            yield person, edge.command.role, False
        for param in self._signatures.get(edge.command.name, ()):
            code = edge.chosen.get(edge.command.given.get(param.name, ""))
            if code and self._reads.parties and (param.use == "binds" or param.type.kind == "party"):
                yield code, param.name, False

    def _known(self, code: int) -> str | None:
        """The name of a party that the process names itself."""
        domain = self._reads.domain(PARTY)
        if self._reads.parties and 1 <= code <= len(domain.cells) - domain.others:
            return str(domain.cells[code - 1])
        return None

    def _numbered(self, role: str, taken: Collection[str], *, plain: bool = False) -> str:
        """A name made from the role: the role itself or one with a letter, whichever nobody has."""
        chinese = self._process.dialect.startswith("zh")
        lettered = (
            f"{role}{letter}" if chinese else f"{role} {letter}" for letter in ("甲乙丙丁戊己" if chinese else "ABCDEF")
        )
        return next(name for name in ([role] if plain else []) + list(lettered) if name not in taken)

    def party(self, code: int, role: str) -> str:
        """The name of a party told by its code; of one that is not told apart, a name made from the role."""
        if code in self._parties and self._reads.parties:
            return self._parties[code][0]
        return self._known(code) or self._numbered(role, ())

    def amounts(self, edge: Edge) -> tuple[int | None, ...]:
        """What to try for parameters of which only a guess is known: numbers; of dates the same day, each a day later
        than the one before, or earlier; of lists what conditions ask of items, and more, and nothing.
        """
        event = edge.command.name
        for param in self._signatures.get(event, ()):
            if param.type.kind in VARIED and self._vague(event, param):
                return 1, MANY, 0
        return (None,)

    def _vague(self, event: str, param: Param) -> bool:
        """Whether a number is looked at that is not told apart."""
        node = self._reads.param(event, param.name)
        return node in self._reads.relevant and self._reads.domain(node).kind in ("opaque", "ranges")

    def submission(self, edge: Edge, case: Case, at: datetime, amount: int | None = None) -> Submission:
        role = edge.command.role or ""
        if role in self._assigned:
            name = case.bindings.get(role, role)
            held = next((roles for who, roles in self._parties.values() if who == name), frozenset[str]())
            other = self._other(edge, name)
            person, party = (name, other) if edge.chosen.get(TURNED) else (other, name)
            actor = Actor(person, party, held)
        elif edge.chosen.get("actor") == STRANGER:
            name = f"{role} {case.seq}"
            actor = Actor(self._other(edge, name), name, frozenset((role,)))
        elif "actor" in edge.chosen:
            name, held = self._parties[edge.chosen["actor"]]
            actor = Actor(self._other(edge, name), name, held)
        else:
            actor = Actor(role, role, frozenset((role,)))
        return Submission(case.id, edge.command.name, at, actor, self._given(edge, at, amount), role=role)

    def _other(self, edge: Edge, party: str) -> str:
        """Who acts, where that is not simply the party."""
        code = edge.chosen.get(PERSON)
        return self._parties[code][0] if code else party

    def _given(self, edge: Edge, at: datetime, amount: int | None) -> dict[str, Value]:
        event = edge.command.name
        given: dict[str, Value] = {}
        for place, param in enumerate(self._signatures.get(event, BUILT_IN.get(event, ()))):
            choice = edge.command.given.get(param.name)
            code = edge.chosen.get(choice) if choice is not None else None
            if code == 0 or (param.optional and code is None):
                continue
            value = self._value(event, param, code, at)
            if amount is not None and param.type.kind in VARIED and self._vague(event, param):
                value = self._varied(event, param, place, code, amount, at)
            if value is not None:
                given[param.name] = value
        if event == self._asks(event) and "by" not in given:
            given["by"] = Duration(((1, "months"),))
        return given

    def _varied(self, event: str, param: Param, place: int, code: int | None, amount: int, at: datetime) -> Value:
        if param.type.kind == "list" and param.type.item is not None:
            some = self._some(param.type.item, at)
            choices = param.type.item.choices
            asked = tuple(each for each in self._items if each in choices or (not choices and type(each) is type(some)))
            return {1: asked or (some,), MANY: (*asked, some)}.get(amount, ())
        if param.type.kind in ("date", "time"):
            value = self._value(event, param, code, at)
            assert isinstance(value, date)  # as moments are
            return value + timedelta(days=APART * (place + 1) * {1: 0, MANY: 1}.get(amount, -1))
        return self._fitting(event, param, code, amount)

    def _fitting(self, event: str, param: Param, code: int | None, amount: int) -> Value:
        """The amount, if it lies in the cell that was chosen and in the range of the type; else a value of that."""
        domain = self._reads.domain(self._reads.param(event, param.name))
        in_type = (param.type.low is None or param.type.low <= amount) and (
            param.type.high is None or amount <= param.type.high
        )
        value: Value = Decimal(amount) if param.type.kind == "decimal" else amount
        if in_type and (domain.kind == "opaque" or code is None or domain.code(value) == code):
            return value
        told = domain.sample(code or 1, param.type)
        return plain(param.type) if told is None else told

    def _asks(self, event: str) -> str | None:
        """The event, if it asks for an extension whose length it has to say."""
        limits = (limit for step in self._process.steps for limit in step.limits if limit.extension is not None)
        return next((e.event for each in limits if (e := each.extension) and e.event == event and e.by is None), None)

    def _value(self, event: str, param: Param, code: int | None, at: datetime) -> Value:
        node = self._reads.param(event, param.name)
        if param.use == "binds" or param.type.kind == "party":
            return self.party(code or 1, param.name)
        domain = self._reads.domain(node)
        told = domain.sample(code or 1, param.type) if node in self._reads.relevant else None
        if told is not None:
            return told
        return self._some(param.type, at)

    def _some(self, type_: Type, at: datetime) -> Value:
        """Some value of the type."""
        if type_.kind in ("date", "time"):
            return calendars.local_date(self._calendar, at) if type_.kind == "date" else at
        return plain(type_)


def plain(type_: Type) -> Value:
    """Some value of the type (of dates and times there is none that is always fitting)."""
    if type_.kind == "int":
        low, high = type_.low or 0, type_.high
        return low if high is None else min(max(low, 0), high)
    if type_.kind == "enum":
        return type_.choices[0]
    return SAMPLES[type_.kind]


def asked_of_items(process: Process) -> Iterator[Value]:
    """The constants with which conditions compare items of lists, each once."""
    compared = (part for part in inside(process) if isinstance(part, ListOp) and part.where is not None)
    constants = (each for part in compared for each in inside(part.where) if isinstance(each, Const))
    yield from dict.fromkeys(each.value for each in constants)


SAMPLES: Mapping[str, Value] = {
    "bool": False,
    "decimal": Decimal(0),
    "text": "…",
    "file": "file.pdf",
    "party": "A",
    "duration": Duration(((1, "months"),)),
    "list": (),
}
