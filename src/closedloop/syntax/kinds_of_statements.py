"""The kinds of rules, metrics, scenarios and expressions; see `kinds`."""

from __future__ import annotations

from collections.abc import Mapping

from closedloop.syntax import tree
from closedloop.syntax.shapes import Attributes, Fixed, Flag, Many, Maybe, One

_ATOM = One("atom")
_EVER = Flag("EVER")
_BEFORE: Attributes = {"earlier": One("earlier"), "later": One("later")}

RULES: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "never": (tree.Never, {"atom": _ATOM}),
    "always": (tree.Always, {"condition": One("expr")}),
    "on_atom": (tree.OnAtom, {"atom": _ATOM, "condition": One("expr")}),
    "before": (tree.Before, {**_BEFORE, "each": Fixed(False)}),
    "before_each": (tree.Before, {**_BEFORE, "each": Fixed(True)}),
    "leads_to": (
        tree.LeadsTo,
        {"trigger": One("trigger"), "responses": Many("response"), "within": Maybe("in_time")},
    ),
    "bounded": (
        tree.Bounded,
        {
            "atom": _ATOM,
            "bound": One("bound"),
            "times": One("INT"),
            "before": Maybe("until"),
            "per": Maybe("per"),
            "ever": _EVER,
        },
    ),
    "recurs": (tree.Recurs, {"atom": _ATOM, "every": One("duration"), "step": One("stay")}),
    "different": (tree.DifferentParties, {"atoms": One("atoms"), "in_one_stay": Flag("IN_ONE_STAY")}),
    "same": (tree.SameParty, {"atoms": One("atoms")}),
    "case_ends": (tree.EveryCaseEnds, {"within": Maybe("in_time")}),
    "when_prop": (tree.WhenProp, {"condition": One("expr"), "prop": One("prop")}),
}

ATOMS: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "atom": (
        tree.Atom,
        {"kind": Maybe("kind"), "name": One("name"), "condition": Maybe("condition"), "by": Maybe("acting")},
    ),
}

MEASUREMENTS: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "ratio": (tree.Ratio, {"numerator": One("numerator"), "denominator": One("denominator")}),
    "number_of": (tree.NumberOf, {"cases": One("cases")}),
    "mean": (tree.Aggregate, {"op": Fixed("mean"), "value": One("expr"), "cases": One("cases")}),
    "total": (tree.Aggregate, {"op": Fixed("sum"), "value": One("expr"), "cases": One("cases")}),
    "percentile": (
        tree.Aggregate,
        {"op": Fixed("percentile"), "percentile": One("INT"), "value": One("expr"), "cases": One("cases")},
    ),
}
TARGETS: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "target": (tree.Target, {"op": One("relation"), "value": One("expr")}),
}
CASES: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "cases": (tree.Cases, {"qualifiers": Many("qualifier"), "where": Maybe("where")}),
}
QUALIFIERS: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "with_atom": (tree.WithAtom, {"atom": _ATOM, "on_time": Flag("ON_TIME")}),
    "without_atom": (tree.WithoutAtom, {"atom": _ATOM}),
    "in_step": (tree.InStep, {"step": One("name")}),
    "ended_at": (tree.EndedAt, {"end": One("name")}),
}

LINES: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "happens": (
        tree.Happens,
        {
            "moment": One("instant"),
            "person": Maybe("person"),
            "actor": One("actor"),
            "event": One("name"),
            "args": Maybe("args", (), always=True),
            "refused": Flag("REFUSED"),
            "dated": Maybe("dated"),
            "because": Maybe("because"),
        },
    ),
    "nothing": (tree.Nothing, {"moment": One("instant")}),
    "expect": (tree.Expect, {"items": Many("expectation")}),
}
ACTORS: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "in_role": (tree.InRole, {"role": One("name"), "party": One("STRING")}),
}
LISTINGS: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "listing": (tree.Listing, {"items": Many("expr")}),
}
INSTANTS: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "plus": (tree.Plus, {"duration": One("duration")}),
}
EXPECTATIONS: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "e_step": (tree.ExpectStep, {"name": One("name")}),
    "e_field": (tree.ExpectField, {"name": One("name"), "value": One("wanted")}),
    "e_score": (tree.ExpectScore, {"party": One("party"), "amount": One("amount")}),
    "e_mark": (tree.ExpectMark, {"colour": One("name")}),
    "e_overdue": (tree.ExpectOverdue, {}),
    "e_due": (tree.ExpectDue, {"at": One("day")}),
    "e_breach": (tree.ExpectBreach, {"rule": One("name")}),
}

STATEMENTS = (
    ("prop", RULES),
    ("atom", ATOMS),
    ("measurement", MEASUREMENTS),
    ("target", TARGETS),
    ("cases", CASES),
    ("qualifier", QUALIFIERS),
    ("line", LINES),
    ("in_role", ACTORS),
    ("plus", INSTANTS),
    ("listing", LISTINGS),
    ("expectation", EXPECTATIONS),
)

_OPERANDS: Attributes = {"left": One("expr", 0), "right": One("expr", 1)}
_OPERATIONS: Mapping[str, tree.BinaryOp] = {
    "or": "or",
    "and": "and",
    "add": "+",
    "subtract": "-",
    "multiply": "*",
    "divide": "/",
}
_OPERAND = One("expr")
_HISTORY: Attributes = {"atom": _ATOM, "since": Maybe("since"), "ever": _EVER}
_LISTED: Attributes = {"list": One("name")}

EXPRESSIONS: Mapping[str, tuple[type[tree.Node], Attributes]] = {
    "percent": (tree.Percent, {"value": One("PERCENT")}),
    "string": (tree.String, {"value": One("STRING")}),
    "yes": (tree.Boolean, {"value": Fixed(True)}),
    "no": (tree.Boolean, {"value": Fixed(False)}),
    "ref": (tree.Ref, {"name": One("name")}),
    "it": (tree.It, {}),
    "if_else": (
        tree.IfElse,
        {"condition": One("test"), "then": One("consequence"), "otherwise": One("alternative")},
    ),
    **{kind: (tree.Binary, {"op": Fixed(op), **_OPERANDS}) for kind, op in _OPERATIONS.items()},
    "compare": (tree.Binary, {"op": One("relation"), **_OPERANDS}),
    "in": (tree.In, {"operand": _OPERAND, "group": One("group"), "negated": Fixed(False), "bare": Fixed(False)}),
    "not_in": (tree.In, {"operand": _OPERAND, "group": One("group"), "negated": Fixed(True), "bare": Fixed(False)}),
    "in_listed": (tree.In, {"operand": _OPERAND, "group": One("listed"), "negated": Fixed(False), "bare": Fixed(True)}),
    "not_in_listed": (
        tree.In,
        {"operand": _OPERAND, "group": One("listed"), "negated": Fixed(True), "bare": Fixed(True)},
    ),
    "is_set": (tree.IsSet, {"operand": _OPERAND, "negated": Fixed(False)}),
    "is_not_set": (tree.IsSet, {"operand": _OPERAND, "negated": Fixed(True)}),
    "negative": (tree.Unary, {"op": Fixed("neg"), "operand": _OPERAND}),
    "happened": (tree.Happened, {**_HISTORY, "negated": Fixed(False)}),
    "not_happened": (tree.Happened, {**_HISTORY, "negated": Fixed(True)}),
    "count": (tree.Count, _HISTORY),
    "last": (tree.Last, {"event": One("name"), "param": One("attribute"), "ever": _EVER}),
    "previous": (tree.Previous, {"field": One("name")}),
    "time_since": (tree.TimeSince, {"atom": _ATOM, "ever": _EVER}),
    "time_from_to": (tree.TimeFromTo, {"beginning": One("beginning"), "finish": One("finish")}),
    "actor_of": (tree.ActorOf, {"event": One("name"), "ever": _EVER}),
    "actor_now": (tree.ActorNow, {}),
    "score_of": (tree.ScoreOf, {"party": One("name"), "ever": _EVER}),
    "elapsed": (tree.Elapsed, {}),
    "remaining": (tree.Remaining, {}),
    "overdue": (tree.Overdue, {}),
    "today": (tree.Today, {}),
    "now": (tree.Now, {}),
    "any_of": (tree.ListOp, {**_LISTED, "op": Fixed("any"), "where": Maybe("where")}),
    "all_of": (tree.ListOp, {**_LISTED, "op": Fixed("all"), "where": Maybe("where")}),
    "count_of": (tree.ListOp, {**_LISTED, "op": Fixed("count"), "where": Maybe("where")}),
    "sum_of": (tree.ListOp, {**_LISTED, "op": Fixed("sum"), "where": Maybe("where")}),
}
