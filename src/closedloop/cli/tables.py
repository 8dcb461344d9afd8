"""Tables aligned by display width, for a terminal or a file alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from closedloop.cli.cells import pad, width_of
from closedloop.messages.values import printable


def table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = (), indent: str = "  "
) -> Iterator[str]:
    """The lines of a table; the columns whose numbers are in `right` are aligned to the right. Texts lose control
    characters.
    """
    shown = [[printable(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(map(width_of, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        cells = (pad(cell, widths[i], right=i in right) for i, cell in enumerate(row))
        yield (indent + "  ".join(cells)).rstrip()


@frozen
class Sheet:
    """A table with its title and remarks, ready to be shown in any way."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[int] = ()
    remarks: Sequence[str] = ()

    def lines(self) -> Iterator[str]:
        """The title, then the table, then the remarks."""
        yield self.title
        yield from table(self.headings, self.rows, self.right)
        yield from (f"  {printable(remark)}" for remark in self.remarks)
