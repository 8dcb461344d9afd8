"""Rules along a case (semantics, paragraph 10): what is refused, what a timer's breach leaves behind."""

from __future__ import annotations

import pytest

from closedloop.kernel.values import Actor, Refused
from tests.kernel.story import Story, effects

PLACES = """
role office
field key: bool = no
field n: int = 0
start work
step work {
  by office
  a(key?) b() both(key?) c()
  go() -> other
  finish() -> closed
}
step other { by office  a(key?) b()  back() -> work  finish() -> closed }
end closed
allow reopen by office -> work
allow suspend, resume by office
"""


def told(rule: str, *events: str) -> str:
    """`.` for each accepted event and `x` for each refused by a rule."""
    s = Story(f"{PLACES}\nrule r: {rule}")
    signs = ""
    for each in events:
        name, _, key = each.partition("+")
        outcome = s.ask(name, "office", "+1 hours", **({"key": True} if key else {}))
        if isinstance(outcome, Refused):
            assert [reason.code for reason in outcome.reasons] == ["CL530"], outcome.explain()
            assert outcome.reasons[0].rule == "r"
        signs += "x" if isinstance(outcome, Refused) else "."
    return signs


@pytest.mark.parametrize(
    ("rule", "events", "signs"),
    [
        ("never a(key)", "a a+key a", ".x."),
        ("never other", "go", "x"),
        ("on finish, key", "finish a+key finish", "x.."),
        ("on closed, key", "finish a+key finish", "x.."),
        ("always not key", "a+key a", "x."),
        ("a before b", "b a b b", "x..."),
        ("a before a", "a", "x"),
        ("a before finish", "a finish reopen finish", "...x"),
        ("a before each b", "b a b b a b", "x..x.."),
        ("a leads to b", "a finish b finish", ".x.."),
        ("a leads to b or other", "a go finish", "..."),
        ("a leads to closed", "a finish", ".."),
        ("a leads to a", "a finish a finish", ".x.x"),
        ("a at most 2 times", "a a a", "..x"),
        ("a at most 1 times", "a finish reopen a a", "....x"),
        ("a at most 1 times ever", "a finish reopen a", "...x"),
        ("a at least 2 times", "a finish a finish", ".x.."),
        ("a exactly 1 times", "finish a a finish", "x.x."),
        ("a at most 1 times before b", "a a a b", "...x"),
        ("a at least 2 times before b", "a b a b", ".x.."),
        ("a exactly 1 times before b", "b a b a b", "x...x"),
        ("a at most 1 times per work", "a go a a back a a", "......x"),
        ("a at least 1 times per work", "go a go", "x.."),
        ("a at most 1 times before b per work", "a go b a back a b", "......."),
        ("go at most 0 times per work", "go", "x"),
        ("when key, never b", "b a+key b", "..x"),
        ("when key, a before b", "b a+key b", "..."),
        ("when key, a at most 1 times", "a a a+key", "..x"),
        ("when key, a leads to b", "a finish reopen a+key finish", "....x"),
        ("when key, a at least 2 times", "finish reopen a+key finish", "...x"),
        ("when key, when n = 0, never b", "b a+key b", "..x"),
    ],
)
def test_what_a_rule_refuses(rule: str, events: str, signs: str) -> None:
    assert told(rule, *events.split()) == signs


def test_a_refusal_names_all_rules_with_their_titles_and_sources() -> None:
    s = Story(f'{PLACES}\nrule one "no b": never b cite "article 3"\nrule two: a before b')
    outcome = s.ask("b", "office")
    assert isinstance(outcome, Refused)
    assert [(each.code, each.rule, each.cite) for each in outcome.reasons] == [
        ("CL531", "one", "article 3"),
        ("CL530", "two", None),
    ]
    assert "no b (article 3)" in str(outcome)
    assert "a before b" in str(outcome)
    assert s.case.seq == 1


def test_an_opening_is_refused_that_breaks_a_rule() -> None:
    s = Story(f"{PLACES}\nrule r: never work")
    assert isinstance(s.opened, Refused)
    assert [each.rule for each in s.opened.reasons] == ["r"]
    assert s.opened.cases == ()
    assert s.records == ()


LATE = """
role office
role boss
field key: bool = no
start work
step work { by office  within 2 days, then -> late  a(key?) b()  finish() -> closed }
step late { by boss  b()  finish() -> closed  back() -> work }
end closed
allow suspend, resume by office
"""


def test_what_a_timer_breaks_is_recorded_in_its_record() -> None:
    s = Story(
        f"{LATE}\nrule never_late: never late\nrule calm: always not key\nrule quiet: never expiry of work",
        at="2024-03-04",
    )
    due, then = s.wait("2024-03-10")
    assert (due.timer, due.breaches) == ("due", ("quiet",))
    assert (then.timer, then.breaches) == ("then", ("never_late",))
    assert effects(then) == [("breach", "never_late")]


def test_always_is_broken_by_every_timer_while_it_does_not_hold() -> None:
    s = Story(f"{LATE}\nrule in_time: always not overdue", at="2024-03-04")
    due, then = s.wait("2024-03-10")
    assert (due.breaches, then.breaches) == (("in_time",), ())


def test_a_response_that_misses_its_time_is_a_breach_once() -> None:
    s = Story(f"{LATE}\nrule soon: a leads to b within 5 days", at="2024-03-04")
    s.do("a", "office", "2024-03-05")
    s.do("a", "office", "2024-03-06")
    records = s.wait("2024-04-01")
    assert s.told(records) == [
        ("due", "2024-03-07 00:00"),
        ("then", "2024-03-07 00:00"),
        ("rule:soon", "2024-03-12 00:00"),
    ]
    assert (records[-1].kind, records[-1].breaches, effects(records[-1])) == ("breach", ("soon",), [("breach", "soon")])
    assert s.wait("2024-08-01") == []
    assert s.refused("finish", "boss") == ("CL530",)
    s.do("b", "boss")
    s.do("finish", "boss")


def test_an_answer_in_time_disarms_the_deadline() -> None:
    s = Story(f"{LATE}\nrule soon: a leads to b within 5 days", at="2024-03-04")
    s.do("a", "office", "2024-03-05")
    s.do("b", "office", "2024-03-06")
    assert "rule:soon" not in [timer for timer, _ in s.timers()]


def test_the_deadline_of_a_rule_rolls_and_moves_by_suspended_time() -> None:
    s = Story(f"{LATE}\nrule soon: a leads to b within 5 days", at="2024-03-04")
    s.do("a", "office", "2024-03-04")
    assert ("rule:soon", "2024-03-12 00:00") in s.timers()
    s.do("suspend", "office", "2024-03-05")
    s.do("resume", "office", "2024-03-08")
    assert ("rule:soon", "2024-03-13 00:00") in s.timers()


def test_what_begins_during_a_suspension_moves_by_what_is_left_of_it() -> None:
    s = Story(
        f"{PLACES}\nanywhere also while suspended {{ alarm() by office }}\nrule soon: alarm leads to b within 3 days",
        at="2024-03-04",
    )
    s.do("suspend", "office", "2024-03-04")
    s.do("alarm", "office", "2024-03-06")
    s.do("resume", "office", "2024-03-11")
    assert s.timers() == [("rule:soon", "2024-03-15 00:00")]


RECURS = """
role office
role boss
field key: bool = no
start work
step work { by office  a(key?)  rest() -> other }
step other { by office  back() -> work }
end closed
anywhere { close_it() by boss -> closed }
allow suspend, resume by office
"""


def test_what_must_recur_is_missed_once_until_it_happens_again() -> None:
    s = Story(f"{RECURS}\nrule often: a every 3 days in work", at="2024-03-04")
    assert s.told(s.wait("2024-03-20")) == [("rule:often", "2024-03-08 00:00")]
    s.do("a", "office", "2024-03-20")
    assert s.timers() == [("rule:often", "2024-03-26 00:00")]
    s.do("rest", "office", "2024-03-21")
    assert s.timers() == []
    s.do("back", "office", "2024-03-21")
    assert s.timers() == [("rule:often", "2024-03-26 00:00")]


def test_a_deadline_that_passes_while_its_condition_does_not_hold_is_not_asked_again() -> None:
    s = Story(f"{RECURS}\nrule often: when key, a every 3 days in work", at="2024-03-04")
    assert s.wait("2024-03-10") == []
    s.do("a", "office", "2024-03-11", key=True)
    assert s.told(s.wait("2024-03-20")) == [("rule:often", "2024-03-15 00:00")]
    s = Story(
        f"{RECURS}\nanywhere {{ set_key(key) by boss }}\nrule often: when key, a every 3 days in work", at="2024-03-04"
    )
    s.do("set_key", "boss", "2024-03-10", key=True)
    assert s.wait("2024-04-20") == []


def test_every_case_ends_in_time() -> None:
    s = Story(f"{RECURS}\nrule ends: every case ends within 1 month", at="2024-03-04")
    assert s.told(s.wait("2024-06-01")) == [("rule:ends", "2024-04-05 00:00")]
    s.do("close_it", "boss")
    assert s.timers() == []


# -------------------------------------------------------------------------------------------------------- parties

HANDS = """
role office
start work
step work { by office  a() b() c()  go() -> work  finish() -> closed }
end closed
allow reopen by office -> work
"""
ANN, BOB = Actor("ann", "water", frozenset({"office"})), Actor("bob", "water", frozenset({"office"}))
CY, DEE = Actor("cy", "roads", frozenset({"office"})), Actor("ann", "parks", frozenset({"office"}))


@pytest.mark.parametrize(("second", "code"), [(ANN, "CL530"), (BOB, "CL530"), (DEE, "CL530"), (CY, None)])
def test_different_parties_compares_persons_and_parties(second: Actor, code: str | None) -> None:
    s = Story(f"{HANDS}\nrule r: different parties for a, b")
    s.do("a", ANN)
    s.do("a", BOB)
    outcome = s.ask("b", second)
    assert ([reason.code for reason in outcome.reasons] if isinstance(outcome, Refused) else []) == (
        [code] if code else []
    )


def test_different_parties_looks_at_the_whole_case_or_at_one_stay() -> None:
    s = Story(f"{HANDS}\nrule r: different parties for a, b")
    s.do("a", ANN)
    s.do("finish", CY)
    s.do("reopen", CY)
    assert s.refused("b", ANN) == ("CL530",)
    s = Story(f"{HANDS}\nrule r: different parties for a, b in one stay")
    s.do("a", ANN)
    assert s.refused("b", ANN) == ("CL530",)
    s.do("go", CY)
    s.do("b", ANN)


def test_the_same_party_from_the_first_observation_of_the_round() -> None:
    s = Story(f"{HANDS}\nrule r: the same party for a, b")
    s.do("a", ANN)
    assert s.refused("b", CY) == ("CL530",)
    s.do("b", BOB)
    s.do("finish", CY)
    s.do("reopen", CY)
    s.do("b", CY)


def test_what_the_clock_does_takes_no_part_in_rules_about_parties() -> None:
    s = Story(
        """
        role office
        start work
        step work { by office  within 2 days, then -> late  a() go() -> late }
        step late { by office  b()  finish() -> closed }
        end closed
        rule r: different parties for late, b
        """
    )
    s.wait("2024-03-10")
    assert s.case.step == "late"
    s.do("b", "office")


def test_the_event_that_leaves_a_step_belongs_to_its_stay() -> None:
    s = Story(f"{HANDS}\nrule r: go at most 0 times per work")
    assert s.refused("go", ANN) == ("CL530",)
    s = Story(f"{HANDS}\nrule r: go at least 1 times per work")
    s.do("go", ANN)
    assert s.refused("finish", ANN) == ("CL530",)
