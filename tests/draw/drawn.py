"""Processes to draw: random ones, with titles that make it hard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from attrs import evolve, frozen
from hypothesis import strategies as st

from closedloop.draw import Counts, Picture, Tallied, picture
from closedloop.draw.graph import graph_of, place_id
from closedloop.kernel.values import Record
from closedloop.lower.process import lower_process
from closedloop.model.process import Process, Reopen
from tests.strategies.drawing import Dice
from tests.strategies.processes import Process as Drawn

TITLES = (
    None,
    None,
    "x",
    "Short title",
    "承办单位",
    "一个非常非常长的标题，写到盒子里放不下，也不能溢出到别处去",
    "A title that is far longer than any box will ever be able to hold, whatever the office may have meant by it",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikationsleitungsstelle",
    "<b>&amp;\"quoted\"</b> \\ 'single'",
    "mixed 中文 and English，「引号」 (brackets)",
    "tab\tand\nline",
    "\u0000\u0007 control",
    "ﷺ العربية עברית",
    "🙂 emoji 👩‍👩‍👧",
    "e\u0301\u0301\u0301 combining",
    "   ",
)


@frozen
class Drawing:
    """What is asked of `draw`: of every other process also a run and counts."""

    process: Process
    run: tuple[Record, ...] | None
    counts: Counts | None

    def picture(self) -> Picture:
        return picture(self.process, run=self.run, counts=self.counts)


def drawn(seed: int) -> Drawing:
    """A lowered process whose parts have any sort of title."""
    dice = Dice.seeded(seed)
    process = lower_process(Drawn(dice).process()).process
    assert process is not None

    def titled(items: tuple) -> tuple:  # type: ignore[type-arg]
        return tuple(evolve(each, title=dice.one(TITLES)) for each in items)

    process = evolve(
        process,
        title=dice.one(TITLES),
        roles=titled(process.roles),
        fields=titled(process.fields),
        steps=titled(process.steps),
        ends=titled(process.ends),
        events=titled(process.events),
        rules=titled(process.rules),
        dialect=dice.one(("en", "zh")),
    )
    if dice.chance(50):
        return Drawing(process, None, None)
    return Drawing(process, tuple(walk(process, dice)), numbers(process, dice))


def walk(process: Process, dice: Dice) -> Iterator[Record]:
    """Records of a case that goes about at random, by routes and without."""
    graph = graph_of(process)
    at = datetime(2024, 3, 1, tzinfo=UTC)
    step = process.start
    yield Record("A", 1, "opened", at, at, "clock", "clock", to=step, process=process.name, version=1)
    for seq in range(2, dice.between(2, 40)):
        ways = [edge for edge in graph.edges if edge.source in (place_id(step), "anywhere:0")]
        if not ways or dice.chance(20):
            yield Record("A", seq, "event", at, at, "p", "p", role="r", event="suspend", step=step)
            continue
        edge = dice.one(ways)
        to = edge.target.removeprefix("place:")
        if edge.offer is not None:
            role = edge.offer.by[0]
            yield Record("A", seq, "event", at, at, "p", "p", role=role, event=edge.offer.event, step=step, to=to)
        elif edge.kind == "reopen":
            assert isinstance(edge.because, Reopen)
            role = edge.because.by[0]
            yield Record("A", seq, "event", at, at, "p", "p", role=role, event="reopen", step=step, to=to)
        elif edge.kind == "condition":
            yield Record("A", seq, "route", at, at, "clock", "clock", step=step, to=to)
        else:
            timer = "then" if edge.kind == "timer" else f"rung:{edge.id.rpartition(':')[2]}"
            yield Record("A", seq, "timer", at, at, "clock", "clock", timer=timer, step=step, to=to)
        step = to


def numbers(process: Process, dice: Dice) -> Counts:
    """Numbers of any size in every place."""
    marks = (None, *(colour.name for colour in process.colours))
    sizes = (1, 7, 88, 12345)
    counts: dict[str, tuple[Tallied, ...]] = {}
    for step in process.steps:
        overdue = [Tallied("overdue", dice.one(sizes), mark) for mark in marks if dice.chance(60)]
        near = [Tallied("near", dice.one(sizes))] if dice.chance(60) else []
        counts[step.name] = (*overdue, *near, Tallied("fine", dice.one(sizes)))
    for end in process.ends:
        counts[end.name] = (Tallied("ended", dice.one(sizes)),)
    return counts


drawable = st.integers(0, 2**32).map(drawn)
"""By a seed, so that a failing one can be drawn again."""
