"""The story of a run, with the numbers that stand in its picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from closedloop.draw.graph import graph_of
from closedloop.draw.trace import trace_of
from closedloop.engine.story import Teller
from closedloop.kernel.machine import compile_process
from closedloop.kernel.values import Record
from closedloop.messages import Language
from closedloop.model.process import Process


def tell_run(process: Process, run: Sequence[Record], lang: Language) -> Iterator[str]:
    """A line for each record: its number in the picture if it has one, when, who, what, and what followed."""
    numbers = trace_of(graph_of(process), run).numbers
    teller = Teller(compile_process(process), lang)
    width = max((len(str(number)) for number in numbers if number is not None), default=1)
    for number, record in zip(numbers, run, strict=True):
        head = "·" if number is None else str(number)
        yield f"{head:>{width}}  {teller.told(record).line(lang)}"
