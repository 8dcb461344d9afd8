"""Random conditions and values that are well-typed."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve, frozen

from closedloop.syntax import tree

from .drawing import Dice
from .vocabulary import CHOICES, CONSTANTS, EXACT, PARTIES, SHORT_DAYS, TEXTS, decimal, name, number, ref, span

COMPARISONS = ("=", ">=", "<=", ">", "<", "!=")
AT_LEAST_AT_MOST = (">=", "<=")


@frozen
class Scope:
    """What a condition may speak of: the fields, roles, events and steps of the plan, and what is at hand.

    `own`: the event's own parameters; `history`: whether the past may be asked; `time`: whether the day may be asked,
    and the scores; `clock`: whether `elapsed`, `remaining` and `overdue` may be; `exact`: these also by exact durations
    with any comparison; `actor`: whether somebody acts.
    """

    plan: Plan
    own: tuple[tuple[str, tree.TypeExpr], ...] = ()
    history: bool = True
    time: bool = True
    clock: bool = True
    exact: bool = True
    actor: bool = False

    @property
    def data(self) -> list[tuple[str, tree.TypeExpr]]:
        return [*self.own, *self.plan.fields]

    def of(self, kind: str) -> list[str]:
        """Names of fields and own parameters of a type."""
        return [each for each, of_type in self.data if kind_of(of_type) == kind]


@frozen
class Plan:
    """The names of a process before it is written: fields, roles, events with their parameters, steps and ends."""

    fields: tuple[tuple[str, tree.TypeExpr], ...]
    global_roles: tuple[str, ...]
    assigned_roles: tuple[str, ...]
    steps: tuple[str, ...]
    ends: tuple[str, ...]
    events: tuple[tuple[str, tuple[tree.Param, ...]], ...]
    lists: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    colours: tuple[str, ...] = ("yellow", "red")
    limited: tuple[str, ...] = ()
    builtin: tuple[str, ...] = ()
    """Events of the language that may happen here."""

    @property
    def roles(self) -> tuple[str, ...]:
        return self.global_roles + self.assigned_roles

    def params(self, event: str) -> tuple[tree.Param, ...]:
        return dict(self.events).get(event, ())

    def own(self, event: str) -> tuple[tuple[str, tree.TypeExpr], ...]:
        return tuple((each.name.text, each.type) for each in self.params(event) if each.type is not None)


def kind_of(of_type: tree.TypeExpr) -> str:
    match of_type:
        case tree.SimpleType(kind):
            return kind
        case tree.IntType():
            return "int"
        case tree.EnumType():
            return "enum"
        case tree.ListType(item):
            return f"list of {kind_of(item)}"
    raise TypeError(of_type)


class Conditions:
    def __init__(self, dice: Dice, scope: Scope) -> None:
        self.dice, self.scope = dice, scope
        self.plan = scope.plan

    def inside(self, **changes: object) -> Conditions:
        return Conditions(self.dice, evolve(self.scope, **changes))

    # ------------------------------------------------------------------------------------------------------ booleans

    def condition(self, depth: int = 2) -> tree.Expr:
        dice = self.dice
        if depth and dice.chance(35):
            shape = dice.below(5)
            if shape == 0:
                return tree.Unary("not", self.positive(depth - 1))
            if shape == 4:
                return tree.IfElse(self.condition(depth - 1), self.condition(0), self.condition(0))
            op = "or" if shape == 1 else "and"
            return tree.Binary(op, self.condition(depth - 1), self.condition(0))
        return self.simple()

    def positive(self, depth: int) -> tree.Expr:
        """What may stand after `not`: `not happened E` has a form of its own."""
        found = self.condition(depth)
        if isinstance(found, tree.Happened):
            return tree.Binary("and", found, self.on_data())
        return found

    def simple(self) -> tree.Expr:
        kinds = [(5, self.on_data)]
        if self.scope.history:
            kinds.append((5, self.on_history))
        if self.scope.clock:
            kinds.append((2, self.on_clock))
        if self.scope.time:
            kinds.append((2, self.on_time))
        if self.scope.actor:
            kinds.append((1, self.on_actor))
        return self.dice.weighted(kinds)()

    def on_data(self) -> tree.Expr:
        dice = self.dice
        if not self.scope.data or dice.chance(8):
            return tree.IsSet(ref(dice.one(self.plan.assigned_roles)), negated=dice.chance(30))
        which, of_type = dice.one(self.scope.data)
        if dice.chance(12):
            return tree.IsSet(ref(which), negated=dice.chance(30))
        return self.about(ref(which), of_type)

    def about(self, value: tree.Expr, of_type: tree.TypeExpr) -> tree.Expr:
        """A condition on a value of the type."""
        dice, kind = self.dice, kind_of(of_type)
        op = dice.one(COMPARISONS)
        if kind == "bool":
            if dice.chance(40):
                return tree.Binary(dice.one(("=", "!=")), value, tree.Boolean(dice.chance(50)))
            return value
        if kind == "enum":
            if dice.chance(35):
                return tree.In(value, tuple(ref(each) for each in dice.some(CHOICES, 1, 2)), negated=dice.chance(40))
            return tree.Binary(op, value, self.value(of_type))
        if kind in ("int", "decimal"):
            if kind == "decimal" and dice.chance(25):
                return tree.Binary(op, value, tree.Percent(Decimal(dice.one(("70", "2.5", "150")))))
            return tree.Binary(op, self.calculated(value), self.value(of_type))
        if kind == "text":
            if self.plan.lists and dice.chance(40):
                return tree.In(value, (ref(self.plan.lists[0]),), negated=dice.chance(30), bare=True)
            return tree.Binary(dice.one(("=", "!=")), value, tree.String(dice.one(TEXTS)))
        if kind == "date":
            return self.about_day(value)
        if kind == "time":
            literal = tree.Moment(dice.one(("2024-03-01T12:00", "2025-02-05T09:30:00")))
            return tree.Binary(dice.one(("<", ">=", "<=", ">")), value, self.moved(literal))
        if kind == "party":
            if dice.chance(30):
                group = tuple(tree.String(each) for each in dice.some(PARTIES, 1, 3))
                return tree.In(value, group, negated=dice.chance(30))
            return tree.Binary(dice.one(("=", "!=")), value, self.party())
        if kind.startswith("list of "):
            return self.about_list(value, of_type)
        if kind == "duration" and dice.chance(60):
            return tree.Binary(dice.one(("=", "!=")), value, dice.one(SHORT_DAYS))
        return tree.IsSet(value, negated=dice.chance(30))

    def about_day(self, value: tree.Expr) -> tree.Expr:
        dice = self.dice
        op = dice.one(("<", ">=", "<=", ">", "=", "!="))
        other: tree.Expr = tree.Date(dice.one(("2024-03-01", "2025-01-28", "2026-09-30")))
        if self.scope.time and dice.chance(60):
            other = tree.Today()
            if dice.chance(40):
                return tree.Binary(op, tree.Binary("-", other, value), number(dice.between(0, 9)))
        return tree.Binary(op, self.moved(value), other)

    def moved(self, value: tree.Expr) -> tree.Expr:
        if self.dice.chance(40):
            by = self.dice.one(SHORT_DAYS + (span((1, "months")),))
            return tree.Binary(self.dice.one(("+", "-")), value, by)
        return value

    def calculated(self, value: tree.Expr) -> tree.Expr:
        """A sum, a product or a quotient of numbers, sometimes."""
        dice = self.dice
        if not dice.chance(30):
            return value
        shape = dice.below(5)
        if shape == 4:
            return tree.IfElse(self.condition(0), value, number(dice.between(0, 5)))
        if shape == 3:
            return tree.Unary("neg", value)
        op = dice.one(("+", "-", "*", "/"))
        return tree.Binary(op, value, number(dice.between(0, 3)) if dice.chance(70) else decimal("1.5"))

    def about_list(self, value: tree.Expr, of_type: tree.ListType) -> tree.Expr:
        assert isinstance(value, tree.Ref)
        dice = self.dice
        inner = self.inside(own=(), history=False, time=False, clock=False, actor=False)
        where = inner.about(tree.It(), of_type.item)
        op = dice.one(("any", "all", "count", "sum"))
        if op in ("any", "all"):
            return tree.ListOp(op, value.name, where)
        if op == "sum" and kind_of(of_type.item) == "int":
            return tree.Binary(dice.one(COMPARISONS), tree.ListOp("sum", value.name), number(dice.between(0, 6)))
        counted = tree.ListOp("count", value.name, where if dice.chance(60) else None)
        return tree.Binary(dice.one(COMPARISONS), counted, number(dice.between(0, 2)))

    # ------------------------------------------------------------------------------------------------------- history

    def on_history(self) -> tree.Expr:
        dice = self.dice
        ever = dice.chance(20)
        since = name(dice.one(self.plan.steps)) if not ever and dice.chance(30) else None
        shape = dice.weighted(
            ((6, "happened"), (5, "count"), (3, "last"), (2, "previous"), (2, "actor of"), (2, "from to"), (3, "since"))
        )
        if shape == "happened":
            return tree.Happened(self.atom(since), negated=dice.chance(40), since=since, ever=ever)
        if shape == "count":
            counted = tree.Count(self.atom(since), since=since, ever=ever)
            return tree.Binary(
                dice.one((">=", "<=", "=", "<", ">")), self.calculated(counted), number(dice.between(0, 3))
            )
        if shape == "last":
            found = self.last(ever)
            if found is not None:
                return found
        if shape == "previous" and self.plan.fields:
            which, of_type = dice.one(self.plan.fields)
            asked = tree.Previous(name(which))
            if kind_of(of_type).startswith("list of ") or dice.chance(20):
                return tree.IsSet(asked)
            return self.about(asked, of_type)
        if shape == "actor of":
            asked = tree.ActorOf(name(dice.one(self.plan.events)[0]), ever)
            if dice.chance(20):
                return tree.IsSet(asked)
            return tree.Binary(dice.one(("=", "!=")), asked, self.party())
        if shape == "from to":
            spanned = tree.TimeFromTo(self.atom(None), self.atom(None))
            return tree.Binary(dice.one(COMPARISONS), spanned, dice.one(CONSTANTS))
        if not self.scope.time:
            return tree.Happened(self.atom(since), negated=dice.chance(40), since=since, ever=ever)
        asked = tree.TimeSince(self.atom(None), ever)
        return tree.Binary(dice.one(COMPARISONS), asked, self.duration())

    def last(self, ever: bool) -> tree.Expr | None:
        giving = [(event, params) for event, params in self.plan.events if params]
        if not giving:
            return None
        event, params = self.dice.one(giving)
        param = self.dice.one(params)
        asked = tree.Last(name(event), param.name, ever)
        of_type = param.type or dict(self.plan.fields).get(param.name.text) or tree.SimpleType("party")
        if kind_of(of_type).startswith("list of ") or self.dice.chance(20):
            return tree.IsSet(asked, negated=self.dice.chance(30))
        return self.about(asked, of_type)

    def atom(self, not_entering: tree.Name | None, conditions: bool = True) -> tree.Atom:
        """An observation; not the entry of the step since which is counted."""
        dice = self.dice
        kind = dice.weighted(((12, "event"), (3, "step"), (2, "expiry"), (2, "built in")))
        if kind == "expiry" and self.plan.limited:
            return tree.Atom(name(dice.one(self.plan.limited)), "expiry")
        if kind == "built in" and self.plan.builtin:
            return tree.Atom(name(dice.one(self.plan.builtin)))
        if kind == "step":
            places = [
                each for each in self.plan.steps + self.plan.ends if not_entering is None or each != not_entering.text
            ]
            condition = self.data_condition(()) if conditions and dice.chance(20) else None
            return tree.Atom(name(dice.one(places)), "step" if dice.chance(30) else None, condition)
        event, _ = dice.one(self.plan.events)
        condition = self.data_condition(self.plan.own(event)) if conditions and dice.chance(30) else None
        by = name(dice.one(self.plan.roles)) if dice.chance(15) else None
        return tree.Atom(name(event), "event" if dice.chance(15) else None, condition, by)

    def data_condition(self, own: tuple[tuple[str, tree.TypeExpr], ...]) -> tree.Expr:
        """8.5: parameters, fields, roles, lists and constants only."""
        return self.inside(own=own, history=False, time=False, clock=False, actor=False).condition(1)

    # ---------------------------------------------------------------------------------------------------------- time

    def on_clock(self) -> tree.Expr:
        dice = self.dice
        shape = dice.below(7)
        if shape == 0:
            return tree.Overdue()
        asked = (tree.Elapsed(), tree.Elapsed(), tree.Remaining(), tree.Remaining(), tree.Overdue(), tree.Overdue())[
            shape - 1
        ]
        if not self.scope.exact:
            duration = dice.one(CONSTANTS)
            op = dice.one(AT_LEAST_AT_MOST if duration in EXACT else COMPARISONS)
            return tree.Binary(op, asked, duration)
        return tree.Binary(dice.one(COMPARISONS), asked, self.duration())

    def duration(self) -> tree.Expr:
        held = self.scope.of("duration")
        return ref(self.dice.one(held)) if held and self.dice.chance(20) else self.dice.one(CONSTANTS)

    def on_time(self) -> tree.Expr:
        dice = self.dice
        shape = dice.below(4)
        if shape == 0:
            return tree.Binary(dice.one((">=", "<")), tree.Today(), tree.Date(dice.one(("2024-03-10", "2025-02-10"))))
        if shape == 1:
            return tree.Binary(
                dice.one((">=", "<")), tree.Now(), tree.Moment(dice.one(("2024-03-10T12:00", "2025-02-10T09:00")))
            )
        parties = [*self.plan.assigned_roles, *(each for each, kind in self.plan.fields if kind_of(kind) == "party")]
        asked = tree.ScoreOf(name(dice.one(parties)), ever=dice.chance(40))
        return tree.Binary(dice.one(("<=", ">", "=")), asked, number(dice.between(-5, 3)))

    def on_actor(self) -> tree.Expr:
        if self.dice.chance(40):
            return tree.Binary("!=", tree.ActorNow(), tree.ActorOf(name(self.dice.one(self.plan.events)[0])))
        return tree.Binary(self.dice.one(("=", "!=")), tree.ActorNow(), self.party())

    # -------------------------------------------------------------------------------------------------------- values

    def party(self) -> tree.Expr:
        dice = self.dice
        if dice.chance(60):
            return ref(dice.one(self.plan.assigned_roles))
        held = self.scope.of("party")
        return ref(dice.one(held)) if held and dice.chance(50) else tree.String(dice.one(PARTIES))

    def value(self, of_type: tree.TypeExpr) -> tree.Expr:
        """A constant of the type, or now and then something calculated."""
        dice, kind = self.dice, kind_of(of_type)
        match kind:
            case "bool":
                return tree.Boolean(dice.chance(50))
            case "enum":
                return ref(dice.one(CHOICES))
            case "int":
                return number(dice.between(0, 5))
            case "decimal":
                return decimal(dice.one(("1.5", "0.00", "-2.25"))) if dice.chance(70) else number(2)
            case "text":
                return tree.String(dice.one(TEXTS))
            case "date":
                return tree.Date(dice.one(("2024-03-05", "2025-02-03", "2024-02-29")))
            case "time":
                return tree.Moment(dice.one(("2024-03-05T10:00", "2025-02-03T23:59:59")))
            case "duration":
                return dice.one(SHORT_DAYS)
            case "party":
                return self.party()
            case _:
                raise TypeError(kind)

    def assigned_value(self, which: str, of_type: tree.TypeExpr) -> tree.Expr:
        """What a `set` writes: a constant, the old value changed, another field of the type."""
        dice, kind = self.dice, kind_of(of_type)
        same = [each for each, other in self.scope.data if other == of_type]
        if same and dice.chance(30):
            return ref(dice.one(same))
        if of_type == tree.IntType():
            counts = tree.Count(tree.Atom(name(dice.one(self.plan.events)[0])))
            changed = tree.Binary(dice.one(("+", "-", "*")), ref(which), number(dice.between(1, 3)))
            return dice.one((number(dice.between(0, 5)), changed, counts))
        if kind == "date" and self.scope.time and dice.chance(60):
            return self.moved(tree.Today())
        if kind == "time" and self.scope.time and dice.chance(60):
            return self.moved(tree.Now())
        if kind == "bool" and dice.chance(50):
            return self.condition(1)
        if kind == "enum" and dice.chance(30):
            return tree.IfElse(self.condition(0), ref(dice.one(CHOICES)), ref(dice.one(CHOICES)))
        return self.value(of_type)
