"""Pictures of processes: SVG that an office hangs on the wall, Mermaid and DOT for other tools.

`draw` makes the SVG; `picture` gives the same as values with their places. Rows follow the order of the file, columns
the roles, so that an edit moves nothing that it is not about.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from closedloop.draw.counts import Counts, Tallied, count_cases
from closedloop.draw.dot import to_dot as _to_dot
from closedloop.draw.layout import language_of, picture
from closedloop.draw.mermaid import to_mermaid as _to_mermaid
from closedloop.draw.shapes import Picture
from closedloop.draw.sheet import Paper
from closedloop.draw.svg import to_svg
from closedloop.draw.telling import tell_run
from closedloop.kernel.values import Record
from closedloop.messages import Language
from closedloop.model.process import Process

__all__ = [
    "Counts",
    "Picture",
    "Tallied",
    "count_cases",
    "draw",
    "language_of",
    "picture",
    "tell_run",
    "to_dot",
    "to_mermaid",
]


def draw(
    process: Process,
    *,
    run: Sequence[Record] | None = None,
    counts: Counts | None = None,
    lang: Language | None = None,
    day: date | None = None,
    paper: Paper | None = None,
) -> str:
    """The picture of a process as SVG.

    `run`: the records of one case, in order; their way is highlighted and numbered. `counts`: how many cases wait
    where (`count_cases`). `lang`: the language of the words around the author's own; None: that of the file. `day`
    stands below the title; with counts it is the day that they are of. `paper`: None takes A4 if the letters stay
    readable there, else A3. The same arguments give the same text.
    """
    return to_svg(picture(process, run=run, counts=counts, lang=lang, day=day, paper=paper))


def to_mermaid(process: Process, lang: Language | None = None) -> str:
    """The process as Mermaid's `stateDiagram-v2`; `lang` as in `draw`."""
    return _to_mermaid(process, lang or language_of(process))


def to_dot(process: Process, lang: Language | None = None) -> str:
    """The process as a graph in DOT; `lang` as in `draw`."""
    return _to_dot(process, lang or language_of(process))
