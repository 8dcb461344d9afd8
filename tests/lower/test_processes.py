"""Processes as a whole: what is inherited, inlined and filled in."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from closedloop.lower.process import lower_process
from closedloop.model import expressions as ex
from closedloop.model import process as model
from closedloop.model.durations import Duration
from closedloop.model.types import DURATION, PARTY, TEXT
from closedloop.syntax import tree
from closedloop.syntax.parse import parse_text
from tests.lower.compiled import lowered, offer, with_items


def test_an_offer_takes_the_roles_of_its_step_unless_it_has_its_own() -> None:
    process = with_items(step="ask() by handler", items="anywhere { look() by handler, office }")
    assert offer(process, "visit").by == ("office",)
    assert offer(process, "ask").by == ("handler",)
    assert process.anywhere[0].offers[0].by == ("handler", "office")


def test_parameters_write_bind_or_belong_to_the_event() -> None:
    process = with_items(step="ask(rounds?, handler, note: text)")
    [event] = [each for each in process.events if each.name == "ask"]
    assert event.params == (
        model.Param("rounds", "writes", model.Type("int"), optional=True),
        model.Param("handler", "binds", PARTY),
        model.Param("note", "own", TEXT),
    )


def test_the_ladders_of_a_step_are_inlined_in_order() -> None:
    process = with_items(
        """escalation first { early: at 70% { mark red } at 3 days before after early { remind handler "soon" } }
           escalation second { overdue -> later }""",
        start="within 10 days escalate second escalate first",
    )
    assert process.steps[0].rungs == (
        model.Rung("overdue", to="later", escalation="second"),
        model.Rung("share", share=Decimal(70), label="early", acts=(model.Mark("red"),), escalation="first"),
        model.Rung(
            "before",
            duration=Duration(((3, "days"),)),
            after="early",
            acts=(model.Remind(("handler",), "soon"),),
            escalation="first",
        ),
    )
    assert process.steps[1].rungs == ()


def test_limits_keep_their_order_and_kinds() -> None:
    process = with_items(
        "field day: date = 2024-01-31",
        start="within term when paid, counting its own day due on 06-30 when rounds > 1"
        " due on day when rounds = 0 within 2 hours, then -> later",
    )
    first, second, third, last = process.steps[0].limits
    assert first == model.Limit(length_field="term", when=ex.FieldRef("paid"), own_day=True)
    assert (second.on, third.on_field) == ("06-30", "day")
    assert last == model.Limit(length=Duration(((2, "hours"),)), then="later")


def test_an_extension_without_a_length_asks_for_one() -> None:
    process = with_items(start="within 3 days, extendable 2 times with ask_more(why: text), approved by handler")
    extension = process.steps[0].limits[0].extension
    assert extension == model.Extension(2, None, "ask_more", ("handler",))
    [event] = [each for each in process.events if each.name == "ask_more"]
    assert event.params == (model.Param("why", "own", TEXT), model.Param("by", "own", DURATION))


def test_a_fixed_extension_is_asked_for_by_extend() -> None:
    process = with_items(start="within 3 days, extendable once by 2 days")
    assert [each for each in process.events if each.name == "extend"] == [model.Event("extend")]


def test_without_declared_colours_there_are_three() -> None:
    assert [each.name for each in with_items().colours] == ["green", "yellow", "red"]
    assert [each.name for each in with_items("colour blue").colours] == ["blue"]


def test_nested_conditions_of_a_rule_are_one() -> None:
    process = with_items("rule r: when paid, when rounds > 0 and rounds < 9, visit before closed")
    [rule] = process.rules
    assert rule.prop == model.Before(ex.EventAtom("visit"), ex.StepAtom("closed"))
    assert isinstance(rule.when, ex.And)
    assert len(rule.when.items) == 3
    assert rule.text == "when paid, when rounds > 0 and rounds < 9, visit before closed"


def test_a_name_that_is_a_step_and_an_event_is_what_is_written() -> None:
    process = with_items("rule r: step visit before event visit\nstep visit { by office leave_it() -> closed }")
    assert process.rules[0].prop == model.Before(ex.StepAtom("visit"), ex.EventAtom("visit"))


def test_arguments_of_a_scenario_come_in_the_order_of_the_parameters() -> None:
    process = with_items(
        """scenario "s" {
          2024-03-01 office ask(note: "x", rounds: 3)
          2024-03-02 10:30 w ask(4, "y", amount: 3) dated 2024-03-01 because "z"
          +1 month 2 days nothing
          expect working, rounds = 4, mark red, overdue, score w = -2, due 2024-03-05
        }""",
        step="ask(rounds, note: text, amount?)",
    )
    first, second, third, *expected = process.scenarios[0].lines
    assert first == model.Happens("2024-03-01", "office", "ask", (("rounds", 3), ("note", "x")))
    given = (("rounds", 4), ("note", "y"), ("amount", Decimal(3)))
    assert second == model.Happens("2024-03-02T10:30", "w", "ask", given, dated="2024-03-01", because="z")
    assert third == model.Nothing(Duration(((1, "months"), (2, "days"))))
    assert [(each.what, each.name, each.value) for each in expected if isinstance(each, model.Expect)] == [
        ("step", "working", None),
        ("field", "rounds", 4),
        ("mark", "red", None),
        ("overdue", "", None),
        ("score", "w", -2),
        ("due", "", "2024-03-05"),
    ]


def test_a_line_of_a_scenario_says_role_party_and_person() -> None:
    process = with_items(
        """scenario "s" {
          2024-03-01 office "North" go()
          +1 day "Li" for office refused go()
          +1 day li for office "North" refused go()
        }""",
        step="go()",
    )
    lines = [each for each in process.scenarios[0].lines if isinstance(each, model.Happens)]
    assert [(each.actor, each.role, each.person) for each in lines] == [
        ("North", "office", None),
        ("office", None, "Li"),
        ("North", "office", "li"),
    ]


def test_metrics_keep_their_cases() -> None:
    cases_named = "cases with visit on time without finish in working ended closed where paid"
    process = with_items(f"metric m = mean rounds over {cases_named} for each grade target < 3")
    [metric] = process.metrics
    qualifiers = (
        model.With(ex.EventAtom("visit"), on_time=True),
        model.Without(ex.EventAtom("finish")),
        model.InStep("working"),
        model.EndedAt("closed"),
    )
    cases = model.Cases(qualifiers, ex.FieldRef("paid"))
    assert metric.value == model.Aggregate("mean", ex.FieldRef("rounds"), cases)
    assert (metric.each, metric.target) == ("grade", model.Target("<", Decimal(3), percent=False))


def test_places_and_texts_do_not_count_in_equality_and_are_there() -> None:
    text = "process p { role r start s step s { by r go() -> e require happened s } end e }"
    parsed = parse_text(text).file
    assert parsed is not None
    without = lower_process(parsed.processes[0]).process
    process = lowered(text)
    assert without == process
    assert without is not None
    assert without.steps[0].at is None
    at = process.steps[0].at
    assert at is not None
    assert text[at[2] : at[3]] == "s"
    assert at[:2] == (1, text.index("step s") + 6)


def test_a_long_condition_is_one_list() -> None:
    process = with_items(step=f"ask() require {' and '.join(['paid'] * 90)}")
    assert offer(process, "ask").requires[0].condition == ex.And((ex.FieldRef("paid"),) * 90)


def test_a_tree_nested_too_deeply_is_reported_and_not_followed() -> None:
    condition: tree.Expr = tree.Ref(tree.Name("paid"))
    for _ in range(5_000):
        condition = tree.Unary("not", condition)
    text = "process p { role r field paid: bool = no start s step s { by r go() -> e } end e }"
    parsed = parse_text(text).file
    assert parsed is not None
    [process] = parsed.processes
    rule = tree.Rule(tree.Name("deep"), tree.Always(condition))
    found = lower_process(evolve(process, items=(*process.items, rule)))
    assert [each.code for each in found.diagnostics] == ["CL240"]
