"""What deciding costs: event 10,000 of a case against event 10, and calls to the desk in a row.

A case that has seen more must not cost more to decide: the ratio is to stay within 1.2.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.table import Figure, Row

TEXT = """
process loop_of_visits {
  role office
  role inspector
  role handler assigned
  field key: bool = no
  field grade: one of low | middle | high
  field visits: int = 0
  start received
  step received { by office  within 5 working days, then -> closed  give(handler, key) -> working }
  step working {
    by handler
    within 3 months, extendable 3 times by 1 month
    escalate ladder
    every 1 month { remind handler }
    visit(note: text)                        do { set visits = count visit }
    plan(grade)                              require count visit since working >= 1 or not key
    hand_on(handler, key) by office
    reply(letter: text) -> checking          require happened visit "a reply needs a visit"
  }
  step checking {
    by office
    within 10 working days
    escalate ladder
    back(reason: text) -> working
    finish() -> closed
  }
  end closed
  anywhere { inspect(finding: text) by inspector }
  allow suspend, resume by office
  escalation ladder {
    at 70% { remind handler }
    overdue { mark yellow; notify office }
    overdue 10 working days { mark red; notify inspector "{visits} visits" }
  }
  rule first: visit before reply
  rule apart: different parties for reply, inspect
  rule answer: back leads to reply within 8 months
  rule not_low: always grade != low or grade is not set
  rule twice: when key, visit at least 2 times before reply
}
"""
EARLY, LATE, SAMPLES, CALLS = 10, 10_000, 400, 3
GROUP = "Deciding, in a process with a ladder, repetition, extensions and five rules"
START = datetime(2024, 3, 4, 1, tzinfo=UTC)
EVENTS = (
    ("visit", "water", {"note": "seen"}),
    ("visit", "water", {"note": "seen again"}),
    ("plan", "water", {"grade": "high"}),
    ("hand_on", "hall", {"handler": "water", "key": True}),
    ("inspect", "ida", {"finding": "fine"}),
    ("visit", "water", {"note": "and again"}),
    ("reply", "water", {"letter": "a.pdf"}),
    ("back", "hall", {"reason": "not yet"}),
)


def rows() -> Iterator[Row]:
    """What a decision costs in a young and in an old case, and what a call of the desk does."""
    early, late = costs()
    yield Row(GROUP, f"a decision in a case of {EARLY} records", "µs", "less", early)
    yield Row(GROUP, f"a decision in a case of {LATE:,} records", "µs", "less", late)
    ratio = late.value / early.value
    yield Row(GROUP, "… how many times as much", "", "less", Figure(ratio, ratio, ratio), note="at most 1.2")
    yield Row(GROUP, "a call of the desk", "µs", "less", Figure.of([desk_call() * 1e6 for _ in range(CALLS)]))


def costs() -> tuple[Figure, Figure]:
    """Microseconds of processor time for one decision early and late in a case, the same event in the same step."""
    from closedloop import kernel
    from closedloop.kernel.values import Actor, Opening, Submission

    program, actors = _program()
    case = kernel.decide(program, (), Opening("c", "loop_of_visits", START, Actor("hall", "hall"))).cases[0]
    cases = {}
    number = 1
    asked = [Submission("c", "give", START, actors["hall"], {"handler": "water", "key": False})]
    while number < LATE + len(EVENTS):
        for event, who, params in EVENTS:
            asked.append(Submission("c", event, START + timedelta(seconds=number + len(asked)), actors[who], params))
        for each in asked:
            case = kernel.decide(program, (case,), each).cases[0]
            number += 1
            cases[number] = case
        asked.clear()
    early, late = cases[EARLY], cases[LATE + (EARLY - LATE) % len(EVENTS)]
    assert early.step == late.step == "working"
    return _alternating(program, early, late)


def _alternating(program: object, early: object, late: object) -> tuple[Figure, Figure]:
    """Both in turn, so that whatever else the machine does falls on both; the median of many, their quartiles."""
    figures: tuple[list[float], list[float]] = ([], [])
    gc.disable()
    for _ in range(SAMPLES):
        for case, of_case in zip((early, late), figures, strict=True):
            of_case.append(_decided(program, case))
    gc.enable()
    return _middle(figures[0]), _middle(figures[1])


def _middle(samples: list[float]) -> Figure:
    low, median, high = statistics.quantiles(samples, n=4)
    return Figure(median * 1e6, low * 1e6, high * 1e6)


def _decided(program: object, case: object, times: int = 10) -> float:
    from closedloop import kernel
    from closedloop.kernel.values import Accepted, Actor, Submission

    asked = Submission("c", "visit", case.at + timedelta(seconds=1), Actor("water", "water"), {"note": "x"})
    began = time.process_time()
    for _ in range(times):
        outcome = kernel.decide(program, (case,), asked)
    took = (time.process_time() - began) / times
    assert isinstance(outcome, Accepted), outcome
    return took


def _program() -> tuple[dict, dict]:
    import closedloop
    from closedloop import Actor, kernel

    process = closedloop.loads(TEXT)["loop_of_visits"]
    roles = {"hall": "office", "ida": "inspector", "water": ""}
    actors = {name: Actor(name, name, frozenset(role.split())) for name, role in roles.items()}
    return {process.name: kernel.compile_process(process)}, actors


def desk_call(loops: int = 300) -> float:
    """Seconds of processor time for one submission at a desk, round after round of the same events."""
    import closedloop

    desk = closedloop.Desk(closedloop.loads(TEXT), directory={"hall": ["office"], "ida": ["inspector"]})
    desk.open(case="c", at=START)
    desk.submit("c", "give", "hall", {"handler": "water", "key": False}, at=START)
    now, calls = START, 0
    began = time.process_time()
    for _ in range(loops):
        for event, who, params in EVENTS:
            now += timedelta(seconds=1)
            desk.submit("c", event, who, params, at=now)
            calls += 1
    return (time.process_time() - began) / calls
