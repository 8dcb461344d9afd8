"""A finite system: what a process can do, as far as some of its rules can see it.

A state gives each variable a small whole number. In each place (step or end) there are commands; a command makes its
choices, decides by terms over the state and the choices, and ends in a new state, or in nothing. Nothing in a system
knows of calendars, records or the language: the same system is explored in Python, interpreted plainly, and exported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Literal

from attrs import evolve, field, frozen

from closedloop.prove.terms import Num, Term, evaluate, variables

PLACE = "place"
"""The variable that says in which step or end the case is."""


@frozen
class Variable:
    """`size`: its values are 0 … size - 1. `values`: what these mean, for people (empty: the numbers themselves)."""

    name: str
    size: int
    initial: int = 0
    values: tuple[str, ...] = ()


@frozen
class Choice:
    """What a command may pick. `guessed`: not somebody's choice, but something that the system does not know;
    `eventually`: what it can be made to be: by letting the case rest long enough, or by an amount that is large enough.
    """

    name: str
    codes: tuple[int, ...]
    guessed: bool = False
    eventually: int | None = None
    about: object = None
    """What a guess decides, for whoever can tell."""


@frozen
class Emit:
    """The command succeeds: variables get new values (terms over the state before), all at once.

    `breaks`: for each rule of the system the term that says whether it is broken. Where a submission breaks a rule it
    is refused: nothing changes. `aside`: values that are no part of the state, for whoever follows more than it says.
    """

    updates: tuple[tuple[str, Term], ...]
    breaks: tuple[tuple[str, Term], ...] = ()
    aside: tuple[tuple[str, Term], ...] = ()
    looked_at: frozenset[str] = field(init=False, eq=False, repr=False)
    """The names in its terms."""

    @looked_at.default
    def _of_terms(self) -> frozenset[str]:
        return frozenset(variables(*(term for _, term in (*self.updates, *self.breaks, *self.aside))))


@frozen
class Stop:
    """The command is not possible."""


@frozen
class Branch:
    condition: Term
    yes: Node
    no: Node
    looked_at: frozenset[str] = field(init=False, eq=False, repr=False)
    """The names in its condition."""

    @looked_at.default
    def _of_condition(self) -> frozenset[str]:
        return frozenset(variables(self.condition))


Node = Emit | Stop | Branch

STOP = Stop()


Kind = Literal["event", "timer", "ask"]


@frozen
class Command:
    """Something that may happen in a place.

    kind `event`: `name` is the event, `role` who acts, `given` the choice for each parameter that matters; `timer`:
    `name` as in `Record.timer`; `ask`: an `as soon as` is asked because time has passed.
    """

    kind: Kind
    name: str
    role: str | None
    choices: tuple[Choice, ...]
    body: Node
    given: Mapping[str, str] = field(factory=dict)

    @property
    def sure(self) -> bool:
        """Whether it needs no guess: what the system says is possible then is possible in the process."""
        return not any(choice.guessed for choice in self.choices)


@frozen
class System:
    """`places`: names of steps and ends in the order of their codes; `ends`: which of them are ends; `commands` by
    place; `opening`: what happens when a case is opened (over no state: all variables have their initial values).
    `rules`: the names of those that are watched. `approximate`: whether anything is guessed at all.
    """

    process: str
    variables: tuple[Variable, ...]
    places: tuple[str, ...]
    ends: frozenset[str]
    commands: Mapping[str, tuple[Command, ...]]
    opening: Command
    rules: tuple[str, ...] = ()

    @property
    def approximate(self) -> bool:
        return not all(command.sure for each in self.commands.values() for command in each)


State = tuple[int, ...]
"""The values of all variables, in order: the form in which people and tests look at states."""


@frozen
class Edge:
    """One thing that can happen in a state. `to` is None where a submission is refused for a rule; `broken`: which.

    `enters`: whether a new stay begins, be it in the same step. `aside`: as in `Emit`.
    """

    command: Command
    chosen: Mapping[str, int]
    to: State | None
    broken: tuple[str, ...] = ()
    enters: bool = False
    aside: Mapping[str, int] = field(factory=dict, eq=False)


def initial(system: System) -> State:
    return tuple(each.initial for each in system.variables)


def opened(system: System) -> tuple[Edge, ...]:
    """The edges that open a case."""
    return tuple(_edges(system.opening, {each.name: each.initial for each in system.variables}))


def edges(system: System, state: State) -> Iterator[Edge]:
    """Everything that can happen in a state, plainly interpreted: the judge of faster forms."""
    before = {each.name: value for each, value in zip(system.variables, state, strict=True)}
    for command in system.commands.get(system.places[before[PLACE]], ()):
        yield from _edges(command, before)


def outcomes(system: System, command: Command, state: State) -> Iterator[tuple[State, ...]]:
    """For everything that can be chosen in a command: where it leads for each guess; left out where some guess makes it
    impossible, or refused.
    """
    names = [each.name for each in system.variables]
    before = dict(zip(names, state, strict=True))
    body, choices = command.body, {each.name for each in command.choices}
    while isinstance(body, Branch) and body.looked_at.isdisjoint(choices):
        body = body.yes if evaluate(body.condition, before) else body.no
    if isinstance(body, Stop):
        return
    guesses = tuple(
        each if each.eventually is None else evolve(each, codes=(each.eventually,))
        for each in command.choices
        if each.guessed
    )
    own = [each for each in command.choices if not each.guessed]
    for codes in product(*(each.codes for each in own)):
        chosen = {each.name: code for each, code in zip(own, codes, strict=True)}
        found: list[State] = []
        for emit, made in _ways(body, before, chosen, guesses):
            to = _outcome(names, emit, {**before, **made})
            if to is None:
                break
            found.append(to)
        else:
            yield tuple(found)


def _outcome(names: list[str], emit: Emit | None, values: Mapping[str, int]) -> State | None:
    if emit is None or any(evaluate(term, values) for _, term in emit.breaks):
        return None
    new = {name: evaluate(term, values) for name, term in emit.updates}
    return tuple(new.get(name, values[name]) for name in names)


def _edges(command: Command, before: Mapping[str, int]) -> Iterator[Edge]:
    for emit, chosen in _ways(command.body, before, {}, command.choices):
        if emit is None:
            continue
        values = {**before, **chosen} if chosen else before
        broken = tuple(rule for rule, term in emit.breaks if evaluate(term, values)) if emit.breaks else ()
        aside = {name: evaluate(term, values) for name, term in emit.aside} if emit.aside else {}
        if broken and command.kind == "event":
            yield Edge(command, chosen, None, broken, aside=aside)
            continue
        new = {name: term.value if isinstance(term, Num) else evaluate(term, values) for name, term in emit.updates}
        yield Edge(command, chosen, tuple({**before, **new}.values()), broken, PLACE in new, aside)


def _ways(
    node: Node, before: Mapping[str, int], chosen: dict[str, int], choices: tuple[Choice, ...]
) -> Iterator[tuple[Emit | None, dict[str, int]]]:
    """The ends of a command (None where it is not possible), with what is chosen on the way to each: nothing is chosen
    that is not looked at.
    """
    values = {**before, **chosen} if chosen else before
    while not isinstance(node, Stop):
        if choices and not node.looked_at.isdisjoint([each.name for each in choices]):
            choice = next(each for each in choices if each.name in node.looked_at)
            rest = tuple(each for each in choices if each is not choice)
            for code in choice.codes:
                yield from _ways(node, before, {**chosen, choice.name: code}, rest)
            return
        if isinstance(node, Emit):
            yield node, chosen
            return
        node = node.yes if evaluate(node.condition, values) else node.no
    yield None, chosen
