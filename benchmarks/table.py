"""The rows of a measurement: their schema, their ratios, the table that people read. Pure: measures nothing.

A ratio is always ours over the peer's in the direction that is good for us: above 1, ours is the better figure,
whether more or less of the unit is better.
"""

from __future__ import annotations

import math
import statistics
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Literal

from attrs import frozen

Better = Literal["more", "less"]


@frozen
class Figure:
    """A measured value: the median of its samples, the lowest and the highest of them, and what each round gave."""

    value: float
    low: float
    high: float
    rounds: tuple[float, ...] = ()

    @classmethod
    def of(cls, samples: Sequence[float]) -> Figure:
        """The figure of these samples, one of each round; ValueError if there are none."""
        if not samples:
            raise ValueError("a figure needs a sample")
        return cls(statistics.median(samples), min(samples), max(samples), tuple(samples))

    def over(self, other: Figure) -> float:
        """How many times the other this one is: the median over the rounds where both have the same ones.

        So a minute in which the machine was slow counts for both or for neither.
        """
        same = len(self.rounds) == len(other.rounds) > 0
        pairs = zip(self.rounds, other.rounds, strict=True) if same else [(self.value, other.value)]
        return statistics.median(ours / theirs if theirs else math.inf for ours, theirs in pairs)

    @property
    def spread(self) -> float:
        """Half the distance from the lowest to the highest, as a share of the median."""
        return (self.high - self.low) / 2 / self.value if self.value else 0.0


@frozen
class Peer:
    """What ours is compared with. No figure where it could not be measured; the row's note says why."""

    name: str
    version: str = ""
    figure: Figure | None = None


@frozen
class Row:
    """One measurement of ours, beside that of one peer where there is one."""

    group: str
    name: str
    unit: str
    better: Better
    ours: Figure | None
    peer: Peer | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better ours is: above 1 better, below 1 worse; None where there is nothing to compare."""
        if self.ours is None or self.peer is None or self.peer.figure is None:
            return None
        ours, peer = self.ours, self.peer.figure
        return ours.over(peer) if self.better == "more" else peer.over(ours)

    def as_json(self) -> dict[str, Any]:
        """The row as `bench.json` has it."""
        ratio = self.ratio
        figure = self.peer.figure if self.peer else None
        return {
            "group": self.group,
            "name": self.name,
            "unit": self.unit,
            "better": self.better,
            "ours": _number(self.ours),
            "ours_low_high": _range(self.ours),
            "peer": _number(figure),
            "peer_low_high": _range(figure),
            "peer_name": self.peer.name if self.peer else None,
            "peer_version": self.peer.version if self.peer else None,
            "ratio": None if ratio is None or math.isinf(ratio) else _rounded(ratio),
            "note": self.note,
        }


def _number(figure: Figure | None) -> float | None:
    return None if figure is None else _rounded(figure.value)


def _range(figure: Figure | None) -> list[float] | None:
    return None if figure is None else [_rounded(figure.low), _rounded(figure.high)]


def _rounded(value: float) -> float:
    return float(f"{value:.5g}")


def shown(value: float) -> str:
    """A figure as people read it: three digits that count, thousands set apart."""
    if value and abs(value) < 100:
        digits = max(0, 2 - math.floor(math.log10(abs(value))))
        return f"{value:.{digits}f}"
    return f"{value:,.0f}"


def rendered(rows: Iterable[Row]) -> str:
    """The table: under each group our figures, under each of them the peers' and the ratios."""
    lines: list[str] = []
    for group, members in groupby(rows, key=lambda row: row.group):
        if lines:
            lines.append("")
        lines += [group, "─" * width(group)]
        for _, same in groupby(members, key=lambda row: (row.name, row.unit, row.ours)):
            lines += _block(list(same))
    return "\n".join(lines) + "\n"


def _block(rows: Sequence[Row]) -> list[str]:
    first = rows[0]
    lines = [_line(first.name, first.ours, first.unit, "" if first.peer else first.note)]
    for row in rows:
        if row.peer is not None:
            called = f"    {row.peer.name} {row.peer.version}".rstrip()
            ratio = row.ratio
            said = [] if ratio is None else [f"{shown(ratio)} ×"]
            lines.append(_line(called, row.peer.figure, row.unit, "  ".join([*said, *filter(None, [row.note])])))
    return lines


def _line(name: str, figure: Figure | None, unit: str, rest: str) -> str:
    value = "–" if figure is None else shown(figure.value)
    spread = f"±{figure.spread:.0%}" if figure is not None and figure.high > figure.low else ""
    padded = name + " " * max(0, 70 - width(name))
    return f"{padded}{value:>12} {unit:<9}{spread:>6}  {rest}".rstrip()


def width(text: str) -> int:
    """Columns of a terminal that the text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
