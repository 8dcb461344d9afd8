"""Rules as monitors: small automata over what is observed in a case.

`monitor(rule)` makes one. The same monitor serves every use of a rule: the kernel steps it along a live case, an
audit along a foreign log, a prover along every run. Nothing here knows what a case is; see
`closedloop.rules.observations`.
"""

from __future__ import annotations

from closedloop.rules.making import monitor
from closedloop.rules.observations import NEVER_PAUSED, Moment, Monitor, Observation, Paused, State

__all__ = ["NEVER_PAUSED", "Moment", "Monitor", "Observation", "Paused", "State", "monitor"]
