"""What every contestant on the nine-event loop is asked, how it is timed, and what it must show for it.

Stand-alone: imports nothing but the standard library, for it runs in each peer's own environment. A contestant is
an object with `name`, `version`, `open(number, at)`, `take(case, steps)`, `state(case)`, `entries(case)` and
`refuses(case, step)`. Before anything is timed it must show that its guard is alive; after each repetition, that
every case came to its end with an audit entry for each of the nine events. Figures are seconds of processor time.
"""

from __future__ import annotations

import gc
import json
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

Step = tuple[str, str, datetime, dict[str, Any]]  # event, who, when, what was said with it
Steps = Sequence[Step]

START = datetime(2024, 3, 4, 1, tzinfo=UTC)  # nine o'clock of a Monday in China
SCRIPT: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("accept", "ann", {"asker": "cao"}),
    ("assign", "bob", {"handler": "water"}),
    ("start", "water", {}),
    ("reply", "water", {"outcome": "planned"}),
    ("unsatisfied", "cao", {"reason": "nothing was done"}),
    ("reply", "water", {"outcome": "solved"}),
    ("satisfied", "cao", {}),
    ("assess", "ida", {"mark": 90}),
    ("revisit", "ann", {}),
)
# Up to the third time that somebody is not satisfied, which no contestant may accept.
TO_THE_GUARD = (*range(5), 3, 4, 3)
GUARDED = 4
TIMELINES = 60  # cases do not all happen at the same moments: a contestant that remembers dates must not live by it
WARM, CASES, REPETITIONS, ENOUGH = 20, 200, 3, 0.5
LIVE, TAKEN_ON, HALFWAY = 5_000, 1_000, 5


class Contestant(Protocol):
    """One implementation of the loop."""

    name: str
    version: str

    def open(self, number: int, at: datetime) -> Any:
        """A new case, received."""

    def take(self, case: Any, steps: Steps) -> None:
        """Let these events happen in the case, one after the other."""

    def state(self, case: Any) -> str:
        """Where the case is."""

    def entries(self, case: Any) -> int:
        """How many audit entries the case's events have left."""

    def refuses(self, case: Any, step: Step) -> bool:
        """Whether the event is refused in the case."""


def steps_of(order: Sequence[int], timeline: int = 0) -> list[Step]:
    """The script's events in this order, 29 hours apart, each timeline beginning seven hours after the one before."""
    begun = START + timedelta(hours=7 * timeline)
    rows = [(SCRIPT[n], begun + timedelta(hours=29 * k, minutes=1)) for k, n in enumerate(order)]
    return [(event, who, at, params) for (event, who, params), at in rows]


def require(condition: bool, said: str) -> None:
    """A measurement of something that does not do the work is worth nothing."""
    if not condition:
        raise SystemExit(f"not what was to be measured: {said}")


def prove_the_guard(contestant: Contestant) -> None:
    """A rework is allowed while fewer than two were asked for: the third must be refused."""
    *before, last = steps_of((*TO_THE_GUARD, GUARDED))
    case = contestant.open(0, START)
    contestant.take(case, before)
    require(contestant.state(case) == "answered", f"{contestant.state(case)} after two rounds of rework")
    require(contestant.refuses(case, last), "a third rework was accepted")


def warm_up(contestant: Contestant) -> None:
    """Whatever is made once, or when it is worth it, is made now."""
    for n in range(WARM):
        contestant.take(contestant.open(-n, START), steps_of(range(len(SCRIPT)), n))


def repetition(contestant: Contestant, cases: int = CASES) -> tuple[float, float]:
    """Seconds for an event, and for opening a case: `cases` cases are opened, then run one after the other."""
    timelines = [steps_of(range(len(SCRIPT)), n) for n in range(TIMELINES)]
    moments = [timeline[0][2] - timedelta(minutes=1) for timeline in timelines]
    warm_up(contestant)
    open_, take = contestant.open, contestant.take
    gc.collect()
    began = time.process_time()
    opened = [open_(1 + n, moments[n % TIMELINES]) for n in range(cases)]
    ready = time.process_time()
    for n, case in enumerate(opened):
        take(case, timelines[n % TIMELINES])
    ended = time.process_time()
    for case in opened:
        require(contestant.state(case) == "closed", f"{contestant.state(case)} at the end")
        require(contestant.entries(case) == len(SCRIPT), f"{contestant.entries(case)} audit entries")
    return (ended - ready) / (cases * len(SCRIPT)), (ready - began) / cases


def speed(made: Callable[[], Contestant]) -> dict[str, Any]:
    """Events a second and cases opened a second, of the best repetition, each with a machine made anew.

    The best, because whatever else happens on a machine only ever slows a program. There are as many repetitions as
    fill `ENOUGH` seconds, but at least `REPETITIONS`.
    """
    prove_the_guard(made())
    spent, pairs = 0.0, []
    while spent < ENOUGH or len(pairs) < REPETITIONS:
        pairs.append(repetition(made()))
        spent += CASES * (pairs[-1][0] * len(SCRIPT) + pairs[-1][1])
    events, openings = (min(seconds) for seconds in zip(*pairs, strict=True))
    return {"events": [1 / events], "openings": [1 / openings]}


def memory(made: Callable[[], Contestant]) -> dict[str, Any]:
    """Bytes that a live case costs where there are `LIVE` of them, as opened and, of `TAKEN_ON` of them, after five
    events with their audit entries."""
    contestant = made()
    warm_up(contestant)
    timelines = [steps_of(range(HALFWAY), n) for n in range(TIMELINES)]
    moments = [timeline[0][2] - timedelta(minutes=1) for timeline in timelines]
    gc.collect()
    tracemalloc.start()
    cases = [contestant.open(1 + n, moments[n % TIMELINES]) for n in range(LIVE)]
    gc.collect()
    fresh = tracemalloc.get_traced_memory()[0]
    for n, case in enumerate(cases[:TAKEN_ON]):
        contestant.take(case, timelines[n % TIMELINES])
    gc.collect()
    halfway = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    states = [contestant.state(case) for case in cases]
    require(states == ["handling"] * TAKEN_ON + ["received"] * (LIVE - TAKEN_ON), "cases are not where they should be")
    return {"fresh": [fresh / LIVE], "halfway": [fresh / LIVE + (halfway - fresh) / TAKEN_ON]}


def making(made: Callable[[], Contestant]) -> dict[str, Any]:
    """Milliseconds from the definition of the loop to a machine that takes cases, at best; the first does not count."""
    made()
    began, samples = time.process_time(), []
    while len(samples) < REPETITIONS or time.process_time() - began < ENOUGH:
        gc.collect()
        start = time.process_time()
        made()
        samples.append((time.process_time() - start) * 1e3)
    return {"making": [min(samples)]}


def main(made: Callable[[], Contestant]) -> None:
    """`speed`, `memory` or `making`, as the command line says; the answer is one line of JSON."""
    figures = {"speed": speed, "memory": memory, "making": making}[sys.argv[1]](made)
    contestant = made()
    print(json.dumps({"name": contestant.name, "version": contestant.version, **figures}))
