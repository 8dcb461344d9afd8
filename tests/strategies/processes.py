"""Random processes: valid, of realistic shape, with every construct of the language's first part."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve, frozen
from hypothesis import strategies as st

from closedloop.syntax import tree

from . import vocabulary as words
from .conditions import Conditions, Plan, Scope, kind_of
from .drawing import Dice
from .rules import Rules
from .vocabulary import LONG_DAYS, PERIODS, SHORT_DAYS, decimal, name, names, number, span

EFFECT = tree.EffectDecl(
    name("inform"),
    (
        tree.Param(name("whom"), words.SIMPLE["party"]),
        tree.Param(name("rank"), words.ENUM),
        tree.Param(name("amount"), tree.IntType()),
        tree.Param(name("words"), tree.ListType(words.SIMPLE["text"])),
    ),
)
LIST = tree.ListDecl(name("weathers"), (tree.String("dry"), tree.String("wet")))


@frozen
class Asking:
    """How the limits of a process may be extended: the event is the same wherever it is offered."""

    event: tree.Name | None
    params: tuple[tree.Param, ...]
    has_length: bool


class Process:
    """One process being drawn."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        steps = words.STEPS[: dice.between(2, 6)]
        ends = words.ENDS[: dice.between(1, 2)]
        fields = tuple(dice.some(words.FIELDS, 3, 8))
        self.asking = self._asking() if dice.chance(45) else None
        self.suspends, self.reopens = dice.chance(50), dice.chance(45)
        builtin = ["suspend", "resume"] * self.suspends + ["reopen"] * self.reopens
        if self.asking is not None and self.asking.event is None:
            builtin.append("extend")
        self.plan = Plan(
            fields=fields,
            global_roles=tuple(words.GLOBAL_ROLES[: dice.between(1, 3)]),
            assigned_roles=words.ASSIGNED_ROLES[: dice.between(1, 2)],
            steps=steps,
            ends=ends,
            events=(),
            lists=("weathers",) if dice.chance(40) else (),
            effects=("inform",) if dice.chance(35) else (),
            colours=words.COLOURS if dice.chance(50) else ("yellow", "red", "green"),
            builtin=tuple(builtin),
        )
        self.declared_colours = self.plan.colours is words.COLOURS
        offered = tuple((event, self._params(place)) for place, event in enumerate(dice.some(words.EVENTS, 3, 6)))
        self.watching = tuple(
            (event, self._params(9)) for event in words.WATCHING[: dice.between(1, 2)] if dice.chance(45)
        )
        self.offered = offered
        self.used: set[str] = set()
        self.asked = False
        self.offered_in: dict[str, list[str]] = {}
        named = ((self.asking.event.text, self.asking.params),) if self.asking and self.asking.event else ()
        limited = tuple(step for step in steps if dice.chance(72)) or steps[:1]
        self.plan = evolve(self.plan, events=offered + self.watching + named, limited=limited)

    def _asking(self) -> Asking:
        named = self.dice.chance(50)
        params = (tree.Param(name("note"), words.SIMPLE["text"], optional=self.dice.chance(50)),)
        return Asking(
            name("more_time") if named else None,
            params if named and self.dice.chance(60) else (),
            self.dice.chance(65),
        )

    def _params(self, place: int) -> tuple[tree.Param, ...]:
        """The signature of an event; the first events bind the assigned roles, so that somebody can act."""
        dice = self.dice
        params = []
        if place < len(self.plan.assigned_roles) and dice.chance(85):
            params.append(tree.Param(name(self.plan.assigned_roles[place]), optional=dice.chance(15)))
        for which, _ in dice.some(self.plan.fields, 0, 2):
            params.append(tree.Param(name(which), optional=dice.chance(30)))
        for which, of_type in dice.some(words.OWN_PARAMS, 0, 1):
            params.append(tree.Param(name(which), of_type, optional=dice.chance(30)))
        return tuple(params)

    def scope(self, **more: object) -> Conditions:
        return Conditions(self.dice, Scope(self.plan, **more))

    # -------------------------------------------------------------------------------------------------- declarations

    def process(self) -> tree.Process:
        items: list[tree.Item] = [*self._calendar(), *self._roles(), *self._fields()]
        if self.plan.lists:
            items.append(LIST)
        if self.declared_colours:
            items += [tree.Colour(name(colour)) for colour in self.plan.colours]
        if self.plan.effects:
            items.append(EFFECT)
        items.append(tree.Start(name(self.plan.steps[0])))
        self.escalations = (
            [self._escalation(place) for place in range(self.dice.between(0, 2))] if self.plan.limited else []
        )
        items += [self._step(place, step) for place, step in enumerate(self.plan.steps)]
        items += [self._end(end) for end in self.plan.ends]
        items += self._anywhere()
        items += self._allowed()
        items += self.escalations
        items += Rules(self.dice, self.plan, self.offered_in).rules()
        title = "A random process" if self.dice.chance(20) else None
        return tree.Process(name("random"), tuple(items), title, self.dice.one((None, 3)))

    def _calendar(self) -> list[tree.Item]:
        shape = self.dice.below(4)
        if shape == 0:
            return []
        zone = self.dice.one(words.ZONES) if self.dice.chance(50) else None
        return [tree.Calendar(name("weekdays" if shape == 1 else "china"), zone)]

    def _roles(self) -> list[tree.Item]:
        roles: list[tree.Item] = [
            tree.Role(name(role), "Some office" if self.dice.chance(10) else None) for role in self.plan.global_roles
        ]
        return roles + [tree.Role(name(role), assigned=True) for role in self.plan.assigned_roles]

    def _fields(self) -> list[tree.Item]:
        return [
            tree.FieldDecl(name(which), of_type, default=self._default(of_type) if self.dice.chance(50) else None)
            for which, of_type in self.plan.fields
        ]

    def _default(self, of_type: tree.TypeExpr) -> tree.Literal | None:
        kind = kind_of(of_type)
        if kind.startswith("list of ") or kind == "file":
            return None
        if kind == "party":
            return tree.String(self.dice.one(words.PARTIES))
        if kind == "int":
            return number(self.dice.between(0, 3))
        if kind == "decimal":
            return decimal("1.0")
        return self.scope().value(of_type)

    # --------------------------------------------------------------------------------------------------------- steps

    def _place(self, after: int) -> tree.Name:
        """A step or end to go to, mostly the next, now and then the same anew."""
        places = self.plan.steps + self.plan.ends
        if self.dice.chance(20):
            return name(places[after])
        if self.dice.chance(75) and after + 1 < len(places):
            return name(self.dice.one(places[after + 1 : after + 3]))
        return name(self.dice.one(places))

    def _step(self, place: int, step: str) -> tree.Step:
        dice = self.dice
        items: list[tree.StepItem] = []
        by = names(*dice.some(self.plan.roles, 1, 2)) if dice.chance(85) else ()
        if step in self.plan.limited:
            items += self._limits(place)
            if self.escalations and dice.chance(70):
                items += [tree.Escalate(each.name) for each in dice.some(self.escalations, 1, 2)]
        if dice.chance(22):
            items.append(tree.Every(dice.one(PERIODS), self._block(by_clock=True)))
        if dice.chance(30):
            items.append(tree.OnEnter(self._block()))
        if dice.chance(20):
            items.append(tree.OnLeave(self._block()))
        if dice.chance(25):
            for _ in range(dice.between(1, 2)):
                items.append(self._as_soon_as(place))
        events = [event for event, _ in dice.some(self.offered, 1, 3)]
        if place == len(self.plan.steps) - 1:  # every event is offered somewhere
            events += [event for event, _ in self.offered if event not in {*self.used, *events}]
        self.used.update(events)
        self.offered_in[step] = events
        for number_of, event in enumerate(events):
            items.append(self._offer(event, place, leads=number_of == 0, own_by=not by))
        return tree.Step(name(step), by=by, items=tuple(items))

    def _as_soon_as(self, place: int) -> tree.AsSoonAs:
        """Only forwards: a circle that takes no time is no process."""
        places = (self.plan.steps + self.plan.ends)[place + 1 :]
        inside = self.scope(time=False, exact=False)
        condition = inside.on_clock() if self.dice.chance(45) else inside.condition(1)
        if self.dice.chance(25):
            condition = tree.Binary(self.dice.one(("and", "or")), condition, inside.on_clock())
        return tree.AsSoonAs(condition, name(self.dice.one(places)))

    def _limits(self, place: int) -> list[tree.StepItem]:
        limits: list[tree.StepItem] = []
        if self.dice.chance(22):
            limits.append(self._limit(place, self.scope(clock=False).condition(1)))
            if self.dice.chance(40):
                return limits
        limits.append(self._limit(place, None))
        return limits

    def _limit(self, place: int, when: tree.Expr | None) -> tree.Within | tree.DueOn:
        dice = self.dice
        extendable = self._extendable() if self.asking is not None and (not self.asked or dice.chance(55)) else None
        self.asked = self.asked or extendable is not None
        then = self._place(place) if dice.chance(35) else None
        if dice.chance(22):
            on: tree.Name | tree.MonthDay | tree.Date = dice.one(
                (
                    tree.Date(dice.one(("2024-04-01", "2025-02-04", "2026-10-07"))),
                    tree.MonthDay(*dice.one(((6, 30), (2, 29), (2, 4)))),
                )
            )
            if any(which == "day" for which, _ in self.plan.fields) and dice.chance(60):
                on = name("day")
            return tree.DueOn(on, when, extendable, then)
        limit: tree.Duration | tree.Name = dice.one(dice.weighted(((5, SHORT_DAYS), (3, LONG_DAYS), (2, words.EXACT))))
        if any(which == "length" for which, _ in self.plan.fields) and dice.chance(40):
            limit = name("length")
        own_day = dice.chance(15) and not (isinstance(limit, tree.Duration) and limit in words.EXACT)
        return tree.Within(limit, when, own_day, extendable, then)

    def _extendable(self) -> tree.Extendable:
        dice = self.dice
        assert self.asking is not None
        length = dice.one((span((5, "days")), span((3, "working_days")), span((1, "months")), span((12, "hours"))))
        approved = names(*dice.some(self.plan.roles, 1, 2)) if dice.chance(55) else ()
        return tree.Extendable(
            times=dice.between(1, 2),
            by=length if self.asking.has_length else None,
            event=self.asking.event,
            params=self.asking.params,
            approved_by=approved,
            asked_before=dice.one((span((1, "days")), span((2, "working_days")), span((6, "hours"))))
            if dice.chance(35)
            else None,
            decided_within=dice.one((span((2, "days")), span((1, "working_days"))))
            if approved and dice.chance(45)
            else None,
            in_all=dice.one((span((20, "days")), span((2, "months")), span((10, "working_days"))))
            if dice.chance(35)
            else None,
        )

    def _offer(self, event: str, place: int, leads: bool, own_by: bool) -> tree.Offer:
        dice = self.dice
        inside = self.scope(own=self.plan.own(event), actor=True)
        requires = tuple(
            tree.Require(inside.condition(), dice.one((None, "this must hold", "that {must} hold")))
            for _ in range(dice.between(1, 2) if dice.chance(15) else 0)
        )
        do = self._block(inside) if dice.chance(38) else None
        by = names(*dice.some(self.plan.roles, 1, 2)) if own_by or dice.chance(15) else ()
        return tree.Offer(
            name(event), self.plan.params(event), None, by, requires, do, self._routes(inside, place, leads), None
        )

    def _routes(self, inside: Conditions, place: int, leads: bool) -> tuple[tree.Route, ...]:
        dice = self.dice
        if not leads and dice.chance(65):
            return ()
        if dice.chance(55):
            return (tree.Route(self._place(place)),)
        routes = [tree.Route(self._place(place), inside.condition(1)) for _ in range(dice.between(1, 2))]
        if dice.chance(80):
            routes.append(tree.Route(self._place(place), otherwise=True))
        return tuple(routes)

    def _end(self, end: str) -> tree.End:
        return tree.End(name(end), on_enter=(self._block(),) if self.dice.chance(25) else ())

    def _anywhere(self) -> list[tree.Item]:
        if not self.watching:
            return []
        dice = self.dice
        offers = tuple(
            self._offer(event, len(self.plan.steps) - 1, leads=False, own_by=True) for event, _ in self.watching
        )
        if dice.chance(25):
            offers += (self._offer(self.offered[0][0], len(self.plan.steps) - 1, leads=False, own_by=True),)
        but = names(*dice.some(self.plan.steps, 1, 1)) if dice.chance(30) else ()
        return [tree.Anywhere(offers, but, while_suspended=dice.chance(50))]

    def _allowed(self) -> list[tree.Item]:
        dice, allowed = self.dice, []
        if self.suspends:
            allowed.append(tree.AllowSuspend(names(*dice.some(self.plan.roles, 1, 2))))
        if self.reopens:
            for _ in range(dice.between(1, 2)):
                by = names(*dice.some(self.plan.roles, 1, 2))
                window = (
                    dice.one((span((1, "weeks")), span((1, "months")), span((5, "working_days"))))
                    if dice.chance(50)
                    else None
                )
                end = name(dice.one(self.plan.ends)) if window is not None else None
                allowed.append(tree.AllowReopen(by, name(dice.one(self.plan.steps)), window, end))
        if dice.chance(30):
            at_most = dice.one((span((3, "days")), span((5, "working_days")), span((1, "months"))))
            allowed.append(tree.AllowBackdate(names(*dice.some(self.plan.roles, 1, 2)), at_most))
        return allowed

    # ------------------------------------------------------------------------------------------------------- effects

    def _escalation(self, place: int) -> tree.Escalation:
        dice = self.dice
        labels = [name(f"{label}_{place}") for label in ("first", "second", "third")]
        rungs: list[tree.Rung] = []
        for rung_number in range(dice.between(1, 4)):
            at: tree.AtShare | tree.AtBefore | tree.AtOverdue
            shape = dice.below(4)
            if shape == 0:
                at = tree.AtShare(Decimal(dice.one(("50", "70", "33.3", "100"))))
            elif shape == 1:
                at = tree.AtBefore(
                    dice.one((span((1, "days")), span((2, "working_days")), span((3, "hours")), span((1, "months"))))
                )
            elif shape == 2:
                at = tree.AtOverdue()
            else:
                at = tree.AtOverdue(
                    dice.one((span((2, "days")), span((3, "working_days")), span((5, "hours")), span((1, "weeks"))))
                )
            earlier = [each.label for each in rungs if each.label is not None]
            label = labels[rung_number] if rung_number < 3 and dice.chance(40) else None
            to = self._place(1) if dice.chance(22) else None
            block = self._block(by_clock=True) if to is None or dice.chance(40) else None
            rungs.append(tree.Rung(at, label, dice.one(earlier) if earlier and dice.chance(50) else None, block, to))
        return tree.Escalation(name(f"ladder_{place}"), tuple(rungs))

    def _block(self, inside: Conditions | None = None, by_clock: bool = False) -> tree.Block:
        inside = inside or self.scope()
        acts = [self._act(inside) for _ in range(self.dice.between(1, 3))]
        if by_clock and self.dice.chance(50):
            acts.append(tree.Mark(name(self.dice.one(self.plan.colours))))
        return tree.Block(tuple(acts))

    def _act(self, inside: Conditions) -> tree.Act:
        dice = self.dice
        unless = inside.condition(1) if dice.chance(18) else None
        shape = dice.weighted(
            (
                (3, "notify"),
                (2, "remind"),
                (3, "mark"),
                (3, "score"),
                (2, "publish"),
                (6, "set"),
                (4 * bool(self.plan.effects), "call"),
            )
        )
        if shape == "mark":
            return tree.Mark(name(dice.one(self.plan.colours)), unless=unless)
        if shape == "score":
            parties = [
                *self.plan.assigned_roles,
                *(each for each, kind in self.plan.fields if kind_of(kind) == "party"),
            ]
            return tree.Score(name(dice.one(parties)), dice.between(-5, 3) or 1, self._text(inside), unless=unless)
        if shape == "publish":
            return tree.Publish(self._text(inside), unless=unless)
        if shape == "call":
            return self._call(inside, unless)
        if shape == "set":
            writable = [
                (each, of_type)
                for each, of_type in self.plan.fields
                if not kind_of(of_type).startswith(("list", "file"))
            ]
            if writable:
                which, of_type = dice.one(writable)
                return tree.SetField(name(which), inside.assigned_value(which, of_type), unless=unless)
        kind = tree.Remind if shape == "remind" else tree.Notify
        return kind(names(*dice.some(self.plan.roles, 1, 2)), self._text(inside), unless=unless)

    def _text(self, inside: Conditions) -> str | None:
        dice = self.dice
        if dice.chance(40):
            return None
        if dice.chance(50):
            return "please look"
        places = [*self.plan.roles, *(each for each, _ in inside.scope.data)]
        return f"{{{dice.one(places)}}} and {{{dice.one(places)}}}"

    def _call(self, inside: Conditions, unless: tree.Expr | None) -> tree.Act:
        plain = (inside.value(param.type) for param in EFFECT.params[:-1] if param.type is not None)
        values: list[tree.Expr | tree.Listing] = [*plain, tree.Listing((tree.String("dry"), tree.String("wet")))]
        if self.dice.chance(50):
            args = tuple(tree.Arg(value) for value in values)
        else:
            args = tuple(tree.Arg(value, param.name) for value, param in zip(values, EFFECT.params, strict=True))
        return tree.CallEffect(EFFECT.name, args, unless=unless)


@st.composite
def processes(draw: st.DrawFn) -> tree.Process:
    """A process; its tree can be printed, parsed and lowered."""
    return Process(Dice.hypothesis(draw)).process()
