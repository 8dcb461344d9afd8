"""Records as JSON and back; replay of what does not fit."""

from __future__ import annotations

import json

import attrs
import pytest

from closedloop import UsageError, kernel
from closedloop.kernel.values import Readings
from tests.kernel.story import Story

RICH = """
calendar weekdays "Asia/Shanghai"
role office
role handler assigned
colour red
field b: bool = yes
field d: decimal
field day: date
field length: duration
field m: time
field grade: one of low | high
field marks: list of int
effect ticket(queue: text, amount: decimal, until: date)
start work
step work {
  by office
  within 5 working days, extendable once by 1 week
  escalate l
  tell(handler?, b?, d?, day?, length?, m?, grade?, marks?, own?: list of date)
    do {
      notify office, handler "{d}"
      score handler -5 "late" unless score of handler < -9
      ticket("a", d, day)
      mark red
    }
  finish() -> closed
}
end closed
allow suspend, resume by office
allow backdate by office at most 5 days
escalation l { at 50% { remind office }  overdue { publish "late" } }
rule calm: never expiry of work
rule soon: tell leads to finish within 3 days
"""


def full_story() -> Story:
    s = Story(RICH)
    s.readings = Readings(scores={("water", 2024): -3})
    values = {"handler": "water", "b": False, "d": "1.50", "day": "2024-02-29", "length": "1 month 5 working days"}
    more = {"m": "2024-03-02T12:30:00.250+00:00", "grade": "high", "marks": [1, 2], "own": ["2024-01-01"]}
    s.do("tell", "office", "2024-03-02", **values, **more, occurred="2024-03-01 12:00")
    s.do("extend", "office")
    s.do("suspend", "office", reason="„moving“ 搬家")
    s.do("resume", "office", "2024-03-07")
    s.wait("2024-05-01")
    s.do("finish", "office")
    return s


def test_a_record_is_the_same_after_json() -> None:
    s = full_story()
    kinds = {record.kind for record in s.records}
    assert kinds == {"opened", "event", "timer", "breach"}
    for record in s.records:
        text = json.dumps(kernel.record_to_json(s.machine, record), ensure_ascii=False)
        assert kernel.record_from_json(s.machine, json.loads(text)) == record
    assert s.records[1].readings == {"score:water:2024": -3}


def test_json_is_written_for_people_with_local_time_and_nothing_empty() -> None:
    s = full_story()
    written = kernel.record_to_json(s.machine, s.records[1])
    assert written["at"] == "2024-03-02T09:00:00+08:00"
    assert written["occurred"] == "2024-03-01T12:00:00+08:00"
    assert written["params"]["length"] == "1 month 5 working days"
    assert written["writes"]["d"] == "1.50"
    assert "to" not in written
    assert "breaches" not in written
    assert written["effects"][2]["args"] == {"queue": "a", "amount": "1.50", "until": "2024-02-29"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"at": "noon"}, "`at` must be a moment"),
        ({"at": "2024-03-01T09:00:00"}, "`at` must be a moment"),
        ({"at": None}, "`at` is missing"),
        ({"seq": "2"}, "`seq` must be a whole number"),
        ({"seq": True}, "`seq` must be a whole number"),
        ({"kind": "story"}, "`kind` must be one of"),
        ({"params": []}, "`params` must be an object"),
        ({"params": {"nonsense": 1}}, "does not know `nonsense`"),
        ({"writes": {"day": "2024-02-30"}}, "`day` is not a value of its type"),
        ({"effects": [3]}, "an effect is a JSON object"),
        ({"effects": [{"kind": "shout"}]}, "`kind` must be one of"),
        ({"effects": [{"kind": "notify", "to": ["office"]}]}, "a recipient is a JSON object"),
        ({"effects": [{"kind": "call", "name": "ticket", "args": {"x": 1}}]}, "no parameter `x`"),
        ({"effects": [{"kind": "call", "name": "shout", "args": {"x": 1}}]}, "no effect `shout`"),
        ({"deadline": {"at": "2024-03-01T09:00:00+08:00"}}, "`calendar` is missing"),
        ({"deadline": {"at": "2024-03-01T09:00:00+08:00", "last_day": "x"}}, "`last_day` must be a date"),
        ({"colour": "red"}, "`colour` is not a part of a record"),
    ],
)
def test_a_malformed_record_says_what_is_wrong(change: dict[str, object], said: str) -> None:
    s = full_story()
    written = kernel.record_to_json(s.machine, s.records[1]) | change
    with pytest.raises(UsageError, match=said):
        kernel.record_from_json(s.machine, written)


def test_replay_refuses_records_that_do_not_follow() -> None:
    s = full_story()
    first, second, third = s.records[:3]
    opened = kernel.evolve(s.program, None, first)
    for wrong in (
        first,
        third,
        attrs.evolve(second, case="other"),
        attrs.evolve(second, at=s.moment("2024-01-01")),
        attrs.evolve(second, event="nonsense"),
        attrs.evolve(second, role="handler"),
        attrs.evolve(second, kind="timer", event=None, timer="rung:7"),
        attrs.evolve(second, to="nowhere"),
    ):
        with pytest.raises(UsageError):
            kernel.evolve(s.program, opened, wrong)
    with pytest.raises(UsageError):
        kernel.evolve(s.program, None, second)
    with pytest.raises(UsageError):
        kernel.evolve({}, None, first)


def test_what_a_record_says_outweighs_the_process_of_today() -> None:
    s = full_story()
    first = s.records[0]
    assert first.deadline is not None
    other = attrs.evolve(first.deadline, at=s.moment("2024-03-20 00:00"), last_day=None)
    case = kernel.evolve(s.program, None, attrs.evolve(first, deadline=other, writes={"d": 3}))
    assert case.deadline == other
    assert case.fields["d"] == 3
