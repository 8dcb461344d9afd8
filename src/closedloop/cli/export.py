"""`closedloop export PROCESS --to promela`: what `verify` explores, for a model checker that others wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from closedloop.cli.commands import Command
from closedloop.cli.failures import Failure
from closedloop.cli.inputs import process_named, program_of
from closedloop.cli.outputs import write_whole
from closedloop.messages import AnyOf, Language, say

if TYPE_CHECKING:
    from closedloop.model.process import Process, Rule


def command(lang: Language) -> click.Command:
    def option(*names: str, words: str, **rest: Any) -> click.Option:
        return click.Option(list(names), help=say(f"usage.export.{words}", lang), **rest)

    params: list[click.Parameter] = [
        click.Argument(["process_file"], metavar="PROCESS"),
        option("--to", "form", type=click.Choice(["promela"]), required=True, words="to"),
        option("--rule", multiple=True, metavar="NAME", words="rule"),
        option("--process", metavar="NAME", words="process"),
        option("-o", "--output", metavar="FILE", words="output"),
    ]

    def export_command(
        process_file: str, form: str, rule: tuple[str, ...], process: str | None, output: str | None
    ) -> int:
        return export(process_file, rule, process, output, lang)

    return Command("export", lang, export_command, params)


def export(path: str, rules: tuple[str, ...], name: str | None, output: str | None, lang: Language) -> int:
    """Writes the model of the process with these rules watched; without any named with all of them."""
    program = program_of(path, lang)
    process = process_named(program, name, path)
    if process is None:
        raise Failure("CL666", choices=AnyOf(tuple(program)))
    text = _promela(process, _rules_named(process, rules))
    if output is None or output == "-":
        click.echo(text, nl=False)
    else:
        write_whole(output, text)
    return 0


def _rules_named(process: Process, names: tuple[str, ...]) -> tuple[Rule, ...]:
    by_name = {rule.name: rule for rule in process.rules}
    for name in names:
        if name not in by_name:
            raise Failure("CL420", name=name, choices=AnyOf(tuple(by_name)) if by_name else None)
    return tuple(by_name[name] for name in dict.fromkeys(names)) if names else process.rules


def _promela(process: Process, rules: tuple[Rule, ...]) -> str:
    """Extensions are followed where `verify` follows them: for rules with a deadline."""
    from closedloop.prove.building import Scope, build_system
    from closedloop.prove.deciding import deadline_of
    from closedloop.prove.promela import promela

    extensions = any(deadline_of(rule) is not None for rule in rules)
    return promela(build_system(process, Scope(rules, extensions=extensions)))
