"""Generated code lists what the plain interpreter lists, and finds all states and broken rules that it finds."""

from __future__ import annotations

import random
import re

import pytest
from attrs import frozen

import closedloop
from benchmarks.proof_processes import counters
from closedloop.model.process import Process
from closedloop.prove.building import Scope, build_system
from closedloop.prove.exploring import Budget, Explored, explore
from closedloop.prove.python_form import Compiled
from closedloop.prove.system import (
    PLACE,
    STOP,
    Branch,
    Choice,
    Command,
    Emit,
    Node,
    State,
    System,
    Variable,
    edges,
    opened,
)
from closedloop.prove.terms import Num, Term, Var
from tests.property.comparing import lowered
from tests.property.frequencies import drawn

SEEDS = range(14)
MORE_SEEDS = range(14, 200)
FEW = 400


def systems(seed: int) -> list[System]:
    """The control of a random process, and the same with two of its rules and all that can be followed."""
    process: Process = lowered(drawn(seed).process)
    scopes = (Scope(), Scope(process.rules[:2], extensions=True, suspension=True))
    return [build_system(process, scope) for scope in scopes]


def random_states(system: System, seed: int) -> list[State]:
    """A few states of each place, most of which no case ever reaches."""
    dice = random.Random(seed)
    others = system.variables[1:]
    return [
        (place, *(dice.randrange(each.size) for each in others)) for place in range(len(system.places)) for _ in "1234"
    ]


def plainly(system: System, state: State) -> set[tuple[int, State]]:
    commands = system.commands[system.places[state[0]]]
    numbers = {id(command): number for number, command in enumerate(commands)}
    return {(numbers[id(edge.command)], edge.to) for edge in edges(system, state) if edge.to is not None}


def generated(compiled: Compiled, state: State) -> set[tuple[int, State]]:
    packed, found = compiled.packing.pack(state), dict[int, list[tuple[int, int]]]()
    compiled.follow(state[0])([packed], found, lambda *_: None)
    return {(number, compiled.packing.unpack(to)) for to, number in found[packed]}


@frozen
class Plain:
    """What a search by the plain interpreter finds: states by their distance, and of each rule how it is broken."""

    levels: list[set[State]]
    refusing: dict[str, int]
    breaking: dict[str, int]


def plain_search(system: System) -> Plain | None:
    """None where there are more states than the plain interpreter should be asked for."""
    level = {edge.to for edge in opened(system) if edge.to is not None}
    seen = set(level)
    plain = Plain([], {}, {})
    while level:
        depth = len(plain.levels)
        plain.levels.append(level)
        after: set[State] = set()
        for state in level:
            for edge in edges(system, state):
                how = plain.refusing if edge.to is None else plain.breaking
                for rule in edge.broken:
                    how.setdefault(rule, depth)
                if edge.to is not None:
                    after.add(edge.to)
        level = after - seen
        seen |= level
        if len(seen) > FEW:
            return None
    return plain


def compare(seed: int) -> None:
    for system in systems(seed):
        compiled = Compiled(system)
        for state in random_states(system, seed):
            assert generated(compiled, state) == plainly(system, state), (seed, state)
        plain = plain_search(system)
        if plain is not None:
            found = explore(system)
            unpack = found.packing.unpack
            assert [set(map(unpack, level)) for level in found.levels] == plain.levels
            assert {rule: first.found[1] for rule, (first, *_) in found.refusing.items()} == plain.refusing
            assert {rule: first.found[1] for rule, (first, *_) in found.breaking.items()} == plain.breaking


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_code_does_what_the_interpreter_does(seed: int) -> None:
    compare(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MORE_SEEDS)
def test_it_does_so_for_many_processes(seed: int) -> None:
    compare(seed)


def counting(number: int, top: int) -> System:
    return build_system(closedloop.loads(counters(number, top)).process)


def test_a_known_number_of_states() -> None:
    """Two counters up to 2: nine ways to have counted, five more states handed over and closed or sent back."""
    found = explore(counting(2, 2))
    taking = {(a, b) for a in range(3) for b in range(3)}
    handed = {(a, b) for a, b in taking if a and b}
    assert found.states == len(taking) + 2 * len(handed)
    assert found.finished


def test_each_state_is_listed_once_and_keeps_its_shortest_distance() -> None:
    found = explore(counting(3, 4))
    states = [packed for level in found.levels for packed in level]
    assert len(states) == len(set(states)) == found.states
    depth_of = {packed: depth for depth, level in enumerate(found.levels) for packed in level}
    arrived: dict[int, int] = dict.fromkeys(found.levels[0], 0)
    found.follow_all(states, lambda a, b, _: arrived.update({b: min(arrived.get(b, 10**6), depth_of[a] + 1)}))
    assert {packed: arrived[packed] for packed in states} == depth_of


def test_a_budget_ends_the_search() -> None:
    found = explore(counting(3, 6), Budget(states=100))
    assert not found.finished
    assert found.states < explore(counting(3, 6)).states
    assert not explore(counting(3, 6), Budget(seconds=0)).finished


def test_following_one_by_one_or_all_at_once_is_the_same() -> None:
    found: Explored = explore(counting(2, 3))
    states = [packed for level in found.levels for packed in level]
    at_once: list[tuple[int, int, int]] = []
    one_by_one: list[tuple[int, int, int]] = []
    found.follow_all(states, lambda *edge: at_once.append(edge))
    for packed in states:
        found.follow(packed, lambda *edge: one_by_one.append(edge))
    assert sorted(at_once) == sorted(one_by_one)


def nested(conditions: list[Term], choices: tuple[Choice, ...], others: int) -> System:
    """A system of one command, in which each condition is asked only where those before it hold."""
    body: Branch | Emit = Emit((("done", Num(1)),))
    for condition in reversed(conditions):
        body = Branch(condition, body, STOP)
    return single(body, choices, others)


def single(body: Node, choices: tuple[Choice, ...], others: int) -> System:
    """A system of one command."""
    variables = (Variable(PLACE, 2), Variable("done", 2), *(Variable(f"v{number}", 2) for number in range(others)))
    command = Command("event", "go", "clerk", choices, body)
    opening = Command("event", "opened", None, (), Emit((("place", Num(0)),)))
    return System("deep", variables, ("open", "end"), frozenset({"end"}), {"open": (command,), "end": ()}, opening)


@pytest.mark.parametrize("number", [5, 30, 150])
def test_however_many_choices_and_conditions_stand_in_one_another(number: int) -> None:
    """Python has an end of loops and of lines moved in."""
    choices = tuple(Choice(f"choice {each}", (0, 1), guessed=True) for each in range(number))
    by_choice = nested([Var(each.name) for each in choices], choices, 0)
    by_variable = nested([Var(f"v{each}") for each in range(number)], (), number)
    for system, able in ((by_choice, (0, 0)), (by_variable, (0, 0, *([1] * number)))):
        compiled = Compiled(system)
        assert generated(compiled, able) == plainly(system, able) == {(0, (0, 1, *able[2:]))}
    unable = (0, 0, *([1] * (number - 1)), 0)
    assert generated(compiled, unable) == plainly(by_variable, unable) == set()
    assert explore(by_choice).states == 2


def test_a_choice_that_leads_nowhere() -> None:
    choices = (Choice("choice", (0, 1)),)
    nowhere = Branch(Var("choice"), STOP, STOP)
    for body in (nowhere, Branch(Var("v0"), nowhere, Emit((("done", Num(1)),))), Branch(Var("v0"), nowhere, nowhere)):
        system = single(body, choices, 1)
        compiled = Compiled(system)
        for state in ((0, 0, 0), (0, 0, 1)):
            assert generated(compiled, state) == plainly(system, state)
        assert explore(system).states <= 2


def test_nothing_that_an_author_wrote_gets_into_the_source() -> None:
    for seed in SEEDS:
        for system in systems(seed):
            compiled = Compiled(system)
            for place in range(len(system.places)):
                source = compiled.source(place) + compiled.source(place, edges=True)
                words = set(re.findall(r"[^\W\d]\w*", source))
                assert {word for word in words if not re.fullmatch(r"[cp]\d+|[befns]", word)} <= KNOWN, words


KNOWN = {
    *("def", "expand", "states", "seen", "new", "found", "broken", "update", "append", "rules", "dict", "fromkeys"),
    *("for", "in", "if", "not", "else", "and", "or", "pass", "True", "False"),
}
