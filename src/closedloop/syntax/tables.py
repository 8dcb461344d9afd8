"""Parsing tables: what Lark computes from a grammar, as plain data that JSON can carry.

Lark reads the grammar and builds the LALR(1) tables (most of a second); the automaton that runs them is ours (see
`automaton`): its stack is persistent, which is what lets recovery try a repair and take it back. As tables are data and
not pickled objects, a cache file can at worst be wrong, never run anything. Lark itself is only
imported here, and only when tables are built.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from attrs import define, frozen

END = "$END"
VALUES = frozenset(
    ("NAME", "QUOTED", "STRING", "INT", "DECIMAL", "PERCENT", "DATE", "MOMENT", "MONTHDAY")
)  # fmt: skip
"""The terminals that stand for what an author chooses."""


@frozen
class Production:
    """A rule as the automaton needs it: `kind` names the node it makes.

    `inlined`: its children go to the parent (rules that begin with `_`). `single`: an only child stands for itself
    (`?rule`).
    """

    origin: str
    symbols: tuple[str, ...]
    kind: str
    inlined: bool
    single: bool


@frozen
class Terminal:
    """`pattern` is a regular expression; `fixed` the text of a terminal that is a plain string (a mark)."""

    name: str
    pattern: str
    fixed: str | None = None


@define(frozen=True, slots=False)
class Tables:
    """The terminals in the order in which they are tried, the productions, and for every state its actions.

    An action is a state to go to (not negative) or a production to reduce by (`-1 - its index`).
    """

    terminals: tuple[Terminal, ...]
    productions: tuple[Production, ...]
    states: tuple[dict[str, int], ...]
    start: int
    end: int

    @cached_property
    def by_name(self) -> dict[str, Terminal]:
        return {terminal.name: terminal for terminal in self.terminals}

    def dumps(self) -> str:
        """The tables as JSON."""
        return json.dumps(
            {
                "terminals": [[t.name, t.pattern, t.fixed] for t in self.terminals],
                "productions": [[p.origin, p.symbols, p.kind, p.inlined, p.single] for p in self.productions],
                "states": self.states,
                "start": self.start,
                "end": self.end,
            },
            separators=(",", ":"),
        )

    @classmethod
    def loads(cls, text: str) -> Tables:
        """The inverse of `dumps`; ValueError, KeyError or TypeError for anything else."""
        data = json.loads(text)
        return cls(
            tuple(Terminal(*row) for row in data["terminals"]),
            tuple(
                Production(origin, tuple(symbols), kind, inlined, single)
                for origin, symbols, kind, inlined, single in data["productions"]
            ),
            tuple(data["states"]),
            int(data["start"]),
            int(data["end"]),
        )


def build_tables(grammar: str) -> Tables:
    """The tables of a grammar in Lark's notation, whose first rule is `start`; lark's own errors for a bad grammar."""
    from lark import Lark
    from lark.lexer import PatternStr
    from lark.parsers.lalr_analysis import LALR_Analyzer

    class Grammar(Lark):
        """The grammar alone: the lexer is ours, and building Lark's would compare all terminals with one another
        wherever `interegular` happens to be installed (seconds; the dialects' contract test asks for it)."""

        def _build_lexer(self, dont_ignore: bool = False) -> Any:
            return None

    lark = Grammar(grammar, parser=None, lexer="basic", keep_all_tokens=True, maybe_placeholders=False)
    ignored = set(lark.ignore_tokens)
    ordered = sorted(lark.terminals, key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name))
    terminals = tuple(
        Terminal(t.name, t.pattern.to_regexp(), t.pattern.value if isinstance(t.pattern, PatternStr) else None)
        for t in ordered
        if t.name not in ignored
    )
    return _tables(terminals, *_analysed(lark, LALR_Analyzer))


def _analysed(lark: Any, analyzer: Any) -> tuple[Any, list[Any]]:
    from lark.common import ParserConf

    analysis = analyzer(ParserConf(lark.rules, {}, ["start"]))
    analysis.compute_lalr()
    return analysis.parse_table, lark.rules


def _tables(terminals: tuple[Terminal, ...], parse_table: Any, rules: list[Any]) -> Tables:
    from lark.parsers.lalr_analysis import Shift

    indices = {id(rule): index for index, rule in enumerate(rules)}
    states: list[dict[str, int]] = [{} for _ in parse_table.states]
    for state, actions in parse_table.states.items():
        for symbol, (action, argument) in actions.items():
            states[state][symbol] = argument if action is Shift else -1 - indices[id(argument)]
    productions = tuple(
        Production(
            str(rule.origin.name),
            tuple(str(symbol.name) for symbol in rule.expansion),
            str(rule.alias or rule.options.template_source or rule.origin.name),
            rule.alias is None and str(rule.origin.name).startswith("_"),
            bool(rule.options.expand1) and rule.alias is None,
        )
        for rule in rules
    )
    return Tables(
        terminals, productions, tuple(states), parse_table.start_states["start"], parse_table.end_states["start"]
    )
