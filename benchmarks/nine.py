"""The nine-event loop: our forms of it against the peers', in speed, in memory, and in making the machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.table import Better, Peer, Row
from benchmarks.turns import Answers, Contestant, in_turns
from benchmarks.venvs import environment

ROUNDS, FEWER = 7, 3
OURS = (
    ("Desk.submit", "with_desk.py"),
    ("generated module", "with_generated.py"),
    ("closedloop.embed.transitions", "with_embedded.py"),
)
BY_HAND = ("dict dispatch by hand", "by_hand.py")
PEERS = (
    ("transitions", "transitions==0.9.3", "with_transitions.py"),
    ("Automat", "Automat==25.4.16", "with_automat.py"),
    ("sismic", "sismic==1.6.14", "with_sismic.py"),
    ("python-statemachine", "python-statemachine==3.2.2", "with_statemachine.py"),
)
LOOP = "The nine-event loop (×: how many times better ours is; ours with deadlines, roles and rules, the peers without)"
MEMORY = "Memory of a live case of the loop, mean of 5,000"
MAKING = "From the loop's definition to its machine"


def rows() -> Iterator[Row]:
    """The rows of all three groups."""
    ours, peers = contestants()
    speed = _asked([*ours, *peers], "speed", ROUNDS)
    yield from compared(LOOP, "events", "events/s", "more", _split(speed, ours), "{}: events")
    yield from compared(LOOP, "openings", "cases/s", "more", _split(speed, ours), "{}: opening a case")
    memory = _asked([*ours, *peers], "memory", 1)
    yield from compared(MEMORY, "fresh", "bytes", "less", _split(memory, ours), "{}: as opened")
    yield from compared(
        MEMORY, "halfway", "bytes", "less", _split(memory, ours), "{}: after five events and their records"
    )
    making = _asked([*ours[:1], *peers[1:]], "making", FEWER)
    yield from compared(MAKING, "making", "ms", "less", _split(making, ours), "{}: text read, checked and compiled")


def contestants() -> tuple[list[Contestant], list[Contestant]]:
    """Ours, and the peers with what is written by hand first; peers' environments are made where they are missing."""
    here = Path(sys.executable)
    peers = [Contestant(*BY_HAND, here)]
    for name, requirement, script in PEERS:
        made = environment(name, requirement)
        peers.append(Contestant(name, script, made.python, made.problem))
    return [Contestant(name, script, here) for name, script in OURS], peers


def _asked(all_: Sequence[Contestant], measurement: str, rounds: int) -> dict[str, Answers]:
    return in_turns(all_, {each.called: [measurement] for each in all_}, rounds)


def _split(answers: dict[str, Answers], ours: Sequence[Contestant]) -> tuple[list[Answers], list[Answers]]:
    names = {each.called for each in ours}
    return (
        [got for called, got in answers.items() if called in names],
        [got for called, got in answers.items() if called not in names],
    )


def compared(
    group: str, measurement: str, unit: str, better: Better, sides: tuple[list[Answers], list[Answers]], name: str
) -> Iterator[Row]:
    """A row for each of ours beside each of the peers; one that has no figure says why."""
    for ours in sides[0]:
        for peer in sides[1]:
            figure = peer.figure(measurement)
            beside = Peer(peer.name, peer.version, figure)
            note = "; ".join(filter(None, (ours.problem, peer.problem)))
            yield Row(group, name.format(ours.name), unit, better, ours.figure(measurement), beside, note)
