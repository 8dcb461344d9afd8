"""Acts as lines: each appends an effect to those of the record, or assigns. See `closedloop.kernel.acts`."""

from __future__ import annotations

from closedloop.kernel.straight.expressions import Scope
from closedloop.kernel.straight.making import Making
from closedloop.kernel.straight.naming import literal, tuple_of
from closedloop.kernel.straight.writing import Way
from closedloop.kernel.wording import PLACE
from closedloop.model.process import (
    AnyAct,
    CallEffect,
    Mark,
    Notify,
    Publish,
    Remind,
    Score,
    SetField,
)


def perform(m: Making, way: Way, acts: tuple[AnyAct, ...], own: bool = False) -> None:
    """In order. `own`: they are the event's own, whose texts may name its parameters."""
    for act in acts:
        scope = m.scope()
        test = None if act.unless is None else f"not {scope.test(act.unless)}"
        with m.maybe(way, test):
            _perform(m, way, scope, act, m.own if own else frozenset())


def _perform(m: Making, way: Way, scope: Scope, act: AnyAct, own: frozenset[str]) -> None:
    match act:
        case Notify() | Remind():
            kind = "notify" if isinstance(act, Notify) else "remind"
            to, to_is_fixed = _recipients(scope, act.to)
            text, text_is_fixed = _text(m, act.text, own)
            _effect(m, way, f"{kind!r}, '', {to}, {text}", to_is_fixed and text_is_fixed)
        case Mark():
            _effect(m, way, f"'mark', {act.colour!r}", True)
            m.lines.add(f"{m.local('mark')} = {act.colour!r}", f"{m.local('mark_by_clock')} = False")
            way.marked = True
        case Publish():
            text, fixed = _text(m, act.text, own)
            _effect(m, way, f"'publish', '', (), {text}", fixed)
        case SetField():
            m.write(way, act.field, _fitted(m, scope, act), scope.never_unset(act.value))
        case CallEffect():
            _call(m, way, scope, act)
        case Score():
            _score(m, way, scope, act, own)


def _effect(m: Making, way: Way, parts: str, fixed: bool) -> None:
    if way.effects_local:
        m.lines.add(f"effects.append(Effect(len(effects), {parts}))")
        return
    index = len(way.effects)
    source = f"Effect({index}, {parts})"
    if fixed:
        way.effects.append(m.constants.of("EFFECT", source))
    else:
        m.lines.add(f"e{index} = {source}")
        way.effects.append(f"e{index}")


def _recipients(scope: Scope, roles: tuple[str, ...]) -> tuple[str, bool]:
    assigned = [role in scope.names.roles for role in roles]
    parts = [
        f"Recipient({role!r}, {scope.role(role)})" if bound else f"Recipient({role!r})"
        for role, bound in zip(roles, assigned, strict=True)
    ]
    return tuple_of(parts), not any(assigned)


def _text(m: Making, text: str | None, own: frozenset[str]) -> tuple[str, bool]:
    """The text as source, and whether it is the same in every run."""
    if text is None or not PLACE.search(text):
        return repr(text), True
    parts = [_place(m, part, own) if index % 2 else repr(part) for index, part in enumerate(PLACE.split(text))]
    return " + ".join(part for part in parts if part != "''") or "''", False


def _place(m: Making, name: str, own: frozenset[str]) -> str:
    if name in own:
        return f"written({m.params[name][0]}, {m.local('CALENDAR')})"
    if name in m.names.fields:
        return f"written({m.local(m.names.fields[name])}, {m.local('CALENDAR')})"
    if name in m.names.roles:
        return f"written({m.local(m.names.roles[name])}, {m.local('CALENDAR')})"
    roles = {role.name for role in m.machine.process.roles}
    return repr(name if name in roles else "{" + name + "}")


def _fitted(m: Making, scope: Scope, act: SetField) -> str:
    value = scope.run(act.value)
    types = {field.name: field.type for field in m.machine.process.fields}
    type_ = types[act.field]
    kind = scope.kind(act.value)
    if type_.kind == "decimal" and kind != "decimal":
        return f"{m.constants.of('FIT', f'fitted(MACHINE, {act.field!r})')}({value})"
    if type_.kind == "int" and (type_.low is not None or type_.high is not None):
        return f"{m.constants.of('FIT', f'fitted(MACHINE, {act.field!r})')}({value})"
    return value


def _call(m: Making, way: Way, scope: Scope, act: CallEffect) -> None:
    declared = next(each for each in m.machine.process.effects if each.name == act.name)
    args = [f"({param.name!r}, {scope.run(arg)})" for param, arg in zip(declared.params, act.args, strict=True)]
    _effect(m, way, f"'call', {act.name!r}, (), None, None, 0, {tuple_of(args)}", not args)


def _score(m: Making, way: Way, scope: Scope, act: Score, own: frozenset[str]) -> None:
    m.keep_effects(way)
    text, _ = _text(m, act.reason, own)
    m.lines.add(f"scored = {scope.run(act.party)}")
    with m.lines.block("if scored is not None:"):
        _effect(m, way, f"'score', '', (), {text}, scored, {literal(act.amount)}", False)
        m.lines.add(
            f"{m.local('scores')} = scores_with({m.local('scores')}, scored, {m.local('day')}.date.year,"
            f" {literal(act.amount)})"
        )
    way.scored = True
