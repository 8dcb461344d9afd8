"""Tracks in the margins: each vertical line in its own, short ones inside, long ones outside.

Guarantees: two lines in one track keep a distance; the margin is as wide as a multiple of `STEP_OF_MARGIN` tracks, so
that one more line rarely makes it wider and never moves a box.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

TRACK = 14.0
"""Between two tracks."""
STEP_OF_MARGIN = 6
APART = 9.0
"""Between two lines in one track."""


class Stretch(NamedTuple):
    """The vertical part of an edge."""

    edge: str
    top: float
    bottom: float

    @property
    def length(self) -> float:
        return self.bottom - self.top


def tracks_of(stretches: Iterable[Stretch]) -> Mapping[str, int]:
    """The track of each edge, counted from the inside."""
    taken: list[list[Stretch]] = []
    tracks: dict[str, int] = {}
    for stretch in sorted(stretches, key=lambda each: (each.length, each.top, each.edge)):
        track = next((number for number, others in enumerate(taken) if _fits(stretch, others)), len(taken))
        if track == len(taken):
            taken.append([])
        taken[track].append(stretch)
        tracks[stretch.edge] = track
    return tracks


def _fits(stretch: Stretch, others: Iterable[Stretch]) -> bool:
    return all(stretch.bottom + APART <= each.top or each.bottom + APART <= stretch.top for each in others)


def margin_of(tracks: int) -> float:
    """The width of a margin that holds so many tracks."""
    steps = -(-max(tracks, 1) // STEP_OF_MARGIN)
    return steps * STEP_OF_MARGIN * TRACK
