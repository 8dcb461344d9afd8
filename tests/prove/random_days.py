"""Random processes in which days decide, and runs that act around these days."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from closedloop.kernel.case import Case
from closedloop.kernel.values import CLOCK, Actor, Opening, Refused, Submission, Tick
from closedloop.lower.compiling import lower_file
from closedloop.model.process import Process
from closedloop.prove.deciding import Task
from closedloop.prove.exploring import Budget
from closedloop.prove.replaying import CASE, Asked
from closedloop.syntax.parse import parse_bytes

DURATIONS = ("1 month", "3 months", "10 days", "5 working days", "2 weeks", "1 year", "40 hours", "1 month 5 days")
OPS = ("<=", ">=", "<", ">", "=")
EVENTS = ("ask", "look", "tell")
STEPS = ("desk", "field_work", "review")
DATES = ("day", "end_day")
WRITTEN = {"ask": "day", "look": "end_day"}
OPENED = date(2024, 1, 22)


def random_process(random: Random) -> Process:
    """A process of three steps; its rule is about days."""
    while True:
        parsed = parse_bytes("\n".join(_lines(random)).encode())
        assert parsed.file is not None
        processes, _ = lower_file(parsed.file, parsed.source)
        if processes:  # else a condition speaks of an event that is offered nowhere
            return processes[0]


def _lines(random: Random) -> list[str]:
    lines = ["process days {", f"  calendar {random.choice(('weekdays', 'china'))}", "  role office"]
    lines += [f"  field {name}: date" for name in DATES]
    lines += ["  start desk"]
    for step in STEPS:
        lines += [f"  step {step} {{", "    by office", *_limit(random)]
        for event in EVENTS:
            lines += _offer(random, event)
        lines += ["  }"]
    return [*lines, "  end closed", f"  rule asked: on {random.choice(EVENTS)}, {_condition(random)}", "}"]


def _limit(random: Random) -> list[str]:
    then = random.choice(("", f", then -> {random.choice((*STEPS, 'closed'))}"))
    length = f"within {random.choice(DURATIONS)}"
    return random.choice(([], [f"    {length}{then}"], [f"    {length}{then}"], [f"    due on day{then}"]))


def _offer(random: Random, event: str) -> list[str]:
    if random.random() < 0.25 and event != "ask":
        return []
    lines = [f"    {event}({WRITTEN.get(event, '')}) -> {random.choice((*STEPS, 'closed'))}"]
    if random.random() < 0.4:
        lines.append(f"      require {_condition(random)}")
    acts = [f"set {random.choice(DATES)} = {_day(random)}" for _ in range(random.choice((0, 0, 1, 1, 2)))]
    if acts:
        lines.append(f"      do {{ {'; '.join(acts)} }}")
    return lines


def _day(random: Random) -> str:
    base = random.choice(("today", *DATES))
    return random.choice((base, f"{base} + {random.choice(DURATIONS[:6])}", f"{base} - {random.choice(DURATIONS[:6])}"))


def _condition(random: Random) -> str:
    op, length = random.choice(OPS), random.choice(DURATIONS)
    return random.choice(
        (
            f"elapsed {op} {length}",
            f"time since {random.choice(EVENTS)} {op} {length}",
            f"today {op} {random.choice(DATES)}",
            f"day {op} end_day",
            f"{random.choice(DATES)} {random.choice(('+', '-'))} {random.choice(DURATIONS[:6])} {op} today",
            f"today - {random.choice(DATES)} {op} {random.randint(-9, 40)}",
            f"remaining {op} {length}",
        )
    )


class RandomRun:
    """A run of the process as it is: `case` after each act, `refused` for which rules, `broken` by time."""

    def __init__(self, process: Process, random: Random) -> None:
        task = Task(process, Budget(), OPENED)
        self._random = random
        self._replayer = task.replayer()
        opened = task.opened + timedelta(days=random.randint(0, 400))
        self.case: Case | None = None
        self.touched: set[str] = set()
        self._decide(Opening(CASE, process.name, opened, Actor(CLOCK, CLOCK)))
        self._now = opened

    @property
    def beyond(self) -> bool:
        """Whether the calendar does not reach so far."""
        assert self.case is not None
        deadline = self.case.stay.deadline
        return deadline is not None and deadline.provisional

    def act(self) -> None:
        """Somebody does something, or time passes, at one of the moments that matter."""
        assert self.case is not None
        random, case = self._random, self.case
        moments = [each for each in self._replayer.moments(case) if each >= self._now]
        self._now = at = random.choice([*moments, self._now + timedelta(days=random.choice((0, 1, 3, 9, 40)))])
        if random.random() < 0.2:
            self._decide(Tick(CASE, at))
            return
        event = random.choice(EVENTS)
        day = at.date() + timedelta(days=random.choice((-30, -1, 0, 1, 7, 35)))
        params = {WRITTEN[event]: day} if event in WRITTEN else {}
        self._decide(Submission(CASE, event, at, Actor("office", "office", frozenset(("office",))), params))

    def _decide(self, asked: Asked) -> None:
        outcome = self._replayer.decide(() if self.case is None else (self.case,), asked)
        self.touched |= {name for record in outcome.records for name in record.breaches}
        if isinstance(outcome, Refused):
            self.touched |= {reason.rule for reason in outcome.reasons if reason.rule is not None}
        if outcome.cases:
            self.case = outcome.cases[0]
