"""Conditions and values after names have been resolved and types checked.

Guarantees: every node is frozen and total: no expression raises. A value that is not there is *unset* (None in Python);
what unset does to an operator is said at each node and in the reference (docs/reference/semantics.md, "Unset").
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from attrs import frozen

from closedloop.model.durations import Duration

Value = bool | int | Decimal | str | date | datetime | Duration | tuple["Value", ...] | None
"""What a field, a parameter or an expression may hold. A choice and a party are `str`; a file is its reference
(`str`); a list is a tuple; a `time` is an aware datetime in UTC."""


@frozen
class Const:
    """A literal. `type` is the kind of the value: one of `model.types.KINDS`."""

    value: Value
    type: str


@frozen
class FieldRef:
    """The field's value; in `require`, the submitted one where the event writes the field."""

    name: str


@frozen
class RoleRef:
    """The party bound to an assigned role, unset where none is; of a global role its own name."""

    name: str


@frozen
class ParamRef:
    """The value of the event's own parameter (of the event at hand, or of the one that an atom looks at)."""

    name: str


@frozen
class ListRef:
    """A declared `list`."""

    name: str


@frozen
class It:
    """The element at hand inside `ListOp.where`."""


@frozen
class Not:
    operand: Expr


@frozen
class And:
    items: tuple[Expr, ...]


@frozen
class Or:
    items: tuple[Expr, ...]


@frozen
class Neg:
    operand: Expr


@frozen
class Arith:
    """Numbers: int with int gives int, but `/` always gives decimal; division by zero is unset. `date + duration`,
    `date - duration`, `time ± duration` move by the calendar; `date - date` is an int of days. Unset in, unset out."""

    op: Literal["+", "-", "*", "/"]
    left: Expr
    right: Expr


@frozen
class Compare:
    """False wherever a side is unset, `!=` included. Choices are ordered as declared (`order` then lists them)."""

    op: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Expr
    right: Expr
    order: tuple[str, ...] = ()


@frozen
class ElapsedSpan:
    """From the start of the stay to now, suspended time left out."""


@frozen
class RemainingSpan:
    """From now to the due moment of the step's limit; unset without one."""


@frozen
class OverdueSpan:
    """From the last day of the step's limit to now; unset where there is no limit or it is not overdue."""


@frozen
class SinceSpan:
    """From the moment in `slot` (a `TimeSlot`) to now; unset if it never happened."""

    slot: int


@frozen
class FromToSpan:
    """The span in `slot` (a `FromToSlot`); unset if there is none."""

    slot: int


Span = ElapsedSpan | RemainingSpan | OverdueSpan | SinceSpan | FromToSpan


@frozen
class CompareSpan:
    """A span of time against a duration, by days or exactly as the duration is (see "Spans" in the reference)."""

    op: Literal["=", "!=", "<", "<=", ">", ">="]
    span: Span
    duration: Expr


@frozen
class In:
    """Whether a value is among `items`, or in the list `among` (exactly one of the two is given). False if unset."""

    operand: Expr
    items: tuple[Expr, ...] = ()
    among: Expr | None = None
    negated: bool = False


@frozen
class IsSet:
    operand: Expr


@frozen
class If:
    condition: Expr
    then: Expr
    otherwise: Expr


@frozen
class SlotValue:
    """What a slot holds: a count (int), a last value, an actor; see `model.process.Slot`."""

    slot: int


@frozen
class ScoreOf:
    """The sum of scores of a party (RoleRef or FieldRef) in the year of now, or in all years; 0 if there are none;
    unset where the party is."""

    party: Expr
    ever: bool = False


@frozen
class ActorNow:
    """The party that acts; `clock` when a timer does."""


@frozen
class OverdueNow:
    """Whether the step's limit has run out; false without a limit."""


@frozen
class Today:
    """The local date of now."""


@frozen
class Now:
    pass


@frozen
class ListOp:
    """Over a list value; an unset list is an empty one."""

    op: Literal["any", "all", "count", "sum"]
    list: Expr
    where: Expr | None = None


Expr = (
    Const | FieldRef | RoleRef | ParamRef | ListRef | It | Not | And | Or | Neg | Arith | Compare | CompareSpan | In
    | IsSet | If | SlotValue | ScoreOf | ActorNow | OverdueNow | Today | Now | ListOp
)  # fmt: skip


@frozen
class EventAtom:
    """An event recorded, with the condition that holds of it just after recording (parameters, then fields)."""

    event: str
    condition: Expr | None = None
    by: str | None = None


@frozen
class StepAtom:
    """A step or end entered."""

    step: str
    condition: Expr | None = None


@frozen
class ExpiryAtom:
    """The limit of a step has run out."""

    step: str


Atom = EventAtom | StepAtom | ExpiryAtom
