"""Rules that hold only because what they speak of never happens, rules that cannot be kept, metrics that count nothing.

Guarantees: what is said never to happen cannot happen in any run; so a rule that is reported rests on a mistake in it
or in the process.
"""

from __future__ import annotations

from collections.abc import Iterator

from closedloop.check.flow.dataflow import Flow
from closedloop.check.flow.deadlines import qualifiers_of
from closedloop.check.flow.finding import Finding, advice, warning
from closedloop.check.flow.occurrences import Occurrences
from closedloop.check.flow.walk import atoms_of
from closedloop.check.flow.witness import anything, can_hold
from closedloop.check.flow.wording import Wording, Words
from closedloop.messages import Phrase
from closedloop.model import expressions as ex
from closedloop.model import process as model


def check_vacuous(flow: Flow) -> Iterator[Finding]:
    """Every rule and every metric."""
    occurrences, wording = Occurrences(flow), Wording(flow.transfer.variables)
    for rule in flow.process.rules:
        yield from _rule(flow, rule, occurrences, wording)
    counting: list[model.Metric | model.Breakdown] = [*flow.process.metrics, *flow.process.breakdowns]
    for metric in counting:
        for qualifier in qualifiers_of(metric):
            for atom in atoms_of(qualifier):
                if not occurrences.possible(atom):
                    yield advice("CL324", metric.at, atom=_words(wording, atom))


def _rule(flow: Flow, rule: model.Rule, occurrences: Occurrences, wording: Wording) -> Iterator[Finding]:
    if rule.when is not None and not _can_bite(flow, rule.when):
        yield warning("CL323", rule.at, rule=rule.name)
        return
    missing = next((each for each in _needed(rule.prop, occurrences) if not occurrences.possible(each)), None)
    if missing is not None:
        yield advice("CL320", rule.at, rule=rule.name, atom=_words(wording, missing))
        return
    wanted = tuple(_wanted(rule.prop))
    step = rule.prop.step if isinstance(rule.prop, model.Recurs) else None
    if wanted and not any(occurrences.possible(each, step) for each in wanted):
        yield warning("CL321", rule.at, rule=rule.name, atom=_words(wording, wanted[0]))


def _can_bite(flow: Flow, when: ex.Expr) -> bool:
    formula = flow.transfer.conditions.formula(when, None)
    return can_hold(anything(flow.transfer.variables), formula)


def _needed(prop: model.Prop, occurrences: Occurrences) -> Iterator[ex.Atom]:
    """What must be possible for the rule to say anything."""
    match prop:
        case model.Never(atom) | model.OnAtom(atom):
            yield atom
        case model.Before(later=later):
            yield later
        case model.LeadsTo(trigger=trigger):
            yield trigger
        case model.Bounded(atom=atom, bound=bound, before=before):
            if before is not None:
                yield before
            if bound == "at_most":
                yield atom
        case model.Recurs(step=step):
            yield ex.StepAtom(step)
        case model.DifferentParties(atoms=atoms) | model.SameParty(atoms=atoms):
            yield from (each for each in atoms if sum(map(occurrences.possible, atoms)) < 2)


def _wanted(prop: model.Prop) -> Iterator[ex.Atom]:
    """What the rule asks for: one of these must be possible for it to be kept."""
    match prop:
        case model.Before(earlier=earlier):
            yield earlier
        case model.LeadsTo(responses=responses):
            yield from responses
        case model.Bounded(atom=atom, bound=bound, times=times):
            if bound != "at_most" and times > 0:
                yield atom
        case model.Recurs(atom=atom):
            yield atom


def _words(wording: Wording, atom: ex.Atom) -> Words:
    words = wording.atom(atom)
    return Phrase("flow.atom", {"atom": words})
