"""Whether every name in a process names something that it declares.

Guarantees: in a process without `problems`, whatever is looked up by name or number while a case runs, a rule is
watched or a metric is counted, is there and of the right kind. What comes from the checker has none; this is for JSON
that was changed, or written, by others. Parties, texts and choices are no references.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from typing import Any, get_args, get_type_hints

import attrs

from closedloop.model import expressions as ex
from closedloop.model import process as model
from closedloop.model.durations import Duration
from closedloop.model.types import KINDS

STEP, END, PLACE = "step", "end", "step or end"
ROLE, ASSIGNED, GROUP = "role", "assigned role", "field or assigned role"
FIELD, LIST, COLOUR, EFFECT, EVENT, RULE = "field", "list", "colour", "effect", "event", "rule"
KIND = "kind of value"

BUILT_IN: Mapping[str, frozenset[str]] = {
    "suspend": frozenset({"reason"}),
    "resume": frozenset({"reason"}),
    "reopen": frozenset({"reason"}),
    "extend": frozenset(),
    "grant_extension": frozenset(),
    "deny_extension": frozenset({"reason"}),
}
"""The events of the language, with the names of their parameters."""

REFERENCES: Mapping[type, Mapping[str, str]] = {
    model.Process: {"start": STEP},
    model.Type: {"kind": KIND},
    model.ListDecl: {"kind": KIND},
    model.Step: {"by": ROLE},
    model.Limit: {"length_field": FIELD, "on_field": FIELD, "then": PLACE},
    model.Extension: {"event": EVENT, "approved_by": ROLE},
    model.Rung: {"to": PLACE},
    model.Route: {"to": PLACE},
    model.Offer: {"event": EVENT, "by": ROLE},
    model.AsSoonAs: {"to": PLACE},
    model.Anywhere: {"but": STEP},
    model.Suspend: {"by": ROLE},
    model.Reopen: {"by": ROLE, "to": STEP, "end": END},
    model.Backdate: {"by": ROLE},
    model.Notify: {"to": ROLE},
    model.Remind: {"to": ROLE},
    model.Mark: {"colour": COLOUR},
    model.RuleVerdict: {"rule": RULE},
    model.SetField: {"field": FIELD},
    model.CallEffect: {"name": EFFECT},
    model.CountSlot: {"since": STEP},
    model.LastSlot: {"event": EVENT},
    model.ActorSlot: {"event": EVENT},
    model.PreviousSlot: {"field": FIELD},
    model.Bounded: {"per": STEP},
    model.Recurs: {"step": STEP},
    model.InStep: {"step": STEP},
    model.EndedAt: {"end": END},
    model.Metric: {"each": GROUP},
    model.Breakdown: {"field": FIELD, "each": GROUP},
    model.Happens: {"event": EVENT, "role": ROLE},
    ex.Const: {"type": KIND},
    ex.FieldRef: {"name": FIELD},
    ex.RoleRef: {"name": ROLE},
    ex.ListRef: {"name": LIST},
    ex.EventAtom: {"event": EVENT, "by": ROLE},
    ex.StepAtom: {"step": PLACE},
    ex.ExpiryAtom: {"step": STEP},
}
"""What each attribute names; one that is None names nothing, one that is a tuple names several."""

Path = tuple["Path", str | int] | None
"""The way to a place, from its end; put into words only when something is wrong there."""


def problems(process: model.Process) -> tuple[str, ...]:
    """What is named without being there, each with its path (`steps[2].offers[0].event`), in the order of the JSON."""
    search = _Search(process)
    search.visit(process, None, None)
    return tuple(search.found)


class _Search:
    """`event`, as it is handed down, is the event at hand: the one whose parameters an expression may name."""

    def __init__(self, process: model.Process) -> None:
        self.found: list[str] = []
        self.process = process
        self.params = _params(process)
        self.known = _known(process, self.params)
        self.effects = {each.name: len(each.params) for each in process.effects}

    def visit(self, node: Any, path: Path, event: str | None) -> None:
        kind: Any = type(node)
        if kind in (model.Offer, ex.EventAtom):
            event = node.event
        references, children = _parts(kind)
        for name, wanted in references:
            self.name(getattr(node, name), wanted, (path, name))
        if kind in _MORE:
            _MORE[kind](self, node, path, event)
        for name in children:
            child = getattr(node, name)
            if type(child) is tuple:
                for index, each in enumerate(child):
                    self.visit(each, ((path, name), index), event)
            elif child is not None:
                self.visit(child, (path, name), event)

    def name(self, named: str | tuple[str, ...] | None, wanted: str, path: Path) -> None:
        if type(named) is tuple:
            for index, each in enumerate(named):
                self.name(each, wanted, (path, index))
        elif named is not None and named not in self.known[wanted]:
            self.report(path, f"there is no {wanted} `{named}`")

    def param(self, name: str, event: str | None, path: Path) -> None:
        """A parameter of the event; nothing is said where there is no such event, which is reported by itself."""
        if event is None:
            self.report(path, f"`{name}` is a parameter, but of no event")
        elif name not in self.params.get(event, (name,)):
            self.report(path, f"`{event}` has no parameter `{name}`")

    def report(self, path: Path, words: str) -> None:
        self.found.append(f"{_written(path)}: {words}")


# ----------------------------------------------------------------------------------------------- what needs more looks


def _step(search: _Search, step: model.Step, path: Path, event: str | None) -> None:
    """`after` names a rung before it, of the same escalation."""
    labels: set[tuple[str, str]] = set()
    for index, rung in enumerate(step.rungs):
        if rung.after is not None and (rung.escalation, rung.after) not in labels:
            at = (((path, "rungs"), index), "after")
            search.report(at, f"there is no rung `{rung.after}` before it in its escalation")
        if rung.label is not None:
            labels.add((rung.escalation, rung.label))


def _declared_param(search: _Search, param: model.Param, path: Path, event: str | None) -> None:
    wanted = {"writes": FIELD, "binds": ASSIGNED}.get(param.use)
    if wanted is not None:
        search.name(param.name, wanted, (path, "name"))


def _call(search: _Search, act: model.CallEffect, path: Path, event: str | None) -> None:
    count = search.effects.get(act.name, len(act.args))
    if len(act.args) != count:
        search.report((path, "args"), f"the effect `{act.name}` takes {count}, not {len(act.args)}")


def _last(search: _Search, slot: model.LastSlot, path: Path, event: str | None) -> None:
    search.param(slot.param, slot.event, (path, "param"))


def _param_ref(search: _Search, node: ex.ParamRef, path: Path, event: str | None) -> None:
    search.param(node.name, event, (path, "name"))


def _happens(search: _Search, line: model.Happens, path: Path, event: str | None) -> None:
    for index, (name, _) in enumerate(line.params):
        search.param(name, line.event, (((path, "params"), index), 0))


def _expect(search: _Search, line: model.Expect, path: Path, event: str | None) -> None:
    wanted = {"step": PLACE, "field": FIELD, "mark": COLOUR, "breach": RULE}.get(line.what)
    if wanted is not None:
        search.name(line.name, wanted, (path, "name"))


def _slot(*kinds: type) -> Callable[[_Search, Any, Path, str | None], None]:
    def look(search: _Search, node: Any, path: Path, event: str | None) -> None:
        slots = search.process.slots
        if not 0 <= node.slot < len(slots):
            search.report((path, "slot"), f"there is no slot {node.slot}")
        elif not isinstance(slots[node.slot], kinds):
            search.report((path, "slot"), f"slot {node.slot} is of another kind")

    return look


_MORE: Mapping[type, Callable[[_Search, Any, Path, str | None], None]] = {
    model.Step: _step,
    model.Param: _declared_param,
    model.CallEffect: _call,
    model.LastSlot: _last,
    model.Happens: _happens,
    model.Expect: _expect,
    ex.ParamRef: _param_ref,
    ex.SlotValue: _slot(model.CountSlot, model.LastSlot, model.ActorSlot, model.PreviousSlot),
    ex.SinceSpan: _slot(model.TimeSlot),
    ex.FromToSpan: _slot(model.FromToSlot),
}

# ----------------------------------------------------------------------------------------------------- what is declared


def _known(process: model.Process, events: Collection[str]) -> Mapping[str, Collection[str]]:
    steps = {each.name for each in process.steps}
    ends = {each.name for each in process.ends}
    fields = {each.name for each in process.fields}
    assigned = {each.name for each in process.roles if each.assigned}
    return {
        STEP: steps,
        END: ends,
        PLACE: steps | ends,
        ROLE: {each.name for each in process.roles},
        ASSIGNED: assigned,
        GROUP: fields | assigned,
        FIELD: fields,
        LIST: {each.name for each in process.lists},
        COLOUR: {each.name for each in process.colours},
        RULE: {each.name for each in process.rules},
        EFFECT: {each.name for each in process.effects},
        EVENT: events,
        KIND: KINDS,
    }


def _params(process: model.Process) -> dict[str, frozenset[str]]:
    """The names of the parameters of each event; one that says how long an extension is has `by`, written or not."""
    known = {**BUILT_IN, **{each.name: frozenset(param.name for param in each.params) for each in process.events}}
    for asked in (limit.extension for step in process.steps for limit in step.limits):
        if asked is not None and asked.by is None and asked.event in known:
            known[asked.event] |= {"by"}
    return known


@cache
def _parts(kind: type) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The attributes of a class that name something, and those that hold further parts of the process."""
    hints = get_type_hints(kind)
    children = tuple(each.name for each in attrs.fields(kind) if any(map(_is_part, _within(hints[each.name]))))
    return tuple(REFERENCES.get(kind, {}).items()), children


def _within(hint: Any) -> Iterator[Any]:
    yield hint
    for each in get_args(hint):
        yield from _within(each)


def _is_part(hint: Any) -> bool:
    return isinstance(hint, type) and attrs.has(hint) and hint is not Duration


def _written(path: Path) -> str:
    keys: list[str | int] = []
    while path is not None:
        path, key = path
        keys.append(key)
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in reversed(keys)).removeprefix(".")
