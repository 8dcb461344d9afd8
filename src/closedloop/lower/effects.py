"""Effects: from the tree to the model."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from closedloop.check import names
from closedloop.check.elaboration import Context
from closedloop.check.expressions import condition
from closedloop.check.history import scored
from closedloop.check.scope import BROKEN, UNKNOWN, Scope
from closedloop.check.types import wanted
from closedloop.model import expressions as ex
from closedloop.model import process as model
from closedloop.syntax import tree
from closedloop.text import Related

_PLACE = re.compile(r"\{([^{}]+)\}")


def lower_blocks(blocks: Iterable[tree.Block], context: Context, scope: Scope) -> tuple[model.AnyAct, ...]:
    """Several blocks as one list, in the order of writing."""
    return tuple(made for block in blocks for act in block.acts if (made := _act(act, context, scope)) is not None)


def lower_block(block: tree.Block | None, context: Context, scope: Scope) -> tuple[model.AnyAct, ...]:
    return () if block is None else lower_blocks((block,), context, scope)


def _act(act: tree.Act, context: Context, scope: Scope) -> model.AnyAct | None:
    common: dict[str, Any] = {
        "unless": None if act.unless is None else condition(act.unless, context, scope),
        "at": scope.report.at(act.span),
    }
    match act:
        case tree.Notify():
            return model.Notify(names.roles(act.to, scope), _text(act.text, act, context, scope), **common)
        case tree.Remind():
            return model.Remind(names.roles(act.to, scope), _text(act.text, act, context, scope), **common)
        case tree.Mark():
            return model.Mark(names.colour(act.colour, scope), **common)
        case tree.Score():
            party = scored(act.party, scope) or BROKEN
            return model.Score(party, act.amount, _text(act.reason, act, context, scope), **common)
        case tree.Publish():
            return model.Publish(_text(act.text, act, context, scope), **common)
        case tree.SetField():
            return _set(act, context, scope, common)
        case tree.CallEffect():
            return _call(act, context, scope, common)
        case _:
            return None


def _text(text: str | None, act: tree.Act, context: Context, scope: Scope) -> str | None:
    """Checks that each `{name}` is a field, a role or a parameter."""
    own = [each.name for each in (context.event.params if context.event else ())]
    for name in _PLACE.findall(text or ""):
        if name in scope.fields:
            scope.use("field", name)
        elif name in scope.roles:
            scope.use("role", name)
        elif name not in own:
            suggestion = scope.nearest(name, [*scope.fields, *scope.roles, *own])
            if suggestion is not None or name.isidentifier():  # other braces stay as they are
                scope.report.error("CL128", act.span, name=name, suggestion=suggestion)
    return text


def _set(act: tree.SetField, context: Context, scope: Scope, common: dict[str, Any]) -> model.AnyAct:
    name = names.field(act.field, scope)
    kind = scope.fields[name].value.type if name in scope.fields else UNKNOWN
    return model.SetField(name, wanted(act.value, kind, context, scope), **common)


def _call(act: tree.CallEffect, context: Context, scope: Scope, common: dict[str, Any]) -> model.AnyAct:
    name = names.effect(act.name, scope)
    declared = scope.effects.get(name)
    if declared is None:
        return model.CallEffect(name, (), **common)
    related = (Related(declared.span, "related.declared"),)
    given: dict[str, ex.Expr] = {}
    for param, arg in paired(act.args, declared.value, name, related, scope):
        given[param.name] = wanted(arg.value, param.type, context, scope)
    missing = [each.name for each in declared.value if each.name not in given and not each.optional]
    if missing and len(given) == len(act.args):
        scope.report.error("CL232", act.span, related=related, event=name, missing=missing)
    unset = ex.Const(None, "text")
    return model.CallEffect(name, tuple(given.get(each.name, unset) for each in declared.value), **common)


def paired(
    args: tuple[tree.Arg, ...], params: tuple[model.Param, ...], of: str, related: tuple[Related, ...], scope: Scope
) -> Iterable[tuple[model.Param, tree.Arg]]:
    """Each argument with its parameter: by name, or by its place among those without a name."""
    by_name = {each.name: each for each in params}
    taken: dict[str, tree.Arg] = {}
    for place, arg in enumerate(args):
        if arg.name is not None:
            param = by_name.get(arg.name.text)
            if param is None:
                known = tuple(by_name) or None
                suggestion = scope.nearest(arg.name.text, by_name)
                what = {"event": of, "name": arg.name.text, "known": known, "suggestion": suggestion}
                scope.report.error("CL125", arg.name.span, related=related, **what)
                continue
        elif place < len(params):
            param = params[place]
        else:
            scope.report.error("CL233", arg.span, related=related, event=of, count=len(params))
            continue
        if param.name in taken:
            span = arg.span if arg.name is None else arg.name.span
            scope.report.error(
                "CL109", span, related=(Related(taken[param.name].span, "related.earlier"),), name=param.name
            )
            continue
        taken[param.name] = arg
        yield param, arg
