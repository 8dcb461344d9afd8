"""Lines of generated code, indented, and what one way through a function has done so far."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from attrs import define, field


@define
class Lines:
    """Lines in the making."""

    lines: list[str] = field(factory=list)
    depth: int = 1

    def add(self, *lines: str) -> None:
        self.lines.extend("    " * self.depth + line for line in lines)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """What is added inside stands under this head; a block that stays empty leaves no trace."""
        place = len(self.lines)
        self.depth += 1
        yield
        self.depth -= 1
        if len(self.lines) > place:
            self.lines.insert(place, "    " * self.depth + head)

    def insert(self, place: int, *lines: str) -> None:
        self.lines[place:place] = ["    " * self.depth + line for line in lines]


@define
class Way:
    """What has happened on the way to here; ways fork at routes.

    `writes`: the fields that may have been written, in order, `surely` those that were in any case, `always_set` those
    that hold a value then, `assigned` those that an act wrote; `writes_local`: they
    are in a local mapping because only the run will tell which; the same for effects, whose sources are in order.
    `slots`, `monitors`: those that may have changed.
    """

    place: str
    writes: list[str] = field(factory=list)
    surely: set[str] = field(factory=set)
    always_set: set[str] = field(factory=set)
    assigned: list[str] = field(factory=list)
    writes_local: bool = False
    binds: list[str] = field(factory=list)
    effects: list[str] = field(factory=list)
    effects_local: bool = False
    slots: set[int] = field(factory=set)
    monitors: set[int] = field(factory=set)
    notes: list[Note] = field(factory=list)
    marked: bool = False
    scored: bool = False
    to: str | None = None

    def fork(self) -> Way:
        return Way(
            self.place,
            list(self.writes),
            set(self.surely),
            set(self.always_set),
            list(self.assigned),
            self.writes_local,
            list(self.binds),
            list(self.effects),
            self.effects_local,
            set(self.slots),
            set(self.monitors),
            list(self.notes),
            self.marked,
            self.scored,
            self.to,
        )


@define
class Note:
    """An observation that a rule will be shown. `hits`: a number, or the local that holds it."""

    index: int
    hits: int | str
    possible: tuple[int, ...]
    kind: str
    step: str
