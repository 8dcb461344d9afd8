"""`closedloop run PROCESS EVENTS`: events through a process, and the account of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from closedloop.cli.commands import Command
from closedloop.cli.failures import FOUND, Failure, unreadable
from closedloop.cli.inputs import STDIN, process_named, program_of
from closedloop.cli.outputs import echo_json, write_lines
from closedloop.cli.progress import tracked
from closedloop.messages import Language, say

if TYPE_CHECKING:
    from closedloop.engine.desk import Desk
    from closedloop.ledger.account import Ledger
    from closedloop.ledger.feeding import Fed
    from closedloop.program import Program


@frozen
class Wanted:
    """What the command line asks for."""

    as_of: date | None
    process: str | None
    journal: str | None
    format: str
    fail_on_refused: bool
    most: int


def command(lang: Language) -> click.Command:
    params: list[click.Parameter] = [
        click.Argument(["process_file"], metavar="PROCESS"),
        click.Argument(["events"], metavar="EVENTS"),
        click.Option(["--as-of"], type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help=say("usage.run.as_of", lang)),
        click.Option(["--process"], metavar="NAME", help=say("usage.run.process", lang)),
        click.Option(["--journal"], metavar="FILE", help=say("usage.run.journal", lang)),
        click.Option(
            ["--format"],
            type=click.Choice(["text", "json", "csv"]),
            default="text",
            help=say("usage.run.format", lang),
        ),
        click.Option(["--fail-on-refused"], is_flag=True, help=say("usage.run.fail_on_refused", lang)),
        click.Option(
            ["--most"], type=click.IntRange(0), default=50, metavar="NUMBER", help=say("usage.run.most", lang)
        ),
    ]

    def run_command(process_file: str, events: str, as_of: datetime | None, **options: Any) -> int:
        wanted = Wanted(as_of=None if as_of is None else as_of.date(), **options)
        return run(process_file, events, wanted, lang)

    return Command("run", lang, run_command, params)


def run(process_file: str, events: str, wanted: Wanted, lang: Language) -> int:
    """1 if lines could not be read, or were refused where that is asked for.

    Of a file that is no file of events at all, only that is said: there is no ledger, and no journal is written.
    """
    from closedloop.cli.run_report import report_csv, report_json, report_text
    from closedloop.engine.desk import Desk

    if process_file == events == STDIN:
        raise Failure("CL656", why=say("reason.one_stdin", lang), command="closedloop run")
    program = program_of(process_file, lang)
    process_named(program, wanted.process, process_file)
    desk = Desk(program)
    fed = _fed(desk, program, events, wanted, lang)
    if fed.unusable:
        if wanted.format == "json":
            echo_json(report_json(fed, (), lang))
        else:
            show_problems(fed, lang)
        return FOUND
    ledgers = _ledgers(desk, program, fed, wanted)
    if wanted.format == "csv" and len(ledgers) > 1:
        raise Failure("CL666", choices=tuple(ledger.process.name for ledger in ledgers))
    if wanted.journal is not None:
        write_lines(wanted.journal, _journal(desk))
    if wanted.format == "json":
        echo_json(report_json(fed, ledgers, lang))
    elif wanted.format == "csv":
        click.echo(report_csv(ledgers), nl=False)
        show_problems(fed, lang)
    else:
        click.echo(report_text(fed, ledgers, wanted.most, lang), color=True)
    return FOUND if fed.problems or (wanted.fail_on_refused and fed.refusals) else 0


def _fed(desk: Desk, program: Program, path: str, wanted: Wanted, lang: Language) -> Fed:
    from closedloop.ledger.events_file import read_events
    from closedloop.ledger.feeding import feed

    known = {param.name for process in program.processes for event in process.events for param in event.params}
    until = {} if wanted.as_of is None else {name: _end_of(desk, name, wanted.as_of) for name in program}
    label = say("run.progress", lang)
    try:
        lines = read_events(path, known | {"reason", "by"})
        return feed(
            desk, program, lines, process=wanted.process, until=until, tracked=lambda ready: tracked(ready, label)
        )
    except OSError as error:
        raise unreadable(path, error) from None


def _end_of(desk: Desk, process: str, day: date) -> datetime:
    """The last moment that belongs to the day: what is due on that day is not overdue yet."""
    from closedloop.calendars import end_of_day

    return end_of_day(desk.machines[process].calendar, day) - timedelta(microseconds=1)


def _ledgers(desk: Desk, program: Program, fed: Fed, wanted: Wanted) -> list[Ledger]:
    """One for each process that has cases, or for the only one."""
    from closedloop.ledger.ledger import ledger_of

    busy = {case.process for case in desk.cases()}
    ledgers = []
    for process in program.processes:
        if process.name in busy or len(program) == 1 or process.name == wanted.process:
            at = fed.last if wanted.as_of is None else _end_of(desk, process.name, wanted.as_of)
            if at is not None:
                desk.tick(at)
            ledgers.append(ledger_of(desk, process, at))
    return ledgers


def _journal(desk: Desk) -> Iterator[str]:
    """All records in order of time, those of one case in their own order."""
    from closedloop.engine.journals import journal_lines

    records = [record for case in desk.cases() for record in desk.journal(case.id)]
    return journal_lines(desk.machines, sorted(records, key=lambda record: record.at))


def show_problems(fed: Fed, lang: Language) -> None:
    """What is wrong with lines, on standard error: standard output belongs to the table."""
    from closedloop.cli.run_report import problem_lines

    for line in problem_lines(fed.problems, lang):
        click.echo(line, err=True)
