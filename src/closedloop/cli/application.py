"""The outermost shell: finds the language, runs the command, and turns every exception into one message and an exit
code.
"""

from __future__ import annotations

import errno
import io
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any

import click

from closedloop.cli.commands import Group, click_failure
from closedloop.cli.failures import (
    BROKEN_PIPE,
    FOUND,
    INTERNAL,
    INTERRUPTED,
    USAGE,
    Failure,
    Stop,
    show_failure,
    unwritable,
)
from closedloop.cli.language import language_of
from closedloop.messages import Language
from closedloop.messages.errors import ClosedLoopError, CompileError, InternalError, UsageError


class Application(click.Command):
    """`closedloop`, as a command of click: callable, and runnable by `click.testing.CliRunner`."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Runs the arguments (those of the process, if None); ends the process, or returns the code if not
        `standalone_mode`.
        """
        code = run(args)
        if standalone_mode:
            sys.exit(code)
        return code


def run(arguments: Sequence[str] | None) -> int:
    """The exit code: 0 done, 1 done and something found, 2 called wrongly, 70 our defect, 130 interrupted, 141 pipe
    closed.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    lang = language_of(given, os.environ)
    _ready_streams()
    try:
        return _run(given, lang)
    except BrokenPipeError:
        _drop_output()
        return BROKEN_PIPE


def _drop_output() -> None:
    """What is still buffered must not raise again when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(arguments: list[str], lang: Language) -> int:
    try:
        result = Group(lang).main(arguments, "closedloop", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except Failure as failure:
        show_failure(failure, lang)
        return failure.exit_code
    except Stop as stop:
        return stop.exit_code
    except click.ClickException as error:
        show_failure(click_failure(error), lang)
        return USAGE
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except CompileError as error:
        print(error, file=sys.stderr)
        return FOUND
    except Exception as error:
        return _unexpected(error, lang)


_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""What only writing meets. Files say so themselves (`cli.outputs`); what comes here is standard output."""


def _unexpected(error: Exception, lang: Language) -> int:
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        _drop_output()
        show_failure(unwritable("<stdout>", error), lang)
        return USAGE
    if isinstance(error, ClosedLoopError) and not isinstance(error, InternalError):
        show_failure(Failure("CL656", why=str(error), command="closedloop"), lang)
        return USAGE if isinstance(error, UsageError) else FOUND
    if os.environ.get("CLOSEDLOOP_DEBUG"):
        traceback.print_exception(error)
    show_failure(Failure("CL699", place=place_of(error)), lang)
    return INTERNAL


def place_of(error: BaseException) -> str:
    """The innermost place of ours that the exception came through, as `module:line`, with the exception's kind."""
    if isinstance(error, InternalError):
        return error.place
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}closedloop{os.sep}" in frame.filename] or list(frames)
    if not ours:
        return type(error).__name__
    module = ours[-1].filename.rpartition(f"{os.sep}closedloop{os.sep}")[2]
    return f"{type(error).__name__}, {module}:{ours[-1].lineno}"


def _ready_streams() -> None:
    """Streams that were closed are empty ones; no character makes output fail."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


main = Application("closedloop")
