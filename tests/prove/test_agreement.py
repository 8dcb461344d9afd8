"""The prover against the judge, both ways: on small processes everything that can happen is enumerated with the judge.

What the system of a process lets happen is what the judge lets happen, no less and no more; and the verdicts are those
that follow from the judge's cases. What the prover leaves open is counted. Every counterexample is replayed by the
kernel and by the judge, and pasted in as a scenario it fails for its rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from attrs import frozen

from closedloop.lower.compiling import lower_file
from closedloop.model.process import Process
from closedloop.prove.building import Built, built
from closedloop.prove.exploring import Budget
from closedloop.prove.verifying import verify
from closedloop.syntax import tree
from closedloop.syntax.parse import parse_text
from tests.prove.enumerating import Cases, TooMany, enumerated
from tests.prove.happening import it_happened
from tests.prove.judging import Enumerated
from tests.prove.pasting import why_it_cannot_be_pasted
from tests.prove.projecting import Projection, named_parties, of_judge, of_system, whole
from tests.prove.small import Small
from tests.prove.small_rules import OF_PARTIES, TIMED, UNTIMED, sometimes
from tests.strategies.drawing import Dice

BUDGET = Budget(states=20_000)
TODAY = date(2024, 3, 4)
MOST_OPEN = {"data": 0.01, "time": 0.01, "deadlines": 0.25, "parties": 0.02}
"""Shares of the rules that may be left open."""
MOST_OPEN_OTHERS = 0.01
"""And of what holds of every process."""
WITHOUT_REST = {"CL280", "CL281"}
"""A case that never comes to rest is an error of the process, which nobody proves."""


@frozen
class Drawn:
    text: str
    written: tree.Process
    process: Process


def drawn(
    seed: int, *, time: bool = False, parties: bool = False, families: tuple[Callable[[Small], str], ...] = ()
) -> Drawn | None:
    """A process, with one or two rules if families are given; None if it is not valid."""
    dice = Dice.seeded(seed)
    small = Small(dice, time=time, parties=parties)
    rules = tuple(sometimes(dice.one(families)) for _ in range(dice.between(1, 2) if families else 0))
    text = small.text(rules)
    parsed = parse_text(text)
    assert parsed.file is not None, text
    assert not parsed.diagnostics, text
    processes, found = lower_file(parsed.file, parsed.source)
    if not processes or any(each.code in WITHOUT_REST for each in found):
        return None
    return Drawn(text, parsed.file.processes[0], processes[0])


def cases_of(each: Drawn, parties: tuple[str, ...], strangers: bool = False) -> Cases | None:
    try:
        return enumerated(each.written, parties, strangers=strangers)
    except TooMany:
        return None


# ---------------------------------------------------------------------------------------------------------- the graph


def is_sure(made: Built) -> bool:
    every = (command for commands in made.system.commands.values() for command in commands)
    return made.system.opening.sure and all(command.sure for command in every)


def the_graphs_are_equal(seed: int, *, time: bool, parties: bool = False) -> bool:
    """Whether they could be compared. Where the system guesses, it may let more happen, and nothing less."""
    each = drawn(seed, time=time, parties=parties)
    if each is None:
        return False
    made = whole(each.process)
    cases = cases_of(each, named_parties(made))
    system = of_system(made, BUDGET)
    if cases is None or system is None:
        return False
    judge = of_judge(made, each.written, cases)
    assert judge.states <= system.states, each.text
    assert judge.steps <= system.steps, each.text
    if is_sure(made):
        assert system.states == judge.states, each.text
        assert system.steps == judge.steps, each.text
        return True
    return False


GRAPHS = {"data": {"time": False}, "time": {"time": True}, "parties": {"time": True, "parties": True}}


@pytest.mark.parametrize(("kind", "seeds"), [("data", 50), ("time", 30), ("parties", 8)])
def test_the_system_lets_happen_what_the_judge_lets_happen(kind: str, seeds: int) -> None:
    compared = sum(the_graphs_are_equal(seed, **GRAPHS[kind]) for seed in range(seeds))
    assert compared > seeds / 2


@pytest.mark.slow
@pytest.mark.parametrize("kind", GRAPHS)
@pytest.mark.parametrize("first", range(1_000, 2_000, 100))
def test_systems_of_many_processes_let_happen_what_the_judge_lets_happen(kind: str, first: int) -> None:
    compared = sum(the_graphs_are_equal(seed, **GRAPHS[kind]) for seed in range(first, first + 100))
    assert compared > 50


# -------------------------------------------------------------------------------------------------------- the verdicts


def verdicts_agree(
    seed: int, counted: Counter[tuple[str, str]], families: tuple[Callable[[Small], str], ...], *, time: bool
) -> None:
    """Every verdict is one that follows from the judge's cases, or open."""
    each = drawn(seed, time=time, families=families)
    if each is None:
        return
    of_parties = families is OF_PARTIES
    same = "the same party" in each.text
    cases = cases_of(each, ("water", "roads") if of_parties else (), strangers=of_parties and not same)
    if cases is None:
        return
    projection = Projection(built(each.process), each.written, cases)
    states = {key: projection.state(journal) for key, journal in cases.journals.items()}
    judged = Enumerated(each.process, cases, states)
    for verdict in verify(each.process, BUDGET, today=TODAY).verdicts:
        subject = verdict.subject
        if same and subject.kind in ("stuck", "ends"):
            continue  # two parties are too few: there are always others
        counted[subject.kind, verdict.kind] += 1
        about = f"{subject.kind} {subject.name} is {verdict.kind}\n{each.text}"
        assert verdict.kind in ("open", *judged.kinds(subject)), about
        shown = it_happened(each.written, each.process, verdict)
        assert shown or subject.kind != "rule" or verdict.kind not in ("enforced", "refuted"), about
        if shown:
            counted["shown", verdict.kind] += 1
            assert why_it_cannot_be_pasted(each.text, each.process, verdict) is None, about


FAMILIES = {
    "data": (UNTIMED, False),
    "time": (UNTIMED, True),
    "deadlines": (TIMED, True),
    "parties": (OF_PARTIES, False),
}


@pytest.mark.parametrize(("kind", "seeds"), [("data", 30), ("time", 14), ("deadlines", 3), ("parties", 5)])
def test_the_verdicts_are_those_of_the_judge(kind: str, seeds: int) -> None:
    counted: Counter[tuple[str, str]] = Counter()
    families, time = FAMILIES[kind]
    for seed in range(seeds):
        verdicts_agree(seed, counted, families, time=time)
    assert sum(counted.values()) > seeds
    assert counted["shown", "enforced"] + counted["shown", "refuted"] > seeds / 4


MANY = {"data": 1_000, "time": 600, "deadlines": 150, "parties": 150}


@pytest.mark.slow
@pytest.mark.parametrize("kind", FAMILIES)
def test_many_verdicts_are_those_of_the_judge_and_few_are_open(kind: str) -> None:
    counted: Counter[tuple[str, str]] = Counter()
    families, time = FAMILIES[kind]
    for seed in range(1_000, 1_000 + MANY[kind]):
        verdicts_agree(seed, counted, families, time=time)
    rules = Counter({verdict: number for (subject, verdict), number in counted.items() if subject == "rule"})
    print(kind, dict(counted))
    assert rules["open"] <= MOST_OPEN[kind] * sum(rules.values()), counted
    others = [(verdict, number) for (subject, verdict), number in counted.items() if subject not in ("rule", "shown")]
    left = sum(number for verdict, number in others if verdict == "open")
    assert left <= MOST_OPEN_OTHERS * sum(number for _, number in others), counted
