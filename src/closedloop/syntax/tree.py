"""The tree of a `.loop` file: one shape for every dialect.

Guarantees: nodes are frozen; equality looks at meaning only, never at spans, comments or dialect, so that
`parse(print(tree, dialect)) == tree` can be asked. The builder puts what may be written in several ways into one
normal form, described at each node. What names mean is not decided here (see `closedloop.lower`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal as Lit

from attrs import field, frozen

from closedloop.text.spans import NOWHERE, Span


@frozen(kw_only=True)
class Node:
    """Anything that stands in the file."""

    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Comment(Node):
    """One `#` comment, without its `#` and without surrounding blanks."""

    text: str


@frozen
class Name(Node):
    """A name as the author wrote it (NFC, without back-quotes).

    `builtin` marks the events of the language itself, whose text is then one of `BUILTIN_EVENTS` in every dialect.
    """

    text: str
    builtin: bool = False


BUILTIN_EVENTS = ("suspend", "resume", "reopen", "extend", "grant_extension", "deny_extension")

# ---------------------------------------------------------------------------------------------------------- literals

Unit = Lit["years", "months", "weeks", "days", "working_days", "hours", "working_hours", "minutes"]
UNITS: tuple[Unit, ...] = ("years", "months", "weeks", "days", "working_days", "hours", "working_hours", "minutes")


@frozen
class Duration(Node):
    """`1 month 10 days`; parts in the order of `UNITS`, each unit at most once, no zero parts."""

    parts: tuple[tuple[int, Unit], ...]


@frozen
class Date(Node):
    """`2024-03-01`, kept as written in ISO form (the builder has checked that it exists)."""

    iso: str


@frozen
class Moment(Node):
    """`2024-03-01 14:30` or with seconds, in the zone of the process; `iso` is `2024-03-01T14:30[:00]`."""

    iso: str


@frozen
class MonthDay(Node):
    """`06-30`: that day of every year."""

    month: int
    day: int


@frozen
class Number(Node):
    """`3` or `3.50`; `decimal` tells which was written. Never negative: a sign is `Unary`."""

    value: Decimal
    decimal: bool = False


@frozen
class Percent(Node):
    """`70%`; value 70."""

    value: Decimal


@frozen
class String(Node):
    value: str


@frozen
class Boolean(Node):
    value: bool


# ------------------------------------------------------------------------------------------------------- expressions


@frozen
class Ref(Node):
    """A bare name in an expression: a field, a role, a parameter, a choice of an enumeration, a list."""

    name: Name


@frozen
class It(Node):
    """`it`: the element at hand in `any(xs where it > 3)`."""


@frozen
class Unary(Node):
    op: Lit["not", "neg"]
    operand: Expr


BinaryOp = Lit["and", "or", "+", "-", "*", "/", "=", "!=", "<", "<=", ">", ">="]


@frozen
class Binary(Node):
    """`a and b and c` nests to the left. Comparisons do not chain."""

    op: BinaryOp
    left: Expr
    right: Expr


@frozen
class In(Node):
    """`x in (a, b)` (`group` holds expressions) or `x in units` (`group` is a single `Ref` and `bare` is true)."""

    operand: Expr
    group: tuple[Expr, ...]
    negated: bool = False
    bare: bool = False


@frozen
class IsSet(Node):
    operand: Expr
    negated: bool = False


@frozen
class IfElse(Node):
    condition: Expr
    then: Expr
    otherwise: Expr


@frozen
class Atom(Node):
    """`E`, `E(cond)`, `E by ROLE`, a step or end, `expiry of STEP`: something that can be observed in a case."""

    name: Name
    kind: Lit["step", "event", "expiry"] | None = None
    condition: Expr | None = None
    by: Name | None = None


@frozen
class Happened(Node):
    """`happened E`; `not happened E` is the same node, negated (never `Unary("not", Happened)`)."""

    atom: Atom
    negated: bool = False
    since: Name | None = None
    ever: bool = False


@frozen
class Count(Node):
    """`count E [since STEP | ever]`."""

    atom: Atom
    since: Name | None = None
    ever: bool = False


@frozen
class Last(Node):
    """`last E.param [ever]`."""

    event: Name
    param: Name
    ever: bool = False


@frozen
class Previous(Node):
    """`previous(FIELD)`: the value that the last write replaced."""

    field: Name


@frozen
class TimeSince(Node):
    atom: Atom
    ever: bool = False


@frozen
class TimeFromTo(Node):
    beginning: Atom
    finish: Atom


@frozen
class ActorOf(Node):
    """`actor of E`: the party of the last E of the round."""

    event: Name
    ever: bool = False


@frozen
class ActorNow(Node):
    """`actor`: the party that acts (in `require`, routes and `do` of an event)."""


@frozen
class ScoreOf(Node):
    """`score of PARTY [ever]`; `party` names an assigned role or a field of type party."""

    party: Name
    ever: bool = False


@frozen
class Elapsed(Node):
    pass


@frozen
class Remaining(Node):
    pass


@frozen
class Overdue(Node):
    pass


@frozen
class Today(Node):
    pass


@frozen
class Now(Node):
    pass


@frozen
class ListOp(Node):
    """`any(xs where c)`, `all(xs where c)`, `count(xs [where c])`, `sum(xs)`."""

    op: Lit["any", "all", "count", "sum"]
    list: Name
    where: Expr | None = None


Expr = (
    Number | Percent | String | Boolean | Date | Moment | Duration | Ref | It | Unary | Binary | In | IsSet | IfElse
    | Happened | Count | Last | Previous | TimeSince | TimeFromTo | ActorOf | ActorNow | ScoreOf | Elapsed | Remaining
    | Overdue | Today | Now | ListOp
)  # fmt: skip

# A literal is an expression without names but for choices: what may stand as default, in `list`, in scenarios.
Literal = Number | String | Boolean | Date | Moment | Duration | Ref | Unary


@frozen
class Listing(Node):
    """`[a, b]`: a list as it is given to an event or an effect, or expected."""

    items: tuple[Literal, ...]


# ------------------------------------------------------------------------------------------------------------- types

SimpleKind = Lit["bool", "decimal", "text", "date", "time", "duration", "party", "file"]


@frozen
class SimpleType(Node):
    kind: SimpleKind


@frozen
class IntType(Node):
    """`int`, or `int A..B` (both ends may be negative)."""

    low: int | None = None
    high: int | None = None


@frozen
class Choice(Node):
    name: Name
    title: str | None = None


@frozen
class EnumType(Node):
    choices: tuple[Choice, ...]


@frozen
class ListType(Node):
    item: TypeExpr


TypeExpr = SimpleType | IntType | EnumType | ListType

# ------------------------------------------------------------------------------------------------------ declarations


@frozen
class Calendar(Node):
    """`calendar china`; `calendar weekdays "Europe/Rome"` names an IANA time zone instead of the calendar's own."""

    name: Name
    zone: str | None = None


@frozen
class Role(Node):
    name: Name
    title: str | None = None
    assigned: bool = False
    cite: str | None = None


@frozen
class FieldDecl(Node):
    name: Name
    type: TypeExpr
    title: str | None = None
    default: Literal | None = None
    cite: str | None = None


@frozen
class ListDecl(Node):
    name: Name
    values: tuple[Literal, ...]
    title: str | None = None


@frozen
class Colour(Node):
    name: Name
    title: str | None = None


@frozen
class EffectDecl(Node):
    name: Name
    params: tuple[Param, ...]


@frozen
class Start(Node):
    step: Name


@frozen
class Param(Node):
    """`key` (a field or an assigned role), `note: text` (the event's own), `note?: text` (may be left out)."""

    name: Name
    type: TypeExpr | None = None
    optional: bool = False


# ----------------------------------------------------------------------------------------------------------- effects


@frozen(kw_only=True)
class Act(Node):
    """An effect; `unless` exempts."""

    unless: Expr | None = None


@frozen
class Notify(Act):
    to: tuple[Name, ...]
    text: str | None = None


@frozen
class Remind(Act):
    to: tuple[Name, ...]
    text: str | None = None


@frozen
class Mark(Act):
    colour: Name


@frozen
class Score(Act):
    """`score handler -5 "censured"`; `party` names a role or a field of type party."""

    party: Name
    amount: int
    reason: str | None = None


@frozen
class Publish(Act):
    text: str | None = None


@frozen
class SetField(Act):
    field: Name
    value: Expr


@frozen
class Arg(Node):
    """`name: value`, or a bare value in the order of declaration."""

    value: Expr | Listing
    name: Name | None = None


@frozen
class CallEffect(Act):
    name: Name
    args: tuple[Arg, ...] = ()


@frozen
class Block(Node):
    acts: tuple[Act, ...]


# ------------------------------------------------------------------------------------------------------------- steps


@frozen
class Extendable(Node):
    """`extendable once by 3 months with extend(reason: text), asked at least … before, approved by office, …`.

    `by` is None: each extension says its own length (a parameter `by: duration` of the event).
    `event` is None: the event is called `extend` (the built-in name).
    """

    times: int
    by: Duration | None = None
    event: Name | None = None
    params: tuple[Param, ...] = ()
    approved_by: tuple[Name, ...] = ()
    asked_before: Duration | None = None
    decided_within: Duration | None = None
    in_all: Duration | None = None


@frozen
class Within(Node):
    """`within 3 months [when C][, counting its own day][, extendable …][, then -> S]`; `limit` may name a field."""

    limit: Duration | Name
    when: Expr | None = None
    own_day: bool = False
    extendable: Extendable | None = None
    then: Name | None = None


@frozen
class DueOn(Node):
    """`due on FIELD`, `due on 06-30`, `due on 2024-06-30`."""

    on: Name | MonthDay | Date
    when: Expr | None = None
    extendable: Extendable | None = None
    then: Name | None = None


@frozen
class Escalate(Node):
    name: Name


@frozen
class Every(Node):
    period: Duration
    block: Block


@frozen
class OnEnter(Node):
    block: Block


@frozen
class OnLeave(Node):
    block: Block


@frozen
class AsSoonAs(Node):
    condition: Expr
    to: Name


@frozen
class Require(Node):
    condition: Expr
    message: str | None = None
    cite: str | None = None


@frozen
class Route(Node):
    """`-> S`, `-> S when C`, `-> S otherwise`."""

    to: Name
    when: Expr | None = None
    otherwise: bool = False


@frozen
class Offer(Node):
    """An event offered by a step (or anywhere).

    Requirements, routes and `do` may be written in any order; the tree keeps the order within each kind and puts
    several `do` blocks into one.
    """

    event: Name
    params: tuple[Param, ...] = ()
    title: str | None = None
    by: tuple[Name, ...] = ()
    requires: tuple[Require, ...] = ()
    do: Block | None = None
    routes: tuple[Route, ...] = ()
    cite: str | None = None


StepItem = Within | DueOn | Escalate | Every | OnEnter | OnLeave | AsSoonAs | Offer


@frozen
class Step(Node):
    name: Name
    title: str | None = None
    cite: str | None = None
    by: tuple[Name, ...] = ()
    items: tuple[StepItem, ...] = ()


@frozen
class End(Node):
    name: Name
    title: str | None = None
    on_enter: tuple[Block, ...] = ()


@frozen
class Anywhere(Node):
    """`anywhere [but S, T] [also while suspended] { offers }`."""

    offers: tuple[Offer, ...]
    but: tuple[Name, ...] = ()
    while_suspended: bool = False


@frozen
class AllowSuspend(Node):
    by: tuple[Name, ...]


@frozen
class AllowReopen(Node):
    """`allow reopen by R [within 1 year of closed] -> S`; without a window, from every end and at any time."""

    by: tuple[Name, ...]
    to: Name
    window: Duration | None = None
    end: Name | None = None


@frozen
class AllowBackdate(Node):
    by: tuple[Name, ...]
    at_most: Duration


# -------------------------------------------------------------------------------------------------------- escalation


@frozen
class AtShare(Node):
    percent: Decimal


@frozen
class AtBefore(Node):
    duration: Duration


@frozen
class AtOverdue(Node):
    duration: Duration | None = None


@frozen
class Rung(Node):
    """`[label:] at 70% [after LABEL] [{ effects }] [-> STEP]`."""

    at: AtShare | AtBefore | AtOverdue
    label: Name | None = None
    after: Name | None = None
    block: Block | None = None
    to: Name | None = None


@frozen
class Escalation(Node):
    name: Name
    rungs: tuple[Rung, ...]
    title: str | None = None
    cite: str | None = None


# ------------------------------------------------------------------------------------------------------------- rules


@frozen
class Never(Node):
    atom: Atom


@frozen
class Always(Node):
    condition: Expr


@frozen
class OnAtom(Node):
    atom: Atom
    condition: Expr


@frozen
class Before(Node):
    """`A before B`; `each`: `A before each B`."""

    earlier: Atom
    later: Atom
    each: bool = False


@frozen
class LeadsTo(Node):
    trigger: Atom
    responses: tuple[Atom, ...]
    within: Duration | None = None


@frozen
class Bounded(Node):
    """`A at most|at least|exactly N times [before B] [per STEP] [ever]`."""

    atom: Atom
    bound: Lit["at_most", "at_least", "exactly"]
    times: int
    before: Atom | None = None
    per: Name | None = None
    ever: bool = False


@frozen
class Recurs(Node):
    """`A every D in STEP`."""

    atom: Atom
    every: Duration
    step: Name


@frozen
class DifferentParties(Node):
    atoms: tuple[Atom, ...]
    in_one_stay: bool = False


@frozen
class SameParty(Node):
    atoms: tuple[Atom, ...]


@frozen
class EveryCaseEnds(Node):
    within: Duration | None = None


@frozen
class WhenProp(Node):
    condition: Expr
    prop: Prop


Prop = (
    Never | Always | OnAtom | Before | LeadsTo | Bounded | Recurs | DifferentParties | SameParty | EveryCaseEnds
    | WhenProp
)  # fmt: skip


@frozen
class Rule(Node):
    name: Name
    prop: Prop
    title: str | None = None
    cite: str | None = None


# ----------------------------------------------------------------------------------------------------------- metrics


@frozen
class WithAtom(Node):
    atom: Atom
    on_time: bool = False


@frozen
class WithoutAtom(Node):
    atom: Atom


@frozen
class InStep(Node):
    step: Name


@frozen
class EndedAt(Node):
    end: Name


@frozen
class Cases(Node):
    """`cases [with E [on time]] [without E] [in STEP] [ended END] [where COND]`."""

    qualifiers: tuple[WithAtom | WithoutAtom | InStep | EndedAt, ...] = ()
    where: Expr | None = None


@frozen
class Ratio(Node):
    numerator: Cases
    denominator: Cases


@frozen
class NumberOf(Node):
    cases: Cases


@frozen
class Aggregate(Node):
    """`mean X over CASES`, `sum X over CASES`, `percentile 90 of X over CASES`."""

    op: Lit["mean", "sum", "percentile"]
    value: Expr
    cases: Cases
    percentile: int | None = None


@frozen
class Target(Node):
    op: Lit["=", "!=", "<", "<=", ">", ">="]
    value: Percent | Number


@frozen
class Metric(Node):
    name: Name
    value: Ratio | NumberOf | Aggregate
    title: str | None = None
    each: Name | None = None
    target: Target | None = None
    cite: str | None = None


@frozen
class Breakdown(Node):
    field: Name
    cases: Cases
    title: str | None = None
    each: Name | None = None


# --------------------------------------------------------------------------------------------------------- scenarios


@frozen
class Plus(Node):
    """`+2 days`: counted from the line before."""

    duration: Duration


@frozen
class InRole(Node):
    """`ROLE "party"`: the party acts in that role."""

    role: Name
    party: str


@frozen
class Happens(Node):
    """`MOMENT [PERSON for] ACTOR [refused] EVENT(args) [dated DATE] [because "…"]`."""

    moment: Date | Moment | Plus
    actor: Name | String | InRole
    event: Name
    args: tuple[Arg, ...] = ()
    refused: bool = False
    dated: Date | None = None
    because: str | None = None
    person: Name | String | None = None


@frozen
class Nothing(Node):
    """`MOMENT nothing`: nobody acts; time passes to that moment."""

    moment: Date | Moment | Plus


@frozen
class ExpectStep(Node):
    name: Name


@frozen
class ExpectField(Node):
    name: Name
    value: Literal | Listing


@frozen
class ExpectScore(Node):
    party: Name | String
    amount: int


@frozen
class ExpectMark(Node):
    colour: Name


@frozen
class ExpectOverdue(Node):
    pass


@frozen
class ExpectDue(Node):
    at: Date | Moment


@frozen
class ExpectBreach(Node):
    """`breach RULE`: time has broken the rule; a breach that no line expects makes a scenario fail."""

    rule: Name


Expectation = ExpectStep | ExpectField | ExpectScore | ExpectMark | ExpectOverdue | ExpectDue | ExpectBreach


@frozen
class Expect(Node):
    items: tuple[Expectation, ...]


@frozen
class Scenario(Node):
    title: str
    lines: tuple[Happens | Nothing | Expect, ...]


# ------------------------------------------------------------------------------------------------------------- files

Item = (
    Calendar | Role | FieldDecl | ListDecl | Colour | EffectDecl | Start | Step | End | Anywhere | AllowSuspend
    | AllowReopen | AllowBackdate | Escalation | Rule | Metric | Breakdown | Scenario
)  # fmt: skip


@frozen
class Process(Node):
    """`process NAME ["title"] [version N] [cite "…"] { items }`, the items in the order of the file."""

    name: Name
    items: tuple[Item, ...]
    title: str | None = None
    version: int | None = None
    cite: str | None = None


@frozen
class File(Node):
    processes: tuple[Process, ...]
    comments: tuple[Comment, ...] = field(default=(), eq=False)
    dialect: str = field(default="en", eq=False)
