"""How a case comes to a step with something unset: the shortest way, in the words of the author.

Guarantees: each part of the way is possible in the data flow with the name unset; there is no shorter one.
"""

from __future__ import annotations

from collections import deque

from closedloop.check.flow.dataflow import Flow
from closedloop.check.flow.domains import UNSET
from closedloop.check.flow.moves import Move
from closedloop.messages import Phrase
from closedloop.model import process as model

LONGEST = 6
"""Parts of a way that a message shows; of a longer way the first and the last ones."""


class Ways:
    """The shortest ways on which a variable stays unset, found once for each variable."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._found: dict[int, dict[str, Move | None]] = {}

    def unset(self, var: int, step: str) -> Phrase:
        """The way to the step, as the end of a sentence."""
        if var not in self._found:
            self._found[var] = self._search(var)
        came = self._found[var]
        if step not in came:
            return Phrase("flow.some_way")
        way: list[Move] = []
        move = came[step]
        while move is not None:
            way.append(move)
            move = came[move.source]
        if not way:
            return Phrase("flow.from_start")
        return Phrase("flow.way", {"way": in_words(way[::-1])})

    def _search(self, var: int) -> dict[str, Move | None]:
        transfer = self.flow.transfer
        start = self.flow.process.start
        came: dict[str, Move | None] = {}
        pending: deque[str] = deque()
        if any(each.of(var) & UNSET for each in transfer.arrived(start, transfer.opening())):
            came[start] = None
            pending.append(start)
        while pending:
            name = pending.popleft()
            for move in self._onward(name, var):
                if move.target not in came:
                    came[move.target] = move
                    pending.append(move.target)
        return came

    def _onward(self, name: str, var: int) -> list[Move]:
        """The moves out of a place on which what is unset there is unset on arrival."""
        if not self.flow.entry[name].of(var) & UNSET:
            return []
        facts = self.flow.rest[name].copy()
        facts.put(var, UNSET)
        transfer = self.flow.transfer
        found = []
        for move, after in self.flow.exits(name, facts):
            arrivals = transfer.arrived(move.target, self.flow.transition(move, after))
            if any(each.of(var) & UNSET for each in arrivals):
                found.append(move)
        return found


def in_words(way: list[Move]) -> Phrase:
    """`accept` → `send_back`."""
    return chained([_move(each) for each in way])


def chained(words: list[Phrase]) -> Phrase:
    """One after the other, with arrows; the middle of a long way is left out."""
    if len(words) > LONGEST:
        words = [*words[: LONGEST // 2], Phrase("flow.more"), *words[-LONGEST // 2 :]]
    result = words[-1]
    for first in reversed(words[:-1]):
        result = Phrase("flow.then", {"first": first, "rest": result})
    return result


def _move(move: Move) -> Phrase:
    match move.node:
        case model.Offer(event):
            return Phrase("flow.event", {"event": event})
        case model.Reopen():
            return Phrase("flow.reopened")
        case model.Limit():
            return Phrase("flow.ran_out", {"step": move.source})
        case model.Rung():
            return Phrase("flow.rung", {"step": move.source})
        case model.AsSoonAs():
            return Phrase("flow.by_itself", {"step": move.source})
