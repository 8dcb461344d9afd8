"""Expressions (paragraphs 1, 2, 4.6): what a condition or a value is, given a journal and a moment."""

from __future__ import annotations

from copy import copy
from datetime import UTC, date, datetime
from decimal import Context, Decimal
from typing import Any

from closedloop.syntax import tree

from . import story
from .book import Book, choices_of
from .clocks import Clock
from .days import Calendar, Shift, after, before, days_before, last_day, span_holds
from .story import Record, Seen

NUMBERS = Context(prec=28)
GREATEST_INT, GREATEST_DECIMAL = 2**53 - 1, Decimal(10) ** 28
SPANS = (tree.Elapsed, tree.Remaining, tree.Overdue, tree.TimeSince, tree.TimeFromTo)
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


class View:
    """What an expression may look at."""

    def __init__(self, book: Book, cal: Calendar, records: list[Record], now: datetime) -> None:
        self.book, self.cal, self.records, self.now = book, cal, records, now
        self.fields = story.fields(book, records, lambda field: default_of(book, cal, field))
        self.roles = story.roles(records)
        self.own: dict[str, Any] = {}
        self.own_types: dict[str, tree.TypeExpr] = {}
        self.actor: str | None = None
        self.it: Any = None
        self.it_type: tree.TypeExpr | None = None
        self.scores: dict[tuple[str, int], int] = {}

    # values

    def holds(self, expr: tree.Expr | None) -> bool:
        """2.2: where a condition is asked for, unset counts as not holding."""
        return expr is None or self.value(expr) is True

    def value(self, expr: tree.Expr) -> Any:
        match expr:
            case tree.Number(value, decimal):
                return value if decimal else int(value)
            case tree.Percent(value):
                return NUMBERS.divide(value, Decimal(100))  # 2.8
            case tree.String(value) | tree.Boolean(value):
                return value
            case tree.Date(iso):
                return date.fromisoformat(iso)
            case tree.Moment(iso):
                return datetime.fromisoformat(iso).replace(tzinfo=self.cal.zone, fold=0).astimezone(UTC)
            case tree.Duration():
                return expr
            case tree.Ref(name):
                return self.named(name.text)
            case tree.It():
                return self.it
            case tree.Unary("not", operand):
                return not self.holds(operand)
            case tree.Unary("neg", operand):
                number = self.value(operand)
                return None if number is None else -number
            case tree.Binary("and", left, right):
                return self.holds(left) and self.holds(right)
            case tree.Binary("or", left, right):
                return self.holds(left) or self.holds(right)
            case tree.Binary("+" | "-" | "*" | "/" as op, left, right):
                return self.calculated(op, self.value(left), self.value(right))
            case tree.Binary(op, left, right):
                return self.compared(op, left, right)
            case tree.In():
                return self.among(expr)
            case tree.IsSet(operand, negated):
                return self.is_set(operand) is not negated
            case tree.IfElse(condition, then, otherwise):
                return self.value(then if self.holds(condition) else otherwise)
            case tree.ListOp():
                return self.list_op(expr)
            case tree.Today():
                return self.cal.day(self.now)
            case tree.Now():
                return self.now
            case tree.Overdue():
                return self.clock().overdue() if not self.at_end() else False
            case tree.ActorNow():
                return self.actor
            case _:
                return self.from_history(expr)

    def named(self, name: str) -> Any:
        """1.3: the event's own parameter, a field, a role, a list (choices are found where they are compared)."""
        if name in self.own_types:
            return self.own.get(name)
        if name in self.book.fields:
            return self.fields[name]
        if name in self.book.roles:
            return self.roles.get(name) if self.book.roles[name].assigned else name
        if name in self.book.lists:
            return tuple(self.literal(value) for value in self.book.lists[name].values)
        raise LookupError(name)

    def literal(self, expr: tree.Expr) -> Any:
        return expr.name.text if isinstance(expr, tree.Ref) else self.value(expr)

    def beside(self, expr: tree.Expr, choices: tuple[str, ...]) -> Any:
        """The value of an expression that stands beside something that may hold these choices (1.3)."""
        if isinstance(expr, tree.Ref) and expr.name.text in choices:
            return expr.name.text
        if isinstance(expr, tree.IfElse):
            return self.beside(expr.then if self.holds(expr.condition) else expr.otherwise, choices)
        return self.value(expr)

    def choices(self, expr: tree.Expr) -> tuple[str, ...]:
        return self.book.choices(expr, self.own_types, self.it_type)

    def calculated(self, op: str, left: Any, right: Any) -> Any:
        """2.2, 2.4, 2.5"""
        result = self._calculated(op, left, right)
        if isinstance(result, Decimal):
            return result if abs(result) <= GREATEST_DECIMAL else None
        if isinstance(result, int):
            return result if abs(result) <= GREATEST_INT else None
        return result

    def _calculated(self, op: str, left: Any, right: Any) -> Any:
        if left is None or right is None:
            return None
        if isinstance(left, date) and isinstance(right, tree.Duration):
            if isinstance(left, datetime):
                return (after if op == "+" else before)(self.cal, left, right)[0]
            return (last_day if op == "+" else days_before)(self.cal, left, right)[0]
        if isinstance(left, date):
            return (left - right).days
        if op == "/":
            return None if right == 0 else NUMBERS.divide(Decimal(left), Decimal(right))
        if isinstance(left, Decimal) or isinstance(right, Decimal):
            calculate = {"+": NUMBERS.add, "-": NUMBERS.subtract, "*": NUMBERS.multiply}[op]
            return calculate(Decimal(left), Decimal(right))
        return left + right if op == "+" else left - right if op == "-" else left * right

    def compared(self, op: str, left: tree.Expr, right: tree.Expr) -> bool:
        if isinstance(left, SPANS):
            return self.span_compared(op, left, self.value(right))
        if isinstance(right, SPANS):
            return self.span_compared(FLIPPED[op], right, self.value(left))
        choices = self.choices(left) or self.choices(right)
        one, other = self.beside(left, choices), self.beside(right, choices)
        if one is None or other is None:
            return False  # 2.2, `!=` included
        if op in ("=", "!="):
            return (one == other) is (op == "=")
        if choices:  # 2.4: ordered as declared
            one, other = choices.index(one), choices.index(other)
        return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[op]

    def among(self, expr: tree.In) -> bool:
        choices = self.choices(expr.operand)
        value = self.beside(expr.operand, choices)
        if value is None:
            return False  # 2.2, `not in` included
        if expr.bare:
            items = self.value(expr.group[0]) or ()
        else:
            items = tuple(self.beside(item, choices) for item in expr.group)
        return any(item is not None and item == value for item in items) is not expr.negated

    def is_set(self, operand: tree.Expr) -> bool:
        match operand:
            case tree.Elapsed():
                return True
            case tree.Remaining():
                return not self.at_end() and self.clock().limit is not None
            case tree.TimeSince(atom, ever):
                return bool(self.seen(atom, ever))
            case tree.TimeFromTo(beginning, finish):
                return self.from_to(beginning, finish) is not None
            case _:
                return self.value(operand) is not None

    def list_op(self, expr: tree.ListOp) -> Any:
        """2.3: an unset list counts as empty; `sum` of nothing is 0."""
        items = self.named(expr.list.text) or ()
        inner = copy(self)
        kind = self.book.type_of(tree.Ref(expr.list), self.own_types, None)
        inner.it_type = kind.item if isinstance(kind, tree.ListType) else None
        if expr.op == "sum":
            total: Any = 0
            for item in items:
                total = self.calculated("+", total, item)
            return total
        results = []
        for item in items:
            inner.it = item
            results.append(inner.holds(expr.where))
        return {"any": any(results), "all": all(results), "count": sum(results)}[expr.op]

    # history

    def from_history(self, expr: tree.Expr) -> Any:
        match expr:
            case tree.Happened(atom, negated, since, ever):
                return bool(self.seen(atom, ever, since)) is not negated
            case tree.Count(atom, since, ever):
                return len(self.seen(atom, ever, since))
            case tree.Last(event, param, ever):
                given = [
                    seen.record["params"][param.text]
                    for seen in self.seen(tree.Atom(event, "event"), ever)
                    if param.text in seen.record["params"]
                ]
                return given[-1] if given else None
            case tree.Previous(name):
                return self.previous(name.text)
            case tree.ActorOf(event, ever):
                parties = [seen.record["party"] for seen in self.seen(tree.Atom(event, "event"), ever)]
                return parties[-1] if parties else None
            case tree.ScoreOf(party, ever):
                return self.score(self.named(party.text), ever)
            case _:
                raise TypeError(expr)

    def seen(self, atom: tree.Atom, ever: bool = False, since: tree.Name | None = None) -> list[Seen]:
        """3.6: in the present round, or in the whole case; since the last entry of a step, if one is named."""
        found = observations = story.observations(self.records, 0 if ever else story.round_start(self.records))
        if since is not None:
            entries = [seen.place for seen in observations if (seen.kind, seen.name) == ("entry", since.text)]
            found = [seen for seen in observations if not entries or seen.place > entries[-1]]
        return [seen for seen in found if self.matches(atom, seen)]

    def matches(self, atom: tree.Atom, seen: Seen) -> bool:
        """8.5: conditions of atoms are looked at with the data of the moment when they were observed."""
        kind = atom.kind or ("event" if atom.name.text in self.book.events else "step")
        if seen.kind != {"step": "entry"}.get(kind, kind) or seen.name != atom.name.text:
            return False
        if atom.by is not None and seen.record["role"] != atom.by.text:
            return False
        if atom.condition is None:
            return True
        then = copy(self)
        then.fields, then.roles, then.own = seen.fields, seen.roles, seen.own
        then.own_types = self.book.own_params(seen.name) if seen.kind == "event" else {}
        return then.holds(atom.condition)

    def previous(self, field: str) -> Any:
        """3.6: the value before the last record that wrote the field."""
        writing = [index for index, record in enumerate(self.records) if field in record["writes"]]
        if not writing:
            return None
        earlier = story.fields(
            self.book, self.records[: writing[-1]], lambda each: default_of(self.book, self.cal, each)
        )
        return earlier[field]

    def score(self, party: str | None, ever: bool) -> int | None:
        """11: the sum of the year, or of all years, over all cases."""
        if party is None:
            return None
        year = self.cal.day(self.now).year
        total = sum(amount for (who, when), amount in self.scores.items() if who == party and (ever or when == year))
        for record in self.records:
            if ever or self.cal.day(record["at"]).year == year:
                total += sum(
                    effect["amount"]
                    for effect in record["effects"]
                    if effect["kind"] == "score" and effect["party"] == party
                )
        return total

    # spans (4.6)

    def at_end(self) -> bool:
        return story.where(self.records) not in self.book.steps

    def clock(self) -> Clock:
        return Clock(self.book, self.cal, self.records, self.now)

    def span_compared(self, op: str, span: tree.Expr, duration: Any) -> bool:
        if duration is None:
            return False
        match span:
            case tree.TimeSince(atom, ever):
                seen = self.seen(atom, ever)
                return bool(seen) and self._since(op, seen[-1].record["at"], self.now, duration)
            case tree.TimeFromTo(beginning, finish):
                moments = self.from_to(beginning, finish)
                return moments is not None and self._since(op, *moments, duration)
            case tree.Elapsed():
                return self.clock().elapsed(op, duration)
            case tree.Remaining():
                return not self.at_end() and self.clock().remaining(op, duration)
            case tree.Overdue():
                return not self.at_end() and self.clock().overdue_compares(op, duration)

    def _since(self, op: str, begin: datetime, now: datetime, duration: tree.Duration) -> bool:
        return span_holds(self.cal, op, begin, now, duration, Shift(self.cal, [], begin))

    def from_to(self, beginning: tree.Atom, finish: tree.Atom) -> tuple[datetime, datetime] | None:
        """From the last earlier beginning of the round to the last finish."""
        for end in reversed(self.seen(finish)):
            begins = [seen for seen in self.seen(beginning) if seen.place < end.place]
            return (begins[-1].record["at"], end.record["at"]) if begins else None
        return None


def default_of(book: Book, cal: Calendar, field: tree.FieldDecl) -> Any:
    """2.1: without a default it begins unset."""
    if field.default is None:
        return None
    if isinstance(field.default, tree.Ref) and field.default.name.text in choices_of(field.type):
        return field.default.name.text
    return _constant(cal, field.default)


def _constant(cal: Calendar, literal: tree.Expr) -> Any:
    view = View.__new__(View)
    view.cal = cal
    return view.value(literal)
