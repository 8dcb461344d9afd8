"""`closedloop compile FILE`: the process as JSON, for engines without the language, or as a Python module."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from closedloop.cli.commands import Command
from closedloop.cli.failures import Failure
from closedloop.cli.inputs import name_of, process_named, program_of
from closedloop.cli.outputs import write_whole
from closedloop.messages import AnyOf, Language, say

if TYPE_CHECKING:
    from closedloop.program import Program


def command(lang: Language) -> click.Command:
    params: list[click.Parameter] = [
        click.Argument(["file"], metavar="FILE"),
        click.Option(
            ["--to", "form"], type=click.Choice(["json", "python"]), default="json", help=say("usage.compile.to", lang)
        ),
        click.Option(["--process"], metavar="NAME", help=say("usage.compile.process", lang)),
        click.Option(["-o", "--output"], metavar="FILE", help=say("usage.compile.output", lang)),
    ]
    return Command(
        "compile", lang, lambda file, form, process, output: compile_file(file, form, process, output, lang), params
    )


def compile_file(path: str, form: str, process: str | None, output: str | None, lang: Language) -> int:
    """Writes the JSON or the module; nothing is written where the text has errors, which are shown."""
    program = program_of(path, lang)
    text = _json(program, process, path) if form == "json" else _python(program, process, path, output)
    if output is None or output == "-":
        click.echo(text, nl=False)
    else:
        write_whole(output, text)
    return 0


def _json(program: Program, name: str | None, path: str) -> str:
    from closedloop.model.json_form import program_to_json

    chosen = None if name is None else process_named(program, name, path)
    return program_to_json(program.processes if chosen is None else (chosen,))


def _python(program: Program, name: str | None, path: str, output: str | None) -> str:
    from importlib.metadata import version

    from closedloop.kernel.straight.module import Origin, module_source

    process = process_named(program, name, path)
    if process is None:
        raise Failure("CL782", path=name_of(path), processes=AnyOf(tuple(program)))
    command = ["closedloop", "compile", path, "--to", "python"]
    command += [] if name is None else ["--process", name]
    command += [] if output is None else ["-o", output]
    return module_source(process, Origin(name_of(path), shlex.join(command), version("closedloop")))
