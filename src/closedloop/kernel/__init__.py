"""The kernel: `decide` and `evolve`, pure functions over one compiled process. The one meaning of the language.

No input or output, no clock, no randomness; `docs/reference/semantics.md` rules. Values in `values` and `case`, the
compiled process in `machine`, the order of a decision in `deciding`, replay in `evolving`, time in `limits`, `timers`
and `firing`, rules along a case in `watching`, records as JSON in `journal`.
"""

from __future__ import annotations

from closedloop.kernel.case import Case
from closedloop.kernel.deciding import decide
from closedloop.kernel.evolving import evolve
from closedloop.kernel.journal import record_from_json, record_to_json
from closedloop.kernel.machine import Machine, compile_process
from closedloop.kernel.offers import offers

__all__ = [
    "Case",
    "Machine",
    "compile_process",
    "decide",
    "evolve",
    "offers",
    "record_from_json",
    "record_to_json",
]
