"""Where the functions take a case from and what they make of it: the only things in which the forms differ."""

from __future__ import annotations

from typing import Protocol

from closedloop.kernel.events import EventPlan
from closedloop.kernel.offering import Offering
from closedloop.kernel.straight.making import Making
from closedloop.kernel.straight.naming import tuple_of
from closedloop.kernel.straight.writing import Lines, Way


class Form(Protocol):
    needs_stay: bool

    def parameters(self, m: Making) -> list[str]:
        """Of the function."""
        ...

    def checks(self) -> list[str]:
        """Whether the ordinary way is open."""
        ...

    def load(self, m: Making, lines: Lines) -> None:
        """The locals that the code uses."""
        ...

    def take_params(self, m: Making, plan: EventPlan) -> None:
        """The parameters, unread, in their locals; None for one that is not given."""
        ...

    def end(self, m: Making, way: Way, offered: Offering, timed: bool, ended: bool) -> None:
        """What is made of it. `timed`: deadlines of rules may have changed; `ended`: nothing is armed."""
        ...


def writes_of(m: Making, way: Way) -> str:
    """The fields written, as a mapping."""
    if way.writes_local:
        return "writes or NOTHING"
    if not way.writes:
        return "NOTHING"
    return "{" + ", ".join(f"{name!r}: {m.names.fields[name]}" for name in way.writes) + "}"


def binds_of(m: Making, way: Way, offered: Offering) -> str:
    """The roles bound, as a mapping."""
    if not way.binds:
        return "NOTHING"
    return _given(m, {param.name: param.optional for param in offered.plan.params if param.use == "binds"})


def params_of(m: Making, offered: Offering) -> str:
    """The parameters given, as a mapping."""
    if not offered.plan.params:
        return "NOTHING"
    return _given(m, {param.name: param.optional for param in offered.plan.params})


def _given(m: Making, optional: dict[str, bool]) -> str:
    pairs = ", ".join(f"{name!r}: {m.params[name][0]}" for name in optional)
    if not any(optional.values()):
        return "{" + pairs + "}"
    return f"given({{{pairs}}})"


def effects_of(m: Making, way: Way) -> str:
    """The effects, in order."""
    if way.effects_local:
        return "tuple(effects)"
    fixed = all(each in m.constants.sources for each in way.effects)
    if way.effects and fixed:
        return m.constants.of("EFFECTS", tuple_of(way.effects))
    return tuple_of(way.effects)


class Frozen:
    """From a frozen case to a record and a frozen case."""

    needs_stay = True

    def parameters(self, m: Making) -> list[str]:
        return ["case", "at", "actor", "params", "role"]

    def checks(self) -> list[str]:
        return ["if not case.at <= at < case.calm or case.calendar != VERSION: return None"]

    def load(self, m: Making, lines: Lines) -> None:
        lines.add("stay = case.stay", "deadline = stay.deadline")
        if m.used & {*m.names.fields.values()}:
            lines.add("fields = case.fields")
        lines.add(*(f"{local} = fields.get({name!r})" for name, local in m.names.fields.items() if local in m.used))
        if m.used & {*m.names.roles.values()}:
            lines.add("bindings = case.bindings")
        lines.add(*(f"{local} = bindings.get({name!r})" for name, local in m.names.roles.items() if local in m.used))
        for letter, whole in (("h", "slots"), ("m", "monitors")):
            count = len(m.machine.history.initial if letter == "h" else m.machine.watched)
            used = [index for index in range(count) if f"{letter}{index}" in m.used]
            if used:
                lines.add(f"{whole} = case.{whole}")
                lines.add(*(f"{letter}{index} = {whole}[{index}]" for index in used))
        for name in ("paused", "scores", "rule_timers", "mark"):
            if name in m.used:
                lines.add(f"{name} = case.{name}")
        if "mark" in m.used:
            lines.add("mark_by_clock = case.mark_by_clock")

    def take_params(self, m: Making, plan: EventPlan) -> None:
        if not plan.params:
            m.lines.add("if params: return None")
            return
        m.lines.add(*(f"{m.params[param.name][0]} = params.get({param.name!r})" for param in plan.params))
        given = [str(sum(not param.optional for param in plan.params))]
        given += [f"({m.params[param.name][0]} is not None)" for param in plan.params if param.optional]
        m.lines.add(f"if len(params) != {' + '.join(given)}: return None")

    def end(self, m: Making, way: Way, offered: Offering, timed: bool, ended: bool) -> None:
        m.lines.add("return (")
        m.lines.depth += 1
        m.lines.add(*self._record(m, way, offered), *self._case(m, way, timed, ended))
        m.lines.depth -= 1
        m.lines.add(")")

    def _record(self, m: Making, way: Way, offered: Offering) -> list[str]:
        moved = way.to is not None
        return [
            "Record(",
            f"    case.id, case.seq + 1, 'event', at, at, person, party, {m.role}, {offered.event!r}, None,",
            f"    {m.step!r}, {way.to!r}, {params_of(m, offered)}, {writes_of(m, way)},",
            f"    {binds_of(m, way, offered)}, {effects_of(m, way)}, (),",
            f"    None if deadline is None else deadline.at, {'start.deadline' if moved else 'None'},",
            "    NOTHING, None, None,",
            "),",
        ]

    def _case(self, m: Making, way: Way, timed: bool, ended: bool) -> list[str]:
        moved = way.to is not None
        armed = "()" if ended else "rule_timers" if timed else "case.rule_timers"
        calm = "start.calm" if moved else "case.calm"
        if ended:
            calm = "NEVER"
        elif timed:
            calm = "calm(start.timers, rule_timers)" if moved else "calm(case.stay_timers, rule_timers)"
            if moved:
                calm = "NEVER if start.calm is NEVER else " + calm
        elif moved and m.machine.listeners.timed:
            calm = "NEVER if start.calm is NEVER else calm(start.timers, case.rule_timers)"
        return [
            "Case(",
            "    case.id, case.process, case.version, case.seq + 1, at, case.opened, case.round,",
            f"    {way.place!r}, {m.machine.places[way.place].ended}, stay, {self._fields(m, way)},",
            f"    {self._bindings(m, way)}, {_items('slots', 'h', way.slots, len(m.machine.history.initial))},",
            f"    {_items('monitors', 'm', way.monitors, len(m.machine.watched))},",
            f"    {'scores' if way.scored else 'case.scores'}, "
            + ("mark, mark_by_clock," if way.marked else "case.mark, case.mark_by_clock,"),
            f"    None, case.paused, {'()' if ended else 'start.timers' if moved else 'case.stay_timers'}, {armed},",
            f"    case.left_now if case.left_now and at == case.at else (), VERSION, {calm},",
            "),",
        ]

    def _fields(self, m: Making, way: Way) -> str:
        if not way.writes:
            return "case.fields"
        pairs = ", ".join(f"{name!r}: {m.names.fields[name]}" for name in way.writes)
        source = f"{{**fields, {pairs}}}"
        return source if way.always_set.issuperset(way.writes) else f"given({source})"

    def _bindings(self, m: Making, way: Way) -> str:
        if not way.binds:
            return "case.bindings"
        pairs = ", ".join(f"{name!r}: {m.names.roles[name]}" for name in way.binds)
        return f"given({{**bindings, {pairs}}})"


def _items(whole: str, letter: str, changed: set[int], count: int) -> str:
    if not changed:
        return f"case.{whole}"
    return tuple_of(f"{letter}{index}" if index in changed else f"{whole}[{index}]" for index in range(count))


class Live:
    """From a live case of a generated module to the same case, changed: `True`; its records are rows until somebody
    asks for them.
    """

    needs_stay = False

    def parameters(self, m: Making) -> list[str]:
        return ["case", "at", "actor", "role", *(local for local, _ in m.params.values())]

    def checks(self) -> list[str]:
        return ["if not case.at <= at < case._calm: return None"]

    def load(self, m: Making, lines: Lines) -> None:
        lines.add(*(f"{local} = case.{local}" for local in m.names.fields.values() if local in m.used))
        lines.add(*(f"{local} = case.{local}" for local in m.names.roles.values() if local in m.used))
        for letter, count in (("h", len(m.machine.history.initial)), ("m", len(m.machine.watched))):
            used = [f"{letter}{index}" for index in range(count)]
            lines.add(*(f"{local} = case.{local}" for local in used if local in m.used))
        for name in ("paused", "scores", "rule_timers", "mark"):
            if name in m.used:
                lines.add(f"{name} = case._{name}")
        if "mark" in m.used:
            lines.add("mark_by_clock = case._mark_by_clock")
        if "stay" in m.used:
            lines.add("stay = case._stay_now()")

    def take_params(self, m: Making, plan: EventPlan) -> None:
        m.lines.add("if person == 'clock' or party == 'clock': return None")

    def end(self, m: Making, way: Way, offered: Offering, timed: bool, ended: bool) -> None:
        m.lines.add(f"case._rows.append({self._row(m, way, offered)})")
        m.lines.add("if case._left_now and at != case.at: case._left_now = ()", "case.at = at")
        m.lines.add(*(f"case.{m.names.fields[name]} = {m.names.fields[name]}" for name in way.writes))
        m.lines.add(*(f"case.{m.names.roles[name]} = {m.names.roles[name]}" for name in way.binds))
        m.lines.add(*(f"case.h{index} = h{index}" for index in sorted(way.slots)))
        m.lines.add(*(f"case.m{index} = m{index}" for index in sorted(way.monitors)))
        if way.marked:
            m.lines.add("case._mark, case._mark_by_clock = mark, mark_by_clock")
        if way.scored:
            m.lines.add("case._scores = scores")
        m.lines.add(*self._moved(m, way, timed, ended), "return True")

    def _moved(self, m: Making, way: Way, timed: bool, ended: bool) -> list[str]:
        lines = []
        if way.to is not None:
            lines = [
                f"case.step, case._since, case._start, case._stay = {way.to!r}, at, start, None",
                "case._due, case._timers, case._calm = start.due, start.timers, start.calm",
            ]
        if ended:
            return [*lines, "case._rule_timers, case._calm = (), NEVER"]
        if timed:
            lines.append("case._rule_timers = rule_timers")
        if timed or (way.to is not None and m.machine.listeners.timed):
            lines.append("if case._calm is not NEVER: case._calm = calm(case._timers, case._rule_timers)")
        return lines

    def _row(self, m: Making, way: Way, offered: Offering) -> str:
        """The record as a tuple: its shape, what is in each, and what belongs to this shape."""
        role_is_known = m.role != "used"
        effects = effects_of(m, way)
        effects_are_known = effects == "()" or effects in m.constants.sources
        given = [param.name for param in offered.plan.params]
        own = [*(() if role_is_known else ("used",)), *(() if effects_are_known else (effects,))]
        own += [m.params[name][0] for name in given]
        own += ["writes"] if way.writes_local else [m.names.fields[name] for name in way.assigned]
        shape = m.constants.of(
            "SHAPE",
            f"Shape({offered.event!r}, {m.step!r}, {way.to!r}, {m.role if role_is_known else None},"
            f" {effects if effects_are_known else None}, {tuple(given)!r},"
            f" {tuple(param.name for param in offered.plan.params if param.use == 'writes')!r},"
            f" {tuple(param.name for param in offered.plan.params if param.use == 'binds')!r},"
            f" {None if way.writes_local else tuple(way.assigned)!r})",
        )
        return tuple_of([shape, "at", "actor", "case._due", "start.deadline" if way.to is not None else "None", *own])
