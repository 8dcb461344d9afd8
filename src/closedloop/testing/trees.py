"""Random trees of every kind of node, for property tests of whatever reads or writes trees.

The trees are in the normal form that the builder makes, so that what is printed and read back can be compared; what
they say need not make sense. Names are nasty on purpose: words of the language, in every dialect that is installed,
Chinese, names that only back-quotes can hold. Needs Hypothesis.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache, reduce

from hypothesis import strategies as st

from closedloop.syntax import tree as t
from closedloop.syntax.dialects import dialects
from closedloop.syntax.kinds_of_phrases import years_in

_WORD = re.compile(r"[^\W\d_]\w*")
_TERMINAL = re.compile(r"^\w+(?:\.\d+)?: /(.+)/$", re.MULTILINE)
_PLAIN_NAMES = ("handler", "reply", "a", "office_2", "承办单位", "答复", "_", "é", "第1组")
_LONG_NAMES = ("a_name_that_goes_on_and_on_and_does_not_end", "一个很长很长的名称一直写到这一行写不下为止")
_QUOTED_NAMES = ("on hold", "1st", "a-b", "#", "（甲）", "第１组", '"', "->", "x(y)", "until 5 days", "}", " ", "\\")


@cache
def words_of_the_language() -> tuple[str, ...]:
    """Every single word that is a keyword, or a part of one, in some dialect."""
    patterns = [match[1] for each in dialects().values() for match in _TERMINAL.finditer(each.words)]
    texts = [re.sub(r"\\.|[()?:!=|\[\]]", " ", pattern).split() for pattern in patterns]
    return tuple(sorted({word for words in texts for word in words if _WORD.fullmatch(word)}))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


_SAFE = st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"])
names = st.builds(
    t.Name,
    st.one_of(
        st.sampled_from(_PLAIN_NAMES),
        st.deferred(lambda: st.sampled_from(words_of_the_language())),
        st.sampled_from(_QUOTED_NAMES + _LONG_NAMES),
        st.text(_SAFE.filter(lambda character: character != "`"), min_size=1, max_size=6).map(_composed),
    ),
)
builtin_events = st.sampled_from(t.BUILTIN_EVENTS).map(lambda text: t.Name(text, builtin=True))
events = st.one_of(names, names, names, builtin_events)
texts = st.one_of(
    st.sampled_from(
        (
            "",
            "Handling unit",
            "“三审”制",
            'say "no"',
            "a\\b",
            "two\nlines",
            "# no comment",
            "承办单位，逾期！",
            "long " * 12,
        )
    ),
    st.text(_SAFE, max_size=8).map(_composed),
)
titles = st.none() | texts
some_names = st.lists(names, min_size=1, max_size=3).map(tuple)

# ------------------------------------------------------------------------------------------------------------ literals


def _duration(amounts: dict[t.Unit, int]) -> t.Duration:
    return t.Duration(tuple((amounts[unit], unit) for unit in t.UNITS if unit in amounts))


durations = (
    st.dictionaries(st.sampled_from(t.UNITS), st.sampled_from((1, 1, 2, 5, 20, 90)), min_size=1, max_size=2)
    .map(_duration)
    .filter(lambda duration: years_in(duration.parts) <= 199)
)
dates = st.dates().map(lambda day: t.Date(day.isoformat()))
moments = st.datetimes().map(lambda at: t.Moment(at.isoformat(timespec="seconds" if at.second else "minutes")))
month_days = st.dates().map(lambda day: t.MonthDay(day.month, day.day))
wholes = st.sampled_from((0, 1, 2, 3, 100, 10**15 - 1))
decimals = st.decimals(min_value=0, max_value=10**6, places=2)
numbers = st.one_of(
    wholes.map(lambda value: t.Number(Decimal(value))), decimals.map(lambda value: t.Number(value, decimal=True))
)
percents = st.one_of(st.integers(0, 200).map(Decimal), decimals).map(t.Percent)
strings = texts.map(t.String)
booleans = st.booleans().map(t.Boolean)
refs = names.map(t.Ref)
signed = wholes.flatmap(lambda value: st.sampled_from((value, -value)))
plain_literals = st.one_of(numbers, strings, booleans, dates, moments, durations)
literals = st.one_of(plain_literals, refs, numbers.map(lambda number: t.Unary("neg", number)))

# -------------------------------------------------------------------------------------------------------- expressions

_LEAVES: list[st.SearchStrategy[t.Expr]] = [
    plain_literals,
    percents,
    refs,
    st.sampled_from((t.It(), t.ActorNow(), t.Elapsed(), t.Remaining(), t.Overdue(), t.Today(), t.Now())),
    names.map(t.Previous),
    st.builds(t.Last, events, names, st.booleans()),
    st.builds(t.ActorOf, events, st.booleans()),
    st.builds(t.ScoreOf, names, st.booleans()),
]


def _atoms(condition: st.SearchStrategy[t.Expr]) -> st.SearchStrategy[t.Atom]:
    kinds = st.sampled_from((None, None, None, "step", "event", "expiry"))
    return st.builds(t.Atom, events, kinds, st.none() | condition, st.none() | names)


_SINCE = st.one_of(st.just((None, False)), st.just((None, True)), names.map(lambda name: (name, False)))


def _negate(operand: t.Expr) -> t.Expr:
    return operand if isinstance(operand, t.Happened) else t.Unary("not", operand)


def _combined(inner: st.SearchStrategy[t.Expr]) -> st.SearchStrategy[t.Expr]:
    atoms = _atoms(inner)
    operators = st.sampled_from(("and", "or", "+", "-", "*", "/", "=", "!=", "<", "<=", ">", ">="))
    groups = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(t.Binary, operators, inner, inner),
        st.builds(t.Binary, operators, inner, inner),
        inner.map(_negate),
        st.builds(t.Unary, st.just("neg"), inner),
        st.builds(t.In, inner, groups, st.booleans()),
        st.builds(lambda operand, ref, negated: t.In(operand, (ref,), negated, bare=True), inner, refs, st.booleans()),
        st.builds(t.IsSet, inner, st.booleans()),
        st.builds(t.IfElse, inner, inner, inner),
        st.builds(lambda atom, negated, since: t.Happened(atom, negated, *since), atoms, st.booleans(), _SINCE),
        st.builds(lambda atom, since: t.Count(atom, *since), atoms, _SINCE),
        st.builds(t.TimeSince, atoms, st.booleans()),
        st.builds(t.TimeFromTo, atoms, atoms),
        st.builds(t.ListOp, st.sampled_from(("any", "all", "count")), names, inner),
        st.builds(t.ListOp, st.sampled_from(("count", "sum")), names),
    )


expressions: st.SearchStrategy[t.Expr] = st.recursive(st.one_of(_LEAVES), _combined, max_leaves=6)
atoms = _atoms(expressions)
conditions = st.none() | expressions

# ------------------------------------------------------------------------------------------------------- declarations

simple_kinds: tuple[t.SimpleKind, ...] = (
    "bool", "decimal", "text", "date", "time", "duration", "party", "file"
)  # fmt: skip
simple_types = st.sampled_from(simple_kinds).map(t.SimpleType)
int_types = st.one_of(st.just(t.IntType()), st.builds(t.IntType, signed, signed))
enum_types = st.lists(st.builds(t.Choice, names, titles), min_size=1, max_size=3).map(
    lambda all: t.EnumType(tuple(all))
)
types = st.recursive(st.one_of(simple_types, int_types, enum_types), lambda item: item.map(t.ListType), max_leaves=2)
params = st.lists(st.builds(t.Param, names, st.none() | types, st.booleans()), max_size=3).map(tuple)
listings = st.lists(literals, max_size=3).map(lambda all: t.Listing(tuple(all)))
args = st.lists(st.builds(t.Arg, expressions | listings, st.none() | names), max_size=3).map(tuple)

declarations = st.one_of(
    st.builds(t.Calendar, names, titles),
    st.builds(t.Role, names, titles, st.booleans(), titles),
    st.builds(t.FieldDecl, names, types, titles, st.none() | literals, titles),
    st.builds(t.ListDecl, names, st.lists(literals, min_size=1, max_size=3).map(tuple), titles),
    st.builds(t.Colour, names, titles),
    st.builds(t.EffectDecl, names, params),
    st.builds(t.Start, names),
)

acts: st.SearchStrategy[t.Act] = st.one_of(
    st.builds(t.Notify, some_names, titles, unless=conditions),
    st.builds(t.Remind, some_names, titles, unless=conditions),
    st.builds(t.Mark, names, unless=conditions),
    st.builds(t.Score, names, signed, titles, unless=conditions),
    st.builds(t.Publish, titles, unless=conditions),
    st.builds(t.SetField, names, expressions, unless=conditions),
    st.builds(t.CallEffect, names, args, unless=conditions),
)
blocks = st.lists(acts, max_size=3).map(lambda all: t.Block(tuple(all)))


def _extendable(event: tuple[t.Name | None, tuple[t.Param, ...]], **rest: object) -> t.Extendable:
    name, own = event
    if name == t.Name("extend", builtin=True) and not own:
        name = None
    return t.Extendable(event=name, params=own, **rest)  # type: ignore[arg-type]


some_durations = st.none() | durations
extensions = st.builds(
    _extendable,
    st.one_of(st.just((None, ())), st.tuples(events, params)),
    times=st.sampled_from((1, 2, 10)),
    by=some_durations,
    approved_by=st.just(()) | some_names,
    asked_before=some_durations,
    decided_within=some_durations,
    in_all=some_durations,
)
routes = st.one_of(
    st.builds(t.Route, names),
    st.builds(t.Route, names, expressions),
    st.builds(lambda to: t.Route(to, otherwise=True), names),
)
offers = st.builds(
    t.Offer,
    names,
    params,
    titles,
    st.just(()) | some_names,
    st.lists(st.builds(t.Require, expressions, titles, titles), max_size=2).map(tuple),
    st.none() | blocks,
    st.lists(routes, max_size=2).map(tuple),
    titles,
)
step_items = st.one_of(
    offers,
    st.builds(t.Within, durations | names, conditions, st.booleans(), st.none() | extensions, st.none() | names),
    st.builds(t.DueOn, names | month_days | dates, conditions, st.none() | extensions, st.none() | names),
    st.builds(t.Escalate, names),
    st.builds(t.Every, durations, blocks),
    st.builds(t.OnEnter, blocks),
    st.builds(t.OnLeave, blocks),
    st.builds(t.AsSoonAs, expressions, names),
)
points = st.one_of(
    percents.map(lambda share: t.AtShare(share.value)),
    st.builds(t.AtBefore, durations),
    st.builds(t.AtOverdue, some_durations),
)
_outcomes = st.one_of(
    st.tuples(blocks, st.none() | names),
    st.tuples(st.none(), names),
)
rungs = st.builds(
    lambda at, label, after, outcome: t.Rung(at, label, after, *outcome),
    points, st.none() | names, st.none() | names, _outcomes,
)  # fmt: skip
structure = st.one_of(
    st.builds(t.Step, names, titles, titles, st.just(()) | some_names, st.lists(step_items, max_size=3).map(tuple)),
    st.builds(t.End, names, titles, st.lists(blocks, max_size=2).map(tuple)),
    st.builds(t.Anywhere, st.lists(offers, max_size=2).map(tuple), st.just(()) | some_names, st.booleans()),
    st.builds(t.AllowSuspend, some_names),
    st.builds(t.AllowReopen, some_names, names),
    st.builds(t.AllowReopen, some_names, names, durations, names),
    st.builds(t.AllowBackdate, some_names, durations),
    st.builds(t.Escalation, names, st.lists(rungs, max_size=3).map(tuple), titles, titles),
)

# ------------------------------------------------------------------------------------------------- rules and measuring

_atom_tuples = st.lists(atoms, min_size=1, max_size=3).map(tuple)
_simple_props: st.SearchStrategy[t.Prop] = st.one_of(
    st.builds(t.Never, atoms),
    st.builds(t.Always, expressions),
    st.builds(t.OnAtom, atoms, expressions),
    st.builds(t.Before, atoms, atoms, st.booleans()),
    st.builds(t.LeadsTo, atoms, _atom_tuples, some_durations),
    st.builds(
        t.Bounded,
        atoms,
        st.sampled_from(("at_most", "at_least", "exactly")),
        wholes,
        st.none() | atoms,
        st.none() | names,
        st.booleans(),
    ),
    st.builds(t.Recurs, atoms, durations, names),
    st.builds(t.DifferentParties, _atom_tuples, st.booleans()),
    st.builds(t.SameParty, _atom_tuples),
    st.builds(t.EveryCaseEnds, some_durations),
)


def _under(conditions: list[t.Expr], prop: t.Prop) -> t.Prop:
    return reduce(lambda inner, condition: t.WhenProp(condition, inner), conditions, prop)


props = st.builds(_under, st.lists(expressions, max_size=2), _simple_props)
rules = st.builds(t.Rule, names, props, titles, titles)

qualifiers = st.one_of(
    st.builds(t.WithAtom, atoms, st.booleans()),
    st.builds(t.WithoutAtom, atoms),
    st.builds(t.InStep, names),
    st.builds(t.EndedAt, names),
)
cases = st.builds(t.Cases, st.lists(qualifiers, max_size=2).map(tuple), conditions)
targets = st.builds(t.Target, st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), percents | numbers)
measurements = st.one_of(
    st.builds(t.Ratio, cases, cases),
    st.builds(t.NumberOf, cases),
    st.builds(t.Aggregate, st.sampled_from(("mean", "sum")), expressions, cases),
    st.builds(t.Aggregate, st.just("percentile"), expressions, cases, wholes),
)
measuring = st.one_of(
    st.builds(t.Metric, names, measurements, titles, st.none() | names, st.none() | targets, titles),
    st.builds(t.Breakdown, names, cases, titles, st.none() | names),
)

# ----------------------------------------------------------------------------------------------------------- scenarios

instants = st.one_of(dates, moments, durations.map(t.Plus))
parties = names | strings
actors = parties | st.builds(t.InRole, names, texts)
expectations = st.one_of(
    st.builds(t.ExpectStep, names),
    st.builds(t.ExpectField, names, literals | listings),
    st.builds(t.ExpectScore, parties, signed),
    st.builds(t.ExpectMark, names),
    st.just(t.ExpectOverdue()),
    st.builds(t.ExpectDue, dates | moments),
    st.builds(t.ExpectBreach, names),
)
lines = st.one_of(
    st.builds(t.Happens, instants, actors, events, args, st.booleans(), st.none() | dates, titles, st.none() | parties),
    st.builds(t.Nothing, instants),
    st.lists(expectations, min_size=1, max_size=3).map(lambda all: t.Expect(tuple(all))),
)
scenarios = st.builds(t.Scenario, texts, st.lists(lines, max_size=3).map(tuple))

# --------------------------------------------------------------------------------------------------------------- files

conditions_of_rules = expressions.map(lambda condition: t.Rule(t.Name("r"), t.Always(condition)))
steps_of_one_item = step_items.map(lambda item: t.Step(t.Name("s"), items=(item,)))
sorts: dict[str, st.SearchStrategy[t.Item]] = {
    "declarations": declarations,
    "structure": structure,
    "step items": steps_of_one_item,
    "conditions": conditions_of_rules,
    "rules": rules,
    "measuring": measuring,
    "scenarios": scenarios,
}
"""Items of a process by sort; every kind of node occurs in one of them."""

items: st.SearchStrategy[t.Item] = st.one_of(*sorts.values())
processes = st.builds(t.Process, names, st.lists(items, max_size=5).map(tuple), titles, st.none() | wholes, titles)
files = st.lists(processes, min_size=1, max_size=2).map(lambda all: t.File(tuple(all)))


def alone(item: t.Item) -> t.File:
    """A file with one process that has nothing but the item."""
    return t.File((t.Process(t.Name("p"), (item,)),))
