"""The variables that conditions speak of, each with its cells.

Fields, assigned roles and slots of history are *tracked*: the data flow knows what they may hold in each step.
Everything else (parameters, spans of time, sums, comparisons of two terms) is *local*: it may be anything whenever it
is looked at. Guarantees: one variable for one term, whoever asks; `bases` says which variables share a source and so
may hang together.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from closedloop.check.flow.domains import UNSET, Cell, Domain, domain_of
from closedloop.check.flow.formulas import PATIENCE, Formula
from closedloop.check.flow.walk import places, within
from closedloop.model import expressions as ex
from closedloop.model import process as model
from closedloop.model.durations import Duration
from closedloop.model.process import Type
from closedloop.model.types import BOOL, DATE, DECIMAL, DURATION, INT, PARTY, TEXT, TIME

Key = tuple[Any, ...]
COUNT = Type("int", low=0)
PAIR = Domain("choices", (Cell("less"), Cell("equal"), Cell("greater")), TEXT)
SAME = Domain("choices", (Cell("equal"), Cell("different")), TEXT)


class Variables:
    """The variables of a process; local ones come into being when they are first asked for."""

    def __init__(self, process: model.Process) -> None:
        self.process = process
        self.fields = {each.name: each for each in process.fields}
        self.assigned = frozenset(each.name for each in process.roles if each.assigned)
        self.lists = {each.name: each for each in process.lists}
        self.params = {(event.name, each.name): each for event in process.events for each in event.params}
        self.domains: list[Domain] = []
        self.full: list[int] = []
        self.terms: list[tuple[ex.Expr | None, str | None]] = []
        self.bases: list[frozenset[Hashable]] = []
        self.patience = PATIENCE
        self.offsets: list[int] = [0]
        self.regions: list[int] = []
        """Where the cells of a tracked variable stand in the bits of `closedloop.check.flow.facts.Facts`."""
        self.implied: dict[int, Formula] = {}
        """What is set together, by the variable that tells it; see `closedloop.check.flow.knowledge`."""
        self._index: dict[Key, int] = {}
        self._constants: dict[Key, list[Any]] = {}
        self._amounts: dict[tuple[ex.Span, str], list[int]] = {}
        for place in places(process):
            for expr in within(place.expr):
                self._gather(expr, place.event)
        self._declare()

    def _declare(self) -> None:
        for name in self.fields:
            self._simple(("field", name), ex.FieldRef(name), None, unset=True)
        for name in sorted(self.assigned):
            self._simple(("role", name), ex.RoleRef(name), None, unset=True)
        for number, slot in enumerate(self.process.slots):
            count = isinstance(slot, model.CountSlot)
            if count:
                self._constants.setdefault(("slot", number), []).extend((0, 1))
            self._simple(("slot", number), ex.SlotValue(number), None, unset=not count)
        self.tracked = len(self.domains)
        for full in self.full:
            self.offsets.append(self.offsets[-1] + full.bit_length())
        self.regions = [full << offset for full, offset in zip(self.full, self.offsets, strict=False)]
        self.overdue = self.add(("overdue",), domain_of(BOOL, ()), (ex.OverdueNow(), None))
        self.limited = self.add(("limited",), domain_of(DURATION, ()), (None, None), unset=True)

    def _simple(self, key: Key, expr: ex.Expr, event: str | None, *, unset: bool) -> int:
        found = self._index.get(key)
        return self.add(key, self.domain(expr, event), (expr, event), unset=unset) if found is None else found

    def add(
        self,
        key: Key,
        domain: Domain,
        term: tuple[ex.Expr | None, str | None],
        *,
        unset: bool = False,
        bases: frozenset[Hashable] = frozenset(),
    ) -> int:
        """The variable of the key; a new one if there is none yet."""
        if key not in self._index:
            self._index[key] = len(self.domains)
            self.domains.append(domain)
            self.full.append(domain.set | (UNSET if unset else 0))
            self.terms.append(term)
            self.bases.append(bases or frozenset((self._index[key],)))
        return self._index[key]

    # ------------------------------------------------------------------------------------------------ looking up

    def find(self, key: Key) -> int | None:
        """The variable of the key, if there is one already."""
        return self._index.get(key)

    def tracked_name(self, name: str) -> int:
        """The variable of a field or of an assigned role."""
        return self._index[("field", name) if name in self.fields else ("role", name)]

    def slot(self, number: int) -> int:
        return self._index["slot", number]

    def plain(self, expr: ex.Expr, event: str | None) -> int | None:
        """The variable of a name or a slot; None for every other expression."""
        match expr:
            case ex.FieldRef(name):
                return self._index["field", name]
            case ex.RoleRef(name) if name in self.assigned:
                return self._index["role", name]
            case ex.SlotValue(number):
                return self._index["slot", number]
            case ex.ParamRef(name):
                param = self.params.get((event or "", name))
                unset = param is None or param.optional
                return self._simple(("param", event, name), expr, event, unset=unset)
            case _:
                return None

    def holds_name(self, var: int) -> str | None:
        """The field or role of a variable."""
        expr = self.terms[var][0]
        return expr.name if isinstance(expr, (ex.FieldRef, ex.RoleRef)) else None

    # ----------------------------------------------------------------------------------------------------- types

    def domain(self, expr: ex.Expr, event: str | None) -> Domain:
        """The cells of a term, cut at all constants that it is compared with anywhere."""
        return domain_of(self.type_of(expr, event), self._constants.get(self._family(expr, event), ()))

    def type_of(self, expr: ex.Expr, event: str | None) -> Type:
        """The type of a value; that of a condition is bool."""
        match expr:
            case ex.Const(type=kind):
                return Type(kind)
            case ex.FieldRef(name):
                return self.fields[name].type
            case ex.ParamRef(name):
                return self._param_type(event or "", name)
            case ex.RoleRef() | ex.ActorNow():
                return PARTY
            case ex.SlotValue(number):
                return self._slot_type(self.process.slots[number])
            case ex.Neg(operand):
                return _unbounded(self.type_of(operand, event))
            case ex.Arith():
                return self._computed_type(expr, event)
            case ex.If(_, then, otherwise):
                return _either(self.type_of(then, event), self.type_of(otherwise, event))
            case ex.Today():
                return DATE
            case ex.Now():
                return TIME
            case ex.ScoreOf():
                return INT
            case ex.ListOp(op="count"):
                return COUNT
            case ex.ListOp(op="sum"):
                return DECIMAL
            case _:
                return BOOL

    def _param_type(self, event: str, name: str) -> Type:
        param = self.params.get((event, name))
        if param is None:
            return DURATION if name == "by" else TEXT
        return param.type

    def _slot_type(self, slot: model.Slot) -> Type:
        match slot:
            case model.CountSlot():
                return COUNT
            case model.LastSlot(event, param):
                return self._param_type(event, param)
            case model.PreviousSlot(field):
                return self.fields[field].type
            case model.ActorSlot():
                return PARTY
            case _:
                return DURATION

    def _computed_type(self, expr: ex.Arith, event: str | None) -> Type:
        left, right = self.type_of(expr.left, event), self.type_of(expr.right, event)
        if left.kind in ("date", "time"):
            return INT if right.kind == "date" else left
        return INT if left.kind == right.kind == "int" and expr.op != "/" else DECIMAL

    # ------------------------------------------------------------------------------------------------- constants

    def _family(self, expr: ex.Expr, event: str | None) -> Key:
        """What shares its constants: the last value of a parameter is cut like the parameter."""
        match expr:
            case ex.SlotValue(number):
                match self.process.slots[number]:
                    case model.LastSlot(of, name):
                        param = self.params.get((of, name))
                        return ("param", of, name) if param is None or param.use == "own" else ("name", name)
                    case model.PreviousSlot(name):
                        return ("name", name)
                return ("slot", number)
            case ex.FieldRef(name) | ex.RoleRef(name):
                return ("name", name)
            case ex.ParamRef(name):
                return ("param", event, name)
            case _:
                return ("term", event, expr)

    def _gather(self, expr: ex.Expr, event: str | None) -> None:
        for term, value in _comparisons(expr, self.lists):
            self._constants.setdefault(self._family(term, event), []).append(value)
        if isinstance(expr, ex.CompareSpan) and isinstance(expr.duration, ex.Const):
            assert isinstance(expr.duration.value, Duration)
            for amount, unit in expr.duration.value.parts:
                self._amounts.setdefault((expr.span, unit), []).append(amount)

    def amounts(self, span: ex.Span, unit: str) -> list[int]:
        """All amounts of the unit that the span is compared with, wherever."""
        return self._amounts.get((span, unit), [])


def _comparisons(expr: ex.Expr, lists: dict[str, model.ListDecl]) -> list[tuple[ex.Expr, Any]]:
    """The terms that an expression compares with constants, directly."""
    match expr:
        case ex.Compare(_, ex.Const(value), term) | ex.Compare(_, term, ex.Const(value)) if value is not None:
            return [(term, value)]
        case ex.In(operand, items, among):
            listed = lists[among.name].values if isinstance(among, ex.ListRef) else ()
            constants = [item.value for item in items if isinstance(item, ex.Const)]
            return [(operand, value) for value in (*constants, *listed) if value is not None]
        case _:
            return []


def _unbounded(type: Type) -> Type:
    return Type(type.kind) if type.kind == "int" else type


def _either(one: Type, other: Type) -> Type:
    if one == other:
        return one
    if one.kind != other.kind:
        return DECIMAL
    return one if one.kind == "enum" and len(one.choices) >= len(other.choices) else _unbounded(one)
