"""A counterexample of the prover as a scenario of its process.

Guarantees: what is given was run, and fails for the rule in question and for nothing else; where no scenario does, it
is said why. Of a case that gets lost the scenario leads to where it stays and asks for an end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, get_args

from attrs import evolve

from closedloop.draw import language_of
from closedloop.kernel import compile_process
from closedloop.kernel.machine import Machine
from closedloop.kernel.values import Opening, Submission
from closedloop.messages import Phrase, say
from closedloop.model.process import Expect, Happens, Nothing, Process, Rule, Scenario
from closedloop.prove.verdicts import Counterexample, Said, Verdict
from closedloop.testing.scenario_text import Inexpressible, iso_moment, scenario_tree
from closedloop.testing.scenarios import Line, ScenarioResult, run_scenario


def scenario_of(process: Process, verdict: Verdict) -> Scenario | Said | None:
    """The counterexample of a verdict on the process; None if it has none, or why it cannot be written."""
    shown = verdict.counterexample
    if shown is None:
        return None
    machine = compile_process(process)
    title = _title(process, verdict)
    names = called(process, shown)
    for way in WAYS:
        scenario = Scenario(title, tuple(_lines(machine, shown, names, way)))
        fitting = _fitting(process, machine, verdict, scenario)
        if fitting is not None:
            return _readable(process, fitting)
    return Said("no_words")


def _readable(process: Process, scenario: Scenario) -> Scenario | Said:
    try:
        scenario_tree(process, scenario)
    except Inexpressible:
        return Said("no_words")
    return scenario


def _title(process: Process, verdict: Verdict) -> str:
    lang = language_of(process)
    subject, rule = verdict.subject, verdict.subject.rule
    if verdict.counterexample is not None and verdict.counterexample.waiting:
        step = _last_place(verdict.counterexample)
        titles = {each.name: each.title for each in process.steps}
        return say("proof.title_trap", lang, step=titles.get(step) or step)
    name = (rule.title if rule is not None else None) or subject.name
    return say(f"proof.title_{verdict.kind}", lang, rule=name)


def _last_place(shown: Counterexample) -> str:
    return next((record.to for record in reversed(shown.records) if record.to is not None), "")


# --------------------------------------------------------------------------------------------------------------- lines


def called(process: Process, shown: Counterexample) -> Mapping[str, str]:
    """What parties are called: a scenario gives a global role to whoever bears its name."""
    own = {role.name for role in process.roles if not role.assigned}
    holders: dict[str, set[str]] = {}
    roles: dict[str, set[str]] = {}
    for each in shown.asked:
        if isinstance(each, Submission):
            roles.setdefault(each.actor.party, set()).update(each.actor.roles)
            for role in each.actor.roles:
                holders.setdefault(role, set()).add(each.actor.party)
    return {
        party: next(iter(held))
        for party, held in roles.items()
        if len(held) == 1 and held <= own and all(holders[role] == {party} for role in held)
    }


Way = Literal["by roles", "by names", "in full"]
WAYS: tuple[Way, ...] = get_args(Way)
"""How a line says who acts, the shortest first: under the name of the role to which they are bound; under their own
name; with party and role where somebody might act in several."""


def _lines(machine: Machine, shown: Counterexample, names: Mapping[str, str], way: Way) -> Iterator[Line]:
    cal = machine.calendar
    opening, *rest = shown.asked
    acts = [each for index, each in enumerate(rest) if isinstance(each, Submission) or index == len(rest) - 1]
    assert isinstance(opening, Opening)
    if not acts or acts[0].at != opening.at or not isinstance(acts[0], Submission):
        yield Nothing(iso_moment(cal, opening.at))
    bindings = _bindings(shown)
    for each in acts:
        moment = iso_moment(cal, each.at)
        if not isinstance(each, Submission):
            yield Nothing(moment)
            continue
        actor, role, person = _who(machine, each, bindings[id(each)], names, way)
        occurred = None if each.occurred is None else iso_moment(cal, each.occurred)
        params = tuple(
            (name, names.get(value, value) if isinstance(value, str) else value) for name, value in each.params.items()
        )
        yield Happens(moment, actor, each.event, params, dated=occurred, role=role, person=person)
    if shown.waiting:
        yield Expect("step", machine.process.ends[0].name if machine.process.ends else "")


def _who(
    machine: Machine, asked: Submission, bindings: Mapping[str, str], names: Mapping[str, str], way: Way
) -> tuple[str, str | None, str | None]:
    """The actor of a line, and the role and the person where they have to be said."""
    party, person, role = asked.actor.party, asked.actor.person, asked.role
    other = None if person == party else names.get(person, person)
    may = {*asked.actor.roles, *(each for each, bound in bindings.items() if bound in (party, person))}
    if role is None or (way == "in full" and len(may) > 1):
        return names.get(party, party), role, other
    if role in machine.assigned and bindings.get(role) == party:
        return role if way == "by roles" else names.get(party, party), None, other
    known = names.get(party, party)
    return known, None if known == role else role, other


def _bindings(shown: Counterexample) -> Mapping[int, Mapping[str, str]]:
    """For each submission (by its identity) who was bound to which role before it."""
    found: dict[int, dict[str, str]] = {}
    for each in shown.asked:
        before = [record for record in shown.records if record.at <= each.at and not _made_by(record, each)]
        found[id(each)] = {role: party for record in before for role, party in record.binds.items()}
    return found


def _made_by(record: object, asked: object) -> bool:
    return isinstance(asked, Submission) and (
        getattr(record, "event", None) == asked.event and getattr(record, "at", None) == asked.at
    )


# ------------------------------------------------------------------------------------------------------------ judging


def _fitting(process: Process, machine: Machine, verdict: Verdict, scenario: Scenario) -> Scenario | None:
    """The scenario, with what else time breaks in it expected, if it fails just as it should."""
    rule = verdict.subject.rule
    result = run_scenario(process, scenario, machine)
    others = tuple(name for name in _breached(result) if rule is None or name != rule.name)
    if not others:
        return scenario if _fails_for(result, verdict, rule) else None
    asides = tuple(Expect("breach", name) for name in others)
    last = max(record.at for record in result.journal if set(others) & set(record.breaches))
    waits = Nothing(iso_moment(machine.calendar, last))
    at = len(scenario.lines) - (0 if verdict.kind == "refuted" and not _trap(verdict) else 1)
    ways: tuple[tuple[Line, ...], ...] = (asides, (waits, *asides))
    for between in ways:
        told = evolve(scenario, lines=(*scenario.lines[:at], *between, *scenario.lines[at:]))
        if _fails_for(run_scenario(process, told, machine), verdict, rule):
            return told
    return None


def _trap(verdict: Verdict) -> bool:
    return verdict.counterexample is not None and verdict.counterexample.waiting


def _breached(result: ScenarioResult) -> tuple[str, ...]:
    return tuple(str(each.expected.params["name"]) for each in result.mismatches if _of_breach(each.expected))


def _of_breach(phrase: Phrase) -> bool:
    return phrase.key == "test.no_breach"


def _fails_for(result: ScenarioResult, verdict: Verdict, rule: Rule | None) -> bool:
    """Whether there is one thing wrong with it, and that is the rule."""
    if len(result.mismatches) != 1:
        return False
    [wrong] = result.mismatches
    if _trap(verdict):
        shown = verdict.counterexample
        return isinstance(wrong.line, Expect) and shown is not None and result.journal[-1].at == shown.moment
    if rule is None:
        return False
    if verdict.kind == "enforced":
        last = next(line for line in reversed(result.scenario.lines) if not isinstance(line, Expect))
        return wrong.line == last and any(reason.rule == rule.name for reason in wrong.reasons)
    return _of_breach(wrong.expected) and wrong.expected.params["name"] == rule.name
