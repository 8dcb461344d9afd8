"""The kinds whose value is more than the sum of their parts: normal forms are made here; see `kinds`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from attrs import evolve

from closedloop.syntax import tree
from closedloop.syntax.shapes import Part, Parts, Shape, handing_on

UNIT_WORDS: Mapping[str, tree.Unit] = {unit.upper(): unit for unit in tree.UNITS}
"""The terminals of the units."""

LONGEST_YEARS = 200
_PER_YEAR: Mapping[tree.Unit, int] = {
    "years": 1,
    "months": 12,
    "weeks": 52,
    "days": 365,
    "working_days": 240,
    "hours": 365 * 24,
    "working_hours": 240 * 8,
    "minutes": 365 * 24 * 60,
}
_OPTIONS = ("approved", "asked", "decided", "in_all")
_RELATIONS = ("=", "!=", "<", "<=", ">", ">=")


# ------------------------------------------------------------------------------------------------------------ numbers


def _make_part(parts: Parts) -> tuple[int, tree.Unit]:
    unit = next(unit for word, unit in UNIT_WORDS.items() if parts.all(word))
    return parts.one("INT"), unit


def years_in(parts: Iterable[tuple[int, tree.Unit]]) -> float:
    """About how many years a duration is."""
    return sum(amount / _PER_YEAR[unit] for amount, unit in parts)


def _make_duration(parts: Parts) -> tree.Duration:
    amounts: dict[tree.Unit, int] = {}
    for amount, unit in parts.all("part"):
        if unit in amounts:
            parts.report("CL044")
        elif amount == 0:
            parts.report("CL043")
        else:
            amounts[unit] = amount
    if years_in((amount, unit) for unit, amount in amounts.items()) > LONGEST_YEARS:
        parts.report("CL042", limit=LONGEST_YEARS)
        amounts = {}
    ordered = tuple((amounts[unit], unit) for unit in tree.UNITS if unit in amounts)
    return tree.Duration(ordered or ((1, "days"),), span=parts.span)


def _take_duration(value: Any) -> list[Part] | None:
    return [("part", part) for part in value.parts] if isinstance(value, tree.Duration) else None


def _take_part(value: Any) -> list[Part]:
    amount, unit = value
    return [("INT", amount), (unit.upper(), True)]


def _make_whole(parts: Parts) -> tree.Number:
    return tree.Number(Decimal(parts.one("INT")), span=parts.span)


def _take_whole(value: Any) -> list[Part] | None:
    if not isinstance(value, tree.Number) or value.decimal or value.value != int(value.value):
        return None
    return [("INT", int(value.value))]


def _make_decimal(parts: Parts) -> tree.Number:
    return tree.Number(parts.one("DECIMAL"), decimal=True, span=parts.span)


def _take_decimal(value: Any) -> list[Part] | None:
    return [("DECIMAL", value.value)] if isinstance(value, tree.Number) and value.decimal else None


def _take_up(value: Any) -> list[Part] | None:
    return [("INT", value)] if type(value) is int and value >= 0 else None


def _take_down(value: Any) -> list[Part] | None:
    return [("INT", -value)] if type(value) is int and value < 0 else None


def _signed(slot: str, sign: int) -> Shape:
    return Shape(slot, lambda parts: sign * parts.one("INT"), _take_up if sign > 0 else _take_down, int)


# -------------------------------------------------------------------------------------------------------- expressions


def _make_not(parts: Parts) -> tree.Node:
    """`not` of `happened` is `not happened`, whatever stands between them."""
    operand = parts.one("expr")
    if isinstance(operand, tree.Happened):
        return evolve(operand, negated=not operand.negated, span=parts.span)
    return tree.Unary("not", operand, span=parts.span)


def _take_not(value: Any) -> list[Part] | None:
    if isinstance(value, tree.Happened) and value.negated:
        return [("expr", evolve(value, negated=False))]
    return [("expr", value.operand)] if isinstance(value, tree.Unary) and value.op == "not" else None


def _make_comparison(parts: Parts) -> tree.Binary:
    left, right = parts.all("expr")
    return tree.Binary(parts.one("relation"), left, right, span=parts.span)


def _take_comparison(value: Any) -> list[Part] | None:
    if not isinstance(value, tree.Binary) or value.op not in _RELATIONS:
        return None
    return [("expr", value.left), ("relation", value.op), ("expr", value.right)]


def _make_listing(parts: Parts) -> tree.Listing:
    """In parentheses; they are for expressions, and say nothing of a list of one."""
    parts.report("CL022", wrong="(…)", right="[…]")
    return tree.Listing(tuple(parts.all("expr")), span=parts.span)


# ------------------------------------------------------------------------------------------------------------- limits


def _make_extendable(parts: Parts) -> tree.Extendable:
    times = parts.one("times")
    if times == 0:
        parts.report("CL050")
    event, params = parts.maybe("name"), parts.maybe("params", ())
    if event is not None and event.builtin and event.text == "extend" and not params:
        event = None
    return tree.Extendable(max(times, 1), parts.maybe("duration"), event, params, span=parts.span)


def _take_extendable(value: Any) -> list[Part] | None:
    if not isinstance(value, tree.Extendable):
        return None
    event = value.event
    if event is None and value.params:
        event = tree.Name("extend", builtin=True)
    taken: list[Part] = [("times", value.times)]
    if value.by is not None:
        taken.append(("duration", value.by))
    if event is not None:
        taken += [("name", event), ("params", value.params)]
    return taken


def _extension(parts: Parts) -> tree.Extendable | None:
    """The extension with its own options, which stand beside it in the text."""
    extension: tree.Extendable | None = parts.maybe("extendable")
    if extension is None:
        for option in _OPTIONS:
            if parts.all(option):
                parts.report("CL049")
                break
        return None
    return evolve(
        extension,
        approved_by=parts.maybe("approved", ()),
        asked_before=parts.maybe("asked"),
        decided_within=parts.maybe("decided"),
        in_all=parts.maybe("in_all"),
    )


def _make_within(parts: Parts) -> tree.Within:
    return tree.Within(
        parts.one("limit"),
        parts.maybe("when"),
        bool(parts.all("OWN_DAY")),
        _extension(parts),
        parts.maybe("then"),
        span=parts.span,
    )


def _make_due(parts: Parts) -> tree.DueOn:
    return tree.DueOn(
        parts.one("due_day"), parts.maybe("when"), _extension(parts), parts.maybe("then"), span=parts.span
    )


def _take_options(value: tree.Within | tree.DueOn) -> list[Part]:
    extension = value.extendable
    taken: list[tuple[str, Any]] = [("when", value.when), ("extendable", extension)]
    if extension is not None:
        taken += [
            ("approved", extension.approved_by or None),
            ("asked", extension.asked_before),
            ("decided", extension.decided_within),
            ("in_all", extension.in_all),
        ]
    return [(slot, part) for slot, part in [*taken, ("then", value.then)] if part is not None]


def _take_within(value: Any) -> list[Part] | None:
    if not isinstance(value, tree.Within):
        return None
    return [("limit", value.limit), *([("OWN_DAY", True)] if value.own_day else []), *_take_options(value)]


def _take_due(value: Any) -> list[Part] | None:
    return [("due_day", value.on), *_take_options(value)] if isinstance(value, tree.DueOn) else None


# ------------------------------------------------------------------------------------------------------------- offers


def _make_offer(parts: Parts) -> tree.Offer:
    blocks: list[tree.Block] = parts.all("do")
    do = None
    if blocks:
        acts = tuple(act for block in blocks for act in block.acts)
        do = tree.Block(acts, span=blocks[0].span.to(blocks[-1].span))
    return tree.Offer(
        parts.one("name"),
        parts.one("params"),
        parts.maybe("title"),
        parts.maybe("by", ()),
        tuple(parts.all("require")),
        do,
        tuple(parts.all("route")),
        parts.maybe("cite"),
        span=parts.span,
    )


def leads_straight(offer: tree.Offer) -> bool:
    """Whether the event has one route that is always taken: then it is written right after the event."""
    return len(offer.routes) == 1 and offer.routes[0].when is None and not offer.routes[0].otherwise


def _take_offer(value: Any) -> list[Part] | None:
    if not isinstance(value, tree.Offer):
        return None
    requires: list[Part] = [("require", each) for each in value.requires]
    routes: list[Part] = [("route", each) for each in value.routes]
    do: list[Part] = [("do", value.do)] if value.do is not None else []
    head: list[tuple[str, Any]] = [("name", value.event), ("params", value.params), ("title", value.title)]
    head += [("by", value.by or None), ("cite", value.cite)]
    clauses = [*routes, *requires, *do] if leads_straight(value) else [*requires, *do, *routes]
    return [*((slot, part) for slot, part in head if part is not None), *clauses]


PHRASES: Mapping[str, Shape] = {
    "part": Shape("part", _make_part, _take_part, tuple),
    "duration": Shape("duration", _make_duration, _take_duration, tree.Duration),
    "int": Shape("expr", _make_whole, _take_whole, tree.Number),
    "decimal": Shape("expr", _make_decimal, _take_decimal, tree.Number),
    "amount_up": _signed("amount", 1),
    "amount_down": _signed("amount", -1),
    "integer_plus": _signed("integer", 1),
    "integer_minus": _signed("integer", -1),
    "not": Shape("expr", _make_not, _take_not),
    "compare": Shape("expr", _make_comparison, _take_comparison, tree.Binary),
    "listing_in_parentheses": Shape("given", _make_listing, lambda _: None, tree.Listing),
    "wanted_in_parentheses": Shape("wanted", _make_listing, lambda _: None, tree.Listing),
    "extendable": Shape("extendable", _make_extendable, _take_extendable, tree.Extendable),
    "within": Shape("step_item", _make_within, _take_within, tree.Within),
    "due": Shape("step_item", _make_due, _take_due, tree.DueOn),
    "offer": Shape("step_item", _make_offer, _take_offer, tree.Offer),
    **{kind: handing_on("expr") for kind in ("paren", "date", "moment", "lasting")},
}
