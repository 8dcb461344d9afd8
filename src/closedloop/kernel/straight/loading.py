"""The functions of one machine, made one by one when an event has come up in a step a few times."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from closedloop.kernel.case import Case
from closedloop.kernel.machine import Machine
from closedloop.kernel.straight import support
from closedloop.kernel.straight.forms import Frozen
from closedloop.kernel.straight.functions import Functions, Source
from closedloop.kernel.values import Actor, Record

Straight = Callable[[Case, datetime, Actor, Mapping[str, Any], str | None], tuple[Record, Case] | None]
"""An event in a step: the record and the case after it, or None. The moment is in UTC; nobody is called `clock`."""


class Loaded:
    """Makes and keeps the functions of one machine."""

    def __init__(self, machine: Machine) -> None:
        self._making = Functions(machine, Frozen())
        self._known: dict[str, Any] = {name: getattr(support, name) for name in support.__all__}
        self._known |= {
            "MACHINE": machine,
            "CALENDAR": machine.calendar,
            "VERSION": machine.calendar.version,
            "DAYS": support.Days(machine),
            "RULE_TIMERS": support.RuleTimers(machine),
        }

    def function(self, step: str, event: str) -> Straight | None:
        """None where the event has no ordinary way in this step."""
        source = self._making.function(step, event)
        return None if source is None else self._load(source)

    def _load(self, source: Source) -> Straight:
        """Runs the text of the function, after its constants."""
        for name, constant in self._making.constants.sources.items():
            if name not in self._known:
                self._known[name] = eval(constant, self._known)
        name = f"<{source.step} {source.event}>"
        linecache.cache[name] = (len(source.text), None, source.text.splitlines(keepends=True), name)
        exec(compile(source.text, name, "exec"), self._known)
        return self._known[source.name]  # type: ignore[no-any-return]
