"""The printer: any tree in any dialect, laid out in one way.

Guarantees: parsing the text gives the same tree again (with a map of names: the tree with its names translated); every
comment of the file is in it; printing what was printed changes nothing.
"""

from __future__ import annotations

from functools import cache

from closedloop.syntax.automaton import Automaton
from closedloop.syntax.cache import tables_of
from closedloop.syntax.comments import Surroundings, hang_comments
from closedloop.syntax.dialects import dialect as dialect_named
from closedloop.syntax.entries import entry_of
from closedloop.syntax.layout import Layout
from closedloop.syntax.name_maps import NameMap
from closedloop.syntax.phrasing import NotPrintable, Phrasing
from closedloop.syntax.quoting import quote_names
from closedloop.syntax.tree import File

__all__ = ["NotPrintable", "print_file"]


def print_file(file: File, dialect: str, *, names: NameMap | None = None, source: str | None = None) -> str:
    """The text of the file in the dialect of that name.

    `source` is the text that the file was read from, as written: it tells which comments stood on lines of their own
    and where the author left blank lines. Without it every comment gets a line of its own. `names` translates the
    author's names and texts. `LookupError` for an unknown dialect, `NotPrintable` for a tree that no text can say,
    `NameMapError` if the map would give two names of the file the same translation.
    """
    phrasing, automaton = _tools(dialect)
    phrase = phrasing.phrase(file)
    if names is not None:
        names.translate(phrase)
    quote_names(phrase, automaton)
    root = entry_of(phrase)
    around = Surroundings(source)
    hang_comments(root, file.comments if names is None else names.comments(file.comments), around)
    return Layout(around).text(root)


@cache
def _tools(name: str) -> tuple[Phrasing, Automaton]:
    tables = tables_of(dialect_named(name))
    return Phrasing(tables), Automaton(tables)
