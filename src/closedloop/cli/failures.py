"""What a person did wrong at the command line, as an exception that carries a code and never shows a traceback."""

from __future__ import annotations

import errno
import sys
from typing import Any

from closedloop.messages import Language, Phrase, hint, render, say

FOUND = 1
"""The command did its work and found what speaks against success: errors, failed scenarios, lines that could not be
read.
"""
USAGE = 2
INTERNAL = 70
INTERRUPTED = 130
BROKEN_PIPE = 141


class Failure(Exception):
    """Ends the command with one message; `exit_code` is 2 for whatever the person can put right in the call itself."""

    def __init__(self, code: str, *, exit_code: int = USAGE, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
        self.exit_code = exit_code


class Stop(Exception):
    """Ends the command; everything has been said."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


def show_failure(failure: Failure, lang: Language) -> None:
    """Writes the message and its remedy to standard error."""
    print(failure_text(failure.code, lang, **failure.params), file=sys.stderr)


def failure_text(code: str, lang: Language, /, **params: Any) -> str:
    """`error[CL657]: there is no file …`, with the hint on a line of its own."""
    text = f"{say('severity.error', lang)}[{code}]: {render(code, lang, **params)}"
    remedy = hint(code, lang, **params)
    return text if remedy is None else f"{text}\n  = {say('diagnostic.hint', lang)}{say('colon', lang)}{remedy}"


_REASONS = {
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EISDIR: "directory",
    errno.ENOTDIR: "not_a_directory",
    errno.ENOSPC: "full",
    errno.EROFS: "read_only",
    errno.ENAMETOOLONG: "long_name",
    errno.ENOENT: "no_directory",
}


def why(error: OSError | ValueError) -> Phrase | str:
    """What the operating system says, in words of both languages where it is one of the usual reasons."""
    reason = _REASONS.get(getattr(error, "errno", None) or 0)
    return Phrase(f"reason.{reason}") if reason else str(getattr(error, "strerror", None) or error)


def unreadable(path: str, error: OSError | ValueError) -> Failure:
    """The failure to read a file."""
    if isinstance(error, FileNotFoundError):
        return Failure("CL657", path=path)
    return Failure("CL658", path=path, why=why(error))


def unwritable(path: str, error: OSError | ValueError) -> Failure:
    """The failure to write a file."""
    return Failure("CL659", path=path, why=why(error))
