"""Random runs through a process: who asks for what when, with the judge's verdicts.

The judge goes along while a run is drawn: events are mostly those that are offered, asked for by those who may, at
moments that lie around the moments at which its timers are due.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from attrs import field, fields, frozen
from hypothesis import strategies as st

from closedloop.syntax import tree
from tests.reference import story
from tests.reference.days import is_exact
from tests.reference.judge import Judge, Offered, Verdict, Who

from .drawing import Dice
from .vocabulary import CHOICES, PARTIES, SHORT_DAYS, TEXTS, span

TICK = timedelta(microseconds=1)

LONGEST = 100
"""A run with so many records ends: the judge reads them all again and again."""

PEOPLE = (
    Who("ann", "water", frozenset({"office"})),
    Who("bob", "roads", frozenset({"inspector", "clerk"})),
    Who("cy", "water", frozenset({"clerk", "office"})),
    Who("dee", "parks", frozenset({"office", "inspector", "clerk"})),
    Who("eve", "press"),
    Who("water", "mayor", frozenset({"inspector"})),
)

OPENINGS = (
    "2024-03-01T09:00:00",
    "2025-01-20T10:30:00",
    "2024-01-31T23:59:59.999999",
    "2024-02-08T00:00:00",
    "2024-03-29T16:00:00",
    "2025-09-26T08:00:00",
    "2024-10-25T02:30:00",
    "2026-12-18T12:00:00",
)


@frozen
class Open:
    at: datetime
    who: Who


@frozen
class Submit:
    at: datetime
    who: Who
    event: str
    params: dict[str, Any]
    occurred: datetime | None = None
    role: str | None = None


@frozen
class Tick:
    at: datetime


Act = Open | Submit | Tick


@frozen
class Step:
    """What somebody did and what the judge said."""

    act: Act
    verdict: Verdict


@frozen
class Run:
    process: tree.Process
    steps: tuple[Step, ...] = field(repr=False)


class Drawing:
    def __init__(self, dice: Dice, process: tree.Process) -> None:
        self.dice, self.judge = dice, Judge(process)
        self.book = self.judge.book
        self.steps: list[Step] = []
        self.records: list[story.Record] = []
        self.ruled = {name for rule in self.book.rules.values() for name in _named(rule.prop)}
        self.longest = 40 if _goes_round(process) else 400

    def run(self, process: tree.Process) -> Run:
        dice = self.dice
        opening = datetime.fromisoformat(dice.one(OPENINGS)).replace(tzinfo=self.judge.cal.zone).astimezone(UTC)
        who = dice.one(PEOPLE)
        self._did(Open(opening, who), self.judge.open("case", opening, who))
        for _ in range(dice.between(8, 24)):
            if not self.records or len(self.records) > LONGEST or (self._over() and dice.chance(60)):
                break
            self._next()
        return Run(process, tuple(self.steps))

    def _did(self, act: Act, verdict: Verdict) -> None:
        self.records = verdict.records
        self.steps.append(Step(act, verdict))

    def _next(self) -> None:
        at = self._moment()
        looked = self.judge.tick(self.records, at)
        here = self.judge.offered(looked.records, at)
        if self.dice.chance(12 if any(self._willing(each.by) for each in here) else 85):
            self._did(Tick(at), looked)
            return
        submit = self._submission(at, here)
        verdict = self.judge.submit(
            looked.records, submit.event, at, submit.who, submit.params, submit.occurred, submit.role
        )
        self._did(submit, Verdict(verdict.records, looked.new + verdict.new, verdict.reasons))

    def _over(self) -> bool:
        return story.where(self.records) in self.book.ends and not self.book.reopen

    # ---------------------------------------------------------------------------------------------------------- time

    def _moment(self) -> datetime:
        """When something happens next: soon, in some days, or around the moment at which a timer is due."""
        dice, last = self.dice, self.records[-1]["at"]
        shape = dice.weighted(((8, "soon"), (5, "days"), (9, "due"), (1, "long"), (1, "back")))
        if self._extendable() and dice.chance(60):
            shape = "soon"
        if shape == "due":
            due = self._due()
            if due is not None:
                return max(due, last)
            shape = "days"
        if shape == "soon":
            return last + dice.one((timedelta(hours=1), timedelta(0), TICK, timedelta(hours=5), timedelta(hours=20)))
        if shape == "long":
            return last + timedelta(days=dice.one((self.longest // 4, self.longest, self.longest // 2)))
        if shape == "back":
            return last - dice.one((TICK, timedelta(days=2)))
        return last + timedelta(days=dice.one((1, 2, 3, 5, 8)))

    def _extendable(self) -> bool:
        """Whether the limit at hand may be made longer, as long as it has not run out."""
        where = story.where(self.records)
        return where in self.book.steps and self.judge._extension(self.records, self.records[-1]["at"]) is not None

    def _due(self) -> datetime | None:
        if story.where(self.records) not in self.book.steps or story.suspended(self.book, self.records):
            return None
        horizon = self.records[-1]["at"] + timedelta(days=self.longest)
        armed = sorted({each[0] for each in self.judge._armed(self.records) if each[0] <= horizon})
        if not armed:
            return None
        moment = self.dice.one(armed)
        return moment + self.dice.one(
            (timedelta(0), -TICK, TICK, timedelta(hours=1), -timedelta(days=1), timedelta(days=1))
        )

    # --------------------------------------------------------------------------------------------------- submissions

    def _submission(self, at: datetime, here: list[Offered]) -> Submit:
        dice = self.dice
        able = [each for each in here if self._willing(each.by)]
        if here and not dice.chance(7):
            offered = dice.weighted([(self._weight(each), each) for each in (here if dice.chance(4) else able or here)])
            event, by = offered.event, offered.by
        else:
            event, by = dice.one((*self.book.events, "no_such_event")), ()
        who = self._actor(by)
        role = None
        if dice.chance(3):
            role = dice.one(tuple(self.book.roles))
        elif by and dice.chance(5):
            role = dice.one(by)
        return Submit(at, who, event, self._params(event), self._occurred(at), role)

    def _occurred(self, at: datetime) -> datetime | None:
        """Mostly now; an earlier moment, mostly one that may be said."""
        dice = self.dice
        if not dice.chance(20 if self.book.backdate else 2):
            return None
        earlier = (timedelta(hours=2), TICK, timedelta(days=1), timedelta(days=4), -TICK)
        return at - dice.one(earlier if dice.chance(50) else earlier[:2])

    def _weight(self, offered: Offered) -> int:
        """What is rarely possible, and what rules speak of, is asked for more often."""
        if isinstance(offered.what, tree.Extendable):
            return {"grant_extension": 9, "deny_extension": 3}.get(offered.event, 6)
        ruled = 3 if offered.event in self.ruled else 0
        return ruled + {"resume": 4, "suspend": 1}.get(offered.event, 2)

    def _actor(self, by: tuple[str, ...]) -> Who:
        if not by or self.dice.chance(4):
            return self.dice.one(PEOPLE)
        return self.dice.one(self._willing(by) or PEOPLE)

    def _willing(self, by: tuple[str, ...]) -> list[Who]:
        """Those who hold one of the roles."""
        bound = story.roles(self.records)
        willing = [who for who in PEOPLE if self.judge._role(self.records, who, by, None) is not None]
        return willing + [Who("zoe", bound[role]) for role in by if role in bound]

    def _params(self, event: str) -> dict[str, Any]:
        dice = self.dice
        values: dict[str, Any] = {}
        for param in self.book.events.get(event, ()):
            if not dice.chance(30 if param.optional else 2):
                of_type = self.book.param_type(param)
                values[param.name.text] = None if dice.chance(2) else self._value(of_type, wrong=dice.chance(2))
        if dice.chance(2):
            values["nonsense"] = 1
        return values

    def _value(self, of_type: tree.TypeExpr, wrong: bool = False) -> Any:
        dice = self.dice
        match of_type:
            case tree.SimpleType("bool"):
                return "perhaps" if wrong else dice.chance(50)
            case tree.IntType(_, high):
                return 99 if wrong and high is not None else 2.5 if wrong else dice.between(0, 5)
            case tree.SimpleType("decimal"):
                return [] if wrong else dice.one((Decimal("1.5"), Decimal("0.00"), Decimal(-3), "2.25", 2))
            case tree.SimpleType("text"):
                return 7 if wrong else dice.one(TEXTS)
            case tree.SimpleType("date"):
                return "2024-02-30" if wrong else self._day()
            case tree.SimpleType("time"):
                moment = datetime(2024, 3, 1, 12, tzinfo=UTC) + timedelta(days=dice.between(0, 9))
                return "noon" if wrong else moment if dice.chance(60) else moment.isoformat()
            case tree.SimpleType("duration"):
                return "a while" if wrong else dice.one((*SHORT_DAYS, span((1, "months")), span((30, "hours"))))
            case tree.SimpleType("party"):
                return 3 if wrong else dice.one(PARTIES)
            case tree.SimpleType("file"):
                return 8 if wrong else "letter.pdf"
            case tree.EnumType():
                return "lowest" if wrong else dice.one(CHOICES)
            case tree.ListType(item):
                return "none" if wrong else [self._value(item) for _ in range(dice.between(0, 3))]
        raise TypeError(of_type)

    def _day(self) -> date | str:
        """A day not far from the day of the last record."""
        day = self.judge.cal.day(self.records[-1]["at"]) + timedelta(days=self.dice.one((5, 0, 1, 12, 40, -3)))
        return day if self.dice.chance(60) else day.isoformat()


def _named(node: Any) -> set[str]:
    """The names of all atoms in a rule."""
    if isinstance(node, tuple):
        return {name for item in node for name in _named(item)}
    if not isinstance(node, tree.Node):
        return set()
    own = {node.name.text} if isinstance(node, tree.Atom) else set()
    return own.union(*(_named(getattr(node, each.name)) for each in fields(type(node))))


def _goes_round(process: tree.Process) -> bool:
    """Whether timers may come so often that long jumps would make thousands of records."""
    steps = [item for item in process.items if isinstance(item, tree.Step)]
    items = [item for step in steps for item in step.items]
    periods = [item.period for item in items if isinstance(item, tree.Every)]
    periods += [item.limit for item in items if isinstance(item, tree.Within) and item.then is not None]
    return any(isinstance(each, tree.Name) or is_exact(each) or each.parts[0] < (5, "days") for each in periods)


@st.composite
def runs(draw: st.DrawFn, process: tree.Process) -> Run:
    """A run through the process, each act with the judge's verdict."""
    return Drawing(Dice.hypothesis(draw), process).run(process)
