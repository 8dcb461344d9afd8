"""The LALR(1) automaton: a persistent stack, the lexer that its state steers, and the parse it makes.

Assumes tables from `tables`. Stacks are linked cells and never change, so that any stack may be kept, advanced for
a trial and thrown away; nothing here recurses, and no list is copied as it grows. Offsets are those of the parsed text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from closedloop.syntax.parsed import Node, Token
from closedloop.syntax.tables import END, VALUES, Tables

_BLANK = re.compile(r"(?:\s+|#[^\n]*)*")


class Cell:
    """One entry of a stack: the state, the symbol that led to it, its value, and the stack below."""

    __slots__ = ("below", "depth", "state", "symbol", "value")

    def __init__(self, state: int, symbol: str, value: Any, below: Cell | None) -> None:
        self.state = state
        self.symbol = symbol
        self.value = value
        self.below = below
        self.depth: int = 0 if below is None else below.depth + 1

    def downwards(self) -> Iterator[Cell]:
        """This cell and those below it, the bottom left out."""
        cell: Cell | None = self
        while cell is not None and cell.below is not None:
            yield cell
            cell = cell.below


class _Lexer:
    """The tokens that a state allows: the first terminal, in the order of the tables, that matches."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._by_state: dict[int, re.Pattern[str]] = {}
        self._by_terminals: dict[frozenset[str], re.Pattern[str]] = {}

    def next(self, state: int, text: str, at: int) -> Token | None:
        """The token at or after `at`; an `$END` token behind the last one; None if the state allows nothing there."""
        blank = _BLANK.match(text, at)
        start = blank.end() if blank else at
        if start == len(text):
            return token(END, "", start)
        scanner = self._by_state.get(state) or self._scanner(state)
        found = scanner.match(text, start)
        return token(str(found.lastgroup), found[0], start) if found else None

    def _scanner(self, state: int) -> re.Pattern[str]:
        allowed = frozenset(name for name in self._tables.states[state] if name in self._tables.by_name)
        scanner = self._by_terminals.get(allowed)
        if scanner is None:
            patterns = (f"(?P<{t.name}>{t.pattern})" for t in self._tables.terminals if t.name in allowed)
            scanner = self._by_terminals[allowed] = re.compile("|".join(patterns) or "(?!)")
        self._by_state[state] = scanner
        return scanner


def token(name: str, text: str, start: int) -> Token:
    return Token(name, text, start, start + len(text))


class Automaton:
    """The automaton of one grammar."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.bottom = Cell(tables.start, "", None, None)
        self._states = tables.states
        self._productions = tables.productions
        self._sizes = [len(production.symbols) for production in tables.productions]
        self._next = _Lexer(tables).next
        self._name = re.compile(tables.by_name["NAME"].pattern)
        words = {t.name for t in tables.terminals if t.fixed is None and t.name not in VALUES}
        self._hiding = {
            state: words & actions.keys() for state, actions in enumerate(tables.states) if "NAME" in actions
        }

    def next_token(self, cell: Cell, text: str, at: int) -> Token | None:
        """The next token that may follow the stack, `$END` at the end of the text, None where none may.

        Tables merge look-aheads: a state may list a keyword that this stack has no use for. Where a name may stand
        instead, it is one.
        """
        found = self._next(cell.state, text, at)
        if found is not None and found.type in self._hiding.get(cell.state, ()) and not self.allows(cell, found.type):
            name = self._name.match(text, found.start_pos)
            if name is not None and self.allows(cell, "NAME"):
                return token("NAME", name[0], name.start())
        return found

    def feed(self, cell: Cell, token: Token) -> Cell | None:
        """The stack after the token, or None if it may not come. For `$END` the finished stack."""
        name = token.type
        while True:
            action = self._states[cell.state].get(name)
            if action is None:
                return None
            if action >= 0:
                return Cell(action, name, token, cell)
            cell = self._reduce(cell, -1 - action)
            if name == END and cell.state == self.tables.end:
                return cell

    def _reduce(self, cell: Cell, index: int) -> Cell:
        production = self._productions[index]
        children = []
        for _ in production.symbols:
            children.append(cell.value)
            cell = cell.below  # type: ignore[assignment]
        children.reverse()
        value = children if production.inlined else _node(production.kind, children, production.single)
        return Cell(self._states[cell.state][production.origin], production.origin, value, cell)

    def allows(self, cell: Cell, name: str) -> bool:
        """Whether a token of that terminal may come next."""
        return self.advance(cell, name) is not None

    def advance(self, cell: Cell, name: str) -> Cell | None:
        """The stack after a token of that terminal, without values: for trials."""
        while True:
            action = self._states[cell.state].get(name)
            if action is None:
                return None
            if action >= 0:
                return Cell(action, name, None, cell)
            index = -1 - action
            for _ in range(self._sizes[index]):
                cell = cell.below  # type: ignore[assignment]
            origin = self._productions[index].origin
            cell = Cell(self._states[cell.state][origin], origin, None, cell)
            if name == END and cell.state == self.tables.end:
                return cell

    def can_go_on(self, cell: Cell, text: str, at: int) -> bool:
        """Whether the text goes on from there for one token at least."""
        token = self.next_token(cell, text, at)
        return token is not None and self.allows(cell, token.type)

    def allowed(self, cell: Cell) -> frozenset[str]:
        """The terminals that may come next, the end of the file (`$END`) among them."""
        names = (name for name in self._states[cell.state] if name in self.tables.by_name or name == END)
        return frozenset(name for name in names if self.allows(cell, name))


def _node(kind: str, children: list[Any], single: bool) -> Any:
    """The node of a rule: what inlined rules have collected is put in its place."""
    if any(type(child) is list for child in children):
        children = _flat(children)
    if single and len(children) == 1:
        return children[0]
    return Node(kind, children)


def _flat(children: list[Any]) -> list[Any]:
    flat: list[Any] = []
    pending = [iter(children)]
    while pending:
        for child in pending[-1]:
            if type(child) is list:
                pending.append(iter(child))
                break
            flat.append(child)
        else:
            pending.pop()
    return flat
