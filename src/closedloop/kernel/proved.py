"""Rules that need no watching: those that a compiled process carries a proof of.

Guarantees: a verdict counts only for the process that it was decided for, the days of its calendar and the prover that
decided it, which its digest holds together. Rules that time can break are watched whatever was proved of them: their
proofs are about cases that are never suspended, and about the days that the calendar had.
"""

from __future__ import annotations

import json
from hashlib import sha256

from attrs import evolve

from closedloop.calendars import calendar
from closedloop.model.json_form import comparable, process_to_json
from closedloop.model.process import EveryCaseEnds, LeadsTo, Process, Recurs, Rule

PROVER = 1
"""The version of the prover: raised whenever it may decide otherwise than before."""


def digest_of(process: Process) -> str:
    """What verdicts on the process are bound to: all of it but verdicts, places and comments, and the days it knows."""
    form = comparable(process_to_json(evolve(process, verdicts=None, scenarios=())))
    cal = calendar(process.calendar, process.zone)
    text = json.dumps([PROVER, cal.name, cal.version, form], sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def needless(process: Process) -> frozenset[str]:
    """The rules that nothing can break: proved, without time in them, resting on nothing of their own."""
    kept = process.verdicts
    if kept is None or kept.digest != digest_of(process):
        return frozenset()
    proved = {each.rule for each in kept.rules if each.verdict == "proved" and not each.assumed}
    return frozenset(rule.name for rule in process.rules if rule.name in proved and not _timed(rule))


def _timed(rule: Rule) -> bool:
    prop = rule.prop
    return isinstance(prop, (EveryCaseEnds, Recurs)) or (isinstance(prop, LeadsTo) and prop.within is not None)
