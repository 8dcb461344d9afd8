"""From a rule of the process to its monitor: the table of families."""

from __future__ import annotations

from closedloop.model.process import (
    Always,
    Before,
    Bounded,
    DifferentParties,
    EveryCaseEnds,
    LeadsTo,
    Never,
    OnAtom,
    Recurs,
    Rule,
    SameParty,
)
from closedloop.rules.counts import Count
from closedloop.rules.observations import Monitor
from closedloop.rules.occurrences import Occurrence, Rest
from closedloop.rules.parties import Different, Same
from closedloop.rules.precedence import Precedence
from closedloop.rules.recurrence import Ending, Recurrence
from closedloop.rules.response import Response


def monitor(rule: Rule) -> Monitor | None:
    """The monitor of the rule; None for a rule that is only ever proved (`every case ends`).

    `rule.when` is left to the caller, who tells the monitor whether it bites.
    """
    prop = rule.prop
    match prop:
        case Never():
            return Occurrence(atoms=(prop.atom,))
        case OnAtom():
            return Occurrence(atoms=(prop.atom,), condition=prop.condition)
        case Always():
            return Rest(condition=prop.condition, at_rest=True)
        case Before():
            return Precedence(atoms=(prop.earlier, prop.later), each=prop.each)
        case LeadsTo():
            return Response(atoms=(prop.trigger, *prop.responses), at_end=True, period=prop.within)
        case Bounded():
            return _count(prop)
        case Recurs():
            return Recurrence(atoms=(prop.atom,), steps=frozenset((prop.step,)), period=prop.every, step=prop.step)
        case DifferentParties():
            steps = None if prop.in_one_stay else frozenset[str]()
            return Different(atoms=prop.atoms, steps=steps, lasting=True, in_one_stay=prop.in_one_stay)
        case SameParty():
            return Same(atoms=prop.atoms)
        case EveryCaseEnds():
            return None if prop.within is None else Ending(period=prop.within)


def _count(prop: Bounded) -> Monitor:
    judged_at_end = prop.bound != "at_most" and prop.before is None and prop.per is None
    return Count(
        atoms=(prop.atom,) if prop.before is None else (prop.atom, prop.before),
        steps=frozenset() if prop.per is None else frozenset((prop.per,)),
        lasting=prop.ever,
        at_end=judged_at_end,
        bound=prop.bound,
        times=prop.times,
        before=prop.before is not None,
        per=prop.per,
    )
