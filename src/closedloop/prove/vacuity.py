"""Whether a rule is proved only because nothing that it speaks of ever happens."""

from __future__ import annotations

from attrs import evolve

from closedloop.model.expressions import Atom, StepAtom
from closedloop.model.process import (
    Before,
    Bounded,
    DifferentParties,
    LeadsTo,
    Never,
    OnAtom,
    Process,
    Recurs,
    Rule,
    SameParty,
)
from closedloop.prove.building import Scope, built
from closedloop.prove.exploring import Budget, explore
from closedloop.prove.system import opened


def is_vacuous(process: Process, rule: Rule, budget: Budget) -> bool:
    """Whether no run meets what the rule is about (a rule that something never happens is about just that)."""
    met, needed = _triggers(rule)
    return bool(met) and sum(_happens(process, rule, atom, budget) for atom in met) < needed


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


def _happens(process: Process, rule: Rule, atom: Atom, budget: Budget) -> bool:
    """Whether some run may come to it, as far as a system can tell."""
    never = evolve(rule, prop=Never(atom))
    system = built(process, Scope((never,))).system
    if any(edge.broken for edge in opened(system)):
        return True
    explored = explore(system, budget)
    return not explored.finished or rule.name in explored.refusing or rule.name in explored.breaking
