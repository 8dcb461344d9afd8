"""How a case stands to each rule in the end: kept, broken, still open, or never met."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from closedloop.audit.preparing import Prepared
from closedloop.audit.values import Outcome
from closedloop.kernel.case import Case
from closedloop.model.process import Bounded, EveryCaseEnds, LeadsTo, Rule
from closedloop.rules import Monitor, State


@frozen
class Standing:
    """How a case stands to the rules, as bits by their numbers: those that it met, broke, still owes something to."""

    met: int
    broken: int
    owed: int

    def outcome(self, index: int) -> Outcome:
        if self.broken >> index & 1:
            return "broken"
        if self.owed >> index & 1:
            return "open"
        return "kept" if self.met >> index & 1 else "unmet"


class Judging:
    """The rules of a process, each with the monitor that watches it, if one does."""

    def __init__(self, ready: Prepared) -> None:
        watched = {each.rule.name: index for index, each in enumerate(ready.machine.watched)}
        monitors = [each.monitor for each in ready.machine.watched]
        self._bits = {rule.name: 1 << index for index, rule in enumerate(ready.process.rules)}
        self._rules = [
            (1 << index, rule, watched.get(rule.name), monitors[watched[rule.name]] if rule.name in watched else None)
            for index, rule in enumerate(ready.process.rules)
        ]

    def standing(self, case: Case, met: int, broken: Iterable[str]) -> Standing:
        """`met`: the rules that the case met, as bits; `broken`: the names of those that it broke."""
        bits = 0
        for name in broken:
            bits |= self._bits[name]
        return Standing(met, bits, 0 if case.ended else self._owed(case))

    def _owed(self, case: Case) -> int:
        bits = 0
        for bit, rule, index, monitor in self._rules:
            if index is None or monitor is None:
                bits |= bit if isinstance(rule.prop, EveryCaseEnds) else 0
            elif is_owed(rule, monitor, case.monitors[index]):
                bits |= bit
        return bits


def is_owed(rule: Rule, monitor: Monitor, state: State) -> bool:
    """Whether doing nothing more would break the rule in the end."""
    if monitor.waiting(state) is not None:
        return True
    prop = rule.prop
    if isinstance(prop, LeadsTo) or (isinstance(prop, Bounded) and prop.before is None):
        return monitor.unfulfilled(state)
    return False
