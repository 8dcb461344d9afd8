"""From the parse to the tree.

The parse must keep all tokens, for spans are read from them; it may be Lark's or anybody's (`Branch`, `Leaf`).
Building is iterative and uses no recursion, whatever the file contains; it never raises for anything that the grammar
lets through. What cannot be is reported and replaced by something harmless, so that one problem gives one finding.
Children are picked by kind, never by position: see `shapes` and `kinds`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

from attrs import evolve

from closedloop.syntax import tree
from closedloop.syntax.kinds import shapes
from closedloop.syntax.literals import READERS, Report
from closedloop.syntax.shapes import ANY, Shape, handing_on
from closedloop.text.spans import Span

DEEPEST = 100
"""Expressions, types and rules that nest deeper are reported: everything behind the parser may then recurse."""

_HARMLESS: dict[str, Callable[[Span], tree.Node]] = {
    "expr": lambda span: tree.Boolean(True, span=span),
    "type": lambda span: tree.SimpleType("text", span=span),
    "prop": lambda span: tree.Always(tree.Boolean(True, span=span), span=span),
}
_VALUELESS = object()


class Leaf(Protocol):
    """A token: its text is `str(leaf)`, its place in the text that was parsed from `start_pos` to `end_pos`."""

    @property
    def type(self) -> str: ...

    @property
    def start_pos(self) -> int | None: ...

    @property
    def end_pos(self) -> int | None: ...


class Branch(Protocol):
    """What a rule made: `data` is its kind, that is its alias or its name; rules that begin with `_` are inlined."""

    @property
    def data(self) -> str: ...

    @property
    def children(self) -> Sequence[Any]: ...


def build_file(
    parsed: Branch,
    *,
    report: Report,
    at: Callable[[int, int], Span] = Span,
    dialect: str = "en",
    comments: Iterable[tree.Comment] = (),
) -> tree.File:
    """The tree of a parsed file.

    `at` turns offsets of the text that was parsed into a span of the text as written. `report(code, span, **params)`
    receives what is wrong with literals and phrases (codes 040-069).
    """
    file = _Builder(report, at).build(parsed)
    assert isinstance(file, tree.File)
    return evolve(file, comments=tuple(comments), dialect=dialect)


class _Read:
    """One child that has been read: what stands in which slot, from where to where, and how deep it nests."""

    __slots__ = ("depth", "end", "first", "slot", "start", "value")

    def __init__(self, slot: str, value: Any, start: int, end: int, first: str, depth: int) -> None:
        self.slot = slot
        self.value = value
        self.start = start
        self.end = end
        self.first = first
        self.depth = depth


class _Builder:
    def __init__(self, report: Report, at: Callable[[int, int], Span]) -> None:
        self.report = report
        self.at = at
        self._shapes = shapes()
        self._handing_on: dict[str, Shape] = {}
        self._deep = False

    def build(self, parsed: Branch) -> Any:
        stack: list[tuple[str, Iterator[Any], list[_Read]]] = []
        stack.append((parsed.data, iter(parsed.children), []))
        while True:
            kind, rest, done = stack[-1]
            for child in rest:
                kind_of_child = getattr(child, "data", None)
                if kind_of_child is None:
                    done.append(self._token(child))
                else:
                    stack.append((kind_of_child, iter(child.children), []))
                    break
            else:
                stack.pop()
                read = self._rule(kind, done)
                if not stack:
                    return read.value
                stack[-1][2].append(read)

    def _token(self, token: Leaf) -> _Read:
        start, end = token.start_pos or 0, token.end_pos or 0
        reader = READERS.get(token.type)
        value = _VALUELESS if reader is None else reader(str(token), self.at(start, end), self.report)
        return _Read(token.type, value, start, end, str(token), 0)

    def _rule(self, kind: str, done: list[_Read]) -> _Read:
        start, end = (done[0].start, done[-1].end) if done else (0, 0)
        first = done[0].first if done else ""
        depth = max((read.depth for read in done), default=0)
        shape = self._shapes.get(kind) or self._shape_of(kind)
        slot = shape.slot
        if slot in _HARMLESS:
            depth += 1
            if depth > DEEPEST:
                return _Read(slot, self._too_deep(slot, self.at(start, end)), start, end, first, 0)
        return _Read(slot, shape.make(_Children(done, start, end, self)), start, end, first, depth)

    def _shape_of(self, kind: str) -> Shape:
        return self._handing_on.setdefault(kind, handing_on(kind))

    def _too_deep(self, slot: str, span: Span) -> tree.Node:
        if not self._deep:
            self.report("CL040", span, limit=DEEPEST)
        self._deep = True
        return _HARMLESS[slot](span)


class _Children:
    """The children of one kind, seen by slot."""

    __slots__ = ("_builder", "_end", "_read", "_start")

    def __init__(self, read: list[_Read], start: int, end: int, builder: _Builder) -> None:
        self._read = read
        self._start = start
        self._end = end
        self._builder = builder

    @property
    def span(self) -> Span:
        return self._builder.at(self._start, self._end)

    def all(self, slot: str) -> list[Any]:
        return [read.value for read in self._read if read.slot == slot]

    def one(self, slot: str) -> Any:
        if slot == ANY:
            return next(read.value for read in self._read if read.value is not _VALUELESS)
        found = [read for read in self._read if read.slot == slot]
        for again in found[1:]:
            self._builder.report("CL048", self._builder.at(again.start, again.end), word=again.first)
        return found[0].value

    def maybe(self, slot: str, default: Any = None) -> Any:
        for read in self._read:
            if read.slot == slot:
                return self.one(slot)
        return default

    def report(self, code: str, span: Span | None = None, /, **params: Any) -> None:
        self._builder.report(code, span or self.span, **params)
