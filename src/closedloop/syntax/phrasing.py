"""From a tree to its phrase in a dialect: the words in their order, taken from the dialect's own grammar.

The rules are read backwards: a node is taken apart by its shape, and of the alternatives of its rule the first is
taken that uses up all parts. Brackets follow from the grammar, too: where a weaker expression stands in a stronger
one's place, only the alternative with brackets fits. Nothing here recurses with the depth of the tree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from attrs import define, field, frozen

from closedloop.syntax.kinds import flags, shapes
from closedloop.syntax.literals import WRITERS
from closedloop.syntax.shapes import ANY, Part, Shape, handing_on
from closedloop.syntax.spelling import Spelling, spelling
from closedloop.syntax.tables import Production, Tables, Terminal
from closedloop.syntax.tree import Name


@define(eq=False)
class Word:
    """One token to be printed; `value` is what it stands for, None for a keyword or a mark."""

    terminal: str
    text: str
    value: Any = None

    @property
    def name(self) -> Name | None:
        """The author's name that it stands for, which may have to be quoted."""
        return self.value if isinstance(self.value, Name) else None


@define(eq=False)
class Phrase:
    """The words and phrases of one value, in order."""

    kind: str
    value: Any
    children: list[Phrase | Word] = field(factory=list)

    def words(self) -> Iterator[Word]:
        """All words, first to last."""
        pending: list[Phrase | Word] = [self]
        while pending:
            item = pending.pop()
            if isinstance(item, Word):
                yield item
            else:
                pending.extend(reversed(item.children))


class NotPrintable(ValueError):
    """The tree holds what no text can say (a negative number, a string where a name must stand)."""


@frozen
class _Alternative:
    """One way to write a kind."""

    kind: str
    symbols: tuple[str, ...]
    shape: Shape


_Child = Word | tuple[str, Any]
"""A word, or what is still to be phrased: a symbol and the value that it takes."""
_Filled = list[_Child]


class Phrasing:
    """The rules and words of one dialect."""

    def __init__(self, tables: Tables) -> None:
        self._shapes = shapes()
        self._flags = flags()
        self._rules: dict[str, list[Production]] = defaultdict(list)
        for rule in tables.productions:
            self._rules[rule.origin].append(rule)
        self._spellings = {terminal.name: self._spell(terminal) for terminal in tables.terminals}
        self._alternatives = {symbol: self._reach(symbol) for symbol in self._rules if not symbol.startswith("_")}
        self._slots = {
            symbol: frozenset(each.shape.slot for each in reached) for symbol, reached in self._alternatives.items()
        }
        self._narrow = self._narrow_symbols()
        self._fitting: dict[tuple[str, type], tuple[_Alternative, ...]] = {}

    def phrase(self, value: Any, symbol: str = "start") -> Phrase:
        """The phrase of the value where the grammar has `symbol`; `NotPrintable` if there is none."""
        root = Phrase("", value)
        pending: list[tuple[Phrase, str, Any, bool]] = [(root, symbol, value, False)]
        while pending:
            phrase, symbol, value, bracketed = pending.pop()
            phrase.kind, filled = self._plan(symbol, value)
            if phrase.kind == "paren" and bracketed:
                raise NotPrintable(f"a {type(value).__name__} cannot stand in an expression")
            for child in filled:
                if isinstance(child, Word):
                    phrase.children.append(child)
                else:
                    place = Phrase("", child[1])
                    phrase.children.append(place)
                    pending.append((place, *child, phrase.kind == "paren"))
        return root

    # ------------------------------------------------------------------------------------------------------ the rules

    def _spell(self, terminal: Terminal) -> Spelling | None:
        if terminal.name in WRITERS:
            return None
        if terminal.fixed is not None:
            return Spelling(terminal.fixed, terminal.fixed)
        return spelling(terminal.name, terminal.pattern)

    def _reach(self, symbol: str) -> tuple[_Alternative, ...]:
        """Every way to write the symbol, through rules that only pass on to another one.

        Brackets come last, and `not` after the words that say it themselves.
        """
        found: list[_Alternative] = []
        pending, seen = [symbol], {symbol}
        while pending:
            current = pending.pop(0)
            for rule in self._rules[current]:
                if not rule.single or len(rule.symbols) > 1:
                    shape = self._shapes.get(rule.kind) or handing_on(rule.kind)
                    found.append(_Alternative(rule.kind, rule.symbols, shape))
                elif rule.symbols[0] not in seen:
                    seen.add(rule.symbols[0])
                    pending.append(rule.symbols[0])
        return tuple(sorted(found, key=lambda each: {"not": 1, "paren": 2}.get(each.kind, 0)))

    def _candidates(self, symbol: str, value: Any) -> tuple[_Alternative, ...]:
        key = (symbol, type(value))
        if key not in self._fitting:
            self._fitting[key] = tuple(
                each for each in self._alternatives[symbol] if each.shape.of is None or each.shape.of is type(value)
            )
        return self._fitting[key]

    # ------------------------------------------------------------------------------------------------- taking values

    def _plan(self, symbol: str, value: Any) -> tuple[str, _Filled]:
        for alternative in self._candidates(symbol, value):
            parts = alternative.shape.take(value)
            filled = None if parts is None else self._fill_all(alternative.symbols, parts)
            if filled is not None:
                return alternative.kind, filled
        raise NotPrintable(f"{symbol} cannot say {value!r}"[:300])

    def _fill_all(self, symbols: tuple[str, ...], parts: list[Part]) -> _Filled | None:
        """The children of a rule if the parts are just what it needs."""
        used = [False] * len(parts)
        filled = self._fill(symbols, parts, used, None)
        return filled if filled is not None and all(used) else None

    def _fill(
        self, symbols: tuple[str, ...], parts: list[Part], used: list[bool], last: _Child | None
    ) -> _Filled | None:
        """The children of some symbols, marking the parts that they use; `last` stands before them."""
        filled: _Filled = []
        for symbol in symbols:
            before = filled[-1] if filled else last
            if symbol in self._rules and symbol.startswith("_"):
                inlined = self._inline(symbol, parts, used, before)
                if inlined is None:
                    return None
                filled += inlined
            else:
                child = self._child(symbol, parts, used, before)
                if child is None:
                    return None
                filled.append(child)
        return filled

    def _child(self, symbol: str, parts: list[Part], used: list[bool], before: _Child | None) -> _Child | None:
        if symbol not in self._rules and symbol not in WRITERS and symbol not in self._flags:
            return self._keyword(symbol, before)
        for index, (slot, value) in enumerate(parts):
            if not used[index] and self._accepts(symbol, slot, value):
                used[index] = True
                if symbol in self._rules:
                    return symbol, value
                return self._word(symbol, value, before)
        return None

    def _accepts(self, symbol: str, slot: str, value: Any) -> bool:
        if symbol not in self._rules:
            return slot in (symbol, ANY) and (symbol in self._flags or WRITERS[symbol](value) is not None)
        if slot == ANY:
            return self._holds(symbol, value)
        return slot in self._slots[symbol] and (symbol not in self._narrow or self._can(symbol, value))

    def _holds(self, symbol: str, value: Any) -> bool:
        """Whether the value is of a kind that the symbol can be, looking no deeper than one node."""
        for each in self._candidates(symbol, value):
            parts = each.shape.take(value)
            if parts is None:
                continue
            if [slot for slot, _ in parts] != [ANY] or each.kind == "paren":
                return True
            valued = [inner for inner in each.symbols if inner in self._rules or inner in WRITERS]
            if any(self._accepts(inner, ANY, value) for inner in valued):
                return True
        return False

    def _narrow_symbols(self) -> frozenset[str]:
        """The symbols that cannot say everything of their slot: not all its kinds, or a kind that is another rule's.

        Where brackets are allowed, everything can be said.
        """
        kinds: dict[str, set[str]] = defaultdict(set)
        for reached in self._alternatives.values():
            for each in reached:
                kinds[each.shape.slot].add(each.kind)
        narrow = set()
        for symbol, reached in self._alternatives.items():
            said = {each.kind for each in reached}
            borrowed = any(rule.kind != symbol and rule.kind in self._rules for rule in self._rules[symbol])
            if "paren" not in said and (borrowed or any(not kinds[slot] <= said for slot in self._slots[symbol])):
                narrow.add(symbol)
        return frozenset(narrow)

    def _can(self, symbol: str, value: Any) -> bool:
        try:
            self._plan(symbol, value)
        except NotPrintable:
            return False
        return True

    def _inline(self, symbol: str, parts: list[Part], used: list[bool], last: _Child | None) -> _Filled | None:
        """The children of a rule without a kind; a repetition takes as many parts as it can."""
        rules = [rule.symbols for rule in self._rules[symbol]]
        bodies = [body for body in rules if not body or body[0] != symbol]
        filled = self._earliest(bodies, parts, used, last)
        if filled is None or len(bodies) == len(rules):
            return filled
        while not all(used):
            before = list(used)
            more = self._earliest(bodies, parts, used, filled[-1] if filled else last)
            if more is None or used == before:
                used[:] = before
                break
            filled += more
        return filled

    def _earliest(
        self, bodies: list[tuple[str, ...]], parts: list[Part], used: list[bool], last: _Child | None
    ) -> _Filled | None:
        """The body that takes the earliest part; of several, and of those that take none, the first."""
        best: tuple[int, list[bool], _Filled] | None = None
        for body in bodies:
            trial = list(used)
            filled = self._fill(body, parts, trial, last)
            if filled is None:
                continue
            first = next((i for i, (now, then) in enumerate(zip(trial, used, strict=True)) if now != then), len(parts))
            if best is None or first < best[0]:
                best = (first, trial, filled)
        if best is None:
            return None
        used[:] = best[1]
        return best[2]

    # --------------------------------------------------------------------------------------------------------- words

    def _word(self, terminal: str, value: Any, before: _Child | None) -> Word:
        writer = WRITERS.get(terminal)
        text = writer(value) if writer else None
        if text is None:
            return self._keyword(terminal, before)
        return Word(terminal, text, value)

    def _keyword(self, terminal: str, before: _Child | None) -> Word:
        spelled = self._spellings[terminal]
        if spelled is None:
            raise NotPrintable(f"{terminal} has no spelling of its own")
        single = isinstance(before, Word) and before.terminal == "INT" and before.text == "1"
        return Word(terminal, spelled.after_one if single else spelled.usual)
