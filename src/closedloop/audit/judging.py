"""How a case stands to each rule in the end: kept, broken, still open, or never met."""

from __future__ import annotations

from collections.abc import Collection

from closedloop.audit.preparing import Prepared
from closedloop.audit.values import Outcome
from closedloop.kernel.case import Case
from closedloop.model.process import Bounded, EveryCaseEnds, LeadsTo, Rule
from closedloop.rules import Monitor, State


class Judging:
    """The rules of a process, each with the monitor that watches it, if one does."""

    def __init__(self, ready: Prepared) -> None:
        watched = {each.rule.name: index for index, each in enumerate(ready.machine.watched)}
        self._rules = [(rule, watched.get(rule.name)) for rule in ready.process.rules]
        self._monitors = [each.monitor for each in ready.machine.watched]

    def outcomes(self, case: Case, met: int, broken: Collection[str]) -> tuple[Outcome, ...]:
        """For each rule. `met`: the rules that the case met, as bits; `broken`: the names of those that it broke."""
        return tuple(
            "broken"
            if rule.name in broken
            else "open"
            if not case.ended and self._owed(rule, watched, case)
            else "kept"
            if met >> index & 1
            else "unmet"
            for index, (rule, watched) in enumerate(self._rules)
        )

    def _owed(self, rule: Rule, watched: int | None, case: Case) -> bool:
        if watched is None:
            return isinstance(rule.prop, EveryCaseEnds)
        return is_owed(rule, self._monitors[watched], case.monitors[watched])


def is_owed(rule: Rule, monitor: Monitor, state: State) -> bool:
    """Whether doing nothing more would break the rule in the end."""
    if monitor.waiting(state) is not None:
        return True
    prop = rule.prop
    if isinstance(prop, LeadsTo) or (isinstance(prop, Bounded) and prop.before is None):
        return monitor.unfulfilled(state)
    return False
