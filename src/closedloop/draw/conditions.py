"""Conditions and values as people read them, in the words of the language, English or Chinese.

Guarantees: every expression can be said, and brackets stand where the notation needs them. It is the notation of the
files but for titles instead of names and for `≠ ≤ ≥`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import frozen

from closedloop.calendars import Calendar, to_local
from closedloop.draw.names import Names
from closedloop.model import expressions as ex
from closedloop.model import process as model
from closedloop.model.durations import Duration

LOWEST, OR, AND, NOT, COMPARE, SUM, PRODUCT, UNARY, VALUE = range(9)
"""How strongly an expression holds together; a weaker one in a stronger one's place gets brackets."""

SIGNS = {"!=": "≠", "<=": "≤", ">=": "≥"}
PRODUCTS = frozenset("*/")

Said = tuple[str, int]
"""A text, and how strongly it holds together."""


@frozen
class Conditions:
    """Writes the expressions of one process. `calendar` gives moments their local time."""

    process: model.Process
    names: Names
    calendar: Calendar | None = None

    def text(self, expr: ex.Expr) -> str:
        """The whole expression."""
        return self._said(expr)[0]

    def atom(self, atom: ex.Atom) -> str:
        """What can be observed."""
        if isinstance(atom, ex.ExpiryAtom):
            return self._word("expiry", name=self.names.place(atom.step))
        name = self.names.place(atom.step) if isinstance(atom, ex.StepAtom) else self.names.event(atom.event)
        text = name if atom.condition is None else f"{name}({self.text(atom.condition)})"
        if isinstance(atom, ex.EventAtom) and atom.by is not None:
            return self._word("by", atom=text, role=self.names.role(atom.by))
        return text

    def value(self, value: ex.Value, near: ex.Expr | None = None) -> str:
        """A constant; `near` is what it is compared with, which tells whose choice it is."""
        if isinstance(value, bool):
            return self._word("yes" if value else "no")
        if isinstance(value, Decimal):
            return format(value, "f")
        if isinstance(value, Duration):
            return self.names.duration(value)
        if isinstance(value, datetime):
            local = value if self.calendar is None else to_local(self.calendar, value)
            return f"{local:%Y-%m-%d %H:%M}"
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, tuple):
            return self._word("comma").join(self.value(item, near) for item in value)
        return str(value)

    # ------------------------------------------------------------------------------------------------------ by kind

    def _said(self, expr: ex.Expr) -> Said:
        return _FORMS[type(expr)](self, expr)

    def _at(self, expr: ex.Expr, least: int) -> str:
        text, strength = self._said(expr)
        return text if strength >= least else f"({text})"

    def _const(self, expr: ex.Const) -> Said:
        return self._near(expr, None), UNARY if isinstance(expr.value, (int, Decimal)) and expr.value < 0 else VALUE

    def _near(self, expr: ex.Expr, other: ex.Expr | None) -> str:
        """An operand; a choice by its title, a text in quotes."""
        if not isinstance(expr, ex.Const):
            return self._at(expr, SUM)
        if expr.type == "enum":
            return self.names.choice(str(expr.value), _field(other))
        if isinstance(expr.value, str):
            return f'"{expr.value}"'
        return self.value(expr.value)

    def _named(self, expr: ex.FieldRef | ex.RoleRef | ex.ParamRef | ex.ListRef) -> Said:
        if isinstance(expr, ex.RoleRef):
            return self.names.role(expr.name), VALUE
        return self.names.datum(expr.name), VALUE

    def _word_alone(self, expr: ex.Expr) -> Said:
        return self._word(_ALONE[type(expr)]), VALUE

    def _not(self, expr: ex.Not) -> Said:
        if isinstance(expr.operand, ex.IsSet):
            return self._word("not_set", a=self._at(expr.operand.operand, SUM)), COMPARE
        return self._word("not", a=self._at(expr.operand, NOT)), NOT

    def _and(self, expr: ex.And) -> Said:
        return self._word("and").join(self._at(item, NOT) for item in expr.items), AND

    def _or(self, expr: ex.Or) -> Said:
        return self._word("or").join(self._at(item, AND) for item in expr.items), OR

    def _neg(self, expr: ex.Neg) -> Said:
        return f"-{self._at(expr.operand, VALUE)}", UNARY

    def _arith(self, expr: ex.Arith) -> Said:
        own = PRODUCT if expr.op in PRODUCTS else SUM
        return f"{self._at(expr.left, own)} {expr.op} {self._at(expr.right, own + 1)}", own

    def _compare(self, expr: ex.Compare) -> Said:
        slot = expr.left
        if isinstance(slot, ex.SlotValue) and expr.right == ex.Const(0, "int") and expr.op in ("=", ">"):
            count = self.process.slots[slot.slot]
            if isinstance(count, model.CountSlot):
                return self._counted("not_happened" if expr.op == "=" else "happened", count), COMPARE
        left, right = self._near(expr.left, expr.right), self._near(expr.right, expr.left)
        return f"{left} {SIGNS.get(expr.op, expr.op)} {right}", COMPARE

    def _compare_span(self, expr: ex.CompareSpan) -> Said:
        return f"{self._span(expr.span)} {SIGNS.get(expr.op, expr.op)} {self._at(expr.duration, SUM)}", COMPARE

    def _span(self, span: ex.Span) -> str:
        if isinstance(span, (ex.ElapsedSpan, ex.RemainingSpan, ex.OverdueSpan)):
            return self._word(type(span).__name__.removesuffix("Span").lower())
        slot = self.process.slots[span.slot]
        if isinstance(slot, model.TimeSlot):
            return self._ever(self._word("time_since", atom=self.atom(slot.atom)), slot.ever)
        assert isinstance(slot, model.FromToSlot)
        return self._word("from_to", atom=self.atom(slot.beginning), other=self.atom(slot.finish))

    def _in(self, expr: ex.In) -> Said:
        operand = self._at(expr.operand, SUM)
        if expr.among is not None:
            key = "not_among" if expr.negated else "among"
            return self._word(key, a=operand, b=self._at(expr.among, SUM)), COMPARE
        items = self._word("comma").join(self._near(item, expr.operand) for item in expr.items)
        return self._word("not_in" if expr.negated else "in", a=operand, items=items), COMPARE

    def _is_set(self, expr: ex.IsSet) -> Said:
        return self._word("set", a=self._at(expr.operand, SUM)), COMPARE

    def _if(self, expr: ex.If) -> Said:
        parts = (self._at(part, LOWEST) for part in (expr.condition, expr.then, expr.otherwise))
        return self._word("if", **dict(zip("abc", parts, strict=True))), LOWEST

    def _slot(self, expr: ex.SlotValue) -> Said:
        slot = self.process.slots[expr.slot]
        if isinstance(slot, model.CountSlot):
            return self._counted("count", slot), VALUE
        if isinstance(slot, model.LastSlot):
            param = self.names.datum(slot.param)
            return self._ever(self._word("last", event=self.names.event(slot.event), param=param), slot.ever), VALUE
        if isinstance(slot, model.ActorSlot):
            return self._ever(self._word("actor_of", event=self.names.event(slot.event)), slot.ever), VALUE
        assert isinstance(slot, model.PreviousSlot)
        return self._word("previous", field=self.names.datum(slot.field)), VALUE

    def _counted(self, key: str, slot: model.CountSlot) -> str:
        text = self._word(key, atom=self.atom(slot.atom))
        if slot.since is not None:
            text = self._word("since", a=text, step=self.names.place(slot.since))
        return self._ever(text, slot.ever)

    def _score(self, expr: ex.ScoreOf) -> Said:
        return self._ever(self._word("score", party=self._said(expr.party)[0]), expr.ever), VALUE

    def _list_op(self, expr: ex.ListOp) -> Said:
        items = self._said(expr.list)[0]
        if expr.where is not None:
            items = self._word("where", a=items, b=self._said(expr.where)[0])
        return self._word("list_count" if expr.op == "count" else expr.op, items=items), VALUE

    # -------------------------------------------------------------------------------------------------------- pieces

    def _of(self, condition: ex.Expr | None) -> str:
        return "" if condition is None else f"({self.text(condition)})"

    def _ever(self, text: str, ever: bool) -> str:
        return self._word("ever", a=text) if ever else text

    def _word(self, key: str, **params: str) -> str:
        return self.names.words(f"condition.{key}", **params)


def _field(expr: ex.Expr | None) -> str | None:
    return expr.name if isinstance(expr, (ex.FieldRef, ex.ParamRef)) else None


_ALONE: Mapping[type[Any], str] = {
    ex.It: "it",
    ex.ActorNow: "actor",
    ex.OverdueNow: "overdue",
    ex.Today: "today",
    ex.Now: "now",
}

_FORMS: Mapping[type[Any], Callable[[Conditions, Any], Said]] = {
    ex.Const: Conditions._const,
    ex.FieldRef: Conditions._named,
    ex.RoleRef: Conditions._named,
    ex.ParamRef: Conditions._named,
    ex.ListRef: Conditions._named,
    ex.Not: Conditions._not,
    ex.And: Conditions._and,
    ex.Or: Conditions._or,
    ex.Neg: Conditions._neg,
    ex.Arith: Conditions._arith,
    ex.Compare: Conditions._compare,
    ex.CompareSpan: Conditions._compare_span,
    ex.In: Conditions._in,
    ex.IsSet: Conditions._is_set,
    ex.If: Conditions._if,
    ex.SlotValue: Conditions._slot,
    ex.ScoreOf: Conditions._score,
    ex.ListOp: Conditions._list_op,
    **dict.fromkeys(_ALONE, Conditions._word_alone),
}
