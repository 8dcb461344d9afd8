"""`closedloop mapping LOG`: a first mapping, written from the log's columns and activities."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from closedloop.cli.commands import Command
from closedloop.cli.failures import FOUND, Failure, show_failure, unwritable
from closedloop.cli.inputs import STDIN, name_of, program_of, read_bytes
from closedloop.messages import Language, say

if TYPE_CHECKING:
    from closedloop.logs.profile import Profile
    from closedloop.model.process import Process


def command(lang: Language) -> click.Command:
    params: list[click.Parameter] = [
        click.Argument(["log"], metavar="LOG"),
        click.Option(["--process"], metavar="FILE", help=say("usage.mapping.process", lang)),
        click.Option(["-o", "--output"], metavar="FILE", help=say("usage.mapping.output", lang)),
    ]
    return Command("mapping", lang, lambda log, process, output: mapping(log, process, output, lang), params)


def mapping(log: str, process_file: str | None, output: str | None, lang: Language) -> int:
    """Writes the mapping to `output`, never over a file that is there; 1 where the log has no rows."""
    from closedloop.logs.drafting import draft
    from closedloop.logs.profile import profile
    from closedloop.logs.reading import read_table

    if process_file == log == STDIN:
        raise Failure("CL656", why=say("reason.one_stdin", lang), command="closedloop mapping")
    program = None if process_file is None else program_of(process_file, lang)
    table = read_table(read_bytes(log))
    if not table.rows:
        issue = table.issues[0] if table.issues else None
        params = {} if issue is None else issue.params
        show_failure(Failure("CL670" if issue is None else issue.code, **params), lang)
        return FOUND
    found = profile(table)
    process = None if program is None else _process(found, program.processes)
    _write(draft(found, Path(name_of(log)).name, lang, process), output, lang)
    return 0


def _process(found: Profile, processes: tuple[Process, ...]) -> Process | None:
    from closedloop.logs.drafting import best_process

    return best_process(found, processes)


def _write(text: str, output: str | None, lang: Language) -> None:
    if output is None or output == STDIN:
        click.echo(text, nl=False)
        return
    try:
        with Path(output).open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise Failure("CL661", path=output) from None
    except (OSError, ValueError) as error:
        raise unwritable(output, error) from None
    click.echo(say("new.written", lang, path=output))
