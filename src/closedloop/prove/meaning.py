"""Conditions and values of the process as terms: what a system knows of them, and a guess where it does not.

Guarantees: whatever a condition can be in the process, its term can be for some guess; without a guess both are always
the same.
"""

from __future__ import annotations

from typing import cast

from attrs import frozen

from closedloop.model.expressions import (
    ActorNow,
    And,
    Arith,
    Compare,
    CompareSpan,
    Const,
    ElapsedSpan,
    Expr,
    FieldRef,
    If,
    In,
    IsSet,
    ListRef,
    Neg,
    Not,
    Now,
    Or,
    OverdueNow,
    OverdueSpan,
    ParamRef,
    RemainingSpan,
    RoleRef,
    SinceSpan,
    SlotValue,
    Today,
    Value,
)
from closedloop.model.process import Process, Type
from closedloop.prove.domains import Domain, Range
from closedloop.prove.landmarks import DUE, KEPT, MIRRORED, STAY, About, Against, Days, against_today, clock
from closedloop.prove.reads import PARTY, Reads
from closedloop.prove.running import Run, among
from closedloop.prove.signs import LARGER, SAME, SMALLER, UNKNOWN, Pair, codes, find, outgrown
from closedloop.prove.terms import (
    FALSE,
    Num,
    Term,
    add,
    at_most,
    both,
    choose,
    either,
    equal,
    least,
    less,
    negated,
    num,
    one_of,
)

EXPIRED = "expired"
UNSET = Num(0)


@frozen
class Coded:
    """A value told by its code."""

    domain: Domain
    term: Term


@frozen
class Known:
    """One value."""

    value: Value


Abstract = Coded | Known | None
"""None: nothing is known."""


class Meaning:
    """The meaning of one process's expressions, as far as `reads` follows its values."""

    def __init__(self, process: Process, reads: Reads, days: Days | None = None) -> None:
        self.process = process
        self.days = days
        self.reads = reads
        self._assigned = {role.name for role in process.roles if role.assigned}
        self._lists = {each.name: each.values for each in process.lists}

    # ----------------------------------------------------------------------------------------------------- conditions

    def holds(self, expr: Expr | None, run: Run) -> Term:
        """Whether the condition holds; none always does."""
        if expr is None:
            return num(True)
        against = against_today(expr, self.days.dates) if self.days is not None else None
        if against is not None:
            return self._today(against, expr, run)
        match expr:
            case Const():
                return num(expr.value is True)
            case Not():
                return negated(self.holds(expr.operand, run))
            case And():
                return both(*(self.holds(each, run) for each in expr.items))
            case Or():
                return either(*(self.holds(each, run) for each in expr.items))
            case Compare():
                return self._compare(expr, run)
            case In():
                return self._among(expr, run)
            case IsSet():
                return self._is_set(expr.operand, run)
            case If():
                condition = self.holds(expr.condition, run)
                return choose(condition, self.holds(expr.then, run), self.holds(expr.otherwise, run))
            case CompareSpan():
                return run.guess(eventually=_eventually(expr))
            case OverdueNow():
                return run.read(EXPIRED)
            case FieldRef() | ParamRef() | SlotValue():
                value = self.value(expr, run)
                if isinstance(value, Coded) and value.domain.kind == "points":
                    code = value.domain.code(True)
                    return FALSE if code is None else equal(value.term, Num(code))
        return run.guess()

    def _today(self, against: Against, expr: Expr, run: Run) -> Term:
        """Today against a landmark: for whoever follows days to decide, if there is such a day at all."""
        base = against.landmark.base
        there = num(True) if base in (STAY, DUE) else negated(equal(run.read(clock(base)), UNSET))
        if there == FALSE:
            return FALSE
        about = About(against, run.dated.get(clock(base), Num(KEPT)))
        return both(there, run.guess(eventually=_eventually(expr), about=about))

    def there(self, field: str, run: Run) -> Term:
        """Whether the field has a value."""
        return self._is_set(FieldRef(field), run) if ("field", field) in self.reads.relevant else run.guess()

    def _is_set(self, operand: Expr, run: Run) -> Term:
        value = self.value(operand, run)
        if isinstance(value, Known):
            return num(value.value is not None)
        return run.guess() if value is None else negated(equal(value.term, UNSET))

    def _among(self, expr: In, run: Run) -> Term:
        items = expr.items
        if isinstance(expr.among, ListRef):
            items = tuple(Const(each, "text") for each in self._lists.get(expr.among.name, ()))
        elif expr.among is not None:
            return run.guess()
        found = either(*(self._compare(Compare("=", expr.operand, item), run) for item in items))
        return both(negated(found), self._is_set(expr.operand, run)) if expr.negated else found

    def _sign(self, expr: Compare, run: Run) -> Term | None:
        """A comparison by the sign that is remembered of its sides; None if none is."""
        found = find(self.reads.pairs, expr)
        if found is None:
            return None
        pair, turned = found
        self._know_sign(pair, run)
        there = self._there(pair, run)
        op = MIRRORED[expr.op] if turned else expr.op
        return both(there, one_of(run.read(pair.name), codes(op)))

    def _there(self, pair: Pair, run: Run) -> Term:
        return both(*(negated(equal(run.read(f"field:{name}"), UNSET)) for name in pair.fields))

    def _know_sign(self, pair: Pair, run: Run) -> None:
        """The sign of a pair is looked at: guessed if it is not known (where a side is unset it does not matter)."""
        if pair.name in run.looked_at:
            return
        sign = run.read(pair.name)
        unknown = equal(sign, Num(UNKNOWN))
        if unknown != FALSE:
            there = self._there(pair, run)
            wanted = outgrown(pair, run.large_beside([f"field:{name}" for name in pair.fields]))
            guess = run.choices.guess((SMALLER, SAME, LARGER), wanted) if there != FALSE else FALSE
            guess = choose(there, guess, Num(SMALLER))
            run.write(pair.name, choose(unknown, guess, sign))
        run.looked_at |= {pair.name}

    def _compare(self, expr: Compare, run: Run) -> Term:
        by_sign = self._sign(expr, run)
        if by_sign is not None:
            return by_sign
        left, right = self._shifted(expr.left, run), self._shifted(expr.right, run)
        op = expr.op
        if isinstance(left[0], Known) and not isinstance(right[0], Known):
            left, right, op = right, left, MIRRORED[op]
        (one, moved), (other, moved_too) = left, right
        if isinstance(one, Coded) and isinstance(other, Known):
            return self._against(one, op, other.value, moved, expr.order, run)
        if isinstance(one, Coded) and isinstance(other, Coded) and one.domain == other.domain and moved == moved_too:
            return self._coded(one, op, other, run)
        if isinstance(one, Known) and isinstance(other, Known) and moved == moved_too == 0 and not expr.order:
            return _constants(op, one.value, other.value)
        return run.guess()

    def _shifted(self, expr: Expr, run: Run) -> tuple[Abstract, int]:
        shifted = self.reads.shifted(expr, run.event)
        if shifted is not None and shifted[1]:
            node, by = shifted
            return Coded(self.reads.domain(node), self._node(node, run)), by
        return self.value(expr, run), 0

    def _against(self, one: Coded, op: str, constant: Value, moved: int, order: tuple[str, ...], run: Run) -> Term:
        if constant is None:
            return FALSE
        if moved:
            constant = constant - moved  # type: ignore[operator]
        if order and op not in ("=", "!="):
            where = order.index(str(constant))
            codes = tuple(
                code
                for code, cell in enumerate(one.domain.cells, 1)
                if cell in order and ORDERED[op](order.index(str(cell)), where)
            )
            return among(one.term, codes, one.domain.size)
        found = one.domain.compared(op, constant)
        if found is None:
            return both(negated(equal(one.term, UNSET)), run.guess())
        return among(one.term, found, one.domain.size)

    def _coded(self, one: Coded, op: str, other: Coded, run: Run) -> Term:
        """Two values told by the same cells: unsure only where both lie in one cell that holds many values."""
        are_set = both(negated(equal(one.term, UNSET)), negated(equal(other.term, UNSET)))
        domain = one.domain
        if domain.kind == "opaque":
            return both(are_set, run.guess())
        compared = _by_code(op, one.term, other.term)
        many = _of_many(domain)
        if many:
            torn = both(equal(one.term, other.term), among(one.term, many, domain.size))
            if torn != FALSE:
                compared = choose(torn, run.guess(), compared)
        return both(are_set, compared)

    # --------------------------------------------------------------------------------------------------------- values

    def value(self, expr: Expr, run: Run) -> Abstract:
        """What is known of the value."""
        match expr:
            case Const():
                return Known(expr.value)
            case FieldRef():
                return self._of(("field", expr.name), run)
            case ParamRef():
                node = self.reads.param(run.event or "", expr.name)
                return self._of(node, run)
            case SlotValue():
                return self._of(("slot", str(expr.slot)), run)
            case RoleRef():
                return self._of(("role", expr.name), run) if expr.name in self._assigned else Known(expr.name)
            case ActorNow():
                if run.by_clock:
                    return Known("clock")
                return None if run.actor is None else Coded(self.reads.domain(PARTY), run.actor)
        return None

    def _of(self, node: tuple[str, ...], run: Run) -> Coded:
        return Coded(self.reads.domain(node), self._node(node, run))

    def _node(self, node: tuple[str, ...], run: Run) -> Term:
        if node[0] == "param":
            return run.given.get(node[2], UNSET)
        return run.read(":".join(node))

    def assigned(self, name: str, type_: Type, expr: Expr, run: Run) -> Term:
        """The code of what is assigned to a field."""
        domain = self.reads.domain(("field", name))
        if isinstance(expr, If):
            condition = self.holds(expr.condition, run)
            return choose(
                condition, self.assigned(name, type_, expr.then, run), self.assigned(name, type_, expr.otherwise, run)
            )
        value, by = self._shifted(expr, run)
        if isinstance(value, Known) and by == 0:
            code = domain.code(_clamped(value.value, type_))
            return run.guess(domain.codes) if code is None else Num(code)
        if isinstance(value, Coded) and value.domain == domain:
            moved = _moved(domain, value.term, by)
            if moved is not None:
                return _into(moved, domain, type_)
        if domain.kind == "opaque" and domain.size == 2:
            return self._whether_there(expr, run)
        there = self._whether_there(expr, run)
        return choose(there, run.guess(domain.within(type_)), UNSET)

    def _whether_there(self, expr: Expr, run: Run) -> Term:
        """Whether an expression has a value, which is all that is told of it."""
        match expr:
            case Today() | Now() | ActorNow():
                return num(True)
            case Neg():
                return self._whether_there(expr.operand, run)
            case Arith() if expr.op != "/":
                return both(self._whether_there(expr.left, run), self._whether_there(expr.right, run))
        return self._is_set(expr, run)


ORDERED = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _eventually(compared: Expr) -> int | None:
    """What the comparison comes to if nothing happens for long enough; None where that cannot be said."""
    if not isinstance(compared, CompareSpan):
        return None
    if isinstance(compared.span, ElapsedSpan):
        return int(compared.op in (">", ">=", "!="))
    if isinstance(compared.span, (SinceSpan, OverdueSpan)) and compared.op in ("<", "<=", "="):
        return 0  # also if there is no such span
    return 0 if isinstance(compared.span, RemainingSpan) and compared.op in (">", ">=", "=") else None


def _constants(op: str, left: Value, right: Value) -> Term:
    if left is None or right is None:
        return FALSE
    if op in ("=", "!="):
        return num((left == right) == (op == "="))
    return num(ORDERED[op](left, right))


def _by_code(op: str, left: Term, right: Term) -> Term:
    match op:
        case "=":
            return equal(left, right)
        case "!=":
            return negated(equal(left, right))
        case "<":
            return less(left, right)
        case "<=":
            return at_most(left, right)
        case ">":
            return less(right, left)
    return at_most(right, left)


def _of_many(domain: Domain) -> tuple[int, ...]:
    """The cells of more than one value."""
    if domain.kind == "counter":
        return (domain.top,)
    if domain.kind == "names" and not domain.individual:
        return tuple(range(domain.size - domain.others, domain.size))
    if domain.kind == "ranges":
        ranges = cast(tuple[Range, ...], domain.cells)
        return tuple(code for code, (low, high) in enumerate(ranges, 1) if low is None or low != high)
    return ()


def _moved(domain: Domain, term: Term, by: int) -> Term | None:
    """The code of a number that is so much larger; None where codes do not tell."""
    if by == 0:
        return term
    if domain.kind == "points" or (domain.kind == "counter" and by > 0):
        moved = least(add(term, Num(by)), Num(domain.top))
        if by < 0:
            moved = choose(less(add(term, Num(by)), Num(1)), Num(1), add(term, Num(by)))
        return choose(equal(term, UNSET), UNSET, moved)
    return None


def _clamped(value: Value, type_: Type) -> Value:
    if type_.kind == "int" and isinstance(value, int) and not isinstance(value, bool):
        if type_.low is not None:
            value = max(value, type_.low)
        if type_.high is not None:
            value = min(value, type_.high)
    return value


def _into(term: Term, domain: Domain, type_: Type) -> Term:
    """The nearest end of the type's range."""
    if type_.kind != "int" or domain.kind not in ("points", "counter"):
        return term
    low = domain.code(type_.low) if type_.low is not None else None
    high = domain.code(type_.high) if type_.high is not None else None
    if high is not None and high < domain.top:
        term = least(term, Num(high))
    if low is not None and low > 1:
        term = choose(both(negated(equal(term, UNSET)), less(term, Num(low))), Num(low), term)
    return term
