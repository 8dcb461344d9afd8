"""Where the comments of a text belong among its entries.

A comment on a line of its own stays before what it precedes, in its block; one at the end of a line stays at the end of
that line. None is lost: what stood within a line that is now laid out anew moves to the end or the front of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from closedloop.syntax.entries import Entry
from closedloop.syntax.tree import Comment
from closedloop.text.spans import NOWHERE

_LINE_END = re.compile(r"\r\n|\n|\r")
_NOTHING = re.compile(r"(?:\s|[#＃][^\r\n]*|[;；])*")
_NOTHING_BUT_A_KEYWORD = re.compile(_NOTHING.pattern + r"[\w\s]*")
_KNOWN_FROM_BEHIND_A_KEYWORD = frozenset({"by", "do", "arriving"})


class Surroundings:
    """What stood around an offset in the text as written; without a text nothing is known, and each comment is
    alone."""

    def __init__(self, text: str | None) -> None:
        self.text = text

    def alone(self, offset: int) -> bool:
        """Whether only blanks stand before it on its line."""
        if self.text is None:
            return True
        start = offset
        while start > 0 and self.text[start - 1] not in "\r\n":
            start -= 1
        return self.text[start:offset].strip("\ufeff \t\u3000\x0b\x0c") == ""

    def apart(self, offset: int) -> bool:
        """Whether a blank line stands before it."""
        if self.text is None:
            return False
        start = offset
        while start > 0 and self.text[start - 1].isspace():
            start -= 1
        return start > 0 and len(_LINE_END.findall(self.text, start, offset)) > 1

    def adjoin(self, end: int, entry: Entry) -> bool:
        """Whether nothing but blanks and comments stands between the offset and the entry.

        What is known of the place of some entries is only what stands behind their first keyword.
        """
        if self.text is None or entry.span is None:
            return True
        pattern = _NOTHING if entry.kind not in _KNOWN_FROM_BEHIND_A_KEYWORD else _NOTHING_BUT_A_KEYWORD
        found = pattern.match(self.text, end, entry.span.start)
        return found is not None and found.end() == entry.span.start

    def closes(self, end: int, limit: int) -> bool:
        """Whether the next thing behind the offset is a closing brace, before the limit."""
        if self.text is None:
            return True
        found = _NOTHING.match(self.text, end, limit)
        at = found.end() if found else end
        return self.text[at : at + 1] in ("}", "｝")


def hang_comments(root: Entry, comments: Iterable[Comment], around: Surroundings) -> None:
    """Hang every comment on an entry, and note which entries stood apart from what came before them."""
    pending = [root]
    while pending:
        entry = pending.pop()
        known = entry.span is not None and entry.kind not in _KNOWN_FROM_BEHIND_A_KEYWORD
        entry.apart = known and entry.span is not None and around.apart(entry.span.start)
        pending += entry.body
    for comment in comments:
        if comment.span == NOWHERE:
            (root.body[0].leading if root.body else root.inside).append(comment)
        elif around.alone(comment.span.start):
            _hang_alone(_holder(root, comment), comment, around)
        else:
            _hang_behind(_holder(root, comment), comment)


def _holder(root: Entry, comment: Comment) -> Entry:
    """The innermost entry that the comment stands in; those around it need lines of their own for it."""
    holder = root
    while True:
        inner = next((each for each in holder.body if _holds(each, comment.span.start)), None)
        if inner is None:
            return holder
        holder.opened = True
        holder = inner


def _holds(entry: Entry, offset: int) -> bool:
    return entry.span is not None and entry.span.start <= offset < entry.span.end


def _in_order(entry: Entry) -> list[tuple[int, int, Entry]]:
    """The entries of the body in the order of the text as written."""
    placed = [(each.span.start, each.span.end, each) for each in entry.body if each.span is not None]
    return sorted(placed, key=lambda triple: triple[:2])


def _hang_alone(holder: Entry, comment: Comment, around: Surroundings) -> None:
    offset, end = comment.span.start, comment.span.end
    later = next((each for start, _, each in _in_order(holder) if start > offset), None)
    if later is not None and (holder.kind == "start" or around.adjoin(end, later)):
        later.leading.append(comment)
    elif holder.kind == "start" or (holder.braced and later is None and _closing(holder, end, around)):
        holder.inside.append(comment)
    else:
        holder.leading.append(comment)
        return
    holder.opened = True


def _closing(holder: Entry, end: int, around: Surroundings) -> bool:
    return holder.span is not None and around.closes(end, holder.span.end)


def _hang_behind(holder: Entry, comment: Comment) -> None:
    before = [(end, each) for _, end, each in _in_order(holder) if end <= comment.span.start]
    if not before:
        holder.trailing.append(comment)
        holder.opened = True
        return
    holder.opened = True
    last = max(before, key=lambda pair: pair[0])[1]
    while not last.braced and last.body and (inner := _last_of(last)) is not None:
        last = inner
    (last.after if last.braced else last.trailing).append(comment)


def _last_of(entry: Entry) -> Entry | None:
    """The entry that ends where this one does."""
    within = _in_order(entry)
    if not within or entry.span is None:
        return None
    _, end, last = max(within, key=lambda triple: triple[1])
    return last if end == entry.span.end else None
