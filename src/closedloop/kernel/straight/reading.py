"""Parameters as lines: what fits at a glance is taken, everything else read as the general kernel reads it."""

from __future__ import annotations

from closedloop.kernel.events import EventPlan
from closedloop.kernel.numbers import GREATEST_INT
from closedloop.kernel.straight.forms import Form
from closedloop.kernel.straight.making import Making
from closedloop.kernel.straight.writing import Way
from closedloop.model.process import Param, Type


def read_params(m: Making, way: Way, plan: EventPlan, form: Form) -> None:
    """The parameters in their locals, told apart by what they do; `None` is said for what does not fit."""
    form.take_params(m, plan)
    for param in plan.params:
        local = m.params[param.name][0]
        reader = m.constants.of("READ", f"reader_of(MACHINE, {plan.name!r}, {param.name!r})")
        test = fits(m, param.type, local)
        lines = [f"{local} = {reader}({local})", f"if {local} is None: return None"]
        if test is not None:
            lines = [f"if not ({test}):", *(f"    {line}" for line in lines)]
        if param.optional:
            with m.lines.block(f"if {local} is not None:"):
                m.lines.add(*lines)
        else:
            m.lines.add(*lines)
    for param in plan.params:
        if param.use == "writes":
            _write(m, way, param)
        elif param.use == "binds":
            _bind(m, way, param)


def fits(m: Making, type_: Type, local: str) -> str | None:
    """Whether the value is of the type as it stands, for kinds where a look is enough (else None)."""
    match type_.kind:
        case "bool":
            return f"{local} is True or {local} is False"
        case "int":
            low = -GREATEST_INT if type_.low is None else type_.low
            high = GREATEST_INT if type_.high is None else type_.high
            return f"type({local}) is int and {low} <= {local} <= {high}"
        case "text":
            return f"type({local}) is str and {local}.isascii()"
        case "party" | "file":
            return f"type({local}) is str and {local}.isascii() and {local}.strip()"
        case "enum":
            choices = m.constants.of("CHOICES", f"frozenset({sorted(type_.choices)!r})")
            return f"type({local}) is str and {local} in {choices}"
        case "date":
            return f"type({local}) is date"
        case "duration":
            return f"type({local}) is Duration"
    return None


def _write(m: Making, way: Way, param: Param) -> None:
    """Requirements see the submitted value; the value that it replaces is kept, if somebody asks for it."""
    local, given = m.local(m.names.fields[param.name]), m.params[param.name][0]
    with m.maybe(way, f"{given} is not None" if param.optional else None):
        previous = m.machine.previous.get(param.name)
        if previous is not None:
            m.lines.add(f"before_h{previous} = {local}")
        m.lines.add(f"{local} = {given}")
        way.writes.append(param.name)
        way.surely.add(param.name)
        way.always_set.add(param.name)
        if way.writes_local:
            m.lines.add(f"writes[{param.name!r}] = {local}")


def keep_replaced(m: Making, way: Way, plan: EventPlan) -> None:
    """The event is part of the case now: what its values replaced is history."""
    for param in plan.params:
        previous = m.machine.previous.get(param.name) if param.use == "writes" else None
        if previous is not None:
            line = f"{m.slot(way, previous)} = before_h{previous}"
            m.lines.add(f"if {m.params[param.name][0]} is not None: {line}" if param.optional else line)


def _bind(m: Making, way: Way, param: Param) -> None:
    local, given = m.local(m.names.roles[param.name]), m.params[param.name][0]
    m.lines.add(f"if {given} is not None: {local} = {given}" if param.optional else f"{local} = {given}")
    way.binds.append(param.name)
