"""Metrics over random ledgers, counted again from the bare records by means of nothing that the ledger uses."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closedloop import Accepted, Actor, Desk, Record, loads
from closedloop.ledger.ledger import ledger_of
from closedloop.ledger.metrics import Figure

TEXT = """
process matters {
  calendar weekdays
  role office
  role unit assigned
  field urgent: bool = no
  field amount: int
  field cost: decimal
  field outcome: one of solved | planned | noted
  start received
  step received {
    by office
    within 3 days
    take(unit, urgent) -> handling
  }
  step handling {
    by unit
    within 48 hours
    escalate slowness
    note(amount?, cost?) by unit, office
    reply(outcome) -> closed
    give_back() -> received
  }
  step late { by office  urge() -> handling  drop() -> dropped }
  end closed
  end dropped
  allow reopen by office -> received
  allow backdate by unit at most 3 days
  escalation slowness { overdue 72 hours -> late }

  metric replied     = cases with reply out of cases with take
  metric in_time     = cases with reply on time out of cases with reply for each unit target >= 60%
  metric solved      = cases with reply(outcome = solved) out of cases with reply for each urgent
  metric noted_late  = cases with note by office with late out of cases with expiry of handling
  metric untouched   = cases without take out of cases
  metric apart       = cases ended dropped out of cases in handling
  metric open_late   = number of cases in late target < 3
  metric big         = number of cases with step handling where amount > 10
  metric notes       = mean count note over cases with take
  metric mean_amount = mean amount over cases for each outcome
  metric total       = sum cost over cases ended closed
  metric half        = percentile 50 of amount over cases target <= 20
  metric most        = percentile 90 of amount * 2 over cases where urgent
  breakdown outcome of cases with reply
  breakdown urgent of cases for each unit
}
"""
PROGRAM = loads(TEXT)
START = datetime(2024, 3, 1, 9)

lines = st.tuples(
    st.sampled_from(["a", "b", "c", "d", "e"]),
    st.sampled_from(["take", "note", "note", "reply", "reply", "give_back", "urge", "drop", "reopen"]),
    st.sampled_from(["office", "north", "south"]),
    st.fixed_dictionaries(
        {},
        optional={
            "unit": st.sampled_from(["north", "south"]),
            "urgent": st.booleans(),
            "amount": st.integers(-5, 40),
            "cost": st.decimals(0, 100, places=2),
            "outcome": st.sampled_from(["solved", "planned", "noted"]),
        },
    ),
    st.sampled_from([0, 1, 24, 48, 60]),
    st.sampled_from([0, 0, 24, 48]),
)
Script = list[tuple[str, str, str, dict[str, Any], int, int]]
WANTED = {"take": ("unit", "urgent"), "note": ("amount", "cost"), "reply": ("outcome",)}
NEEDED: dict[str, Any] = {"unit": "north", "urgent": False, "outcome": "noted"}


def filled(event: str, drawn: dict[str, Any]) -> dict[str, Any]:
    """What the event takes of what was drawn, with what it needs."""
    wanted = WANTED.get(event, ())
    return {name: drawn.get(name, NEEDED.get(name)) for name in wanted if name in drawn or name in NEEDED}


def played(script: Script) -> Desk:
    desk = Desk(PROGRAM)
    now = START
    opened: set[str] = set()
    for case, event, who, drawn, hours, back in script:
        now += timedelta(hours=hours)
        actor = Actor(who, who, frozenset({who} & {"office"}))
        if case not in opened:
            desk.open("matters", case, at=now, actor=actor)
            opened.add(case)
        occurred = now - timedelta(hours=back) if back else None
        desk.submit(case, event, actor, filled(event, drawn), at=now, occurred=occurred)
    desk.tick(now)
    return desk


class Plain:
    """A case from its bare records."""

    def __init__(self, journal: tuple[Record, ...]) -> None:
        self.journal = journal
        self.fields: dict[str, Any] = {"urgent": False}
        self.binds: dict[str, str] = {}
        self.place = ""
        for record in journal:
            self.fields.update(record.writes)
            self.binds.update(record.binds)
            self.place = record.to or self.place

    def events(self, name: str) -> list[Record]:
        return [record for record in self.journal if record.event == name]

    def entered(self, name: str) -> list[Record]:
        return [record for record in self.journal if record.to == name]

    def expired(self, step: str) -> list[Record]:
        return [record for record in self.journal if record.timer == "due" and record.step == step]

    def in_round(self, name: str) -> int:
        last = max([0, *(record.seq for record in self.events("reopen"))])
        return sum(record.seq >= last for record in self.events(name))

    def on_time(self) -> bool:
        replies = self.events("reply")
        return bool(replies) and all(record.due is None or record.occurred < record.due for record in replies)


def ratio(part: Callable[[Plain], Any], whole: Callable[[Plain], Any]) -> Callable[[list[Plain]], Figure]:
    def figure(cases: list[Plain]) -> Figure:
        concerned = [case for case in cases if whole(case)]
        hits = len([case for case in concerned if part(case)])
        value = Fraction(hits, len(concerned)) if concerned else None
        return Figure(value, len(concerned), hits, len(concerned))

    return figure


def folded(
    over: Callable[[Plain], Any], value: Callable[[Plain], Any], fold: Callable[[list[Any]], Any]
) -> Callable[[list[Plain]], Figure]:
    def figure(cases: list[Plain]) -> Figure:
        found = [value(case) for case in cases if over(case)]
        values = [Fraction(each) for each in found if each is not None]
        return Figure(fold(values), len(values), unset=len(found) - len(values))

    return figure


def average(values: list[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def nearest_rank(percent: int) -> Callable[[list[Fraction]], Fraction | None]:
    return lambda values: sorted(values)[math.ceil(percent * len(values) / 100) - 1] if values else None


def number(over: Callable[[Plain], Any]) -> Callable[[list[Plain]], Figure]:
    def figure(cases: list[Plain]) -> Figure:
        n = len([case for case in cases if over(case)])
        return Figure(Fraction(n), n, n)

    return figure


def of(name: str) -> Callable[[Plain], Any]:
    return lambda case: case.fields.get(name)


def anyone(case: Plain) -> bool:
    return True


METRICS: dict[str, Callable[[list[Plain]], Figure]] = {
    "replied": ratio(lambda c: c.events("reply"), lambda c: c.events("take")),
    "in_time": ratio(Plain.on_time, lambda c: c.events("reply")),
    "solved": ratio(
        lambda c: [r for r in c.events("reply") if r.params["outcome"] == "solved"], lambda c: c.events("reply")
    ),
    "noted_late": ratio(
        lambda c: [r for r in c.events("note") if r.role == "office"] and c.entered("late"),
        lambda c: c.expired("handling"),
    ),
    "untouched": ratio(lambda c: not c.events("take"), anyone),
    "apart": ratio(lambda c: c.place == "dropped", lambda c: c.place == "handling"),
    "open_late": number(lambda c: c.place == "late"),
    "big": number(lambda c: c.entered("handling") and (c.fields.get("amount") or 0) > 10),
    "notes": folded(lambda c: c.events("take"), lambda c: c.in_round("note"), average),
    "mean_amount": folded(anyone, of("amount"), average),
    "total": folded(lambda c: c.place == "closed", of("cost"), lambda values: sum(values, Fraction(0))),
    "half": folded(anyone, of("amount"), nearest_rank(50)),
    "most": folded(
        lambda c: c.fields["urgent"],
        lambda c: None if c.fields.get("amount") is None else c.fields["amount"] * 2,
        nearest_rank(90),
    ),
}
TARGETS: dict[str, Callable[[Fraction], bool]] = {
    "in_time": lambda value: value >= Fraction(60, 100),
    "open_late": lambda value: value < 3,
    "half": lambda value: value <= 20,
}
EACH: dict[str, Callable[[Plain], Any]] = {
    "in_time": lambda c: c.binds.get("unit"),
    "solved": lambda c: c.fields["urgent"],
    "mean_amount": of("outcome"),
}


def plain(figure: Figure) -> tuple[Any, ...]:
    return figure.value, figure.cases, figure.numerator, figure.denominator, figure.unset


@settings(max_examples=60, deadline=None)
@given(st.lists(lines, max_size=50))
def test_metrics_are_what_counting_by_hand_gives(script: Script) -> None:
    desk = played(script)
    cases = [Plain(desk.journal(case.id)) for case in desk.cases()]
    ledger = ledger_of(desk)
    assert [result.metric.name for result in ledger.metrics] == list(METRICS)
    for result in ledger.metrics:
        name = result.metric.name
        assert plain(result.total) == plain(METRICS[name](cases)), name
        if name in TARGETS:
            value = result.total.value
            assert result.total.met == (None if value is None else TARGETS[name](value)), name
        if name in EACH:
            whole = {
                key: METRICS[name]([case for case in cases if EACH[name](case) == key])
                for key in map(EACH[name], cases)
            }
            expected = {key: plain(figure) for key, figure in whole.items() if figure.cases or figure.unset}
            assert {key: plain(figure) for key, figure in result.groups} == expected, name


@settings(max_examples=40, deadline=None)
@given(st.lists(lines, max_size=50))
def test_breakdowns_are_partitions(script: Script) -> None:
    desk = played(script)
    cases = [Plain(desk.journal(case.id)) for case in desk.cases()]
    ledger = ledger_of(desk)
    outcomes, urgent = ledger.breakdowns
    replied = [case.fields.get("outcome") for case in cases if case.events("reply")]
    assert outcomes.total.cases == len(replied)
    assert {part.value: part.cases for part in outcomes.total.parts} == {
        choice: replied.count(choice) for choice in ("solved", "planned", "noted")
    }
    for part in outcomes.total.parts:
        assert part.share == (Fraction(part.cases, len(replied)) if replied else None)
    for unit, partition in urgent.groups:
        own = [case.fields["urgent"] for case in cases if case.binds.get("unit") == unit]
        assert [(part.value, part.cases) for part in partition.parts] == [
            (True, own.count(True)),
            (False, own.count(False)),
        ]
    assert sum(partition.cases for _, partition in urgent.groups) == len(cases) == urgent.total.cases


@settings(max_examples=30, deadline=None)
@given(st.lists(lines, min_size=1, max_size=50), st.integers(0, 40))
def test_places_and_a_ledger_of_the_past(script: Script, days: int) -> None:
    desk = played(script)
    at = (START + timedelta(days=days)).replace(tzinfo=UTC)
    known = [tuple(record for record in desk.journal(case.id) if record.at <= at) for case in desk.cases()]
    cases = [Plain(journal) for journal in known if journal]
    ledger = ledger_of(desk, as_of=at)
    by_step = {row.name: row.cases for row in ledger.by_step}
    by_end = {row.name: row.cases for row in ledger.by_end}
    for place in ("received", "handling", "late", "closed", "dropped"):
        assert {**by_step, **by_end}[place] == sum((case.place or "received") == place for case in cases)
    assert len(ledger.cases) == len(cases)


@pytest.mark.parametrize(("minutes", "met"), [(-1, True), (0, False)])
def test_the_worked_figures_of_one_small_ledger(minutes: int, met: bool) -> None:
    desk = Desk(PROGRAM, directory={"li": ["office"]})
    for case, days in (("a", 2), ("b", 2)):
        desk.open("matters", case, at=START, actor="li")
        desk.submit(case, "take", "li", {"unit": "north", "urgent": case == "b"}, at=START + timedelta(days=1))
        desk.submit(case, "note", "north", {"amount": 10, "cost": Decimal("2.50")}, at=START + timedelta(days=days))
    desk.submit("a", "reply", "north", {"outcome": "solved"}, at=START + timedelta(days=3, minutes=minutes))
    ledger = ledger_of(desk)
    found = {result.metric.name: result for result in ledger.metrics}
    assert plain(found["replied"].total) == (Fraction(1, 2), 2, 1, 2, 0)
    assert plain(found["total"].total) == (Fraction(5, 2), 1, None, None, 0)
    assert found["in_time"].groups == (("north", found["in_time"].total),)
    assert found["in_time"].total.met is met
    assert ledger.as_of == max(desk.case("a").at, desk.case("b").at)


def test_a_punctual_second_reply_does_not_mend_a_late_first_one() -> None:
    desk = Desk(PROGRAM, directory={"li": ["office"]})
    desk.open("matters", "a", at=START, actor="li")
    for taken, replied in ((0, 3), (10, 11)):
        desk.submit("a", "take", "li", {"unit": "north", "urgent": False}, at=START + timedelta(days=taken))
        desk.submit("a", "reply", "north", {"outcome": "noted"}, at=START + timedelta(days=replied))
        desk.submit("a", "reopen", "li", at=START + timedelta(days=replied))
    replies = [record for record in desk.journal("a") if record.event == "reply"]
    assert [record.due is not None and record.occurred < record.due for record in replies] == [False, True]
    in_time = next(result for result in ledger_of(desk).metrics if result.metric.name == "in_time")
    assert (in_time.total.numerator, in_time.total.denominator) == (0, 1)


def test_a_desk_with_several_processes_needs_to_be_told_which() -> None:
    desk = Desk(loads(TEXT + TEXT.replace("process matters", "process others")))
    with pytest.raises(ValueError, match="others"):
        ledger_of(desk)
    desk.open("others", "x", at=START)
    assert len(ledger_of(desk, "others").cases) == 1
    assert len(ledger_of(desk, "matters").cases) == 0


def test_scores_are_summed_by_party_and_local_year() -> None:
    text = """
    process p {
      calendar china
      role office
      role unit assigned
      start s
      step s { by office  take(unit) -> t }
      step t { by office  fine() do { score unit -5 "late" }  praise() do { score unit +2 }  finish() -> done }
      end done
    }
    """
    desk = Desk(loads(text))
    office = Actor("li", "office", frozenset({"office"}))
    for case, unit in (("a", "north"), ("b", "north"), ("c", "south")):
        desk.open("p", case, at=datetime(2023, 12, 31, 9), actor=office)
        assert isinstance(desk.submit(case, "take", office, {"unit": unit}, at=datetime(2023, 12, 31, 9)), Accepted)
        desk.submit(case, "fine", office, at=datetime(2023, 12, 31, 23, 59))
    desk.submit("a", "praise", office, at=datetime(2024, 1, 1, 0, 0))
    scores = {(row.party, row.year): row.amount for row in ledger_of(desk, "p").scores}
    assert scores == {("north", 2023): -10, ("north", 2024): 2, ("south", 2023): -5}
