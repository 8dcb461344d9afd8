"""Terms and values in the author's words, as parameters of messages.

A witness reads `opinion` is `dissatisfied` and `count visit` is 0: names as they were written, one example value of a
cell.
"""

from __future__ import annotations

from closedloop.check.flow.domains import Cell, value_at
from closedloop.check.flow.variables import Variables
from closedloop.messages import Phrase
from closedloop.model import expressions as ex
from closedloop.model import process as model
from closedloop.model.durations import Duration

Words = str | Phrase


class Wording:
    """Puts variables and expressions of a process into words."""

    def __init__(self, variables: Variables) -> None:
        self.variables = variables

    def claim(self, var: int, mask: int) -> Phrase:
        """What one variable is, in a case that the mask allows; set rather than unset."""
        domain = self.variables.domains[var]
        term, _ = self.variables.terms[var]
        if isinstance(term, ex.OverdueNow):
            return Phrase("flow.overdue" if mask & domain.holding(True) else "flow.not_overdue")
        if not mask & domain.set:
            return Phrase("flow.unset", {"term": self.of_variable(var)})
        cell = next(each for place, each in enumerate(domain.cells) if mask & (2 << place))
        if isinstance(term, ex.CompareSpan):
            return self._span_claim(term, cell)
        if isinstance(term, ex.Compare) and isinstance(cell.example, str):
            return self._pair_claim(term, cell.example)
        if domain.kind == "thing":
            return Phrase("flow.set", {"term": self.of_variable(var)})
        if cell.other:
            return Phrase("flow.other" if len(domain.cells) > 1 else "flow.set", {"term": self.of_variable(var)})
        return Phrase("flow.is", {"term": self.of_variable(var), "value": self._value(var, cell)})

    def _value(self, var: int, cell: Cell) -> object:
        domain = self.variables.domains[var]
        if domain.kind == "line":
            return value_at(cell.example, domain.type.kind)
        return Phrase("flow.name", {"name": cell.example}) if isinstance(cell.example, str) else cell.example

    def _span_claim(self, term: ex.CompareSpan, cell: Cell) -> Phrase:
        span = self.span(term.span)
        if isinstance(cell.example, str):
            params = {"term": span, "value": self.of(term.duration)}
            return Phrase(f"flow.{cell.example}", params)
        assert isinstance(term.duration, ex.Const)
        assert isinstance(term.duration.value, Duration)
        unit = term.duration.value.parts[0][1]

        def amount(number: object) -> Duration:
            return Duration(((int(number), unit),))  # type: ignore[call-overload]

        whole = unit == "days" and cell.low is not None and cell.high is not None and cell.low >= 1
        if whole or (cell.low is not None and cell.low == cell.high):
            return Phrase("flow.equal", {"term": span, "value": amount(cell.example)})
        if cell.low is not None and cell.low >= 1 and cell.high is not None:
            both = {"term": span, "low": amount(cell.low), "high": amount(cell.high)}
            return Phrase("flow.within", both)
        if cell.low is not None and cell.low >= 1:
            return Phrase("flow.greater", {"term": span, "value": amount(cell.low)})
        if cell.high is not None:
            return Phrase("flow.less", {"term": span, "value": amount(cell.high)})
        return Phrase("flow.set", {"term": span})

    def _pair_claim(self, term: ex.Compare, relation: str) -> Phrase:
        return Phrase(f"flow.{relation}", {"term": self.of(term.left), "value": self.of(term.right)})

    # ------------------------------------------------------------------------------------------------------- terms

    def of_variable(self, var: int) -> Phrase:
        term, _ = self.variables.terms[var]
        return Phrase("flow.limit_left") if term is None else self.of(term)

    def of(self, expr: ex.Expr) -> Phrase:
        """The expression, in back-quotes where it is a name or something close to one."""
        match expr:
            case ex.FieldRef(name) | ex.RoleRef(name) | ex.ParamRef(name) | ex.ListRef(name):
                return Phrase("flow.name", {"name": name})
            case ex.Const(value):
                return Phrase("flow.value", {"value": value})
            case ex.SlotValue(slot):
                return self._slot(self.variables.process.slots[slot])
            case ex.ActorNow():
                return Phrase("flow.actor")
            case ex.Today():
                return Phrase("flow.today")
            case ex.Now():
                return Phrase("flow.now")
            case ex.ScoreOf(party):
                return Phrase("flow.score", {"party": self.of(party)})
            case ex.Arith(op, left, right):
                return Phrase("flow.computed", {"op": op, "left": self.of(left), "right": self.of(right)})
            case ex.Neg(operand):
                return Phrase("flow.negative", {"value": self.of(operand)})
            case ex.ListOp(op=op, list=listed):
                return Phrase(f"flow.{op}_in", {"list": self.of(listed)})
            case ex.IsSet(operand):
                return Phrase("flow.set", {"term": self.of(operand)})
            case ex.In(operand, among=among) if among is not None:
                return Phrase("flow.in", {"term": self.of(operand), "list": self.of(among)})
            case _:
                return Phrase("flow.condition")

    def span(self, span: ex.Span) -> Phrase:
        match span:
            case ex.ElapsedSpan():
                return Phrase("flow.elapsed")
            case ex.RemainingSpan():
                return Phrase("flow.remaining")
            case ex.OverdueSpan():
                return Phrase("flow.time_overdue")
            case ex.SinceSpan(slot) | ex.FromToSpan(slot):
                return self._slot(self.variables.process.slots[slot])

    def _slot(self, slot: model.Slot) -> Phrase:
        match slot:
            case model.CountSlot(atom, since):
                key = "flow.count" if since is None else "flow.count_since"
                return Phrase(key, {"atom": self.atom(atom), "step": since})
            case model.LastSlot(event, param):
                return Phrase("flow.last", {"event": event, "param": param})
            case model.PreviousSlot(field):
                return Phrase("flow.previous", {"field": field})
            case model.ActorSlot(event):
                return Phrase("flow.actor_of", {"event": event})
            case model.TimeSlot(atom):
                return Phrase("flow.since", {"atom": self.atom(atom)})
            case model.FromToSlot(beginning, finish):
                return Phrase("flow.from_to", {"one": self.atom(beginning), "other": self.atom(finish)})

    def atom(self, atom: ex.Atom) -> Words:
        """An atom; a condition that is a simple comparison is written out."""
        match atom:
            case ex.ExpiryAtom(step):
                return Phrase("flow.expiry", {"step": step})
            case ex.StepAtom(name, condition):
                return name if condition is None else f"{name}({_plain(condition)})"
            case ex.EventAtom(name, condition, by):
                words = name if condition is None else f"{name}({_plain(condition)})"
                return words if by is None else Phrase("flow.by", {"atom": words, "role": by})


def _plain(condition: ex.Expr) -> Words:
    """The condition of an atom, shortened to what a reader needs to recognise it."""
    match condition:
        case ex.Compare(op, ex.FieldRef(name) | ex.ParamRef(name) | ex.RoleRef(name), ex.Const(value)):
            return f"{name} {op} {value}" if isinstance(value, (str, int)) and not isinstance(value, bool) else "…"
        case ex.FieldRef(name) | ex.ParamRef(name):
            return name
        case _:
            return "…"


def together(claims: list[Phrase]) -> Phrase:
    """All of them: `a, b and c`."""
    result = claims[-1]
    for place, claim in enumerate(reversed(claims[:-1])):
        result = Phrase("flow.comma" if place else "flow.both", {"first": claim, "rest": result})
    return result
