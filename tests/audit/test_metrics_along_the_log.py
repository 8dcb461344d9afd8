"""Metrics and breakdowns over random logs, counted again from the bare rows by means of nothing that the audit uses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from attrs import define, field

from closedloop.audit import Audit, audit
from closedloop.ledger.metrics import Figure
from closedloop.logs.values import Log
from tests.audit.logs import log_of, process

ITEMS = """
  role office
  role unit assigned
  field grade: one of low | middle | high
  field cost: int = 0
  start received
  step received { by office  take(unit) -> handling }
  step handling { by unit  within 10 days  note(cost?)  reply(grade) -> answered }
  step answered { by office  accept() -> closed  back() -> handling }
  end closed
  metric replied  = cases with reply out of cases with take
  metric on_time  = cases with reply on time out of cases with reply for each unit
  metric high     = number of cases where grade = high
  metric ended    = cases ended closed out of cases
  metric untaken  = number of cases without take
  metric again    = number of cases with handling where cost > 3
  metric notes    = mean count note over cases with reply
  metric costs    = sum cost over cases for each grade
  metric most     = percentile 90 of cost over cases with note
  breakdown grade of cases with reply
"""
AFTER = {"take": "handling", "reply": "answered", "accept": "closed", "back": "handling"}
EVENTS = ("take", "note", "note", "reply", "reply", "accept", "back")


@define
class Told:
    """A case as its rows tell it: every event leads where it leads, wherever the case stood."""

    step: str = "received"
    since: date | None = None
    seen: list[str] = field(factory=list)
    entered: list[str] = field(factory=list)
    late: list[bool] = field(factory=list)
    grade: str | None = None
    cost: int = 0
    unit: str | None = None

    def does(self, event: str, at: datetime, given: dict[str, Any]) -> None:
        self.grade, self.cost = given.get("grade", self.grade), given.get("cost", self.cost)
        self.unit = given.get("unit", self.unit)
        if event == "reply":
            self.late.append(self.step == "handling" and at.date() > _due(self.since))
        self.seen.append(event)
        if event in AFTER:
            self.step, self.since = AFTER[event], at.date()
            self.entered.append(self.step)


def _due(since: date | None) -> date:
    """Ten days later, rolled to a Monday from a weekend."""
    assert since is not None
    day = since + timedelta(days=10)
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def random_log(seed: int) -> Log:
    random = Random(seed)
    rows = []
    for number in range(random.randrange(1, 25)):
        day = date(2024, 1, 1) + timedelta(days=random.randrange(200))
        for _ in range(random.randrange(1, 9)):
            event = random.choice(EVENTS)
            given = {
                "take": f"unit={random.choice(('water', 'roads'))}",
                "reply": f"grade={random.choice(('low', 'middle', 'high'))}",
                "note": f"cost={random.randrange(9)}" if random.random() < 0.7 else "",
            }.get(event, "")
            rows.append(f"C{number} {day} {event} {random.choice(('office', 'water', 'roads', 'eve'))} {given}")
            day += timedelta(days=random.choice((0, 1, 3, 9, 10, 11, 12, 14)))
    return log_of("\n".join(rows))


def told(log: Log) -> list[Told]:
    cases = []
    for case in log.cases:
        one = Told()
        for entry in case.entries:
            one.does(entry.event, entry.row.at, dict(entry.params))
        cases.append(one)
    return cases


def figure(found: Audit, name: str) -> Figure:
    return next(each.total for each in found.ledger.metrics if each.metric.name == name)


@pytest.mark.parametrize("seed", range(40))
def test_metrics_equal_what_the_rows_say(seed: int) -> None:
    log = random_log(seed)
    found, cases = audit(process(ITEMS), log, on_refusal=("skip", "force", "stop")[seed % 3]), told(log)
    taken, replied = ([one for one in cases if event in one.seen] for event in ("take", "reply"))

    def ratio(name: str, part: int, whole: int) -> None:
        got = figure(found, name)
        assert (got.numerator, got.denominator) == (part, whole), name
        assert got.value == (Fraction(part, whole) if whole else None)

    ratio("replied", sum("reply" in one.seen for one in taken), len(taken))
    ratio("on_time", sum(not any(one.late) for one in replied), len(replied))
    ratio("ended", sum(one.step == "closed" for one in cases), len(cases))
    assert figure(found, "high").value == sum(one.grade == "high" for one in cases)
    assert figure(found, "untaken").value == sum("take" not in one.seen for one in cases)
    assert figure(found, "again").value == sum("handling" in one.entered and one.cost > 3 for one in cases)
    notes = [one.seen.count("note") for one in replied]
    assert figure(found, "notes").value == (Fraction(sum(notes), len(notes)) if notes else None)
    assert figure(found, "costs").value == sum(one.cost for one in cases)
    costs = sorted(one.cost for one in cases if "note" in one.seen)
    assert figure(found, "most").value == (costs[-(-9 * len(costs) // 10) - 1] if costs else None)


@pytest.mark.parametrize("seed", range(40))
def test_groups_and_breakdowns_equal_what_the_rows_say(seed: int) -> None:
    log = random_log(seed)
    found, cases = audit(process(ITEMS), log), told(log)
    replied = [one for one in cases if "reply" in one.seen]
    (on_time,) = (each for each in found.ledger.metrics if each.metric.name == "on_time")
    assert {value: (got.numerator, got.denominator) for value, got in on_time.groups} == {
        unit: (
            sum(not any(one.late) for one in replied if one.unit == unit),
            sum(one.unit == unit for one in replied),
        )
        for unit in {one.unit for one in replied}
    }
    (breakdown,) = found.ledger.breakdowns
    assert {part.value: part.cases for part in breakdown.total.parts} == {
        grade: sum(one.grade == grade for one in replied) for grade in ("low", "middle", "high")
    }
    (limit,) = found.limits or (None,)
    assert (0 if limit is None else limit.stays) == sum(one.entered.count("handling") for one in cases)
