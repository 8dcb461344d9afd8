"""Limits, ladders, repetition, suspension, extension and timers (semantics, paragraphs 4 to 7 and 9)."""

from __future__ import annotations

from datetime import date, time

import pytest

from closedloop import kernel
from closedloop.calendars import Calendar
from closedloop.kernel.values import Accepted, Refused, Tick
from tests.kernel.story import Story, effects

LADDER = """
calendar china
role office
role boss
colour yellow
colour red
start work
step work {
  by office
  within 10 working days
  escalate ladder
  every 1 week { remind office }
  note()
  again() -> work
  finish() -> closed
}
step late { by boss  finish() -> closed  back() -> work }
end closed
escalation ladder {
  warn: at 70% { remind office }
  at 2 days before { remind office "soon" }
  overdue { mark yellow; notify boss }
  second: overdue 2 working days after warn { mark red }
  overdue 5 working days -> late
}
allow suspend, resume by office
"""


def test_a_ladder_is_armed_at_entry_in_order_of_time() -> None:
    s = Story(LADDER, at="2024-03-01 09:00")
    assert s.due() == "2024-03-15"
    assert s.timers() == [
        ("every:0", "2024-03-08 00:00"),
        ("rung:0", "2024-03-12 00:00"),
        ("rung:1", "2024-03-13 00:00"),
        ("due", "2024-03-16 00:00"),
        ("rung:2", "2024-03-16 00:00"),
        ("rung:4", "2024-03-23 00:00"),
    ]


def test_timers_fire_at_their_own_moments_however_late_somebody_looks() -> None:
    s = Story(LADDER)
    late = s.told(s.wait("2024-06-01"))
    assert late == [
        ("every:0", "2024-03-08 00:00"),
        ("rung:0", "2024-03-12 00:00"),
        ("rung:1", "2024-03-13 00:00"),
        ("every:0", "2024-03-15 00:00"),
        ("due", "2024-03-16 00:00"),
        ("rung:2", "2024-03-16 00:00"),
        ("rung:3", "2024-03-20 00:00"),
        ("every:0", "2024-03-22 00:00"),
        ("rung:4", "2024-03-23 00:00"),
    ]
    assert s.case.step == "late"
    often = Story(LADDER)
    for day in range(1, 32):
        often.wait(f"2024-03-{day:02} 12:00")
        often.wait(f"2024-03-{day:02} 12:00")
    assert often.records == s.records


def test_a_refused_submission_leaves_what_timers_did() -> None:
    s = Story(LADDER)
    outcome = s.ask("nonsense", "office", "2024-03-13")
    assert isinstance(outcome, Refused)
    assert s.told(list(outcome.records)) == [
        ("every:0", "2024-03-08 00:00"),
        ("rung:0", "2024-03-12 00:00"),
        ("rung:1", "2024-03-13 00:00"),
    ]
    assert outcome.cases == (s.case,)


def test_the_last_day_is_in_time_and_its_end_is_too_late() -> None:
    s = Story(LADDER)
    record = s.do("finish", "office", "2024-03-15 23:59")
    assert s.local(record.due) == "2024-03-16 00:00"
    s = Story(LADDER)
    s.wait("2024-03-15 23:59")
    assert ("due", "2024-03-16 00:00") not in s.told()
    assert [timer for timer, _ in s.told(s.wait("2024-03-16 00:00"))] == ["due", "rung:2"]


def test_the_mark_of_a_rung_goes_when_the_stay_is_left() -> None:
    s = Story(LADDER)
    s.wait("2024-03-21")
    assert s.case.mark == "red"
    s.wait("2024-03-24")
    assert (s.case.step, s.case.mark) == ("late", None)


def test_a_rung_is_performed_once_in_a_stay_and_again_in_the_next() -> None:
    s = Story(LADDER)
    s.wait("2024-03-12")
    s.do("again", "office")
    assert s.due() == "2024-03-26"
    assert [at for timer, at in s.timers() if timer == "rung:0"] == ["2024-03-21 00:00"]


def test_a_limit_in_days_rolls_over_holidays_and_one_in_working_days_counts_them_out() -> None:
    days = "calendar china role office start a step a {{ by office within {limit} go() -> closed }} end closed"
    assert Story(days.format(limit="15 working days"), at="2025-01-20").due() == "2025-02-14"
    assert Story(days.format(limit="13 working days"), at="2025-09-26").due() == "2025-10-21"
    assert Story(days.format(limit="5 days"), at="2025-09-27").due() == "2025-10-09"
    assert Story(days.format(limit="1 month"), at="2024-01-31").due() == "2024-02-29"
    assert Story(days.format(limit="5 days, counting its own day"), at="2024-03-04").due() == "2024-03-08"


def test_an_exact_limit_is_due_at_that_moment_on_any_day() -> None:
    s = Story(
        "role office start a step a { by office within 36 hours go() -> closed } end closed", at="2024-03-01 09:30"
    )
    assert s.due() == "2024-03-02 21:30"
    assert s.told(s.wait("2024-03-02 21:30")) == [("due", "2024-03-02 21:30")]


def test_working_hours_run_within_office_hours() -> None:
    limit = "calendar china role office start a step a { by office within 4 working hours go() -> closed } end closed"
    assert Story(limit, at="2024-03-01 16:30").due() == "2024-03-04 11:30"


LIMITS = """
role office
field urgent: bool = no
field until: date
field span: duration
start intake
step intake { by office  take(urgent, until?, span?) -> work  }
step work {
  by office
  within 2 days when urgent
  due on until when until is set
  within span
  back(urgent?, span?) -> work
  change(urgent?, span?)
}
end closed
"""


def test_the_first_limit_whose_condition_holds_is_read_once() -> None:
    s = Story(LIMITS)
    s.do("take", "office", urgent=True, until="2024-05-01")
    assert s.due() == "2024-03-04"
    s.do("change", "office", urgent=False)
    assert s.due() == "2024-03-04"
    s.do("back", "office")
    assert s.due() == "2024-05-01"


def test_a_length_from_a_field_and_none_from_an_unset_one() -> None:
    s = Story(LIMITS)
    s.do("take", "office", urgent=False)
    assert s.case.deadline is None
    assert s.case.timers == ()
    s.do("back", "office", span="3 working days")
    assert s.due() == "2024-03-06"


def test_due_on_is_not_rolled_and_a_date_long_past_is_due_at_once() -> None:
    s = Story(LIMITS)
    s.do("take", "office", urgent=False, until="2024-03-10")
    assert s.due() == "2024-03-10"
    s = Story(LIMITS)
    s.do("take", "office", urgent=False, until="2024-01-10")
    assert s.due() == "2024-01-10"
    assert s.timers() == [("due", "2024-03-01 09:00")]
    assert s.told(s.wait("2024-03-02")) == [("due", "2024-03-01 09:00")]


def test_due_on_a_day_of_the_year_is_the_next_such_day() -> None:
    yearly = "role office start a step a { by office due on 02-29 go() -> closed } end closed"
    assert Story(yearly, at="2024-02-29").due() == "2024-02-29"
    assert Story(yearly, at="2024-03-01").due() == "2028-02-29"


THEN = """
role office
start work
step work { by office  within 3 days, then -> silent  escalate ladder  finish() -> closed }
step silent { by office  finish() -> closed }
end closed
escalation ladder { overdue { notify office }  overdue 1 day { notify office } }
"""


def test_then_comes_after_the_rungs_of_its_moment_and_ends_the_stay() -> None:
    s = Story(THEN, at="2024-03-04")
    assert s.told(s.wait("2024-04-01")) == [
        ("due", "2024-03-08 00:00"),
        ("rung:0", "2024-03-08 00:00"),
        ("then", "2024-03-08 00:00"),
    ]
    assert s.records[-1].to == "silent"
    assert s.case.timers == ()


def test_dates_long_past_do_not_chase_a_case_round() -> None:
    s = Story("role office start a step a { by office due on 2020-01-01, then -> a go() -> closed } end closed")
    assert [timer for timer, _ in s.told(s.wait("2024-03-02"))] == ["due", "then", "due"]
    assert s.wait("2024-03-03") == []
    accepted = kernel.decide(s.program, (s.case,), Tick("c", s.moment("2024-03-05")))
    assert isinstance(accepted, Accepted)
    assert (accepted.records, accepted.timers) == ((), ())


def test_a_rung_after_another_waits_for_it() -> None:
    s = Story(
        """
        role office
        role boss
        start a
        step a { by office  within 10 days  escalate l  go() -> closed }
        end closed
        escalation l { late: at 80% { notify office }  at 10% after late { notify boss } }
        """
    )
    assert [timer for timer, _ in s.timers()] == ["rung:0", "due"]
    assert s.told(s.wait("2024-03-10")) == [("rung:0", "2024-03-09 00:00"), ("rung:1", "2024-03-09 00:00")]


def test_repetition_in_months_does_not_drift() -> None:
    s = Story(
        "role office start a step a { by office every 1 month { remind office } go() -> closed } end closed",
        "2024-01-31",
    )
    assert [at for _, at in s.told(s.wait("2024-05-15"))] == [
        "2024-02-29 00:00",
        "2024-03-31 00:00",
        "2024-04-30 00:00",
    ]


# ----------------------------------------------------------------------------------------------------- suspension


def test_suspended_days_move_limits_rungs_and_repetitions() -> None:
    s = Story(LADDER)
    s.do("suspend", "office", "2024-03-05")
    assert s.case.timers == ()
    assert s.wait("2024-03-18") == []
    record = s.do("resume", "office", "2024-03-19")
    assert s.due() == "2024-03-29"
    assert record.deadline is not None
    assert str(record.deadline.last_day) == "2024-03-29"
    assert s.timers()[0] == ("every:0", "2024-03-22 00:00")
    assert ("rung:0", "2024-03-26 00:00") in s.timers()


def test_a_resumption_on_the_same_day_moves_nothing() -> None:
    s = Story(LADDER)
    s.do("suspend", "office", "2024-03-05 09:00")
    assert s.do("resume", "office", "2024-03-05 17:00").deadline is None
    assert s.due() == "2024-03-15"


def test_what_has_run_out_does_not_move_but_what_is_overdue_does() -> None:
    s = Story(LADDER)
    s.wait("2024-03-18")
    s.do("suspend", "office", "2024-03-18")
    assert s.do("resume", "office", "2024-03-25").deadline is None
    assert s.due() == "2024-03-15"
    assert [at for timer, at in s.timers() if timer == "rung:3"] == ["2024-03-27 00:00"]


def test_due_on_dates_do_not_move_and_wait_for_the_resumption() -> None:
    s = Story(LIMITS + "allow suspend, resume by office")
    s.do("take", "office", urgent=False, until="2024-03-10")
    s.do("suspend", "office", "2024-03-05")
    assert s.do("resume", "office", "2024-03-20").deadline is None
    assert s.told(s.wait("2024-03-20")) == [("due", "2024-03-20 09:00")]
    assert s.due() == "2024-03-10"


def test_an_exact_limit_moves_by_the_real_time() -> None:
    s = Story(
        "role office start a step a { by office within 10 hours go() -> closed } end closed"
        " allow suspend, resume by office"
    )
    s.do("suspend", "office", "2024-03-01 11:00")
    s.do("resume", "office", "2024-03-02 11:30")
    assert s.due() == "2024-03-02 19:30"


# ------------------------------------------------------------------------------------------------------ extension

EXTENSION = """
role office
role boss
start work
step work {
  by office
  within 10 days, extendable 2 times by 5 days with ask(why: text), asked at least 3 days before, approved by boss,
    decided within 2 days, at most 18 days in all
  note()
  finish() -> closed
}
end closed
allow suspend, resume by office
"""


def test_a_granted_extension_is_counted_again_from_the_start() -> None:
    s = Story(EXTENSION, at="2024-03-04")
    assert s.due() == "2024-03-14"
    assert s.do("ask", "office", "2024-03-05", why="rain").deadline is None
    record = s.do("grant_extension", "boss", "2024-03-06")
    assert s.due() == "2024-03-19"
    assert record.deadline == s.case.deadline
    assert s.local(record.due) == "2024-03-15 00:00"


def test_answers_are_offered_only_while_a_request_waits() -> None:
    s = Story(EXTENSION, at="2024-03-04")
    assert s.refused("grant_extension", "boss") == ("CL505",)
    s.do("ask", "office", why="rain")
    s.do("deny_extension", "boss", reason="no")
    assert s.refused("grant_extension", "boss") == ("CL505",)


def test_everything_against_an_extension_is_told_together() -> None:
    s = Story(EXTENSION, at="2024-03-04")
    s.do("ask", "office", why="rain")
    assert s.refused("ask", "office", "2024-03-05", why="more") == ("CL525",)
    s.do("grant_extension", "boss")
    assert s.refused("ask", "office", "2024-03-18", why="more") == ("CL527", "CL528")


def test_a_request_lapses_in_time_and_then_asking_is_possible_again() -> None:
    s = Story(EXTENSION, at="2024-03-04")
    s.do("ask", "office", "2024-03-05", why="rain")
    assert ("lapse", "2024-03-08 00:00") in s.timers()
    assert s.told(s.wait("2024-03-08")) == [("lapse", "2024-03-08 00:00")]
    assert s.refused("grant_extension", "boss") == ("CL505",)
    s.do("ask", "office", why="again")


def test_no_extension_after_the_limit_has_run_out() -> None:
    text = EXTENSION.replace("decided within 2 days, ", "").replace("asked at least 3 days before, ", "")
    s = Story(text, at="2024-03-04")
    s.do("ask", "office", "2024-03-14", why="rain")
    assert s.refused("grant_extension", "boss", "2024-03-15 00:00") == ("CL529",)
    s.do("deny_extension", "boss")
    assert s.refused("ask", "office", why="x") == ("CL524",)


def test_an_extension_without_approval_is_granted_at_once_and_may_say_its_length() -> None:
    s = Story(
        """
        role office
        start work
        step work { by office  within 1 month, extendable once  finish() -> closed }
        end closed
        """,
        at="2024-01-31",
    )
    assert s.refused("extend", "office") == ("CL512",)
    record = s.do("extend", "office", by="1 month")
    assert s.due() == "2024-04-01"
    assert record.deadline == s.case.deadline
    assert s.refused("extend", "office", by="1 day") == ("CL526",)


def test_rungs_not_yet_performed_are_counted_anew_after_an_extension() -> None:
    s = Story(
        """
        role office
        start work
        step work { by office  within 10 days, extendable once by 10 days  escalate l  finish() -> closed }
        end closed
        escalation l { at 20% { remind office }  at 80% { remind office } }
        """,
        at="2024-03-04",
    )
    s.wait("2024-03-07")
    s.do("extend", "office")
    assert [each for each in s.timers() if each[0] != "due"] == [("rung:1", "2024-03-20 00:00")]


# ---------------------------------------------------------------------------------------------------- as soon as


def test_as_soon_as_time_alone_makes_a_condition_true() -> None:
    s = Story(
        """
        role office
        start work
        step work { by office  within 10 days  note()  as soon as elapsed >= 3 days and count note = 0 -> idle }
        step idle { by office  note() -> work }
        end closed
        """,
        at="2024-03-04",
    )
    assert ("ask", "2024-03-07 00:00") in s.timers()
    assert s.told(s.wait("2024-04-01")) == [("route", "2024-03-07 00:00")]
    s.do("note", "office")
    s.wait("2024-04-05")
    assert s.case.step == "work"


def test_overdue_as_soon_as_is_taken_at_the_due_moment() -> None:
    s = Story(
        """
        role office
        start a
        step a { by office  within 2 days  as soon as overdue -> b  go() -> b }
        step b { by office  end_it() -> c }
        end c
        """,
        at="2024-03-04",
    )
    assert [(record.kind, s.local(record.at)) for record in s.wait("2024-03-09")] == [
        ("timer", "2024-03-07 00:00"),
        ("route", "2024-03-07 00:00"),
    ]


def test_remaining_below_a_threshold_wakes_the_case() -> None:
    s = Story(
        """
        role office
        start a
        step a { by office  within 10 days  as soon as remaining < 3 days -> b  go() -> b }
        step b { by office  end_it() -> c }
        end c
        """,
        at="2024-03-04",
    )
    assert s.told(s.wait("2024-03-20")) == [("route", "2024-03-12 00:00")]


# --------------------------------------------------------------------------------- calendars that end, and grow


def calendar_to(year: int, version: str) -> Calendar:
    return Calendar(
        name="short",
        version=version,
        zone="UTC",
        office_hours=((time(9), time(17)),),
        coverage=(date(2024, 1, 1), date(year, 12, 31)),
        holidays=frozenset({date(year, 12, 25)}),
    )


BEYOND = """
role office
start work
step work { by office  within 20 working days, then -> closed  note()  finish() -> closed }
end closed
"""


def test_beyond_the_coverage_a_deadline_is_shown_and_does_not_fire() -> None:
    s = Story(BEYOND, at="2024-12-16", calendar=calendar_to(2024, "1"))
    deadline = s.case.deadline
    assert deadline is not None
    assert deadline.provisional
    assert s.wait("2025-12-01") == []
    assert s.do("note", "office", "2025-12-02").due is None


def test_when_the_calendar_has_grown_the_first_decision_recalculates() -> None:
    s = Story(BEYOND, at="2024-12-16", calendar=calendar_to(2024, "1"))
    grown = kernel.compile_process(s.machine.process, calendar_to(2025, "2"))
    s.program["p"] = grown
    assert [(record.kind, record.person) for record in s.wait("2024-12-20")] == [("recalculated", "clock")]
    assert s.due() == "2025-01-13"
    assert s.case.deadline is not None
    assert s.case.deadline.version == "2"
    assert [record.timer for record in s.wait("2025-02-01")] == ["due", "then"]


def test_what_the_growth_makes_due_fires_at_once_after_it() -> None:
    s = Story(BEYOND, at="2024-12-16", calendar=calendar_to(2024, "1"))
    s.program["p"] = kernel.compile_process(s.machine.process, calendar_to(2025, "2"))
    assert [(record.timer or record.kind, s.local(record.at)) for record in s.wait("2025-02-01")] == [
        ("recalculated", "2025-02-01 09:00"),
        ("due", "2025-02-01 09:00"),
        ("then", "2025-02-01 09:00"),
    ]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Europe/Rome", "Pacific/Apia"])
def test_a_day_is_a_day_of_the_zone(zone: str) -> None:
    s = Story(
        f'calendar weekdays "{zone}" role office start a step a {{ by office within 2 days go() -> b }} end b',
        at="2024-03-05 23:30",
    )
    assert s.due() == "2024-03-07"
    assert s.timers() == [("due", "2024-03-08 00:00")]


def test_the_effects_of_a_rung_are_in_its_record() -> None:
    s = Story(LADDER)
    s.wait("2024-03-16")
    assert [effects(record) for record in s.records if record.timer == "rung:2"] == [
        [("mark", "yellow"), ("notify", "boss")]
    ]
