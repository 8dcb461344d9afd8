"""The compiled process: what a designer wrote, with names resolved, types checked and sugar gone.

Guarantees: frozen; complete (nothing outside is needed to decide, but the calendar's data); the same for a file and
for its translation, `at`, `dialect` and `source` aside. `model.json_form` writes and reads it; no module from here on
imports lark.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from attrs import field, frozen

from closedloop.model.durations import Duration
from closedloop.model.expressions import Atom, Expr, Value

SCHEMA_VERSION = 1

At = tuple[int, int, int, int] | None
"""Line and column (from 1) and the half-open character range in the source; None where no text stands behind."""


def _at() -> At:
    return field(default=None, eq=False, kw_only=True, repr=False)  # type: ignore[no-any-return]


def _text() -> str:
    return field(default="", eq=False, kw_only=True)


@frozen
class Type:
    """`kind` is one of bool, int, decimal, text, date, time, duration, party, file, enum, list."""

    kind: str
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()
    titles: tuple[str | None, ...] = ()
    item: Type | None = None


@frozen
class Role:
    name: str
    title: str | None = None
    assigned: bool = False
    cite: str | None = None
    at: At = _at()


@frozen
class Field:
    name: str
    type: Type
    title: str | None = None
    default: Value = None
    cite: str | None = None
    at: At = _at()


@frozen
class ListDecl:
    name: str
    values: tuple[Value, ...]
    kind: str
    title: str | None = None
    at: At = _at()


@frozen
class Colour:
    name: str
    title: str | None = None


@frozen
class EffectDecl:
    """An effect that the host supplies."""

    name: str
    params: tuple[Param, ...]
    at: At = _at()


@frozen
class Param:
    """`writes`: the field of this name; `binds`: the assigned role of this name; `own`: kept with the event alone."""

    name: str
    use: Literal["writes", "binds", "own"]
    type: Type
    optional: bool = False


# ----------------------------------------------------------------------------------------------------------- history


@frozen
class CountSlot:
    """How often `atom` was observed in the round (`ever`: in the case), since the last entry of step `since` if given
    (since the beginning of the round where that step was not entered)."""

    atom: Atom
    since: str | None = None
    ever: bool = False


@frozen
class LastSlot:
    """The value of `param` (own, field or role) in the last `event` that gave it."""

    event: str
    param: str
    ever: bool = False


@frozen
class TimeSlot:
    """The recorded moment of the last observation of `atom`."""

    atom: Atom
    ever: bool = False


@frozen
class FromToSlot:
    """At each `finish`: the moments of the last earlier `beginning` of the round and of this `finish`."""

    beginning: Atom
    finish: Atom


@frozen
class ActorSlot:
    """The party of the last `event`."""

    event: str
    ever: bool = False


@frozen
class PreviousSlot:
    """What the last write of `field` replaced (unset before any write; writing the same value counts). Never reset."""

    field: str


Slot = CountSlot | LastSlot | TimeSlot | FromToSlot | ActorSlot | PreviousSlot

# ----------------------------------------------------------------------------------------------------------- effects


@frozen(kw_only=True)
class Act:
    unless: Expr | None = None
    at: At = _at()


@frozen
class Notify(Act):
    to: tuple[str, ...]
    text: str | None = None


@frozen
class Remind(Act):
    to: tuple[str, ...]
    text: str | None = None


@frozen
class Mark(Act):
    colour: str


@frozen
class Score(Act):
    """`party` is a `RoleRef` or a `FieldRef`."""

    party: Expr
    amount: int
    reason: str | None = None


@frozen
class Publish(Act):
    text: str | None = None


@frozen
class SetField(Act):
    field: str
    value: Expr


@frozen
class CallEffect(Act):
    """`args` in the order of the declaration."""

    name: str
    args: tuple[Expr, ...] = ()


AnyAct = Notify | Remind | Mark | Score | Publish | SetField | CallEffect

# ------------------------------------------------------------------------------------------------------------- steps


@frozen
class Extension:
    """How a limit may be extended.

    `by` None: each extension says its length in a parameter `by` of type duration. `event` is the event that asks (and,
    without `approved_by`, grants); its own parameters are in `Process.events`.
    """

    times: int
    by: Duration | None
    event: str
    approved_by: tuple[str, ...] = ()
    asked_before: Duration | None = None
    decided_within: Duration | None = None
    in_all: Duration | None = None
    at: At = _at()


@frozen
class Limit:
    """`length` is a duration, or the name of a field of type duration (`field`) or date (`on_field`), or a fixed date
    (ISO) or a month-day `MM-DD` (`on`). Exactly one of the four is given. Tried in order; the first whose `when` holds
    is the limit of the stay."""

    length: Duration | None = None
    length_field: str | None = None
    on_field: str | None = None
    on: str | None = None
    when: Expr | None = None
    own_day: bool = False
    extension: Extension | None = None
    then: str | None = None
    at: At = _at()


@frozen
class Rung:
    """`point` is share, before or overdue; `share` in percent; `duration` for before, and for overdue if not at
    once."""

    point: Literal["share", "before", "overdue"]
    share: Decimal | None = None
    duration: Duration | None = None
    label: str | None = None
    after: str | None = None
    acts: tuple[AnyAct, ...] = ()
    to: str | None = None
    escalation: str = ""
    at: At = _at()


@frozen
class Every:
    period: Duration
    acts: tuple[AnyAct, ...]
    at: At = _at()


@frozen
class Require:
    condition: Expr
    message: str | None = None
    cite: str | None = None
    text: str = _text()
    """The condition as the author wrote it, for refusals without a message."""
    at: At = _at()


@frozen
class Route:
    """`when` None: always taken (also for `otherwise`)."""

    to: str
    when: Expr | None = None
    at: At = _at()


@frozen
class Offer:
    """`by` is never empty: the offer's own, else the step's; an offer with neither is an error (nobody may submit
    it)."""

    event: str
    by: tuple[str, ...]
    requires: tuple[Require, ...] = ()
    acts: tuple[AnyAct, ...] = ()
    routes: tuple[Route, ...] = ()
    title: str | None = None
    cite: str | None = None
    at: At = _at()


@frozen
class AsSoonAs:
    condition: Expr
    to: str
    at: At = _at()


@frozen
class Step:
    """`rungs`: those of all its escalations, in order."""

    name: str
    title: str | None = None
    cite: str | None = None
    by: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    rungs: tuple[Rung, ...] = ()
    every: tuple[Every, ...] = ()
    on_enter: tuple[AnyAct, ...] = ()
    on_leave: tuple[AnyAct, ...] = ()
    as_soon: tuple[AsSoonAs, ...] = ()
    offers: tuple[Offer, ...] = ()
    at: At = _at()


@frozen
class End:
    name: str
    title: str | None = None
    on_enter: tuple[AnyAct, ...] = ()
    at: At = _at()


@frozen
class Anywhere:
    """Offered in every step but `but`; `while_suspended`: also then."""

    offers: tuple[Offer, ...]
    but: tuple[str, ...] = ()
    while_suspended: bool = False
    at: At = _at()


@frozen
class Event:
    """The one signature of an event. Built-in events are not here, but those that ask for an extension are."""

    name: str
    params: tuple[Param, ...] = ()
    title: str | None = None
    at: At = _at()


@frozen
class Suspend:
    by: tuple[str, ...]
    at: At = _at()


@frozen
class Reopen:
    """From `end` (None: any), within `window` of its entry (None: at any time), to step `to`."""

    by: tuple[str, ...]
    to: str
    window: Duration | None = None
    end: str | None = None
    at: At = _at()


@frozen
class Backdate:
    by: tuple[str, ...]
    at_most: Duration
    at: At = _at()


# ------------------------------------------------------------------------------------------------------------- rules


@frozen
class Never:
    atom: Atom


@frozen
class Always:
    condition: Expr


@frozen
class OnAtom:
    atom: Atom
    condition: Expr


@frozen
class Before:
    earlier: Atom
    later: Atom
    each: bool = False


@frozen
class LeadsTo:
    trigger: Atom
    responses: tuple[Atom, ...]
    within: Duration | None = None


@frozen
class Bounded:
    atom: Atom
    bound: Literal["at_most", "at_least", "exactly"]
    times: int
    before: Atom | None = None
    per: str | None = None
    ever: bool = False


@frozen
class Recurs:
    atom: Atom
    every: Duration
    step: str


@frozen
class DifferentParties:
    atoms: tuple[Atom, ...]
    in_one_stay: bool = False


@frozen
class SameParty:
    atoms: tuple[Atom, ...]


@frozen
class EveryCaseEnds:
    within: Duration | None = None


Prop = Never | Always | OnAtom | Before | LeadsTo | Bounded | Recurs | DifferentParties | SameParty | EveryCaseEnds


@frozen
class Rule:
    """`when` is the conjunction of all enclosing `when C,`; `text` is the rule as written."""

    name: str
    prop: Prop
    when: Expr | None = None
    title: str | None = None
    cite: str | None = None
    text: str = _text()
    at: At = _at()


# ----------------------------------------------------------------------------------------------------------- metrics


@frozen
class With:
    atom: Atom
    on_time: bool = False


@frozen
class Without:
    atom: Atom


@frozen
class InStep:
    step: str


@frozen
class EndedAt:
    end: str


@frozen
class Cases:
    qualifiers: tuple[With | Without | InStep | EndedAt, ...] = ()
    where: Expr | None = None


@frozen
class Ratio:
    numerator: Cases
    denominator: Cases


@frozen
class NumberOf:
    cases: Cases


@frozen
class Aggregate:
    op: Literal["mean", "sum", "percentile"]
    value: Expr
    cases: Cases
    percentile: int | None = None


@frozen
class Target:
    """`percent`: the value was written with a percent sign (70 for `70%`)."""

    op: Literal["=", "!=", "<", "<=", ">", ">="]
    value: Decimal
    percent: bool


@frozen
class Metric:
    """`each` names a field or a role."""

    name: str
    value: Ratio | NumberOf | Aggregate
    title: str | None = None
    each: str | None = None
    target: Target | None = None
    cite: str | None = None
    text: str = _text()
    at: At = _at()


@frozen
class Breakdown:
    field: str
    cases: Cases
    title: str | None = None
    each: str | None = None
    text: str = _text()
    at: At = _at()


# --------------------------------------------------------------------------------------------------------- scenarios


@frozen
class Happens:
    """`moment` is an ISO date or local date-time, or a duration counted from the line before. `actor` is a role or a
    party; with `role`, the party that acts in this role; with `person`, somebody who acts for it."""

    moment: str | Duration
    actor: str
    event: str
    params: tuple[tuple[str, Value], ...] = ()
    refused: bool = False
    dated: str | None = None
    because: str | None = None
    role: str | None = None
    person: str | None = None
    at: At = _at()


@frozen
class Nothing:
    moment: str | Duration
    at: At = _at()


@frozen
class Expect:
    """`what` is step, field, score, mark, overdue, due or breach; `name` a step, field, party, colour or rule; `value`
    a field's value, a score (int), or an ISO date or local date-time."""

    what: Literal["step", "field", "score", "mark", "overdue", "due", "breach"]
    name: str = ""
    value: Value = None
    at: At = _at()


@frozen
class Scenario:
    title: str
    lines: tuple[Happens | Nothing | Expect, ...]
    at: At = _at()


# ---------------------------------------------------------------------------------------------------------- verdicts


@frozen
class RuleVerdict:
    """`assumed`: what the verdict rests on, as keys of sentences (`not_suspended`)."""

    rule: str
    verdict: Literal["proved", "enforced", "refuted", "open"]
    assumed: tuple[str, ...] = ()


@frozen
class Verdicts:
    """What was decided of the rules, and the digest of what it was decided for (`closedloop.kernel.proved`)."""

    digest: str
    rules: tuple[RuleVerdict, ...] = ()


# ----------------------------------------------------------------------------------------------------------- process


@frozen
class Process:
    """A process, ready to run. `calendar` is a calendar's name, `zone` an IANA name or None for the calendar's own."""

    name: str
    start: str
    steps: tuple[Step, ...]
    ends: tuple[End, ...]
    title: str | None = None
    version: int = 1
    cite: str | None = None
    calendar: str = "weekdays"
    zone: str | None = None
    roles: tuple[Role, ...] = ()
    fields: tuple[Field, ...] = ()
    lists: tuple[ListDecl, ...] = ()
    colours: tuple[Colour, ...] = ()
    effects: tuple[EffectDecl, ...] = ()
    events: tuple[Event, ...] = ()
    anywhere: tuple[Anywhere, ...] = ()
    suspend: Suspend | None = None
    reopens: tuple[Reopen, ...] = ()
    backdates: tuple[Backdate, ...] = ()
    slots: tuple[Slot, ...] = ()
    rules: tuple[Rule, ...] = ()
    metrics: tuple[Metric, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    verdicts: Verdicts | None = field(default=None, eq=False)
    dialect: str = field(default="en", eq=False)
    source: str = field(default="", eq=False)
    schema: int = SCHEMA_VERSION
