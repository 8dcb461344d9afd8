"""Data with which conditions come out in a certain way, reduced to what matters and put into words.

Guarantees: whatever else the data are, with what the witness says they come out so. None is given where its parts hang
together in ways that the cells do not show, or where the search was given up: silence rather than a false alarm.
"""

from __future__ import annotations

from closedloop.check.flow.facts import Facts
from closedloop.check.flow.formulas import Formula, Masks, TooLarge, certain
from closedloop.check.flow.variables import Variables
from closedloop.check.flow.wording import Wording, together
from closedloop.messages import Phrase


def can_hold(facts: Facts, *formulas: Formula) -> bool:
    """Whether they may hold together; true where that was too much to find out."""
    try:
        return facts.satisfying(*formulas) is not None
    except TooLarge:
        return True


def anything(variables: Variables) -> Facts:
    """The facts of somebody who knows nothing but the types."""
    return Facts(variables, sum(variables.regions))


def witness(facts: Facts, *formulas: Formula, before: Facts | None = None) -> Phrase | None:
    """In words, data with which the formulas hold; None if there are none, or none that is sure, or nothing to say
    of them."""
    try:
        found = facts.satisfying(*formulas)
    except TooLarge:
        return None
    if found is None:
        return None
    reduced = _reduced(facts, found, (*facts.standing, *formulas))
    if before is not None:
        reduced |= _told_apart(facts, before, found)
    if not reduced or _hang_together(facts.variables, reduced):
        return None
    wording = Wording(facts.variables)
    return together([wording.claim(var, mask) for var, mask in sorted(reduced.items())])


def _reduced(facts: Facts, found: Masks, formulas: tuple[Formula, ...]) -> Masks:
    """Only the variables on which it depends."""
    masks = dict(found)
    for var in sorted(found, reverse=True):
        narrow, wide = masks[var], facts.of(var)
        masks[var] = wide
        if not all(certain(masks, each) for each in formulas):
            masks[var] = narrow
    return {var: mask for var, mask in masks.items() if mask != facts.of(var)}


def _told_apart(facts: Facts, before: Facts, found: Masks) -> Masks:
    """What makes these facts one case among those that the facts before fell into."""
    tracked = facts.variables.tracked
    slots = tracked - len(facts.variables.process.slots)
    return {
        var: mask for var, mask in found.items() if (var < slots or var >= tracked) and facts.of(var) != before.of(var)
    }


def _hang_together(variables: Variables, masks: Masks) -> bool:
    seen: set[object] = set()
    for var in masks:
        if seen & variables.bases[var]:
            return True
        seen |= variables.bases[var]
    return False
