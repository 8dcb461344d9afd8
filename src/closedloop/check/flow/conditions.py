"""Conditions of the model as formulas over cells.

Guarantees: the formula holds for the cells of the values with which the condition holds (semantics, 2). Exact for
comparisons of terms with constants; what compares two terms, or asks something that has no cells, becomes a variable of
its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from fractions import Fraction

from closedloop.check.flow.domains import FLIPPED, OPERATORS, Cell, Domain, domain_of, place_of
from closedloop.check.flow.formulas import FALSE, TRUE, All, Any, Formula, Lit, all_of, any_of, negation
from closedloop.check.flow.variables import PAIR, SAME, Variables
from closedloop.check.flow.walk import parts, within
from closedloop.model import expressions as ex
from closedloop.model import process as model
from closedloop.model.durations import Duration
from closedloop.model.expressions import Value
from closedloop.model.types import BOOL, DURATION

_ORDERED = ("int", "decimal", "date", "time", "enum")
_PAIR_CELLS = {"=": ("equal",), "!=": ("less", "greater"), "<": ("less",), "<=": ("less", "equal")}
_WHOLE = ("days",)
"""Units of which there is nothing between one amount and the next."""


class Conditions:
    """Compiles conditions; each of them once."""

    def __init__(self, variables: Variables) -> None:
        self.variables = variables
        self._compiled: dict[tuple[str | None, ex.Expr], Formula] = {}

    def formula(self, expr: ex.Expr, event: str | None) -> Formula:
        """What holds where the condition holds; `event` is the one whose parameters have names in it."""
        key = event, expr
        if key not in self._compiled:
            self._compiled[key] = self._formula(expr, event)
        return self._compiled[key]

    def _formula(self, expr: ex.Expr, event: str | None) -> Formula:
        match expr:
            case ex.Const(value):
                return TRUE if value is True else FALSE
            case ex.Not(operand):
                return negation(self.formula(operand, event))
            case ex.And(items):
                return all_of(self.formula(each, event) for each in items)
            case ex.Or(items):
                return any_of(self.formula(each, event) for each in items)
            case ex.If(condition, then, otherwise):
                asked = self.formula(condition, event)
                yes, no = self.formula(then, event), self.formula(otherwise, event)
                return any_of((all_of((asked, yes)), all_of((negation(asked), no))))
            case ex.Compare(op, left, right):
                return self._compare(op, left, right, event)
            case ex.CompareSpan(op, span, duration):
                return self._compare_span(expr, op, span, duration, event)
            case ex.In():
                return self._member(expr, event)
            case ex.IsSet(operand):
                return self._is_set(operand, event)
            case ex.OverdueNow():
                return self._lit(self.variables.overdue, "=", True)
            case _:
                return self._truth(expr, event)

    def _truth(self, expr: ex.Expr, event: str | None) -> Formula:
        """A name of type bool, or something that has no parts of its own."""
        var = self.variables.plain(expr, event)
        if var is not None:
            return self._lit(var, "=", True)
        opaque = self._lit(self._opaque(expr, event), "=", True)
        if isinstance(expr, ex.ListOp) and expr.op in ("any", "all"):
            listed = self._is_set(expr.list, event)
            return all_of((listed, opaque)) if expr.op == "any" else any_of((negation(listed), opaque))
        return opaque

    def _lit(self, var: int, op: str, value: object) -> Lit:
        return Lit(var, self.variables.domains[var].where(op, value), self.variables.full[var])

    def set_of(self, var: int) -> Formula:
        """The variable is set."""
        mask, full = self.variables.domains[var].set, self.variables.full[var]
        return TRUE if mask == full else Lit(var, mask, full)

    # ---------------------------------------------------------------------------------------------- comparisons

    def _compare(self, op: str, left: ex.Expr, right: ex.Expr, event: str | None) -> Formula:
        if isinstance(left, ex.Const):
            if isinstance(right, ex.Const):
                return _of_constants(op, left, right)
            left, right, op = right, left, FLIPPED[op]
        if isinstance(right, ex.Const):
            return self._compare_constant(op, left, right, event)
        return self._compare_terms(op, left, right, event)

    def _compare_constant(self, op: str, left: ex.Expr, right: ex.Const, event: str | None) -> Formula:
        if right.value is None:
            return FALSE
        if isinstance(left, ex.RoleRef) and left.name not in self.variables.assigned:
            return TRUE if OPERATORS[op](left.name, right.value) else FALSE
        if isinstance(right.value, (Duration, tuple)):
            return self._compare_terms(op, left, right, event)
        var, needed = self._term(left, event)
        if self.variables.domains[var].kind == "thing":
            return self._compare_terms(op, left, right, event)
        return all_of((*needed, self._lit(var, op, right.value)))

    def _term(self, expr: ex.Expr, event: str | None) -> tuple[int, list[Formula]]:
        """The variable of a term, and what must be set for it to be set."""
        var = self.variables.plain(expr, event)
        if var is not None:
            return var, []
        unset = any(may_be_unset_by_itself(each) for each in within(expr))
        domain = self.variables.domain(expr, event)
        key = ("term", event, expr)
        var = self.variables.add(key, domain, (expr, event), unset=unset, bases=self._bases(expr, event))
        return var, self.needed(expr, event)

    def needed(self, expr: ex.Expr, event: str | None) -> list[Formula]:
        """What is set wherever the value is set."""
        var = self.variables.plain(expr, event)
        if var is not None:
            return [self.set_of(var)]
        if isinstance(expr, (ex.Arith, ex.Neg, ex.ScoreOf)):
            return [each for part in parts(expr) for each in self.needed(part, event)]
        return []

    def _compare_terms(self, op: str, left: ex.Expr, right: ex.Expr, event: str | None) -> Formula:
        needed = [*self.needed(left, event), *self.needed(right, event)]
        if repr(right) < repr(left):
            left, right, op = right, left, FLIPPED[op]
        if left == right:
            return all_of((*needed, TRUE if op in ("=", "<=", ">=") else FALSE))
        ordered = self.variables.type_of(left, event).kind in _ORDERED
        bases = self._bases(left, event) | self._bases(right, event)
        unset = any(may_be_unset_by_itself(each) for side in (left, right) for each in within(side))
        pair = ex.Compare("=", left, right)
        domain = PAIR if ordered else SAME
        var = self.variables.add(("pair", event, left, right), domain, (pair, event), unset=unset, bases=bases)
        return all_of((*needed, Lit(var, _pair_mask(domain, op), self.variables.full[var])))

    def _bases(self, expr: ex.Expr, event: str | None) -> frozenset[Hashable]:
        """The variables that a term is made of; things without a variable stand for themselves."""
        found: set[Hashable] = set()
        for each in within(expr):
            var = self.variables.plain(each, event)
            if var is not None:
                found.add(var)
            elif isinstance(each, (ex.Today, ex.Now)):
                found.add("time")
            elif isinstance(each, (ex.ActorNow, ex.ScoreOf, ex.OverdueNow)):
                found.add(type(each).__name__)
            elif isinstance(each, ex.CompareSpan):
                found |= self._span_bases(each.span)
        return frozenset(found)

    # ------------------------------------------------------------------------------------------------- the rest

    def _member(self, expr: ex.In, event: str | None) -> Formula:
        var, values = self.variables.plain(expr.operand, event), self._listed(expr)
        if var is not None and values is not None and self.variables.domains[var].kind != "thing":
            domain = self.variables.domains[var]
            mask = domain.among(values)
            return Lit(var, domain.set & ~mask if expr.negated else mask, self.variables.full[var])
        if expr.among is None:
            inside = any_of(self._compare("=", expr.operand, item, event) for item in expr.items)
        elif isinstance(expr.among, ex.ListRef):
            listed = self.variables.lists[expr.among.name]
            constants = (ex.Const(value, listed.kind) for value in listed.values)
            inside = any_of(self._compare("=", expr.operand, item, event) for item in constants)
        else:
            plain = ex.In(expr.operand, among=expr.among)
            inside = all_of((*self.needed(expr.operand, event), self._lit(self._opaque(plain, event), "=", True)))
        if not expr.negated:
            return merged(inside)
        return merged(all_of((self._is_set(expr.operand, event), negation(inside))))

    def _listed(self, expr: ex.In) -> list[Value] | None:
        """The constants that are looked among; None if they are not all constants."""
        if isinstance(expr.among, ex.ListRef):
            return list(self.variables.lists[expr.among.name].values)
        if expr.among is not None or not all(isinstance(each, ex.Const) for each in expr.items):
            return None
        return [each.value for each in expr.items if isinstance(each, ex.Const)]

    def _is_set(self, operand: ex.Expr, event: str | None) -> Formula:
        var = self.variables.plain(operand, event)
        if var is not None:
            return self.set_of(var)
        needed = self.needed(operand, event)
        if any(may_be_unset_by_itself(each) for each in within(operand)):
            opaque = self._opaque(ex.IsSet(operand), event)
            return all_of((*needed, self._lit(opaque, "=", True)))
        return all_of(needed)

    def _opaque(self, expr: ex.Expr, event: str | None) -> int:
        bases = self._bases(expr, event)
        return self.variables.add(("opaque", event, expr), domain_of(BOOL, ()), (expr, event), bases=bases)

    def _compare_span(
        self, expr: ex.CompareSpan, op: str, span: ex.Span, duration: ex.Expr, event: str | None
    ) -> Formula:
        needed = self._span_set(span)
        if not isinstance(duration, ex.Const) or not isinstance(duration.value, Duration):
            same = ex.CompareSpan("=", span, duration)
            bases = self._bases(duration, event) | self._span_bases(span)
            var = self.variables.add(("span", event, span, duration), PAIR, (same, event), bases=bases)
            mask = _pair_mask(PAIR, op)
            return all_of((*needed, *self.needed(duration, event), Lit(var, mask, self.variables.full[var])))
        if len(duration.value.parts) > 1:
            same = ex.CompareSpan("=", span, duration)
            var = self.variables.add(("span", span, duration), PAIR, (same, event), bases=self._span_bases(span))
            return all_of((*needed, Lit(var, _pair_mask(PAIR, op), self.variables.full[var])))
        amount, unit = duration.value.parts[0]
        var = self._span_in(span, unit)
        return all_of((*needed, self._lit(var, op, amount)))

    def _span_in(self, span: ex.Span, unit: str) -> int:
        """The variable of a span measured in one unit."""
        key = ("span", span, unit)
        found = self.variables.find(key)
        if found is not None:
            return found
        kind = model.Type("int") if unit in _WHOLE else model.Type("decimal")
        cut = domain_of(kind, self.variables.amounts(span, unit))
        cells = cut.cells if isinstance(span, ex.RemainingSpan) else tuple(map(_not_negative, cut.cells))
        term = ex.CompareSpan("=", span, ex.Const(Duration(((1, unit),)), "duration"))  # type: ignore[arg-type]
        bases = self._span_bases(span)
        return self.variables.add(key, Domain("line", cells, DURATION), (term, None), bases=bases)

    def _span_bases(self, span: ex.Span) -> frozenset[Hashable]:
        if isinstance(span, (ex.SinceSpan, ex.FromToSpan)):
            return frozenset((span, self.variables.slot(span.slot)))
        return frozenset((span,))

    def _span_set(self, span: ex.Span) -> list[Formula]:
        match span:
            case ex.RemainingSpan():
                return [self.set_of(self.variables.limited)]
            case ex.OverdueSpan():
                return [self._lit(self.variables.overdue, "=", True)]
            case ex.SinceSpan(slot) | ex.FromToSpan(slot):
                return [self.set_of(self.variables.slot(slot))]
            case _:
                return []


def merged(formula: Formula) -> Formula:
    """Alternatives for one and the same variable as one."""
    if not isinstance(formula, Any) or not all(isinstance(each, Lit) for each in formula.items):
        return formula
    masks: dict[int, Lit] = {}
    for each in formula.items:
        assert isinstance(each, Lit)
        old = masks.get(each.var)
        masks[each.var] = each if old is None else Lit(each.var, old.mask | each.mask, each.full)
    return any_of(masks.values())


def may_be_unset_by_itself(expr: ex.Expr) -> bool:
    """Whether a value can be unset although everything in it is set."""
    if isinstance(expr, ex.Arith):
        return expr.op == "/"
    return isinstance(expr, ex.If) or (isinstance(expr, ex.Const) and expr.value is None)


def literals(formula: Formula) -> Iterable[Lit]:
    """All comparisons in a formula."""
    if isinstance(formula, Lit):
        yield formula
    else:
        assert isinstance(formula, (All, Any))
        for each in formula.items:
            yield from literals(each)


def _not_negative(cell: Cell) -> Cell:
    if cell.low is None and cell.high is not None:
        return Cell(Fraction(cell.high) / 2 if cell.high > 1 else 0, 0, cell.high)
    return cell


def _pair_mask(domain: Domain, op: str) -> int:
    if domain is SAME:
        return domain.holding("equal" if op == "=" else "different")
    if op in (">", ">="):
        return domain.set & ~_pair_mask(domain, "<=" if op == ">" else "<")
    mask = 0
    for each in _PAIR_CELLS[op]:
        mask |= domain.holding(each)
    return mask


def _of_constants(op: str, left: ex.Const, right: ex.Const) -> Formula:
    if left.value is None or right.value is None or isinstance(left.value, (Duration, tuple)):
        return FALSE
    if isinstance(left.value, str):
        return TRUE if OPERATORS[op](left.value, right.value) else FALSE
    return TRUE if OPERATORS[op](place_of(left.value), place_of(right.value)) else FALSE
