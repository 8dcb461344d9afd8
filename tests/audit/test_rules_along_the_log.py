"""Rules are judged on the log as it is: what the process would have refused counts all the same."""

from __future__ import annotations

import pytest

from tests.audit.logs import audited, rule, standing

ITEMS = """
  role office
  role unit
  field urgent: bool = no
  field done: bool = no
  start s
  step s { by office, unit
    take(urgent)
    plan()
    visit()
    reply(done) -> judging }
  step judging { by office, unit  accept() -> closed  back() -> s }
  end closed
"""


def with_rule(text: str) -> str:
    return f"{ITEMS}\n rule r: {text}"


@pytest.mark.parametrize(
    ("text", "kept", "broken", "open_", "unmet"),
    [
        ("never visit", "plan reply", "visit", None, None),
        ("plan before reply", "plan reply", "reply plan", None, "plan visit"),
        ("visit before each reply", "visit reply back visit reply", "visit reply back reply", None, "visit"),
        ("visit leads to reply or plan", "visit visit reply", None, "visit", "plan"),
        ("visit leads to plan", "visit plan reply accept", "visit reply accept", "visit reply", "reply accept"),
        ("visit at most 2 times", "visit visit", "visit visit visit", None, "plan"),
        ("visit at least 2 times", "visit visit", "visit reply accept", "visit", None),
        ("visit exactly 1 times", "visit reply accept", "visit visit", "reply", None),
        ("visit at least 2 times before reply", "visit visit reply", "visit reply", None, "visit"),
        ("visit at most 1 times per s", "visit reply back visit", "visit visit", None, "reply"),
        ("visit at least 1 times per s", "visit reply", "reply", "plan", None),
        ("on reply, done", "reply=yes", "reply", None, "plan"),
        ("every case ends", "reply accept", None, "reply", None),
    ],
)
def test_each_form_of_rule_is_kept_broken_open_or_never_met(
    text: str, kept: str | None, broken: str | None, open_: str | None, unmet: str | None
) -> None:
    for events, expected in (
        (kept, (1, 0, 0, 0)),
        (broken, (0, 1, 0, 0)),
        (open_, (0, 0, 1, 0)),
        (unmet, (0, 0, 0, 1)),
    ):
        if events is not None:
            found = audited(with_rule(text), told(events), on_refusal="skip")
            assert standing(found) == expected, events


def told(events: str) -> str:
    """The events one a day; `reply=yes` says that it is done."""
    rows = []
    for day, event in enumerate(events.split(), 1):
        name, _, done = event.partition("=")
        given = {"reply": f"done={done or 'no'}", "take": "urgent=no"}.get(name, "")
        rows.append(f"A 2024-03-{day:02} {name} office {given}")
    return "\n".join(rows)


def test_who_acts_counts_for_the_rules_about_parties() -> None:
    different = with_rule("different parties for plan, reply")
    assert standing(audited(different, "A 2024-03-01 plan ann/office\nA 2024-03-02 reply bob/unit done=yes")) == (
        1,
        0,
        0,
        0,
    )
    assert standing(audited(different, "A 2024-03-01 plan ann/office\nA 2024-03-02 plan bob/unit")) == (0, 0, 0, 1)
    found = audited(different, "A 2024-03-01 plan ann/office\nA 2024-03-02 reply ann/unit done=yes")
    assert standing(found) == (0, 1, 0, 0)
    assert rule(found).by_party[0].party == "ann"
    same = with_rule("the same party for plan, visit")
    assert standing(audited(same, "A 2024-03-01 plan ann/office")) == (0, 0, 0, 1)
    assert standing(audited(same, "A 2024-03-01 plan ann/office\nA 2024-03-02 visit ann/office")) == (1, 0, 0, 0)
    assert standing(audited(same, "A 2024-03-01 plan ann/office\nA 2024-03-02 visit bob/office")) == (0, 1, 0, 0)


def test_a_when_that_does_not_hold_leaves_the_rule_unmet() -> None:
    items = with_rule("when urgent, plan before reply")
    rows = "A 2024-03-01 take office urgent={}\nA 2024-03-02 reply office done=no"
    assert standing(audited(items, rows.format("yes"))) == (0, 1, 0, 0)
    assert standing(audited(items, rows.format("no"))) == (0, 0, 0, 1)
    at_end = with_rule("when urgent, plan at least 1 times")
    rows += "\nA 2024-03-03 accept office"
    assert standing(audited(at_end, rows.format("yes"))) == (0, 1, 0, 0)
    assert standing(audited(at_end, rows.format("no"))) == (0, 0, 0, 1)


def test_always_is_met_by_every_case_and_broken_at_rest() -> None:
    items = with_rule("always not urgent")
    assert standing(audited(items, "A 2024-03-01 plan office")) == (1, 0, 0, 0)
    found = audited(items, "A 2024-03-01 take office urgent=yes")
    assert standing(found) == (0, 1, 0, 0)
    conditional = with_rule("when urgent, always done")
    assert standing(audited(conditional, "A 2024-03-01 plan office")) == (0, 0, 0, 1)
    assert standing(audited(conditional, "A 2024-03-01 take office urgent=yes")) == (0, 1, 0, 0)


def test_a_deadline_that_passed_is_charged_to_who_had_the_case_in_hand() -> None:
    items = """
      role office
      role unit assigned
      start s
      step s { by office  give(unit) -> work }
      step work { by unit  reply() -> closed }
      end closed
      rule r: give leads to reply within 3 days
    """
    rows = "A 2024-03-01 give office unit=water\nB 2024-03-01 give office unit=roads\nB 2024-03-03 reply roads"
    found = audited(items, rows + "\nC 2024-03-08 open office")
    each = rule(found)
    assert (each.kept, each.broken, each.open, each.unmet) == (1, 1, 0, 1)
    assert each.first is not None
    assert (each.first.case, each.first.at.isoformat(), each.first.line) == ("A", "2024-03-05T00:00:00+00:00", None)
    assert (each.first.party, each.first.role, each.first.by_time) == ("water", "unit", True)
    still = audited(items, rows + "\nC 2024-03-02 open office")
    assert standing(still) == (1, 0, 1, 1)


def test_first_and_last_breach_are_those_in_time_not_in_the_file() -> None:
    items = with_rule("never visit")
    rows = "A 2024-03-09 visit ann/office\nB 2024-03-02 visit bob/office\nB 2024-03-05 visit ann/office"
    each = rule(audited(items, rows))
    assert each.first is not None
    assert each.last is not None
    assert [(one.case, one.line) for one in (each.first, each.last)] == [("B", 2), ("A", 1)]
    assert [(one.party, one.cases, one.times) for one in each.by_party] == [("ann", 2, 2), ("bob", 1, 1)]


def test_rows_that_come_after_the_end_are_judged_when_the_case_is_through() -> None:
    items = with_rule("visit leads to plan")
    late = "A 2024-03-01 reply office done=no\nA 2024-03-02 accept office\nA 2024-03-03 visit office"
    found = audited(items, late)
    assert standing(found) == (0, 1, 0, 0)
    assert [(each.line, each.event) for each in rule(found).breaches] == [(3, "visit")]
    assert standing(audited(items, late + "\nA 2024-03-04 plan office")) == (1, 0, 0, 0)
