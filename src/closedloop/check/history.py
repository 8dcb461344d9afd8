"""What happened and when: atoms, the slots that history is kept in, and spans of time.

Guarantees: equal questions share one slot, numbered in the order in which they are first asked. The condition of an
atom speaks of that event's parameters, fields, roles, lists and constants only (semantics, 8.5).
"""

from __future__ import annotations

from closedloop.check import names
from closedloop.check.elaboration import NOT_TYPED, Context, Typed, form
from closedloop.check.scope import UNKNOWN, Scope, Signature
from closedloop.check.types import condition
from closedloop.messages import Phrase
from closedloop.model import expressions as ex
from closedloop.model import process as model
from closedloop.model.process import Type
from closedloop.model.types import BOOL, DATE, INT, PARTY, TIME
from closedloop.syntax import tree
from closedloop.text import Related

SPANS = (tree.Elapsed, tree.Remaining, tree.Overdue, tree.TimeSince, tree.TimeFromTo)
"""What measures time and is compared with durations."""

_OBSERVED = Context("place.atom", history=False)


# ------------------------------------------------------------------------------------------------------------- atoms


def atom(node: tree.Atom, scope: Scope) -> ex.Atom | None:
    """What can be observed in a case; None where the name is nothing of the kind, which has been reported."""
    kind = node.kind or _kind(node.name, scope)
    if kind == "expiry":
        return _expiry(node, scope)
    if kind == "step":
        return _entry(node, scope)
    if kind == "event":
        return _event(node, scope)
    return None


def _kind(name: tree.Name, scope: Scope) -> str | None:
    is_step, is_event = name.text in scope.steps, name.text in scope.events or names.is_builtin(name)
    if is_step and is_event:
        signature = scope.event(name.text)
        related = [Related(scope.steps[name.text].span, "related.declared")]
        if signature is not None and not signature.builtin:
            related.append(Related(signature.span, "related.declared"))
        scope.report.error("CL106", name.span, related=tuple(related), name=name.text)
    elif is_step or is_event:
        return "step" if is_step else "event"
    else:
        known = [*scope.events, *scope.steps, *sorted(scope.allowed)]
        suggestion = scope.nearest(name.text, known)
        other = names.kind_of(name.text, scope) if suggestion is None else None
        if other is not None:
            wanted = Phrase("kind.observable")
            scope.report.error("CL119", name.span, name=name.text, kind=other, wanted=wanted, known=None)
        else:
            scope.report.error("CL124", name.span, name=name.text, suggestion=suggestion)
    return None


def _expiry(node: tree.Atom, scope: Scope) -> ex.Atom:
    name = names.step(node.name, scope)
    declared = scope.steps.get(name)
    if declared is not None and isinstance(declared.value, tree.Step) and not limited(declared.value):
        related = (Related(declared.span, "related.declared"),)
        scope.report.error("CL223", node.name.span, related=related, name=name)
    if node.condition is not None:
        scope.report.error("CL225", node.condition.span, name=name)
    _no_role(node, scope)
    return ex.ExpiryAtom(name)


def limited(step: tree.Step) -> bool:
    """Whether the step has a limit, be it only for some cases."""
    return any(isinstance(each, (tree.Within, tree.DueOn)) for each in step.items)


def _entry(node: tree.Atom, scope: Scope) -> ex.Atom:
    name = names.step_or_end(node.name, scope)
    _no_role(node, scope)
    return ex.StepAtom(name, None if node.condition is None else condition(node.condition, _OBSERVED, scope))


def _no_role(node: tree.Atom, scope: Scope) -> None:
    if node.by is not None:
        scope.report.error("CL224", node.by.span, name=node.name.text)


def _event(node: tree.Atom, scope: Scope) -> ex.Atom:
    signature = possible_event(node.name, scope)
    by = None if node.by is None else names.role(node.by, scope)
    when = None
    if node.condition is not None:
        context = Context("place.atom", event=signature or Signature("", (), node.span), history=False)
        when = condition(node.condition, context, scope)
    return ex.EventAtom(node.name.text, when, by)


def possible_event(name: tree.Name, scope: Scope) -> Signature | None:
    """The event; one of the language that the process does not allow draws a warning: it never happens."""
    signature = names.event(name, scope)
    if signature is not None and names.is_builtin(name) and name.text not in scope.allowed:
        scope.report.warning("CL226", name.span, name=name.text)
    return signature


# ----------------------------------------------------------------------------------------------------------- history


def _asks(node: tree.Expr, context: Context, scope: Scope) -> bool:
    """Whether history and time may be asked here; reported if not."""
    if not context.history:
        words = scope.report.excerpt(node.span)
        scope.report.error("CL214", node.span, text=words, place=Phrase(context.place))
    return context.history


def _count(node: tree.Happened | tree.Count, context: Context, scope: Scope) -> ex.Expr | None:
    if not _asks(node, context, scope):
        return None
    observed = atom(node.atom, scope)
    since = None if node.since is None else names.step(node.since, scope)
    if observed is None:
        return None
    return ex.SlotValue(scope.slot(model.CountSlot(observed, since, node.ever)))


@form(tree.Happened)
def _happened(node: tree.Happened, context: Context, scope: Scope, expected: Type | None) -> Typed:
    count = _count(node, context, scope)
    if count is None:
        return NOT_TYPED[0], BOOL
    return ex.Compare("=" if node.negated else ">", count, ex.Const(0, "int")), BOOL


@form(tree.Count)
def _counted(node: tree.Count, context: Context, scope: Scope, expected: Type | None) -> Typed:
    count = _count(node, context, scope)
    return NOT_TYPED if count is None else (count, INT)


@form(tree.Last)
def _last(node: tree.Last, context: Context, scope: Scope, expected: Type | None) -> Typed:
    if not _asks(node, context, scope):
        return NOT_TYPED
    signature = possible_event(node.event, scope)
    if signature is None:
        return NOT_TYPED
    param = parameter(node.param, signature, scope)
    if param is None:
        return NOT_TYPED
    return ex.SlotValue(scope.slot(model.LastSlot(node.event.text, param.name, node.ever))), param.type


def parameter(name: tree.Name, signature: Signature, scope: Scope) -> model.Param | None:
    """The parameter of the event; None where it has none of this name, which has been reported."""
    param = signature.param(name.text)
    if param is None:
        known = tuple(each.name for each in signature.params)
        related = () if signature.builtin else (Related(signature.span, "related.declared"),)
        suggestion = scope.nearest(name.text, known)
        params = {"event": signature.name, "name": name.text, "suggestion": suggestion, "known": known or None}
        scope.report.error("CL125", name.span, related=related, **params)
    return param


@form(tree.Previous)
def _previous(node: tree.Previous, context: Context, scope: Scope, expected: Type | None) -> Typed:
    if not _asks(node, context, scope):
        return NOT_TYPED
    name = names.field(node.field, scope)
    if name not in scope.fields:
        return NOT_TYPED
    return ex.SlotValue(scope.slot(model.PreviousSlot(name))), scope.fields[name].value.type


@form(tree.ActorOf)
def _actor_of(node: tree.ActorOf, context: Context, scope: Scope, expected: Type | None) -> Typed:
    if not _asks(node, context, scope):
        return NOT_TYPED
    if possible_event(node.event, scope) is None:
        return ex.Const(None, "party"), UNKNOWN
    return ex.SlotValue(scope.slot(model.ActorSlot(node.event.text, node.ever))), PARTY


@form(tree.ActorNow)
def _actor_now(node: tree.ActorNow, context: Context, scope: Scope, expected: Type | None) -> Typed:
    if not context.actor:
        scope.report.error("CL212", node.span, place=Phrase(context.place))
        return NOT_TYPED
    return ex.ActorNow(), PARTY


@form(tree.ScoreOf)
def _score_of(node: tree.ScoreOf, context: Context, scope: Scope, expected: Type | None) -> Typed:
    if not _asks(node, context, scope):
        return NOT_TYPED
    party = scored(node.party, scope)
    return NOT_TYPED if party is None else (ex.ScoreOf(party, node.ever), INT)


def scored(name: tree.Name, scope: Scope) -> ex.Expr | None:
    """The party that a score is kept of: a role, or a field of type party."""
    if name.text in scope.roles:
        return ex.RoleRef(names.role(name, scope))
    if name.text in scope.fields:
        scope.use("field", name.text)
        if scope.fields[name.text].value.type.kind in ("party", "unknown"):
            return ex.FieldRef(name.text)
    suggestion = scope.nearest(name.text, [*scope.roles, *_party_fields(scope)])
    scope.report.error("CL222", name.span, name=name.text, suggestion=suggestion)
    return None


def _party_fields(scope: Scope) -> list[str]:
    return [name for name, each in scope.fields.items() if each.value.type.kind == "party"]


# -------------------------------------------------------------------------------------------------------------- time


@form(tree.Today, tree.Now)
def _present(node: tree.Today | tree.Now, context: Context, scope: Scope, expected: Type | None) -> Typed:
    if not _asks(node, context, scope) or not _known_by_itself(node, context, scope):
        return NOT_TYPED
    return (ex.Today(), DATE) if isinstance(node, tree.Today) else (ex.Now(), TIME)


def _known_by_itself(node: tree.Expr, context: Context, scope: Scope) -> bool:
    """What changes with every moment cannot be waited for."""
    if context.by_itself:
        scope.report.error("CL215", node.span, text=scope.report.excerpt(node.span))
    return not context.by_itself


@form(tree.Overdue)
def _overdue(node: tree.Overdue, context: Context, scope: Scope, expected: Type | None) -> Typed:
    return (ex.OverdueNow(), BOOL) if _asks(node, context, scope) else NOT_TYPED


@form(tree.Elapsed, tree.Remaining, tree.TimeSince, tree.TimeFromTo)
def _bare_span(node: tree.Expr, context: Context, scope: Scope, expected: Type | None) -> Typed:
    scope.report.error("CL217", node.span, text=scope.report.excerpt(node.span))
    return NOT_TYPED


def span_of(node: tree.Expr, context: Context, scope: Scope) -> ex.Span | None:
    """One of `SPANS` as a span; None where it may not be asked or measures nothing, which has been reported."""
    if not _asks(node, context, scope):
        return None
    if isinstance(node, tree.Elapsed):
        return ex.ElapsedSpan()
    if isinstance(node, tree.Remaining):
        return ex.RemainingSpan()
    if isinstance(node, tree.TimeSince):
        observed = atom(node.atom, scope) if _known_by_itself(node, context, scope) else None
        return None if observed is None else ex.SinceSpan(scope.slot(model.TimeSlot(observed, node.ever)))
    if isinstance(node, tree.TimeFromTo):
        ends = atom(node.beginning, scope), atom(node.finish, scope)
        if ends[0] is None or ends[1] is None:
            return None
        return ex.FromToSpan(scope.slot(model.FromToSlot(ends[0], ends[1])))
    return ex.OverdueSpan()
