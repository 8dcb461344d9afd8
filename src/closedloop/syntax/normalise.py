"""The text as written → the text as parsed, and how offsets in the two belong together.

Outside strings, comments and back-quoted names, full-width punctuation and digits become their ASCII twins and `、`
a comma; strings in `“ ”` or `「 」` get ASCII quotes; everything is composed (NFC). What no grammar could tell well is
reported here: control characters, strings that do not end, strings in single quotes. Linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from attrs import frozen

from closedloop.syntax.offsets import Edit, Offsets, apply
from closedloop.syntax.tree import Comment
from closedloop.text import Diagnostic, Fix, Span, error

_TWINS = {
    chr(code): chr(code - 0xFEE0)
    for code in range(0xFF01, 0xFF5F)
    if not chr(code).isalpha() and chr(code) not in "＂＃＇～"
} | {
    "、": ",", "【": "[", "】": "]", "〔": "[", "〕": "]", "×": "*", "÷": "/", "−": "-", "–": "-", "≧": "≥", "≦": "≤",
    "\ufeff": " ", "\u200b": " ", "\u2060": " ", "\r": "\n",
}  # fmt: skip
_TWIN = str.maketrans(_TWINS)

_QUOTES = {'"': "”“", "＂": '＂"', "“": '”“"', "”": '”“"', "„": '”“"', "「": "」", "『": "』"}
"""What closes a string that was opened by the key: the first of these that stands on the same line at all (for an ASCII
quote, if no second one does)."""
_PLAIN = re.compile(r'[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*')
_BARE_QUOTE = re.compile(r'\\.|(?P<quote>")|(?P<last>\\$)', re.DOTALL)
_SINGLE = {"'": "'", "‘": "’", "＇": "＇"}

_STEERING = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_INTERESTING = re.compile(
    f"(?P<comment>[#＃][^\r\n]*)|(?P<quote>[{''.join(_QUOTES)}])|(?P<single>[{''.join(_SINGLE)}])|(?P<back>`)"
    f"|(?P<steering>[{_STEERING}]+)|(?P<wide>[{''.join(map(re.escape, _TWINS))}]+)"
)
_CONTROL = re.compile(f"[{_STEERING}]+")
_COMPOSES = re.compile(
    "[\x00-\x7f\u3001-\u3020\u3400-\u9fff\uff01-\uff65]?[^\x00-\x7f\u3001-\u3020\u3400-\u9fff\uff01-\uff65]+"
)
_LONGEST_RUN = 200
"""A longer run of letters that may compose is left as it is: composing is not linear for hostile ones."""
MOST = 50
"""So many findings of one kind, and the rest of them is dropped."""


@frozen
class Normalised:
    """`text` is what the grammar reads; comments and findings are placed in the text as written."""

    text: str
    offsets: Offsets
    comments: tuple[Comment, ...]
    diagnostics: tuple[Diagnostic, ...]


def normalise(text: str) -> Normalised:
    """The text in the form that the grammars are written for."""
    scan = _Scan(text)
    scan.run()
    edits = _merged(scan.edits, list(_compositions(text)))
    return Normalised(apply(text, edits), Offsets(edits), tuple(scan.comments), tuple(scan.found))


class _Scan:
    """One walk over the text, from one interesting character to the next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.edits: list[Edit] = []
        self.comments: list[Comment] = []
        self.found: list[Diagnostic] = []
        self._next: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        self._steered = _CONTROL.search(text) is not None

    def run(self) -> None:
        at = 0
        while match := _INTERESTING.search(self.text, at):
            at = match.end()
            kind = match.lastgroup
            if kind == "wide":
                self.edits.append(Edit(match.start(), at, match[0].translate(_TWIN)))
            elif kind == "comment":
                self._comment(match)
            elif kind == "quote":
                at = self._string(match.start(), match[0])
            elif kind == "back":
                at = self._quoted_name(match.start())
            elif kind == "single":
                at = self._single(match.start(), match[0])
            else:
                self._steering(match.start(), at)
                self.edits.append(Edit(match.start(), at, " " * (at - match.start())))

    def _report(self, diagnostic: Diagnostic) -> None:
        count = self._counts[diagnostic.code] = self._counts.get(diagnostic.code, 0) + 1
        if count <= MOST:
            self.found.append(diagnostic)

    def _comment(self, match: re.Match[str]) -> None:
        span = Span(match.start(), match.end())
        self.comments.append(Comment(unicodedata.normalize("NFC", match[0][1:].strip()), span=span))
        if match[0][0] != "#":
            self.edits.append(Edit(span.start, span.start + 1, "#"))
        self._look_for_steering(span.start, span.end)

    def _string(self, start: int, opener: str) -> int:
        line_end = self._line_end(start)
        close = self._closing(start + 1, opener, line_end)
        if close is None:
            return self._unterminated(start, line_end)
        self._edit_string(start, close, close + 1)
        return close + 1

    def _closing(self, start: int, opener: str, line_end: int) -> int | None:
        if opener == '"':
            plain = _PLAIN.match(self.text, start)
            if plain and self.text[plain.end() : plain.end() + 1] == '"':
                return plain.end()
        for closer in _QUOTES[opener]:
            place = self._find(closer, start)
            if place < line_end:
                return place
        return None

    def _edit_string(self, start: int, close: int, end: int) -> None:
        """ASCII quotes around what stands from behind `start` to `close`; an ASCII quote inside becomes `\\"`."""
        if self.text[start] != '"':
            self.edits.append(Edit(start, start + 1, '"'))
        if self.text[start] != '"' or self.text[close:end] != '"':
            for bare in _BARE_QUOTE.finditer(self.text[start + 1 : close]):
                if bare.lastgroup:
                    at = start + 1 + bare.start()
                    self.edits.append(Edit(at, at, "\\"))
        if self.text[close:end] != '"':
            self.edits.append(Edit(close, end, '"'))
        self._look_for_steering(start, end)

    def _unterminated(self, start: int, line_end: int) -> int:
        close = self._likely_end(start, line_end)
        self._report(error("CL003", Span(start, close), fixes=(Fix(Span(close, close), '"'),)))
        self._edit_string(start, close, close)
        return close

    def _likely_end(self, start: int, line_end: int) -> int:
        """Where the author most likely wanted the string to end: before what closes the line's open brackets."""
        text = self.text[start + 1 : min(line_end, start + 500)].rstrip()
        if len(text) > 400:
            return line_end
        before = self.text[max(0, start - 500) : start]
        before = before[max(before.rfind("\n"), before.rfind("\r")) + 1 :]
        tail = re.search(r"\s*[{｛]\s*$", text)
        if tail is None and before.count("(") + before.count("（") > before.count(")") + before.count("）"):
            tail = re.search(r"\s*[)）][^)）]*$", text)
        if tail is None and before.count("{") + before.count("｛") > before.count("}") + before.count("｝"):
            tail = re.search(r"\s*[}｝]\s*$", text)
        return start + 1 + (tail.start() if tail else len(text))

    def _quoted_name(self, start: int) -> int:
        line_end = self._line_end(start)
        close = self._find("`", start + 1)
        if close < line_end:
            self._look_for_steering(start, close)
            return close + 1
        word = re.compile(r"\w*").match(self.text, start + 1)
        end = word.end() if word else start + 1
        self._report(error("CL004", Span(start, end), fixes=(Fix(Span(end, end), "`"),)))
        self.edits.append(Edit(end, end, "`") if end > start + 1 else Edit(start, end, " "))
        return end

    def _single(self, start: int, opener: str) -> int:
        close = self._find(_SINGLE[opener], start + 1)
        if close >= self._line_end(start):
            return start + 1
        fixes = (Fix(Span(start, start + 1), '"'), Fix(Span(close, close + 1), '"'))
        self._report(error("CL005", Span(start, close + 1), fixes=fixes))
        self._edit_string(start, close, close + 1)
        return close + 1

    def _look_for_steering(self, start: int, end: int) -> None:
        if self._steered:
            for match in _CONTROL.finditer(self.text, start, end):
                self._steering(match.start(), match.end())
                self.edits.append(Edit(match.start(), match.end(), "\ufffd" * (match.end() - match.start())))

    def _steering(self, start: int, end: int) -> None:
        name = f"U+{ord(self.text[start]):04X}"
        self._report(error("CL002", Span(start, end), character=name, fixes=(Fix(Span(start, end), ""),)))

    def _line_end(self, start: int) -> int:
        return min(self._find("\n", start), self._find("\r", start))

    def _find(self, character: str, start: int) -> int:
        """The next place of the character, or the length of the text; remembered, so that all searches are linear."""
        known = self._next.get(character, -1)
        if known < start:
            known = self.text.find(character, start)
            known = self._next[character] = len(self.text) if known < 0 else known
        return known


def _compositions(text: str) -> Iterator[Edit]:
    """Edits that compose what is not composed yet (NFC)."""
    if text.isascii():
        return
    for match in _COMPOSES.finditer(text):
        run = match[0]
        if len(run) > _LONGEST_RUN or unicodedata.is_normalized("NFC", run):
            continue
        at = match.start()
        for cluster in _clusters(run):
            composed = unicodedata.normalize("NFC", cluster)
            if composed != cluster:
                yield Edit(at, at + len(cluster), composed)
            at += len(cluster)


def _clusters(run: str) -> Iterator[str]:
    """The run in pieces that compose independently of each other."""
    cluster = ""
    for character in run:
        joined = unicodedata.normalize("NFC", cluster + character)
        apart = unicodedata.normalize("NFC", cluster) + unicodedata.normalize("NFC", character)
        if cluster and not unicodedata.combining(character) and joined == apart:
            yield cluster
            cluster = ""
        cluster += character
    yield cluster


def _merged(one: list[Edit], other: list[Edit]) -> list[Edit]:
    """Both lists in order; of two that overlap the later one is dropped."""
    merged: list[Edit] = []
    for edit in sorted((*one, *other), key=lambda edit: (edit.start, edit.end)):
        if not merged or edit.start >= merged[-1].end:
            merged.append(edit)
    return merged
