"""`closedloop draw PROCESS`: the picture of a process, of a run through it, or of where its cases are."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

import click
from attrs import frozen

from closedloop.cli.commands import Command
from closedloop.cli.failures import FOUND, Failure, failure_text
from closedloop.cli.inputs import STDIN, process_named, program_of
from closedloop.cli.language import language_asked_for
from closedloop.cli.outputs import write_whole
from closedloop.messages import Language

if TYPE_CHECKING:
    from closedloop.cli.draw_inputs import Counted, Ran
    from closedloop.model.process import Process

Format = Literal["svg", "mermaid", "dot"]


@frozen
class Wanted:
    """What the command line asks for. `words`: the language asked for; None: that of the file."""

    output: str
    run: str | None
    journal: str | None
    counts: str | None
    as_of: date | None
    format: Format
    process: str | None
    paper: Literal["a4", "a3"] | None
    date: date | None
    words: Language | None


def command(lang: Language) -> click.Command:
    from closedloop.messages import say

    def option(*names: str, words: str, **rest: Any) -> click.Option:
        return click.Option(list(names), help=say(f"usage.draw.{words}", lang), **rest)

    day = click.DateTime(["%Y-%m-%d"])
    params: list[click.Parameter] = [
        click.Argument(["process_file"], metavar="PROCESS"),
        option("-o", "--output", metavar="FILE", default=STDIN, words="output"),
        option("--run", metavar="SCENARIO", words="run"),
        option("--journal", metavar="FILE", words="journal"),
        option("--counts", metavar="FILE", words="counts"),
        option("--as-of", type=day, metavar="DATE", words="as_of"),
        option("--format", type=click.Choice(["svg", "mermaid", "dot"]), default="svg", words="format"),
        option("--process", metavar="NAME", words="process"),
        option("--paper", type=click.Choice(["a4", "a3"]), words="paper"),
        option("--date", type=day, metavar="DATE", words="date"),
    ]

    def draw_command(process_file: str, as_of: datetime | None, date: datetime | None, **options: Any) -> int:
        wanted = Wanted(
            **options,
            as_of=None if as_of is None else as_of.date(),
            date=None if date is None else date.date(),
            words=lang if language_asked_for() else None,
        )
        return draw_file(process_file, wanted, lang)

    return Command("draw", lang, draw_command, params)


def draw_file(process_file: str, wanted: Wanted, lang: Language) -> int:
    """1 if the scenario did not come out as written, or lines of the events could not be read."""
    _together(wanted)
    process = _process(process_file, wanted, lang)
    if wanted.format != "svg":
        _write(wanted.output, _export(process, wanted))
        return 0
    return _draw(process, wanted, lang)


def _together(wanted: Wanted) -> None:
    """What goes with what."""
    if wanted.format != "svg":
        for name in ("run", "counts", "paper", "date"):
            if getattr(wanted, name) is not None:
                raise Failure("CL753", option=f"--{name}", format=wanted.format)
    for option, needed in (("journal", "run"), ("as_of", "counts")):
        if getattr(wanted, option) is not None and getattr(wanted, needed) is None:
            raise Failure("CL754", option=f"--{option.replace('_', '-')}", needed=f"--{needed}")


def _process(path: str, wanted: Wanted, lang: Language) -> Process:
    program = program_of(path, lang)
    process = process_named(program, wanted.process, path)
    if process is None:
        raise Failure("CL666", choices=tuple(program))
    return process


def _export(process: Process, wanted: Wanted) -> str:
    from closedloop.draw import to_dot, to_mermaid

    export = to_mermaid if wanted.format == "mermaid" else to_dot
    return export(process, wanted.words)


def _draw(process: Process, wanted: Wanted, lang: Language) -> int:
    from closedloop.cli.draw_inputs import case_of_journal, counted, scenario_run
    from closedloop.draw import draw, language_of, tell_run

    ran: Ran | None = None
    if wanted.run is not None:
        ran = (
            scenario_run(process, wanted.run)
            if wanted.journal is None
            else case_of_journal(process, wanted.run, wanted.journal)
        )
    numbers: Counted | None = None
    if wanted.counts is not None:
        numbers = counted(process, wanted.counts, wanted.as_of, lang)
    words = wanted.words or language_of(process)
    day = wanted.date or (None if numbers is None else numbers.day) or date.today()
    records = None if ran is None else ran.records
    svg = draw(
        process,
        run=records,
        counts=None if numbers is None else numbers.counts,
        lang=words,
        day=day,
        paper=wanted.paper,
    )
    _write(wanted.output, svg)
    if ran is not None:
        for line in tell_run(process, ran.records, words):
            click.echo(line, err=wanted.output == STDIN)
        if not ran.as_written:
            click.echo(failure_text("CL755", lang, name=wanted.run), err=True)
    good = (ran is None or ran.as_written) and (numbers is None or numbers.complete)
    return 0 if good else FOUND


def _write(path: str, text: str) -> None:
    if path == STDIN:
        click.echo(text, nl=False)
    else:
        write_whole(path, text)
