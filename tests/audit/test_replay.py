"""Beside the rules: what the process would have refused, what its timers would have done, in three ways to go on."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from closedloop.audit import Audit, NoSuchGroup, Story, audit
from tests.audit.logs import audited, log_of, process, rule

ITEMS = """
  role office
  role unit assigned
  field grade: one of low | high
  start received
  step received { by office  within 5 days, then -> lapsed  take(unit) -> handling }
  step handling {
    by unit
    within 10 days
    escalate duty
    note(text: text)
    reply(grade) -> answered
      require happened note "a reply needs a note first"
  }
  step answered { by office  accept() -> closed  back() -> handling }
  end closed
  end lapsed
  escalation duty { overdue { mark red }  overdue 20 days -> lapsed }
  rule noted "noted first": note before reply
  metric replies = cases with reply out of cases with take
"""
GOOD = """
  A 2024-03-01 take office unit=water
  A 2024-03-02 note water text=seen
  A 2024-03-04 reply water grade=high
  A 2024-03-05 accept office
"""


def numbers(found: Audit) -> tuple[int, int, int, int]:
    replay = found.replay
    return replay.fitting, replay.accepted, replay.refused, replay.not_reached


def test_a_log_that_fits_is_accepted_whole() -> None:
    for way in ("skip", "force", "stop"):
        found = audited(ITEMS, GOOD, on_refusal=way)
        assert numbers(found) == (1, 4, 0, 0)
        assert found.clean
        assert [each.place for each in found.ledger.cases] == ["closed"]


LEAP = """
  A 2024-03-01 take office unit=water
  A 2024-03-04 reply water grade=high   # not noted
  A 2024-03-05 accept office
  A 2024-03-06 accept office            # twice
"""


@pytest.mark.parametrize(
    ("way", "expected", "codes"),
    [
        ("skip", (0, 1, 3, 0), {"CL520": 1, "CL505": 2}),
        ("force", (0, 2, 2, 0), {"CL520": 1, "CL503": 1}),
        ("stop", (0, 1, 1, 2), {"CL520": 1}),
    ],
)
def test_the_three_ways_to_go_on_after_a_refusal(
    way: str, expected: tuple[int, int, int, int], codes: dict[str, int]
) -> None:
    found = audited(ITEMS, LEAP, on_refusal=way)
    assert numbers(found) == expected
    counted: dict[str, int] = {}
    for kind in found.replay.kinds:
        counted[kind.code] = counted.get(kind.code, 0) + kind.times
    assert {code: counted.get(code) for code in codes} == codes
    assert (rule(found, "noted").broken, rule(found, "noted").breaches[0].line) == (1, 2)
    assert [each.place for each in found.ledger.cases] == ["closed"]


def test_refusals_are_counted_by_reason_with_examples_of_different_cases() -> None:
    rows = "".join(
        f"{case} 2024-03-01 take office unit=water\n{case} 2024-03-02 reply water grade=low\n" for case in "ABC"
    )
    (kind,) = audited(ITEMS, rows, examples=2).replay.kinds
    assert (kind.code, kind.event, kind.about) == ("CL520", "reply", "happened note")
    assert (kind.times, kind.cases) == (3, 3)
    assert [(each.case, each.line) for each in kind.examples] == [("A", 2), ("B", 4)]


def test_a_row_that_is_not_offered_takes_the_offer_of_the_nearest_step() -> None:
    skipped = "A 2024-03-01 open office\nA 2024-03-03 reply water grade=low"
    found = audited(ITEMS, skipped, as_of=date(2024, 3, 3))
    (case,) = found.ledger.cases
    assert (case.place, case.fields["grade"]) == ("answered", "low")
    stayed = audited(ITEMS, "A 2024-03-01 open office\nA 2024-03-03 note water text=x", as_of=date(2024, 3, 3))
    assert [each.place for each in stayed.ledger.cases] == ["received"]
    assert stayed.replay.kinds[0].code == "CL505"


def test_values_that_cannot_be_read_are_left_out_and_the_others_written() -> None:
    rows = "A 2024-03-01 take office unit=water\nA 2024-03-02 note water\nA 2024-03-03 reply water grade=middling"
    found = audited(ITEMS, rows)
    assert {kind.code for kind in found.replay.kinds} == {"CL512", "CL548"}
    (case,) = found.ledger.cases
    assert (case.place, dict(case.fields)) == ("answered", {})


# ----------------------------------------------------------------------------------------------------------------- time


LATE = """
  A 2024-03-01 take office unit=water
  A 2024-03-02 note water text=seen
  A 2024-03-20 reply water grade=high   # due at the end of the 11th
  B 2024-03-01 open office
  B 2024-03-12 take office unit=water   # lapsed at the end of the 6th
  B 2024-03-13 note water text=seen
"""


def test_a_route_of_the_clock_is_reported_where_the_log_contradicts_it() -> None:
    for way in ("skip", "force", "stop"):
        found = audited(ITEMS, LATE, on_refusal=way)
        (each,) = found.contradictions
        assert (each.case, each.step, each.timer, each.to, each.line) == ("B", "received", "then", "lapsed", 5)
        assert each.at == datetime(2024, 3, 7, tzinfo=UTC)
        assert [row.place for row in found.ledger.cases] == ["answered", "handling"]


def test_under_force_the_route_is_not_taken_and_the_row_is_accepted() -> None:
    found = audited(ITEMS, LATE, on_refusal="force")
    assert numbers(found) == (1, 5, 0, 0)
    assert not any(each.to == "lapsed" for each in found.replay.timers)
    skipped = audited(ITEMS, LATE)
    assert numbers(skipped) == (1, 3, 2, 0)
    assert [(each.step, each.times) for each in skipped.replay.timers if each.to == "lapsed"] == [("received", 1)]


def test_where_no_row_tells_the_clock_moves_the_case_in_the_replay_alone() -> None:
    for way in ("skip", "force", "stop"):
        found = audited(ITEMS, "A 2024-03-01 open office", as_of=date(2024, 4, 1), on_refusal=way)
        assert [(each.place, each.ended) for each in found.ledger.cases] == [("received", False)]
        assert [(each.timer, each.to) for each in found.replay.timers] == [("due", None), ("then", "lapsed")]
        assert not found.contradictions
        assert numbers(found) == (1, 0, 0, 0)


SILENCE = """
  role office
  start asked
  step asked { by office  within 5 days, then -> judging  hear() -> judging }
  step judging { by office  judge() -> closed  back() -> asked }
  end closed
  anywhere { note() by office }
  rule heard: asked leads to judging within 20 days
"""


def test_a_row_of_the_next_step_bears_the_clock_out() -> None:
    rows = "A 2024-03-01 open office\nA 2024-03-20 note office\nA 2024-03-25 judge office"
    for way in ("skip", "force", "stop"):
        found = audited(SILENCE, rows, on_refusal=way, examples=1)
        assert numbers(found) == (1, 2, 0, 0)
        assert rule(found, "heard").kept == 1
        assert [(each.step, each.days) for each in found.limits] == [("asked", (1,))]
    contradicted = audited(SILENCE, rows.replace("judge", "hear"), on_refusal="force")
    assert [(each.line, each.to) for each in contradicted.contradictions] == [(3, "judging")]
    assert numbers(contradicted) == (0, 2, 0, 0)
    assert rule(contradicted, "heard").broken == 1


def test_what_the_clock_would_have_done_answers_no_rule_that_the_log_left_unanswered() -> None:
    items = """
      role office
      start s
      step s { by office  complain() reply() -> s  within 10 days  escalate up }
      step censured { by office  rework() -> s }
      end never_  anywhere { stop() by office -> never_ }
      escalation up { overdue -> censured }
      rule r: complain leads to reply or censured within 30 days
    """
    rows = "A 2024-03-01 complain office\nB 2024-06-01 open office"
    for way in ("skip", "force", "stop"):
        found = audited(items, rows, on_refusal=way)
        assert rule(found).broken == 1
        assert [each.times for each in found.replay.timers if each.to == "censured"] == [1]
    answered = audited(items, rows + "\nA 2024-04-20 rework office")
    assert rule(answered).broken == 0


def test_a_route_set_aside_stays_so_for_the_rest_of_the_stay() -> None:
    rows = """
      A 2024-03-01 take office unit=water
      A 2024-04-20 note water text=seen
      A 2024-05-20 note water text=again
    """
    found = audited(ITEMS, rows, as_of=date(2024, 12, 31))
    assert len(found.contradictions) == 1
    assert [each.place for each in found.ledger.cases] == ["handling"]


def test_how_late_stays_are_is_counted_along_the_log() -> None:
    found = audited(ITEMS, LATE, as_of=date(2024, 3, 31))
    limits = {each.step: each for each in found.limits}
    assert (limits["handling"].stays, limits["handling"].late, limits["handling"].cases) == (2, 2, 2)
    assert limits["handling"].days == (9, 9)
    assert limits["handling"].waiting == 1
    assert (limits["received"].stays, limits["received"].days) == (2, (6,))


def test_rows_after_the_date_asked_for_are_left_out_and_counted() -> None:
    found = audited(ITEMS, GOOD, as_of=date(2024, 3, 2))
    assert (found.events, found.later) == (2, 2)
    assert [each.place for each in found.ledger.cases] == ["handling"]


# ------------------------------------------------------------------------------------------------ stories and groups


def test_an_example_tells_every_row_with_its_line_and_what_stood_against_it() -> None:
    (story,) = rule(audited(ITEMS, LEAP), "noted").examples
    assert isinstance(story, Story)
    assert [(told.record.event, told.line, bool(told.reasons)) for told in story.lines] == [
        (None, None, False),
        ("take", 1, False),
        ("reply", 2, True),
        ("accept", 3, True),
        ("accept", 4, True),
    ]
    assert [told.record.breaches for told in story.lines if told.record.breaches] == [("noted",)]


def test_cases_are_told_apart_by_columns_years_roles_and_who_acted() -> None:
    log = log_of(GOOD + LEAP.replace("A 2024", "B 2025"), region={"A": "north", "B": "south"})
    found = audit(process(ITEMS), log, by=("region", "year", "unit", "grade", "party"))
    groups = {
        each.by: [(group.value, group.cases, group.outcomes[0]["broken"]) for group in each.groups]
        for each in found.groupings
    }
    assert groups["region"] == [("north", 1, 0), ("south", 1, 1)]
    assert groups["year"] == [("2024", 1, 0), ("2025", 1, 1)]
    assert groups["unit"] == [("water", 2, 1)]
    assert groups["grade"] == [("high", 2, 1)]
    assert groups["party"] == [("office", 2, 0), ("water", 2, 1)]
    with pytest.raises(NoSuchGroup) as raised:
        audit(process(ITEMS), log, by=("colour",))
    assert "region" in raised.value.known


def test_a_log_is_audited_alike_in_whatever_order_its_cases_stand() -> None:
    log = log_of(LATE + LEAP.replace("A 2024", "C 2024"))
    turned = log_of("\n".join(reversed((LATE + LEAP.replace("A 2024", "C 2024")).strip().splitlines())))
    one, other = audit(process(ITEMS), log), audit(process(ITEMS), turned)
    assert [(each.kept, each.broken, each.open, each.unmet) for each in one.rules] == [
        (each.kept, each.broken, each.open, each.unmet) for each in other.rules
    ]
    assert numbers(one) == numbers(other)
    assert one.ledger.metrics == other.ledger.metrics


SCORED = """
  role office
  field party_: party
  start s
  step s {
    by office
    within 2 days
    escalate duty
    praise(party_) -> done
      require score of party_ ever >= 0 "who is in debt is not praised"
    blame(party_)
      do { score party_ -3 "blamed" }
  }
  end done
  escalation duty { overdue { score party_ -1 "late" unless party_ is not set } }
"""


def test_where_scores_are_read_the_cases_go_along_together() -> None:
    rows = """
      A 2024-03-01 blame office party_=water
      B 2024-03-02 praise office party_=water   # refused: three less already
      C 2024-02-28 praise office party_=water   # earlier: accepted
    """
    found = audited(SCORED, rows)
    assert [(each.case, each.line) for each in found.replay.refusals] == [("B", 2)]
    late = "A 2024-03-01 blame office party_=roads\nB 2024-03-05 praise office party_=roads"
    assert len(audited(SCORED.replace("-3", "+1"), late).replay.refusals) == 0
    assert len(audited(SCORED.replace("-3", "+0"), late).replay.refusals) == 1
