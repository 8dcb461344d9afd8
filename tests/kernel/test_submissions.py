"""A submission, in order (semantics, paragraph 8): who may, parameters, requirements, routes, what follows."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from closedloop import UsageError, kernel
from closedloop.kernel.values import Accepted, Actor, Opening, Refused, Submission, Tick
from closedloop.model.durations import Duration
from tests.kernel.story import Story, effects

SIMPLE = """
role office "Office"
role clerk
role handler assigned
field key: bool = no
field amount: decimal
field grade: one of low | middle | high
start first
step first {
  by office, clerk
  assign(handler, key?) -> second
  note(text_of_it: text)
  pay(amount) by clerk
  rate(grade) -> second when grade = high
}
step second { by handler  done() -> closed }
end closed
allow suspend, resume by office
anywhere also while suspended { inspect(finding: text) by office }
"""


def test_a_case_opens_at_the_start_with_the_defaults() -> None:
    s = Story(SIMPLE)
    opened = s.records[0]
    assert (opened.kind, opened.step, opened.to, opened.process, opened.version) == ("opened", None, "first", "p", 1)
    assert (opened.person, opened.party, opened.role) == ("clock", "clock", None)
    assert s.case.fields == {"key": False}
    assert (s.case.step, s.case.round, s.case.seq) == ("first", 1, 1)


def test_an_event_writes_its_field_binds_its_role_and_takes_its_route() -> None:
    s = Story(SIMPLE)
    record = s.do("assign", "office", "+1 days", handler="water", key="yes")
    assert (record.step, record.to, record.role) == ("first", "second", "office")
    assert record.params == {"handler": "water", "key": True}
    assert record.writes == {"key": True}
    assert record.binds == {"handler": "water"}
    assert s.case.bindings == {"handler": "water"}
    assert s.do("done", "water").to == "closed"
    assert s.case.ended


def test_an_optional_parameter_that_is_not_given_changes_nothing() -> None:
    s = Story(SIMPLE)
    s.do("assign", "office", handler="water", key=None)
    assert s.case.fields["key"] is False
    assert s.records[-1].params == {"handler": "water"}


def test_an_event_without_a_route_stays() -> None:
    s = Story(SIMPLE)
    stay = s.case.stay
    record = s.do("note", "clerk", text_of_it="seen")
    assert record.to is None
    assert s.case.stay is stay


def test_the_role_used_is_the_first_of_the_offer_that_the_actor_holds() -> None:
    s = Story(SIMPLE, ann="clerk office", bob="clerk")
    assert s.do("note", "ann", text_of_it="x").role == "office"
    assert s.do("note", "bob", text_of_it="x").role == "clerk"
    assert s.do("note", "ann", text_of_it="x", role="clerk").role == "clerk"
    assert s.refused("note", "bob", text_of_it="x", role="office") == ("CL507",)


def test_an_assigned_role_is_held_by_the_party_or_by_the_person() -> None:
    s = Story(SIMPLE)
    s.do("assign", "office", handler="water")
    assert s.refused("done", Actor("mia", "roads")) == ("CL506",)
    assert s.do("done", Actor("mia", "water")).party == "water"
    s = Story(SIMPLE)
    s.do("assign", "office", handler="mia")
    assert s.do("done", Actor("mia", "roads")).role == "handler"


def test_what_stands_in_the_way_is_told_in_order_and_only_the_first() -> None:
    s = Story(SIMPLE)
    s.do("note", "office", "2024-03-05", text_of_it="x")
    assert s.refused("nonsense", "nobody", "2024-03-04") == ("CL501",)
    assert s.refused("nonsense", "nobody", "2024-03-06") == ("CL502",)
    assert s.refused("done", "nobody") == ("CL505",)
    assert s.refused("note", "nobody") == ("CL506",)
    assert s.refused("note", "office", occurred="2024-03-04") == ("CL508",)
    assert s.refused("note", "office") == ("CL512",)


def test_after_the_end_only_a_reopening_is_possible() -> None:
    s = Story(SIMPLE)
    s.do("assign", "office", handler="water")
    s.do("done", "water")
    assert s.refused("done", "water") == ("CL503",)
    assert s.refused("inspect", "office") == ("CL503",)
    assert s.refused("reopen", "office") == ("CL505",)


def test_while_suspended_only_what_is_said_to_stand_then() -> None:
    s = Story(SIMPLE)
    s.do("suspend", "office", reason="moving house")
    assert s.refused("note", "clerk", text_of_it="x") == ("CL504",)
    assert s.refused("suspend", "office") == ("CL504",)
    assert s.do("inspect", "office", finding="fine").to is None
    s.do("resume", "office")
    assert s.refused("resume", "office") == ("CL505",)
    assert s.do("note", "clerk", text_of_it="x").event == "note"


def test_all_that_is_wrong_with_parameters_is_told_together() -> None:
    s = Story(SIMPLE)
    assert s.refused("assign", "office", key="perhaps", colour=1) == ("CL512", "CL540", "CL511")


@pytest.mark.parametrize(
    ("given", "kept"), [(3, Decimal(3)), ("3.50", Decimal("3.50")), (0.1, Decimal("0.1")), (Decimal(-2), Decimal(-2))]
)
def test_a_decimal_is_read_without_rounding(given: object, kept: Decimal) -> None:
    s = Story(SIMPLE)
    s.do("pay", "clerk", amount=given)
    assert s.case.fields["amount"] == kept


@pytest.mark.parametrize("given", [True, "x", "NaN", "1e40", "inf", 10**28, "0." + "1" * 29, [], ""])
def test_what_is_no_number_is_refused(given: object) -> None:
    assert Story(SIMPLE).refused("pay", "clerk", amount=given) == ("CL542",)


def test_an_event_with_routes_needs_one_that_holds() -> None:
    s = Story(SIMPLE)
    assert s.refused("rate", "clerk", grade="low") == ("CL522",)
    assert s.case.fields.get("grade") is None
    assert s.do("rate", "clerk", grade="high").to == "second"


TYPES = """
role office
start only
step only {
  by office
  take(b?: bool, i?: int 0..9, f?: int, t?: text, d?: date, m?: time, s?: duration, p?: party, l?: list of int)
}
end closed
calendar weekdays "Europe/Rome"
"""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"b": "是"}, True),
        ({"b": " No "}, False),
        ({"i": "7"}, 7),
        ({"i": 0}, 0),
        ({"t": ""}, ""),
        ({"d": "2024-02-29"}, date(2024, 2, 29)),
        ({"d": date(2024, 1, 1)}, date(2024, 1, 1)),
        ({"m": "2024-07-01T12:00+02:00"}, datetime(2024, 7, 1, 10, tzinfo=UTC)),
        ({"m": "2024-07-01T12:00"}, datetime(2024, 7, 1, 10, tzinfo=UTC)),
        ({"m": datetime(2024, 1, 1, 12)}, datetime(2024, 1, 1, 11, tzinfo=UTC)),
        ({"s": "5 working days"}, Duration(((5, "working_days"),))),
        ({"s": "1个月10天"}, Duration(((1, "months"), (10, "days")))),
        ({"l": [1, 2]}, (1, 2)),
        ({"l": []}, ()),
    ],
)
def test_values_are_read_by_their_declared_type(given: dict[str, object], kept: object) -> None:
    s = Story(TYPES)
    record = s.do("take", "office", **given)
    (value,) = record.params.values()
    assert value == kept
    assert type(value) is type(kept)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"b": 1}, "CL540"),
        ({"i": 10}, "CL550"),
        ({"i": True}, "CL550"),
        ({"f": 2**53}, "CL541"),
        ({"f": 2.0}, "CL541"),
        ({"t": 3}, "CL543"),
        ({"t": "\ud800"}, "CL543"),
        ({"d": "2024-02-30"}, "CL544"),
        ({"d": "20240229"}, "CL544"),
        ({"d": datetime(2024, 1, 1)}, "CL544"),
        ({"m": "noon"}, "CL545"),
        ({"m": "2024-01-01"}, "CL545"),
        ({"s": "a while"}, "CL546"),
        ({"s": 5}, "CL546"),
        ({"p": "  "}, "CL547"),
        ({"l": "12"}, "CL549"),
        ({"l": [1, "x"]}, "CL549"),
    ],
)
def test_what_does_not_fit_is_refused(given: dict[str, object], code: str) -> None:
    assert Story(TYPES).refused("take", "office", **given) == (code,)


REQUIRING = """
role office
field n: int = 0
start only
step only {
  by office
  set_it(n)
    require n > previous(n) or previous(n) is not set "it must grow"
    require count set_it < 3                         "three times at most"
    require n < 100
    do { set n = n + 1; notify office "n is {n}" }
}
end closed
"""


def test_all_requirements_that_fail_are_told_with_submitted_values_and_history_before() -> None:
    s = Story(REQUIRING)
    assert s.do("set_it", "office", n=5).writes == {"n": 6}
    for n in (7, 9):
        s.do("set_it", "office", n=n)
    outcome = s.ask("set_it", "office", n=200)
    assert isinstance(outcome, Refused)
    assert [(reason.code, reason.requirement) for reason in outcome.reasons] == [
        ("CL520", "count set_it < 3"),
        ("CL521", "n < 100"),
    ]
    assert "three times at most" in str(outcome)
    assert "n < 100" in outcome.explain("zh")
    assert outcome.possible == (), "three times is three times, whatever the number"


def test_the_event_itself_is_an_alternative_only_where_other_values_may_help() -> None:
    s = Story(SIMPLE, "2024-03-05 09:00")
    given = {"assign": {"handler": "water"}, "note": {"text_of_it": "x"}, "rate": {"grade": "low"}}

    def instead(event: str, at: str = "2024-03-05 09:00", **more: Any) -> tuple[str, tuple[str, ...]]:
        occurred = more.pop("occurred", None)
        outcome = s.ask(event, "office", at, occurred=occurred, **{**given.get(event, {}), **more})
        assert isinstance(outcome, Refused)
        return outcome.reasons[0].code, outcome.possible

    others = ("assign", "rate", "suspend", "inspect")
    assert instead("note", "2024-03-04") == ("CL501", others)
    assert instead("note", occurred="2024-03-04") == ("CL508", others)
    assert instead("note", occurred="2024-03-06") == ("CL510", others)
    assert instead("note", text_of_it=1) == ("CL543", others)
    assert instead("note", more=1) == ("CL511", others)
    assert instead("rate") == ("CL522", ("assign", "note", "rate", "suspend", "inspect"))
    s = Story(REQUIRING)
    outcome = s.ask("set_it", "office", n=200)
    assert isinstance(outcome, Refused)
    assert ([reason.code for reason in outcome.reasons], outcome.possible) == (["CL521"], ("set_it",))


def test_an_assignment_is_seen_by_what_follows() -> None:
    s = Story(REQUIRING)
    assert effects(s.do("set_it", "office", n=41)) == [("notify", "n is 42")]


ENTERING = """
role office
field trace: text = ""
field n: int = 0
colour red
start first
step first {
  by office
  go() -> second when n = 0
  do { set n = 1; mark red }
  on leave { set trace = "left" }
}
step second {
  by office
  on enter { set n = 2; publish "{trace} {n}" }
  within 5 days when n = 2
  within 9 days
  as soon as n = 2 -> third
}
step third { by office  on enter { set n = 3 }  as soon as n = 3 -> closed }
end closed { on enter { notify office } }
"""


def test_do_then_route_then_leaving_entering_and_the_clock_then_as_soon_as() -> None:
    s = Story(ENTERING.replace("go() -> second when n = 0", "go() -> second when n = 1"))
    s.do("go", "office")
    event, route, last = s.records[1:]
    assert (event.to, event.writes) == ("second", {"n": 2, "trace": "left"})
    assert effects(event) == [("mark", "red"), ("publish", "left 2")]
    assert event.deadline is not None
    assert str(event.deadline.last_day) == "2024-03-06"
    assert [(each.kind, each.step, each.to, each.person, each.role) for each in (route, last)] == [
        ("route", "second", "third", "clock", None),
        ("route", "third", "closed", "clock", None),
    ]
    assert s.case.mark == "red"
    assert effects(last) == [("notify", "office")]


def test_a_route_looks_at_what_do_has_set() -> None:
    assert Story(ENTERING).refused("go", "office") == ("CL522",)


def test_as_soon_as_is_taken_once_per_step_and_instant() -> None:
    s = Story(
        """
        role office
        field n: int = 0
        start a
        step a { by office  go()  do { set n = 1 }  as soon as n = 1 -> b }
        step b { by office  back() -> a  as soon as n = 1 -> a }
        end closed
        """
    )
    s.do("go", "office")
    assert [record.to for record in s.records] == ["a", None, "b", "a"]
    s.do("go", "office")
    assert s.case.step == "a"
    assert [record.to for record in s.records[4:]] == [None, "b", "a"]


def test_an_opening_settles_too() -> None:
    s = Story("role office field n: int = 1 start a step a { by office go() as soon as n = 1 -> closed } end closed")
    assert [record.kind for record in s.records] == ["opened", "route"]
    assert s.case.ended


def test_what_the_calling_program_gets_wrong_is_no_refusal() -> None:
    s = Story(SIMPLE)
    noon = datetime(2024, 3, 2, 12)
    with pytest.raises(UsageError, match="time zone"):
        kernel.decide(s.program, (s.case,), Tick("c", noon))
    noon = noon.replace(tzinfo=UTC)
    with pytest.raises(UsageError, match="needs that case"):
        kernel.decide(s.program, (s.case,), Tick("other", noon))
    with pytest.raises(UsageError, match="open already"):
        kernel.decide(s.program, (s.case,), Opening("c", "p", noon, Actor("a", "a")))
    with pytest.raises(UsageError, match="no process"):
        kernel.decide({}, (s.case,), Tick("c", noon))
    with pytest.raises(UsageError, match="clock"):
        kernel.decide(s.program, (s.case,), Submission("c", "note", noon, Actor("clock", "x")))


def test_deciding_leaves_the_case_as_it_was() -> None:
    s = Story(SIMPLE)
    before = s.case
    fields, slots = dict(before.fields), before.slots
    asked = Submission("c", "assign", s.now, s.actor("office"), {"handler": "water", "key": True})
    first = kernel.decide(s.program, (before,), asked)
    assert isinstance(first, Accepted)
    assert first == kernel.decide(s.program, (before,), asked)
    assert (before.fields, before.slots, before.bindings) == (fields, slots, {})


def test_an_offer_of_the_step_comes_before_the_same_one_anywhere() -> None:
    s = Story(
        """
        role office
        role clerk
        start a
        step a { by office  look() -> closed }
        end closed
        anywhere { look() by clerk, office }
        """
    )
    assert s.do("look", "clerk").to is None
    assert s.do("look", "office").to == "closed"


def test_a_case_does_not_grow_with_its_journal() -> None:
    s = Story(
        """
        role office
        field n: int = 0
        start work
        step work { by office  within 1 year  note(n)  stay_here() -> work require count note since work >= 1 }
        end closed
        rule kept: note leads to stay_here within 1 year
        rule hands: the same party for note, stay_here
        rule often: note at most 50 times per work
        """
    )
    sizes = []
    for _ in range(30):
        s.do("note", "office", n=5)
        s.do("stay_here", "office")
        sizes.append(len(pickle.dumps(s.case)))
    assert sizes[3:] == sizes[3:4] * 27
    assert pickle.loads(pickle.dumps(s.case)) == s.case
    assert pickle.loads(pickle.dumps(s.records)) == s.records
