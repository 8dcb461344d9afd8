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
        click.Option(["--verify"], is_flag=True, help=say("usage.compile.verify", lang)),
        click.Option(["-o", "--output"], metavar="FILE", help=say("usage.compile.output", lang)),
    ]

    def compile_command(file: str, form: str, process: str | None, verify: bool, output: str | None) -> int:
        if verify:
            return compile_verified(file, form, process, output, lang)
        return compile_file(file, form, process, output, lang)

    return Command("compile", lang, compile_command, params)


def compile_verified(path: str, form: str, process: str | None, output: str | None, lang: Language) -> int:
    """Writes the JSON with the verdicts on all rules; the exit code is that of `closedloop verify`."""
    from closedloop.cli.verify import exit_code, prove_with
    from closedloop.cli.verify_words import VerifyWords
    from closedloop.model.json_form import program_to_json
    from closedloop.prove.exploring import Budget
    from closedloop.prove.keeping import with_verdicts

    if form != "json":
        raise Failure("CL422")
    program = program_of(path, lang)
    chosen = process_named(program, process, path)
    proofs = [prove_with(each, Budget(), lang) for each in (program.processes if chosen is None else (chosen,))]
    if any(proof.interrupted for proof in proofs):
        raise KeyboardInterrupt
    _write(output, program_to_json([with_verdicts(proof) for proof in proofs]))
    for proof in proofs:
        click.echo(f"{proof.process.name}{say('colon', lang)}{VerifyWords(proof, lang).summary()}", err=True)
    return exit_code([verdict for proof in proofs for verdict in proof.verdicts])


def compile_file(path: str, form: str, process: str | None, output: str | None, lang: Language) -> int:
    """Writes the JSON or the module; nothing is written where the text has errors, which are shown."""
    program = program_of(path, lang)
    text = _json(program, process, path) if form == "json" else _python(program, process, path, output)
    _write(output, text)
    return 0


def _write(output: str | None, text: str) -> None:
    if output is None or output == "-":
        click.echo(text, nl=False)
    else:
        write_whole(output, text)


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
