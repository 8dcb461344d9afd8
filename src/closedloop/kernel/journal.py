"""Records as JSON and back, one object each: what a journal file holds line by line.

Guarantees: `record_from_json(m, record_to_json(m, r)) == r`; nothing is written that is not there; moments carry the
local offset of the process. A malformed object is a `UsageError` that names the key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from closedloop.calendars import to_local
from closedloop.kernel.machine import Machine
from closedloop.kernel.reading import Unreadable, reader, value_to_json
from closedloop.kernel.values import NOTHING, Deadline, Effect, Recipient, Record
from closedloop.messages import UsageError
from closedloop.model.expressions import Value
from closedloop.model.process import Type

KINDS = frozenset(("opened", "event", "route", "timer", "breach", "recalculated"))
EFFECTS = frozenset(("notify", "remind", "mark", "score", "publish", "call", "breach"))


def record_to_json(machine: Machine, record: Record) -> dict[str, Any]:
    """The record as JSON, values that are empty left out."""
    cal = machine.calendar
    written: dict[str, Any] = {
        "case": record.case,
        "seq": record.seq,
        "kind": record.kind,
        "at": to_local(cal, record.at).isoformat(),
    }
    if record.occurred != record.at:
        written["occurred"] = to_local(cal, record.occurred).isoformat()
    for name in ("process", "version", "person", "party", "role", "event", "timer", "step", "to"):
        if getattr(record, name) is not None:
            written[name] = getattr(record, name)
    types = _Types(machine, record.event)
    for name in ("params", "writes", "binds", "readings"):
        if getattr(record, name):
            written[name] = {
                key: value_to_json(value, types.of(name, key), cal) for key, value in getattr(record, name).items()
            }
    if record.effects:
        written["effects"] = [_effect_to_json(machine, effect) for effect in record.effects]
    if record.breaches:
        written["breaches"] = list(record.breaches)
    if record.due is not None:
        written["due"] = to_local(cal, record.due).isoformat()
    if record.deadline is not None:
        written["deadline"] = _deadline_to_json(machine, record.deadline)
    return written


class _Types:
    """The declared types by which the values of a record are read and written."""

    def __init__(self, machine: Machine, event: str | None) -> None:
        plan = machine.events.get(event or "")
        self._tables = {
            "params": {param.name: param.type for param in plan.params} if plan is not None else {},
            "writes": {field.name: field.type for field in machine.process.fields},
            "binds": dict.fromkeys(machine.assigned, Type("party")),
        }

    def of(self, part: str, name: str) -> Type:
        if part == "readings":
            return Type("int")
        if name not in self._tables[part]:
            raise UsageError(f"`{part}`: the process does not know `{name}`")
        return self._tables[part][name]


def _effect_to_json(machine: Machine, effect: Effect) -> dict[str, Any]:
    written: dict[str, Any] = {"kind": effect.kind}
    if effect.name:
        written["name"] = effect.name
    if effect.to:
        written["to"] = [
            {"role": each.role} if each.party is None else {"role": each.role, "party": each.party}
            for each in effect.to
        ]
    if effect.text is not None:
        written["text"] = effect.text
    if effect.party is not None:
        written["party"] = effect.party
        written["amount"] = effect.amount
    if effect.args:
        types = _effect_types(machine, effect.name)
        written["args"] = {name: value_to_json(value, types[name], machine.calendar) for name, value in effect.args}
    return written


def _effect_types(machine: Machine, name: str) -> Mapping[str, Type]:
    for declared in machine.process.effects:
        if declared.name == name:
            return {param.name: param.type for param in declared.params}
    raise UsageError(f"the process declares no effect `{name}`")


def _deadline_to_json(machine: Machine, deadline: Deadline) -> dict[str, Any]:
    written: dict[str, Any] = {"at": to_local(machine.calendar, deadline.at).isoformat()}
    if deadline.last_day is not None:
        written["last_day"] = deadline.last_day.isoformat()
    if deadline.provisional:
        written["provisional"] = True
    return {**written, "calendar": deadline.calendar, "version": deadline.version}


def record_from_json(machine: Machine, written: Mapping[str, Any]) -> Record:
    """The record that was written; `UsageError` says which key is wrong and how."""
    if not isinstance(written, Mapping):
        raise UsageError("a record is a JSON object")
    take = _Taking(written)
    event, at = take.text("event"), take.moment("at")
    types = _Types(machine, event)

    def values(part: str) -> Mapping[str, Any]:
        of = take.mapping(part)
        return {name: _value(machine, types.of(part, name), raw, name) for name, raw in of.items()} if of else NOTHING

    record = Record(
        case=take.needed("case", take.text),
        seq=take.needed("seq", take.whole),
        kind=take.needed("kind", lambda key: take.one_of(key, KINDS)),
        at=take.needed("at", take.moment),
        occurred=take.moment("occurred") or take.needed("at", lambda _: at),
        person=take.needed("person", take.text),
        party=take.needed("party", take.text),
        role=take.text("role"),
        event=event,
        timer=take.text("timer"),
        step=take.text("step"),
        to=take.text("to"),
        params=values("params"),
        writes=values("writes"),
        binds=values("binds"),
        effects=tuple(_effect(machine, index, raw) for index, raw in enumerate(take.items("effects"))),
        breaches=tuple(str(name) for name in take.items("breaches")),
        due=take.moment("due"),
        deadline=_deadline(take.mapping("deadline")),
        readings=values("readings"),
        process=take.text("process"),
        version=take.whole("version"),
    )
    take.nothing_else()
    return record


class _Taking:
    """The keys of one JSON object, taken by their kinds; what is left over is reported."""

    def __init__(self, written: Mapping[str, Any]) -> None:
        self._written = written
        self._taken: set[str] = set()

    def _get(self, key: str, kind: type | tuple[type, ...], what: str) -> Any:
        self._taken.add(key)
        value = self._written.get(key)
        if value is not None and (not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool)):
            raise UsageError(f"`{key}` must be {what}")
        return value

    def text(self, key: str) -> Any:
        return self._get(key, str, "a text")

    def whole(self, key: str) -> Any:
        return self._get(key, int, "a whole number")

    def flag(self, key: str) -> bool:
        return bool(self._get(key, bool, "true or false"))

    def mapping(self, key: str) -> Any:
        return self._get(key, dict, "an object")

    def items(self, key: str) -> Any:
        return self._get(key, list, "a list") or ()

    def one_of(self, key: str, names: frozenset[str]) -> Any:
        value = self.text(key)
        if value is not None and value not in names:
            raise UsageError(f"`{key}` must be one of {', '.join(sorted(names))}")
        return value

    def moment(self, key: str) -> Any:
        text = self.text(key)
        return None if text is None else _moment(key, text)

    def day(self, key: str) -> Any:
        text = self.text(key)
        try:
            return None if text is None else date.fromisoformat(text)
        except ValueError:
            raise UsageError(f"`{key}` must be a date such as 2024-03-01") from None

    def needed(self, key: str, take: Callable[[str], Any]) -> Any:
        value = take(key)
        if value is None:
            raise UsageError(f"`{key}` is missing")
        return value

    def nothing_else(self) -> None:
        unknown = sorted(str(key) for key in self._written if key not in self._taken)
        if unknown:
            raise UsageError(f"`{unknown[0]}` is not a part of a record")


def _moment(key: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise UsageError(f"`{key}` must be a moment with its offset, such as 2024-03-01T09:00:00+08:00")


def _value(machine: Machine, type_: Type, raw: Any, name: str) -> Value:
    if raw is None:
        return None
    try:
        return reader(type_, machine.calendar)(raw)
    except Unreadable:
        raise UsageError(f"`{name}` is not a value of its type ({type_.kind})") from None


def _effect(machine: Machine, index: int, written: Any) -> Effect:
    if not isinstance(written, Mapping):
        raise UsageError("an effect is a JSON object")
    take = _Taking(written)
    name = take.text("name") or ""
    args = take.mapping("args") or {}
    types = _effect_types(machine, name) if args else {}
    if unknown := [key for key in args if key not in types]:
        raise UsageError(f"effect `{name}` has no parameter `{unknown[0]}`")
    effect = Effect(
        index=index,
        kind=take.needed("kind", lambda key: take.one_of(key, EFFECTS)),
        name=name,
        to=tuple(_recipient(each) for each in take.items("to")),
        text=take.text("text"),
        party=take.text("party"),
        amount=take.whole("amount") or 0,
        args=tuple((key, _value(machine, types[key], raw, key)) for key, raw in args.items()),
    )
    take.nothing_else()
    return effect


def _recipient(written: Any) -> Recipient:
    if not isinstance(written, Mapping):
        raise UsageError("a recipient is a JSON object")
    take = _Taking(written)
    recipient = Recipient(take.needed("role", take.text), take.text("party"))
    take.nothing_else()
    return recipient


def _deadline(written: Any) -> Deadline | None:
    if written is None:
        return None
    take = _Taking(written)
    deadline = Deadline(
        at=take.needed("at", take.moment),
        last_day=take.day("last_day"),
        provisional=take.flag("provisional"),
        calendar=take.needed("calendar", take.text),
        version=take.needed("version", take.text),
    )
    take.nothing_else()
    return deadline
