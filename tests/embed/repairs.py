"""A small process with all that moves a case, and a model of an application."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import closedloop
from closedloop.embed.transitions import ProcessMachine

TEXT = """
process repairs "Repairs" {
  calendar weekdays "Asia/Shanghai"
  role office "Office"
  role unit "Unit" assigned
  field kind: text = "leak"
  field urgent: bool = no
  start received
  step received "Just in" {
    by office
    assign(unit, kind?, urgent?) -> working
    note(text: text)
  }
  step working {
    by unit
    within 5 days, extendable once by 5 days, then -> late
    report(note: text) "Report" -> checked
      require score of unit > -10 "too many points lost"
    give_back() -> working
    as soon as urgent and happened give_back -> late
  }
  step late {
    by office
    on enter { score unit -5 "late"; notify unit "{kind}" }
    within 3 days
    escalate ladder
    redo() -> working
    drop_it() -> closed
  }
  step checked {
    by office
    accept(grade: int 1..5)
      -> closed  when grade >= 3
      -> working otherwise
  }
  end closed
  escalation ladder { overdue { notify office } overdue 2 days -> closed }
  allow suspend, resume by office
  allow reopen by office within 10 days of closed -> working
  rule once: give_back at most 1 times
}
"""
PROGRAM = closedloop.loads(TEXT)
DIRECTORY = {"ann": ["office"]}
MONDAY = datetime(2024, 3, 4, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def day(number: int) -> datetime:
    """So many days after Monday."""
    return MONDAY + number * DAY


class Matter:
    """An object of an application, which writes down what it is told."""

    closedloop: Any

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.told: list[str] = []

    def on_enter_late(self, actor: str, **given: Any) -> None:
        self.told.append(f"late by {actor}")


def machine(model: Any = None, **options: Any) -> ProcessMachine:
    options = {"directory": DIRECTORY, "clock": lambda: MONDAY, **options}
    return ProcessMachine(PROGRAM, model, **options)


def bound(**options: Any) -> tuple[ProcessMachine, Any]:
    """A machine and a model in a case called `m1`, opened on Monday."""
    made, model = machine(**options), Matter("m1")
    made.add_model(model, case="m1")
    return made, model


def working(**options: Any) -> tuple[ProcessMachine, Any]:
    """The same, assigned to `roads` on Monday."""
    made, model = bound(**options)
    model.assign("ann", unit="roads")
    model.told.clear()
    return made, model
