"""The bytes of a log as text: unpacked, and in the encoding that it shows.

Guarantees: what can be read is read. A gzip file that is torn gives what comes before the tear; bytes that are not of
the encoding become lone surrogates, which `is_damaged` finds, and the rest stays.
"""

from __future__ import annotations

import codecs
import gzip
import zlib

from attrs import frozen

_GZIP = b"\x1f\x8b"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 2_000
"""So many lines that are not plain ASCII decide about the encoding."""


@frozen
class Text:
    """`encoding` as Python calls it. `torn`: the gzip file is damaged, and this is what came before."""

    text: str
    encoding: str
    torn: bool = False
    clean: bool = True
    """Whether every byte is of the encoding."""


def unpacked(data: bytes) -> tuple[bytes, bool]:
    """The content of a gzip file (of any number of members), or the bytes themselves; and whether it is damaged."""
    if not data.startswith(_GZIP):
        return data, False
    try:
        return gzip.decompress(data), False
    except (EOFError, OSError, zlib.error):
        return _before_the_tear(data), True


def _before_the_tear(data: bytes) -> bytes:
    found = []
    while data.startswith(_GZIP):
        member = zlib.decompressobj(wbits=31)
        try:
            for start in range(0, len(data), 4096):  # in pieces, for a bad one gives nothing of itself
                found.append(member.decompress(data[start : start + 4096]))
                if member.eof:
                    data = member.unused_data + data[start + 4096 :]
                    break
            else:
                break
        except zlib.error:
            break
    return b"".join(found)


def decoded(data: bytes, encoding: str | None = None, torn: bool = False) -> Text:
    """The text, in the encoding given or the one that the bytes show: a byte order mark, UTF-8, GB18030."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _in(data.removeprefix(mark) if name == "utf-8" else data, name, torn)
    if encoding is not None:
        return _in(data, encoding, torn)
    try:
        return Text(data.decode("utf-8"), "utf-8", torn)
    except UnicodeDecodeError:
        return _in(data, "gb18030" if looks_chinese(data) else "utf-8", torn)


def _in(data: bytes, encoding: str, torn: bool) -> Text:
    try:
        return Text(data.decode(encoding), encoding, torn)
    except UnicodeDecodeError:
        errors = "surrogateescape" if encoding == "utf-8" else "closedloop.surrogates"
        return Text(data.decode(encoding, errors), encoding, torn, clean=False)


def _surrogate(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) if byte > 0x7F else chr(byte) for byte in bad) or "\udc80", error.end


codecs.register_error("closedloop.surrogates", _surrogate)


def looks_chinese(data: bytes) -> bool:
    """Whether bytes that are not UTF-8 are GB18030: most lines that are not plain are, and few are UTF-8."""
    lines = [line for line in data.splitlines() if not line.isascii()][:_SAMPLE]
    chinese = sum(_is_chinese(line) for line in lines)
    unicode = sum(_is_utf_8(line) for line in lines)
    return chinese * 2 > len(lines) and chinese > unicode


def _is_chinese(line: bytes) -> bool:
    try:
        text = line.decode("gb18030")
    except UnicodeDecodeError:
        return False
    signs = [sign for sign in text if not sign.isascii()]
    likely = sum("\u4e00" <= sign <= "\u9fff" or "\u3000" <= sign <= "\u303f" or sign >= "\uff00" for sign in signs)
    return likely * 10 > len(signs) * 7


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def is_damaged(text: str) -> bool:
    """Whether some of it was not of the encoding."""
    return not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text)


def known_encoding(name: str) -> bool:
    """Whether it is an encoding of text."""
    try:
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False
