"""What an audit is given: the process that is meant, and the log in its terms by way of the mapping; or a journal."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
from attrs import frozen

from closedloop.audit.reading import journal_lines_of, read_own_journal
from closedloop.cli.failures import FOUND, Failure, Stop
from closedloop.cli.inputs import name_of, process_named, read_bytes
from closedloop.cli.screen import in_colour, width_of_screen
from closedloop.engine.errors import JournalCorrupt
from closedloop.logs import Finding, Log, LogMapping, load_mapping, process_name, read_log_bytes
from closedloop.messages import Language, hint, render, say
from closedloop.model.process import Process
from closedloop.program import Program
from closedloop.text import Diagnostic, Source, Span, render_text

MOST_ISSUES = 20


@frozen
class Given:
    """The files: of the process, of the log, of the mapping; the process that is named."""

    process_file: str
    log: str
    process: str | None
    mapping: str | None


def log_given(program: Program, given: Given, lang: Language) -> tuple[Process, Log]:
    """The process and the log. What is wrong with the mapping is shown; errors in it end the command."""
    data = read_bytes(given.log)
    lines = journal_lines_of(data)
    if lines is not None:
        return _journal(program, given, lines)
    source, mapping = _mapping(program, given, lang)
    named = None if mapping is None else mapping.process
    process = _only(program, given.process or named, given.process_file)
    log = read_log_bytes(data, process, mapping, source=name_of(given.log))
    if source is not None:
        _show_findings(source, log.findings, lang)
    if not log.cases:
        _show_issues(log, lang)
        raise Failure("CL730", exit_code=FOUND, path=name_of(given.log), process=process.name)
    return process, log


def _only(program: Program, name: str | None, process_file: str) -> Process:
    process = process_named(program, name, process_file)
    if process is None:
        raise Failure("CL666", choices=tuple(program))
    return process


def _mapping(program: Program, given: Given, lang: Language) -> tuple[Source | None, LogMapping | None]:
    """The mapping with its text, if one is given."""
    if given.mapping is None:
        return None, None
    process_named(program, given.process, given.process_file)
    data = read_bytes(given.mapping)
    try:
        source = Source(name_of(given.mapping), data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Failure("CL658", path=given.mapping, why=say("reason.not_utf8", lang)) from None
    named = process_name(source.text)
    if None not in (named, given.process) and named != given.process:
        raise Failure("CL734", named=named, process=given.process)
    target = program if given.process is None else {given.process: program[given.process]}
    mapping, findings = load_mapping(source.text, target)
    _show_findings(source, findings, lang)
    return source, mapping


def _show_findings(source: Source, findings: Sequence[Finding], lang: Language) -> None:
    """On standard error, with the place in the mapping; an error ends the command."""
    if not findings:
        return
    shown = [
        Diagnostic(each.code, Span(each.start, each.end), each.severity, each.params, source=source.name)
        for each in findings
    ]
    print(
        render_text(shown, source, lang, colour=in_colour(sys.stderr), width=width_of_screen()),
        file=sys.stderr,
    )
    if any(each.severity == "error" for each in findings):
        raise Stop(FOUND)


def _show_issues(log: Log, lang: Language) -> None:
    """What is wrong with the rows, on standard error, where there is nothing else to show."""
    for issue in log.issues[:MOST_ISSUES]:
        remedy = hint(issue.code, lang, **issue.params)
        aside = say("aside", lang, text=remedy) if remedy else ""
        where = say("run.line", lang, line=issue.line) + say("colon", lang)
        click.echo(f"{where}[{issue.code}] {render(issue.code, lang, **issue.params)}{aside}", err=True)


def _journal(program: Program, given: Given, lines: Sequence[str]) -> tuple[Process, Log]:
    if given.mapping is not None:
        raise Failure("CL732", path=name_of(given.log))
    process = _only(program, given.process, given.process_file)
    try:
        log = read_own_journal(program, process, lines, name_of(given.log))
    except JournalCorrupt as error:
        raise Failure(error.code, exit_code=FOUND, line=error.line, **error.params) from None
    if not log.cases:
        raise Failure("CL733", exit_code=FOUND, path=name_of(given.log), process=process.name)
    return process, log
