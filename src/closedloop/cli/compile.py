"""`closedloop compile FILE`: the process as JSON, for engines without the language."""

from __future__ import annotations

import click

from closedloop.cli.commands import Command
from closedloop.cli.inputs import program_of
from closedloop.cli.outputs import write_whole
from closedloop.messages import Language, say


def command(lang: Language) -> click.Command:
    params: list[click.Parameter] = [
        click.Argument(["file"], metavar="FILE"),
        click.Option(["-o", "--output"], metavar="FILE", help=say("usage.compile.output", lang)),
    ]
    return Command("compile", lang, lambda file, output: compile_file(file, output, lang), params)


def compile_file(path: str, output: str | None, lang: Language) -> int:
    """Writes the JSON; nothing is written where the text has errors, which are shown."""
    from closedloop.model.json_form import program_to_json

    text = program_to_json(program_of(path, lang).processes)
    if output is None or output == "-":
        click.echo(text, nl=False)
    else:
        write_whole(output, text)
    return 0
