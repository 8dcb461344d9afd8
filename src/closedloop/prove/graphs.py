"""All states of an exploration with the edges between them: which surely reach an end, and which surely lead on.

Only edges that need no guess are sure; where a guess decides what an event leads to, it will do if every guess does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import field, frozen

from closedloop.prove.exploring import Explored, Found
from closedloop.prove.system import PLACE, Command, outcomes

Done = tuple[str, str, str | None]
"""An event in a place by a role."""

Guessed = tuple[tuple[Done, frozenset[int]], ...]
"""What may be done in a state where it depends on guesses where it leads, and all the states where it may lead."""


@frozen
class Graph:
    """All states with the edges between them. `found`: where each state stands among the levels; `before`: from which
    states each can be reached (all but by reopening), `surely`: the same by edges that need no guess; `first`: for
    each event the first state in which it is accepted; `still`: the states that nothing leaves; `avoided`: what is
    taken for impossible; `guessed`: where commands with guesses lead, as far as it was asked; `told`: the states from
    which it is not certain that an end can be reached, once that was asked.
    """

    explored: Explored
    found: Mapping[int, Found]
    before: Mapping[int, Sequence[int]]
    surely: Mapping[int, Sequence[int]]
    first: Mapping[str, int]
    still: Sequence[int]
    avoided: frozenset[Done]
    guessed: dict[int, Guessed]
    told: list[tuple[int, ...]] = field(factory=list)

    def place(self, packed: int) -> str:
        return self.explored.system.places[packed & self.explored.packing.masks[PLACE]]


@frozen
class Listed:
    """Every edge of an exploration, once: from, to, and the number of its command in `commands`."""

    explored: Explored
    found: Mapping[int, Found]
    edges: tuple[tuple[int, int, int], ...]
    commands: tuple[tuple[str, Command], ...]
    guessed: dict[int, Guessed] = field(factory=dict)

    def at_ends(self) -> Iterator[int]:
        return at_ends(self.explored, self.found)


def list_edges(explored: Explored) -> Listed:
    system = explored.system
    mask = explored.packing.masks[PLACE]
    commands = [(place, command) for place in system.places for command in system.commands[place]]
    first: list[int] = [0]
    for place in system.places:
        first.append(first[-1] + len(system.commands[place]))
    edges: dict[tuple[int, int, int], None] = {}
    found: dict[int, Found] = {}
    for depth, level in enumerate(explored.levels):
        found.update((packed, (packed, depth)) for packed in level)
        explored.follow_all(
            level, lambda state, to, number: edges.__setitem__((state, to, first[state & mask] + number), None)
        )
    return Listed(explored, found, tuple(edges), tuple(commands))


def graph_of(listed: Listed, avoided: frozenset[Done] = frozenset()) -> Graph:
    """`avoided`: what is taken for impossible."""
    before: dict[int, list[int]] = {}
    surely: dict[int, list[int]] = {}
    first: dict[str, int] = {}
    left: set[int] = set()
    allowed = [(place, command.name, command.role) not in avoided for place, command in listed.commands]
    sure = [command.sure for _, command in listed.commands]
    reopens = [command.name == "reopen" for _, command in listed.commands]
    for state, to, number in listed.edges:
        if not allowed[number]:
            continue
        command = listed.commands[number][1]
        if command.kind == "event":
            first.setdefault(command.name, state)
        if state != to and not reopens[number]:
            left.add(state)
            before.setdefault(to, []).append(state)
            if sure[number]:
                surely.setdefault(to, []).append(state)
    still = tuple(packed for packed in listed.found if packed not in left)
    return Graph(listed.explored, listed.found, before, surely, first, still, avoided, listed.guessed)


def unsure_to_move(graph: Graph) -> tuple[int, ...]:
    """The states, no ends, of which it is not certain that anything leads elsewhere."""
    moving = {packed for earlier in graph.surely.values() for packed in earlier}
    moving.update(at_ends(graph.explored, graph.found))
    left = [packed for packed in graph.found if packed not in moving]
    if len(left) > MOST_DOUBTFUL:
        return tuple(left)
    return tuple(each for each in left if not any(each not in way for way in _ways_on(graph, each)))


def unsure_to_end(graph: Graph) -> tuple[int, ...]:
    """The states from which it is not certain that an end can be reached.

    Where a guess decides what an event leads to, it will do if every guess leads on.
    """
    if not graph.told:
        graph.told.append(_uncertain(graph))
    return graph.told[0]


def _uncertain(graph: Graph) -> tuple[int, ...]:
    reaching = leading_to_ends(graph, sure=True)
    doubtful = [packed for packed in graph.found if packed not in reaching]
    if len(doubtful) > MOST_DOUBTFUL:
        return tuple(doubtful)
    ways = {packed: _ways_on(graph, packed) for packed in doubtful}
    found = True
    while found:
        found = False
        for packed in doubtful:
            if packed not in reaching and any(way <= reaching for way in ways[packed]):
                found = True
                _spread(graph.surely, packed, reaching)
    return tuple(packed for packed in doubtful if packed not in reaching)


MOST_DOUBTFUL = 400


def _ways_on(graph: Graph, packed: int) -> tuple[frozenset[int], ...]:
    """Where commands with guesses lead from the state, all guesses together."""
    if packed not in graph.guessed:
        graph.guessed[packed] = tuple(_guessed(graph.explored, graph.place(packed), packed))
    return tuple(found for done, found in graph.guessed[packed] if done not in graph.avoided)


def _guessed(explored: Explored, place: str, packed: int) -> Iterator[tuple[Done, frozenset[int]]]:
    state = explored.packing.unpack(packed)
    for command in explored.system.commands[place]:
        if not command.sure and command.name != "reopen":
            for outcome in outcomes(explored.system, command, state):
                yield (place, command.name, command.role), frozenset(map(explored.packing.pack, outcome))


def at_ends(explored: Explored, found: Iterable[int]) -> Iterator[int]:
    """The states in which a case has come to an end."""
    mask = explored.packing.masks[PLACE]
    ends = {code for code, place in enumerate(explored.system.places) if place in explored.system.ends}
    return (packed for packed in found if packed & mask in ends)


def leading_to_ends(graph: Graph, *, sure: bool) -> set[int]:
    """The states from which an end can be reached, by edges that need no guess or by any."""
    before = graph.surely if sure else graph.before
    reaching: set[int] = set()
    for packed in at_ends(graph.explored, graph.found):
        _spread(before, packed, reaching)
    return reaching


def _spread(before: Mapping[int, Sequence[int]], packed: int, reaching: set[int]) -> None:
    """The state reaches an end, and so does all that leads to it."""
    reaching.add(packed)
    waiting = [packed]
    while waiting:
        for earlier in before.get(waiting.pop(), ()):
            if earlier not in reaching:
                reaching.add(earlier)
                waiting.append(earlier)
