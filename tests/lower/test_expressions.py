"""Conditions: what names stand for, and what the sugar becomes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from closedloop.model import expressions as ex
from closedloop.model import process as model
from closedloop.model.durations import Duration
from tests.lower.compiled import lowered, offer, required, with_items

VISIT = ex.EventAtom("visit")
ZERO = ex.Const(0, "int")
ROUNDS = ex.FieldRef("rounds")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("paid", ex.FieldRef("paid")),
        ("not paid", ex.Not(ex.FieldRef("paid"))),
        ("size = rounds", ex.Compare("=", ex.ParamRef("size"), ROUNDS)),
        ("handler = actor", ex.Compare("=", ex.RoleRef("handler"), ex.ActorNow())),
        ("handler = office", ex.Compare("=", ex.RoleRef("handler"), ex.RoleRef("office"))),
        ('handler != "water"', ex.Compare("!=", ex.RoleRef("handler"), ex.Const("water", "party"))),
        ("grade = low", ex.Compare("=", ex.FieldRef("grade"), ex.Const("low", "enum"))),
        ("low != grade", ex.Compare("!=", ex.Const("low", "enum"), ex.FieldRef("grade"))),
        ("grade >= high", ex.Compare(">=", ex.FieldRef("grade"), ex.Const("high", "enum"), ("low", "middle", "high"))),
        ("rounds = -3", ex.Compare("=", ROUNDS, ex.Const(-3, "int"))),
        ("-rounds = 3", ex.Compare("=", ex.Neg(ROUNDS), ex.Const(3, "int"))),
        ("amount > 50%", ex.Compare(">", ex.FieldRef("amount"), ex.Const(Decimal("0.50"), "decimal"))),
        ("rounds in (1, 2)", ex.In(ROUNDS, (ex.Const(1, "int"), ex.Const(2, "int")))),
        (
            "not paid and rounds > 0 and paid",
            ex.And((ex.Not(ex.FieldRef("paid")), ex.Compare(">", ROUNDS, ZERO), ex.FieldRef("paid"))),
        ),
        ("paid or (paid or paid)", ex.Or((ex.FieldRef("paid"),) * 3)),
        ("rounds is set", ex.IsSet(ROUNDS)),
        ("rounds is not set", ex.Not(ex.IsSet(ROUNDS))),
        (
            "grade not in (low, high)",
            ex.In(ex.FieldRef("grade"), (ex.Const("low", "enum"), ex.Const("high", "enum")), negated=True),
        ),
        ('"fire" in urgent', ex.In(ex.Const("fire", "text"), among=ex.ListRef("urgent"))),
        (
            "any(units where it in urgent)",
            ex.ListOp("any", ex.FieldRef("units"), ex.In(ex.It(), among=ex.ListRef("urgent"))),
        ),
        ("count(units) > 0", ex.Compare(">", ex.ListOp("count", ex.FieldRef("units")), ZERO)),
        ("elapsed <= 3 days", ex.CompareSpan("<=", ex.ElapsedSpan(), ex.Const(Duration(((3, "days"),)), "duration"))),
        ("term < remaining", ex.CompareSpan(">", ex.RemainingSpan(), ex.FieldRef("term"))),
        ("overdue", ex.OverdueNow()),
        ("overdue >= term", ex.CompareSpan(">=", ex.OverdueSpan(), ex.FieldRef("term"))),
        (
            "(if paid then low else high) = grade",
            ex.Compare(
                "=", ex.If(ex.FieldRef("paid"), ex.Const("low", "enum"), ex.Const("high", "enum")), ex.FieldRef("grade")
            ),
        ),
        ("score of handler > 0", ex.Compare(">", ex.ScoreOf(ex.RoleRef("handler")), ZERO)),
        (
            "today - 2024-03-01 > 0",
            ex.Compare(">", ex.Arith("-", ex.Today(), ex.Const(date(2024, 3, 1), "date")), ZERO),
        ),
        (
            "rounds / 2 = 1.5",
            ex.Compare("=", ex.Arith("/", ROUNDS, ex.Const(2, "int")), ex.Const(Decimal("1.5"), "decimal")),
        ),
    ],
)
def test_a_condition_becomes(condition: str, expected: ex.Expr) -> None:
    assert required(condition)[1] == expected


@pytest.mark.parametrize(
    ("condition", "slot", "expected"),
    [
        ("happened visit", model.CountSlot(VISIT), ex.Compare(">", ex.SlotValue(0), ZERO)),
        ("not happened visit ever", model.CountSlot(VISIT, ever=True), ex.Compare("=", ex.SlotValue(0), ZERO)),
        ("count visit since later >= 0", model.CountSlot(VISIT, "later"), ex.Compare(">=", ex.SlotValue(0), ZERO)),
        (
            'happened visit(note = "x") by office',
            model.CountSlot(
                ex.EventAtom("visit", ex.Compare("=", ex.ParamRef("note"), ex.Const("x", "text")), "office")
            ),
            ex.Compare(">", ex.SlotValue(0), ZERO),
        ),
        (
            "happened assign(handler = office)",
            model.CountSlot(ex.EventAtom("assign", ex.Compare("=", ex.RoleRef("handler"), ex.RoleRef("office")))),
            ex.Compare(">", ex.SlotValue(0), ZERO),
        ),
        ("happened later", model.CountSlot(ex.StepAtom("later")), ex.Compare(">", ex.SlotValue(0), ZERO)),
        ("happened expiry of later", model.CountSlot(ex.ExpiryAtom("later")), ex.Compare(">", ex.SlotValue(0), ZERO)),
        ("last visit.note is set", model.LastSlot("visit", "note"), ex.IsSet(ex.SlotValue(0))),
        (
            "last assign.handler ever = actor",
            model.LastSlot("assign", "handler", True),
            ex.Compare("=", ex.SlotValue(0), ex.ActorNow()),
        ),
        ("previous(rounds) = 0", model.PreviousSlot("rounds"), ex.Compare("=", ex.SlotValue(0), ZERO)),
        ("actor of visit = actor", model.ActorSlot("visit"), ex.Compare("=", ex.SlotValue(0), ex.ActorNow())),
        (
            "time since visit ever > term",
            model.TimeSlot(VISIT, True),
            ex.CompareSpan(">", ex.SinceSpan(0), ex.FieldRef("term")),
        ),
        (
            "time from visit to later = term",
            model.FromToSlot(VISIT, ex.StepAtom("later")),
            ex.CompareSpan("=", ex.FromToSpan(0), ex.FieldRef("term")),
        ),
    ],
)
def test_history_is_kept_in_a_slot(condition: str, slot: model.Slot, expected: ex.Expr) -> None:
    process, made = required(condition)
    assert process.slots == (slot,)
    assert made == expected


def test_equal_questions_share_a_slot_and_different_ones_do_not() -> None:
    process, made = required("count visit > 1 and happened visit and count visit ever > 1 and count visit > 2")
    assert process.slots == (model.CountSlot(VISIT), model.CountSlot(VISIT, ever=True))
    assert isinstance(made, ex.And)
    assert [each.left for each in made.items if isinstance(each, ex.Compare)] == [ex.SlotValue(n) for n in (0, 0, 1, 0)]


def test_a_choice_comes_before_a_role_of_its_name_only_beside_its_enumeration() -> None:
    process = with_items("field sent_to: one of office | other\nrule r: always sent_to = office or handler = office")
    [rule] = process.rules
    assert isinstance(rule.prop, model.Always)
    beside_enum = ex.Compare("=", ex.FieldRef("sent_to"), ex.Const("office", "enum"))
    beside_party = ex.Compare("=", ex.RoleRef("handler"), ex.RoleRef("office"))
    assert rule.prop.condition == ex.Or((beside_enum, beside_party))


def test_a_moment_is_taken_in_the_zone_of_the_process() -> None:
    text = """process p {{ calendar {calendar} role r field seen: time = 2024-03-01 14:30
      start s step s {{ by r go(seen) -> e }} end e rule a: always seen is set }}"""
    moments = {
        "china": datetime(2024, 3, 1, 6, 30, tzinfo=UTC),
        "weekdays": datetime(2024, 3, 1, 14, 30, tzinfo=UTC),
        'weekdays "America/New_York"': datetime(2024, 3, 1, 19, 30, tzinfo=UTC),
    }
    for calendar, moment in moments.items():
        assert lowered(text.format(calendar=calendar)).fields[0].default == moment


def test_an_int_where_a_decimal_is_wanted_becomes_one() -> None:
    process = with_items(step="pay() do { set amount = 3; set amount = rounds }")
    first, second = offer(process, "pay").acts
    assert first == model.SetField("amount", ex.Const(Decimal(3), "decimal"))
    assert second == model.SetField("amount", ROUNDS)


def test_a_requirement_keeps_the_words_of_its_author() -> None:
    process = with_items(step="ask() require count visit  >= 3\n and paid")
    [requirement] = offer(process, "ask").requires
    assert requirement.text == "count visit >= 3 and paid"
    assert requirement.at is not None


def test_the_shape_of_an_offer_follows_its_order() -> None:
    process = with_items(step="ask(grade) -> later when grade = high -> closed otherwise")
    high = ex.Compare("=", ex.FieldRef("grade"), ex.Const("high", "enum"))
    assert offer(process, "ask").routes == (model.Route("later", high), model.Route("closed"))
