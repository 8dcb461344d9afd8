"""Values, unset, arithmetic, history and spans (semantics, paragraphs 2, 3 and 4.6), asked through requirements."""

from __future__ import annotations

from decimal import Decimal

import pytest

from closedloop.kernel.values import Accepted, Actor, Readings
from tests.kernel.story import Story, effects

DATA = """
role office
role handler assigned
field b: bool
field yes_it: bool = yes
field i: int
field n: int = 7
field small: int 0..9 = 5
field d: decimal = 2.5
field t: text = "hot"
field day: date
field first: date = 2024-01-31
field g: one of low | middle | high = middle
field xs: list of int
field length: duration
list wheres = "here", "hot"
start work
step work {
  by office
  set_all(b?, i?, day?, xs?, length?)
  own(p?: int)
  ask() CONDITION
}
end closed
"""


def holds(condition: str, **given: object) -> bool:
    s = Story(DATA.replace("CONDITION", f"require {condition}"))
    if given:
        s.do("set_all", "office", **given)
    return isinstance(s.ask("ask", "office"), Accepted)


@pytest.mark.parametrize(
    "condition",
    [
        "yes_it",
        "not b",
        "b is not set",
        "not (b is set)",
        "not (i = 1) and not (i != 1)",
        "not (i in (1, 2)) and not (i not in (1, 2))",
        "i + 1 is not set",
        "n / 0 is not set",
        "(if b then 1 else 2) = 2",
        "not (b or i > 0)",
        "not any(xs where it > 0) and all(xs where it > 0)",
        "count(xs) = 0 and sum(xs) = 0",
        "n / 2 = 3.5",
        "n - 10 = -3",
        "n + d = 9.5",
        "1 / 3 * 3 < 1",
        "g < high and g >= middle and g != low",
        "t in wheres",
        't in ("hot", "cold") and t not in ("warm", "cool")',
        "first + 1 month = 2024-02-29",
        "first - 1 month = 2023-12-31",
        "first + 2 working days = 2024-02-02",
        "2024-03-01 - first = 30",
        "today = 2024-03-01 and now > 2024-03-01 08:59",
        "handler is not set",
        'actor = "office"',
        "not overdue and not (remaining > 1 day) and not (remaining < 1 day)",
        "elapsed < 1 day",
        "n * 900719925474099 * 100 is not set",
        "-n = -7",
    ],
)
def test_it_holds(condition: str) -> None:
    assert holds(condition), condition


def test_lists_are_looked_through() -> None:
    assert holds("any(xs where it > 2) and not all(xs where it > 2) and count(xs where it > 1) = 2", xs=[1, 2, 3])
    assert holds("sum(xs) = 6", xs=[1, 2, 3])


def test_int_with_int_is_int_and_a_quotient_a_decimal() -> None:
    s = Story(DATA.replace("CONDITION", "do { set i = n * 3; set d = n / 4 }"))
    record = s.do("ask", "office")
    assert record.writes == {"i": 21, "d": Decimal("1.75")}
    assert type(record.writes["i"]) is int


def test_an_assignment_stays_within_its_range_and_becomes_the_type_of_its_field() -> None:
    s = Story(DATA.replace("CONDITION", 'do { set small = small + 100; set d = n; set t = "x"; set day = day }'))
    record = s.do("ask", "office")
    assert record.writes == {"small": 9, "d": Decimal(7), "t": "x", "day": None}
    assert type(record.writes["d"]) is Decimal
    assert "day" not in s.case.fields


HISTORY = """
role office
role clerk
field n: int = 0
field note_of: text
start work
step work { by office, clerk  act(n, why?: text)  go() -> other  ask() CONDITION  finish() -> closed }
step other { by office  act(n, why?: text)  back() -> work  finish() -> closed }
end closed
allow reopen by office -> work
"""


def after(condition: str, *events: str) -> bool:
    s = Story(HISTORY.replace("CONDITION", f"require {condition}"), ann="clerk", office="office")
    for each in events:
        name, _, given = each.partition(":")
        who, _, name = name.rpartition("/")
        params = {"n": int(given)} if given else {}
        s.do(name, who or "office", "+1 days", **params)
    return isinstance(s.ask("ask", "office", "+1 days"), Accepted)


@pytest.mark.parametrize(
    ("condition", "events"),
    [
        ("happened act and count act = 2", "act:1 act:2"),
        ("not happened ask", ""),
        ("count act(n = 1) = 2", "act:1 act:2 act:1"),
        ("count act by clerk = 1 and count act = 2", "ann/act:1 act:2"),
        ("count work = 2 and count other = 1", "go back"),
        ("count act since other = 1", "act:1 go act:2 back"),
        ("count act since other = 2", "act:1 act:2"),
        ("count act since work = 0", "act:1 go back"),
        ("count work since work = 0", "go back"),
        ("last act.n = 2 and previous(n) = 1", "act:1 act:2"),
        ("previous(n) = 0", "act:5"),
        ('actor of act = "ann"', "act:1 ann/act:2"),
        ("actor of act is not set", ""),
        ("not happened act and happened act ever and count act ever = 1", "act:1 finish reopen"),
        ('last act.n is not set and last act.n ever = 1 and actor of act ever = "office"', "act:1 finish reopen"),
        ("n = 4 and previous(n) = 0", "act:4 finish reopen"),
        ("count reopen = 1 and count work = 1 and count work ever = 2", "finish reopen"),
        ("count step closed = 0 and count step closed ever = 1", "finish reopen"),
        ("time since act = 1 day", "act:1"),
        ("time since act ever >= 3 days and not (time since act >= 1 day)", "act:1 finish reopen"),
        ("time from act to go = 1 day", "act:1 ann/act:2 go back"),
        ("not (time from act to go >= 1 day) and not (time from act to go < 9 days)", "act:1"),
    ],
)
def test_history(condition: str, events: str) -> None:
    assert after(condition, *events.split()), condition


def test_an_event_sees_itself_in_its_routes_and_not_in_its_requirements() -> None:
    s = Story(
        """
        role office
        start work
        step work {
          by office
          ask() -> closed when count ask = 2
                -> work otherwise
            require count ask < 2
        }
        end closed
        """
    )
    assert s.do("ask", "office").to == "work"
    assert s.do("ask", "office").to == "closed"


SPANS = """
calendar china
role office
start work
step work { by office  within 10 working days  ask() CONDITION }
end closed
allow suspend, resume by office
"""


def at(condition: str, moment: str, start: str = "2024-03-01") -> bool:
    s = Story(SPANS.replace("CONDITION", f"require {condition}"), at=start)
    return isinstance(s.ask("ask", "office", moment), Accepted)


def test_elapsed_by_days() -> None:
    assert at("elapsed <= 3 working days", "2024-03-06 23:59")
    assert not at("elapsed <= 3 working days", "2024-03-07 00:00")
    assert at("elapsed >= 3 working days", "2024-03-06 00:00")
    assert not at("elapsed >= 3 working days", "2024-03-05 23:59")
    assert at("elapsed > 1 day and elapsed != 1 day and not (elapsed = 1 day)", "2024-03-03 00:00")
    assert at("elapsed = 50 hours", "2024-03-03 11:00")


def test_remaining_and_overdue() -> None:
    assert at("remaining >= 2 working days", "2024-03-13")
    assert not at("remaining >= 2 working days", "2024-03-14")
    assert at("not overdue and remaining >= 1 day", "2024-03-14")
    assert at("overdue", "2024-03-16 00:00")
    assert at("overdue >= 2 working days and overdue <= 2 working days", "2024-03-19")
    assert not at("overdue >= 1 day", "2024-03-15 23:00")


def test_suspended_time_does_not_elapse() -> None:
    s = Story(SPANS.replace("CONDITION", "require elapsed <= 2 days and remaining >= 10 working days"), at="2024-03-01")
    s.do("suspend", "office", "2024-03-02")
    s.do("resume", "office", "2024-03-11")
    s.do("ask", "office")
    assert s.due() == "2024-03-25"


def test_while_suspended_time_counts_as_though_resumed_now() -> None:
    s = Story(
        SPANS.replace("ask() CONDITION", "go() -> closed")
        + "anywhere also while suspended { ask() by office require elapsed = 1 day and not overdue }",
        at="2024-03-01",
    )
    s.do("suspend", "office", "2024-03-02")
    record = s.do("ask", "office", "2024-03-12")
    assert s.local(record.due) == "2024-03-27 00:00"


# -------------------------------------------------------------------------------------------------------- effects

EFFECTS = """
calendar weekdays "Asia/Shanghai"
role office "Office"
role handler assigned
colour red
field b: bool = yes
field d: decimal
field day: date
field length: duration
field m: time
field units: list of text
effect ticket(queue: text, hours: int)
start work
step work {
  by office
  tell(handler?, d?, day?, length?, m?, units?, own?: text)
    do {
      notify office, handler
        "b {b} d {d} day {day} for {length} at {m} of {units}, {handler} own {own} {office} {}"
      score handler -5 "late {day}"
      score handler 2 unless b
      ticket("a", 2)
      publish
      mark red unless not b
    }
}
end closed
"""


def test_effects_are_data_with_their_texts_filled_in() -> None:
    s = Story(EFFECTS)
    given = {"handler": "water", "d": "1.50", "day": "2024-03-02", "length": "1 month 5 working days", "own": "x"}
    record = s.do("tell", "office", **given, m="2024-03-02T12:30:00+00:00", units=["a", "b"])
    note = record.effects[0]
    assert [(to.role, to.party) for to in note.to] == [("office", None), ("handler", "water")]
    assert note.text == (
        "b yes d 1.50 day 2024-03-02 for 1 month 5 working days at 2024-03-02 20:30 of a, b, water own x office {}"
    )
    assert [(each.index, each.kind) for each in record.effects] == list(
        enumerate(["notify", "score", "call", "publish", "mark"])
    )
    assert (record.effects[1].party, record.effects[1].amount, record.effects[1].text) == (
        "water",
        -5,
        "late 2024-03-02",
    )
    assert record.effects[2].args == (("queue", "a"), ("hours", 2))
    assert s.case.scores == {("water", 2024): -5}


def test_what_is_unset_is_written_as_nothing_and_nobody_is_scored() -> None:
    s = Story(EFFECTS)
    record = s.do("tell", "office")
    assert record.effects[0].text == "b yes d  day  for  at  of ,  own  office {}"
    assert [kind for kind, _ in effects(record)] == ["notify", "call", "publish", "mark"]


SCORES = """
role office
role handler assigned
start work
step work {
  by office
  assign(handler)
  blame() do { score handler -5 }
  ask() require score of handler <= -10
  praise() require score of handler ever <= -10
}
end closed
"""


def test_what_other_cases_scored_is_a_reading_kept_in_the_record() -> None:
    s = Story(SCORES, at="2024-12-30")
    s.do("assign", "office", handler="water")
    s.do("blame", "office")
    assert s.refused("ask", "office") == ("CL521",)
    s.readings = Readings(scores={("water", 2024): -6, ("water", 2023): -1, ("roads", 2024): -99})
    record = s.do("ask", "office")
    assert record.readings == {"score:water:2024": -6}
    assert s.do("praise", "office").readings == {"score:water:ever": -7}
    assert s.refused("ask", "office", "2025-01-02") == ("CL521",)


def test_an_effect_of_the_clock_names_the_clock() -> None:
    s = Story(
        """
        role office
        start work
        step work { by office  within 1 day  escalate l  go() -> closed }
        end closed
        escalation l { overdue { notify office "by {office}" } }
        """
    )
    record = s.wait("2024-04-01")[-1]
    assert (record.person, record.party, record.role) == ("clock", "clock", None)
    assert s.do("go", Actor("x", "y", frozenset({"office"}))).person == "x"
