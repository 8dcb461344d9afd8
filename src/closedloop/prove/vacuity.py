"""Whether a rule is proved only because nothing that it speaks of ever happens."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from closedloop.model.expressions import Atom, EventAtom, StepAtom
from closedloop.model.process import (
    Before,
    Bounded,
    DifferentParties,
    LeadsTo,
    Never,
    OnAtom,
    Recurs,
    Rule,
    SameParty,
)
from closedloop.prove.building import Built, Scope
from closedloop.prove.exploring import Explored
from closedloop.prove.system import PLACE, opened

Explorer = Callable[[Scope], tuple[Built, Explored]]
"""What explores a process as far as a scope sees it."""


def is_vacuous(rule: Rule, explorer: Explorer) -> bool:
    """Whether no run meets what the rule is about (a rule that something never happens is about just that)."""
    met, needed = _triggers(rule)
    return bool(met) and sum(_happens(rule, atom, explorer) for atom in met) < needed


def _triggers(rule: Rule) -> tuple[tuple[Atom, ...], int]:
    """What the rule waits for, and how many of these it takes."""
    match rule.prop:
        case OnAtom(atom=atom):
            return (atom,), 1
        case Before(later=later):
            return (later,), 1
        case LeadsTo(trigger=trigger):
            return (trigger,), 1
        case Bounded(bound="at_most", atom=atom):
            return (atom,), 1
        case Bounded(before=before) if before is not None:
            return (before,), 1
        case Recurs(step=step):
            return (StepAtom(step),), 1
        case DifferentParties(atoms=atoms) | SameParty(atoms=atoms):
            return atoms, 2
    return (), 0


def _happens(rule: Rule, atom: Atom, explorer: Explorer) -> bool:
    """Whether some run may come to it, as far as a system can tell."""
    if rule.when is None and _is_seen(atom, explorer(Scope(extensions=True, suspension=True))[1]):
        return True
    made, explored = explorer(Scope((evolve(rule, name=f"never:{rule.name}", prop=Never(atom)),)))
    if any(edge.broken for edge in opened(made.system)):
        return True
    return not explored.finished or bool(explored.refusing or explored.breaking)


def _is_seen(atom: Atom, explored: Explored) -> bool:
    """Whether it lies on a way that is listed anyhow."""
    system, mask = explored.system, explored.packing.masks[PLACE]
    match atom:
        case StepAtom(step=step, condition=None):
            code = system.places.index(step)
            return any(state & mask == code for level in explored.levels for state in level)
        case EventAtom(event=event, condition=None):
            by_number = [[each.name == event for each in system.commands[place]] for place in system.places]
            return any(by_number[state & mask][number] for state, to in explored.listed.items() for _, number in to)
    return False
