"""Looks a written name up among what is declared.

Guarantees: an unknown name is reported once, at the name, with the nearest declared name of the right kind as
suggestion, or, where it is declared as something else, with what it is. The name itself always comes back: a process
with an error is never handed out, so what a wrong name is taken for does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from closedloop.check.scope import Scope, Signature
from closedloop.messages import Phrase
from closedloop.syntax import tree
from closedloop.text import Related


def step_or_end(name: tree.Name, scope: Scope) -> str:
    """Where a route may lead."""
    return _named(name, scope, "CL110", "place", scope.steps)


def step(name: tree.Name, scope: Scope) -> str:
    """A step; an end is something else."""
    declared = scope.steps.get(name.text)
    if declared is not None and isinstance(declared.value, tree.Step):
        return name.text
    return _named(name, scope, "CL111", "step", tuple(scope.step_names()))


def end(name: tree.Name, scope: Scope) -> str:
    return _named(name, scope, "CL112", "end", tuple(scope.end_names()))


def role(name: tree.Name, scope: Scope) -> str:
    return _named(name, scope, "CL113", "role", scope.roles)


def roles(names: Iterable[tree.Name], scope: Scope) -> tuple[str, ...]:
    """Roles named one after the other, each once."""
    return each_once(names, scope, role)


def field(name: tree.Name, scope: Scope) -> str:
    return _named(name, scope, "CL114", "field", scope.fields)


def colour(name: tree.Name, scope: Scope) -> str:
    return _named(name, scope, "CL115", "colour", scope.colours)


def rule(name: tree.Name, scope: Scope) -> str:
    return _named(name, scope, "CL139", "rule", scope.rules)


def escalation(name: tree.Name, scope: Scope) -> str:
    return _named(name, scope, "CL116", "escalation", scope.escalations)


def effect(name: tree.Name, scope: Scope) -> str:
    return _named(name, scope, "CL117", "effect", scope.effects)


def event(name: tree.Name, scope: Scope) -> Signature | None:
    """The event; None if there is none, which has been reported."""
    _named(name, scope, "CL118", "event", scope.events if not is_builtin(name) else (name.text,))
    return scope.event(name.text)


def is_builtin(name: tree.Name) -> bool:
    """Whether this is an event of the language itself."""
    return name.builtin or name.text in tree.BUILTIN_EVENTS


def each_once(names: Iterable[tree.Name], scope: Scope, look_up: Callable[[tree.Name, Scope], str]) -> tuple[str, ...]:
    """Names in their order; one that is written again is reported."""
    found: dict[str, tree.Name] = {}
    for name in names:
        if name.text in found:
            related = (Related(found[name.text].span, "related.earlier"),)
            scope.report.error("CL109", name.span, related=related, name=name.text)
            continue
        look_up(name, scope)
        found[name.text] = name
    return tuple(found)


def kind_of(name: str, scope: Scope) -> Phrase | None:
    """What the name is declared as; the first that it is, None if it is nothing."""
    if name in scope.steps:
        return Phrase("kind.step" if isinstance(scope.steps[name].value, tree.Step) else "kind.end")
    if name in scope.roles:
        return Phrase("kind.assigned_role" if scope.roles[name].value.assigned else "kind.role")
    tables = (
        ("event", scope.events),
        ("field", scope.fields),
        ("list", scope.lists),
        ("escalation", scope.escalations),
        ("effect", scope.effects),
        ("colour", scope.colours),
    )
    return next((Phrase(f"kind.{kind}") for kind, table in tables if name in table), None)


def _named(name: tree.Name, scope: Scope, code: str, kind: str, known: Iterable[str]) -> str:
    if name.text in known:
        scope.use("step" if kind in ("place", "end") else kind, name.text)
        return name.text
    suggestion = scope.nearest(name.text, known)
    other = kind_of(name.text, scope) if suggestion is None else None
    if other is not None:
        wanted = Phrase(f"kind.{kind}")
        scope.report.error("CL119", name.span, name=name.text, kind=other, wanted=wanted, known=_few(known))
    else:
        scope.report.error(code, name.span, name=name.text, suggestion=suggestion, known=_few(known))
    return name.text


def _few(names: Iterable[str]) -> tuple[str, ...] | None:
    """For the hint: the names there are, where they are few enough to be read."""
    listed = tuple(names)
    return listed if 0 < len(listed) <= 8 else None
