"""Diagnostics for people: an excerpt with the place underlined, the hint, the page.

Carets are placed by display width (a Chinese character takes two cells, a combining mark none); no control character
of the source reaches the terminal, and long lines are cut to a window around the place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from closedloop.messages import Language, say
from closedloop.messages.values import printable
from closedloop.text.diagnostics import Diagnostic
from closedloop.text.sources import Source
from closedloop.text.spans import NOWHERE, Span

TAB = 4
_COLOURS = {"error": "31", "warning": "33", "advice": "36"}


def render_text(
    diagnostics: Iterable[Diagnostic],
    sources: Source | Iterable[Source],
    lang: Language = "en",
    *,
    colour: bool = False,
    width: int = 100,
) -> str:
    """All findings, an empty line between two; no line is wider than `width` cells unless a message is."""
    known = [sources] if isinstance(sources, Source) else list(sources)
    by_name = {source.name: source for source in known}
    shown = []
    for diagnostic in diagnostics:
        source = by_name.get(diagnostic.source) or (known[0] if len(known) == 1 else None)
        shown.append("\n".join(_lines(diagnostic, source, lang, _Style(colour, max(width, 40)))))
    return "\n\n".join(shown)


@frozen
class _Style:
    colour: bool
    width: int

    def paint(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text


def _lines(diagnostic: Diagnostic, source: Source | None, lang: Language, style: _Style) -> Iterator[str]:
    tint = _COLOURS[diagnostic.severity]
    head = f"{say(f'severity.{diagnostic.severity}', lang)}[{diagnostic.code}]"
    yield style.paint(f"1;{tint}", head) + style.paint("1", f": {diagnostic.message(lang)}")
    gutter = _gutter(diagnostic, source)
    if source is not None and diagnostic.span != NOWHERE:
        yield from _place(source, diagnostic.span, "", "-->", "^", tint, gutter, style)
        for related in diagnostic.related:
            if related.span != NOWHERE:
                yield from _place(source, related.span, related.message(lang), ":::", "-", "34", gutter, style)
    margin = " " * gutter + style.paint("34", " = ")
    colon = say("colon", lang)
    hint = diagnostic.hint(lang)
    if hint is not None:
        yield f"{margin}{style.paint('1', say('diagnostic.hint', lang))}{colon}{hint}"
    yield f"{margin}{style.paint('1', say('diagnostic.see', lang))}{colon}closedloop explain {diagnostic.code}"


def _gutter(diagnostic: Diagnostic, source: Source | None) -> int:
    if source is None:
        return 1
    spans = [diagnostic.span, *(related.span for related in diagnostic.related)]
    return max(len(str(source.position(max(span.end - 1, span.start)).line)) for span in spans)


def _place(
    source: Source, span: Span, label: str, arrow: str, mark: str, tint: str, gutter: int, style: _Style
) -> Iterator[str]:
    start = source.position(span.start)
    yield f"{' ' * gutter}{style.paint('34', arrow)} {printable(source.name)}:{start.line}:{start.column}"
    yield style.paint("34", f"{' ' * gutter} |")
    rows = _rows(source, span)
    for index, (line, first, last) in enumerate(rows):
        if index and line > rows[index - 1][0] + 1:
            yield style.paint("34", "...")
        shown, blank, marked = _window(source.line(line), first, last, style.width - gutter - 3)
        yield style.paint("34", f"{line:>{gutter}} | ") + shown
        note = f" {label}" if label and index == len(rows) - 1 else ""
        underline = style.paint(f"1;{tint}", mark * marked + note)
        yield style.paint("34", f"{' ' * gutter} | ") + " " * blank + underline


def _rows(source: Source, span: Span) -> list[tuple[int, int, int]]:
    """Line, first and last column (counted from 0, the last excluded) of what is underlined: of several lines two."""
    start = source.position(span.start)
    end = source.position(max(span.end, span.start))
    if end.line > start.line and end.column == 1:  # the line end itself belongs to the line before
        end = source.position(source.line_span(end.line - 1).end)
    if start.line == end.line:
        return [(start.line, start.column - 1, end.column - 1)]
    last = source.line(end.line)
    indent = len(last) - len(last.lstrip())
    return [
        (start.line, start.column - 1, len(source.line(start.line))),
        (end.line, min(indent, end.column - 1), end.column - 1),
    ]


def _window(line: str, first: int, last: int, width: int) -> tuple[str, int, int]:
    """The line as shown, the blanks before the underline and its length, in cells."""
    first = min(first, len(line))
    last = min(max(last, first), len(line))
    low = max(0, first - width // 2) if first > width * 3 // 4 else 0
    shown = "…" if low else ""
    begins = ends = -1
    for index in range(low, min(len(line), low + width) + 1):
        if index == first:
            begins = _cells(shown)
        if index == last:
            ends = _cells(shown)
        if index == len(line):
            break
        character = line[index]
        shown += " " * (TAB - _cells(shown) % TAB) if character == "\t" else _safe(character)
        if _cells(shown) >= width:
            if index + 1 < len(line):
                shown += "…"
            break
    begins = _cells(shown) if begins < 0 else begins
    ends = _cells(shown) if ends < 0 else ends
    return shown.rstrip(), begins, max(1, ends - begins)


def _safe(character: str) -> str:
    return character if _joins(character) else printable(character)


def _joins(character: str) -> bool:
    """Zero-width joiners belong to words of several scripts; they show nothing and steer nothing."""
    return character in "\u200c\u200d"


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)
