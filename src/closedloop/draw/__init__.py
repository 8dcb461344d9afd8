"""Pictures of processes: SVG that an office hangs on the wall, Mermaid and DOT for other tools.

`draw` makes the SVG; `picture` gives the same as values with their places. Rows follow the order of the file, columns
the roles, so that an edit moves nothing that it is not about.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from closedloop.draw.counts import Counts, Tallied, count_cases
from closedloop.draw.layout import picture
from closedloop.draw.shapes import Picture
from closedloop.draw.sheet import Paper
from closedloop.draw.svg import to_svg
from closedloop.kernel.values import Record
from closedloop.messages import Language
from closedloop.model.process import Process

__all__ = ["Counts", "Picture", "Tallied", "count_cases", "draw", "picture"]


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
