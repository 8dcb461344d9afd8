"""From bytes to text: UTF-8, with or without a byte order mark."""

from __future__ import annotations

import codecs
from collections.abc import Mapping

from closedloop.text import Diagnostic, Span, error

_MARKS: Mapping[bytes, str] = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}


def decode(data: bytes) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text, and a finding if the bytes are not UTF-8; wrong bytes are then replaced, for showing the place."""
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode("utf-8"), ()
    except UnicodeDecodeError as problem:
        place = len(body[: problem.start].decode("utf-8"))
        found = error(
            "CL001",
            Span(place, place + 1),
            byte=f"0x{body[problem.start]:02X}",
            offset=problem.start + len(data) - len(body),
            guess=_guess(data),
        )
        return body.decode("utf-8", "replace"), (found,)


def _guess(data: bytes) -> str | None:
    """The encoding that the bytes would fit, where one is likely."""
    if data[:2] in _MARKS:
        return _MARKS[data[:2]]
    sample = data[:100_000]
    try:
        decoder = codecs.getincrementaldecoder("gb18030")()
        decoded = decoder.decode(sample)
    except UnicodeDecodeError:
        return None
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in decoded)
    return "GB18030" if chinese > sum(ord(character) > 0x7F for character in decoded) / 2 else None
